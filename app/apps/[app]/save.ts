import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/actor';
import type { Saved } from '@/components/settings/save';
import * as service from '@/service';
import type { Actor } from '@/service/views';

/** Runs one verb of service for a form; what a person can mend goes back to it. */
export async function save(slug: string, verb: (actor: Actor) => Promise<unknown>): Promise<Saved> {
  const actor = await requireActor();
  try {
    const made = await verb(actor);
    revalidatePath(`/apps/${slug}`, 'layout');
    const token = made && typeof made === 'object' && 'token' in made ? { token: String(made.token) } : {};
    return { savedAt: Date.now(), error: null, ...token };
  } catch (error) {
    if (!service.isServiceError(error)) throw error;
    const { field, message, fix } = error;
    return { savedAt: null, error: { field, message, fix } };
  }
}
