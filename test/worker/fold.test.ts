import { afterAll, beforeAll, expect, it } from 'vitest';
import { deriveHour } from '@/advisor/signals/index';
import { DAY_MS, HOUR_MS, MINUTE_MS, type SignalColumns } from '@/advisor/types';
import {
  appendBatches,
  countDirtyHours,
  ensureFramePartitions,
  foldPoints,
  markDirty,
  readSignals,
} from '@/store/index';
import { gatherSeries } from '@/store/points/order';
import { type TestDatabase, testDatabase } from '../support/database';
import { exportAt, manySeries, shop } from './demo-hours';
import { settings, workerOf } from './turns';

const hourAt = Date.UTC(2026, 10, 21, 9);
const start = hourAt - HOUR_MS;
let database: TestDatabase;
let time = hourAt + 2 * HOUR_MS;

beforeAll(async () => {
  database = await testDatabase();
  await ensureFramePartitions(database.pool, time);
});
afterAll(() => database.close());

/**
 * Ticks until nothing is left to do now. A worker that a busy machine held up beyond its lease leaves its work
 * undone, as it should; the next one does it.
 */
async function work(appId: number, keep: { minutesMs?: number; hoursMs?: number } = {}): Promise<void> {
  const readApps = async () => [{ id: appId, settings, keep }];
  do await workerOf([appId], { db: database.pool, readApps, now: () => time }).finish();
  while (await waits(appId));
}

async function waits(appId: number): Promise<boolean> {
  const { rows } = await database.pool.query(
    `SELECT EXISTS (SELECT FROM telemetry.dirty_hour WHERE app_id = $1)
       OR EXISTS (SELECT FROM telemetry.fold_due WHERE app_id = $1 AND due_at <= $2) AS waits`,
    [appId, new Date(time)],
  );
  return rows[0].waits;
}

const exports = (app: Awaited<ReturnType<typeof shop>>, fromAt: number, toAt: number, began = start) =>
  Array.from({ length: (toAt - fromAt) / 10_000 }, (_, i) => exportAt(app, fromAt + (i + 1) * 10_000 - 500, began));

/** As many frames as a collector makes of them in a minute of a busy app. */
async function store(all: ReturnType<typeof exports>): Promise<void> {
  for (let i = 0; i < all.length; i += 6)
    await appendBatches(
      database.pool,
      all.slice(i, i + 6).map((points) => ({ appId: 1, points })),
      time,
    );
}

async function signals(appId: number): Promise<unknown[]> {
  const { rows } = await database.pool.query(
    "SELECT kind, start, payload FROM telemetry.signal_block WHERE app_id = $1 AND kind <> 'day' ORDER BY kind, start",
    [appId],
  );
  return rows.map((row) => [row.kind, row.start.getTime(), row.payload.toString('hex')]);
}

async function count(table: string, appId: number): Promise<number> {
  const { rows } = await database.pool.query(`SELECT count(*)::int AS n FROM telemetry.${table} WHERE app_id = $1`, [
    appId,
  ]);
  return rows[0].n;
}

it('derives the same bytes from frames, from blocks and from both', async () => {
  const app = await shop(database.pool, 1);
  const all = exports(app, hourAt - 10 * MINUTE_MS, hourAt + HOUR_MS);
  const late = all.slice(330);
  await store(all.slice(0, 330));
  await work(1);
  expect(await count('block', 1)).toBe(0);
  time += 20 * MINUTE_MS;
  await work(1);
  expect([await count('frame', 1), await count('block', 1)]).toEqual([0, 2]);
  const before = await signals(1);
  await markDirty(database.pool, 1, 0);
  expect(await countDirtyHours(database.pool)).toBe(2);
  await work(1);
  expect(await signals(1)).toEqual(before);

  await store(late);
  await work(1);
  const both = await signals(1);
  expect(both).not.toEqual(before);
  time += 20 * MINUTE_MS;
  await work(1);
  expect([await count('frame', 1), await count('fold_due', 1)]).toEqual([0, 1]);
  await markDirty(database.pool, 1, 0);
  await work(1);
  expect(await signals(1)).toEqual(both);
});

it('says of minutes what the single points say', () => {
  const identities = manySeries();
  const app = { identities, ids: identities.map((_, i) => i + 1) };
  const series = identities.map((identity, i) => ({ ...identity, id: i + 1 }));
  const points = gatherSeries(exports(app, hourAt - 10 * MINUTE_MS, hourAt + HOUR_MS), series, 0, Infinity);
  const single = deriveHour({ hourAt, points, settings });
  const folded = deriveHour({ hourAt, points: points.map((each) => foldPoints(each, MINUTE_MS)), settings });
  expect(folded.minutes.map(({ signal }) => signal)).toEqual(single.minutes.map(({ signal }) => signal));
  const parts = ['value', 'numerator', 'denominator', 'demand', 'capacity'] as const;
  const furthest = (a: SignalColumns, b: SignalColumns | undefined) =>
    Math.max(
      ...parts.flatMap((part) =>
        [...(a[part] ?? [])].map((x, m) => Math.abs(x - (b?.[part]?.[m] ?? 0)) / (Math.abs(x) || 1) || 0),
      ),
    );
  for (const [i, one] of single.minutes.entries()) {
    expect(furthest(one, folded.minutes[i]), one.signal).toBeLessThan(1e-9);
    expect([...one.state], one.signal).toEqual([...(folded.minutes[i]?.state ?? [])]);
  }
  expect(folded.observations.columns['redis.operations']?.[30]).toBe(60);
  expect(folded.facts).toEqual(single.facts);
});

it('derives hours of two weeks ago that come at once, folds them, and derives them no more when minutes have gone', async () => {
  const appId = 3;
  const app = await shop(database.pool, appId);
  const fromAt = hourAt - 14 * DAY_MS + 12 * HOUR_MS;
  for (let at = fromAt; at < fromAt + 6 * HOUR_MS; at += HOUR_MS) {
    await appendBatches(
      database.pool,
      exports(app, at, at + HOUR_MS, fromAt - HOUR_MS)
        .filter((_, i) => i % 6 === 5)
        .map((points) => ({ appId, points })),
      time,
    );
  }
  await work(appId);
  const before = await signals(appId);
  expect(before).toHaveLength(12);
  time += 20 * MINUTE_MS;
  await work(appId);
  expect([await count('frame', appId), await count('block', appId)]).toEqual([0, 6]);
  time += 2 * HOUR_MS;
  await work(appId);
  expect([await count('block', appId), await count('fold_due', appId)]).toEqual([6 + 2, 0]);
  const rate = await readSignals(database.pool, appId, ['requests.rate'], fromAt, fromAt + DAY_MS);
  expect(rate.get('requests.rate')?.value[90]).toBeCloseTo(12, 9);

  // Seven days of minutes: the worker that keeps house lets the older ones go, hours stay.
  await work(appId, { minutesMs: 7 * DAY_MS });
  const { rows } = await database.pool.query('SELECT DISTINCT resolution FROM telemetry.block WHERE app_id = $1', [
    appId,
  ]);
  expect(rows).toEqual([{ resolution: 3600 }]);
  expect((await signals(appId)).length).toBe(6);
}, 120_000);
