/** A worker that is behind. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOUR_MS } from '@/advisor/types';
import { appendBatches, ensureFramePartitions } from '@/store/index';
import { type TestDatabase, testDatabase } from '../support/database';
import { exportAt, shop } from './demo-hours';
import { settings, workerOf } from './turns';

const hourAt = Date.UTC(2026, 10, 21, 9);
const start = hourAt - HOUR_MS;
const nowAt = hourAt + 2 * HOUR_MS;
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await ensureFramePartitions(database.pool, nowAt);
});
afterAll(() => database.close());

it('does not take an app for silent whose points it had no time to read', async () => {
  const ids = Array.from({ length: 33 }, (_, i) => 600 + i);
  const app = await shop(database.pool, 600);
  for (const appId of ids) {
    await appendBatches(database.pool, [{ appId, points: exportAt(app, hourAt + 60_000, start) }], nowAt);
  }
  const evaluated: number[] = [];
  const { worker, finish } = workerOf(ids, {
    db: database.pool,
    now: () => nowAt,
    // A turn ends with the batch that made it last longer than three seconds: the 33rd app is left over.
    readApps: async (some) => {
      if (some) await pause(3_100);
      return ids.map((id) => ({ id, settings })).filter(({ id }) => some?.includes(id) ?? true);
    },
    evaluate: async (apps) => void evaluated.push(...apps.map(({ appId }) => appId)),
  });
  await worker.tick();
  const unread = ids.filter((id) => !evaluated.includes(id));
  expect(unread).toHaveLength(1);
  await finish();
  expect(evaluated).toContain(unread[0]);
});
