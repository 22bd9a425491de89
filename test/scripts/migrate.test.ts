import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { migrate } from '@/scripts/migrate.mjs';
import { type TestDatabase, testDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test('a test database is migrated, telemetry and Prisma tables alike', async () => {
  expect(await database.prisma.app.count()).toBe(0);
  const { rows } = await database.pool.query('SELECT count(*)::int AS n FROM telemetry.frame');
  expect(rows).toEqual([{ n: 0 }]);
});

test('migrations are recorded as Prisma records them, and a second run applies nothing', async () => {
  const { rows } = await database.pool.query(
    'SELECT migration_name, finished_at IS NOT NULL AS finished FROM _prisma_migrations ORDER BY 1',
  );
  expect(rows[0]).toEqual({ migration_name: '0001_init', finished: true });
  expect(await migrate(database.url)).toEqual([]);
});

test('two runners at once on an empty database: one applies, the other finds it done', async () => {
  const url = new URL(inject('templateUrl'));
  const name = `empty_${randomBytes(6).toString('hex')}`;
  url.pathname = '/postgres';
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${name}`);
    url.pathname = `/${name}`;
    const applied = await Promise.all([migrate(url.href), migrate(url.href)]);
    expect(applied.map((names) => names.length).sort()[0]).toBe(0);
    expect(applied.flat()).toContain('prisma/migrations/0001_init');
    expect(applied.flat()).toContain('store/migrations/0001_telemetry.sql');
  } finally {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end();
  }
});

test('a migration that was changed after it was applied is refused by name', async () => {
  await database.pool.query(`UPDATE migration.telemetry SET checksum = 'other' WHERE name = '0001_telemetry.sql'`);
  await expect(migrate(database.url)).rejects.toThrow('store/migrations/0001_telemetry.sql was changed');
});

test('a pool that a test leaves open fails its close', async () => {
  const leaky = await testDatabase();
  const pool = new pg.Pool({ connectionString: leaky.url });
  pool.on('error', () => {});
  await pool.query('SELECT 1');
  await expect(leaky.close()).rejects.toThrow('leaked pool: 1 connection(s)');
  await pool.end();
});
