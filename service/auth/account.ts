/** What people may see and change of themselves: name, password, signed-in browsers, a link for another device. */
import { z } from 'zod';
import { audit } from '../audit';
import { requireSignedIn } from '../authorise';
import { mailIsSet } from '../configuration';
import { forbidden, invalid, notFound, ServiceError } from '../errors';
import { parse } from '../inputs/inputs';
import { lineInput } from '../inputs/name';
import { resources } from '../resources';
import type { Verb } from '../roles';
import type { AccountView, SessionView } from '../views/people';
import type { Actor } from '../views/views';
import { countAttempt, forgetAttempts } from './attempts';
import { hashPassword, newPassword, passwordMatches } from './passwords';
import { idOfKept, nameOfKept, untiedProviders } from './providers';
import { type Browser, endLinksOf, endSessionsOf, forgetSessionsOf, openSession } from './sessions';
import type { SignedIn } from './sign-in';
import { makeOwnLink } from './sign-in-links';

type UserActor = Extract<Actor, { kind: 'user' }>;

/** Only people have an account; the host and the worker have none. */
function person(actor: Actor, verb: Verb): UserActor {
  requireSignedIn(actor, verb);
  if (actor.kind !== 'user') throw forbidden('Only a person has an account.');
  return actor;
}

export async function account(actor: Actor): Promise<AccountView> {
  const me = person(actor, 'account');
  const { prisma, now } = resources();
  const user = await prisma.user.findUnique({
    where: { id: me.userId },
    include: {
      identities: { orderBy: { createdAt: 'asc' } },
      sessions: { where: { endedAt: null, expiresAt: { gt: new Date(now()) } } },
    },
  });
  if (!user) throw notFound('user');
  const sessions = user.sessions.map(
    (row): SessionView => ({
      id: row.id,
      here: row.id === me.sessionId,
      createdAt: row.createdAt.getTime(),
      lastUsedAt: row.lastUsedAt?.getTime() ?? null,
      expiresAt: row.expiresAt.getTime(),
      address: row.address,
      userAgent: row.userAgent,
    }),
  );
  const { email, name, operator, passwordHash, identities } = user;
  return {
    ...{ email, name, operator, hasPassword: passwordHash !== null },
    identities: identities.map((row) => ({
      provider: row.provider,
      providerId: idOfKept(row.provider),
      name: nameOfKept(row.provider),
      subject: row.subject,
      email: row.email,
      createdAt: row.createdAt.getTime(),
      lastWayIn: isLastWayIn(user),
    })),
    untied: untiedProviders(identities.map(({ provider }) => provider)),
    sessions: sessions.sort(
      (a, b) => Number(b.here) - Number(a.here) || (b.lastUsedAt ?? b.createdAt) - (a.lastUsedAt ?? a.createdAt),
    ),
  };
}

/** An empty name: the address stands for it. */
export async function renameMe(actor: Actor, name: string): Promise<void> {
  const me = person(actor, 'renameMe');
  const given = parse(lineInput('a name', 80), name);
  await resources().prisma.$transaction(async (tx) => {
    await tx.user.update({ where: { id: me.userId }, data: { name: given || null } });
    await audit(tx, { actor, action: 'renameMe', details: { to: given } });
  });
}

/** Ends one of the actor's own browsers, or with `others` all but this one. */
export async function endSessions(actor: Actor, which: string): Promise<void> {
  const me = person(actor, 'endSessions');
  const given = parse(z.union([z.literal('others'), z.uuid('name the session, or “others”')]), which);
  await resources().prisma.$transaction(async (tx) => {
    const one = given === 'others' ? { not: me.sessionId } : given;
    const { count } = await tx.session.updateMany({
      where: { userId: me.userId, endedAt: null, id: one },
      data: { endedAt: new Date(resources().now()) },
    });
    if (count === 0 && given !== 'others') throw notFound('session');
    if (given === 'others') await endLinksOf(tx, me.email);
    await audit(tx, { actor, action: 'endSessions', details: { count } });
  });
  forgetSessionsOf(me.userId);
}

const passwordInput = z.object({ now: z.string().max(1_000).default(''), password: newPassword });

/**
 * Sets a new password; every browser signs in anew but this one, which gets a new session. Whoever has a password
 * gives it once more, and that counts as a try to sign in.
 * @throws ServiceError `invalid` (names the field), `too-many`
 */
export async function changePassword(
  actor: Actor,
  given: { now?: string; password: string },
  browser: Browser,
): Promise<SignedIn> {
  const me = person(actor, 'changePassword');
  const input = parse(passwordInput, given);
  const { prisma } = resources();
  const user = await prisma.user.findUnique({ where: { id: me.userId } });
  if (!user) throw notFound('user');
  if (user.passwordHash !== null) {
    const attempt = { email: user.email, address: browser.address };
    await countAttempt(attempt);
    if (!(await passwordMatches(user.passwordHash, input.now))) {
      throw invalid('now', 'This is not your password.');
    }
    await forgetAttempts(attempt);
  }
  const passwordHash = await hashPassword(input.password);
  const sessionId = await prisma.$transaction(async (tx) => {
    await tx.user.update({ where: { id: user.id }, data: { passwordHash } });
    await endSessionsOf(tx, user.id);
    await endLinksOf(tx, user.email);
    await audit(tx, { actor, action: 'changePassword' });
    return openSession(tx, user.id, browser);
  });
  forgetSessionsOf(me.userId);
  return { sessionId, userId: me.userId, email: user.email };
}

const identityInput = z.strictObject({
  provider: z.string('name the provider').max(2_000),
  subject: z.string().max(255),
});

/**
 * Ends signing in by a provider; signing in by it again ties it anew, for as long as its address is the account's.
 * @throws ServiceError `conflict` where nothing else lets its owner in
 */
export async function unlinkIdentity(actor: Actor, input: { provider: string; subject: string }): Promise<void> {
  const me = person(actor, 'unlinkIdentity');
  const given = parse(identityInput, input);
  await resources().prisma.$transaction(async (tx) => {
    // Two at once take turns, so that they cannot both be the second but last.
    await tx.$queryRaw`SELECT 1 FROM "user" WHERE id = ${me.userId} FOR UPDATE`;
    const user = await tx.user.findUnique({ where: { id: me.userId }, include: { identities: true } });
    const mine = user?.identities.find((row) => row.provider === given.provider && row.subject === given.subject);
    if (!user || !mine) throw notFound('provider of yours');
    if (isLastWayIn(user)) {
      throw new ServiceError({
        code: 'conflict',
        message: 'Nothing else lets you in.',
        fix: 'Set a password first.',
      });
    }
    await tx.identity.delete({ where: { provider_subject: given } });
    await audit(tx, { actor, action: 'unlinkIdentity', details: { provider: given.provider, email: mine.email } });
  });
}

/** Whether somebody could not come back without their one provider: no password, and no mail for a link. */
function isLastWayIn({ passwordHash, identities }: { passwordHash: string | null; identities: unknown[] }): boolean {
  return passwordHash === null && identities.length === 1 && !mailIsSet();
}

/** A link that signs another browser in as the actor, once, for 15 minutes; shown this once. */
export async function ownSignInLink(actor: Actor): Promise<{ url: string; expiresAt: number }> {
  return makeOwnLink(person(actor, 'ownSignInLink'));
}
