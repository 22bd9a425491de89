/**
 * `testDatabase()`: a migrated PostgreSQL database of the test's own. Close it in `afterAll`/`afterEach`;
 * closing fails if a connection to it is still open, because that is a leaked pool.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { PrismaDriver } from '@/prisma/adapter';
import { TRANSACTION } from '@/prisma/client';
import { PrismaClient } from '@/prisma/generated/client';

export interface TestDatabase {
  url: string;
  pool: pg.Pool;
  prisma: PrismaClient;
  close(): Promise<void>;
}

const open = new Set<TestDatabase>();

export async function testDatabase(): Promise<TestDatabase> {
  const template = new URL(inject('templateUrl'));
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template.pathname.slice(1)}`));
  template.pathname = `/${name}`;
  const url = template.href;
  const pool = new pg.Pool({ connectionString: url, max: 4, pipeline: true });
  const prisma = new PrismaClient({
    adapter: new PrismaDriver({ connectionString: url, max: 4 }),
    transactionOptions: TRANSACTION,
  });
  const database: TestDatabase = {
    url,
    pool,
    prisma,
    close: async () => {
      if (!open.delete(database)) return;
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
      await drop(name);
    },
  };
  open.add(database);
  return database;
}

/** Closes what a test file forgot, and says so. Called after each file by test/support/setup.ts. */
export async function closeForgottenDatabases() {
  const forgotten = [...open];
  await Promise.all(forgotten.map((database) => database.close()));
  if (forgotten.length)
    throw new Error(`${forgotten.length} test database(s) were not closed: call close() in afterAll`);
}

async function administer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const url = new URL(inject('templateUrl'));
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function drop(name: string) {
  await administer(async (client) => {
    const left = await connectionsAfterGoodbye(client, name);
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    if (left.length) {
      throw new Error(
        `leaked pool: ${left.length} connection(s) to the test database were still open: ${left.join('; ')}`,
      );
    }
  });
}

// A backend needs a moment to notice that its client has gone; a leaked pool stays. Autovacuum is nobody's pool.
async function connectionsAfterGoodbye(client: pg.Client, name: string) {
  const deadlineAt = Date.now() + 2_000;
  for (;;) {
    const { rows } = await client.query<{ what: string }>(
      `SELECT concat_ws(' ', application_name, state, left(query, 80)) AS what FROM pg_stat_activity
       WHERE datname = $1 AND backend_type = 'client backend'`,
      [name],
    );
    if (rows.length === 0 || Date.now() > deadlineAt) return rows.map((row) => row.what);
    await client.query('SELECT pg_sleep(0.02)');
  }
}
