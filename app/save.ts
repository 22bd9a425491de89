/** How a server action of a form runs one verb of service: what a person can mend goes back to the form. */
import { revalidatePath } from 'next/cache';
import type { Saved } from '@/components/settings/save';
import { isServiceError } from '@/service/errors';
import type { Actor } from '@/service/views/views';
import { requireActor } from './actor';

/** `path` and what is below it is drawn anew afterwards. A made token or link goes back, to be shown this once. */
export async function saveAt(path: string, verb: (actor: Actor) => Promise<unknown>): Promise<Saved> {
  const actor = await requireActor();
  try {
    const made = await verb(actor);
    revalidatePath(path, 'layout');
    return { savedAt: Date.now(), error: null, ...secretOf(made) };
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const { field, message, fix } = error;
    return { savedAt: null, error: { field, message, fix } };
  }
}

function secretOf(made: unknown): Pick<Saved, 'token' | 'link' | 'mail'> {
  if (!made || typeof made !== 'object') return {};
  if ('token' in made) return { token: String(made.token) };
  if (!('url' in made)) return {};
  const mail = 'mail' in made && made.mail ? { mail: made.mail as NonNullable<Saved['mail']> } : {};
  return { link: String(made.url), ...mail };
}
