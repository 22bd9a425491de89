/** What is to be folded, and when. */
import type { PoolClient } from 'pg';
import type { Db } from '../contract';
import { Resolution } from './folded';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** After its end an hour is given this long for what was on its way; later points are folded this seldom. */
export const FOLD_AFTER_MS = 10 * 60_000;
/** A day of hours changes with each of its hours: it is folded once they are, and this seldom again. */
const DAY_AFTER_MS = hourMs;
/** Apps are spread over this long, so that they do not all fold at ten past. */
const SPREAD_MS = 5 * 60_000;

export interface DueFold {
  appId: number;
  resolution: Resolution;
  startAt: number;
}

/** In the transaction that derived hours: their frames are to be folded when their time comes. */
export async function markFoldDue(
  db: PoolClient,
  hours: { appId: number; hourAt: number }[],
  nowAt: number,
): Promise<void> {
  await mark(
    db,
    hours.map(({ appId, hourAt }) => ({
      appId,
      resolution: Resolution.minute,
      startAt: hourAt,
      dueAt: Math.max(hourAt + hourMs, nowAt) + FOLD_AFTER_MS + spreadOf(appId),
    })),
  );
}

/** In the transaction that folded an hour into minutes: its day is to be folded into hours. */
export async function markDayDue(db: PoolClient, appId: number, hourAt: number, nowAt: number): Promise<void> {
  const startAt = Math.floor(hourAt / dayMs) * dayMs;
  const dueAt = Math.max(startAt + dayMs, nowAt) + DAY_AFTER_MS + spreadOf(appId);
  await mark(db, [{ appId, resolution: Resolution.hour, startAt, dueAt }]);
}

/** A mark that is there already keeps its time. */
async function mark(db: PoolClient, due: (DueFold & { dueAt: number })[]): Promise<void> {
  await db.query(
    // Not DO NOTHING: it would trust a mark that a fold is just deleting, and the frames would wait for ever.
    `INSERT INTO telemetry.fold_due AS old (app_id, resolution, start, due_at)
     SELECT * FROM unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::timestamptz[]) ORDER BY 1, 2, 3
     ON CONFLICT (app_id, resolution, start) DO UPDATE SET due_at = old.due_at`,
    [
      due.map(({ appId }) => appId),
      due.map(({ resolution }) => resolution),
      due.map(({ startAt }) => new Date(startAt)),
      due.map(({ dueAt }) => new Date(dueAt)),
    ],
  );
}

function spreadOf(appId: number): number {
  return ((appId % 256) / 256) * SPREAD_MS;
}

/** What of the apps in these buckets (app_id mod 256) is due, longest due first, at most `limit`. */
export async function readFoldDue(db: Db, buckets: number[], nowAt: number, limit: number): Promise<DueFold[]> {
  const { rows } = await db.query<{ app_id: string; resolution: Resolution; start: Date }>(
    `SELECT app_id, resolution, start FROM telemetry.fold_due
     WHERE due_at <= $2 AND (app_id % 256)::int = ANY($1::int[]) ORDER BY due_at LIMIT $3`,
    [buckets, new Date(nowAt), limit],
  );
  return rows.map((row) => ({
    appId: Number(row.app_id),
    resolution: row.resolution,
    startAt: row.start.getTime(),
  }));
}

/** In the transaction that folded it; or later, where it cannot be folded now. */
export async function clearFoldDue(db: PoolClient, { appId, resolution, startAt }: DueFold): Promise<void> {
  await db.query('DELETE FROM telemetry.fold_due WHERE app_id = $1 AND resolution = $2 AND start = $3', [
    appId,
    resolution,
    new Date(startAt),
  ]);
}

/** Not before `dueAt` (ms): after an error, so that the others have their turn. */
export async function putOffFold(db: Db, { appId, resolution, startAt }: DueFold, dueAt: number): Promise<void> {
  await db.query('UPDATE telemetry.fold_due SET due_at = $4 WHERE app_id = $1 AND resolution = $2 AND start = $3', [
    appId,
    resolution,
    new Date(startAt),
    new Date(dueAt),
  ]);
}
