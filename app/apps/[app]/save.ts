import { saveAt } from '@/app/save';
import type { Saved } from '@/components/settings/save';
import type { Actor } from '@/service/views/views';

/** Runs one verb of service for a form of an app's pages. */
export function save(slug: string, verb: (actor: Actor) => Promise<unknown>): Promise<Saved> {
  return saveAt(`/apps/${slug}`, verb);
}
