/**
 * The one place where an actor meets a team or an app. A foreign or deleted app is `not-found`,
 * never `forbidden`: nobody learns that it exists.
 */
import type { App, Team } from '@/prisma/generated/client';
import { forbidden, notFound, ServiceError } from './errors';
import { resources } from './resources';
import { mayInTeam, roles, type Verb } from './roles';
import { scopeOf } from './scopes';
import type { Actor, Role } from './views/views';

export interface TeamScope {
  team: Team;
  role: Role;
}

export interface AppScope extends TeamScope {
  app: App;
}

/** What people read instead of the verb's name. */
function refusal(verb: Verb, role: Role) {
  return forbidden(`Your role in this team (${role}) does not allow this; it needs ${roles[verb]} or above.`);
}

/** An API token does what its scopes name, and never more than its person's role. */
function requireScope(actor: Actor, verb: Verb): void {
  if (actor.kind === 'system' || !actor.grant) return;
  const scope = scopeOf(verb);
  if (scope !== null && actor.grant.scopes.includes(scope)) return;
  const { scopes } = actor.grant;
  throw new ServiceError({
    code: 'forbidden',
    message: `This token may not do that: it has ${scopes.join(', ')}, and this ${scope === null ? 'needs a person who is signed in' : `needs ${scope}`}.`,
    fix: scope === null ? 'Do it on the pages.' : `Make a token with the scope ${scope}.`,
  });
}

/** The host (scripts on the machine itself) acts as an admin of every team; the worker calls no use-case. */
function membershipFilter(actor: Actor) {
  const team = actor.kind !== 'system' && actor.grant ? { id: actor.grant.teamId } : {};
  if (actor.kind === 'team') return team;
  if (actor.kind === 'user') return { ...team, memberships: { some: { userId: actor.userId } } };
  return actor.name === 'host' ? {} : null;
}

function roleOf(actor: Actor, teamId: bigint, memberships: { userId: bigint; role: Role }[]): Role | null {
  if (actor.kind !== 'system' && actor.grant && BigInt(actor.grant.teamId) !== teamId) return null;
  if (actor.kind === 'team') return actor.role;
  if (actor.kind === 'system') return actor.name === 'host' ? 'admin' : null;
  return memberships.find((membership) => Number(membership.userId) === actor.userId)?.role ?? null;
}

/**
 * Ids come from addresses and from what browsers send to actions, where types are wishes: an object would be
 * read as a filter, U+0000 as an error of the database.
 */
export function isAddressable(id: unknown): id is string {
  return typeof id === 'string' && /^[\w-]{1,120}$/.test(id);
}

const memberOf = (actor: Actor) => ({
  where: { userId: actor.kind === 'user' ? actor.userId : -1 },
  select: { userId: true, role: true },
});

/** @throws ServiceError `not-found` for strangers, `forbidden` for a member whose role is too small. */
export async function openApp(actor: Actor, slug: string, verb: Verb): Promise<AppScope> {
  if (!isAddressable(slug)) throw notFound('app');
  const found = await resources().prisma.app.findFirst({
    where: { slug, deletedAt: null },
    include: { team: { include: { memberships: memberOf(actor) } } },
  });
  const role = found ? roleOf(actor, found.team.id, found.team.memberships) : null;
  if (!found || !role) throw notFound('app');
  requireScope(actor, verb);
  if (roles[verb] === 'operator') requireSignedIn(actor, verb);
  else if (!mayInTeam(role, verb)) throw refusal(verb, role);
  const { team, ...app } = found;
  return { app, team, role };
}

/** The named team, or the actor's first one. */
export async function openTeam(actor: Actor, teamSlug: string | undefined, verb: Verb): Promise<TeamScope> {
  if (teamSlug !== undefined && !isAddressable(teamSlug)) throw notFound('team');
  const mine = membershipFilter(actor);
  const found =
    mine &&
    (await resources().prisma.team.findFirst({
      where: { ...(teamSlug === undefined ? {} : { slug: teamSlug }), ...mine },
      include: { memberships: memberOf(actor) },
      orderBy: { id: 'asc' },
    }));
  const role = found ? roleOf(actor, found.id, found.memberships) : null;
  if (!found || !role) throw notFound('team');
  requireScope(actor, verb);
  if (!mayInTeam(role, verb)) throw refusal(verb, role);
  return { team: found, role };
}

/** For what needs no team: any signed-in person (or the host). */
export function requireSignedIn(actor: Actor, verb: Verb): void {
  requireScope(actor, verb);
  if (actor.kind === 'system' && actor.name !== 'host') throw forbidden('The worker does not ask this.');
  if (roles[verb] === 'operator' && (actor.kind === 'team' || (actor.kind === 'user' && !actor.operator))) {
    throw forbidden('Only an operator of this installation may do this.');
  }
}

/** The slug of the one team that an API token is good for. */
export async function teamOfToken({ grant }: Exclude<Actor, { kind: 'system' }>): Promise<string> {
  const team = grant && (await resources().prisma.team.findUnique({ where: { id: grant.teamId } }));
  if (!team) throw notFound('team');
  return team.slug;
}
