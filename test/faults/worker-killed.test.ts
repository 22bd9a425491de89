import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { appendBatches, readPoints } from '@/store';
import { makeApp } from '../collectors/collector';
import { exportAt, manySeries, shop } from '../worker/demo-hours';
import { dice, limitMs, long } from './long';
import { endLeases, number, signalsOf, workersGround } from './workers';

const blows = long ? 25 : 2;
const appCount = long ? 80 : 16;
const waitMs = { timeout: 90_000, interval: 20 };
const hourAt = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 3 * HOUR_MS;
const metrics = [...new Set(manySeries().map(({ metric }) => metric))];
const ground = workersGround();

const ask = (sql: string, ids: number[]) => number(ground.database.pool, `SELECT count(*) AS n FROM ${sql}`, [ids]);
const unfolded = (ids: number[]) => ask('telemetry.frame WHERE app_id = ANY($1)', ids);
const folded = (ids: number[]) => ask('telemetry.block WHERE app_id = ANY($1) AND resolution = 60', ids);

/** An hour of a point a minute, of each app, whose end is long past. */
async function pastHour(): Promise<number[]> {
  const ids: number[] = [];
  for (let i = 0; i < appCount; i++) {
    const { appId } = await makeApp(ground.database, `killed-${i}`);
    ids.push(appId);
    const app = await shop(ground.database.pool, appId);
    const batches = Array.from({ length: 60 }, (_, m) => ({
      appId,
      points: exportAt(app, hourAt + m * MINUTE_MS + 30_000 + 10 * i, hourAt - HOUR_MS),
    }));
    for (let at = 0; at < batches.length; at += 10)
      await appendBatches(ground.database.pool, batches.slice(at, at + 10), Date.now());
  }
  return ids;
}

/** Every stored point of the hour, by app. */
async function points(ids: number[]): Promise<string[]> {
  const hashes: string[] = [];
  for (const id of ids) {
    const read = await readPoints(ground.database.pool, id, metrics, hourAt, hourAt + HOUR_MS, {
      resolution: 'minute',
    });
    const told = read.map(({ series, points: { time, start, value, histograms, length } }) => [
      series.metric,
      series.attributes,
      [...time.subarray(0, length)],
      [...start.subarray(0, length)],
      [...value.subarray(0, length)],
      // Where no point has a histogram the list may be empty.
      Array.from({ length }, (_, i) => histograms[i] ?? null).map(
        (each) => each && [each.count, each.sum, [...(each.counts ?? [])]],
      ),
    ]);
    hashes.push(createHash('sha1').update(JSON.stringify(told)).digest('hex'));
  }
  return hashes;
}

describe('a worker that folds', () => {
  it(
    `is killed ${blows} times in the midst of it: every point is there, once, folded or not`,
    async () => {
      const { seed, random } = dice();
      const ids = await pastHour();
      const before = await points(ids);
      let worker = await ground.start();
      await expect.poll(() => ask('telemetry.dirty_hour WHERE app_id = ANY($1)', ids), waitMs).toBe(0);
      const signals = await signalsOf(ground.database.pool, ids);
      expect(await folded(ids)).toBe(0);
      // Ten minutes pass.
      await ground.database.pool.query("UPDATE telemetry.fold_due SET due_at = now() - interval '1 second'");
      for (let blow = 0; blow < blows; blow++) {
        const had = await folded(ids);
        if (had < ids.length) await expect.poll(() => folded(ids), waitMs).toBeGreaterThan(had);
        await pause(40 * random());
        await worker.kill();
        const [blocks, frames] = [await folded(ids), await unfolded(ids)];
        // An hour's frames go in the transaction that brings its block.
        expect(frames, `seed ${seed}`).toBe(
          await ask(
            `telemetry.frame f WHERE app_id = ANY($1) AND NOT EXISTS
               (SELECT FROM telemetry.block b WHERE b.app_id = f.app_id AND b.resolution = 60)`,
            ids,
          ),
        );
        expect(blocks).toBeGreaterThan(0);
        expect(await points(ids), `seed ${seed}`).toEqual(before);
        await endLeases(ground.database.pool, worker);
        worker = await ground.start();
      }
      await expect.poll(() => unfolded(ids), waitMs).toBe(0);
      expect(await folded(ids)).toBe(ids.length);
      expect(await points(ids), `seed ${seed}`).toEqual(before);
      expect(await signalsOf(ground.database.pool, ids)).toEqual(signals);
    },
    limitMs(600_000, 240_000),
  );
});
