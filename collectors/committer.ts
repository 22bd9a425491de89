/** Group commit: what arrives within milliseconds goes into one transaction, and only then is it acknowledged. */
import type pg from 'pg';
import { AppendError, appendBatches, type PointColumns } from '@/store';
import { ingestCommitDuration, ingestCommitRequests } from '@/telemetry';

/** Arrivals gather this long before a commit begins. */
const gatherMs = 3;
/** One commit is on its way to the disk while the next one is packed. */
const mostAtOnce = 2;
const mostPointsAGroup = 500_000;

interface Waiting {
  appId: number;
  points: PointColumns;
  resolve: () => void;
  reject: (error: Error) => void;
}

export interface Committer {
  /** Resolves when the points are durable; rejects when they are not, or nobody knows. */
  commit(appId: number, points: PointColumns): Promise<void>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

export function committer(pool: pg.Pool, now: () => number): Committer {
  let waiting: Waiting[] = [];
  let running = 0;
  let timer: NodeJS.Timeout | null = null;
  let idle: (() => void)[] = [];

  function schedule(): void {
    if (timer === null && waiting.length > 0 && running < mostAtOnce) timer = setTimeout(start, gatherMs);
    if (running === 0 && waiting.length === 0) {
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
      schedule();
    });
    schedule();
  }

  function nextGroup(): Waiting[] {
    let points = 0;
    let count = 0;
    while (count < waiting.length && (count === 0 || points < mostPointsAGroup))
      points += waiting[count++]?.points.length ?? 0;
    const group = waiting.slice(0, count);
    waiting = waiting.slice(count);
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
        for (const one of group) one.reject(error as Error);
        return;
      }
    }
    ingestCommitDuration.record((performance.now() - startedAt) / 1000);
    ingestCommitRequests.add(group.length);
    for (const one of group) {
      const error = failed?.get(one.appId);
      if (error) one.reject(error);
      else one.resolve();
    }
  }

  return {
    commit(appId, points) {
      return new Promise((resolve, reject) => {
        waiting.push({ appId, points, resolve, reject });
        schedule();
      });
    },
    idle() {
      return new Promise((resolve) => {
        idle.push(resolve);
        schedule();
      });
    },
  };
}
