/** Collector, worker and PostgreSQL are killed at random, alone and together, while points come in and are compacted. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPoints } from '@/store';
import { encodeRequest } from '../collectors/encoder';
import { type Cluster, startCluster } from './cluster';
import { dice, limitMs, long } from './long';
import { type Collectors, collectorsFor, type Running, type Worker, workerFor } from './processes';
import { type Load, startLoad } from './senders';

let cluster: Cluster;
let collectors: Collectors;
let collector: Running;
let worker: Worker;
beforeAll(async () => {
  cluster = await startCluster();
  collectors = await collectorsFor(cluster.url);
  collector = await collectors.start();
  worker = await workerFor(cluster.url);
});
afterAll(async () => {
  await worker.kill();
  await collectors.close();
  await cluster.close();
});

const minuteMs = 60_000;
const hours = 6;
const pointsARequest = 4;
/** Twice the hours, all of the past, so that they may be compacted while more comes. */
const baseAt = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 2 * hours * 3_600_000;

/**
 * Request `n` has a minute of its own in each of its series: compacted, it is still told from all others. Half
 * of its points lie six hours later, so that it is stored as two rows.
 */
const groupOf = (n: number) => Math.floor(n / (hours * 60));
const timeOf = (n: number, i: number) =>
  baseAt + (i % 2) * hours * 3_600_000 + (n % (hours * 60)) * minuteMs + 7 * (groupOf(n) % 1_000);

function body(n: number): Buffer {
  const points = Array.from({ length: pointsARequest }, (_, i) => ({
    attributes: [
      ['group', groupOf(n)],
      ['i', i],
    ] as [string, number][],
    timeNs: BigInt(timeOf(n, i)) * 1_000_000n,
    value: n,
  }));
  return encodeRequest([['service.name', 'shop']], [{ name: 'load', kind: 'gauge', points }]);
}

/** Every acknowledged request is there whole and once; none is there in part, or under another time. */
async function check({ stored }: Load, appId: number, seed: number): Promise<void> {
  // What is acknowledged while the points are read may be missing from them.
  const acknowledged = [...stored];
  const points = new Map<number, number>();
  const wrong: string[] = [];
  for (const each of await readPoints(cluster.pool, appId, ['load'], baseAt, baseAt + 2 * hours * 3_600_000)) {
    const i = Number(each.series.attributes.i);
    const { value, time, length, spread } = each.points;
    for (let k = 0; k < length; k++) {
      const n = value[k] as number;
      points.set(n, (points.get(n) ?? 0) + 1);
      if (time[k] !== timeOf(n, i)) wrong.push(`request ${n} lies at ${time[k]}`);
      // Of a compacted minute: how many points went into it.
      if (spread && spread.count[k] !== 1) wrong.push(`${spread.count[k]} points of request ${n}`);
    }
  }
  for (const n of acknowledged)
    if (points.get(n) !== pointsARequest) wrong.push(`acknowledged ${n}: ${points.get(n) ?? 0} points`);
  for (const [n, count] of points) if (count !== pointsARequest) wrong.push(`request ${n}: ${count} points`);
  expect(wrong.slice(0, 10), `seed ${seed}`).toEqual([]);
}

/** The compaction of all hours that wait for theirs is due now: the worker is always in the midst of it. */
async function hurry(): Promise<void> {
  await cluster.pool
    .query('UPDATE telemetry.fold_due SET due_at = now() WHERE resolution = 60 AND due_at > now()')
    .catch(() => {});
}

/** A lease of half a minute would have the next worker do nothing until it is killed too. */
async function endLeases(): Promise<void> {
  await cluster.pool.query('UPDATE telemetry.lease SET expires_at = now() WHERE expires_at > now()').catch(() => {});
}

async function killCollector(): Promise<void> {
  collector.kill('SIGKILL');
  await collector.exited;
}

async function count(sql: string, appId: number): Promise<number> {
  return (await cluster.pool.query<{ n: number }>(sql, [appId])).rows[0]?.n ?? -1;
}

const chaosMs = long ? 300_000 : 20_000;
const victims = ['collector', 'worker', 'postgres'] as const;

it(
  `collector, worker and PostgreSQL are killed at random for ${chaosMs / 1000} s: all that was acknowledged is there once`,
  async () => {
    const { seed, random } = dice();
    const { appId, token } = await cluster.app('everything');
    const load = startLoad({ token, where: () => [collector.where], http: 2, grpc: 1, body, paceMs: 10 });
    await expect.poll(load.acknowledged, { timeout: 30_000 }).toBeGreaterThan(20);
    const hurrying = setInterval(() => void hurry(), 500);
    const killed = { collector: 0, worker: 0, postgres: 0 };
    const until = Date.now() + chaosMs;
    try {
      // Each at least once, however slow the machine.
      for (let blow = 0; Date.now() < until || Object.values(killed).includes(0); blow++) {
        await pause(random() * 3_000);
        const fall = new Set([victims[blow % 3], ...victims.filter(() => random() < 0.2)]);
        await Promise.all([
          fall.has('postgres') && cluster.stop('SIGKILL'),
          fall.has('worker') && worker.kill(),
          fall.has('collector') && killCollector(),
        ]);
        await pause(random() * 1_000);
        if (fall.has('postgres')) await cluster.start();
        if (fall.has('worker')) {
          await endLeases();
          worker = await workerFor(cluster.url);
        }
        if (fall.has('collector')) {
          const { port, grpcPort } = collector;
          collector = await collectors.start({ port, grpcPort });
        }
        for (const victim of fall) if (victim) killed[victim]++;
        const before = load.acknowledged();
        await expect.poll(load.acknowledged, { timeout: 60_000 }).toBeGreaterThan(before + 10);
        if (blow % 10 === 9) await check(load, appId, seed);
      }
      await load.finish();
      await check(load, appId, seed);
      expect(worker.isRunning()).toBe(true);
      // All that came is compacted, and is still there once.
      const unfolded = 'SELECT count(*)::int AS n FROM telemetry.frame WHERE app_id = $1';
      await expect.poll(() => count(unfolded, appId), { timeout: 120_000, interval: 500 }).toBe(0);
      await check(load, appId, seed);
    } finally {
      clearInterval(hurrying);
      await load.abandon();
    }
    if (long) console.log(`seed ${seed}`, { killed, acknowledged: load.acknowledged() });
    const blocks = 'SELECT count(*)::int AS n FROM telemetry.block WHERE app_id = $1 AND resolution = 60';
    const met = new Set([...load.stored].flatMap((n) => [0, 1].map((i) => Math.floor(timeOf(n, i) / 3_600_000))));
    expect(await count(blocks, appId)).toBe(met.size);
    // A good sender is told nothing but to repeat, or nothing at all.
    const answers = [...load.answers.keys()];
    expect(answers.filter((answer) => !/ (200|0|503 after 5|14 after 5|.*broken)$/.test(answer))).toEqual([]);
  },
  limitMs(chaosMs + 180_000, 240_000),
);
