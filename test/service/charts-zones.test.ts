/** Days and weeks of charts are those of somebody's clock, in the week when it changes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as service from '@/service';
import { setResources } from '@/service/resources';
import { appendBatches, ensureFramePartitions, internSeries, makePoints, PointKind } from '@/store';
import { type TestDatabase, testDatabase } from '../support/database';
import { HOST, identity, person, ROADMAP, storeGauge } from './people';

const HOUR_MS = 3_600_000;
const ZONE = 'Europe/Berlin';
/** Its clocks go forward on 29 March 2026 at 01:00 UTC: that day has 23 hours. */
const nowAt = Date.UTC(2026, 3, 3, 12);
const firstAt = Date.UTC(2026, 2, 20);
const clock = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, day: 'numeric', hour: 'numeric', hourCycle: 'h23' });
const local = (at: number) =>
  Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)])) as Record<
    'day' | 'hour',
    number
  >;
const hours = Array.from({ length: (nowAt - firstAt) / HOUR_MS }, (_, i) => firstAt + i * HOUR_MS);
let database: TestDatabase;
let slug: string;

beforeAll(async () => {
  database = await testDatabase();
  setResources({ prisma: database.prisma, telemetry: database.pool, now: () => nowAt });
  await person(database.prisma, 'viewer@example.org', 'shop', 'viewer');
  await database.prisma.team.update({ where: { slug: 'shop' }, data: { timeZone: ZONE } });
  ({ slug } = await service.createApp(HOST, { teamSlug: 'shop', name: 'Checkout', roadmapId: ROADMAP }));
  const appId = Number((await database.prisma.app.findUniqueOrThrow({ where: { slug } })).id);
  for (const at of hours)
    await storeGauge(database.pool, {
      appId,
      signal: 'sockets.open',
      startAt: at,
      values: Array<number>(60).fill(local(at).day * 100 + local(at).hour),
    });
  const [series] = await internSeries(database.pool, appId, [
    identity('orders', { kind: PointKind.sum, temporality: 1, monotonic: true, unit: '{order}', attributes: {} }),
  ]);
  const points = makePoints(hours.length * 60);
  for (const at of hours)
    for (let minute = 1; minute <= 60; minute++) {
      const i = points.length++;
      points.series[i] = series as number;
      points.time[i] = at + minute * 60_000;
      points.start[i] = at + (minute - 1) * 60_000;
      points.value[i] = 1;
      points.histograms.push(null);
    }
  for (const at of hours) if (at % (24 * HOUR_MS) === 0) await ensureFramePartitions(database.pool, at);
  await appendBatches(database.pool, [{ appId, points }], nowAt);
}, 120_000);
afterAll(() => database.close());

const days = { fromAt: Date.UTC(2026, 2, 27, 5), toAt: Date.UTC(2026, 2, 31, 5), stepSeconds: 86_400 };
const MIDNIGHTS = ['2026-03-26T23:00', '2026-03-27T23:00', '2026-03-28T23:00', '2026-03-29T22:00', '2026-03-30T22:00'];
const begins = (x: number[]) => x.map((seconds) => new Date(seconds * 1000).toISOString().slice(0, 16));

test('a day of a chart begins at the zone’s midnight and holds nothing of the next', async () => {
  const { x, series } = await service.chart(HOST, slug, { ...days, signals: ['sockets.open'], zone: ZONE });
  expect(begins(x)).toEqual(MIDNIGHTS);
  expect(series[0]?.values).toEqual([2711.5, 2811.5, 2900 + (276 - 2) / 23, 3011.5, 3111.5]);
});

test('without a zone the days are the team’s; in UTC they are as they were', async () => {
  const ours = await service.chart(HOST, slug, { ...days, signals: ['sockets.open'] });
  expect(begins(ours.x)).toEqual(MIDNIGHTS);
  const utc = await service.chart(HOST, slug, { ...days, signals: ['sockets.open'], zone: 'UTC' });
  expect(begins(utc.x).every((at) => at.endsWith('T00:00'))).toBe(true);
  expect(utc.series[0]?.values[1]).toBeCloseTo((23 * 2800 + 276 + 2900) / 24, 6);
});

test('what was counted on a day of 23 hours is counted once, and the days add up', async () => {
  const asked = { ...days, metric: 'orders', value: 'increase' as const, groupBy: [], zone: ZONE };
  const { x, series } = await service.explore(HOST, slug, asked);
  expect(begins(x)).toEqual(MIDNIGHTS);
  const minutes = [24, 24, 23, 24, 24].map((length) => length * 60);
  expect(series[0]?.values.map((value) => Math.round(value ?? 0))).toEqual(minutes);
});

test('a week before is the same time on the clock, on each side of the change', async () => {
  // From the evening before it to the noon after it.
  const range = { fromAt: Date.UTC(2026, 2, 28, 20), toAt: Date.UTC(2026, 2, 29, 10), stepSeconds: 1800 };
  const asked = { ...range, signals: ['sockets.open'], compare: 'week' as const, zone: ZONE };
  const { x, series } = await service.chart(HOST, slug, asked);
  const [line] = series;
  expect(line?.compare).toHaveLength(x.length);
  for (const [i, then] of (line?.compare ?? []).entries()) expect(then).toBe((line?.values[i] ?? 0) - 700);
});

test('explore compares by the clock too, in steps of some hours', async () => {
  const range = { fromAt: Date.UTC(2026, 2, 29, 22), toAt: Date.UTC(2026, 2, 30, 22), stepSeconds: 10_800 };
  const asked = { ...range, metric: 'orders', value: 'increase' as const, groupBy: [], compare: 'week' as const };
  const { series } = await service.explore(HOST, slug, { ...asked, zone: ZONE });
  expect(series[0]?.compare?.map((value) => Math.round(value ?? 0))).toEqual(Array(8).fill(180));
});

test('a zone that there is not is refused by its name', async () => {
  await expect(
    service.chart(HOST, slug, { ...days, signals: ['sockets.open'], zone: 'Mars/Olympus' }),
  ).rejects.toMatchObject({ code: 'invalid', field: 'zone' });
});

test('steps of some hours part the zone’s day, also when the clocks change', async () => {
  const asked = { fromAt: Date.UTC(2026, 2, 28, 20), toAt: Date.UTC(2026, 2, 29, 12) };
  const { x, series } = await service.chart(HOST, slug, {
    ...asked,
    signals: ['sockets.open'],
    stepSeconds: 6 * 3600,
    zone: ZONE,
  });
  expect(x.map((at) => local(at * 1000).hour)).toEqual([18, 0, 6, 12]);
  expect(begins(x)).toEqual(['2026-03-28T17:00', '2026-03-28T23:00', '2026-03-29T04:00', '2026-03-29T10:00']);
  // From 00:00 to 05:00, without 02:00, which that night has not.
  expect(series[0]?.values[1]).toBe(2900 + (0 + 1 + 3 + 4 + 5) / 5);
  const query = { metric: 'orders', value: 'increase' as const, groupBy: [], zone: ZONE, stepSeconds: 6 * 3600 };
  const explored = await service.explore(HOST, slug, { ...asked, ...query });
  expect(begins(explored.x)).toEqual(begins(x));
  expect(explored.series[0]?.values.map((value) => Math.round(value ?? 0))).toEqual([360, 300, 360, 360]);
});
