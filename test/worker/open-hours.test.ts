import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { appendBatches, ensureFramePartitions, markDirty, type PointColumns } from '@/store/index';
import { type TestDatabase, testDatabase } from '../support/database';
import { exportAt, shop } from './demo-hours';
import { workerOf } from './turns';

const hourAt = Date.UTC(2026, 10, 21, 9);
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await ensureFramePartitions(database.pool, hourAt);
});
afterAll(() => database.close());

async function stored(appId: number) {
  const { rows } = await database.pool.query(
    "SELECT kind, start, payload FROM telemetry.signal_block WHERE app_id = $1 AND kind <> 'day' ORDER BY kind, start",
    [appId],
  );
  return rows.map((row) => [row.kind, row.start.getTime(), createHash('sha1').update(row.payload).digest('hex')]);
}

/** What a worker that holds nothing makes of all that is stored. */
async function fromScratch(appId: number, nowAt: number) {
  await markDirty(database.pool, appId, 0);
  await workerOf([appId], { db: database.pool, owner: `scratch ${nowAt}`, now: () => nowAt }).finish();
  return stored(appId);
}

/** Frames as they come: mostly in order, some a minute or ten late, some twice. */
function arrivals(app: Awaited<ReturnType<typeof shop>>, seed: number): { at: number; points: PointColumns }[] {
  return Array.from({ length: 6 * 85 }, (_, i) => {
    const madeAt = hourAt + (i - 6 * 12) * 10_000;
    const points = exportAt(app, madeAt, hourAt - HOUR_MS);
    const dice = (i * 7919 + seed * 104_729) % 97;
    const late = dice < 6 ? 50_000 : dice === 7 ? 4 * MINUTE_MS : dice === 8 && i % 3 === 0 ? 11 * MINUTE_MS : 0;
    return dice === 9
      ? [
          { at: madeAt, points },
          { at: madeAt + 25_000, points },
        ]
      : [{ at: madeAt + late, points }];
  })
    .flat()
    .sort((a, b) => a.at - b.at);
}

describe('an open hour', () => {
  for (const [appId, everyMs, turns] of [
    [301, MINUTE_MS, 58],
    [302, 37_000, 44],
  ] as const) {
    it(`is derived each ${everyMs / 1000} s to the bytes that deriving it whole gives`, {
      timeout: 120_000,
    }, async () => {
      const app = await shop(database.pool, appId);
      let time = hourAt - 12 * MINUTE_MS;
      const { worker, work } = workerOf([appId], { db: database.pool, owner: `open ${appId}`, now: () => time });
      const frames = arrivals(app, appId);
      let held = 0;
      for (let n = 1, next = 0; n <= turns; n++) {
        time += everyMs;
        while ((frames[next]?.at ?? Number.POSITIVE_INFINITY) < time) {
          const batch = frames.slice(next, next + 1 + (next % 3)).filter(({ at }) => at < time);
          next += batch.length;
          await appendBatches(
            database.pool,
            batch.map(({ points }) => ({ appId, points })),
            time,
          );
        }
        await work();
        held += worker.state().heldApps;
        if (n % 29 !== 0 && n !== turns) continue;
        const before = await stored(appId);
        await worker.release();
        expect(await fromScratch(appId, time)).toEqual(before);
      }
      expect(held).toBeGreaterThan(turns / 2);
      await worker.release();
    });
  }
});
