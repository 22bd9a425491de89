import { cache } from 'react';
import type { Wording } from '@/advisor/words/wording';
import { orNotFound, requireActor } from '@/app/actor';
import { viewerZone } from '@/app/zone';
import { appView } from '@/service';
import type { AppView } from '@/service/views/views';

/** One read an answer: layout and page share it. */
export const viewOfApp = cache(
  async (slug: string): Promise<AppView> => orNotFound(appView(await requireActor(), slug)),
);

/** What sentences with a time in them need. */
export async function pageWording(): Promise<Wording> {
  return { nowAt: Date.now(), zone: await viewerZone() };
}
