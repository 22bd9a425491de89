/** An app that sends is not called silent because Headroom is behind. */
import { renderToStaticMarkup } from 'react-dom/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR_MS } from '@/advisor/types';
import { AppHeading } from '@/components/app/app-heading';
import { StaleNotice } from '@/components/app/stale-notice';
import { appView, createApp, overview } from '@/service';
import { evaluateApp } from '@/service/evaluate/evaluate';
import { appendBatches, ensureFramePartitions } from '@/store';
import type { TestDatabase } from '../support/database';
import { exportAt, shop } from '../worker/demo-hours';
import { appIdOf, HOST, person, ROADMAP, serviceDatabase, storeGauge } from './people';

const nowAt = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
let database: TestDatabase;

beforeAll(async () => {
  database = await serviceDatabase({ now: () => nowAt });
  await ensureFramePartitions(database.pool, nowAt);
});
afterAll(() => database.close());

test('points that wait to be read are told from an app that stopped sending', async () => {
  const ann = await person(database.prisma, 'ann@example.org', 'shop', 'admin');
  const { slug } = await createApp(HOST, { teamSlug: 'shop', name: 'Checkout', roadmapId: ROADMAP });
  const appId = await appIdOf(database, slug);
  await storeGauge(database.pool, {
    appId,
    signal: 'sockets.open',
    startAt: nowAt - 5 * HOUR_MS,
    values: Array(60).fill(7),
  });
  await evaluateApp(appId, nowAt);
  const notice = async () => {
    const { advice, underivedHours } = await appView(ann, slug);
    if (!advice) throw new Error('no advice');
    return renderToStaticMarkup(StaleNotice({ advice, underivedHours, wording: { nowAt, zone: 'UTC' } }));
  };
  const row = async () => (await overview(ann, 'shop', 'UTC', (apps) => apps)).rows[0];
  expect(await notice()).toContain('No data since');
  expect(await row()).toMatchObject({ state: 'no-data', sentence: expect.stringMatching(/^No data since /) });

  const app = await shop(database.pool, appId);
  for (const hours of [3, 2]) {
    await appendBatches(database.pool, [{ appId, points: exportAt(app, nowAt - hours * HOUR_MS + 1, nowAt) }], nowAt);
  }
  const says = 'Catching up: 2 hours of data still to be read.';
  expect(await notice()).toContain(says);
  expect(await row()).toMatchObject({
    state: 'cannot-tell',
    catchingUp: true,
    sentence: '2 hours of data still to be read.',
  });
});

test('an app whose first hours wait to be read is told from one that never sent', async () => {
  const bea = await person(database.prisma, 'bea@example.org', 'depot', 'admin');
  const { slug } = await createApp(HOST, { teamSlug: 'depot', name: 'Returns', roadmapId: ROADMAP });
  const heading = async () =>
    renderToStaticMarkup(AppHeading({ view: await appView(bea, slug), wording: { nowAt, zone: 'UTC' } }));
  expect(await heading()).toContain('Waiting for the first data point');

  const appId = await appIdOf(database, slug);
  const app = await shop(database.pool, appId);
  await appendBatches(database.pool, [{ appId, points: exportAt(app, nowAt - 2 * HOUR_MS + 1, nowAt) }], nowAt);
  expect(await heading()).toContain('Catching up: 1 hour of data still to be read.');
});
