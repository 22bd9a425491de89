import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '@/advisor/types';
import { appendBatches, LEASE_MS, markDirty } from '@/store';
import { makeApp } from '../collectors/collector';
import { exportAt, shop } from '../worker/demo-hours';
import { workerOf } from '../worker/turns';
import { dice, limitMs, long } from './long';
import { endLeases, held, number, signalsOf, workersGround } from './workers';

const waitMs = { timeout: 90_000, interval: 100 };
const ground = workersGround();

const underived = (ids: number[]) =>
  number(ground.database.pool, 'SELECT count(*) AS n FROM telemetry.dirty_hour WHERE app_id = ANY($1)', [ids]);

/** Apps, and a hand that sends for all of them, four exports of each app a second, until it is told to stop. */
async function fleet(count: number, name: string) {
  const apps: Awaited<ReturnType<typeof shop>>[] = [];
  const ids: number[] = [];
  for (let i = 0; i < count; i++) {
    const { appId } = await makeApp(ground.database, `${name}-${i}`);
    ids.push(appId);
    apps.push(await shop(ground.database.pool, appId));
  }
  let at = Date.now() - 10 * 60_000;
  const began = at - HOUR_MS;
  const send = async () => {
    at += 10_000;
    if (at > Date.now()) at = Date.now();
    const batches = apps.map((app, i) => ({ appId: ids[i] as number, points: exportAt(app, at, began) }));
    await appendBatches(ground.database.pool, batches, Date.now());
  };
  let over = false;
  const sending = (async () => {
    while (!over) {
      await send();
      await pause(250);
    }
  })();
  return {
    ids,
    stop: async () => {
      over = true;
      await sending;
    },
  };
}

/** What a worker that has never been frozen makes of all that is stored. */
async function fromScratch(ids: number[]) {
  for (const id of ids) await markDirty(ground.database.pool, id, 0);
  await workerOf(ids, { db: ground.database.pool, owner: 'awake all the time', now: Date.now }).finish();
  return signalsOf(ground.database.pool, ids);
}

describe('a worker that freezes in the midst of its work', () => {
  it(
    'loses it to another one, and does no harm when it wakes up',
    async () => {
      const { seed, random } = dice();
      const { ids, stop } = await fleet(long ? 40 : 12, 'frozen');
      const first = await ground.start();
      await expect.poll(() => held(ground.database.pool, first), waitMs).toBe(256);
      await expect
        .poll(
          () => number(ground.database.pool, 'SELECT count(*) AS n FROM app_state WHERE app_id = ANY($1)', [ids]),
          waitMs,
        )
        .toBe(ids.length);
      for (let blow = 0; blow < (long ? 4 : 1); blow++) {
        await pause(3_000 * random());
        first.freeze();
        const second = await ground.start();
        // Its time is the database's: in the short form it is made to pass.
        if (long) await pause(LEASE_MS);
        else await endLeases(ground.database.pool, first);
        // Where it froze in a transaction it holds its leases until the database cuts it off.
        await expect.poll(() => held(ground.database.pool, second), waitMs).toBe(256);
        const evaluatedAt = Date.now();
        const lastEvaluated = `SELECT count(*) AS n FROM app_state WHERE app_id = ANY($1) AND computed_at > $2`;
        await expect
          .poll(() => number(ground.database.pool, lastEvaluated, [ids, new Date(evaluatedAt)]), waitMs)
          .toBe(ids.length);
        const states = await ground.database.pool.query('SELECT app_id, computed_at FROM app_state ORDER BY app_id');
        first.thaw();
        // Both live now: it comes back for its share, and nothing that it had begun counts.
        await expect.poll(() => held(ground.database.pool, first), waitMs).toBe(128);
        for (const { app_id, computed_at } of states.rows)
          expect(
            await number(
              ground.database.pool,
              'SELECT count(*) AS n FROM app_state WHERE app_id = $1 AND computed_at >= $2',
              [app_id, computed_at],
            ),
            `seed ${seed}`,
          ).toBe(1);
        await second.close();
        await expect.poll(() => held(ground.database.pool, first), waitMs).toBe(256);
      }
      await stop();
      await expect.poll(() => underived(ids), waitMs).toBe(0);
      const after = await signalsOf(ground.database.pool, ids);
      await first.close();
      expect(after.length, `seed ${seed}`).toBeGreaterThanOrEqual(2 * ids.length);
      expect(await fromScratch(ids), `seed ${seed}`).toEqual(after);
    },
    limitMs(600_000, 240_000),
  );
});
