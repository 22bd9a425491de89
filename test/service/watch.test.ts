import { beforeEach, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { setOverride } from '@/service';
import { evaluateApp } from '@/service/evaluate/evaluate';
import { type Watch, watch } from '@/service/evaluate/watch';
import type { TestDatabase } from '../support/database';
import { HOST, storeGauge } from './people';
import { shopApp, shopDatabase } from './shop';

/** sockets.open, whose limit is 10,000 for 5 min. */
const nowAt = Date.UTC(2026, 4, 20, 12);
const startAt = nowAt - 6 * HOUR_MS;

let database: TestDatabase;
let one: { id: number; slug: string };
let other: { id: number; slug: string };
let watched: Watch;

shopDatabase(
  () => nowAt,
  (made) => {
    database = made;
  },
);

beforeEach(async () => {
  one = await app('Checkout');
  other = await app('Stock');
  watched = watch();
});

async function app(name: string) {
  const { id, slug } = await shopApp(database, name);
  await storeGauge(database.pool, { appId: id, signal: 'sockets.open', startAt, values: Array(360).fill(8_000) });
  await evaluateApp(id, nowAt);
  return { id, slug };
}

const next = (appId: number, values: number[]) =>
  storeGauge(database.pool, { appId, signal: 'sockets.open', startAt: nowAt, values });
const look = (fromAt: number, at: number) =>
  watched.turned(
    [one, other].map(({ id }) => ({ appId: id, fromAt })),
    at,
  );
const minutes = (n: number) => nowAt + n * MINUTE_MS;

test('names the app in which a crossing opens, until it is evaluated, and when it ends', async () => {
  await next(one.id, Array(60).fill(12_000));
  await next(other.id, Array(60).fill(9_000));
  expect(await look(nowAt, minutes(2))).toEqual([]);
  expect(await look(minutes(2), minutes(10))).toEqual([one.id]);
  expect(await look(minutes(10), minutes(11))).toEqual([one.id]);
  await evaluateApp(one.id, minutes(11));
  expect(await database.prisma.crossing.count({ where: { closedAt: null } })).toBe(1);
  expect(await look(minutes(11), minutes(12))).toEqual([]);
  await next(one.id, [...Array(12).fill(12_000), ...Array(48).fill(5_000)]);
  expect(await look(minutes(12), minutes(30))).toEqual([one.id]);
});

test('late minutes are looked at from where they changed', async () => {
  await next(one.id, Array(60).fill(8_000));
  expect(await look(nowAt, minutes(40))).toEqual([]);
  await next(one.id, [...Array(10).fill(8_000), ...Array(10).fill(12_000), ...Array(40).fill(8_000)]);
  expect(await look(minutes(39), minutes(41))).toEqual([]);
  expect(await look(minutes(10), minutes(41))).toEqual([one.id]);
});

test('goes by what an evaluation stored last: a limit that a person moved holds at once', async () => {
  await next(one.id, Array(60).fill(9_000));
  expect(await look(nowAt, minutes(10))).toEqual([]);
  await setOverride(HOST, one.slug, { thresholdId: 'sockets', limit: 8_500, reason: 'smaller servers' });
  await next(one.id, [...Array(10).fill(8_000), ...Array(50).fill(9_000)]);
  await evaluateApp(one.id, minutes(11));
  expect(await look(minutes(10), minutes(30))).toEqual([one.id]);
});

test('an app that was never evaluated wants it; one without signals does not, until it has some', async () => {
  const { id } = await shopApp(database, 'New');
  expect(await watched.turned([{ appId: id, fromAt: nowAt }], minutes(1))).toEqual([id]);
  await evaluateApp(id, minutes(1));
  expect(await watched.turned([{ appId: id, fromAt: nowAt }], minutes(5))).toEqual([]);
  await next(id, Array(60).fill(8_000));
  expect(await watched.turned([{ appId: id, fromAt: nowAt }], minutes(6))).toEqual([id]);
});
