import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from './cluster';
import { dice, limitMs, long } from './long';
import { type Collectors, collectorsFor, type Running, type Worker, workerFor } from './processes';
import { startLoad } from './senders';

const forMs = 300_000;

describe.runIf(long)('for five minutes, at random, under load', () => {
  let cluster: Cluster;
  let collectors: Collectors;
  let worker: Worker;
  const two: Running[] = [];
  beforeAll(async () => {
    cluster = await startCluster();
    collectors = await collectorsFor(cluster.url);
    two.push(await collectors.start(), await collectors.start());
    worker = await workerFor(cluster.url);
  });
  afterAll(async () => {
    await worker.close();
    await collectors.close();
    await cluster.close();
  });

  async function killCollector(at: 0 | 1): Promise<void> {
    const victim = two[at] as Running;
    victim.kill('SIGKILL');
    await victim.exited;
    two[at] = await collectors.start({ port: victim.port, grpcPort: victim.grpcPort });
  }

  const blows = {
    'one collector': () => killCollector(0),
    'the other collector': () => killCollector(1),
    'the worker': async () => {
      await worker.kill();
      worker = await workerFor(cluster.url);
    },
    'the database': async () => {
      await cluster.stop('SIGKILL');
      await cluster.start();
    },
    'a session': async () => cluster.killBackend(),
    'nobody: the database freezes': async () => {
      cluster.freeze();
      await pause(3_000);
      cluster.thaw();
    },
  };

  it(
    'collectors, worker and PostgreSQL are killed: every acknowledged point is stored exactly once, and derived',
    async () => {
      const { appId, token } = await cluster.app('shop');
      const { seed, random } = dice();
      const load = startLoad({ token, where: () => two.map((one) => one.where) });
      const names = Object.keys(blows) as (keyof typeof blows)[];
      const struck: string[] = [];
      for (const until = Date.now() + forMs; Date.now() < until; ) {
        const before = load.acknowledged();
        await expect
          .poll(load.acknowledged, { timeout: 60_000, message: `seed ${seed}: ${struck}` })
          .toBeGreaterThan(before);
        await pause(random() * 2_000);
        const name = names[Math.floor(random() * names.length)] as keyof typeof blows;
        struck.push(name);
        await blows[name]();
      }
      await load.finish();
      await load.check(cluster.pool, appId);
      // Senders were only ever told to repeat, or told nothing.
      const told = [...load.answers.keys()];
      expect(
        told.filter((answer) => !/ (200|0|503 after 5|14 after 5|.*broken)$/.test(answer)),
        `seed ${seed}`,
      ).toEqual([]);
      await expect.poll(() => cluster.underivedHours(appId), { timeout: 120_000, interval: 500 }).toBe(0);
      console.info(`${struck.length} blows, ${load.acknowledged()} requests acknowledged, seed ${seed}`);
    },
    limitMs(forMs + 240_000),
  );
});
