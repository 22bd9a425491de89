/** A team's channels, each person's own choice, and what was delivered: the use-cases of the notifications page. */
import { randomUUID } from 'node:crypto';
import type { NotificationChannel, Prisma } from '@/prisma/generated/client';
import { budgetKey, countTries } from '../auth/attempts';
import { openTeam } from '../authorise';
import { checkedUrl } from '../entered-address';
import { forbidden, invalid, notFound, ServiceError } from '../errors';
import { parse } from '../inputs/inputs';
import { resources } from '../resources';
import type { ChannelKind, NotificationsView } from '../views/notifications';
import type { Actor } from '../views/views';
import {
  type AddChannelInput,
  addChannelInput,
  channelIdInput,
  type MyNotificationsInput,
  messageIdInput,
  myNotificationsInput,
} from './channel-inputs';
import { freeChannelName, MOST_CHANNELS, makeSigningKey, sealed } from './channel-parts';
import { write } from './write';

const MOST_MESSAGES = 50;
const TESTS = { most: 5, withinMs: 10 * 60_000 };
/** Within 15 minutes, of all channels, those too that were removed since: a test may go to a stranger's mailbox. */
const TESTS_OF_TEAM = 30;

/** Channels without what is secret of them, and the newest messages; another person's own channel is not shown. */
export async function notifications(actor: Actor, teamSlug: string): Promise<NotificationsView> {
  const { team, role } = await openTeam(actor, teamSlug, 'notifications');
  const { prisma, mail } = resources();
  const rows = await prisma.notificationChannel.findMany({ where: { teamId: team.id }, orderBy: { createdAt: 'asc' } });
  const me = actor.kind === 'user' ? BigInt(actor.userId) : null;
  const shown = rows.filter(({ userId }) => userId === null || userId === me);
  const messages = await prisma.notificationMessage.findMany({
    where: { channelId: { in: shown.map(({ id }) => id) } },
    include: { channel: { select: { name: true } }, _count: { select: { items: true } } },
    orderBy: { id: 'desc' },
    take: MOST_MESSAGES,
  });
  return {
    team: { slug: team.slug, name: team.name, zone: team.timeZone },
    role,
    sendsMail: mail().smtpUrl !== null,
    channels: shown
      .filter(({ userId }) => userId === null)
      .map(({ id, kind, name, target, secret, events, quietFrom, quietTo, enabled }) => {
        const state = !enabled ? 'paused' : kind !== 'email' && secret === null ? 'incomplete' : 'on';
        return { id, kind: kind as ChannelKind, name, target, state, events, quietFrom, quietTo };
      }),
    mine: mineOf(shown.find(({ userId }) => userId !== null)),
    messages: messages.map(({ id, channel, state, test, attempts, lastError, createdAt, dueAt, _count }) => ({
      id: Number(id),
      channel: channel.name,
      state: state as 'waiting' | 'sent' | 'failed',
      test,
      events: _count.items,
      attempts,
      error: lastError,
      createdAt: createdAt.getTime(),
      dueAt: state === 'waiting' ? dueAt.getTime() : null,
    })),
  };
}

function mineOf(row: NotificationChannel | undefined): NotificationsView['mine'] {
  if (row === undefined) return { events: [], quietFrom: null, quietTo: null, zone: null };
  return { events: row.events, quietFrom: row.quietFrom, quietTo: row.quietTo, zone: row.timeZone };
}

/** A further channel; of a webhook the key that signs, shown this once. */
export async function addChannel(
  actor: Actor,
  teamSlug: string,
  given: AddChannelInput,
): Promise<{ id: string; token?: string }> {
  const scope = await openTeam(actor, teamSlug, 'addChannel');
  const input = parse(addChannelInput, given);
  const url = input.kind === 'email' ? null : await checkedUrl(input.url);
  const key = input.kind === 'webhook' ? makeSigningKey() : undefined;
  const place = { id: randomUUID(), teamId: scope.team.id };
  const held = input.kind === 'pagerduty' ? input.key : key;
  await write(scope, { actor, verb: 'addChannel', details: { id: place.id, kind: input.kind } }, async (tx) => {
    if ((await tx.notificationChannel.count({ where: { teamId: place.teamId, userId: null } })) >= MOST_CHANNELS)
      throw new ServiceError({
        code: 'too-many',
        message: `A team may have ${MOST_CHANNELS} channels.`,
        fix: 'Remove one first.',
      });
    await freeChannelName(tx, place.teamId, input.name, place.id);
    await tx.notificationChannel.create({
      data: {
        ...place,
        kind: input.kind,
        name: input.name,
        target: '',
        ...(url ? sealed({ url, ...(held ? { key: held } : {}) }, place) : {}),
        ...(input.kind === 'email' ? { target: input.to.join(',') } : {}),
        events: input.kind === 'pagerduty' ? input.events.filter((it) => it.startsWith('crossing.')) : input.events,
        quietFrom: input.quietFrom,
        quietTo: input.quietTo,
        createdAt: new Date(resources().now()),
      },
    });
  });
  return { id: place.id, ...(key ? { token: key } : {}) };
}

/** What waits for it is told to nobody. */
export async function removeChannel(actor: Actor, teamSlug: string, given: string): Promise<void> {
  const scope = await openTeam(actor, teamSlug, 'removeChannel');
  const id = parse(channelIdInput, given);
  await write(scope, { actor, verb: 'removeChannel', details: { id } }, async (tx) => {
    const { count } = await tx.notificationChannel.deleteMany({ where: { id, teamId: scope.team.id, userId: null } });
    if (count === 0) throw notFound('channel');
  });
}

/** Sends a test by the same way as everything else; its outcome is among the messages within seconds. */
export async function testChannel(actor: Actor, teamSlug: string, given: string): Promise<void> {
  const scope = await openTeam(actor, teamSlug, 'testChannel');
  const id = parse(channelIdInput, given);
  const at = new Date(resources().now());
  const tooMany = (of: string, fix: string) =>
    new ServiceError({ code: 'too-many', message: `That are many tests of one ${of}.`, fix });
  const budget = { key: budgetKey('tests', String(scope.team.id)), tries: TESTS_OF_TEAM };
  if (!(await countTries([budget]))) throw tooMany('team', 'Wait 15 minutes.');
  await write(scope, { actor, verb: 'testChannel', details: { id } }, async (tx) => {
    const channel = await tx.notificationChannel.findFirst({ where: { id, teamId: scope.team.id, userId: null } });
    if (!channel) throw notFound('channel');
    if (channel.kind !== 'email' && channel.secret === null)
      throw invalid('id', 'It has no address yet.', 'Change the channel, and enter it.');
    const since = new Date(at.getTime() - TESTS.withinMs);
    const tests = await tx.notificationMessage.count({
      where: { channelId: id, test: true, createdAt: { gt: since } },
    });
    if (tests >= TESTS.most) throw tooMany('channel', 'Wait ten minutes.');
    await tx.notificationMessage.create({ data: { channelId: id, test: true, dueAt: at, createdAt: at } });
  });
}

/** Tries a message again that was given up. */
export async function resendMessage(actor: Actor, teamSlug: string, given: number): Promise<void> {
  const scope = await openTeam(actor, teamSlug, 'resendMessage');
  const id = parse(messageIdInput, given);
  await write(scope, { actor, verb: 'resendMessage', details: { id } }, async (tx) => {
    const mine: Prisma.NotificationMessageWhereInput = {
      id,
      state: 'failed',
      channel: { teamId: scope.team.id, userId: null },
    };
    const dueAt = new Date(resources().now());
    const { count } = await tx.notificationMessage.updateMany({
      where: mine,
      data: { state: 'waiting', attempts: 0, dueAt, finishedAt: null },
    });
    if (count === 0) throw notFound('failed message');
  });
}

/** What the asking person gets by e-mail, to their own address, and when not, in their own zone; no event: nothing. */
export async function setMyNotifications(actor: Actor, teamSlug: string, given: MyNotificationsInput): Promise<void> {
  const scope = await openTeam(actor, teamSlug, 'setMyNotifications');
  const { events, quietFrom, quietTo, zone } = parse(myNotificationsInput, given);
  if (actor.kind !== 'user') throw forbidden('Only a person has an address of their own.');
  const who = { teamId: scope.team.id, userId: BigInt(actor.userId) };
  const details = { events, quietFrom, quietTo, zone };
  await write(scope, { actor, verb: 'setMyNotifications', details }, async (tx) => {
    const data = { kind: 'email', name: 'Your e-mail', target: '', events, quietFrom, quietTo, timeZone: zone };
    if (events.length === 0) await tx.notificationChannel.deleteMany({ where: who });
    else
      await tx.notificationChannel.upsert({
        where: { teamId_userId: who },
        create: { id: randomUUID(), ...who, ...data, createdAt: new Date(resources().now()) },
        update: data,
      });
  });
}
