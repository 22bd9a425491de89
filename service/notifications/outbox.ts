/**
 * The outbox: what people may be told, written in the transaction of what caused it, once per key. Who is
 * told, and over which channel, is decided later (hand-out.ts); a team without channels costs one row.
 */
import type { Prisma } from '@/prisma/generated/client';
import type { Transaction } from '../audit';

/** What a channel may choose. A withdrawn crossing goes where closed ones go. */
export const EVENTS = [
  'crossing.opened',
  'crossing.closed',
  'crossing.no-data',
  'date.near',
  'evidence.withdrawn',
  'report.ready',
] as const;
export type EventKind = (typeof EVENTS)[number];
export type OutboxKind = EventKind | 'crossing.withdrawn';

export interface Announcement {
  /** Said once, whoever says it and however often. */
  key: string;
  kind: OutboxKind;
  teamId: bigint;
  appId: bigint | null;
  payload: Prisma.InputJsonObject;
  nowAt: number;
}

export async function announce(tx: Transaction, given: Announcement): Promise<void> {
  const { nowAt, ...row } = given;
  await tx.outbox.upsert({ where: { key: given.key }, create: { ...row, createdAt: new Date(nowAt) }, update: {} });
}

/** Whether this was announced and not taken back. */
export async function isAnnounced(tx: Transaction, key: string): Promise<boolean> {
  return (await tx.outbox.count({ where: { key } })) > 0;
}

/** Takes back what nobody was told yet; answers whether anything was told, or is being told now. */
export async function takeBack(tx: Transaction, prefix: string): Promise<boolean> {
  const rows = await tx.outbox.findMany({ where: { key: { startsWith: prefix } }, select: { id: true } });
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return false;
  // A worker that is about to send one of them has the message locked, or has counted its attempt.
  await tx.$queryRaw`SELECT 1 FROM notification_message WHERE id IN
    (SELECT message_id FROM notification_item WHERE outbox_id = ANY(${ids})) ORDER BY id FOR UPDATE`;
  const gone = await tx.$executeRaw`DELETE FROM outbox WHERE id = ANY(${ids}) AND NOT EXISTS (
    SELECT 1 FROM notification_item i JOIN notification_message m ON m.id = i.message_id
    WHERE i.outbox_id = outbox.id AND (m.attempts > 0 OR m.state <> 'waiting'))`;
  return gone < ids.length;
}
