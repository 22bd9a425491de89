/**
 * Series that this process has read before: their rows never change, so that who asks for the same metric again asks
 * PostgreSQL for the ids alone.
 */
import type { Pool } from 'pg';
import type { Db } from '../contract';
import type { Series } from '../points/points';
import { readSeries, readSeriesById } from './series';

/** A series takes about half a kilobyte. */
const mostSeries = 50_000;

interface Memory {
  /** By app, the one that was asked for last at the end. */
  apps: Map<number, Map<number, Series>>;
}

/** Ids mean something within one database. */
const memories = new WeakMap<Pool, Memory>();

/** As `readSeries`, in the transaction of `db`, which is a client of `pool`. */
export async function rememberedSeries(pool: Pool, db: Db, appId: number, metrics: string[]): Promise<Series[]> {
  const { rows } = await db.query<{ ids: string | null }>(
    `SELECT string_agg(series_id::text, ',' ORDER BY series_id) AS ids
     FROM telemetry.series WHERE app_id = $1 AND metric = ANY($2)`,
    [appId, metrics],
  );
  const text = rows[0]?.ids;
  if (!text) return [];
  const ids = text.split(',').map(Number);
  const memory = memoryOf(pool);
  const known = memory.apps.get(appId) ?? new Map<number, Series>();
  const missing = ids.filter((id) => !known.has(id));
  if (missing.length > 0) {
    const whole = missing.length === ids.length;
    const read = await (whole ? readSeries(db, appId, metrics) : readSeriesById(db, appId, missing));
    for (const series of read) known.set(series.id, series);
  }
  const found = ids.map((id) => known.get(id) as Series);
  remember(memory, appId, known);
  return found;
}

function memoryOf(pool: Pool): Memory {
  const known = memories.get(pool);
  if (known) return known;
  const memory: Memory = { apps: new Map() };
  memories.set(pool, memory);
  return memory;
}

/** As the one asked for last; the apps that nobody asked for longest go. */
function remember({ apps }: Memory, appId: number, known: Map<number, Series>): void {
  apps.delete(appId);
  apps.set(appId, known);
  let count = 0;
  for (const { size } of apps.values()) count += size;
  for (const [oldest, { size }] of apps) {
    if (count <= mostSeries) return;
    apps.delete(oldest);
    count -= size;
  }
}
