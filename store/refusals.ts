import type { Pool } from 'pg';
import type { Db } from './contract';

/** Points (spans, log records) of an app that were not kept, and why. */
export interface Refusal {
  appId: number;
  /** Short and stable, e.g. "too-old", "too-far-in-future". */
  reason: string;
  points: number;
  lastAt: number;
  /** One instance in words, for the page: a metric's name and what is wrong with it. */
  example: string;
}

/** Adds to the counts of (app, UTC day, reason). Sorted, so that two collectors never wait in a circle. */
export async function recordRefusals(db: Pool, refusals: Refusal[]): Promise<void> {
  if (refusals.length === 0) return;
  const rows = merge(refusals);
  await db.query(
    `INSERT INTO telemetry.refusal AS old (app_id, day, reason, points, last_at, example)
     SELECT app_id, (last_at AT TIME ZONE 'UTC')::date, reason, points, last_at, example
     FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::timestamptz[], $5::text[]) AS new(app_id, reason, points, last_at, example)
     ON CONFLICT (app_id, day, reason) DO UPDATE SET points = old.points + excluded.points,
       last_at = greatest(old.last_at, excluded.last_at), example = excluded.example`,
    [
      rows.map((row) => row.appId),
      rows.map((row) => row.reason),
      rows.map((row) => row.points),
      rows.map((row) => new Date(row.lastAt)),
      rows.map((row) => row.example.replaceAll('\u0000', '\ufffd')),
    ],
  );
}

/** One row a key, since a statement may not touch a row twice. */
function merge(refusals: Refusal[]): Refusal[] {
  const byKey = new Map<string, Refusal>();
  for (const refusal of refusals) {
    const key = `${refusal.appId} ${new Date(refusal.lastAt).toISOString().slice(0, 10)} ${refusal.reason}`;
    const known = byKey.get(key);
    if (!known) byKey.set(key, { ...refusal });
    else {
      known.points += refusal.points;
      if (refusal.lastAt >= known.lastAt) Object.assign(known, { lastAt: refusal.lastAt, example: refusal.example });
    }
  }
  return [...byKey.values()].sort((a, b) => a.appId - b.appId || (a.reason < b.reason ? -1 : 1));
}

/** What an app lost since `fromAt` (ms; whole UTC days), most recent first. */
export async function readRefusals(db: Db, appId: number, fromAt: number): Promise<Omit<Refusal, 'appId'>[]> {
  const { rows } = await db.query<{ reason: string; points: string; last_at: Date; example: string }>(
    `SELECT reason, sum(points) AS points, max(last_at) AS last_at, (array_agg(example ORDER BY last_at DESC))[1] AS example
     FROM telemetry.refusal WHERE app_id = $1 AND day >= ($2::timestamptz AT TIME ZONE 'UTC')::date
     GROUP BY reason ORDER BY max(last_at) DESC`,
    [appId, new Date(fromAt)],
  );
  return rows.map((row) => ({
    reason: row.reason,
    points: Number(row.points),
    lastAt: row.last_at.getTime(),
    example: row.example,
  }));
}
