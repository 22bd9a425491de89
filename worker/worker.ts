/**
 * One worker: renew leases, claim dirty hours, derive them, evaluate the apps whose data changed and each
 * app once a minute, tell live pages, keep house. A tick does a bounded piece of work and may be cut off.
 */
import type { Pool } from 'pg';
import { MINUTE_MS } from '@/advisor/types';
import {
  announceMinute,
  bucketOf,
  claimDirtyHours,
  LeaseLostError,
  type Leases,
  releaseLeases,
  renewLeases,
} from '@/store/index';
import { evaluateDuration } from '@/telemetry/index';
import type { WorkerApp } from './apps';
import { deriveHours } from './derive';
import { foldWhatIsDue } from './fold';
import { housekeeping, RETENTION, type Retention, retentionOf } from './housekeeping';

export interface WorkerOptions {
  db: Pool;
  /** Unique to this process. */
  owner: string;
  readApps: () => Promise<WorkerApp[]>;
  evaluate: (appId: number, nowAt: number, touchedFromAt?: number) => Promise<void>;
  /** Milliseconds since 1970. */
  now: () => number;
  report: (error: unknown, what: string) => void;
  retention?: Retention;
  /** Drops old rows that are not telemetry's; called about once an hour by one worker. */
  forget?: (nowAt: number) => Promise<void>;
  /** Erases apps that were deleted, a piece at a time; called each tick by one worker. */
  erase?: (nowAt: number) => Promise<void>;
}

export interface Worker {
  /** One round; true if dirty hours were left over, so that the next round should follow at once. */
  tick(): Promise<boolean>;
  /** Whether this one, of all workers, keeps house. */
  keepsHouse(): boolean;
  /** Gives the leases back. */
  release(): Promise<void>;
}

/** Hours claimed at once: two or three seconds of work. */
const CLAIM_HOURS = 48;
/** An app rests this many times of what its last derivation or evaluation took, within bounds. */
const REST_FACTOR = 15;
const LEAST_REST_MS = 4_000;
const MOST_REST_MS = 60_000;
/** After an error. */
const RETRY_MS = 15_000;

interface AppWork {
  /** Not derived again before. */
  restUntil: number;
  /** Hours were left over at the last claim. */
  behind: boolean;
  /** Oldest hour derived since the last complete evaluation. */
  touchedFromAt: number | null;
  changed: boolean;
  evaluatedMinute: number;
}

export function createWorker(options: WorkerOptions): Worker {
  const { db, owner, now, report } = options;
  const retention = options.retention ?? RETENTION;
  const house = housekeeping(db, retention, options.forget);
  const work = new Map<number, AppWork>();
  const announced = new Map<number, number>();
  let leases: Leases = new Map();

  const workOf = (appId: number): AppWork => {
    let mine = work.get(appId);
    if (!mine) {
      mine = { restUntil: 0, behind: false, touchedFromAt: null, changed: false, evaluatedMinute: -1 };
      work.set(appId, mine);
    }
    return mine;
  };

  async function tick(): Promise<boolean> {
    leases = await renewLeases(db, owner);
    const all = await options.readApps();
    if (leases.has(0)) {
      await house.run(now(), all).catch((error) => report(error, 'housekeeping'));
      await options.erase?.(now()).catch((error) => report(error, 'erasing deleted apps'));
    }
    const apps = all.filter((app) => leases.has(bucketOf(app.id)));
    for (const id of work.keys()) if (!apps.some((app) => app.id === id)) work.delete(id);
    const left = await derive(apps);
    await evaluate(apps);
    const due = apps.map((app) => ({ id: app.id, minutesFromAt: minutesFrom(app) }));
    return (await foldWhatIsDue(db, { owner, leases, apps: due, nowAt: now(), report })) || left;
  }

  function minutesFrom(app: WorkerApp): number {
    return now() - retentionOf(app, retention).minutesMs;
  }

  async function derive(apps: WorkerApp[]): Promise<boolean> {
    const due = apps.filter((app) => workOf(app.id).behind || workOf(app.id).restUntil <= now());
    if (due.length === 0) return false;
    const claimed = await claimDirtyHours(
      db,
      due.map((app) => app.id),
      CLAIM_HOURS,
    );
    const left = claimed.length === CLAIM_HOURS;
    for (const app of due) workOf(app.id).behind = false;
    for (const [appId, hours] of groupByApp(claimed)) {
      const app = due.find((each) => each.id === appId);
      if (!app) continue;
      const mine = workOf(appId);
      mine.behind = left;
      try {
        await deriveApp(app, hours, mine);
      } catch (error) {
        // Another worker's by now, or broken: the claim stays and is found again.
        if (error instanceof LeaseLostError) leases.delete(bucketOf(appId));
        else report(error, `deriving app ${appId}`);
        mine.restUntil = now() + RETRY_MS;
      }
    }
    return left;
  }

  async function deriveApp(app: WorkerApp, hours: number[], mine: AppWork): Promise<void> {
    const bucket = bucketOf(app.id);
    const epoch = leases.get(bucket);
    if (epoch === undefined) return;
    const startedAt = performance.now();
    const lease = { bucket, owner, epoch };
    const task = {
      appId: app.id,
      settings: app.settings,
      hours,
      lease,
      nowAt: now(),
      minutesFromAt: minutesFrom(app),
    };
    const derived = await deriveHours(db, task);
    const tookMs = (performance.now() - startedAt) / Math.max(1, derived.hours.length);
    mine.restUntil = now() + restOf(tookMs);
    mine.changed = derived.hours.length > 0;
    mine.touchedFromAt = Math.min(mine.touchedFromAt ?? Number.POSITIVE_INFINITY, ...derived.hours);
    await announce(bucket, derived.newestAt);
  }

  /** Once a bucket and minute: when the newest point of any of its apps lies in a new minute. */
  async function announce(bucket: number, newestAt: number | null): Promise<void> {
    if (newestAt === null) return;
    const minuteAt = Math.floor(newestAt / MINUTE_MS) * MINUTE_MS;
    if (minuteAt <= (announced.get(bucket) ?? Number.NEGATIVE_INFINITY)) return;
    announced.set(bucket, minuteAt);
    await announceMinute(db, bucket, minuteAt);
  }

  /** Apps that changed, and every app once a minute: only so is it noticed that data stopped. */
  async function evaluate(apps: WorkerApp[]): Promise<void> {
    for (const { id } of apps) {
      const mine = workOf(id);
      const nowAt = now();
      const minute = Math.floor(nowAt / MINUTE_MS);
      if (!mine.changed && mine.evaluatedMinute === minute) continue;
      const startedAt = performance.now();
      try {
        // While hours are left over, only the present is looked at; the past follows when it is complete.
        const touchedFromAt = mine.behind ? null : mine.touchedFromAt;
        await (touchedFromAt === null ? options.evaluate(id, nowAt) : options.evaluate(id, nowAt, touchedFromAt));
        if (!mine.behind) mine.touchedFromAt = null;
        mine.changed = false;
      } catch (error) {
        report(error, `evaluating app ${id}`);
      }
      mine.evaluatedMinute = minute;
      const tookMs = performance.now() - startedAt;
      mine.restUntil = Math.max(mine.restUntil, now() + restOf(tookMs));
      evaluateDuration.record(tookMs / 1000);
    }
  }

  return { tick, keepsHouse: () => leases.has(0), release: () => releaseLeases(db, owner) };
}

function restOf(tookMs: number): number {
  return Math.min(MOST_REST_MS, Math.max(LEAST_REST_MS, REST_FACTOR * tookMs));
}

function groupByApp(claimed: { appId: number; hourAt: number }[]): Map<number, number[]> {
  const result = new Map<number, number[]>();
  for (const { appId, hourAt } of claimed) {
    const hours = result.get(appId);
    if (hours) hours.push(hourAt);
    else result.set(appId, [hourAt]);
  }
  return result;
}
