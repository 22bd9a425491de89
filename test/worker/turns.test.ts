/** When an app is evaluated. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { appendBatches, ensureFramePartitions } from '@/store/index';
import { createWorker } from '@/worker/index';
import { type TestDatabase, testDatabase } from '../support/database';
import { exportAt, shop } from './demo-hours';

const hourAt = Date.UTC(2026, 10, 21, 9);
const settings = { metricNames: {}, deployment: {}, environment: null, mainService: null };
const young = 700;
const old = Array.from({ length: 11 }, (_, i) => 701 + i);
const [one] = old as [number];
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await ensureFramePartitions(database.pool, hourAt);
});
afterAll(() => database.close());

it('rests between evaluations that take long, unless it is young or a crossing turns', async () => {
  const app = await shop(database.pool, one);
  let time = hourAt + 59_000;
  const evaluated: number[] = [];
  const errors: unknown[] = [];
  let turned: number[] = [];
  const worker = createWorker({
    db: database.pool,
    owner: 'slow',
    readApps: async () => [{ id: one, settings }],
    listApps: async () => [{ id: young, createdAt: hourAt }, ...old.map((id) => ({ id }))],
    // A tenth of a core for twelve times 50 ms makes six seconds.
    evaluate: async (apps) => {
      await pause(apps.length * 50);
      evaluated.push(...apps.map(({ appId }) => appId));
    },
    watch: { turned: async () => turned, keepOnly: () => {} },
    now: () => time,
    report: (error) => errors.push(error),
  });
  const next = async (at: number) => {
    time = at;
    evaluated.length = 0;
    await worker.tick();
    return [...evaluated];
  };
  expect(await next(time)).toEqual([young, ...old]);
  // In the next minute, but within the rest of one and beyond that of the other.
  expect(await next(time + 4_000)).toEqual([young]);
  expect(await next(time + HOUR_MS)).toHaveLength(12);
  await appendBatches(database.pool, [{ appId: one, points: exportAt(app, time - 5_000, hourAt) }], time);
  expect(await next(time + 1_000)).toEqual([]);
  turned = [one];
  await appendBatches(database.pool, [{ appId: one, points: exportAt(app, time, hourAt) }], time);
  expect(await next(time + MINUTE_MS)).toContain(one);
  await worker.release();
  expect(errors).toEqual([]);
});
