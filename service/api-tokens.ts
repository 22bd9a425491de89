/** Tokens of the API: a person's, which act as them in one team, and a team's own. Shown once, stored hashed, audited. */
import type { ApiToken } from '@/prisma/generated/client';
import { audit } from './audit';
import { isStillOpen } from './auth/sessions';
import { openTeam } from './authorise';
import { forbidden, notFound, ServiceError } from './errors';
import { type NewApiTokenInput, newApiTokenInput } from './inputs/api';
import { parse, tokenIdInput } from './inputs/inputs';
import { resources } from './resources';
import { roleAtLeast } from './roles';
import { roleOfScope } from './scopes';
import { mintApiToken } from './secrets';
import type { ApiTokensView, ApiTokenView } from './views/api';
import type { Actor, Role } from './views/views';

const DAY_MS = 86_400_000;
/** In use at once. */
const PERSONAL_AT_MOST = 20;
const OF_TEAM_AT_MOST = 50;
/** Ended ones that are still listed. */
const ENDED_SHOWN = 20;

/** The actor's own tokens for the team, and, for managers, the team's and its members'. */
export async function apiTokens(actor: Actor, teamSlug: string): Promise<ApiTokensView> {
  const { team, role } = await openTeam(actor, teamSlug, 'apiTokens');
  const { prisma, now } = resources();
  const mine = { teamId: team.id, ...(mayManage(role) ? {} : { userId: userIdOf(actor) ?? -1n }) };
  const include = { user: { select: { name: true, email: true } } };
  const orderBy = { id: 'desc' } as const;
  const [live, ended] = await Promise.all([
    prisma.apiToken.findMany({ where: { ...mine, revokedAt: null }, include, orderBy }),
    prisma.apiToken.findMany({ where: { ...mine, NOT: { revokedAt: null } }, include, orderBy, take: ENDED_SHOWN }),
  ]);
  const view = (row: (typeof live)[number]): ApiTokenView => ({
    ...plain(row),
    of: row.user ? (row.user.name ?? row.user.email) : null,
    mine: row.userId !== null && row.userId === userIdOf(actor),
    ended: row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt.getTime() <= now()),
  });
  return { team: { slug: team.slug, name: team.name }, role, tokens: [...live, ...ended].map(view) };
}

/**
 * A session that has ended makes none, not even within the seconds for which it is remembered: the token would outlive it.
 * @returns the token, shown this once
 */
export async function newApiToken(
  actor: Actor,
  teamSlug: string,
  given: NewApiTokenInput,
): Promise<{ id: number; token: string; hint: string }> {
  const { team, role } = await openTeam(actor, teamSlug, 'newApiToken');
  const input = parse(newApiTokenInput, given);
  if (input.of === 'team' && !mayManage(role))
    throw forbidden(`A team’s token needs the role manager; yours is ${role}.`);
  for (const scope of input.scopes)
    if (!roleAtLeast(role, roleOfScope[scope]))
      throw forbidden(`The scope ${scope} needs the role ${roleOfScope[scope]}; yours is ${role}.`);
  const userId = input.of === 'team' ? null : userIdOf(actor);
  if (input.of === 'person' && userId === null) throw forbidden('The host has no tokens of its own.');
  const { token, hash, hint } = mintApiToken();
  const { label, scopes, days } = input;
  const id = await resources().prisma.$transaction(async (tx) => {
    if (actor.kind === 'user' && !(await isStillOpen(tx, actor.sessionId)))
      throw forbidden('This browser is signed out.');
    await tx.$queryRaw`SELECT 1 FROM team WHERE id = ${team.id} FOR UPDATE`;
    const most = userId === null ? OF_TEAM_AT_MOST : PERSONAL_AT_MOST;
    const inUse = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(resources().now()) } }] };
    if ((await tx.apiToken.count({ where: { teamId: team.id, userId, ...inUse } })) >= most) {
      const message = `There are ${most} tokens in use already.`;
      throw new ServiceError({ code: 'conflict', message, fix: 'Revoke one that nobody needs any more.' });
    }
    const at = resources().now();
    const expiresAt = days === null ? null : new Date(at + days * DAY_MS);
    const createdAt = new Date(at);
    const created = { createdAt, createdBy: userIdOf(actor), expiresAt };
    const row = await tx.apiToken.create({ data: { teamId: team.id, userId, hash, hint, label, scopes, ...created } });
    const details = { id: Number(row.id), hint, label, of: input.of, scopes, days };
    await audit(tx, { actor, action: 'newApiToken', teamId: team.id, details });
    return Number(row.id);
  });
  return { id, token, hint };
}

/** One's own, or, for managers, any of the team. Refused everywhere within 5 seconds. */
export async function revokeApiToken(actor: Actor, teamSlug: string, tokenId: number): Promise<void> {
  const { team, role } = await openTeam(actor, teamSlug, 'revokeApiToken');
  const id = parse(tokenIdInput, tokenId);
  const mine = { id, teamId: team.id, ...(mayManage(role) ? {} : { userId: userIdOf(actor) ?? -1n }) };
  await resources().prisma.$transaction(async (tx) => {
    if ((await tx.apiToken.count({ where: mine })) === 0) throw notFound('token');
    const revokedAt = new Date(resources().now());
    await tx.apiToken.updateMany({ where: { ...mine, revokedAt: null }, data: { revokedAt } });
    await audit(tx, { actor, action: 'revokeApiToken', teamId: team.id, details: { id } });
  });
}

const mayManage = (role: Role) => roleAtLeast(role, 'manager');
const userIdOf = (actor: Actor) => (actor.kind === 'user' ? BigInt(actor.userId) : null);

function plain(row: ApiToken): Omit<ApiTokenView, 'of' | 'mine' | 'ended'> {
  return {
    id: Number(row.id),
    hint: row.hint,
    label: row.label,
    scopes: row.scopes as ApiTokenView['scopes'],
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt?.getTime() ?? null,
    revokedAt: row.revokedAt?.getTime() ?? null,
    lastUsedAt: row.lastUsedAt?.getTime() ?? null,
  };
}
