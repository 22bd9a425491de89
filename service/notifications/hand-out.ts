/**
 * Hands events out: each new row of the outbox goes, once, into a message of every channel of its team that
 * chose it. What happens within half a minute, in quiet hours, or while an earlier message is still being
 * retried is gathered in one message.
 */
import type { NotificationChannel, Outbox, Prisma } from '@/prisma/generated/client';
import { resources } from '../resources';
import { afterQuiet } from './quiet';

const BATCH = 200;
const GATHER_MS = 30_000;
/** Events in one message; the next goes into another. */
export const MOST_EVENTS = 50;
// One number for "events are being handed out", so that two workers do not gather into two messages.
const HAND_OUT_LOCK = 4_817_014;

type Tx = Prisma.TransactionClient;
type Channel = NotificationChannel & { zone: string };

/** Hands out a batch; true if there may be more. */
export async function handOut(nowAt: number): Promise<boolean> {
  return resources().prisma.$transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<{ mine: boolean }[]>`SELECT pg_try_advisory_xact_lock(${HAND_OUT_LOCK}) AS mine`;
    if (!lock?.mine) return false;
    const events = await tx.outbox.findMany({ where: { handedAt: null }, orderBy: { id: 'asc' }, take: BATCH });
    if (events.length === 0) return false;
    const channels = await channelsOf(tx, events);
    for (const channel of channels) {
      const wanted = events.filter((event) => isWanted(channel, event));
      if (wanted.length > 0) await gather(tx, channel, wanted, nowAt);
    }
    const ids = events.map(({ id }) => id);
    await tx.outbox.updateMany({ where: { id: { in: ids } }, data: { handedAt: new Date(nowAt) } });
    return events.length === BATCH;
  });
}

async function channelsOf(tx: Tx, events: Outbox[]): Promise<Channel[]> {
  const teamIds = [...new Set(events.flatMap(({ teamId }) => (teamId === null ? [] : [teamId])))];
  const rows = await tx.notificationChannel.findMany({
    where: { teamId: { in: teamIds }, enabled: true, OR: [{ kind: 'email' }, { NOT: { secret: null } }] },
    include: { team: { select: { timeZone: true } } },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ team, ...channel }) => ({ ...channel, zone: channel.timeZone ?? team.timeZone }));
}

/** A channel is told of what it chose, and of nothing that happened before it was there. */
function isWanted(channel: Channel, { teamId, kind, createdAt }: Outbox): boolean {
  const chosen = kind === 'crossing.withdrawn' ? 'crossing.closed' : kind;
  return channel.teamId === teamId && channel.events.includes(chosen) && createdAt >= channel.createdAt;
}

async function gather(tx: Tx, channel: Channel, events: Outbox[], nowAt: number): Promise<void> {
  let left = events;
  // Not one that was tried: what it holds is what may have been received.
  const [open] = await tx.$queryRaw<{ id: bigint; room: number }[]>`
    SELECT m.id, ${MOST_EVENTS} - (SELECT count(*)::int FROM notification_item WHERE message_id = m.id) AS room
    FROM notification_message m
    WHERE m.channel_id = ${channel.id}::uuid AND m.state = 'waiting' AND m.attempts = 0 AND NOT m.test
    ORDER BY m.id DESC LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (open && open.room > 0) {
    await put(tx, channel, open.id, left.slice(0, open.room));
    left = left.slice(open.room);
  }
  const gatherMs = channel.kind === 'pagerduty' ? 0 : GATHER_MS;
  const dueAt = new Date(afterQuiet(nowAt + gatherMs, channel, channel.zone));
  for (; left.length > 0; left = left.slice(MOST_EVENTS)) {
    const data = { channelId: channel.id, dueAt, createdAt: new Date(nowAt) };
    const { id } = await tx.notificationMessage.create({ data });
    await put(tx, channel, id, left.slice(0, MOST_EVENTS));
  }
}

async function put(tx: Tx, { id }: Channel, messageId: bigint, events: Outbox[]): Promise<void> {
  const rows = events.map((event) => ({ channelId: id, outboxId: event.id, messageId }));
  await tx.notificationItem.createMany({ data: rows, skipDuplicates: true });
}
