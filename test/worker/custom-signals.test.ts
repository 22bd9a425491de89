import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import * as service from '@/service';
import { evaluateApps } from '@/service/evaluate/evaluate';
import { appendBatches, ensureFramePartitions, internSeries, makePoints } from '@/store/index';
import { readApps } from '@/worker/apps';
import { appIdOf, HOST, identity, person, ROADMAP, serviceDatabase } from '../service/people';
import type { TestDatabase } from '../support/database';
import { workerOf } from './turns';

const nowAt = Date.UTC(2026, 10, 21, 12, 30);
const start = nowAt - 2 * HOUR_MS;
const orders = {
  name: 'orders',
  title: 'Orders',
  metric: 'shop.orders',
  where: { country: 'ch*' },
  aggregation: 'rate',
  unit: 'orders/s',
  worsens: 'up',
} as const;
let database: TestDatabase;
let slug: string;
let appId: number;

beforeAll(async () => {
  database = await serviceDatabase({ now: () => nowAt });
  await ensureFramePartitions(database.pool, nowAt);
  await person(database.prisma, 'ann@example.org', 'shop', 'admin');
});
afterAll(() => database.close());

beforeEach(async () => {
  await database.prisma.$executeRaw`TRUNCATE app CASCADE`;
  ({ slug } = await service.createApp(HOST, { teamSlug: 'shop', name: 'Shop', roadmapId: ROADMAP }));
  appId = await appIdOf(database, slug);
  const identities = ['ch', 'de'].map((country) => identity('shop.orders', { attributes: { country } }));
  const gauge = identity('shop.stock', { kind: 1, temporality: 0, monotonic: false });
  const ids = await internSeries(database.pool, appId, [...identities, gauge]);
  const points = makePoints(400);
  for (let minute = 1; minute <= 120; minute++) {
    ids.forEach((id, place) => {
      const i = points.length++;
      points.series[i] = id;
      points.time[i] = start + minute * MINUTE_MS - 1000;
      points.start[i] = place === 2 ? Number.NaN : start;
      points.value[i] = minute * (place === 0 ? 120 : 600);
      points.histograms.push(null);
    });
  }
  await appendBatches(database.pool, [{ appId, points }], nowAt);
});

async function work(): Promise<void> {
  await workerOf([], {
    db: database.pool,
    readApps: () => readApps(database.prisma, new Map()),
    evaluate: evaluateApps,
    now: () => nowAt,
  }).finish();
}

const asked = { fromAt: start, toAt: nowAt };

test('a signal of the team’s own is derived, charted, judged and told like a built-in one', async () => {
  const preview = await service.previewCustomSignal(HOST, slug, orders);
  expect([preview.id, preview.series, preview.last]).toEqual(['orders.rate', 2, 2]);
  expect(preview.says).toContain('country=ch*');
  await work();
  await service.saveCustomSignal(HOST, slug, { ...orders, limit: 1 });
  await work();
  const { series } = await service.chart(HOST, slug, { ...asked, signals: ['orders.rate'] });
  expect(series[0]?.unit).toBe('orders/s');
  expect(series[0]?.values.at(-10)).toBe(2);
  const view = await service.crossingsView(HOST, slug);
  expect(view.open).toMatchObject([{ thresholdId: 'own-orders.rate', signal: 'orders.rate', limit: 1 }]);
  expect(view.open[0]?.worstValue).toBeCloseTo(2, 1);
  const { custom, signals, advice } = await service.signalsView(HOST, slug);
  expect(custom).toMatchObject([{ id: 'orders.rate', metric: 'shop.orders' }]);
  expect(signals.find(({ id }) => id === 'orders.rate')?.title).toBe('Orders');
  expect(advice?.signals.find(({ signal }) => signal === 'orders.rate')).toMatchObject({ code: 'measured', value: 2 });
  await service.setOverride(HOST, slug, { thresholdId: 'own-orders.rate', limit: 5, reason: 'we grew' });
  expect((await service.crossingsView(HOST, slug)).open).toEqual([]);
  await service.removeCustomSignal(HOST, slug, 'orders.rate');
  await work();
  await expect(service.chart(HOST, slug, { ...asked, signals: ['orders.rate'] })).rejects.toMatchObject({
    field: 'signals',
  });
});

test.each([
  ['name', { name: 'Orders!' }],
  ['name', { name: 'latency', aggregation: 'p95' }],
  ['metric', { metric: 'shop.nothing' }],
  ['aggregation', { aggregation: 'p95' }],
  ['aggregation', { metric: 'shop.stock', aggregation: 'rate' }],
  ['where', { where: { a: 'x{y}' } }],
  ['where', { where: { a: '1', b: '1', c: '1', d: '1', e: '1', f: '1' } }],
  ['holdMinutes', { holdMinutes: 0 }],
])('says that %s is wrong: %j', async (field, wrong) => {
  const given = { ...orders, ...wrong } as typeof orders;
  await expect(service.saveCustomSignal(HOST, slug, given)).rejects.toMatchObject({ code: 'invalid', field });
});

test('an app may have twenty, and changing one is not one more', async () => {
  for (let i = 0; i < 20; i++) await service.saveCustomSignal(HOST, slug, { ...orders, name: `orders_${i}` });
  await expect(service.saveCustomSignal(HOST, slug, { ...orders, name: 'one_more' })).rejects.toMatchObject({
    code: 'invalid',
    message: 'An app may have 20 signals of its own.',
  });
  await service.saveCustomSignal(HOST, slug, { ...orders, name: 'orders_3', title: 'Swiss orders' });
  const { custom } = await service.signalsView(HOST, slug);
  expect([custom.length, custom.find(({ id }) => id === 'orders_3.rate')?.title]).toEqual([20, 'Swiss orders']);
  const audited = await database.prisma.auditEntry.count({ where: { action: 'saveCustomSignal' } });
  expect(audited).toBeGreaterThanOrEqual(21);
});

test('a metric of another app cannot be declared or tried out', async () => {
  const other = await service.createApp(HOST, { teamSlug: 'shop', name: 'Other', roadmapId: ROADMAP });
  await expect(service.previewCustomSignal(HOST, other.slug, orders)).rejects.toMatchObject({ field: 'metric' });
});
