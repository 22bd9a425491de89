/** Which roadmap an app follows, and in which version. */
import { catalogue, readRoadmapText } from '@/catalogue/index';
import { rederive } from '../apps/rederive';
import type { Transaction } from '../audit';
import { invalid } from '../errors';
import { reEvaluate } from '../evaluate/re-evaluate';
import { beyondBuiltIn } from '../signals/definitions';
import type { Actor } from '../views/views';
import { writeToApp } from '../write';
import { type SetRoadmapInput, setRoadmapInput } from './inputs';

/** The columns of an app that follows this roadmap. */
export interface Followed {
  roadmapId: string;
  roadmapVersion: number;
  ownRoadmapId: bigint | null;
}

/**
 * Moves an app to a roadmap, or to another version of its own. Ticks are kept by step, overrides by threshold:
 * what both roadmaps name stays as it is, the rest waits for the day when the app comes back.
 */
export async function setRoadmap(actor: Actor, slug: string, input: SetRoadmapInput): Promise<void> {
  const appId = await writeToApp({
    actor,
    slug,
    verb: 'setRoadmap',
    schema: setRoadmapInput,
    input,
    run: async (tx, { app, team }, given) => {
      const to = await followed(tx, team.id, given);
      const before = await filteredOf(tx, app);
      const filters = (await filteredOf(tx, to)).filter((id) => !before.includes(id));
      await tx.app.update({ where: { id: app.id, teamId: team.id }, data: to });
      return { id: app.id, from: { id: app.roadmapId, version: app.roadmapVersion }, to, filters };
    },
    details: (_, { from, to }) => ({ from, to: { id: to.roadmapId, version: to.roadmapVersion } }),
  });
  // Signals that only the new roadmap's filters name were never made: the last 14 days get them.
  if (appId.filters.length > 0) await rederive(appId.id);
  await reEvaluate(appId.id);
}

/** Ids of the signals with a filter that the followed roadmap's thresholds name. */
async function filteredOf(tx: Transaction, { roadmapId, ownRoadmapId }: Pick<Followed, 'roadmapId' | 'ownRoadmapId'>) {
  const own = ownRoadmapId === null ? null : await tx.roadmapVersion.findUnique({ where: { id: ownRoadmapId } });
  const roadmap = own === null ? catalogue().roadmaps.get(roadmapId) : (readRoadmapText(own.text) ?? undefined);
  return beyondBuiltIn(roadmap, []).filtered.map(({ id }) => id);
}

/** A roadmap of the team's own, or a built-in one. @throws ServiceError `invalid` where there is none. */
export async function followed(
  tx: Transaction,
  teamId: bigint,
  { roadmapId, version }: { roadmapId: string; version: number | null },
): Promise<Followed> {
  const own = await tx.roadmapVersion.findFirst({
    where: { teamId, roadmap: { slug: roadmapId, teamId }, ...(version === null ? {} : { number: version }) },
    orderBy: { number: 'desc' },
  });
  if (own !== null) {
    if (readRoadmapText(own.text) === null) {
      throw invalid('version', `Version ${own.number} cannot be read by this release.`, 'Choose another version.');
    }
    return { roadmapId, roadmapVersion: own.number, ownRoadmapId: own.id };
  }
  const builtIn = catalogue().roadmaps.get(roadmapId);
  if (builtIn === undefined)
    throw invalid('roadmapId', `There is no roadmap "${roadmapId}".`, 'Choose one of the list.');
  if (version !== null && version !== builtIn.version) {
    throw invalid('version', `The built-in roadmap ${roadmapId} is at version ${builtIn.version}.`, 'Choose that one.');
  }
  return { roadmapId, roadmapVersion: builtIn.version, ownRoadmapId: null };
}
