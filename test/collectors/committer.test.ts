import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Committer, committer } from '@/collectors/committer';
import { ensureFramePartitions, makePoints, type PointColumns } from '@/store';
import { type TestDatabase, testDatabase } from '../support/database';

const nowAt = Date.UTC(2026, 10, 21, 10, 20);
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await ensureFramePartitions(database.pool, nowAt);
});
afterAll(() => database.close());
// The committer's clock alone; the database's client keeps its own.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function onePoint(): PointColumns {
  const points = makePoints(1);
  points.series[0] = 1;
  points.time[0] = nowAt;
  points.start[0] = Number.NaN;
  points.histograms.push(null);
  points.length = 1;
  return points;
}

const begin = (): Committer => committer(database.pool, () => nowAt);

async function transactionsOf(appIds: number[]): Promise<number> {
  const { rows } = await database.pool.query(
    'SELECT count(DISTINCT xmin::text)::int AS n FROM telemetry.frame WHERE app_id = ANY($1)',
    [appIds],
  );
  return rows[0].n;
}

describe('the committer', () => {
  it('stores what apps that come seldom send within 100 ms in one transaction', async () => {
    const commits = begin();
    const kept: Promise<void>[] = [];
    for (const appId of [11, 12, 13]) {
      kept.push(commits.commit(appId, onePoint()));
      vi.advanceTimersByTime(33);
    }
    expect(commits.waiting()).toBe(3);
    vi.advanceTimersByTime(1);
    expect(commits.waiting()).toBe(0);
    await Promise.all(kept);
    expect(await transactionsOf([11, 12, 13])).toBe(1);
  });

  it('waits no longer when 64 of them are there', async () => {
    const commits = begin();
    const appIds = Array.from({ length: 64 }, (_, i) => 100 + i);
    const kept = appIds.slice(1).map((appId) => commits.commit(appId, onePoint()));
    expect(commits.waiting()).toBe(63);
    kept.push(commits.commit(100, onePoint()));
    expect(commits.waiting()).toBe(0);
    await Promise.all(kept);
    expect(await transactionsOf(appIds)).toBe(1);
  });

  it('lets an app that sends again at once, and those that wait with it, wait for 3 ms', async () => {
    const commits = begin();
    const first = commits.commit(21, onePoint());
    vi.advanceTimersByTime(100);
    await first;
    await turn();
    const seldom = commits.commit(22, onePoint());
    vi.advanceTimersByTime(10);
    expect(commits.waiting()).toBe(1);
    const again = commits.commit(21, onePoint());
    vi.advanceTimersByTime(3);
    expect(commits.waiting()).toBe(0);
    await Promise.all([seldom, again]);
    expect(await transactionsOf([21, 22])).toBe(2);
  });

  it('sends up to two more behind two that the disk holds up for 12 ms, and no others', async () => {
    const commits = begin();
    const first = commits.commit(41, onePoint());
    vi.advanceTimersByTime(100);
    await first;
    await turn();
    const holding = await database.pool.connect();
    await holding.query('BEGIN; LOCK TABLE telemetry.frame IN SHARE MODE');
    const kept: Promise<void>[] = [];
    const sendAndWait = (ms: number) => {
      kept.push(commits.commit(41, onePoint()));
      vi.advanceTimersByTime(ms);
      return commits.waiting();
    };
    expect([sendAndWait(3), sendAndWait(10), sendAndWait(11)]).toEqual([0, 0, 1]);
    vi.advanceTimersByTime(1);
    expect(commits.waiting()).toBe(0);
    expect([sendAndWait(12), sendAndWait(1_000)]).toEqual([0, 1]);
    await holding.query('COMMIT');
    holding.release();
    await Promise.all(kept.slice(0, 4));
    await turn();
    vi.advanceTimersByTime(10);
    await Promise.all(kept);
    expect(await transactionsOf([41])).toBe(6);
  });

  it('takes an app that was silent for two seconds for one that comes seldom', async () => {
    const commits = begin();
    const first = commits.commit(31, onePoint());
    vi.advanceTimersByTime(100);
    await first;
    vi.advanceTimersByTime(2_000);
    const later = commits.commit(31, onePoint());
    vi.advanceTimersByTime(99);
    expect(commits.waiting()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(commits.waiting()).toBe(0);
    await later;
  });
});
