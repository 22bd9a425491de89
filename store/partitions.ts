/**
 * Partitions by time, so that what is old goes with a DROP. Made apart and then attached, because CREATE …
 * PARTITION OF would wait behind an open read and make all ingest queue behind it; retired by DETACH
 * CONCURRENTLY, for the same reason.
 */
import type { Pool } from 'pg';

const dayMs = 86_400_000;

interface Partition {
  parent: 'frame' | 'block';
  name: string;
  /** Bounds as SQL, and the same as a check that spares ATTACH its scan. */
  from: string;
  to: string;
  check: string;
}

/**
 * Makes the partitions of the hot log for the day of `nowAt` (ms) and the 48 h after it, where missing.
 * One partition holds a UTC day of received hours: a read that names no received hour looks into each.
 * Called hourly by the worker and at its start by each collector.
 */
export async function ensureFramePartitions(db: Pool, nowAt: number): Promise<void> {
  const first = Math.floor(nowAt / dayMs) * dayMs;
  await ensure(
    db,
    [0, 1, 2].map((n) => framePartition(first + n * dayMs)),
  );
}

/** Makes the partition of a block, where missing: a UTC day of minutes (60), a month of hours (3600). */
export async function ensureBlockPartition(db: Pool, resolution: 60 | 3600, startAt: number): Promise<void> {
  await ensure(db, [blockPartition(resolution, startAt)]);
}

/** Name of the hot log's partition that holds a time (ms). */
export function framePartitionName(at: number): string {
  return `frame_${digits(at, 8)}`;
}

function framePartition(dayAt: number): Partition {
  const [from, to] = [iso(dayAt), iso(dayAt + dayMs)];
  return {
    parent: 'frame',
    name: framePartitionName(dayAt),
    from: `'${from}'`,
    to: `'${to}'`,
    check: `received_hour >= '${from}' AND received_hour < '${to}'`,
  };
}

function blockPartition(resolution: 60 | 3600, startAt: number): Partition {
  const at = new Date(startAt);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const day = Math.floor(startAt / dayMs) * dayMs;
  const [fromAt, toAt] =
    resolution === 60 ? [day, day + dayMs] : [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)];
  return {
    parent: 'block',
    name: `block_${resolution}_${digits(fromAt, resolution === 60 ? 8 : 6)}`,
    from: `${resolution}, '${iso(fromAt)}'`,
    to: `${resolution}, '${iso(toAt)}'`,
    check: `resolution = ${resolution} AND start >= '${iso(fromAt)}' AND start < '${iso(toAt)}'`,
  };
}

async function ensure(db: Pool, partitions: Partition[]): Promise<void> {
  const { rows } = await db.query<{ there: boolean }>(
    'SELECT bool_and(to_regclass(name) IS NOT NULL) AS there FROM unnest($1::text[]) AS wanted(name)',
    [partitions.map(({ name }) => `telemetry.${name}`)],
  );
  if (rows[0]?.there) return;
  const client = await db.connect();
  try {
    for (const partition of partitions) await client.query(attachSql(partition));
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/**
 * One transaction a partition. The lock is the one that ATTACH takes anyway (it stops neither reads nor
 * inserts) and, unlike an advisory lock, shows what others committed before it was granted. Storage is
 * set here, because a partition does not take it from its parent.
 */
function attachSql({ parent, name, from, to, check }: Partition): string {
  return `
    BEGIN;
    LOCK TABLE telemetry.${parent} IN SHARE UPDATE EXCLUSIVE MODE;
    DO $$ BEGIN
      IF to_regclass('telemetry.${name}') IS NULL THEN
        CREATE TABLE telemetry.${name} (LIKE telemetry.${parent} INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
        ALTER TABLE telemetry.${name} ALTER COLUMN payload SET STORAGE EXTERNAL;
        ${parent === 'frame' ? frameStorage(name) : ''}
        ALTER TABLE telemetry.${name} ADD CONSTRAINT ${name}_range CHECK (${check});
        ALTER TABLE telemetry.${parent} ATTACH PARTITION telemetry.${name} FOR VALUES FROM (${from}) TO (${to});
        ALTER TABLE telemetry.${name} DROP CONSTRAINT ${name}_range;
      END IF;
    END $$;
    COMMIT`;
}

/** A frame that fits a page stays in its row: apart it would cost another table and index half as much again. */
function frameStorage(name: string): string {
  return `ALTER TABLE telemetry.${name} SET (toast_tuple_target = 8160);`;
}

/**
 * Drops the partitions of the hot log whose whole day lies before `beforeAt` (ms) and whose frames are all
 * folded; nothing is received on a past day. Returns the names dropped. Must run outside a transaction.
 */
export async function dropFramePartitions(db: Pool, beforeAt: number): Promise<string[]> {
  const last = `frame_${digits(beforeAt, 8)}`;
  return drop(db, 'frame', async (name) => {
    if (!/^frame_\d{8}$/.test(name) || name >= last) return false;
    const { rows } = await db.query<{ empty: boolean }>(`SELECT NOT EXISTS (SELECT FROM telemetry.${name}) AS empty`);
    return rows[0]?.empty ?? false;
  });
}

/**
 * Drops the days of minutes and the months of hours that lie wholly before their retention. Minutes stay
 * while a day of theirs waits to be folded into hours. Returns the names dropped. Outside a transaction.
 */
export async function dropBlockPartitions(
  db: Pool,
  before: { minutesBeforeAt: number; hoursBeforeAt: number },
): Promise<string[]> {
  const { rows } = await db.query<{ oldest: Date | null }>(
    'SELECT min(start) AS oldest FROM telemetry.fold_due WHERE resolution = 3600',
  );
  const minutesBeforeAt = Math.min(before.minutesBeforeAt, rows[0]?.oldest?.getTime() ?? Number.POSITIVE_INFINITY);
  const lastDay = `block_60_${digits(minutesBeforeAt, 8)}`;
  const lastMonth = `block_3600_${digits(before.hoursBeforeAt, 6)}`;
  return drop(
    db,
    'block',
    async (name) =>
      (/^block_60_\d{8}$/.test(name) && name < lastDay) || (/^block_3600_\d{6}$/.test(name) && name < lastMonth),
  );
}

/** A detach that was cut off earlier is finished first, because it blocks every other one. */
async function drop(db: Pool, parent: string, isOld: (name: string) => Promise<boolean>): Promise<string[]> {
  const { rows } = await db.query<{ name: string; pending: boolean }>(
    `SELECT c.relname AS name, i.inhdetachpending AS pending FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = to_regclass($1) ORDER BY i.inhdetachpending DESC, c.relname`,
    [`telemetry.${parent}`],
  );
  const dropped: string[] = [];
  for (const { name, pending } of rows) {
    if (!pending && !(await isOld(name))) continue;
    await db.query(
      `ALTER TABLE telemetry.${parent} DETACH PARTITION telemetry.${name} ${pending ? 'FINALIZE' : 'CONCURRENTLY'}`,
    );
    await db.query(`DROP TABLE telemetry.${name}`);
    dropped.push(name);
  }
  return dropped;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** The first digits of a time, year first: 8 for a day, 6 for a month. */
function digits(at: number, count: number): string {
  return iso(at).replaceAll(/\D/g, '').slice(0, count);
}
