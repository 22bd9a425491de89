/** Where an actor meets a team's own roadmap: a foreign one is not found, as if it were not there. */
import { catalogue, checkRoadmapText } from '@/catalogue/index';
import type { Roadmap, SignalDefinition } from '@/catalogue/types';
import type { Prisma, RoadmapVersion, TeamRoadmap } from '@/prisma/generated/client';
import { isAddressable, openTeam, type TeamScope } from '../authorise';
import { isServiceError, notFound, ServiceError } from '../errors';
import { resources } from '../resources';
import type { Verb } from '../roles';
import { customOf, definitionOf } from '../signals/definitions';
import type { Actor } from '../views/views';
import type { DraftProblem } from './views';

export interface RoadmapScope extends TeamScope {
  own: TeamRoadmap;
}

/** @throws ServiceError `not-found` for strangers, `forbidden` for a member whose role is too small. */
export async function openRoadmap(actor: Actor, slug: string, verb: Verb): Promise<RoadmapScope> {
  if (!isAddressable(slug)) throw notFound('roadmap');
  const found = await resources().prisma.teamRoadmap.findUnique({ where: { slug }, include: { team: true } });
  if (!found) throw notFound('roadmap');
  const { team, ...own } = found;
  const scope = await openTeam(actor, team.slug, verb).catch((error) => {
    throw isServiceError(error) && error.code === 'not-found' ? notFound('roadmap') : error;
  });
  return { ...scope, own };
}

/** A version by its number, the newest without one. */
export async function versionOf({ own }: RoadmapScope, number: number | null): Promise<RoadmapVersion> {
  const found = await resources().prisma.roadmapVersion.findFirst({
    where: { roadmapId: own.id, teamId: own.teamId, ...(number === null ? {} : { number }) },
    orderBy: { number: 'desc' },
  });
  if (!found) throw notFound('version of this roadmap');
  return found;
}

/** Signals that a team declared for its apps: its roadmaps may name them beside the built-in ones. */
export async function teamSignals(of: Pick<Prisma.AppWhereInput, 'teamId' | 'team'>): Promise<SignalDefinition[]> {
  const rows = await resources().prisma.customSignal.findMany({
    where: { app: { ...of, deletedAt: null } },
    distinct: ['signal'],
    orderBy: [{ signal: 'asc' }, { appId: 'asc' }],
  });
  return rows.map((row) => definitionOf(customOf(row)));
}

function checked(text: string, own: SignalDefinition[]) {
  const known = catalogue();
  return checkRoadmapText('', text, { ...known, signals: [...known.signals, ...own] });
}

/** Every mistake of a draft, with its place. */
export function problemsOf(text: string, own: SignalDefinition[]): DraftProblem[] {
  return checked(text, own).problems.map(({ line, column, field, says }) => ({
    line,
    column,
    field,
    says,
  }));
}

/** @throws ServiceError `invalid` with the first mistake: a wrong roadmap is never kept. */
export function rightRoadmap(text: string, own: SignalDefinition[]): Roadmap {
  const { roadmap, problems } = checked(text, own);
  if (roadmap !== null) return roadmap;
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  throw new ServiceError({
    code: 'invalid',
    field: 'text',
    message: `Line ${first?.line}: ${first?.field || 'this file'} ${first?.says}${more}`,
    fix: 'Mend it, then save again.',
  });
}
