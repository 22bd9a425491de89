import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureFramePartitions, readiness, telemetryPool } from '@/store';
import { type TestDatabase, testDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

// Asked each time anew: an answer is believed for a second.
let time = Date.now();
const now = () => (time += 2_000);
const ask = (options: { writes?: boolean; migrations?: string[] } = {}) =>
  readiness(database.pool, { now, ...options })();

it('is ready with every migration of this release, and for writers with the partition of today', async () => {
  expect(await ask()).toBeNull();
  expect(await ask({ writes: true })).toBe("today's partition is not made yet");
  await ensureFramePartitions(database.pool, time);
  expect(await ask({ writes: true })).toBeNull();
});

it('is not ready where the database lacks a migration or all of them', async () => {
  const lacks = 'the database lacks tables of this release: run its migrations';
  expect(await ask({ migrations: ['store/9999_of_tomorrow.sql'] })).toBe(lacks);
  await database.pool.query("UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '0001_init'");
  expect(await ask()).toBe(lacks);
  await database.pool.query('DROP SCHEMA migration CASCADE');
  expect(await ask()).toBe(lacks);
});

it('says within two seconds that a database is away or slow, and asks it once however many ask', async () => {
  const pool = telemetryPool('postgresql://nobody@127.0.0.1:9/none');
  expect(await readiness(pool, { now, migrations: [] })()).toBe('the database is away');
  await pool.end();
  let asked = 0;
  const silent = {
    query: () => {
      asked++;
      return new Promise(() => {});
    },
  };
  const why = readiness(silent as never, { now, migrations: [] });
  expect(await Promise.all([why(), why(), why()])).toEqual(Array(3).fill('the database does not answer in time'));
  expect(asked).toBe(1);
});
