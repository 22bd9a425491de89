/** Who is in a team, as what, and how that changes. A team always keeps an admin. */
import { z } from 'zod';
import type { Transaction } from '../audit';
import { endSessionsOf, forgetSessionsOf } from '../auth/sessions';
import { openTeam } from '../authorise';
import { notFound, ServiceError } from '../errors';
import { resources } from '../resources';
import { mayInTeam, roleAtLeast } from '../roles';
import type { HolidayView, MemberView, TeamView } from '../views/people';
import type { Actor, Role } from '../views/views';
import { openInvitations, withdrawAbove } from './invitations';
import { writeToTeam } from './write';

export const roleInput = z.enum(['viewer', 'editor', 'manager', 'admin'], 'one of viewer, editor, manager, admin');
const userId = z.number('name the member').int().positive();
const changeRoleInput = z.strictObject({ userId, role: roleInput });
export type ChangeRoleInput = z.input<typeof changeRoleInput>;

/** Members, and for those who may invite the open invitations. */
export async function teamView(actor: Actor, teamSlug: string): Promise<TeamView> {
  const { team, role } = await openTeam(actor, String(teamSlug), 'teamView');
  const rows = await resources().prisma.membership.findMany({
    where: { teamId: team.id },
    include: {
      user: { include: { sessions: { orderBy: { lastUsedAt: { sort: 'desc', nulls: 'last' } }, take: 1 } } },
    },
  });
  const admins = rows.filter((row) => row.role === 'admin').length;
  const members = rows.map(
    ({ user, role: its }): MemberView => ({
      userId: Number(user.id),
      email: user.email,
      name: user.name,
      role: its,
      lastAdmin: its === 'admin' && admins === 1,
      lastUsedAt: user.sessions[0]?.lastUsedAt?.getTime() ?? null,
    }),
  );
  return {
    team: { slug: team.slug, name: team.name, zone: team.timeZone },
    holidays: team.holidays as unknown as HolidayView[],
    you: { userId: actor.kind === 'user' ? actor.userId : 0, role },
    members: members.sort(byRoleThenName),
    invitations: mayInTeam(role, 'invite') ? await openInvitations(team.id) : null,
  };
}

function byRoleThenName(a: MemberView, b: MemberView): number {
  if (a.role !== b.role) return roleAtLeast(b.role, a.role) ? 1 : -1;
  return (a.name ?? a.email).localeCompare(b.name ?? b.email);
}

/** Gives a member another role. Their browsers sign in anew. @throws ServiceError `conflict` for the last admin */
export async function changeRole(actor: Actor, teamSlug: string, input: ChangeRoleInput): Promise<void> {
  await writeToTeam({
    actor,
    teamSlug,
    verb: 'changeRole',
    schema: changeRoleInput,
    input,
    run: async (tx, { team }, { userId, role }) => {
      const member = await memberOf(tx, team.id, userId);
      if (member.role === role) return member;
      if (member.role === 'admin') await keepAnAdmin(tx, team.id, userId);
      await tx.membership.update({ where: { teamId_userId: { teamId: team.id, userId } }, data: { role } });
      await withdrawAbove(tx, { teamId: team.id, invitedBy: member.userId, role });
      await endSessionsOf(tx, member.userId);
      return member;
    },
    details: ({ role }, member) => ({ email: member.user.email, from: member.role, to: role }),
  });
  forgetSessionsOf(input.userId);
}

/** Takes a member out of the team; their account stays. @throws ServiceError `conflict` for the last admin */
export async function removeMember(actor: Actor, teamSlug: string, memberId: number): Promise<void> {
  await writeToTeam({
    actor,
    teamSlug,
    verb: 'removeMember',
    schema: userId,
    input: memberId,
    run: (tx, { team }, id) => takeOut(tx, team.id, id),
    details: (_, member) => ({ email: member.user.email, role: member.role }),
  });
  forgetSessionsOf(memberId);
}

/** The actor leaves; the last admin cannot. Other browsers of theirs stay signed in: it was their own doing. */
export async function leaveTeam(actor: Actor, teamSlug: string): Promise<void> {
  await writeToTeam({
    actor,
    teamSlug,
    verb: 'leaveTeam',
    schema: z.null(),
    input: null,
    run: (tx, { team }) => takeOut(tx, team.id, actor.kind === 'user' ? actor.userId : 0, false),
    details: (_, member) => ({ email: member.user.email, role: member.role }),
  });
}

async function takeOut(tx: Transaction, teamId: bigint, id: number, endSessions = true) {
  const member = await memberOf(tx, teamId, id);
  if (member.role === 'admin') await keepAnAdmin(tx, teamId, id);
  await tx.membership.delete({ where: { teamId_userId: { teamId, userId: id } } });
  await withdrawAbove(tx, { teamId, invitedBy: member.userId, role: null });
  if (endSessions) await endSessionsOf(tx, member.userId);
  return member;
}

async function memberOf(tx: Transaction, teamId: bigint, id: number) {
  const member = await tx.membership.findUnique({
    where: { teamId_userId: { teamId, userId: id } },
    include: { user: { select: { email: true } } },
  });
  if (!member) throw notFound('member');
  return member;
}

async function keepAnAdmin(tx: Transaction, teamId: bigint, besides: number): Promise<void> {
  const role: Role = 'admin';
  if ((await tx.membership.count({ where: { teamId, role, NOT: { userId: besides } } })) > 0) return;
  throw new ServiceError({
    code: 'conflict',
    message: 'A team keeps at least one admin.',
    fix: 'Make somebody else admin first.',
  });
}
