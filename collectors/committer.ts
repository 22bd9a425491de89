/** Group commit: what arrives within milliseconds goes into one transaction, and only then is it acknowledged. */
import type pg from 'pg';
import { AppendError, appendBatches, type PointColumns } from '@/store';
import { ingestCommitDuration, ingestCommitRequests } from '@/telemetry';
import { comesOften } from './often';
import { turns } from './turns';

/** Arrivals gather this long before a commit begins. */
const gatherMs = 3;
/**
 * While a commit is on its way to the disk, arrivals gather longer: larger groups cost the database less a
 * point. No longer than this, so that a slow disk does not hold up what could be on its way.
 */
const gatherBusyMs = 10;
/** A transaction costs the database and us as much as ten requests: fewer than so many wait for others … */
const fewRequests = 8;
/** … where others come, and no longer than this. */
const gatherFewMs = 6;
/**
 * Where every app that waits comes seldom, one that sends every ten seconds say, nobody is held up by an answer
 * that is later by this, and a fleet of them fills a transaction …
 */
const gatherSeldomMs = 100;
/** … which beyond so many requests costs each of them no less. */
const manyRequests = 64;
/** One commit is on its way to the disk while the next one is packed. */
const mostAtOnce = 2;
/**
 * Where neither has ended for so long, another goes behind them: the disk is slow now, and what is sent meanwhile
 * reaches it with one write, not with the one after that.
 */
const slowMs = 12;
const mostWhileSlow = 4;
const mostPointsAGroup = 500_000;

/** How long to wait with none, one or two under way. */
const gatherTimes = [gatherMs, gatherBusyMs, slowMs];

interface Waiting {
  appId: number;
  points: PointColumns;
  settle: Settle;
  /** It came a moment ago, too, and perhaps sends more when it has its answer. */
  isOften: boolean;
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
  const isOften = comesOften();
  /** Of those that wait. */
  let often = 0;
  /** The timer is one for those that come seldom. */
  let isPatient = false;
  /** Few were waiting when their time was up, and wait once more. */
  let isExtended = false;
  /** Requests of the last group. */
  let lastSize = 0;
  let idle: (() => void)[] = [];

  function schedule(): void {
    if (isPatient && waiting.size() >= manyRequests && running < mostAtOnce) {
      start();
      return;
    }
    if (isPatient && often > 0) stopTimer();
    if (timer === null && waiting.size() > 0 && running < mostWhileSlow) {
      isPatient = often === 0;
      timer = setTimeout(gathered, isPatient ? gatherSeldomMs : gatherTimes[Math.min(running, mostAtOnce)]);
    }
    if (running === 0 && waiting.size() === 0) {
      for (const tell of idle) tell();
      idle = [];
    }
  }

  function stopTimer(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    isPatient = false;
  }

  function gathered(): void {
    isExtended = !isExtended && !isPatient && running === 0 && lastSize > 1 && waiting.size() < fewRequests;
    if (isExtended) timer = setTimeout(gathered, gatherFewMs - gatherMs);
    else start();
  }

  function start(): void {
    stopTimer();
    isExtended = false;
    const group = nextGroup();
    lastSize = group.length;
    running++;
    store(group).finally(() => {
      running--;
      // What gathered behind it has waited long enough.
      if (timer !== null && !isPatient && running === 0) start();
      else {
        // The disk is not that slow.
        if (!isPatient && running === mostAtOnce - 1) stopTimer();
        schedule();
      }
    });
    schedule();
  }

  function nextGroup(): Waiting[] {
    const group: Waiting[] = [];
    for (let points = 0; points < mostPointsAGroup; ) {
      const one = waiting.take();
      if (!one) break;
      group.push(one);
      if (one.isOften) often--;
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
    const one = { appId, points, settle, isOften: isOften(appId, performance.now()) };
    waiting.add(appId, one);
    if (one.isOften) often++;
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
