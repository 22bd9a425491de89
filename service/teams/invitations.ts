/**
 * Invitations: a link with 256 random bits that makes whoever has it a member, once, within 7 days. Only its
 * SHA-256 is kept. It never gives more than its inviter has: a lower role, or none, takes it back.
 */
import { z } from 'zod';
import type { Transaction } from '../audit';
import { emailInput } from '../auth/sign-in';
import { publicUrl } from '../configuration';
import { invalid, notFound, ServiceError } from '../errors';
import { resources } from '../resources';
import { mayInTeam, roleAtLeast } from '../roles';
import { randomSecret, sha256 } from '../secrets';
import type { InvitationState, InvitationView } from '../views/people';
import type { Actor, Role } from '../views/views';
import { type InvitationMail, mailInvitation } from './invitation-mail';
import { writeToTeam } from './write';

export const INVITATION_DAYS = 7;
const MOST_OPEN = 100;
const DAY_MS = 86_400_000;

export const inviteInput = z.strictObject({
  role: z.enum(['viewer', 'editor', 'manager', 'admin'], 'one of viewer, editor, manager, admin'),
  /** Only this address may use it, by hand or by a provider that vouches for it; empty: whoever has the link. */
  email: z.union([z.literal('').transform(() => undefined), emailInput]).optional(),
  /** Whether the link is mailed to that address too. */
  send: z.boolean().optional(),
});
export type InviteInput = z.input<typeof inviteInput>;

/**
 * The link is shown this once, mailed or not; `mail` says what became of the mail, null where none was asked for.
 * @throws ServiceError `invalid` for a role above the actor's own.
 */
export async function invite(
  actor: Actor,
  teamSlug: string,
  given: InviteInput,
): Promise<{ id: number; url: string; expiresAt: number; mail: InvitationMail | null }> {
  const { now } = resources();
  const secret = randomSecret();
  const expiresAt = now() + INVITATION_DAYS * DAY_MS;
  const url = `${publicUrl()}/join?link=${secret}`;
  const { id, letter } = await writeToTeam({
    actor,
    teamSlug,
    verb: 'invite',
    schema: inviteInput,
    input: given,
    run: async (tx, { team, role: own }, { role, email, send }) => {
      if (!roleAtLeast(own, role)) throw invalid('role', `Your own role is ${own}: you cannot give a higher one.`);
      if (send && !email) throw invalid('email', 'Name the address that it goes to.');
      await roomForOne(tx, team.id);
      const row = await tx.invitation.create({
        data: {
          teamId: team.id,
          hash: sha256(secret),
          role,
          email: email ?? null,
          invitedBy: actor.kind === 'user' ? actor.userId : null,
          createdAt: new Date(now()),
          expiresAt: new Date(expiresAt),
        },
      });
      const letter = send && email ? { to: email, team, role, url, expiresAt, by: byOf(actor) } : null;
      return { id: Number(row.id), letter };
    },
    details: ({ role, email, send }, made) => ({
      id: made.id,
      role,
      ...(email ? { email } : {}),
      ...(send ? { send } : {}),
    }),
  });
  return { id, url, expiresAt, mail: letter && (await mailInvitation(letter)) };
}

const byOf = (actor: Actor) =>
  actor.kind === 'user' ? actor.email : actor.kind === 'team' ? 'A token of the team' : null;

async function roomForOne(tx: Transaction, teamId: bigint): Promise<void> {
  if ((await tx.invitation.count({ where: { teamId, ...isOpen() } })) < MOST_OPEN) return;
  throw new ServiceError({
    code: 'conflict',
    message: `${MOST_OPEN} invitations are open.`,
    fix: 'Withdraw some of them first.',
  });
}

/** The link stops working at once. */
export async function withdrawInvitation(actor: Actor, teamSlug: string, invitationId: number): Promise<void> {
  await writeToTeam({
    actor,
    teamSlug,
    verb: 'withdrawInvitation',
    schema: z.number('name the invitation').int().positive(),
    input: invitationId,
    run: async (tx, { team }, id) => {
      const { count } = await tx.invitation.updateMany({
        where: { id, teamId: team.id, ...isOpen() },
        data: { withdrawnAt: new Date(resources().now()) },
      });
      if (count === 0) throw notFound('invitation');
    },
    details: (id) => ({ id }),
  });
}

/** Takes back what somebody could not give any more with `role` (null: they left the team). */
export async function withdrawAbove(
  tx: Transaction,
  { teamId, invitedBy, role }: { teamId: bigint; invitedBy: bigint; role: Role | null },
): Promise<void> {
  const stay = role && mayInTeam(role, 'invite') ? ranksUpTo(role) : [];
  await tx.invitation.updateMany({
    where: { teamId, invitedBy, ...isOpen(), role: { notIn: stay } },
    data: { withdrawnAt: new Date(resources().now()) },
  });
}

const ranksUpTo = (most: Role) =>
  (['viewer', 'editor', 'manager', 'admin'] as const).filter((role) => roleAtLeast(most, role));

/** Neither used nor withdrawn nor run out. */
export function isOpen() {
  return { usedAt: null, withdrawnAt: null, expiresAt: { gt: new Date(resources().now()) } };
}

/** Open invitations of a team, newest first. */
export async function openInvitations(teamId: bigint): Promise<InvitationView[]> {
  const { prisma } = resources();
  const rows = await prisma.invitation.findMany({ where: { teamId, ...isOpen() }, orderBy: { id: 'desc' } });
  const inviters = await emailsOf(rows.map(({ invitedBy }) => invitedBy));
  return rows.map((row) => ({
    id: Number(row.id),
    role: row.role,
    email: row.email,
    invitedBy: inviters.get(row.invitedBy ?? 0n) ?? null,
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
  }));
}

/** Addresses of users by id. */
export async function emailsOf(ids: (bigint | null)[]): Promise<Map<bigint, string>> {
  const known = [...new Set(ids.filter((id) => id !== null))];
  const users = await resources().prisma.user.findMany({
    where: { id: { in: known } },
    select: { id: true, email: true },
  });
  return new Map(users.map(({ id, email }) => [id, email]));
}

/** What the page of a link shows, without using it up. Whoever has the link may see it. */
export async function invitationState(secret: unknown): Promise<InvitationState> {
  if (typeof secret !== 'string' || secret.length > 200) return { state: 'unknown' };
  const { prisma, now } = resources();
  const row = await prisma.invitation.findUnique({ where: { hash: sha256(secret) }, include: { team: true } });
  if (!row) return { state: 'unknown' };
  if (row.usedAt) return { state: 'used' };
  if (row.withdrawnAt) return { state: 'withdrawn' };
  if (row.expiresAt.getTime() <= now()) return { state: 'expired' };
  const inviters = await emailsOf([row.invitedBy]);
  return {
    state: 'open',
    team: row.team.name,
    role: row.role,
    email: row.email,
    invitedBy: inviters.get(row.invitedBy ?? 0n) ?? null,
    expiresAt: row.expiresAt.getTime(),
  };
}
