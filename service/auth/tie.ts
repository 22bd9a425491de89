/**
 * Tying a provider to one's account from the account page: begun by who is signed in and shows it once more,
 * ended when the provider has sent them back to the same session.
 */
import { z } from 'zod';
import type { SignInProvider } from '@/config/sign-in-settings';
import { audit } from '../audit';
import { requireSignedIn } from '../authorise';
import { forbidden, invalid, notFound, ServiceError } from '../errors';
import { parse } from '../inputs/inputs';
import { resources } from '../resources';
import type { Actor } from '../views/views';
import { countAttempt, forgetAttempts } from './attempts';
import type { Claims } from './claims';
import { passwordMatches } from './passwords';
import { keptAs, providerOf } from './providers';
import type { Browser } from './sessions';
import { emailInput } from './sign-in';

/** From the form on the account page until the provider has sent one back. */
export const TIE_MINUTES = 10;
/** Without a password to ask for, a session that began within these has just shown who it is. */
const FRESH_MS = 15 * 60_000;

/** Why a provider is not tied; the account page has the words. */
export type TieRefusal = 'tie-unverified' | 'tie-of-another' | 'tie-address-of-another';

export class TieRefused extends Error {
  override name = 'TieRefused';
  constructor(readonly reason: TieRefusal) {
    super(reason);
  }
}

const input = z.object({
  provider: z.string('name the provider').max(40),
  /** The password that holds, of who has one. */
  now: z.string().max(1_000).default(''),
});

/**
 * Whether the actor may go to that provider now: with their password, or soon after they signed in.
 * @returns the provider's id
 * @throws ServiceError `invalid` (names the field), `conflict` (an old session), `too-many`
 */
export async function linkIdentity(
  actor: Actor,
  given: { provider: string; now?: string },
  browser: Browser,
): Promise<{ made: string }> {
  requireSignedIn(actor, 'linkIdentity');
  if (actor.kind !== 'user') throw forbidden('Only a person has an account.');
  const { provider, now } = parse(input, given);
  const { id } = providerOf(provider) ?? {};
  if (id === undefined) throw invalid('provider', 'Nobody signs in by that here.', 'Choose one of the list.');
  const { prisma, now: clock } = resources();
  const user = await prisma.user.findUnique({ where: { id: actor.userId } });
  if (!user) throw notFound('user');
  if (user.passwordHash !== null) {
    const attempt = { email: user.email, address: browser.address };
    await countAttempt(attempt);
    if (!(await passwordMatches(user.passwordHash, now))) throw invalid('now', 'This is not your password.');
    await forgetAttempts(attempt);
    return { made: id };
  }
  const since = new Date(clock() - FRESH_MS);
  const fresh = { id: actor.sessionId, userId: user.id, endedAt: null, createdAt: { gt: since } };
  if ((await prisma.session.count({ where: fresh })) === 0) {
    throw new ServiceError({
      code: 'conflict',
      message: 'You signed in more than 15 minutes ago.',
      fix: 'Sign out, sign in again, and tie it then; or set a password first.',
    });
  }
  return { made: id };
}

/**
 * Ties what the provider says of who came back. Its verified address may be another than the account's, but not
 * that of somebody else here. Tied already: nothing changes.
 * @throws TieRefused
 */
export async function tieIdentity(actor: Actor, provider: SignInProvider, claims: Claims): Promise<void> {
  requireSignedIn(actor, 'linkIdentity');
  if (actor.kind !== 'user') throw forbidden('Only a person has an account.');
  const email = claims.verified ? emailInput.safeParse(claims.email) : null;
  if (!email?.success) throw new TieRefused('tie-unverified');
  const who = { provider: keptAs(provider), subject: claims.subject };
  const { prisma, now } = resources();
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "user" WHERE id = ${actor.userId} FOR UPDATE`;
    const known = await tx.identity.findUnique({ where: { provider_subject: who } });
    if (known && known.userId !== BigInt(actor.userId)) throw new TieRefused('tie-of-another');
    if (known) return;
    const holder = await tx.user.findUnique({ where: { email: email.data }, select: { id: true } });
    if (holder && holder.id !== BigInt(actor.userId)) throw new TieRefused('tie-address-of-another');
    const createdAt = new Date(now());
    await tx.identity.create({ data: { ...who, userId: actor.userId, email: email.data, createdAt } });
    await audit(tx, { actor, action: 'linkIdentity', details: { provider: who.provider, email: email.data } });
  });
}
