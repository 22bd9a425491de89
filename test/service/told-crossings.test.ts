/** Whom mutes and long crossings keep from being told, and whom not. */
import { beforeEach, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '@/advisor/types';
import { muteThreshold, unmuteThreshold } from '@/service';
import { evaluateApp } from '@/service/evaluate/evaluate';
import { forgetOldRows } from '@/service/housekeeping';
import type { TestDatabase } from '../support/database';
import { HOST, storeGauge } from './people';
import { outboxKeys, shopApp, shopDatabase, storedCrossings, storeSockets } from './shop';

/** 26 hours of data end "now": sockets.open, whose limit is 10,000 for 5 min. */
const nowAt = Date.UTC(2026, 4, 20, 12);

let database: TestDatabase;
let appId: number;
let slug: string;

shopDatabase(
  () => nowAt,
  (made) => {
    database = made;
  },
);

beforeEach(async () => {
  ({ id: appId, slug } = await shopApp(database));
});

const sockets = (...values: [over: number, fromMinutes: number, toMinutes: number]) =>
  storeSockets(database, { appId, nowAt }, values);
const stored = () => storedCrossings(database);
const outbox = () => outboxKeys(database);

test('a muted threshold is recorded and not told', async () => {
  await sockets(12_000, 30, 0);
  await muteThreshold(HOST, slug, { thresholdId: 'sockets', minutes: 1440, reason: 'load test' });
  await evaluateApp(appId, nowAt);
  expect(await stored()).toHaveLength(1);
  expect(await outbox()).toEqual([]);
});

test('a mute ends by itself: what is still open then is told, once', async () => {
  await sockets(12_000, 30, 0);
  await muteThreshold(HOST, slug, { thresholdId: 'sockets', minutes: 5, reason: 'load test' });
  await evaluateApp(appId, nowAt);
  const [muted] = await stored();
  expect(await outbox()).toEqual([]);
  const after = { appId, signal: 'sockets.open', startAt: nowAt, values: Array(60).fill(12_000) };
  await storeGauge(database.pool, after);
  for (const minutes of [4, 5, 6, 7]) await evaluateApp(appId, nowAt + minutes * MINUTE_MS);
  expect(await outbox()).toEqual([`crossing:${muted?.id}:opened`]);
});

test('a mute that somebody takes back is over too', async () => {
  await sockets(12_000, 30, 0);
  await muteThreshold(HOST, slug, { thresholdId: 'sockets', minutes: 1440, reason: 'load test' });
  await evaluateApp(appId, nowAt);
  expect(await outbox()).toEqual([]);
  await unmuteThreshold(HOST, slug, 'sockets');
  const [open] = await stored();
  for (const again of [0, 1]) {
    expect(await outbox()).toEqual([`crossing:${open?.id}:opened`]);
    await muteThreshold(HOST, slug, { thresholdId: 'sockets', minutes: 60 + again, reason: 'again' });
    await unmuteThreshold(HOST, slug, 'sockets');
  }
  expect(await outbox()).toEqual([`crossing:${open?.id}:opened`]);
});

test('what was told before a mute is told to be over under it: no incident stays open', async () => {
  await sockets(12_000, 30, 0);
  await evaluateApp(appId, nowAt);
  const [told] = await stored();
  await muteThreshold(HOST, slug, { thresholdId: 'sockets', minutes: 1440, reason: 'known' });
  const after = { appId, signal: 'sockets.open', startAt: nowAt, values: Array(60).fill(8_000) };
  await storeGauge(database.pool, after);
  await evaluateApp(appId, nowAt + 30 * MINUTE_MS);
  expect(await stored()).toMatchObject([{ state: 'recovered' }]);
  expect(await outbox()).toEqual([`crossing:${told?.id}:opened`, `crossing:${told?.id}:closed`]);
});

test('a crossing that is open for more than a month is still told to be over', async () => {
  await sockets(12_000, 30, 0);
  await evaluateApp(appId, nowAt);
  const [told] = await stored();
  await forgetOldRows(nowAt + 40 * DAY_MS);
  expect(await outbox()).toEqual([`crossing:${told?.id}:opened`]);
  await sockets(12_000, 30, 10);
  await evaluateApp(appId, nowAt);
  expect(await outbox()).toEqual([`crossing:${told?.id}:opened`, `crossing:${told?.id}:closed`]);
  await forgetOldRows(nowAt + 40 * DAY_MS);
  expect(await outbox()).toEqual([]);
});
