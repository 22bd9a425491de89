/** When an app is evaluated. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { appendBatches, ensureFramePartitions } from '@/store/index';
import { evaluation } from '@/worker/evaluation';
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
    watch: { turned: async () => turned, keepOnly: () => {}, isCalm: () => false, forget: () => {} },
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

it('rests longest where no crossing is open and points go on coming', async () => {
  const [open, calm, silent] = [801, 802, 803];
  let time = hourAt + MINUTE_MS;
  const evaluated: number[] = [];
  const turns = evaluation(
    {
      evaluate: async (apps) => {
        await pause(60);
        evaluated.push(...apps.map(({ appId }) => appId));
      },
      watch: { turned: async () => [], keepOnly: () => {}, isCalm: (id) => id !== open, forget: () => {} },
      now: () => time,
      report: (error) => {
        throw error;
      },
    },
    (id) => id >= 1_000,
  );
  const told = (ids: number[]) => {
    for (const id of ids) turns.derived(id, { hours: [hourAt], newestAt: time, touchedAt: time, left: false });
  };
  const next = async (apps: number[]) => {
    evaluated.length = 0;
    await turns.turn(apps.map((id) => ({ id })));
    return [...evaluated];
  };
  const three = [open, calm, silent];
  told(three);
  // So many others wait that a tenth of a core for all of them is hours.
  const others = Array.from({ length: 100_000 }, (_, i) => 1_000 + i);
  expect(await next([...three, ...others])).toEqual(three);
  const after = async (minutes: number) => {
    time = hourAt + MINUTE_MS + minutes * MINUTE_MS;
    told([open, calm]);
    return next(three);
  };
  expect(await after(14)).toEqual([]);
  expect(await after(17)).toEqual([open, silent]);
  expect(await after(29)).not.toContain(calm);
  expect(await after(32)).toContain(calm);
});
