/** Using up a one-time link: the first operator's arrival, or an existing user's way back in. */
import { z } from 'zod';
import { freeSlug } from '../apps/slugs';
import { audit, type Transaction } from '../audit';
import { notFound, ServiceError } from '../errors';
import { parse } from '../inputs/inputs';
import { lineInput, nameInput } from '../inputs/name';
import { resources } from '../resources';
import { sha256 } from '../secrets';
import { hashPassword, newPassword } from './passwords';
import {
  auditSignIn,
  type Browser,
  endLinksOf,
  endSessionsOf,
  forgetSessionsOf,
  openSession,
  signingIn,
} from './sessions';
import { emailInput, type SignedIn } from './sign-in';
import { operatorExists, signInLinkState } from './sign-in-links';
import { vouch } from './vouch';

const firstInput = z.object({
  email: emailInput,
  name: lineInput('a name', 80).optional(),
  password: newPassword,
  team: z.union([z.literal(''), nameInput('team')]).optional(),
});
const returnInput = z.object({ password: z.union([z.literal(''), newPassword]).optional() });

// One number for "the first operator is being made", so that two links cannot both succeed.
const FIRST_OPERATOR_LOCK = 4_817_001;

const spent = () =>
  new ServiceError({
    code: 'conflict',
    message: 'This link was used already, has run out, or never existed.',
    fix: 'A link works once, for 15 minutes. Ask for a new one.',
  });

/** @throws ServiceError `invalid` (names the field; the link stays usable) or `conflict` (the link is spent). */
export async function redeemLink(
  given: { link: string; [field: string]: unknown },
  browser: Browser,
): Promise<SignedIn> {
  const state = await signInLinkState(given.link);
  if (state.state !== 'usable') throw spent();
  if (state.purpose === 'first-operator') return redeemFirst(given.link, parse(firstInput, given), browser);
  const signedIn = await redeemReturn(given.link, parse(returnInput, given), browser);
  forgetSessionsOf(signedIn.userId);
  return signedIn;
}

async function redeemFirst(link: string, input: z.output<typeof firstInput>, browser: Browser): Promise<SignedIn> {
  const passwordHash = await hashPassword(input.password);
  return resources().prisma.$transaction(async (tx) => {
    await spend(tx, link);
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${FIRST_OPERATOR_LOCK})`;
    if ((await tx.user.count({ where: { operator: true } })) > 0) throw operatorExists();
    const { email } = input;
    const vouchedAt = new Date(resources().now());
    const user = await tx.user.upsert({
      where: { email },
      create: { email, name: input.name || null, passwordHash, operator: true, vouchedAt },
      update: { passwordHash, operator: true, vouchedAt },
    });
    const team = await firstTeam(tx, input.team || 'My team');
    await tx.membership.create({ data: { teamId: team.id, userId: user.id, role: 'admin' } });
    await tx.signInLink.updateMany({
      where: { purpose: 'first-operator', usedAt: null },
      data: { usedAt: new Date(resources().now()) },
    });
    await audit(tx, { actor: 'host:sign-in-link', action: 'firstOperator', teamId: team.id, details: { email } });
    await auditSignIn(tx, user, 'first link', browser);
    return { sessionId: await openSession(tx, user.id, browser), userId: Number(user.id), email };
  });
}

/** The team that Headroom's own app waits in takes the given name; without one a team is made. */
async function firstTeam(tx: Transaction, name: string) {
  const waiting = await tx.team.findFirst({ where: { memberships: { none: {} } }, orderBy: { id: 'asc' } });
  const slug = await freeSlug(
    name,
    async (s) => (await tx.team.count({ where: { slug: s, NOT: { id: waiting?.id ?? -1 } } })) > 0,
    'team',
  );
  if (!waiting) return tx.team.create({ data: { name, slug } });
  return tx.team.update({ where: { id: waiting.id }, data: { name, slug } });
}

async function redeemReturn(link: string, input: z.output<typeof returnInput>, browser: Browser): Promise<SignedIn> {
  const passwordHash = input.password ? await hashPassword(input.password) : null;
  return resources().prisma.$transaction(async (tx) => {
    const { email, purpose } = await spend(tx, link);
    const user = email ? await tx.user.findUnique({ where: { email } }) : null;
    if (!user) throw notFound('user');
    const by = purpose === 'mail' ? 'mailed link' : 'link';
    if (purpose === 'mail') await vouch(tx, signingIn(user, browser), by);
    if (passwordHash) {
      await tx.user.update({ where: { id: user.id }, data: { passwordHash } });
      await endSessionsOf(tx, user.id);
      await endLinksOf(tx, user.email);
    }
    await auditSignIn(tx, user, passwordHash ? `${by}, new password` : by, browser);
    return { sessionId: await openSession(tx, user.id, browser), userId: Number(user.id), email: user.email };
  });
}

/** Single use: only one transaction can mark the row. */
async function spend(tx: Transaction, link: string): Promise<{ email: string | null; purpose: string }> {
  const hash = sha256(link);
  const at = new Date(resources().now());
  const { count } = await tx.signInLink.updateMany({
    where: { hash, usedAt: null, expiresAt: { gt: at } },
    data: { usedAt: at },
  });
  const row = count === 1 ? await tx.signInLink.findUnique({ where: { hash } }) : null;
  if (!row) throw spent();
  return { email: row.email, purpose: row.purpose };
}
