'use server';

import { redirect } from 'next/navigation';
import { requireActor } from '@/app/actor';
import { browser } from '@/app/browser';
import { saveAt } from '@/app/save';
import { setSessionCookie } from '@/app/session-cookie';
import { setTieCookie } from '@/app/tie-cookie';
import type { Saved } from '@/components/settings/save';
import * as service from '@/service';

const text = (form: FormData, name: string) => String(form.get(name) ?? '');

export async function rename(_before: Saved, form: FormData): Promise<Saved> {
  return saveAt('/account', (actor) => service.renameMe(actor, text(form, 'name')));
}

/** Field `which`: a session's id, or `others`. Ending this browser's own goes to the sign-in page. */
export async function endSessions(_before: Saved, form: FormData): Promise<Saved> {
  const which = text(form, 'which');
  const { sessionId } = await requireActor();
  const saved = await saveAt('/account', (actor) => service.endSessions(actor, which));
  if (saved.savedAt !== null && which === sessionId) redirect('/sign-in');
  return saved;
}

/** Fields: `now` (the password that holds), `password` (the new one). */
export async function changePassword(_before: Saved, form: FormData): Promise<Saved> {
  return saveAt('/account', async (actor) => {
    const given = { now: text(form, 'now'), password: text(form, 'password') };
    await setSessionCookie(await service.changePassword(actor, given, await browser()));
  });
}

export async function makeLink(_before: Saved, _form: FormData): Promise<Saved> {
  return saveAt('/account', (actor) => service.ownSignInLink(actor));
}

/** Fields: `provider`, `subject`. */
export async function unlink(_before: Saved, form: FormData): Promise<Saved> {
  const identity = { provider: text(form, 'provider'), subject: text(form, 'subject') };
  return saveAt('/account', (actor) => service.unlinkIdentity(actor, identity));
}

/** Fields: `provider` (its id), `now` (the password that holds). The answer's `made` is where the browser goes next. */
export async function tie(_before: Saved, form: FormData): Promise<Saved> {
  const given = { provider: text(form, 'provider'), now: text(form, 'now') };
  const actor = await requireActor();
  try {
    const { made } = await service.linkIdentity(actor, given, await browser());
    await setTieCookie({ provider: made, sessionId: actor.sessionId });
    return { savedAt: Date.now(), error: null, made };
  } catch (error) {
    if (!service.isServiceError(error)) throw error;
    const { field, message, fix } = error;
    return { savedAt: null, error: { field, message, fix } };
  }
}
