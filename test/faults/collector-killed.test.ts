import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureFramePartitions } from '@/store';
import { makeApp } from '../collectors/collector';
import { type TestDatabase, testDatabase } from '../support/database';
import { dice, limitMs, long } from './long';
import { type Collectors, collectorsFor, type Running } from './processes';
import { startLoad } from './senders';

let database: TestDatabase;
let collectors: Collectors;
beforeAll(async () => {
  database = await testDatabase();
  await ensureFramePartitions(database.pool, Date.now());
  collectors = await collectorsFor(database.url);
});
afterAll(async () => {
  await collectors.close();
  await database.close();
});

const blows = long ? 20 : 3;

describe('two collectors that write the same app', () => {
  it(
    `are killed ${blows} times under load: all that was acknowledged is there, once, and nothing in part`,
    async () => {
      const { appId, token } = await makeApp(database, 'killed');
      const { seed, random } = dice();
      const two: Running[] = [await collectors.start(), await collectors.start()];
      const load = startLoad({ token, where: () => two.map((one) => one.where) });
      for (let blow = 0; blow < blows; blow++) {
        const before = load.acknowledged();
        await expect.poll(load.acknowledged, { timeout: 30_000 }).toBeGreaterThan(before + 20);
        await pause(random() * (long ? 4_000 : 300));
        const at = random() < 0.5 ? 0 : 1;
        const victim = two[at] as Running;
        victim.kill('SIGKILL');
        await victim.exited;
        two[at] = await collectors.start(victim.port === 0 ? {} : { port: victim.port, grpcPort: victim.grpcPort });
        if (blow % 10 === 9) await load.check(database.pool, appId);
      }
      await load.finish();
      await load.check(database.pool, appId);
      // A good sender is told nothing but to repeat, or nothing at all.
      expect(
        [...load.answers.keys()].filter((answer) => !/ (200|0|503 after 5|14 after 5|.*broken)$/.test(answer)),
        `seed ${seed}`,
      ).toEqual([]);
      expect(load.acknowledged()).toBeGreaterThan(blows * 20);
    },
    limitMs(300_000),
  );

  it(
    'one is frozen and wakes up after the other has done its work: nothing is there twice',
    async () => {
      const { appId, token } = await makeApp(database, 'frozen');
      const [sleeper, other] = [await collectors.start(), await collectors.start()];
      const load = startLoad({ token, where: () => [sleeper.where, other.where] });
      await expect.poll(load.acknowledged, { timeout: 30_000 }).toBeGreaterThan(50);
      sleeper.kill('SIGSTOP');
      // Longer than the lease of a scraper and than any transaction may take.
      await pause(long ? 40_000 : 2_000);
      const asleep = load.acknowledged();
      sleeper.kill('SIGCONT');
      await expect.poll(load.acknowledged, { timeout: 30_000 }).toBeGreaterThan(asleep + 50);
      await load.finish();
      await load.check(database.pool, appId);
      expect((await sleeper.ready())[0]).toBe(200);
    },
    limitMs(60_000),
  );
});

describe('a collector that is told to stop', () => {
  it(
    'is not ready first, answers what is on its way and what still comes, then goes without an error',
    async () => {
      const { appId, token } = await makeApp(database, 'stopped');
      const collector = await collectors.start({ env: { HEADROOM_DRAIN_SECONDS: '2' } });
      const load = startLoad({ token, where: () => [collector.where] });
      await expect.poll(load.acknowledged, { timeout: 30_000 }).toBeGreaterThan(50);
      expect(await collector.ready()).toEqual([200, 'ok']);
      collector.kill('SIGTERM');
      await expect.poll(collector.ready).toEqual([503, 'stopping']);
      const draining = load.acknowledged();
      await expect.poll(load.acknowledged).toBeGreaterThan(draining);
      await collector.exited;
      expect(collector.child.exitCode).toBe(0);
      await load.abandon();
      await load.check(database.pool, appId);
    },
    limitMs(30_000),
  );
});
