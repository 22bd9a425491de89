import { afterAll, beforeAll, expect, test } from 'vitest';
import * as service from '@/service';
import { exportExplore, metricDetail } from '@/service/query';
import { appendBatches, ensureFramePartitions, internSeries, makePoints, PointKind, QueryError } from '@/store';
import { pattern } from '@/store/query';
import type { TestDatabase } from '../../support/database';
import { appIdOf, HOST, identity, person, ROADMAP, serviceDatabase, storeGauge } from '../people';

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 86_400_000;
const nowAt = Date.UTC(2026, 4, 20, 12);
let database: TestDatabase;
let slug: string;

beforeAll(async () => {
  database = await serviceDatabase({ now: () => nowAt });
  await person(database.prisma, 'viewer@example.org', 'shop', 'viewer');
  ({ slug } = await service.createApp(HOST, { teamSlug: 'shop', name: 'Checkout', roadmapId: ROADMAP }));
  const appId = await appIdOf(database, slug);
  const gauge = { kind: PointKind.gauge, temporality: 0, monotonic: false, unit: '{message}' } as const;
  const [orders, mails] = await internSeries(database.pool, appId, [
    identity('queue.depth', { ...gauge, attributes: { queue: 'orders' } }),
    identity('queue.depth', { ...gauge, attributes: { queue: 'mails' } }),
  ]);
  const points = makePoints(240);
  const put = (series: number, time: number, value: number) => {
    const i = points.length++;
    points.series[i] = series;
    points.time[i] = time;
    points.start[i] = Number.NaN;
    points.value[i] = value;
    points.histograms.push(null);
  };
  for (let minute = 1; minute <= 60; minute++) {
    put(orders as number, nowAt - minute * MINUTE_MS, 40);
    put(orders as number, nowAt - WEEK_MS - minute * MINUTE_MS, 10);
    put(mails as number, nowAt - minute * MINUTE_MS, 3);
  }
  await ensureFramePartitions(database.pool, nowAt - WEEK_MS);
  await ensureFramePartitions(database.pool, nowAt);
  await appendBatches(database.pool, [{ appId, points }], nowAt);
  const hour = Array.from({ length: 60 }, () => 1);
  for (const [hoursAgo, version] of [
    [2, 'v1'],
    [1, 'v2'],
  ] as const)
    await storeGauge(database.pool, {
      appId,
      signal: 'sockets.open',
      startAt: nowAt - hoursAgo * 60 * MINUTE_MS,
      values: hour,
      version,
    });
});
afterAll(() => database.close());

const query = {
  metric: 'queue.depth',
  value: 'avg' as const,
  groupBy: [{ of: 'point' as const, key: 'queue' }],
  fromAt: nowAt - 30 * MINUTE_MS,
  toAt: nowAt,
  stepSeconds: 60,
};

test('a week before stands beside each series that there was then', async () => {
  const plain = await service.explore(HOST, slug, query);
  expect(plain.series.map(({ compare }) => compare)).toEqual([null, null]);
  const { series } = await service.explore(HOST, slug, { ...query, compare: 'week' });
  const of = (queue: string) => series.find(({ labels }) => labels.queue === queue);
  expect([of('orders')?.values[5], of('orders')?.compare?.[5]]).toEqual([40, 10]);
  expect([of('mails')?.values[5], of('mails')?.compare]).toEqual([3, null]);
});

test('the file holds the week before as a column of its own', async () => {
  const { body } = await exportExplore(HOST, slug, { ...query, compare: 'week' }, 'csv');
  const columns = ['time', 'queue=mails', 'queue=orders', 'queue=orders a week before'];
  expect(body.split('\r\n')[0]?.split(',')).toEqual(columns);
});

test('a new version is marked where it was first seen, in the answer and by itself', async () => {
  const fromAt = nowAt - 3 * 60 * MINUTE_MS;
  const { deployments } = await service.explore(HOST, slug, { ...query, fromAt });
  expect(deployments).toEqual([{ at: nowAt - 60 * MINUTE_MS, version: 'v2' }]);
  expect(await service.deploymentMarks(HOST, slug, { fromAt, toAt: nowAt })).toEqual(deployments);
  expect(await service.deploymentMarks(HOST, slug, { fromAt, toAt: nowAt - 60 * MINUTE_MS })).toEqual([]);
});

test('a metric says what may be asked of it, and what is not may not', async () => {
  expect(await service.metrics(HOST, slug)).toMatchObject([
    { name: 'queue.depth', asks: ['avg', 'last', 'min', 'max'] },
  ]);
  await expect(service.explore(HOST, slug, { ...query, value: 'quantile', quantile: 0.9 })).rejects.toMatchObject({
    code: 'invalid',
    field: 'value',
  });
});

test('a histogram that came as classic buckets is listed once, with what may be asked of it, and without its bounds', async () => {
  const appId = await appIdOf(database, slug);
  const counter = { kind: PointKind.sum, temporality: 2, monotonic: true, unit: 's' } as const;
  const parts = ['/cart', '/pay'].flatMap((route) => [
    ...['0.1', '1', '+Inf'].map((le) => identity('wait_seconds_bucket', { ...counter, attributes: { route, le } })),
    identity('wait_seconds_count', { ...counter, attributes: { route } }),
    identity('wait_seconds_sum', { ...counter, attributes: { route } }),
  ]);
  await internSeries(database.pool, appId, [...parts, identity('jobs_count', counter)]);
  const listed = (await service.metrics(HOST, slug)).filter(({ unit }) => unit === 's');
  expect(listed.map(({ name, kind, series, asks }) => [name, kind, series, asks[0]])).toEqual([
    ['jobs_count', 'counter', 1, 'rate'],
    ['wait_seconds', 'histogram', 2, 'quantile'],
  ]);
  const { attributes, series } = await metricDetail(HOST, slug, 'wait_seconds');
  expect(series).toBe(2);
  expect(attributes.filter(({ of }) => of === 'point').map(({ key, values }) => [key, values])).toEqual([
    ['route', ['/cart', '/pay']],
  ]);
  await expect(metricDetail(HOST, slug, 'jobs')).rejects.toMatchObject({ code: 'not-found' });
});

test('of ten thousand series the highest are shown, all are added up, and what was left out is said', async () => {
  const { slug: many } = await service.createApp(HOST, { teamSlug: 'shop', name: 'Many', roadmapId: ROADMAP });
  const appId = await appIdOf(database, many);
  const gauge = { kind: PointKind.gauge, temporality: 0, monotonic: false, unit: 'By' } as const;
  const ids = await internSeries(
    database.pool,
    appId,
    Array.from({ length: 10_000 }, (_, i) =>
      identity('session.memory', { ...gauge, attributes: { session: `s${i}`, shard: `${i % 16}` } }),
    ),
  );
  const points = makePoints(ids.length);
  for (const [i, id] of ids.entries()) {
    points.series[i] = id;
    points.time[i] = nowAt - 5 * MINUTE_MS;
    points.start[i] = Number.NaN;
    points.value[i] = i;
    points.histograms.push(null);
    points.length++;
  }
  await appendBatches(database.pool, [{ appId, points }], nowAt);
  const asked = { ...query, metric: 'session.memory', value: 'last' as const, compare: 'week' as const };
  const each = await service.explore(HOST, many, { ...asked, groupBy: 'series' });
  expect(each.series).toHaveLength(500);
  expect(each.series.map(({ labels }) => labels.session).sort()).toEqual(
    Array.from({ length: 500 }, (_, i) => `s${9_500 + i}`).sort(),
  );
  expect(each.why).toEqual([
    'The 500 of 10,000 series that reach highest are shown; filter or group to see the others.',
  ]);
  const all = await service.explore(HOST, many, { ...asked, groupBy: [] });
  expect(all).toMatchObject({ cut: false, why: [] });
  expect(all.series[0]?.values.findLast((value) => value !== null)).toBe((9_999 * 10_000) / 2);
  const detail = await metricDetail(HOST, many, 'session.memory');
  expect(detail.series).toBe(10_000);
  expect(detail.attributes.find(({ key }) => key === 'session')).toMatchObject({ more: true });
  expect(detail.attributes.find(({ key }) => key === 'shard')?.values).toHaveLength(16);
});

test('a pattern that would take minutes is refused in a moment, in whatever way it is made large', async () => {
  const asked = (...values: string[]) =>
    service.explore(HOST, slug, {
      ...query,
      filters: values.map((value) => ({ of: 'point' as const, key: 'queue', op: '!~' as const, value })),
    });
  const refused = { code: 'invalid', field: 'filters.0.value' };
  await expect(asked('(?:a?){1000}'.repeat(80))).rejects.toMatchObject(refused);
  await expect(asked(`(?:${'a?'.repeat(490)}){1000}`)).rejects.toMatchObject(refused);
  await expect(asked(`(?:(?:${'a?'.repeat(300)}){30}){30}`)).rejects.toMatchObject(refused);
  await expect(asked(`(?:${'a?'.repeat(100)}){40,}`)).rejects.toMatchObject(refused);
  expect((await asked('[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', '.{1,200}x')).series.length).toBeGreaterThan(0);
});

test('the patterns of one question share one patience', () => {
  const have = { leftMs: 1e-9 };
  const passes = pattern('(a|b)+c', 'filters.3.value', have);
  expect(() => passes('ab'.repeat(500))).toThrow(QueryError);
});
