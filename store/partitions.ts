import type { Pool } from 'pg';

const dayMs = 86_400_000;

/**
 * Makes the partitions of the hot log for the day of `nowAt` (ms) and the 48 h after it, where missing.
 * One partition holds a UTC day of received hours: a read that names no received hour looks into each.
 * Made apart and then attached, because CREATE … PARTITION OF would wait behind an open read and make
 * all ingest queue behind it. Called hourly by the worker and at its start by each collector.
 */
export async function ensureFramePartitions(db: Pool, nowAt: number): Promise<void> {
  const first = Math.floor(nowAt / dayMs) * dayMs;
  const days = [0, 1, 2].map((n) => first + n * dayMs);
  const { rows } = await db.query<{ there: boolean }>(
    'SELECT bool_and(to_regclass(name) IS NOT NULL) AS there FROM unnest($1::text[]) AS wanted(name)',
    [days.map((day) => `telemetry.${nameOf(day)}`)],
  );
  if (rows[0]?.there) return;
  const client = await db.connect();
  try {
    for (const day of days) await client.query(attachSql(day));
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

function nameOf(dayAt: number): string {
  return `frame_${new Date(dayAt).toISOString().slice(0, 10).replaceAll('-', '')}`;
}

/**
 * One transaction a day. The lock is the one that ATTACH takes anyway (it stops neither reads nor
 * inserts) and, unlike an advisory lock, shows what others committed before it was granted. Storage is
 * set here, because a partition does not take it from its parent.
 */
function attachSql(dayAt: number): string {
  const name = nameOf(dayAt);
  const from = new Date(dayAt).toISOString();
  const to = new Date(dayAt + dayMs).toISOString();
  return `
    BEGIN;
    LOCK TABLE telemetry.frame IN SHARE UPDATE EXCLUSIVE MODE;
    DO $$ BEGIN
      IF to_regclass('telemetry.${name}') IS NULL THEN
        CREATE TABLE telemetry.${name} (LIKE telemetry.frame INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
        ALTER TABLE telemetry.${name} ALTER COLUMN payload SET STORAGE EXTERNAL;
        ALTER TABLE telemetry.${name} ADD CONSTRAINT ${name}_range
          CHECK (received_hour >= '${from}' AND received_hour < '${to}');
        ALTER TABLE telemetry.frame ATTACH PARTITION telemetry.${name} FOR VALUES FROM ('${from}') TO ('${to}');
        ALTER TABLE telemetry.${name} DROP CONSTRAINT ${name}_range;
      END IF;
    END $$;
    COMMIT`;
}

/**
 * Drops the partitions of the hot log whose whole day lies before `beforeAt` (ms). Detached concurrently,
 * so that neither reads nor ingest wait; a detach that was cut off earlier is finished first, because it
 * blocks every other one. Returns the names dropped. Must run outside a transaction.
 */
export async function dropFramePartitions(db: Pool, beforeAt: number): Promise<string[]> {
  const { rows } = await db.query<{ name: string; pending: boolean }>(
    `SELECT c.relname AS name, i.inhdetachpending AS pending FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'telemetry.frame'::regclass ORDER BY i.inhdetachpending DESC, c.relname`,
  );
  const last = nameOf(Math.floor(beforeAt / dayMs) * dayMs);
  const dropped: string[] = [];
  for (const { name, pending } of rows) {
    if (!/^frame_\d{8}$/.test(name) || !(pending || name < last)) continue;
    await db.query(
      `ALTER TABLE telemetry.frame DETACH PARTITION telemetry.${name} ${pending ? 'FINALIZE' : 'CONCURRENTLY'}`,
    );
    await db.query(`DROP TABLE telemetry.${name}`);
    dropped.push(name);
  }
  return dropped;
}
