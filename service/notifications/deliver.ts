/**
 * Delivers what is due. A message is leased, its try counted and committed, sent, and its outcome written
 * under the same lease: whoever dies in between leaves a lease that runs out, and the next try carries the
 * same id. Per channel one message at a time, oldest first, so that "closed" never overtakes "opened".
 */
import { randomUUID } from 'node:crypto';
import type { App, CustomSignal, Outbox } from '@/prisma/generated/client';
import { type FollowsRoadmap, readableRoadmap } from '../evaluate/facts';
import { resources } from '../resources';
import { signalsOf } from '../signals/definitions';
import type { OutboxKind } from './outbox';
import type { Outcome } from './outcome';
import { afterQuiet } from './quiet';
import { type Message, transmit } from './transmit';
import type { TellableEvent } from './words';

/** Longer than any try may take. */
const LEASE_MS = 90_000;
/** Tries over about five hours. */
export const MOST_ATTEMPTS = 12;
const FIRST_WAIT_MS = 30_000;
const MOST_WAIT_MS = 3_600_000;

/** Sends one message that is due, if there is one. */
export async function deliverNext(nowAt: number): Promise<boolean> {
  const lease = randomUUID();
  const claimed = await claim(lease, nowAt);
  if (!claimed) return false;
  const found = await read(claimed.id, nowAt);
  if (!found) {
    await resources().prisma.notificationMessage.deleteMany({ where: { id: claimed.id, lease } });
    return true;
  }
  const { message, sendAt } = found;
  if (sendAt > nowAt) {
    await putOff(claimed.id, lease, sendAt);
    return true;
  }
  const outcome = await transmit(message, nowAt).catch((error): Outcome => {
    console.error('notification', claimed.id, error);
    return { code: 'retry', error: 'Something went wrong in Headroom; its log says more.' };
  });
  await finish({ ...claimed, lease, test: message.test }, outcome, nowAt);
  return true;
}

async function claim(lease: string, nowAt: number): Promise<{ id: bigint; attempts: number } | undefined> {
  const at = new Date(nowAt);
  const [row] = await resources().prisma.$queryRaw<{ id: bigint; attempts: number }[]>`
    UPDATE notification_message SET lease = ${lease}::uuid, lease_until = ${new Date(nowAt + LEASE_MS)}, attempts = attempts + 1
    WHERE id = (
      SELECT m.id FROM notification_message m JOIN notification_channel c ON c.id = m.channel_id
      WHERE m.state = 'waiting' AND m.due_at <= ${at} AND (m.lease_until IS NULL OR m.lease_until < ${at})
        AND (c.enabled OR m.test)
        AND (m.test OR NOT EXISTS (SELECT 1 FROM notification_message e
          WHERE e.channel_id = m.channel_id AND e.state = 'waiting' AND NOT e.test AND e.id < m.id))
      ORDER BY m.due_at LIMIT 1 FOR UPDATE OF m SKIP LOCKED)
    RETURNING id, attempts`;
  return row;
}

/**
 * Null where all that it would have told was taken back. `sendAt` is later than `nowAt` in quiet hours: those of now
 * count, also for what was to be sent before they began (a try that failed, a worker that was away).
 */
async function read(id: bigint, nowAt: number): Promise<{ message: Message; sendAt: number } | null> {
  const { prisma } = resources();
  const row = await prisma.notificationMessage.findUnique({
    where: { id },
    include: {
      channel: { include: { team: true } },
      items: { include: { outbox: true }, orderBy: { outboxId: 'asc' } },
    },
  });
  if (!row) return null;
  const { channel } = row;
  const events = await tellable(row.items.map(({ outbox }) => outbox));
  if (events.length === 0 && !row.test) return null;
  const { slug, name, timeZone } = channel.team;
  const message = {
    id: `headroom-${channel.id}-${id}`,
    test: row.test,
    channel,
    to: channel.kind === 'email' ? await addressesOf(channel) : [],
    team: { slug, name, zone: timeZone },
    events,
  };
  return { message, sendAt: row.test ? nowAt : afterQuiet(nowAt, channel, channel.timeZone ?? timeZone) };
}

/** Back among those that wait; it was no try. */
async function putOff(id: bigint, lease: string, dueAt: number): Promise<void> {
  await resources().prisma.notificationMessage.updateMany({
    where: { id, lease },
    data: { attempts: { decrement: 1 }, lease: null, leaseUntil: null, dueAt: new Date(dueAt) },
  });
}

async function addressesOf({ userId, target }: { userId: bigint | null; target: string }): Promise<string[]> {
  if (userId === null) return target.split(',').filter(Boolean);
  const user = await resources().prisma.user.findUnique({ where: { id: userId }, select: { email: true } });
  return user ? [user.email] : [];
}

/** Events of apps that were deleted meanwhile are told to nobody. */
async function tellable(rows: Outbox[]): Promise<TellableEvent[]> {
  const ids = [...new Set(rows.flatMap(({ appId }) => (appId === null ? [] : [appId])))];
  const apps = await resources().prisma.app.findMany({
    where: { id: { in: ids }, deletedAt: null },
    include: { customSignals: true, ownRoadmap: true },
  });
  const byId = new Map(apps.map((app) => [app.id, app]));
  return rows.flatMap((row) => {
    const app = row.appId === null ? null : byId.get(row.appId);
    return app === undefined ? [] : [eventOf(row, app)];
  });
}

type ToldApp = App & FollowsRoadmap & { customSignals: CustomSignal[] };

/** A roadmap that cannot be read any more keeps no event back: what only it defines is told by its id. */
function eventOf(row: Outbox, app: ToldApp | null): TellableEvent {
  return {
    id: row.id,
    key: row.key,
    kind: row.kind as OutboxKind,
    createdAt: row.createdAt.getTime(),
    payload: row.payload as Record<string, unknown>,
    app: app && { slug: app.slug, name: app.name },
    definitions: app ? signalsOf(readableRoadmap(app) ?? undefined, app.customSignals) : [],
  };
}

interface Held {
  id: bigint;
  attempts: number;
  lease: string;
  test: boolean;
}

async function finish({ id, attempts, lease, test }: Held, outcome: Outcome, nowAt: number): Promise<void> {
  const over = outcome.code === 'retry' && (test || attempts >= MOST_ATTEMPTS);
  const state = outcome.code === 'retry' && !over ? 'waiting' : outcome.code === 'sent' ? 'sent' : 'failed';
  const error = outcome.code === 'sent' ? (outcome.note ?? null) : outcome.error;
  const waitMs = Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1));
  const afterMs = Math.max(waitMs, outcome.code === 'retry' ? (outcome.afterMs ?? 0) : 0);
  await resources().prisma.notificationMessage.updateMany({
    where: { id, lease },
    data: {
      state,
      lastError: error,
      lease: null,
      leaseUntil: null,
      ...(state === 'waiting' ? { dueAt: new Date(nowAt + afterMs) } : { finishedAt: new Date(nowAt) }),
    },
  });
}
