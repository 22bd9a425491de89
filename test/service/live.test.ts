import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp, watchApp } from '@/service';
import { evaluateApp } from '@/service/evaluate/evaluate';
import { CHANNEL, type Minute, mayWatch } from '@/service/live';
import type { TestDatabase } from '../support/database';
import { appIdOf, HOST, person, ROADMAP, serviceDatabase, storeGauge } from './people';

const nowAt = Date.UTC(2026, 4, 20, 12);
let database: TestDatabase;

beforeAll(async () => {
  database = await serviceDatabase({ now: () => nowAt, listenUrl: () => database.url });
  await person(database.prisma, 'ann@example.org', 'shop', 'admin');
});
afterAll(() => database.close());

test('a page that watches an app hears of its new minute', async () => {
  const { slug } = await createApp(HOST, { teamSlug: 'shop', name: 'Checkout', roadmapId: ROADMAP });
  const appId = await appIdOf(database, slug);
  let hear: (minute: Minute) => void = () => {};
  const heard = new Promise<Minute>((resolve) => {
    hear = resolve;
  });
  const { newest, stop } = await watchApp(HOST, slug, (minute) => hear(minute));
  expect(newest).toBeNull();
  const startAt = nowAt - 3_600_000;
  await storeGauge(database.pool, { appId, signal: 'sockets.open', startAt, values: Array(60).fill(1) });
  await evaluateApp(appId, nowAt);
  await database.pool.query(`NOTIFY ${CHANNEL}`);
  expect(await heard).toEqual({ newestAt: nowAt - 60_000, computedAt: nowAt });
  stop();
});

test('one person’s open pages are limited, a closed one makes room, and others are not kept out', async () => {
  const ann = await person(database.prisma, 'many@example.org', 'shop', 'viewer');
  const bob = await person(database.prisma, 'bob@example.org', 'shop', 'viewer');
  const { slug } = await createApp(HOST, { teamSlug: 'shop', name: 'Watched', roadmapId: ROADMAP });
  const open = await Promise.all(Array.from({ length: 30 }, () => watchApp(ann, slug, () => {})));
  await expect(watchApp(ann, slug, () => {})).rejects.toMatchObject({ code: 'too-many' });
  open.push(await watchApp(bob, slug, () => {}));
  open[0]?.stop();
  open[0]?.stop();
  open.push(await watchApp(ann, slug, () => {}));
  await expect(watchApp(ann, slug, () => {})).rejects.toMatchObject({ code: 'too-many' });
  for (const { stop } of open) stop();
});

test('who leaves the team may no longer watch', async () => {
  const carl = await person(database.prisma, 'carl@example.org', 'shop', 'viewer');
  const { slug } = await createApp(HOST, { teamSlug: 'shop', name: 'Left', roadmapId: ROADMAP });
  expect(await mayWatch(carl, slug)).toBe(true);
  await database.prisma.membership.deleteMany({ where: { user: { email: 'carl@example.org' } } });
  expect(await mayWatch(carl, slug)).toBe(false);
});
