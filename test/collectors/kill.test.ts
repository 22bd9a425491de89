import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleEntry, startCollectorProcess } from '@/bench/collector-process';
import { readPoints } from '@/store';
import { type TestDatabase, testDatabase } from '../support/database';
import { makeApp, post } from './collector';
import { encodeRequest } from './encoder';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const pointsARequest = 50;

/** Request number `n`: its points are told apart by their time, so that each can be found again. */
function body(n: number, baseAt: number): Buffer {
  const timeNs = BigInt(baseAt + n) * 1_000_000n;
  const points = Array.from({ length: pointsARequest }, (_, i) => ({
    attributes: [['i', i]] as [string, number][],
    timeNs,
    value: n,
  }));
  return encodeRequest([['service.name', 'shop']], [{ name: 'load', kind: 'gauge', points }]);
}

describe('kill -9 of the collector under load', () => {
  it('loses nothing that was acknowledged, and what is sent again is there once', async () => {
    const { appId, token } = await makeApp(database, 'shop');
    const headers = { authorization: `Bearer ${token}` };
    const bundle = await bundleEntry('collectors/main.ts', 'collector-under-test.mjs');
    const dataDir = mkdtempSync(join(tmpdir(), 'headroom-kill-'));
    const baseAt = Math.floor(Date.now() / 60_000) * 60_000 - 600_000;
    const acknowledged = new Set<number>();
    const unanswered = new Set<number>();
    let next = 0;

    for (let round = 0; round < 3; round++) {
      const collector = await startCollectorProcess(bundle, database.url, dataDir);
      const send = async () => {
        for (;;) {
          const n = next++;
          const reply = await post(`http://127.0.0.1:${collector.port}/v1/metrics`, body(n, baseAt), headers).catch(
            () => null,
          );
          if (reply?.status === 200) acknowledged.add(n);
          else unanswered.add(n);
          if (reply === null) return;
          // The blow falls in the middle of everybody's requests.
          if (acknowledged.size === (round + 1) * 150) collector.child.kill('SIGKILL');
        }
      };
      await Promise.all([send(), send(), send(), send(), send(), send()]);
      await collector.exited;
    }

    const storedRequests = async () => {
      const series = await readPoints(database.pool, appId, ['load'], baseAt, baseAt + next);
      expect(series).toHaveLength(pointsARequest);
      const counts = new Map<number, number>();
      for (const { points } of series)
        for (const value of points.value.subarray(0, points.length)) counts.set(value, (counts.get(value) ?? 0) + 1);
      return counts;
    };
    const stored = await storedRequests();
    expect(acknowledged.size).toBeGreaterThanOrEqual(450);
    expect([...acknowledged].filter((n) => stored.get(n) !== pointsARequest)).toEqual([]);
    // A request is stored whole or not at all, answered or not.
    expect([...stored.values()].every((count) => count === pointsARequest)).toBe(true);

    // The senders repeat what nobody acknowledged, and some of what was: all is there, once.
    const collector = await startCollectorProcess(bundle, database.url, dataDir);
    for (const n of [...unanswered, ...[...acknowledged].slice(0, 20)]) {
      expect((await post(`http://127.0.0.1:${collector.port}/v1/metrics`, body(n, baseAt), headers)).status).toBe(200);
    }
    const after = await storedRequests();
    expect(after.size).toBe(next);
    expect([...after.values()].every((count) => count === pointsARequest)).toBe(true);
    collector.child.kill('SIGTERM');
    await collector.exited;
    expect(collector.child.exitCode).toBe(0);
  });
});
