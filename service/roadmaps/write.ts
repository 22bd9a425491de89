/** A team's own roadmaps: made, changed by new versions, removed when no app follows them. */
import { catalogue, nameRoadmap } from '@/catalogue/index';
import { freeSlug, inTurn } from '../apps/slugs';
import { audit } from '../audit';
import { openTeam } from '../authorise';
import { invalid, ServiceError } from '../errors';
import { parse } from '../inputs/inputs';
import { resources } from '../resources';
import type { Actor } from '../views/views';
import { type CreateRoadmapInput, createRoadmapInput, type SaveRoadmapInput, saveRoadmapInput } from './inputs';
import { openRoadmap, rightRoadmap, teamSignals, versionOf } from './scope';

export const MOST_ROADMAPS = 20;
export const MOST_VERSIONS = 200;

/** Keeps a new roadmap. Its `id` becomes its address, its version 1; the rest of the text stays as written. */
export async function createRoadmap(actor: Actor, teamSlug: string | undefined, given: CreateRoadmapInput) {
  const { team } = await openTeam(actor, teamSlug, 'createRoadmap');
  const input = parse(createRoadmapInput, given);
  const draft = rightRoadmap(input.text, await teamSignals({ teamId: team.id }));
  const slug = await resources().prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM team WHERE id = ${team.id} FOR UPDATE`;
    if ((await tx.teamRoadmap.count({ where: { teamId: team.id } })) >= MOST_ROADMAPS) {
      throw tooMany(`A team keeps at most ${MOST_ROADMAPS} roadmaps of its own.`, 'Remove one that no app follows.');
    }
    await inTurn(tx);
    const free = await freeSlug(
      draft.id,
      async (taken) => catalogue().roadmaps.has(taken) || (await tx.teamRoadmap.count({ where: { slug: taken } })) > 0,
    );
    const text = nameRoadmap(input.text, { id: free, version: 1 });
    const own = await tx.teamRoadmap.create({
      data: { teamId: team.id, slug: free, forkedFrom: input.forkedFrom, createdAt: new Date(resources().now()) },
    });
    await tx.roadmapVersion.create({
      data: { ...author(actor), teamId: team.id, roadmapId: own.id, number: 1, text, note: input.note },
    });
    const details = { roadmap: free, version: 1, forkedFrom: input.forkedFrom };
    await audit(tx, { actor, action: 'createRoadmap', teamId: team.id, details });
    return free;
  });
  return { slug, version: 1 };
}

/** A new version beside the old ones; apps stay on theirs until somebody moves them. */
export async function saveRoadmap(actor: Actor, slug: string, given: SaveRoadmapInput) {
  const scope = await openRoadmap(actor, slug, 'saveRoadmap');
  const input = parse(saveRoadmapInput, given);
  const { own, team } = scope;
  const draft = rightRoadmap(input.text, await teamSignals({ teamId: team.id }));
  if (draft.id !== slug)
    throw invalid('text', `Its id is “${draft.id}”.`, `Keep “id: ${slug}”, or save it as a new roadmap.`);
  const number = await resources().prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM team_roadmap WHERE id = ${own.id} FOR UPDATE`;
    const newest = await tx.roadmapVersion.findFirstOrThrow({
      where: { roadmapId: own.id },
      orderBy: { number: 'desc' },
    });
    if (newest.number !== input.basedOn) {
      const message = `Version ${newest.number} was saved meanwhile; yours began with version ${input.basedOn}.`;
      throw new ServiceError({
        code: 'conflict',
        message,
        fix: 'Copy your text, look at what changed, and edit the newest version.',
      });
    }
    const text = nameRoadmap(input.text, { id: slug, version: newest.number + 1 });
    if (nameRoadmap(newest.text, { id: slug, version: newest.number + 1 }) === text) {
      throw invalid('text', 'Nothing has changed since the newest version.');
    }
    if (newest.number >= MOST_VERSIONS) {
      throw tooMany(`A roadmap has at most ${MOST_VERSIONS} versions.`, 'Save this text as a new roadmap.');
    }
    const version = { teamId: team.id, roadmapId: own.id, number: newest.number + 1, text, note: input.note };
    await tx.roadmapVersion.create({ data: { ...author(actor), ...version } });
    const details = { roadmap: slug, version: version.number, note: input.note };
    await audit(tx, { actor, action: 'saveRoadmap', teamId: team.id, details });
    return version.number;
  });
  return { slug, version: number };
}

/** All its versions; refused while an app follows one. */
export async function removeRoadmap(actor: Actor, slug: string, typed: string): Promise<void> {
  const scope = await openRoadmap(actor, slug, 'removeRoadmap');
  const { own, team } = scope;
  const { number } = await versionOf(scope, null);
  if (typed !== slug) throw invalid('name', `Type ${slug} to remove it.`);
  await resources().prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM team_roadmap WHERE id = ${own.id} FOR UPDATE`;
    const following = await tx.app.findMany({ where: { teamId: team.id, ownRoadmap: { roadmapId: own.id } } });
    const alive = following.filter(({ deletedAt }) => deletedAt === null).map(({ name }) => name);
    if (alive.length > 0) {
      const message = `${alive.slice(0, 3).join(', ')} ${alive.length === 1 ? 'follows' : 'follow'} it.`;
      throw new ServiceError({
        code: 'conflict',
        message,
        fix: 'Move them to another roadmap first, in their settings.',
      });
    }
    // Deleted apps keep their row; it names the roadmap still, and points to it no more.
    await tx.app.updateMany({
      where: { teamId: team.id, ownRoadmap: { roadmapId: own.id } },
      data: { ownRoadmapId: null },
    });
    await tx.teamRoadmap.delete({ where: { id: own.id, teamId: team.id } });
    await audit(tx, { actor, action: 'removeRoadmap', teamId: team.id, details: { roadmap: slug, versions: number } });
  });
}

function author(actor: Actor) {
  return { createdBy: actor.kind === 'user' ? actor.userId : null, createdAt: new Date(resources().now()) };
}

function tooMany(message: string, fix: string): ServiceError {
  return new ServiceError({ code: 'too-many', message, fix });
}
