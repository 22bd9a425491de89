/** An installation of any release before this one comes to the same tables as a new one, with what it held. */
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { migrate } from '@/scripts/migrate.mjs';

const numbers = [
  ...new Set(
    ['prisma/migrations', 'store/migrations'].flatMap((folder) =>
      readdirSync(folder).flatMap((name) => (/^\d/.test(name) ? [Number.parseInt(name, 10)] : [])),
    ),
  ),
].sort((a, b) => a - b);
const earlier = numbers.slice(0, -1);
let admin: pg.Client;
let fresh: string[];

beforeAll(async () => {
  const url = new URL(inject('templateUrl'));
  fresh = await inDatabase(url.href, tablesOf);
  url.pathname = '/postgres';
  admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
});
afterAll(() => admin.end());

async function inDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Columns, indexes, constraints, triggers and functions of ours, but for partitions, which are made by the day. */
async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ what: string }>(`
    WITH ours AS (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'telemetry', 'migration')),
      tables AS (SELECT * FROM pg_class WHERE relnamespace IN (SELECT oid FROM ours) AND NOT relispartition AND relkind IN ('r', 'p'))
    SELECT concat_ws(' ', 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) AS what
      FROM tables c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    UNION ALL SELECT concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid)) FROM tables c JOIN pg_index i ON i.indrelid = c.oid
    UNION ALL SELECT concat_ws(' ', 'constraint', c.relname, k.conname, pg_get_constraintdef(k.oid)) FROM tables c JOIN pg_constraint k ON k.conrelid = c.oid
    UNION ALL SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid)) FROM tables c JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
    UNION ALL SELECT concat_ws(' ', 'function', pg_get_functiondef(p.oid)) FROM pg_proc p WHERE p.pronamespace IN (SELECT oid FROM ours) AND p.prokind = 'f'
    UNION ALL SELECT concat_ws(' ', 'enum', t.typname, e.enumlabel) FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid
    ORDER BY 1`);
  return rows.map(({ what }) => what);
}

test.each(earlier)('a database that stopped at %i', async (at) => {
  const url = new URL(inject('templateUrl'));
  const name = `older_${randomBytes(6).toString('hex')}`;
  url.pathname = `/${name}`;
  await admin.query(`CREATE DATABASE ${name}`);
  try {
    const before = await migrate(url.href, { upTo: at });
    await inDatabase(url.href, async (client) => {
      await client.query(`
        WITH u AS (INSERT INTO "user" (email, operator) VALUES ('ada@example.com', true) RETURNING id),
          t AS (INSERT INTO team (slug, name) VALUES ('shop', 'Shop') RETURNING id),
          m AS (INSERT INTO membership (team_id, user_id, role) SELECT t.id, u.id, 'admin' FROM t, u),
          a AS (INSERT INTO app (team_id, slug, name, roadmap_id, roadmap_version) SELECT t.id, 'checkout', 'Checkout', 'thousands-to-millions', 1 FROM t RETURNING id),
          c AS (INSERT INTO crossing (app_id, threshold_id, signal, "limit", hold_minutes, opened_at, state, over_minutes, worst_value, worst_at) SELECT a.id, 'x', 'cpu', 80, 5, now(), 'open', 3, 90, now() FROM a)
        INSERT INTO ingest_token (app_id, hash, hint, label) SELECT a.id, '\\x01', 'hr_a', 'first' FROM a`);
    });
    const after = await migrate(url.href);
    expect([...before, ...after]).toHaveLength(new Set([...before, ...after]).size);
    expect(after.length).toBeGreaterThan(0);
    await inDatabase(url.href, async (client) => {
      expect(await tablesOf(client)).toEqual(fresh);
      const { rows } = await client.query(`
        SELECT u.email, m.role::text, a.slug, k.label, c.worst_value FROM team t JOIN membership m ON m.team_id = t.id
        JOIN "user" u ON u.id = m.user_id JOIN app a ON a.team_id = t.id
        JOIN ingest_token k ON k.app_id = a.id JOIN crossing c ON c.app_id = a.id`);
      expect(rows).toEqual([
        { email: 'ada@example.com', role: 'admin', slug: 'checkout', label: 'first', worst_value: 90 },
      ]);
    });
    expect(await migrate(url.href)).toEqual([]);
  } finally {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
});
