/** What is to be folded, and when. */
import type { PoolClient } from 'pg';
import type { Db } from './contract';
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

/** In the transaction that derived an hour: its frames are to be folded when their time comes. */
export async function markFoldDue(db: PoolClient, appId: number, hourAt: number, nowAt: number): Promise<void> {
  const dueAt = Math.max(hourAt + hourMs, nowAt) + FOLD_AFTER_MS + spreadOf(appId);
  await mark(db, { appId, resolution: Resolution.minute, startAt: hourAt }, dueAt);
}

/** In the transaction that folded an hour into minutes: its day is to be folded into hours. */
export async function markDayDue(db: PoolClient, appId: number, hourAt: number, nowAt: number): Promise<void> {
  const startAt = Math.floor(hourAt / dayMs) * dayMs;
  const dueAt = Math.max(startAt + dayMs, nowAt) + DAY_AFTER_MS + spreadOf(appId);
  await mark(db, { appId, resolution: Resolution.hour, startAt }, dueAt);
}

async function mark(db: PoolClient, due: DueFold, dueAt: number): Promise<void> {
  await db.query(
    // Not DO NOTHING: it would trust a mark that a fold is just deleting, and the frames would wait for ever.
    `INSERT INTO telemetry.fold_due AS old (app_id, resolution, start, due_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (app_id, resolution, start) DO UPDATE SET due_at = old.due_at`,
    [due.appId, due.resolution, new Date(due.startAt), new Date(dueAt)],
  );
}

function spreadOf(appId: number): number {
  return ((appId % 256) / 256) * SPREAD_MS;
}

/** What of these apps is due, longest due first, at most `limit`. */
export async function readFoldDue(db: Db, appIds: number[], nowAt: number, limit: number): Promise<DueFold[]> {
  const { rows } = await db.query<{ app_id: string; resolution: Resolution; start: Date }>(
    `SELECT app_id, resolution, start FROM telemetry.fold_due
     WHERE due_at <= $2 AND app_id = ANY($1::bigint[]) ORDER BY due_at LIMIT $3`,
    [appIds, new Date(nowAt), limit],
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
