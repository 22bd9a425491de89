/** What the tests of workers ask the database, and how they make its time pass. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { ensureFramePartitions } from '@/store';
import { type TestDatabase, testDatabase } from '../support/database';
import { type Worker, workerFor } from './processes';

/** A file's own database and the workers it starts, which end with it. `database` is there once tests run. */
export function workersGround() {
  const started: Worker[] = [];
  const ground = {
    database: undefined as unknown as TestDatabase,
    async start(): Promise<Worker> {
      const worker = await workerFor(ground.database.url);
      started.push(worker);
      return worker;
    },
  };
  beforeAll(async () => {
    ground.database = await testDatabase();
    await ensureFramePartitions(ground.database.pool, Date.now());
  });
  afterAll(async () => {
    for (const worker of started) await worker.close();
    await ground.database.close();
  });
  return ground;
}

/** The column `n` of a statement's one row. */
export async function number(pool: pg.Pool, sql: string, values: unknown[] = []): Promise<number> {
  return Number((await pool.query(sql, values)).rows[0].n);
}

/** How many buckets of apps a worker holds. */
export function held(pool: pg.Pool, { pid }: Worker): Promise<number> {
  return number(
    pool,
    `SELECT count(*) AS n FROM telemetry.lease
     WHERE bucket < 256 AND owner LIKE '%/' || $1 || '/%' AND expires_at > clock_timestamp()`,
    [pid],
  );
}

/** What half a minute does to the leases of a worker that is dead or frozen. */
export async function endLeases(pool: pg.Pool, { pid }: Worker): Promise<void> {
  const owner = `%/${pid}/%`;
  // Rows that it holds in a transaction are not waited for: they end with its session.
  await pool.query(
    `UPDATE telemetry.lease SET expires_at = '-infinity' WHERE bucket IN
       (SELECT bucket FROM telemetry.lease WHERE owner LIKE $1 FOR UPDATE SKIP LOCKED)`,
    [owner],
  );
  await pool.query("UPDATE telemetry.lease_owner SET expires_at = '-infinity' WHERE owner LIKE $1", [owner]);
}

/** The stored signals of apps, each hour by its hash. */
export async function signalsOf(pool: pg.Pool, ids: number[]): Promise<unknown[]> {
  const { rows } = await pool.query(
    "SELECT app_id, kind, start, payload FROM telemetry.signal_block WHERE app_id = ANY($1) AND kind <> 'day' ORDER BY 1, 2, 3",
    [ids],
  );
  return rows.map((row) => [
    Number(row.app_id),
    row.kind,
    row.start.getTime(),
    createHash('sha1').update(row.payload).digest('hex'),
  ]);
}
