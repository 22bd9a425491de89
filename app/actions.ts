'use server';

import type { AppStateWord } from '@/advisor/types';
import { overview, viewer } from '@/service';
import { requireActor } from './actor';

/** The viewer's apps of all teams for the palette, most urgent first. */
export async function findApps(): Promise<{ slug: string; name: string; team: string; state: AppStateWord }[]> {
  const actor = await requireActor();
  const { teams } = await viewer(actor);
  const views = await Promise.all(teams.map(({ slug }) => overview(actor, slug)));
  return views.flatMap((view) =>
    view.apps.map(({ slug, name, state }) => ({ slug, name, state, team: view.team.name })),
  );
}
