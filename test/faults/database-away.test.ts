/** What senders see and what is kept when PostgreSQL is killed, stopped, frozen or unreachable under load. */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post } from '../collectors/collector';
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
  await worker.close();
  await collectors.close();
  await cluster.close();
});

/** All that a sender may be told by a collector that lives: stored, or repeat in five seconds. */
const fine = ['HTTP 200', 'HTTP 503 after 5', 'gRPC 0', 'gRPC 14 after 5'];

async function startedLoad(slug: string): Promise<{ load: Load; appId: number }> {
  const { appId, token } = await cluster.app(slug);
  const load = startLoad({ token, where: () => [collector.where] });
  await expect.poll(load.acknowledged, { timeout: 30_000 }).toBeGreaterThan(20);
  return { load, appId };
}

async function recovered(load: Load, appId: number): Promise<void> {
  await expect.poll(async () => (await collector.ready())[0], { timeout: 30_000 }).toBe(200);
  const before = load.acknowledged();
  await expect.poll(load.acknowledged, { timeout: 30_000 }).toBeGreaterThan(before + 50);
  await load.finish();
  expect([...load.answers.keys()].filter((answer) => !fine.includes(answer))).toEqual([]);
  await load.check(cluster.pool, appId);
  // The worker lived through it too, and goes on.
  expect(worker.isRunning()).toBe(true);
  await expect.poll(() => cluster.underivedHours(appId), { timeout: 120_000, interval: 500 }).toBe(0);
}

const outageMs = long ? 60_000 : 1_000;

describe('under load, PostgreSQL', () => {
  it.each(['SIGKILL', 'SIGINT'] as const)(
    'is ended by %s and comes back: 503 meanwhile, and nothing acknowledged is lost',
    async (signal) => {
      const { load, appId } = await startedLoad(`ended-${signal.toLowerCase()}`);
      await cluster.stop(signal);
      await expect.poll(collector.ready, { timeout: 10_000 }).toEqual([503, 'the database is away']);
      expect(await collector.healthy()).toBe(200);
      await expect.poll(() => [...load.answers.keys()].sort(), { timeout: 20_000 }).toEqual(fine);
      await pause(outageMs);
      await cluster.start();
      await recovered(load, appId);
    },
    limitMs(180_000, 240_000),
  );

  it(
    'loses one session to kill -9 and recovers from the crash: nothing acknowledged is lost',
    async () => {
      const { load, appId } = await startedLoad('session');
      const { random } = dice();
      for (let blow = 0; blow < (long ? 30 : 1); blow++) {
        cluster.killBackend();
        await pause(1_000 + random() * 3_000);
        await expect.poll(async () => (await collector.ready())[0], { timeout: 30_000 }).toBe(200);
      }
      expect(cluster.said()).toContain('terminated by signal 9');
      await recovered(load, appId);
    },
    limitMs(300_000, 240_000),
  );

  it.runIf(long)(
    'freezes for a minute: requests end with 503, the queue and the memory stay bounded',
    async () => {
      const { load, appId } = await startedLoad('frozen');
      const large = await cluster.app('large');
      const body = largeBody();
      cluster.freeze();
      let most = 0;
      const until = Date.now() + outageMs;
      const statuses = new Set<number>();
      const push = async () => {
        while (Date.now() < until) {
          const reply = await post(`http://127.0.0.1:${collector.port}/v1/metrics`, body, {
            authorization: `Bearer ${large.token}`,
          });
          statuses.add(reply.status);
          most = Math.max(most, collector.memory());
        }
      };
      try {
        await Promise.all([
          ...Array.from({ length: 50 }, push),
          expect.poll(collector.ready, { timeout: 10_000 }).toEqual([503, 'the database does not answer in time']),
        ]);
      } finally {
        cluster.thaw();
      }
      expect([...statuses]).toEqual([503]);
      expect(most).toBeLessThan(600);
      expect(load.slowest()).toBeLessThan(30_000);
      await recovered(load, appId);
    },
    limitMs(180_000, 240_000),
  );

  it.runIf(long)(
    'becomes unreachable without a word, and reachable again: old connections are given up within half a minute',
    async () => {
      const { appId, token } = await cluster.app('unreachable');
      const wire = await swallowing(Number(new URL(cluster.url).port));
      const url = new URL(cluster.url);
      url.port = String(wire.port);
      const behind = await collectorsFor(url.href);
      const far = await behind.start();
      try {
        const load = startLoad({ token, where: () => [far.where] });
        await expect.poll(load.acknowledged, { timeout: 30_000 }).toBeGreaterThan(20);
        wire.swallow();
        await expect.poll(far.ready, { timeout: 10_000 }).toEqual([503, 'the database does not answer in time']);
        await pause(outageMs);
        wire.letNewOnesThrough();
        await expect.poll(async () => (await far.ready())[0], { timeout: 30_000 }).toBe(200);
        const before = load.acknowledged();
        await expect.poll(load.acknowledged, { timeout: 30_000 }).toBeGreaterThan(before + 50);
        await load.finish();
        await load.check(cluster.pool, appId);
      } finally {
        await behind.close();
        wire.close();
      }
    },
    limitMs(180_000, 240_000),
  );
});

/** 100,000 points of one series, about 2 MB. */
function largeBody(): Buffer {
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  const points = Array.from({ length: 100_000 }, (_, i) => ({
    attributes: [],
    timeNs: nowNs - BigInt(i) * 1_000_000n,
    value: i,
  }));
  return encodeRequest([['service.name', 'large']], [{ name: 'large', kind: 'gauge', points }]);
}

/** A wire to a port that can swallow what goes over it, as a router that has gone does: nothing is ever closed. */
async function swallowing(target: number) {
  let swallow = false;
  let all: [Socket, Socket][] = [];
  const server: Server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    all.push([near, far]);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => {});
      from.pipe(to);
    }
    if (swallow) cut([near, far]);
  });
  const cut = ([near, far]: [Socket, Socket]) => {
    near.unpipe(far);
    far.unpipe(near);
    near.pause();
    far.pause();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    swallow() {
      swallow = true;
      all.forEach(cut);
    },
    letNewOnesThrough() {
      swallow = false;
      all = [];
    },
    close() {
      server.close();
      for (const pair of all) for (const socket of pair) socket.destroy();
    },
  };
}
