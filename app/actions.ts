'use server';

import type { AppStateWord } from '@/advisor/types';
import { overview } from '@/service';
import { requireActor } from './actor';

/** The viewer's apps for the palette, most urgent first. */
export async function findApps(): Promise<{ slug: string; name: string; team: string; state: AppStateWord }[]> {
  const view = await overview(await requireActor());
  return view.apps.map(({ slug, name, state }) => ({ slug, name, state, team: view.team.name }));
}
