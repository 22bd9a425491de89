/** What goes before its partition does: an app's shorter retention, and everything of an app that is deleted. */
import type { Pool } from 'pg';

/**
 * Deletes a batch of what an app keeps no longer; returns how many rows went. Minutes stay while their day
 * waits to be folded into hours.
 */
export async function retainApp(
  db: Pool,
  appId: number,
  before: { minutesBeforeAt: number; hoursBeforeAt: number; daysBeforeAt: number },
  batch = 1000,
): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `WITH old_blocks AS (
       DELETE FROM telemetry.block WHERE app_id = $1 AND (resolution, start, part) IN (
         SELECT resolution, start, part FROM telemetry.block b
         WHERE app_id = $1 AND ((resolution = 3600 AND start < $3::timestamptz - interval '1 day')
           OR (resolution = 60 AND start < $2 AND NOT EXISTS (
             SELECT FROM telemetry.fold_due d WHERE d.app_id = $1 AND d.resolution = 3600
             AND d.start = date_trunc('day', b.start, 'UTC'))))
         LIMIT $4) RETURNING 1
     ), old_signals AS (
       DELETE FROM telemetry.signal_block WHERE app_id = $1 AND (kind, start) IN (
         SELECT kind, start FROM telemetry.signal_block
         WHERE app_id = $1 AND ((kind = 'minutes' AND start < $2) OR (kind = 'hour' AND start < $3)
           OR (kind = 'day' AND start < $5))
         LIMIT $4) RETURNING 1
     )
     SELECT (SELECT count(*) FROM old_blocks)::int + (SELECT count(*) FROM old_signals)::int AS n`,
    [appId, new Date(before.minutesBeforeAt), new Date(before.hoursBeforeAt), batch, new Date(before.daysBeforeAt)],
  );
  return rows[0]?.n ?? 0;
}

/** Each table with rows of an app, the large ones first, and what tells its rows apart beside the app. */
const TABLES = {
  frame: ['received_hour', 'seq'],
  block: ['resolution', 'start', 'part'],
  signal_block: ['kind', 'start'],
  series: ['series_id'],
  dirty_hour: ['event_hour', 'received_hour', 'claimed'],
  fold_due: ['resolution', 'start'],
  refusal: ['day', 'reason'],
  intake: ['minute', 'outcome', 'token_id', 'address'],
} as const;
export type ErasedTable = keyof typeof TABLES;
export type Erased = Partial<Record<ErasedTable, number>>;

/**
 * Deletes telemetry of an app, at most about `most` rows in batches; returns what went. Done when nothing
 * went. The app's tokens must have stopped working before.
 */
export async function eraseApp(db: Pool, appId: number, most = 20_000, batch = 1000): Promise<Erased> {
  const erased: Erased = {};
  let left = most;
  for (const table of Object.keys(TABLES) as ErasedTable[]) {
    const key = TABLES[table].join(', ');
    while (left > 0) {
      const { rowCount } = await db.query(
        `DELETE FROM telemetry.${table} WHERE app_id = $1 AND (${key}) IN (
           SELECT ${key} FROM telemetry.${table} WHERE app_id = $1 LIMIT $2)`,
        [appId, batch],
      );
      const gone = rowCount ?? 0;
      if (gone > 0) erased[table] = (erased[table] ?? 0) + gone;
      left -= gone;
      if (gone < batch) break;
    }
  }
  return erased;
}
