/** What goes through the whole installation, for its status page and its own metrics: sums over apps, no app by name. */
import type { Db } from './contract';

const minuteMs = 60_000;
/** As long as intake is kept. */
const minutes = 60;

export interface Refused {
  reason: string;
  count: number;
  lastAt: number;
}

export interface Flow {
  /** Start of the first of the last 60 whole minutes (ms). */
  fromAt: number;
  /** Points kept and requests acknowledged in each of them, oldest first. */
  points: number[];
  requests: number[];
  /** Requests refused as a whole in the last hour, most first. */
  refusedRequests: Refused[];
  /** Points, spans and log records not kept since midnight UTC, most first. */
  refusedItems: Refused[];
}

export async function readFlow(db: Db, nowAt: number): Promise<Flow> {
  const toAt = Math.floor(nowAt / minuteMs) * minuteMs;
  const fromAt = toAt - minutes * minuteMs;
  const [kept, requests, items] = await Promise.all([
    db.query<{ minute: Date; points: string; requests: string }>(
      `SELECT minute, sum(points) AS points, sum(requests) AS requests FROM telemetry.intake
       WHERE outcome = 'kept' AND minute >= $1 AND minute < $2 GROUP BY minute`,
      [new Date(fromAt), new Date(toAt)],
    ),
    db.query<RefusedRow>(
      `SELECT outcome AS reason, sum(requests) AS count, max(last_at) AS last_at FROM telemetry.intake
       WHERE outcome <> 'kept' AND minute >= $1 GROUP BY outcome ORDER BY count DESC`,
      [new Date(fromAt)],
    ),
    db.query<RefusedRow>(
      `SELECT reason, sum(points) AS count, max(last_at) AS last_at FROM telemetry.refusal
       WHERE day = ($1::timestamptz AT TIME ZONE 'UTC')::date GROUP BY reason ORDER BY count DESC`,
      [new Date(nowAt)],
    ),
  ]);
  const flow: Flow = {
    fromAt,
    points: Array(minutes).fill(0),
    requests: Array(minutes).fill(0),
    refusedRequests: requests.rows.map(refused),
    refusedItems: items.rows.map(refused),
  };
  for (const row of kept.rows) {
    const at = (row.minute.getTime() - fromAt) / minuteMs;
    flow.points[at] = Number(row.points);
    flow.requests[at] = Number(row.requests);
  }
  return flow;
}

interface RefusedRow {
  reason: string;
  count: string;
  last_at: Date;
}

function refused(row: RefusedRow): Refused {
  return { reason: row.reason, count: Number(row.count), lastAt: row.last_at.getTime() };
}

/** Work that waits: how many hours (of an app each), and how long the one that waits longest has, ms. */
export interface Lag {
  hours: number;
  longestMs: number;
}

/**
 * Hours that wait for their signals. An app waits since it sent something that its newest signals do not
 * hold: exact to a minute, for as long as intake is kept; before that since the hour it was received in.
 */
export async function readDeriveLag(db: Db, nowAt: number): Promise<Lag> {
  const { rows } = await db.query<{ hours: number; since: Date | null }>(
    `SELECT coalesce(sum(waiting.hours), 0)::int AS hours, min(greatest(derived.at, coalesce(sent.at, waiting.at))) AS since
     FROM (SELECT app_id, count(DISTINCT event_hour) AS hours, min(received_hour) AS at
           FROM telemetry.dirty_hour GROUP BY app_id) waiting
     LEFT JOIN LATERAL (
       SELECT max(written_at) AS at FROM (
         SELECT written_at FROM telemetry.signal_block s WHERE s.app_id = waiting.app_id AND s.kind = 'minutes'
         ORDER BY start DESC LIMIT 2) newest) derived ON true
     LEFT JOIN LATERAL (
       SELECT min(minute) AS at FROM telemetry.intake i
       WHERE i.app_id = waiting.app_id AND i.outcome = 'kept' AND i.last_at > coalesce(derived.at, '-infinity')) sent ON true`,
  );
  return lagOf(rows[0], nowAt);
}

/** Hours and days that are due to be folded. */
export async function readFoldLag(db: Db, nowAt: number): Promise<Lag> {
  const { rows } = await db.query<{ hours: number; since: Date | null }>(
    'SELECT count(*)::int AS hours, min(due_at) AS since FROM telemetry.fold_due WHERE due_at <= $1',
    [new Date(nowAt)],
  );
  return lagOf(rows[0], nowAt);
}

function lagOf(row: { hours: number; since: Date | null } | undefined, nowAt: number): Lag {
  return { hours: row?.hours ?? 0, longestMs: row?.since ? Math.max(0, nowAt - row.since.getTime()) : 0 };
}

/** Bytes on disk by what they hold, with their indexes. */
export interface StoredBytes {
  frames: number;
  minutes: number;
  hours: number;
  signals: number;
  /** Series, and counts of what came in. */
  rest: number;
}

export async function readStoredBytes(db: Db): Promise<StoredBytes> {
  const { rows } = await db.query<{ what: keyof StoredBytes; bytes: string }>(
    `SELECT CASE WHEN relname LIKE 'frame%' THEN 'frames' WHEN relname LIKE 'block\\_60%' THEN 'minutes'
       WHEN relname LIKE 'block%' THEN 'hours' WHEN relname LIKE 'signal%' THEN 'signals' ELSE 'rest' END AS what,
       sum(pg_total_relation_size(oid)) AS bytes
     FROM pg_class WHERE relnamespace = 'telemetry'::regnamespace AND relkind = 'r' GROUP BY 1`,
  );
  const bytes: StoredBytes = { frames: 0, minutes: 0, hours: 0, signals: 0, rest: 0 };
  for (const row of rows) bytes[row.what] = Number(row.bytes);
  return bytes;
}
