import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AppendError,
  appendBatches,
  claimDirtyHours,
  clearDirtyHours,
  decodeFrame,
  dropFramePartitions,
  ensureFramePartitions,
  internSeries,
  isDatabaseAway,
  markDirty,
  type PointColumns,
  PointKind,
  readSeries,
  type SeriesIdentity,
  telemetryPool,
} from '@/store';
import { type TestDatabase, testDatabase } from '../support/database';
import { bitsOf } from './points-arbitrary';

const hourMs = 3_600_000;
const nowAt = Date.UTC(2026, 10, 21, 10, 20);
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await ensureFramePartitions(database.pool, nowAt);
});
afterAll(() => database.close());

function points(times: number[], value = 1, series = 1): PointColumns {
  const length = times.length;
  return {
    series: new Float64Array(length).fill(series),
    time: Float64Array.from(times),
    start: new Float64Array(length).fill(Number.NaN),
    value: new Float64Array(length).fill(value),
    flags: new Uint8Array(length),
    histograms: new Array(length).fill(null),
    length,
  };
}

async function claimed(appIds: number[], limit: number) {
  const { hours } = await claimDirtyHours(database.pool, appIds, limit);
  return hours.map(({ appId, hourAt }) => ({ appId, hourAt }));
}

async function frames(appId: number) {
  const { rows } = await database.pool.query(
    'SELECT event_hour, points, payload FROM telemetry.frame WHERE app_id = $1 ORDER BY event_hour, seq',
    [appId],
  );
  return rows.map((row) => ({
    hourAt: row.event_hour.getTime() as number,
    points: row.points as number,
    columns: decodeFrame(row.payload),
  }));
}

async function inTransaction(work: (client: import('pg').PoolClient) => Promise<void>): Promise<void> {
  const client = await database.pool.connect();
  await client.query('BEGIN');
  await work(client);
  await client.query('COMMIT');
  client.release();
}

describe('appending', () => {
  it('stores one frame an app and event hour, to the bit, and marks the hours', async () => {
    const marker = points([nowAt, nowAt - hourMs, nowAt + 1]);
    new BigUint64Array(marker.value.buffer).set([0x7ff0000000000002n, 1n << 63n, 5n]);
    await appendBatches(
      database.pool,
      [
        { appId: 11, points: marker },
        { appId: 11, points: points([nowAt + 2]) },
        { appId: 12, points: points([nowAt]) },
      ],
      nowAt,
    );
    const stored = await frames(11);
    expect(stored.map(({ hourAt, points }) => [hourAt, points])).toEqual([
      [Date.UTC(2026, 10, 21, 9), 1],
      [Date.UTC(2026, 10, 21, 10), 3],
    ]);
    expect(bitsOf((stored[0] as (typeof stored)[0]).columns.value)).toEqual(['8000000000000000']);
    expect(bitsOf((stored[1] as (typeof stored)[0]).columns.value).slice(0, 2)).toEqual(['7ff0000000000002', '5']);
    expect(await frames(12)).toHaveLength(1);
    expect(await claimed([11, 12], 10)).toEqual([
      { appId: 11, hourAt: Date.UTC(2026, 10, 21, 10) },
      { appId: 12, hourAt: Date.UTC(2026, 10, 21, 10) },
      { appId: 11, hourAt: Date.UTC(2026, 10, 21, 9) },
    ]);
  });

  it('keeps the other apps when one cannot be stored, and names the one', async () => {
    await database.pool.query('ALTER TABLE telemetry.frame ADD CONSTRAINT not_66 CHECK (app_id <> 66)');
    const work = appendBatches(
      database.pool,
      [65, 66, 67].map((appId) => ({ appId, points: points([nowAt]) })),
      nowAt,
    );
    const error = await work.then(
      () => null,
      (e) => e,
    );
    await database.pool.query('ALTER TABLE telemetry.frame DROP CONSTRAINT not_66');
    expect(error).toBeInstanceOf(AppendError);
    expect([...error.failed.keys()]).toEqual([66]);
    expect([(await frames(65)).length, (await frames(66)).length, (await frames(67)).length]).toEqual([1, 0, 1]);
  });

  it('waits for the disk, whatever the database does by default', async () => {
    const { pool } = database;
    await pool.query('CREATE TABLE committed_with (setting text)');
    await pool.query(`CREATE FUNCTION note_setting() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO committed_with VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$`);
    // Deferred: it runs at the commit.
    await pool.query(`CREATE CONSTRAINT TRIGGER note AFTER INSERT ON telemetry.dirty_hour
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_setting()`);
    const { rows } = await pool.query('SELECT current_database() AS name');
    await pool.query(`ALTER DATABASE "${rows[0].name}" SET synchronous_commit = off`);
    const careless = telemetryPool(database.url);
    await appendBatches(careless, [{ appId: 14, points: points([nowAt]) }], nowAt);
    const seen = await careless.query(
      "SELECT setting, current_setting('synchronous_commit') AS now FROM committed_with",
    );
    await careless.end();
    await pool.query(`ALTER DATABASE "${rows[0].name}" RESET synchronous_commit`);
    await pool.query('DROP TRIGGER note ON telemetry.dirty_hour');
    expect(seen.rows).toEqual([{ setting: 'on', now: 'off' }]);
  });

  it('makes the partition of a day that nobody prepared', async () => {
    await appendBatches(database.pool, [{ appId: 13, points: points([nowAt]) }], nowAt + 400 * 24 * hourMs);
    expect(await frames(13)).toHaveLength(1);
  });

  it('says of a database that is away that it is away', async () => {
    const nowhere = telemetryPool('postgresql://nobody@127.0.0.1:1/nothing');
    const error = await appendBatches(nowhere, [{ appId: 1, points: points([nowAt]) }], nowAt).then(
      () => null,
      (e) => e,
    );
    expect(isDatabaseAway(error)).toBe(true);
    await nowhere.end();
  });
});

describe('a dirty hour', () => {
  it('that is touched again while claimed stays marked after the derivation', async () => {
    const hourAt = Date.UTC(2026, 10, 21, 10);
    await appendBatches(database.pool, [{ appId: 21, points: points([nowAt]) }], nowAt);
    expect(await claimed([21], 10)).toEqual([{ appId: 21, hourAt }]);
    await appendBatches(database.pool, [{ appId: 21, points: points([nowAt + 5]) }], nowAt);
    await inTransaction((client) => clearDirtyHours(client, [{ appId: 21, hourAt }]));
    expect(await claimed([21], 10)).toEqual([{ appId: 21, hourAt }]);
    await inTransaction((client) => clearDirtyHours(client, [{ appId: 21, hourAt }]));
    expect(await claimed([21], 10)).toEqual([]);
  });

  it('comes again when the worker that claimed it died', async () => {
    await appendBatches(database.pool, [{ appId: 22, points: points([nowAt]) }], nowAt);
    expect(await claimed([22], 10)).toHaveLength(1);
    expect(await claimed([22], 10)).toHaveLength(1);
  });

  it('is handed out only when the append that left its mark as it was has ended', async () => {
    await appendBatches(database.pool, [{ appId: 23, points: points([nowAt]) }], nowAt);
    const late = await database.pool.connect();
    await late.query('BEGIN');
    await late.query(`INSERT INTO telemetry.frame (app_id, received_hour, event_hour, points, payload)
      SELECT app_id, received_hour, event_hour, points, payload FROM telemetry.frame WHERE app_id = 23`);
    await late.query(
      `INSERT INTO telemetry.dirty_hour SELECT app_id, event_hour, received_hour FROM telemetry.dirty_hour WHERE app_id = 23 ON CONFLICT DO NOTHING`,
    );
    let done = false;
    const claim = claimed([23], 10).then((hours) => {
      done = true;
      return hours;
    });
    // The claim itself is committed at once; only its answer waits.
    while (
      (await database.pool.query('SELECT 1 FROM telemetry.dirty_hour WHERE app_id = 23 AND claimed')).rowCount === 0
    );
    expect(done).toBe(false);
    await late.query('COMMIT');
    late.release();
    expect(await claim).toHaveLength(1);
    expect(await frames(23)).toHaveLength(2);
  });

  it('can be marked from a time on, for every stored hour', async () => {
    await appendBatches(
      database.pool,
      [{ appId: 24, points: points([nowAt, nowAt - hourMs, nowAt - 5 * hourMs]) }],
      nowAt,
    );
    for (const { hourAt } of await claimed([24], 10))
      await inTransaction((client) => clearDirtyHours(client, [{ appId: 24, hourAt }]));
    await markDirty(database.pool, 24, nowAt - hourMs);
    expect(await claimed([24], 10)).toHaveLength(2);
  });
});

describe('partitions of the hot log', () => {
  it('are dropped when their whole day is past, also after a detach that was cut off', async () => {
    await ensureFramePartitions(database.pool, Date.UTC(2025, 0, 1));
    expect(await dropFramePartitions(database.pool, Date.UTC(2025, 0, 3, 12))).toEqual([
      'frame_20250101',
      'frame_20250102',
    ]);
    expect(await dropFramePartitions(database.pool, Date.UTC(2025, 0, 3, 12))).toEqual([]);
  });

  it('are made once when two processes make them together', async () => {
    const at = Date.UTC(2024, 5, 1);
    await Promise.all([1, 2, 3].map(() => ensureFramePartitions(database.pool, at)));
    const { rows } = await database.pool.query(
      "SELECT count(*)::int AS n FROM pg_inherits WHERE inhparent = 'telemetry.frame'::regclass AND inhrelid::regclass::text LIKE '%202406%'",
    );
    expect(rows[0].n).toBe(3);
  });
});

describe('interning', () => {
  const identity = (over: Partial<SeriesIdentity> = {}): SeriesIdentity => ({
    metric: 'http.server.request.duration',
    kind: PointKind.histogram,
    temporality: 2,
    monotonic: false,
    unit: 's',
    description: 'Duration',
    scope: { name: 'http', version: '1' },
    resource: { 'service.name': 'shop', 'service.instance.id': 'a', 'process.pid': 7 },
    attributes: { 'http.route': '/a', 'http.response.status_code': 200 },
    ...over,
  });

  it('gives one id to one identity, whatever the order of keys, the pid of a named instance or the description', async () => {
    const other = identity({
      description: 'in other words',
      resource: { 'process.pid': 8, 'service.instance.id': 'a', 'service.name': 'shop' },
      attributes: { 'http.response.status_code': 200, 'http.route': '/a' },
    });
    const [a, b, c] = await internSeries(database.pool, 31, [
      identity(),
      other,
      identity({ attributes: { 'http.route': '/b' } }),
    ]);
    expect(a).toBe(b);
    expect(c).not.toBe(a);
    expect(await internSeries(database.pool, 31, [other])).toEqual([a]);
    const stored = await readSeries(database.pool, 31, ['http.server.request.duration']);
    expect(stored.map((series) => series.id).sort()).toEqual([a, c].sort());
    expect(stored.find(({ id }) => id === a)).toEqual({
      ...identity(),
      id: a,
      resource: { 'service.name': 'shop', 'service.instance.id': 'a' },
    });
  });

  it('tells a number from its text, and two processes without an instance id apart', async () => {
    const variants = [
      identity({ attributes: { code: 1 } }),
      identity({ attributes: { code: '1' } }),
      identity({ resource: { 'service.name': 'shop', 'process.pid': 1 } }),
      identity({ resource: { 'service.name': 'shop', 'process.pid': 2 } }),
    ];
    expect(new Set(await internSeries(database.pool, 32, variants)).size).toBe(4);
  });

  it('agrees when several collectors meet the same new series', async () => {
    const many = Array.from({ length: 300 }, (_, i) => identity({ attributes: { i } }));
    const [a, b, c] = await Promise.all(
      [many, [...many].reverse(), many].map((list) => internSeries(database.pool, 33, list)),
    );
    expect(b).toEqual([...(a as number[])].reverse());
    expect(c).toEqual(a);
  });

  it('keeps text that PostgreSQL cannot: U+0000 and half a surrogate pair', async () => {
    await internSeries(database.pool, 34, [
      identity({ attributes: { 'a\u0000': 'x\u0000y', half: '\ud800', list: ['\u0000', Number.NaN] } }),
    ]);
    expect((await readSeries(database.pool, 34))[0]?.attributes).toEqual({
      'a\ufffd': 'x\ufffdy',
      half: '\ufffd',
      list: ['\ufffd', 'NaN'],
    });
  });
});
