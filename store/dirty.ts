import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { Db } from './contract';

/** How long a claim waits for appends that had begun before it; they last milliseconds. */
const settleMs = 10_000;
const settlePauseMs = 5;

export interface Claim {
  appId: number;
  hourAt: number;
  /** Hours in which frames of it were received since it was last derived (ms). */
  receivedAt: number[];
}

/**
 * Hours whose signals must be derived anew, newest first, at most `limit`. They stay marked (claimed)
 * until clearDirtyHours in the transaction that writes the signals, so a worker that dies loses none.
 * An append that saw the unclaimed mark and left it as it was may still be open: its frames would be
 * missed and its mark is gone. So this returns only when every transaction that was open at the claim
 * has ended; if one does not, it returns nothing and the hours come with a later claim.
 *
 * `upTo` is a sequence number of frames. What the claimed marks stand for has a number up to it; and whoever
 * got such a number had its transaction's id by then (appends take it first) and has ended: so frames up to
 * `upTo` are all there to be read, and none is added later.
 */
export async function claimDirtyHours(
  db: Pool,
  appIds: number[] | 'all',
  limit: number,
): Promise<{ hours: Claim[]; upTo: number }> {
  const { rows } = await db.query<{ app_id: string; event_hour: Date; received: Date[] }>(
    `WITH chosen AS (
       SELECT app_id, event_hour, array_agg(DISTINCT received_hour) AS received FROM telemetry.dirty_hour
       WHERE $1::bigint[] IS NULL OR app_id = ANY($1)
       GROUP BY app_id, event_hour ORDER BY event_hour DESC, app_id LIMIT $2
     ), taken AS (
       DELETE FROM telemetry.dirty_hour d USING chosen c
       WHERE d.app_id = c.app_id AND d.event_hour = c.event_hour AND d.received_hour = ANY(c.received) AND NOT d.claimed
       RETURNING d.app_id, d.event_hour, d.received_hour
     ), claimed AS (
       INSERT INTO telemetry.dirty_hour (app_id, event_hour, received_hour, claimed)
       SELECT app_id, event_hour, received_hour, true FROM taken ON CONFLICT DO NOTHING
     )
     SELECT app_id, event_hour, received FROM chosen`,
    [appIds === 'all' ? null : appIds, limit],
  );
  const upTo = rows.length > 0 ? await settled(db) : null;
  if (upTo === null) return { hours: [], upTo: 0 };
  const hours = rows.map((row) => ({
    appId: Number(row.app_id),
    hourAt: row.event_hour.getTime(),
    receivedAt: row.received.map((at) => at.getTime()),
  }));
  return { hours, upTo };
}

/** The newest frame's number, once every transaction has ended that was open when it was read; null: one did not. */
async function settled(db: Pool): Promise<number | null> {
  const { rows: last } = await db.query<{ seq: string }>('SELECT last_value AS seq FROM telemetry.frame_seq_seq');
  const { rows } = await db.query<{ bound: string }>('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS bound');
  const bound = rows[0]?.bound;
  for (let waitedMs = 0; waitedMs <= settleMs; waitedMs += settlePauseMs) {
    const { rows: now } = await db.query<{ done: boolean }>(
      'SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 AS done',
      [bound],
    );
    if (now[0]?.done) return Number(last[0]?.seq);
    await pause(settlePauseMs);
  }
  return null;
}

/** Apps of these buckets (app_id mod 256) with hours to derive. */
export async function readDirtyApps(db: Pool, buckets: number[]): Promise<Set<number>> {
  const { rows } = await db.query<{ app_id: string }>(
    'SELECT DISTINCT app_id FROM telemetry.dirty_hour WHERE (app_id % 256)::int = ANY($1::int[])',
    [buckets],
  );
  return new Set(rows.map((row) => Number(row.app_id)));
}

/** Hours of each app whose points are stored but not in its signals yet; an app without any is not in the map. */
export async function countUnderivedHours(db: Db, appIds: number[]): Promise<Map<number, number>> {
  const { rows } = await db.query<{ app_id: string; n: number }>(
    `SELECT app_id, count(DISTINCT event_hour)::int AS n FROM telemetry.dirty_hour
     WHERE app_id = ANY($1) GROUP BY app_id`,
    [appIds],
  );
  return new Map(rows.map(({ app_id, n }) => [Number(app_id), n]));
}

/** In the transaction that writes the hours' signals: forgets the claimed marks; newer ones stay. */
export async function clearDirtyHours(db: PoolClient, hours: { appId: number; hourAt: number }[]): Promise<void> {
  await db.query(
    `DELETE FROM telemetry.dirty_hour d USING unnest($1::bigint[], $2::timestamptz[]) AS done(app_id, event_hour)
     WHERE d.app_id = done.app_id AND d.event_hour = done.event_hour AND d.claimed`,
    [hours.map(({ appId }) => appId), hours.map(({ hourAt }) => new Date(hourAt))],
  );
}

/** Marks every stored hour of an app from `fromAt` (ms) on, for when a setting changes what is derived. */
export async function markDirty(db: Db, appId: number, fromAt: number): Promise<void> {
  await db.query(
    `INSERT INTO telemetry.dirty_hour (app_id, event_hour, received_hour)
     SELECT app_id, event_hour, received_hour FROM telemetry.frame
     WHERE app_id = $1 AND event_hour >= date_trunc('hour', $2::timestamptz, 'UTC')
     UNION SELECT app_id, start, date_trunc('hour', now(), 'UTC') FROM telemetry.block
     WHERE app_id = $1 AND resolution = 60 AND start >= date_trunc('hour', $2::timestamptz, 'UTC')
     ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING`,
    [appId, new Date(fromAt)],
  );
}
