/**
 * Which targets this collector reads, and when. Buckets of apps are shared among collectors by leases; each
 * target has its own moment in its interval, so that they do not all ask at once; one request at a time each.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { findTargets, type IngestLimits, recordScrapes, type ScrapeOutcome, type ScrapeTarget } from '@/service/ingest';
import { BUCKETS, LEASE_MS, releaseLeases, renewLeases, scrapeBuckets } from '@/store';
import { endTarget, type ScrapeParts, scrapeTarget } from './scrape';
import { type TargetMemory, targetMemory } from './scrape-points';

export interface ScraperOptions extends ScrapeParts {
  /** What an app may send where no operator said otherwise. */
  appLimits: IngestLimits;
  /** Unique to this process. */
  owner: string;
  leaseMs?: number;
  /** How soon a change of the targets is noticed. */
  refreshMs?: number;
}

export interface Scraper {
  /** Looks for changes now; otherwise every few seconds. Resolves when they are known. */
  refresh(): Promise<void>;
  /** Begins nothing more, waits for what is under way, gives its leases back. */
  stop(): Promise<void>;
}

const refreshEveryMs = 5_000;
/** A lease is not trusted to its very end. */
const marginMs = 5_000;
const mostAtOnce = 100;
const mostOfAnApp = 10;
const waitForTurnMs = 200;
/** An outcome like the last one is written this often, so that pages show when a target was read last. */
const repeatOutcomeMs = 30_000;
const flushMs = 1_000;

interface Running {
  target: ScrapeTarget;
  /** Of its settings, to notice a change. */
  settings: string;
  memory: TargetMemory;
  timer: NodeJS.Timeout | null;
  working: Promise<void> | null;
  lastOutcome: ScrapeOutcome | null;
  /** The latest wish that was begun for. */
  servedAt: number;
}

export function startScraper(options: ScraperOptions): Scraper {
  const { pool, owner, log } = options;
  const leaseMs = options.leaseMs ?? LEASE_MS;
  const running = new Map<number, Running>();
  let buckets = new Set<number>();
  let heldUntil = Number.NEGATIVE_INFINITY;
  let outcomes = new Map<number, ScrapeOutcome>();
  let stopped = false;
  let refreshing: Promise<void> | null = null;

  // By the monotonic clock and from before the question was asked: a process that was frozen knows when it wakes up.
  const holds = (appId: number) =>
    performance.now() < heldUntil && buckets.has(scrapeBuckets.first + (appId % BUCKETS));

  function refresh(): Promise<void> {
    refreshing ??= look()
      .catch((error) => log('the scrape targets could not be read', error))
      .finally(() => {
        refreshing = null;
      });
    return refreshing;
  }

  async function look(): Promise<void> {
    const askedAt = performance.now();
    const leases = await renewLeases(pool, owner, leaseMs, scrapeBuckets);
    buckets = new Set(leases.keys());
    heldUntil = askedAt + leaseMs - Math.min(marginMs, leaseMs / 4);
    const mine = [...buckets].map((bucket) => bucket - scrapeBuckets.first);
    const found = await findTargets(pool, mine, BUCKETS, options.appLimits);
    if (stopped) return;
    const ids = new Set(found.map(({ id }) => id));
    for (const [id, one] of running) if (!ids.has(id)) drop(id, one);
    for (const target of found) take(target);
  }

  function take(target: ScrapeTarget): void {
    const { wantedAt, credential, ...rest } = target;
    const settings = JSON.stringify([rest, credential && Buffer.from(credential).toString('base64')]);
    const known = running.get(target.id);
    if (known && known.settings !== settings) drop(target.id, known);
    let one = running.get(target.id);
    if (!one) {
      one = { target, settings, memory: targetMemory(), timer: null, working: null, lastOutcome: null, servedAt: 0 };
      running.set(target.id, one);
      schedule(one);
    }
    one.target = target;
    if (wantedAt === null || wantedAt <= one.servedAt) return;
    one.servedAt = wantedAt;
    one.lastOutcome = null;
    begin(one);
  }

  /** A target that was removed, paused or changed: its series end. One that another collector has now goes on there. */
  function drop(id: number, one: Running): void {
    running.delete(id);
    if (one.timer) clearTimeout(one.timer);
    one.timer = null;
    if (!holds(one.target.appId)) return;
    one.working = Promise.resolve(one.working).then(() => endTarget(one.target, one.memory, options));
    one.working.catch((error) => log('the series of a target could not be ended', error));
  }

  function schedule(one: Running): void {
    if (stopped || running.get(one.target.id) !== one) return;
    one.timer = setTimeout(
      () => {
        schedule(one);
        begin(one);
      },
      untilDue(one.target, options.now()),
    );
    one.timer.unref();
  }

  function begin(one: Running): void {
    if (stopped || one.working) return;
    one.working = work(one)
      .catch((error) => log('a scrape failed', error))
      .finally(() => {
        one.working = null;
      });
  }

  async function work(one: Running): Promise<void> {
    const { target, memory } = one;
    while (isCrowded(target.appId)) {
      await sleep(waitForTurnMs);
      if (stopped || running.get(target.id) !== one) return;
    }
    if (!holds(target.appId)) return;
    atWork.push(target.appId);
    try {
      const outcome = await scrapeTarget(target, memory, { ...options, holds: () => holds(target.appId) });
      if (outcome) note(one, outcome);
    } finally {
      atWork.splice(atWork.indexOf(target.appId), 1);
    }
  }
  const atWork: number[] = [];
  const isCrowded = (appId: number) =>
    atWork.length >= mostAtOnce || atWork.filter((one) => one === appId).length >= mostOfAnApp;

  function note(one: Running, outcome: ScrapeOutcome): void {
    const { lastOutcome } = one;
    const isNews = lastOutcome?.error !== outcome.error || outcome.at - lastOutcome.at >= repeatOutcomeMs;
    if (!isNews) return;
    one.lastOutcome = outcome;
    outcomes.set(outcome.id, outcome);
    // Somebody waits for the first one, and for one that was asked for.
    if (!lastOutcome) void flush();
  }

  async function flush(): Promise<void> {
    const rows = [...outcomes.values()];
    outcomes = new Map();
    // What people see of a target; a database that is away loses some of it, and the next scrape says it again.
    await recordScrapes(pool, rows).catch(() => {
      for (const one of running.values()) one.lastOutcome = null;
    });
  }

  const refreshTimer = setInterval(() => void refresh(), options.refreshMs ?? refreshEveryMs);
  const flushTimer = setInterval(() => void flush(), flushMs);
  refreshTimer.unref();
  flushTimer.unref();
  void refresh();

  return {
    refresh,
    async stop() {
      stopped = true;
      clearInterval(refreshTimer);
      clearInterval(flushTimer);
      for (const { timer } of running.values()) if (timer) clearTimeout(timer);
      await refreshing;
      await Promise.all([...running.values()].map(({ working }) => working));
      await flush();
      await releaseLeases(pool, owner).catch(() => {});
    },
  };
}

/** Milliseconds to the target's next moment: its place in the interval comes from its id, so it is the same everywhere. */
export function untilDue({ id, intervalMs }: Pick<ScrapeTarget, 'id' | 'intervalMs'>, now: number): number {
  const offset = createHash('sha256').update(`scrape target ${id}`).digest().readUInt32BE() % intervalMs;
  return intervalMs - ((((now - offset) % intervalMs) + intervalMs) % intervalMs);
}
