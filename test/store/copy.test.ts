import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyRows, number, time } from '@/store/copy';
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
      expect(Number(id?.readBigInt64BE())).toBe(n);
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

it('only whole numbers are spelt into a statement', () => {
  expect([number(-7), time(1_500)]).toEqual(['-7', 'to_timestamp(1500 / 1000.0)']);
  expect(() => number(0.5)).toThrow('0.5 is no whole number');
  expect(() => time(Number.NaN)).toThrow('NaN is no whole number');
  expect(() => number('1; DROP TABLE app' as never)).toThrow('is no whole number');
});
