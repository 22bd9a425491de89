/** Group commit: what arrives within milliseconds goes into one transaction, and only then is it acknowledged. */
import type pg from 'pg';
import { AppendError, appendBatches, type PointColumns } from '@/store';
import { ingestCommitDuration, ingestCommitRequests } from '@/telemetry';
import { turns } from './turns';

/** Arrivals gather this long before a commit begins. */
const gatherMs = 3;
/**
 * While a commit is on its way to the disk, arrivals gather longer: larger groups cost the database less a
 * point. No longer than this, so that a slow disk does not hold up what could be on its way.
 */
const gatherBusyMs = 10;
/** One commit is on its way to the disk while the next one is packed. */
const mostAtOnce = 2;
const mostPointsAGroup = 500_000;

interface Waiting {
  appId: number;
  points: PointColumns;
  settle: Settle;
}

/** Called once, without an error when the points are durable. Must not throw. */
export type Settle = (error: Error | null) => void;

export interface Committer {
  /** Resolves when the points are durable; rejects when they are not, or nobody knows. */
  commit(appId: number, points: PointColumns): Promise<void>;
  /** The same without a promise. */
  add(appId: number, points: PointColumns, settle: Settle): void;
  /** Requests that wait for a commit to begin. */
  waiting(): number;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

export function committer(pool: pg.Pool, now: () => number): Committer {
  // Apps take turns: one that sends without end fills what the others leave of a group.
  const waiting = turns<Waiting>();
  let running = 0;
  let timer: NodeJS.Timeout | null = null;
  let idle: (() => void)[] = [];

  function schedule(): void {
    if (timer === null && waiting.size() > 0 && running < mostAtOnce)
      timer = setTimeout(start, running > 0 ? gatherBusyMs : gatherMs);
    if (running === 0 && waiting.size() === 0) {
      for (const tell of idle) tell();
      idle = [];
    }
  }

  function start(): void {
    timer = null;
    const group = nextGroup();
    running++;
    store(group).finally(() => {
      running--;
      // What gathered behind it has waited long enough.
      if (timer !== null && running === 0) {
        clearTimeout(timer);
        start();
      } else schedule();
    });
    schedule();
  }

  function nextGroup(): Waiting[] {
    const group: Waiting[] = [];
    for (let points = 0; points < mostPointsAGroup; ) {
      const one = waiting.take();
      if (!one) break;
      group.push(one);
      points += one.points.length;
    }
    return group;
  }

  async function store(group: Waiting[]): Promise<void> {
    const startedAt = performance.now();
    let failed: Map<number, Error> | null = null;
    try {
      await appendBatches(pool, group, now());
    } catch (error) {
      if (error instanceof AppendError) failed = error.failed;
      else {
        for (const one of group) one.settle(error as Error);
        return;
      }
    }
    ingestCommitDuration.record((performance.now() - startedAt) / 1000);
    ingestCommitRequests.add(group.length);
    for (const one of group) one.settle(failed?.get(one.appId) ?? null);
  }

  function add(appId: number, points: PointColumns, settle: Settle): void {
    waiting.add(appId, { appId, points, settle });
    schedule();
  }

  return {
    add,
    commit(appId, points) {
      return new Promise((resolve, reject) => {
        add(appId, points, (error) => (error ? reject(error) : resolve()));
      });
    },
    waiting: () => waiting.size(),
    idle() {
      return new Promise((resolve) => {
        idle.push(resolve);
        schedule();
      });
    },
  };
}
