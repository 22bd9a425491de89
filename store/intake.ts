import type { Pool } from 'pg';
import type { Db } from './contract';

/** Requests of one outcome in one minute. */
export interface Intake {
  /** 0 where no app is known: a wrong token. */
  appId: number;
  minuteAt: number;
  /** 'kept', or why the request was refused. */
  outcome: string;
  tokenId: number;
  /** The sender's, for refused requests; else empty. */
  address: string;
  requests: number;
  points: number;
  /** Most series of the app that one collector counted as active; 0 where it did not count. */
  series: number;
  lastAt: number;
}

/** Adds to the counts. Rows are sorted against dead-locks. */
export async function recordIntake(db: Pool, rows: Intake[]): Promise<void> {
  if (rows.length === 0) return;
  const keyed = rows
    .map((row) => ({ row, key: `${row.appId} ${row.minuteAt} ${row.outcome} ${row.tokenId} ${row.address}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const column = (pick: (row: Intake) => unknown) => keyed.map(({ row }) => pick(row));
  await db.query(
    `INSERT INTO telemetry.intake AS old (app_id, minute, outcome, token_id, address, requests, points, last_at, series)
     SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[], $8::timestamptz[], $9::integer[])
     ON CONFLICT (app_id, minute, outcome, token_id, address) DO UPDATE SET requests = old.requests + excluded.requests,
       points = old.points + excluded.points, last_at = greatest(old.last_at, excluded.last_at),
       series = greatest(old.series, excluded.series)`,
    [
      column((row) => row.appId),
      column((row) => new Date(row.minuteAt)),
      column((row) => row.outcome),
      column((row) => row.tokenId),
      column((row) => row.address),
      column((row) => row.requests),
      column((row) => row.points),
      column((row) => new Date(row.lastAt)),
      column((row) => row.series),
    ],
  );
}

/** What an app sends now. */
export interface Use {
  /** Kept points of the last whole minute, a second. */
  pointsPerSecond: number;
  /** Most that one collector counted in the last five minutes; 0 where nothing came. */
  activeSeries: number;
}

export async function readUse(db: Db, appId: number, nowAt: number): Promise<Use> {
  const minuteAt = Math.floor(nowAt / 60_000) * 60_000;
  const { rows } = await db.query<{ points: string; series: number }>(
    `SELECT coalesce(sum(points) FILTER (WHERE minute = $2), 0) AS points, coalesce(max(series), 0) AS series
     FROM telemetry.intake WHERE app_id = $1 AND outcome = 'kept' AND minute >= $3`,
    [appId, new Date(minuteAt - 60_000), new Date(minuteAt - 300_000)],
  );
  return { pointsPerSecond: Number(rows[0]?.points ?? 0) / 60, activeSeries: rows[0]?.series ?? 0 };
}

/** Forgets counts before `beforeAt` (ms). */
export async function dropIntake(db: Pool, beforeAt: number): Promise<void> {
  await db.query('DELETE FROM telemetry.intake WHERE minute < $1', [new Date(beforeAt)]);
}

/**
 * Counts of an app since `fromAt` (ms), summed over minutes, newest first. With app 0: requests with no
 * or an unknown token, of any sender; show those to nobody but operators or as a bare count.
 */
export async function readIntake(db: Db, appId: number, fromAt: number): Promise<Omit<Intake, 'appId' | 'minuteAt'>[]> {
  const { rows } = await db.query<{
    outcome: string;
    token_id: string;
    address: string;
    requests: string;
    points: string;
    last_at: Date;
    series: number;
  }>(
    `SELECT outcome, token_id, address, sum(requests) AS requests, sum(points) AS points, max(last_at) AS last_at,
       max(series) AS series
     FROM telemetry.intake WHERE app_id = $1 AND minute > $2::timestamptz - interval '1 minute'
     GROUP BY outcome, token_id, address ORDER BY max(last_at) DESC LIMIT 200`,
    [appId, new Date(fromAt)],
  );
  return rows.map((row) => ({
    outcome: row.outcome,
    tokenId: Number(row.token_id),
    address: row.address,
    requests: Number(row.requests),
    points: Number(row.points),
    lastAt: row.last_at.getTime(),
    series: row.series,
  }));
}
