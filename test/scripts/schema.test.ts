import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schemaSql } from '@/scripts/migrate.mjs';
import { type TestDatabase, testDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Columns, indexes, constraints and enumerations of Prisma's tables, one a line. */
async function shape(pool: pg.Pool, schema: string): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `SELECT concat_ws(' ', table_name, column_name, udt_name, datetime_precision, is_nullable, column_default) AS line
       FROM information_schema.columns WHERE table_schema = $1 AND table_name <> '_prisma_migrations'
     UNION ALL
     SELECT indexdef FROM pg_indexes WHERE schemaname = $1 AND tablename <> '_prisma_migrations'
     UNION ALL
     SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
      WHERE connamespace = $1::regnamespace AND contype IN ('f', 'c') AND conrelid <> '_prisma_migrations'::regclass
     UNION ALL
     SELECT concat_ws(' ', typname, enumlabel) FROM pg_enum JOIN pg_type t ON t.oid = enumtypid WHERE typnamespace = $1::regnamespace`,
    [schema],
  );
  return rows.map(({ line }) => line.replaceAll(`${schema}.`, '').replaceAll(`"${schema}".`, '')).sort();
}

test('the migrations make what schema.prisma describes', async () => {
  const migrated = await shape(database.pool, 'public');
  const client = await database.pool.connect();
  try {
    const sql = await schemaSql(database.url);
    await client.query(
      `CREATE SCHEMA described; SET search_path TO described; ${sql.replaceAll('"public"', '"described"')}`,
    );
    await client.query('SET search_path TO public');
  } finally {
    client.release();
  }
  expect(await shape(database.pool, 'described')).toEqual(migrated);
});
