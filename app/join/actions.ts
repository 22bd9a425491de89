'use server';

import { redirect } from 'next/navigation';
import { requireActor } from '@/app/actor';
import { browser } from '@/app/browser';
import { sessionIdOfCookie, setSessionCookie } from '@/app/session-cookie';
import type { SignInResult } from '@/components/sign-in/action';
import { joinAs, joinAsNew } from '@/service/auth/join';
import { endSession } from '@/service/auth/sessions';
import { isServiceError } from '@/service/errors';

/** Makes an account with an invitation and joins its team. Fields: `link`, `email`, `name`, `password`. */
export async function joinNew(_before: SignInResult, form: FormData): Promise<SignInResult> {
  const { link, ...fields } = Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'));
  return enter(async () => {
    const before = await sessionIdOfCookie();
    const joined = await joinAsNew({ ...fields, link: String(link ?? '') }, await browser());
    await setSessionCookie(joined);
    if (before) await endSession(before);
    return joined.team;
  });
}

/** The signed-in person joins. Field: `link`. */
export async function join(_before: SignInResult, form: FormData): Promise<SignInResult> {
  const actor = await requireActor();
  return enter(() => joinAs(actor, String(form.get('link') ?? '')));
}

async function enter(use: () => Promise<string>): Promise<SignInResult> {
  let team: string;
  try {
    team = await use();
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const { field, message, fix } = error;
    return { error: { ...(field ? { field } : {}), message, ...(fix ? { fix } : {}) } };
  }
  redirect(`/?team=${team}`);
}
