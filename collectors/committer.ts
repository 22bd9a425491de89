/** Group commit: what arrives within milliseconds goes into one transaction, and only then is it acknowledged. */
import type pg from 'pg';
import { AppendError, appendBatches, type PointColumns } from '@/store';
import { ingestCommitDuration, ingestCommitRequests } from '@/telemetry';
import { turns } from './turns';

/** A request that is likely to stay alone is kept this long for others to join it. */
const gatherAloneMs = 3;
/** Where others come, a transaction costs the database and us as much as ten requests: it waits for so many … */
const gatherRequests = 32;
/** … and no longer than this. */
const gatherMs = 15;
/** While one is on its way to the disk, the next ones are packed; a slow write holds up no more than it must. */
const mostAtOnce = 3;
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
  /** What waits has waited long enough: the first transaction that ends lets it go. */
  let overdue = false;
  /** Requests of the last group. */
  let lastSize = 0;
  let idle: (() => void)[] = [];

  function schedule(): void {
    if (waiting.size() > 0) {
      if (waiting.size() >= gatherRequests || overdue) start();
      else timer ??= setTimeout(start, lastSize > 1 ? gatherMs : gatherAloneMs);
    }
    if (running === 0 && waiting.size() === 0) {
      for (const tell of idle) tell();
      idle = [];
    }
  }

  function start(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    overdue = running >= mostAtOnce;
    if (overdue) return;
    const group = nextGroup();
    lastSize = group.length;
    running++;
    store(group).finally(() => {
      running--;
      schedule();
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
