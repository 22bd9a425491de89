import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  appendBatches,
  bucketOf,
  dropBlockPartitions,
  dropFramePartitions,
  ensureFramePartitions,
  fold,
  inLease,
  internSeries,
  LeaseLostError,
  makePoints,
  markFoldDue,
  PointKind,
  readFoldDue,
  readPoints,
  renewLeases,
  withPartitions,
} from '@/store';
import { type TestDatabase, testDatabase } from '../support/database';
import { gaugeOf } from '../support/series';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const hourAt = Date.UTC(2026, 10, 20, 10);
const nowAt = hourAt + day;
const resolutions = ['raw', 'minute', 'hour'] as const;
let database: TestDatabase;
let leases: Map<number, number>;

beforeAll(async () => {
  database = await testDatabase();
  await ensureFramePartitions(database.pool, nowAt);
  leases = await renewLeases(database.pool, 'folder', day);
});
afterAll(() => database.close());

const IDENTITIES = [
  gaugeOf('gauge'),
  gaugeOf('counter', { kind: PointKind.sum, temporality: 2, monotonic: true }),
  gaugeOf('delta', { kind: PointKind.sum, temporality: 1, monotonic: true }),
];

/** One point of each series at these times; the counter and the delta count seconds. */
async function send(appId: number, times: number[], value = (at: number) => (at / 1000) % 97): Promise<void> {
  const ids = await internSeries(database.pool, appId, IDENTITIES);
  const points = makePoints(times.length * 3);
  for (const at of times) {
    for (const [i, id] of ids.entries()) {
      const k = points.length++;
      points.series[k] = id;
      points.time[k] = at;
      points.start[k] = [Number.NaN, hourAt - day, at - 10_000][i] as number;
      points.value[k] = [value(at), (at - hourAt) / 1000 + 86_400, 10][i] as number;
      points.histograms.push(null);
    }
  }
  await appendBatches(database.pool, [{ appId, points }], nowAt);
}

const every10s = (fromAt: number, toAt: number) =>
  Array.from({ length: (toAt - fromAt) / 10_000 }, (_, i) => fromAt + (i + 1) * 10_000 - 500);

const lease = (appId: number) => {
  const bucket = bucketOf(appId);
  return { bucket, owner: 'folder', epoch: leases.get(bucket) as number };
};

function foldOne(appId: number, startAt: number, more: { resolution?: 60 | 3600; minutesFromAt?: number } = {}) {
  const due = { appId, startAt, resolution: more.resolution ?? (60 as const) };
  const when = { nowAt, minutesFromAt: more.minutesFromAt ?? 0 };
  return withPartitions(database.pool, startAt, () =>
    inLease(database.pool, lease(appId), (client) => fold(client, due, when)),
  );
}

async function read(appId: number, resolution: (typeof resolutions)[number], fromAt = hourAt, toAt = hourAt + hour) {
  const names = IDENTITIES.map(({ metric }) => metric);
  const found = await readPoints(database.pool, appId, names, fromAt, toAt, { resolution });
  return found.map(({ series, points }) => ({
    metric: series.metric,
    time: [...points.time],
    start: [...points.start],
    value: [...points.value],
    ...(points.spread ? { sum: [...points.spread.sum], count: [...points.spread.count] } : {}),
  }));
}

async function count(table: string, appId: number): Promise<number> {
  const { rows } = await database.pool.query(`SELECT count(*)::int AS n FROM telemetry.${table} WHERE app_id = $1`, [
    appId,
  ]);
  return rows[0].n;
}

describe('folding an hour', () => {
  it('leaves minutes and hours as they were read before, and no frame', async () => {
    for (const at of [0, 20, 40]) await send(1, every10s(hourAt + at * minute, hourAt + (at + 20) * minute));
    await send(1, every10s(hourAt + hour, hourAt + hour + 5 * minute));
    const before = await Promise.all(resolutions.map((resolution) => read(1, resolution, hourAt, hourAt + 2 * hour)));
    expect(before[0]?.[0]?.time).toHaveLength(390);
    expect(await foldOne(1, hourAt)).toMatchObject({ frames: 3, covered: 0, more: false });
    expect(await count('frame', 1)).toBe(1);
    const after = await Promise.all(resolutions.map((resolution) => read(1, resolution, hourAt, hourAt + 2 * hour)));
    expect(after.slice(1)).toEqual(before.slice(1));
    expect(after[0]?.[0]?.time).toHaveLength(60 + 30);
    expect(await readFoldDue(database.pool, [1], nowAt + 2 * hour, 9)).toEqual([
      { appId: 1, resolution: 3600, startAt: hourAt - 10 * hour },
    ]);
    await foldOne(1, hourAt - 10 * hour, { resolution: 3600 });
    expect(await read(1, 'hour', hourAt, hourAt + 2 * hour)).toEqual(before[2]);
    expect(await readFoldDue(database.pool, [1], nowAt + 2 * hour, 9)).toEqual([]);
  });

  it('of more than 64 MiB takes the first frames, and the others in the next turn', async () => {
    const times = every10s(hourAt, hourAt + minute);
    for (const part of [times.slice(0, 3), times.slice(3)]) await send(40, part);
    const before = await read(40, 'minute');
    // What stands behind a frame's content is not read.
    const padding = "payload || decode(repeat('00', 64 * 1024 * 1024), 'hex')";
    const first = 'SELECT min(seq) FROM telemetry.frame WHERE app_id = 40';
    await database.pool.query(`UPDATE telemetry.frame SET payload = ${padding} WHERE app_id = 40 AND seq = (${first})`);
    expect(await foldOne(40, hourAt)).toMatchObject({ frames: 1, more: true });
    expect(await count('frame', 40)).toBe(1);
    expect(await foldOne(40, hourAt)).toMatchObject({ frames: 1, more: false });
    expect(await read(40, 'minute')).toEqual(before);
  });

  it('gives part of an hour as the whole of it would', async () => {
    const [from, to] = [hourAt + 10 * minute, hourAt + 12 * minute];
    await send(2, every10s(hourAt, hourAt + hour));
    const before = await read(2, 'minute', from, to);
    expect(before.map(({ value }) => value.length)).toEqual([2, 2, 2]);
    await foldOne(2, hourAt);
    expect(await read(2, 'minute', from, to)).toEqual(before);
  });

  it('with late points gives what it gave while they were frames; repeats change nothing', async () => {
    const all = every10s(hourAt, hourAt + hour);
    await send(3, all.slice(0, 180));
    await foldOne(3, hourAt);
    const first = await read(3, 'minute');
    await send(3, all.slice(0, 180));
    expect(await read(3, 'minute')).toEqual(first);
    await foldOne(3, hourAt);
    expect(await read(3, 'minute')).toEqual(first);
    await send(3, all.slice(180));
    const late = await Promise.all(resolutions.map((resolution) => read(3, resolution)));
    expect(late[0]?.[0]?.time).toHaveLength(30 + 180);
    await foldOne(3, hourAt);
    expect([await read(3, 'minute'), await read(3, 'hour')]).toEqual(late.slice(1));
    await send(30, all);
    await foldOne(30, hourAt);
    expect(await read(3, 'minute')).toEqual(await read(30, 'minute'));
  });

  it('counts a point of a gauge that may be lost inside a folded minute', async () => {
    await send(4, every10s(hourAt, hourAt + minute));
    await foldOne(4, hourAt);
    await send(4, [hourAt + 12_345]);
    expect(await foldOne(4, hourAt)).toMatchObject({ frames: 1, covered: 2 });
  });

  it('whose minutes are kept no longer becomes an hour of its day at once', async () => {
    const old = hourAt - 60 * day;
    await send(5, every10s(old, old + hour));
    const before = await read(5, 'hour', old, old + hour);
    expect(before[0]).toMatchObject({ count: [360] });
    await foldOne(5, old, { minutesFromAt: nowAt - 30 * day });
    expect(await read(5, 'minute', old, old + hour)).toEqual([]);
    expect(await read(5, 'hour', old, old + hour)).toEqual(before);
    await send(5, every10s(old + hour, old + 2 * hour));
    await foldOne(5, old + hour, { minutesFromAt: nowAt - 30 * day });
    expect((await read(5, 'hour', old, old + day))[0]).toMatchObject({ count: [360, 360] });
  });

  it('reads of one app and its metrics alone', async () => {
    await send(6, every10s(hourAt, hourAt + minute));
    await foldOne(6, hourAt);
    expect(await read(7, 'raw')).toEqual([]);
    const found = await readPoints(database.pool, 6, ['counter'], hourAt, hourAt + hour);
    expect(found.map(({ series }) => series.metric)).toEqual(['counter']);
    const [only] = found;
    const names = IDENTITIES.map(({ metric }) => metric);
    const chosen = await readPoints(database.pool, 6, names, hourAt, hourAt + hour, {
      series: only ? [only.series] : [],
    });
    expect(chosen.map(({ series }) => series.id)).toEqual([only?.series.id]);
  });
});

describe('a fold that is cut off', () => {
  it('by the death of its connection has lost nothing and doubled nothing', async () => {
    await send(8, every10s(hourAt, hourAt + hour));
    const before = await read(8, 'minute');
    const cut = inLease(database.pool, lease(8), async (client) => {
      await fold(client, { appId: 8, resolution: 60, startAt: hourAt }, { nowAt, minutesFromAt: 0 });
      const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
      client.on('error', () => {});
      await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
      await client.query('SELECT 1');
    });
    await expect(cut).rejects.toThrow();
    expect(await count('block', 8)).toBe(0);
    expect(await read(8, 'minute')).toEqual(before);
    await foldOne(8, hourAt);
    expect([await count('frame', 8), await read(8, 'minute')]).toEqual([0, before]);
  });

  it('by the loss of its lease writes nothing', async () => {
    await send(9, every10s(hourAt, hourAt + minute));
    await expect(
      inLease(database.pool, { ...lease(9), epoch: lease(9).epoch - 1 }, (client) =>
        fold(client, { appId: 9, resolution: 60, startAt: hourAt }, { nowAt, minutesFromAt: 0 }),
      ),
    ).rejects.toThrow(LeaseLostError);
    expect([await count('frame', 9), await count('block', 9)]).toEqual([1, 0]);
  });

  it('is seen whole or not at all by whoever reads meanwhile', async () => {
    await send(10, every10s(hourAt, hourAt + hour));
    const before = await read(10, 'minute');
    await inLease(database.pool, lease(10), async (client) => {
      await fold(client, { appId: 10, resolution: 60, startAt: hourAt }, { nowAt, minutesFromAt: 0 });
      expect(await read(10, 'minute')).toEqual(before);
    });
    expect(await read(10, 'minute')).toEqual(before);
  });
});

describe('what is due', () => {
  it('is an hour ten minutes after its end, once however often it is marked', async () => {
    const client = await database.pool.connect();
    await markFoldDue(client, [{ appId: 11, hourAt }], hourAt + 5 * minute);
    await markFoldDue(client, [{ appId: 11, hourAt }], hourAt + 30 * minute);
    await markFoldDue(client, [{ appId: 11, hourAt: hourAt - hour }], hourAt + 30 * minute);
    client.release();
    const at = (time: number) => readFoldDue(database.pool, [11], time, 9);
    expect(await at(hourAt + 39 * minute)).toEqual([]);
    expect(await at(hourAt + 41 * minute)).toEqual([{ appId: 11, resolution: 60, startAt: hourAt - hour }]);
    expect(await at(hourAt + 71 * minute)).toHaveLength(2);
    expect(await readFoldDue(database.pool, [12], nowAt, 9)).toEqual([]);
  });
});

describe('partitions', () => {
  it('of blocks go when they are wholly past, minutes only when their day is folded', async () => {
    const old = Date.UTC(2025, 2, 3, 4);
    await send(13, every10s(old, old + minute));
    await foldOne(13, old);
    const before = { minutesBeforeAt: old + 2 * day, hoursBeforeAt: old - 31 * day };
    expect(await dropBlockPartitions(database.pool, before)).toEqual([]);
    await foldOne(13, Date.UTC(2025, 2, 3), { resolution: 3600 });
    expect(await dropBlockPartitions(database.pool, before)).toEqual(['block_60_20250303']);
    expect((await read(13, 'hour', old, old + hour))[0]).toMatchObject({ count: [6] });
    expect(await dropBlockPartitions(database.pool, { ...before, hoursBeforeAt: Date.UTC(2025, 3, 1) })).toEqual([
      'block_3600_202503',
    ]);
  });

  it('of frames stay while one of their frames is not folded', async () => {
    const receivedAt = Date.UTC(2025, 5, 1, 12);
    const points = makePoints(1);
    points.series[0] = 1;
    points.time[0] = receivedAt;
    points.histograms.push(null);
    points.length = 1;
    await appendBatches(database.pool, [{ appId: 14, points }], receivedAt);
    const drop = () => dropFramePartitions(database.pool, receivedAt + 2 * day);
    expect(await drop()).toEqual(['frame_20250602']);
    await foldOne(14, receivedAt);
    expect(await drop()).toEqual(['frame_20250601']);
  });
});
