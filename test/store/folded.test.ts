import { afterAll, beforeAll, expect, it } from 'vitest';
import { internSeries, makePoints, type PointColumns, runQuery, type Series, type SeriesPoints } from '@/store';
import { encodeBlock } from '@/store/block/block';
import { Resolution, readFolded, withPartitions, writeFolded } from '@/store/fold/folded';
import { readSeries } from '@/store/series/series';
import { type TestDatabase, testDatabase } from '../support/database';
import { gaugeOf } from '../support/series';
import { bitsOf } from './points-arbitrary';

const hour = 3_600_000;
const hourAt = Date.UTC(2026, 10, 20, 10);
const METRICS = ['queue.depth', 'memory.used', 'cpu.time', 'open.files', 'threads'];
const EACH = 120;
let database: TestDatabase;
let made: SeriesPoints[];

beforeAll(async () => {
  database = await testDatabase();
  made = await store(1, 0);
  await store(2, 5_000);
});
afterAll(() => database.close());

/** An hour of many noisy series under one app, and two quiet ones in the hour after it. */
async function store(appId: number, offset: number): Promise<SeriesPoints[]> {
  const identities = METRICS.flatMap((metric) => Array.from({ length: EACH }, (_, i) => identity(metric, i)));
  const ids = await internSeries(database.pool, appId, identities);
  const series = identities.map((each, i): Series => ({ ...each, id: ids[i] as number }));
  const noisy = series.map((each, i) => ({ series: each, points: minutes(i + offset, hourAt) }));
  const quiet = series.slice(0, 2).map((each, i) => ({ series: each, points: minutes(i + offset, hourAt + hour) }));
  for (const [startAt, all] of [
    [hourAt, noisy],
    [hourAt + hour, quiet],
  ] as const)
    await write(appId, startAt, all);
  return noisy;
}

async function write(appId: number, startAt: number, series: SeriesPoints[]): Promise<void> {
  await withPartitions(database.pool, startAt, async () => {
    const client = await database.pool.connect();
    try {
      await writeFolded(client, { appId, resolution: Resolution.minute, startAt, parts: encodeBlock(series) });
    } finally {
      client.release();
    }
  });
}

const identity = (metric: string, i: number) =>
  gaugeOf(metric, { resource: { 'service.name': 'shop' }, attributes: { shard: `${i}` } });

/** Values that no codec makes small, so that the block is a large row. */
function minutes(seed: number, fromAt: number): PointColumns {
  const points = makePoints(60);
  for (let i = 0; i < 60; i++) {
    points.time[i] = fromAt + i * 60_000 + 1_000;
    points.start[i] = Number.NaN;
    points.value[i] = Math.sin((seed + 1) * (i + 1) * 12.9898) * 43758.5453;
    points.histograms.push(null);
    points.length++;
  }
  return points;
}

const wanted = { appId: 1, resolution: Resolution.minute, fromAt: hourAt, toAt: hourAt + 2 * hour };

it('of a large block are the same from its slices as from the whole, beside a small block in one answer', async () => {
  const { rows } = await database.pool.query<{ bytes: number }>(
    'SELECT octet_length(payload) AS bytes FROM telemetry.block WHERE app_id = 1 ORDER BY start',
  );
  expect(rows[0]?.bytes).toBeGreaterThan(131_072);
  expect(rows[1]?.bytes).toBeLessThan(65_536);
  const whole = await readFolded(database.pool, wanted);
  for (const metrics of [...METRICS.map((metric) => [metric]), ['threads', 'cpu.time'], ['no.such.metric']]) {
    const some = await readFolded(database.pool, { ...wanted, metrics });
    expect([...some.keys()]).toEqual([hourAt, hourAt + hour]);
    for (const { series, points } of made.filter((each) => metrics.includes(each.series.metric))) {
      const found = some.get(hourAt)?.get(series.id);
      expect(bitsOf(found?.value ?? new Float64Array())).toEqual(bitsOf(points.value));
      expect(bitsOf(found?.time ?? new Float64Array())).toEqual(bitsOf(points.time));
    }
    for (const [id, points] of some.get(hourAt + hour) ?? []) {
      expect(bitsOf(points.value)).toEqual(bitsOf(whole.get(hourAt + hour)?.get(id)?.value ?? new Float64Array()));
    }
  }
});

it('of another app are never among them', async () => {
  const theirs = await readFolded(database.pool, { ...wanted, appId: 2, metrics: ['threads'] });
  const ours = new Set(made.map(({ series: { id } }) => id));
  expect([...(theirs.get(hourAt)?.keys() ?? [])].some((id) => ours.has(id))).toBe(false);
});

it('are asked for again by ids alone, and what is new since then is there', async () => {
  const query = {
    metric: 'queue.depth',
    filters: [],
    groupBy: 'series' as const,
    value: 'last' as const,
    across: 'sum' as const,
    fromAt: hourAt,
    toAt: hourAt + hour,
    stepMs: 60_000,
  };
  const ask = (appId: number) =>
    runQuery(database.pool, appId, query, { nowAt: hourAt + 2 * hour, kept: { minuteMs: 14 * 24 * hour } });
  const first = await ask(1);
  expect(first.series).toHaveLength(EACH);
  expect(await ask(1)).toEqual(first);
  const [id] = await internSeries(database.pool, 1, [identity('queue.depth', EACH)]);
  const [late] = (await readSeries(database.pool, 1, ['queue.depth'])).filter((each) => each.id === id);
  await write(1, hourAt, [...made, { series: late as Series, points: minutes(9_999, hourAt) }]);
  const again = await ask(1);
  expect(again.series.slice(0, EACH)).toEqual(first.series);
  expect(again.series[EACH]?.labels).toEqual({ shard: `${EACH}`, 'service.name': 'shop' });
  const theirs = await ask(2);
  expect(theirs.series).toHaveLength(EACH);
  expect(theirs.series[0]?.values).not.toEqual(first.series[0]?.values);
});
