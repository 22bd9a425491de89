/** Who asks: one person for each role, a stranger, one whose session has ended; and newcomers for what is done once. */
import { randomUUID } from 'node:crypto';
import { encode } from 'next-auth/jwt';
import { SCOPES } from '@/service/scopes';
import { mintApiToken } from '@/service/secrets';
import type { Actor, Role } from '@/service/views/views';
import { person } from '../../service/people';
import type { Stack } from '../../support/stack';
import type { Headers } from './ask';
import { CALLERS, type Caller } from './line';

export interface Who {
  userId: number;
  /** Null: nobody. */
  actor: Actor | null;
  headers: Headers;
}

const ROLES: Record<Exclude<Caller, 'nobody'>, Role> = {
  ended: 'admin',
  viewer: 'viewer',
  editor: 'editor',
  manager: 'manager',
  admin: 'admin',
  operator: 'viewer',
  stranger: 'admin',
};
let people = 0;

/** Somebody new of that kind, signed in. */
export async function newcomer(
  { database: { prisma }, secret }: Stack,
  caller: Caller,
  teams: { own: string; foreign: string },
): Promise<Who> {
  if (caller === 'nobody') return { userId: 0, actor: null, headers: {} };
  const team = caller === 'stranger' ? teams.foreign : teams.own;
  const email = `${team}-${caller}-${++people}@example.org`;
  const made = (await person(prisma, email, team, ROLES[caller])) as Extract<Actor, { kind: 'user' }>;
  const operator = caller === 'operator';
  if (operator) await prisma.user.update({ where: { id: made.userId }, data: { operator } });
  const at = Date.now();
  const sid = randomUUID();
  const endedAt = caller === 'ended' ? new Date(at) : null;
  const times = { createdAt: new Date(at), lastUsedAt: new Date(at), expiresAt: new Date(at + 86_400_000), endedAt };
  await prisma.session.create({ data: { id: sid, userId: made.userId, ...times } });
  const value = await encode({ token: { sub: String(made.userId), email, sid }, secret });
  return {
    userId: made.userId,
    actor: { ...made, sessionId: sid, operator },
    headers: { cookie: `next-auth.session-token=${value}` },
  };
}

export async function everybody(stack: Stack, teams: { own: string; foreign: string }): Promise<Record<Caller, Who>> {
  const known = await Promise.all(CALLERS.map(async (caller) => [caller, await newcomer(stack, caller, teams)]));
  return Object.fromEntries(known);
}

/** The same people by a token of all scopes; of the ended session's person, a token that was revoked. */
export async function byToken(
  { database: { prisma } }: Stack,
  callers: Record<Caller, Who>,
  teams: { own: string; foreign: string },
): Promise<Record<Caller, Who>> {
  const made = CALLERS.map(async (caller): Promise<[Caller, Who]> => {
    const who = callers[caller];
    if (caller === 'nobody') return [caller, who];
    const { token, hash, hint } = mintApiToken();
    const slug = caller === 'stranger' ? teams.foreign : teams.own;
    const { id: teamId } = await prisma.team.findUniqueOrThrow({ where: { slug } });
    const revokedAt = caller === 'ended' ? new Date() : null;
    const data = { teamId, userId: who.userId, hash, hint, label: 'walk', scopes: SCOPES, revokedAt };
    await prisma.apiToken.create({ data });
    return [caller, { ...who, headers: { authorization: `Bearer ${token}` } }];
  });
  return Object.fromEntries(await Promise.all(made)) as Record<Caller, Who>;
}
