import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import * as service from '@/service';
import { ensureSelfApp } from '@/service/apps/self';
import { evaluateApp } from '@/service/evaluate/evaluate';
import { plainJson } from '@/service/json';
import { sha256 } from '@/service/secrets';
import { addressPart } from '@/service/status';
import { ensureFramePartitions } from '@/store/index';
import type { TestDatabase } from '../support/database';
import { appIdOf, HOST, person, ROADMAP, serviceDatabase, storeGauge } from './people';

const nowAt = Date.UTC(2026, 4, 20, 12);
let database: TestDatabase;
let slug: string;
let appId: number;
let token: string;

beforeAll(async () => {
  database = await serviceDatabase({ now: () => nowAt });
  await person(database.prisma, 'ann@example.org', 'shop', 'admin');
  ({ slug, token } = await service.createApp(HOST, { teamSlug: 'shop', name: 'Café “Nord”', roadmapId: ROADMAP }));
  appId = await appIdOf(database, slug);
});
afterAll(() => database.close());

const refused = (asked: Promise<unknown>): Promise<{ code?: string; field?: string }> =>
  asked.then(
    () => ({}),
    (error) => ({ code: error.code, field: error.field }),
  );

test('an app gets a readable address, a second of the same name another', async () => {
  expect(slug).toBe('cafe-nord');
  const again = await service.createApp(HOST, { teamSlug: 'shop', name: 'Café Nord', roadmapId: ROADMAP });
  expect(again.slug).toMatch(/^cafe-nord-[0-9a-f]{4}$/);
});

test('of an ingest token only the SHA-256 and its first characters are kept', async () => {
  const [row] = await database.prisma.ingestToken.findMany({ where: { appId } });
  expect(Buffer.from(row?.hash ?? [])).toEqual(Buffer.from(sha256(token)));
  expect(token.startsWith(row?.hint ?? 'x')).toBe(true);
  expect(JSON.stringify(await service.tokens(HOST, slug))).not.toContain(token.slice(8));
});

test('what is set stands on the app page', async () => {
  await service.setPopulation(HOST, slug, 'concurrent');
  await service.setDeployment(HOST, slug, { instances: { min: 2, max: 6 } });
  await service.setLoadRatio(HOST, slug, { concurrentPerDaily: 0.08 });
  await service.setLoadRatio(HOST, slug, { requestsPerUserMinute: 4 });
  await service.setOverride(HOST, slug, { thresholdId: 'response-time', holdMinutes: 1, reason: 'demo' });
  await service.setEvidenceWindow(HOST, slug, 2);
  expect((await service.appView(HOST, slug)).app).toMatchObject({
    population: 'concurrent',
    deployment: { instances: { min: 2, max: 6 } },
    concurrentPerDaily: 0.08,
    requestsPerUserMinute: 4,
    overrides: [{ thresholdId: 'response-time', holdMinutes: 1, limit: null, reason: 'demo' }],
    evidenceWindowMinutes: 2,
  });
});

test('a setting that changes how signals are made marks the last 14 days, others do not', async () => {
  const day = 24 * HOUR_MS;
  for (const age of [20 * day, 10 * day, day]) {
    await storeFrame(nowAt - age);
  }
  const marks = async () => (await database.pool.query('SELECT event_hour FROM telemetry.dirty_hour')).rowCount;
  await database.pool.query('DELETE FROM telemetry.dirty_hour');
  await service.setPopulation(HOST, slug, 'daily');
  expect(await marks()).toBe(0);
  await service.setMetricNames(HOST, slug, { users: 'shop.users' });
  expect(await marks()).toBe(2);
});

async function storeFrame(at: number) {
  const hour = new Date(Math.floor(at / HOUR_MS) * HOUR_MS);
  await ensureFramePartitions(database.pool, nowAt);
  const received = new Date(Math.floor(nowAt / HOUR_MS) * HOUR_MS);
  await database.pool.query(
    'INSERT INTO telemetry.frame (app_id, received_hour, event_hour, points, payload) VALUES ($1, $2, $3, 1, $4)',
    [appId, received, hour, Buffer.from([1])],
  );
}

test('bad input is refused by field', async () => {
  const bad = [
    service.setDeployment(HOST, slug, { instances: { min: 5, max: 2 } }),
    service.setDeployment(HOST, slug, { webPriceId: 'no-such-price' }),
    service.setOverride(HOST, slug, { thresholdId: 'no-such', limit: 1, reason: '' }),
    service.setLoadRatio(HOST, slug, { concurrentPerDaily: 8 }),
    service.createApp(HOST, { teamSlug: 'shop', name: ' ', roadmapId: ROADMAP }),
    service.createApp(HOST, { teamSlug: 'shop', name: 'x', roadmapId: 'no-such' }),
    service.tickStep(HOST, slug, 'redis-cache', { status: 'wont' }),
    service.chart(HOST, slug, { signals: ['nonsense'], fromAt: 0, toAt: 1 }),
    service.chart(HOST, slug, { signals: ['latency.p95'], fromAt: Number.NaN, toAt: 1 }),
  ];
  expect((await Promise.all(bad.map(refused))).map(({ code, field }) => `${code} ${field}`)).toEqual([
    'invalid instances',
    'invalid webPriceId',
    'invalid thresholdId',
    'invalid concurrentPerDaily',
    'invalid name',
    'invalid roadmapId',
    'invalid reason',
    'invalid signals',
    'invalid fromAt',
  ]);
});

test('a chart has gaps as nulls, names them, and keeps to about 400 steps', async () => {
  const startAt = nowAt - 2 * HOUR_MS;
  const values = Array.from({ length: 120 }, (_, minute) => (minute >= 30 && minute < 40 ? null : minute));
  await storeGauge(database.pool, { appId, signal: 'sockets.open', startAt, values });
  await evaluateApp(appId, nowAt);
  const near = await service.chart(HOST, slug, {
    signals: ['sockets.open'],
    fromAt: startAt,
    toAt: nowAt,
    compare: 'week',
  });
  expect(near.stepSeconds).toBe(60);
  expect(near.x).toHaveLength(120);
  expect(near.series[0]?.values.slice(29, 41)).toEqual([29, ...Array(10).fill(null), 40]);
  expect(near.series[0]?.compare).toEqual(Array(120).fill(null));
  const [fromAt, toAt] = [startAt + 30 * MINUTE_MS, startAt + 40 * MINUTE_MS];
  expect(near.gaps).toEqual([{ signal: 'sockets.open', fromAt, toAt, kind: 'no-data' }]);
  const far = await service.chart(HOST, slug, {
    signals: ['sockets.open'],
    fromAt: nowAt - 90 * 24 * HOUR_MS,
    toAt: nowAt,
  });
  expect(far.x.length).toBeLessThanOrEqual(401);
  expect(far.series[0]?.values.at(-1)).not.toBeUndefined();
});

test('NaN and Infinity become null and are named', () => {
  const { value, notFinite } = plainJson({
    a: { low: Number.NaN, high: [1, Number.POSITIVE_INFINITY] },
    b: undefined,
    c: null,
  });
  expect(value).toEqual({ a: { low: null, high: [1, null] }, c: null });
  expect(notFinite).toEqual(['a.low', 'a.high[1]']);
});

test('a report keeps the finding as it was made', async () => {
  const { id } = await service.makeReport(HOST, slug);
  const before = await service.reportView(HOST, id);
  await database.prisma.app.update({ where: { id: appId }, data: { name: 'Renamed' } });
  await evaluateApp(appId, nowAt + 5 * MINUTE_MS);
  expect(await service.reportView(HOST, id)).toEqual(before);
  expect(before.sentences).toHaveLength(3);
  expect(id).toMatch(/^[\w-]{22}$/);
});

test('an app without advice has no report yet', async () => {
  const fresh = await service.createApp(HOST, { teamSlug: 'shop', name: 'Fresh', roadmapId: ROADMAP });
  expect(await refused(service.makeReport(HOST, fresh.slug))).toMatchObject({ code: 'conflict' });
});

test("Headroom's own app is made once, and its token lies in a file that only its owner reads", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'headroom-self-'));
  try {
    const first = await ensureSelfApp({ dataDir });
    const kept = readFileSync(first.tokenFile, 'utf8');
    expect(statSync(first.tokenFile).mode & 0o777).toBe(0o600);
    expect(await ensureSelfApp({ dataDir })).toEqual(first);
    expect(readFileSync(first.tokenFile, 'utf8')).toBe(kept);
    writeFileSync(first.tokenFile, 'hr_of-another-database\n');
    await ensureSelfApp({ dataDir });
    const renewed = readFileSync(first.tokenFile, 'utf8').trim();
    const valid = await database.prisma.ingestToken.findMany({ where: { app: { self: true }, revokedAt: null } });
    expect(valid.map(({ hash }) => Buffer.from(hash))).toEqual([Buffer.from(sha256(renewed))]);
    expect(await database.prisma.app.count({ where: { self: true } })).toBe(1);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});

test('plain http on another host name is warned of', () => {
  expect(addressPart('http://headroom.example.org')[0]?.state).toBe('warn');
  for (const url of ['https://headroom.example.org', 'http://localhost:3000', 'http://127.0.0.1:3000']) {
    expect(addressPart(url)[0]?.state).toBe('ok');
  }
});

test('going back to the roadmap’s limit leaves a mute, and a mute alone is no override', async () => {
  await service.setOverride(HOST, slug, { thresholdId: 'sockets', limit: 9_000, reason: 'smaller servers' });
  await service.muteThreshold(HOST, slug, { thresholdId: 'sockets', minutes: 60, reason: 'a load test' });
  await service.removeOverride(HOST, slug, 'sockets');
  const own = (await service.appView(HOST, slug)).app.overrides.filter(({ thresholdId }) => thresholdId === 'sockets');
  expect(own).toMatchObject([{ limit: null, holdMinutes: null, mutedUntil: expect.any(Number), reason: '' }]);
  expect(await refused(service.removeOverride(HOST, slug, 'sockets'))).toMatchObject({ code: 'not-found' });
  await service.unmuteThreshold(HOST, slug, 'sockets');
});
