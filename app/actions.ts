'use server';

import type { AppStateWord } from '@/advisor/types';
import { overview, viewer } from '@/service';
import { requireActor } from './actor';

/** The viewer's apps for the palette, most urgent first. */
export async function findApps(): Promise<{ slug: string; name: string; team: string; state: AppStateWord }[]> {
  const actor = await requireActor();
  if ((await viewer(actor)).teams.length === 0) return [];
  const view = await overview(actor);
  return view.apps.map(({ slug, name, state }) => ({ slug, name, state, team: view.team.name }));
}
