/**
 * Using an invitation up: by somebody who is signed in, or by somebody new who makes an account with it.
 * To be told that an address has an account already, one needs an invitation that is open, and each try
 * counts as a try to sign in; an address that has none uses the invitation up.
 */
import { z } from 'zod';
import type { Invitation } from '@/prisma/generated/client';
import { audit, type Transaction } from '../audit';
import { notFound, ServiceError } from '../errors';
import { parse } from '../inputs/inputs';
import { lineInput } from '../inputs/name';
import { resources } from '../resources';
import { sha256 } from '../secrets';
import { invitationState, isOpen } from '../teams/invitations';
import { lockTeam } from '../teams/write';
import type { Actor } from '../views/views';
import { countAttempt, forgetAttempts } from './attempts';
import { hashPassword, newPassword } from './passwords';
import { auditSignIn, type Browser, openSession } from './sessions';
import { emailInput, type SignedIn } from './sign-in';

const joinInput = z.object({
  email: emailInput,
  name: lineInput('a name', 80).optional(),
  password: newPassword,
});

type UserActor = Extract<Actor, { kind: 'user' }>;

const spent = () =>
  new ServiceError({
    code: 'conflict',
    message: 'This invitation was used already, was withdrawn, has run out, or never existed.',
    fix: 'Ask whoever invited you for a new one.',
  });

/** Joins the team of the link as the signed-in person. @returns the team's slug */
export async function joinAs(actor: UserActor, link: string): Promise<string> {
  return resources().prisma.$transaction(async (tx) => (await accept(tx, link, actor)).slug);
}

/** Makes an account and joins. @throws ServiceError `invalid` (names the field; the link stays usable), `conflict`, `too-many` */
export async function joinAsNew(
  given: { link: string; [field: string]: unknown },
  browser: Browser,
): Promise<SignedIn & { team: string }> {
  const found = await invitationState(given.link);
  if (found.state !== 'open') throw spent();
  const input = parse(joinInput, { ...given, ...(found.email ? { email: found.email } : {}) });
  const attempt = { email: input.email, address: browser.address };
  await countAttempt(attempt);
  const passwordHash = await hashPassword(input.password);
  const joined = await resources().prisma.$transaction(async (tx) => {
    if (await tx.user.findUnique({ where: { email: input.email } })) throw taken();
    const createdAt = new Date(resources().now());
    const user = await tx.user.create({
      data: { email: input.email, name: input.name || null, passwordHash, createdAt },
    });
    const { email } = user;
    const actor = { kind: 'user', userId: Number(user.id), sessionId: '', email, operator: false } as const;
    const { slug } = await accept(tx, given.link, { ...actor, address: browser.address });
    await auditSignIn(tx, user, 'invitation', browser);
    return { sessionId: await openSession(tx, user.id, browser), userId: actor.userId, email, team: slug };
  });
  await forgetAttempts(attempt);
  return joined;
}

const taken = () =>
  new ServiceError({
    code: 'invalid',
    message: 'No account can be made with this address.',
    fix: 'If you have one already, sign in with it; then this link lets you join.',
  });

/** Single use: only one transaction can mark the row. */
async function accept(tx: Transaction, link: string, actor: UserActor) {
  const row = typeof link === 'string' ? await tx.invitation.findUnique({ where: { hash: sha256(link) } }) : null;
  if (!row) throw spent();
  return admit(tx, row, actor);
}

async function admit(tx: Transaction, row: Invitation, actor: UserActor) {
  await lockTeam(tx, row.teamId);
  if (row.email && row.email !== actor.email) throw another(row.email);
  const userId = actor.userId;
  const mine = { teamId: row.teamId, userId };
  if (await tx.membership.findUnique({ where: { teamId_userId: mine } })) throw already();
  const usedAt = new Date(resources().now());
  const { count } = await tx.invitation.updateMany({
    where: { id: row.id, ...isOpen() },
    data: { usedAt, usedBy: userId },
  });
  if (count === 0) throw spent();
  await tx.membership.create({ data: { ...mine, role: row.role } });
  const details = { invitation: Number(row.id), role: row.role, email: actor.email };
  await audit(tx, { actor, action: 'join', teamId: row.teamId, details });
  const team = await tx.team.findUnique({ where: { id: row.teamId } });
  if (!team) throw notFound('team');
  return team;
}

/**
 * For somebody whom a provider vouches for: joins the teams that invited the address, and the one of the link.
 * @returns the slug of the link's team; else of the first one; null: nobody invited them
 */
export async function acceptAll(
  tx: Transaction,
  { actor, link }: { actor: UserActor; link: string | null },
): Promise<string | null> {
  const hash = link === null ? null : sha256(link);
  const rows = await tx.invitation.findMany({
    where: { ...isOpen(), OR: [{ email: actor.email }, ...(hash ? [{ hash, email: null }] : [])] },
    // Teams are locked in one order; of several invitations to one team the highest role counts.
    orderBy: [{ teamId: 'asc' }, { role: 'desc' }],
  });
  const joined = new Map<bigint, string>();
  for (const row of rows) {
    if (!joined.has(row.teamId)) joined.set(row.teamId, (await admit(tx, row, actor)).slug);
  }
  const named = rows.find((row) => hash && Buffer.from(row.hash).equals(hash));
  return joined.get(named?.teamId ?? rows[0]?.teamId ?? 0n) ?? null;
}

/** The team that the actor joined by this link; null: they did not. */
export async function joinedBy(actor: UserActor, link: string): Promise<string | null> {
  if (link === '' || link.length > 200) return null;
  const row = await resources().prisma.invitation.findUnique({
    where: { hash: sha256(link), usedBy: actor.userId },
    include: { team: { select: { slug: true, memberships: { where: { userId: actor.userId } } } } },
  });
  return row && row.team.memberships.length > 0 ? row.team.slug : null;
}

const another = (email: string) =>
  new ServiceError({
    code: 'forbidden',
    message: `This invitation is for ${email}.`,
    fix: 'Sign out, then open the link again.',
  });

const already = () =>
  new ServiceError({ code: 'conflict', message: 'You are in this team already.', fix: 'Nothing is left to do.' });
