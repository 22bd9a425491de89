/** The views of people, the audit and notification channels as the API answers them. */
import type { z } from 'zod';
import type { invite } from '../teams/invitations';
import type { NotificationsView } from '../views/notifications';
import type { AuditView, TeamView } from '../views/people';
import type * as shape from './shapes-people';
import { iso } from './times';

type Shape<T extends z.ZodType> = z.output<T>;

export function membersAnswer({ team, members, invitations }: TeamView): Shape<typeof shape.membersShape> {
  return {
    team,
    members: members.map(({ userId, email, name, role }) => ({ id: userId, email, name, role })),
    invitations:
      invitations?.map((it) => ({ ...it, createdAt: iso(it.createdAt), expiresAt: iso(it.expiresAt) })) ?? null,
  };
}

export function madeInvitationAnswer(
  made: Awaited<ReturnType<typeof invite>>,
): Shape<typeof shape.madeInvitationShape> {
  const { id, url, expiresAt, mail } = made;
  return { id, url, expiresAt: iso(expiresAt), mailed: mail === null ? null : mail.code === 'sent' };
}

export function auditAnswer({ entries, next }: AuditView): Shape<typeof shape.auditShape> {
  return { entries: entries.map((it) => ({ ...it, at: iso(it.at) })), before: next };
}

export function channelsAnswer(view: NotificationsView): Shape<typeof shape.channelsShape> {
  return {
    sendsMail: view.sendsMail,
    channels: view.channels.map(({ id, kind, name, target, state, events, quietFrom, quietTo }) => {
      return { id, kind, name, target, state, events, quietFrom, quietTo };
    }),
    messages: view.messages.map(({ id, channel, state, test, events, attempts, error, createdAt }) => {
      return { id, channel, state, test, events, attempts, error, createdAt: iso(createdAt) };
    }),
  };
}
