import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyRows, number, numberIn, numbers, time, timeIn, times } from '@/store/copy';
import { type TestDatabase, testDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it('rows of bytes come as they are, small and large, none and many, between statements sent ahead', async () => {
  const client = await database.pool.connect();
  try {
    const [before, rows, none, after] = await Promise.all([
      client.query('SELECT 1 AS one'),
      copyRows(
        client,
        `SELECT n::bigint, decode(repeat(lpad(to_hex(n % 256), 2, '0'), (n * 37) % 5000), 'hex') FROM generate_series(0, 999) AS n`,
      ),
      copyRows(client, `SELECT ''::bytea WHERE false`),
      client.query('SELECT 2 AS two'),
    ]);
    expect([before.rows, none, after.rows]).toEqual([[{ one: 1 }], [], [{ two: 2 }]]);
    expect(rows).toHaveLength(1000);
    for (const [n, [id, bytes]] of rows.entries()) {
      expect(numberIn(id as Buffer)).toBe(n);
      expect(bytes?.equals(Buffer.alloc((n * 37) % 5000, n % 256))).toBe(true);
    }
  } finally {
    client.release();
  }
});

it('what the database refuses is an error, after which the client goes on', async () => {
  const client = await database.pool.connect();
  try {
    await expect(copyRows(client, 'SELECT 1 / (n - 3) FROM generate_series(1, 9) AS n')).rejects.toThrow(
      'division by zero',
    );
    expect(await copyRows(client, 'SELECT NULL::bytea')).toEqual([[Buffer.alloc(0)]]);
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  } finally {
    client.release();
  }
});

it('a pool has its client back after an answer and after a refusal', async () => {
  const { pool } = database;
  const one = () => copyRows(pool, 'SELECT 7::bigint');
  for (const answer of await Promise.all(Array.from({ length: 20 }, one)))
    expect(numberIn(answer[0]?.[0] as Buffer)).toBe(7);
  await expect(copyRows(pool, 'SELECT 1 / (n - 3) FROM generate_series(1, 9) AS n')).rejects.toThrow(
    'division by zero',
  );
  expect(pool.idleCount).toBe(pool.totalCount);
});

it('numbers and times come back as they were spelt', async () => {
  const given = [-5, 0, Date.UTC(1999, 11, 31, 23), Date.UTC(2026, 4, 20, 12, 0, 0, 7)];
  const rows = await copyRows(
    database.pool,
    `SELECT n, t FROM unnest(${numbers(given)}, ${times([...given, null])}) AS w(n, t)`,
  );
  expect(rows.slice(0, -1).map(([n, t]) => [numberIn(n as Buffer), timeIn(t as Buffer)])).toEqual(
    given.map((each) => [each, each]),
  );
  expect(rows.at(-1)).toEqual([Buffer.alloc(0), Buffer.alloc(0)]);
});

it('only whole numbers are spelt into a statement', () => {
  expect([number(-7), time(1_500)]).toEqual(['-7', 'to_timestamp(1500 / 1000.0)']);
  expect(() => number(0.5)).toThrow('0.5 is no whole number');
  expect(() => time(Number.NaN)).toThrow('NaN is no whole number');
  expect(() => numbers([1, '1}' as never])).toThrow('is no whole number');
  expect(() => times([Number.POSITIVE_INFINITY])).toThrow('Invalid time value');
  expect(() => number('1; DROP TABLE app' as never)).toThrow('is no whole number');
});
