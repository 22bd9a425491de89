/**
 * One-time sign-in links: 256 random bits in the address, only their SHA-256 in the database.
 * The first one makes the first operator; later ones, made on the host, by oneself or mailed, let somebody back in.
 */

import { type AuditFacts, audit } from '../audit';
import { publicUrl } from '../configuration';
import { forbidden, notFound, ServiceError } from '../errors';
import { parse } from '../inputs/inputs';
import { resources } from '../resources';
import { randomSecret, sha256 } from '../secrets';
import type { Actor } from '../views/views';
import { isStillOpen } from './sessions';
import { emailInput } from './sign-in';

export const LINK_MINUTES = 15;
/** `mail`: it was sent to the address, so whoever has it reads what arrives there. */
export type SignInLinkPurpose = 'first-operator' | 'existing-user' | 'mail';

/** What the sign-in page shows for a link, without using it up. */
export type SignInLinkState =
  | {
      state: 'usable';
      purpose: SignInLinkPurpose;
      email: string | null;
      expiresAt: number;
      /** It proves the address for the first time, and ends the password from before. */
      endsPassword: boolean;
    }
  | { state: 'used' | 'expired' | 'unknown' };

/**
 * Makes a link that works once, for 15 minutes. For the host's own scripts: no actor, always audited.
 * @throws ServiceError `not-found` for an unknown e-mail, `conflict` if an operator exists already.
 */
export async function makeSignInLink(input: {
  purpose: Exclude<SignInLinkPurpose, 'mail'>;
  email?: string;
}): Promise<{ url: string; expiresAt: number }> {
  const { prisma } = resources();
  const first = input.purpose === 'first-operator';
  const email = first ? null : parse(emailInput, input.email ?? '');
  if (first && !(await needsFirstOperator())) throw operatorExists();
  if (email && !(await prisma.user.findUnique({ where: { email } }))) throw notFound('user');
  return writeLink('host:sign-in-link', input.purpose, email);
}

/**
 * The same for somebody who is signed in: their own, for another browser. A session that has ended makes none, not even
 * within the seconds for which it is remembered: the link would outlive it.
 */
export function makeOwnLink(actor: Extract<Actor, { kind: 'user' }>): Promise<{ url: string; expiresAt: number }> {
  return writeLink(actor, 'existing-user', actor.email, { sessionId: actor.sessionId });
}

/** The same for whoever reads the mail of an address that has an account. @param from who asked for it */
export function makeMailedLink(email: string, from: string | null): Promise<{ url: string; expiresAt: number }> {
  return writeLink('mail:sign-in-link', 'mail', email, { from });
}

async function writeLink(
  actor: AuditFacts['actor'],
  purpose: SignInLinkPurpose,
  email: string | null,
  { from, sessionId }: { from?: string | null; sessionId?: string } = {},
) {
  const { prisma, now } = resources();
  const secret = randomSecret();
  const createdAt = new Date(now());
  const expiresAt = now() + LINK_MINUTES * 60_000;
  await prisma.$transaction(async (tx) => {
    const until = new Date(expiresAt);
    if (sessionId !== undefined && !(await isStillOpen(tx, sessionId))) throw forbidden('This browser is signed out.');
    await tx.signInLink.create({ data: { hash: sha256(secret), email, purpose, createdAt, expiresAt: until } });
    await audit(tx, {
      actor,
      action: 'makeSignInLink',
      details: { purpose, ...(email ? { email } : {}), ...(from ? { from } : {}) },
    });
  });
  return { url: `${publicUrl()}/sign-in?link=${secret}`, expiresAt };
}

export function operatorExists(): ServiceError {
  return new ServiceError({
    code: 'conflict',
    message: 'This installation has an operator already.',
    fix: 'Sign in, or make a link for an existing user on the host: npm run sign-in-link -- EMAIL',
  });
}

/** Whether nobody operates this installation yet (then `npm start` prints a link). */
export async function needsFirstOperator(): Promise<boolean> {
  return (await resources().prisma.user.count({ where: { operator: true } })) === 0;
}

/** Who operates this installation, the longest-standing of them; null if nobody does yet. */
export async function operatorEmail(): Promise<string | null> {
  const first = await resources().prisma.user.findFirst({ where: { operator: true }, orderBy: { id: 'asc' } });
  return first?.email ?? null;
}

export async function signInLinkState(secret: string): Promise<SignInLinkState> {
  if (typeof secret !== 'string') return { state: 'unknown' };
  const { prisma, now } = resources();
  const row = await prisma.signInLink.findUnique({ where: { hash: sha256(secret) } });
  if (!row) return { state: 'unknown' };
  if (row.usedAt) return { state: 'used' };
  if (row.expiresAt.getTime() <= now()) return { state: 'expired' };
  const purpose = row.purpose as SignInLinkPurpose;
  const user = purpose === 'mail' && row.email ? await prisma.user.findUnique({ where: { email: row.email } }) : null;
  const endsPassword = Boolean(user?.passwordHash) && user?.vouchedAt === null;
  return { state: 'usable', purpose, email: row.email, expiresAt: row.expiresAt.getTime(), endsPassword };
}
