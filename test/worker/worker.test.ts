import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS, MinuteState } from '@/advisor/types';
import {
  appendBatches,
  bucketOf,
  countDirtyHours,
  ensureFramePartitions,
  inLease,
  LeaseLostError,
  markDirty,
  type PointColumns,
  readObservations,
  readPoints,
  readSignalHours,
  readSignals,
  releaseLeases,
  renewLeases,
} from '@/store/index';
import { type TestDatabase, testDatabase } from '../support/database';
import { exportAt, shop } from './demo-hours';
import { workerOf } from './turns';

const hourAt = Date.UTC(2026, 10, 21, 9);
const start = hourAt - HOUR_MS;
const nowAt = hourAt + 2 * HOUR_MS;
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await ensureFramePartitions(database.pool, nowAt);
});
afterAll(() => database.close());

function workerFor(appIds: number[], owner = 'one', now = () => nowAt) {
  const evaluated: { appId: number; touchedFromAt: number | undefined }[] = [];
  const turns = workerOf(appIds, {
    db: database.pool,
    owner,
    now,
    evaluate: async (apps) => {
      for (const { appId, touchedFromAt } of apps) evaluated.push({ appId, touchedFromAt });
    },
  });
  return { ...turns, evaluated };
}

/** Exports of the hour and the ten minutes before, every 10 s. */
function exports(app: Awaited<ReturnType<typeof shop>>): PointColumns[] {
  return Array.from({ length: 6 * 70 }, (_, i) => exportAt(app, hourAt - 10 * 60_000 + (i + 1) * 10_000 - 500, start));
}

async function stored(appId: number) {
  const { rows } = await database.pool.query(
    "SELECT kind, start, payload FROM telemetry.signal_block WHERE app_id = $1 AND kind <> 'day' ORDER BY kind, start",
    [appId],
  );
  return rows.map((row) => [row.kind, row.start.getTime(), row.payload.toString('hex')]);
}

describe('from appended points to signals', () => {
  it('derives the hours that points touched, once or twice, in whatever order they came', async () => {
    const app = await shop(database.pool, 1);
    for (const points of exports(app)) await appendBatches(database.pool, [{ appId: 1, points }], nowAt);
    const first = workerFor([1]);
    await first.finish();
    expect(await countDirtyHours(database.pool)).toBe(0);
    const signals = await readSignals(database.pool, 1, 'all', hourAt, hourAt + HOUR_MS);
    expect([...signals.keys()].sort()).toEqual(
      [
        'cache.hit_rate',
        'cache.misses.rate',
        'cpu.used',
        'db.connections.used',
        'db.pool.used',
        'db.queries.rate',
        'errors.rate',
        'eventloop.used',
        'latency.p50',
        'latency.p95',
        'latency.p99',
        'memory.used',
        'requests.rate',
        'sockets.open',
        'users.active',
      ].sort(),
    );
    expect(signals.get('requests.rate')?.value[30]).toBeCloseTo(12, 9);
    expect(signals.get('errors.rate')?.value[30]).toBeCloseTo(5, 9);
    expect(signals.get('db.pool.used')?.value[30]).toBeCloseTo(40, 9);
    expect(signals.get('latency.p95')?.buckets?.boundsMs[5]).toBe(100);
    expect((await readObservations(database.pool, 1, hourAt, hourAt + HOUR_MS)).columns['redis.operations']?.[30]).toBe(
      60,
    );
    const hours = await readSignalHours(database.pool, 1, hourAt, hourAt + HOUR_MS);
    expect(hours.signals.get('requests.rate')?.[0]).toMatchObject({ at: hourAt, means: 12 });
    expect(hours.facts[0]).toMatchObject({
      instancesMedian: 1,
      service: 'shop',
      environment: { name: 'production', said: true },
    });
    expect(first.evaluated[0]).toEqual({ appId: 1, touchedFromAt: hourAt - HOUR_MS });

    const before = await stored(1);
    await markDirty(database.pool, 1, 0);
    await workerFor([1]).finish();
    expect(await stored(1)).toEqual(before);

    // The same points backwards and twice, as another app: the bytes are the same but for nothing.
    const other = await shop(database.pool, 257);
    for (const points of exports(other).reverse()) {
      await appendBatches(database.pool, [{ appId: 257, points }], nowAt);
      await appendBatches(database.pool, [{ appId: 257, points }], nowAt);
    }
    await workerFor([1, 257]).finish();
    expect(await stored(257)).toEqual(before);
  });

  it('derives again what late points touch, and the hour after it', async () => {
    const app = await shop(database.pool, 2);
    const all = exports(app);
    const late = all.slice(30, 60);
    for (const points of all)
      if (!late.includes(points)) await appendBatches(database.pool, [{ appId: 2, points }], nowAt);
    await workerFor([2]).finish();
    const holes = await readSignals(database.pool, 2, ['eventloop.used'], hourAt - HOUR_MS, hourAt + HOUR_MS);
    expect(holes.get('eventloop.used')?.state[56]).toBe(MinuteState.noData);
    for (const points of late) await appendBatches(database.pool, [{ appId: 2, points }], nowAt);
    await workerFor([2]).finish();
    expect((await stored(2)).map(([kind, at]) => [kind, at])).toEqual(
      (await stored(1)).map(([kind, at]) => [kind, at]),
    );
    expect(await stored(2)).toEqual(await stored(1));
  });

  it('evaluates every app once a minute, with or without data', async () => {
    let time = nowAt;
    const calls = workerFor([3], 'clock', () => time);
    await calls.worker.tick();
    await calls.worker.tick();
    expect(calls.evaluated.length).toBe(1);
    time += 60_000;
    await calls.worker.tick();
    expect(calls.evaluated.length).toBe(2);
    await calls.worker.release();
  });

  it('works on the other apps when one cannot be evaluated', async () => {
    const calls: unknown[] = [];
    const { worker } = workerOf([4, 5], {
      db: database.pool,
      owner: 'careful',
      evaluate: async (apps) => {
        if (apps.some(({ appId }) => appId === 4)) throw new Error('broken app');
        calls.push(...apps.map(({ appId }) => appId));
      },
      now: () => nowAt,
      report: (error) => calls.push((error as Error).message),
    });
    await worker.tick();
    await worker.release();
    expect(calls).toEqual(['broken app', 5]);
  });

  it('tells live pages once a minute of data', async () => {
    const client = await database.pool.connect();
    const heard: unknown[] = [];
    client.on('notification', ({ channel, payload }) => heard.push([channel, JSON.parse(payload ?? '')]));
    await client.query('LISTEN headroom_minute');
    const app = await shop(database.pool, 6);
    let time = nowAt;
    const calls = workerFor([6], 'speaker', () => time);
    for (const seconds of [5, 15, 65]) {
      await appendBatches(database.pool, [{ appId: 6, points: exportAt(app, hourAt + seconds * 1000, start) }], nowAt);
      await calls.worker.tick();
      time += 70_000;
    }
    await calls.worker.release();
    await client.query('SELECT 1');
    client.release(true);
    expect(heard).toEqual([
      ['headroom_minute', { bucket: 6, minuteAt: hourAt }],
      ['headroom_minute', { bucket: 6, minuteAt: hourAt + 60_000 }],
    ]);
  });
});

describe('reading points', () => {
  it('keeps one of two points with one key, whichever came first', async () => {
    const read = async (appId: number, values: number[]) => {
      const app = await shop(database.pool, appId);
      for (const value of values) {
        const points = exportAt(app, hourAt + 1000, start);
        points.value.fill(value);
        await appendBatches(database.pool, [{ appId, points }], nowAt);
      }
      return readPoints(database.pool, appId, ['app.users.active'], hourAt, hourAt + HOUR_MS);
    };
    for (const found of [await read(7, [1, 2]), await read(8, [2, 1])]) {
      expect(found.map(({ points }) => [...points.value])).toEqual([[2]]);
    }
  });

  it('gives nothing of another app or metric', async () => {
    expect(await readPoints(database.pool, 999, ['app.users.active'], 0, nowAt)).toEqual([]);
    const found = await readPoints(database.pool, 1, ['cache.hits'], hourAt, hourAt + HOUR_MS);
    expect(found.map(({ series }) => series.metric)).toEqual(['cache.hits']);
  });
});

describe('leases', () => {
  const renew = (owner: string) => renewLeases(database.pool, owner);
  const everybodyLeaves = () =>
    database.pool.query("UPDATE telemetry.lease SET expires_at = '-infinity'; DELETE FROM telemetry.lease_owner");

  it('are divided evenly: one that comes is given its share, one that goes leaves it to the others', async () => {
    await everybodyLeaves();
    const one = await renew('first');
    expect(one.size).toBe(256);
    expect((await renew('second')).size).toBe(0);
    const half = await renew('first');
    expect(half.size).toBe(128);
    for (const [bucket, epoch] of half) expect(one.get(bucket)).toBe(epoch);
    const other = await renew('second');
    expect(other.size).toBe(128);
    for (const [bucket, epoch] of other) expect([bucket, epoch]).toEqual([bucket, (one.get(bucket) ?? 0) + 1]);
    expect((await renew('third')).size).toBe(0);
    await renew('first');
    await renew('second');
    expect([await renew('third'), await renew('first'), await renew('second')].map(({ size }) => size)).toEqual([
      84, 86, 86,
    ]);
    await releaseLeases(database.pool, 'second');
    expect([(await renew('first')).size, (await renew('third')).size]).toEqual([128, 128]);
  });

  it('of one that is silent for as long as they last go to the others', async () => {
    await everybodyLeaves();
    await renew('silent');
    await renew('other');
    await database.pool.query(
      "UPDATE telemetry.lease SET expires_at = now() - interval '1 s' WHERE owner = 'silent'; UPDATE telemetry.lease_owner SET expires_at = now() - interval '1 s' WHERE owner = 'silent'",
    );
    expect((await renew('other')).size).toBe(256);
    expect((await renew('silent')).size).toBe(0);
  });

  it('let a worker that slept through its lease write nothing', async () => {
    const bucket = bucketOf(9);
    await everybodyLeaves();
    const epoch = (await renewLeases(database.pool, 'sleeper')).get(bucket) ?? -1;
    await everybodyLeaves();
    await renewLeases(database.pool, 'waker');
    const wrote: string[] = [];
    await expect(
      inLease(database.pool, { bucket, owner: 'sleeper', epoch }, async () => {
        wrote.push('sleeper');
      }),
    ).rejects.toThrow(LeaseLostError);
    expect(wrote).toEqual([]);
  });

  it('make a take-over wait for the transaction of the one who holds it', async () => {
    const bucket = bucketOf(10);
    await everybodyLeaves();
    const epoch = (await renewLeases(database.pool, 'writer')).get(bucket) ?? -1;
    await inLease(database.pool, { bucket, owner: 'writer', epoch }, async (client) => {
      await client.query('SELECT 1');
      await database.pool.query("UPDATE telemetry.lease SET expires_at = '-infinity' WHERE bucket <> $1", [bucket]);
      expect((await renewLeases(database.pool, 'taker')).has(bucket)).toBe(false);
    });
  });
});
