/**
 * Which apps are derived when: those with new points, longest waiting first, in batches. An app rests between
 * two derivations, the longer the more there is to do, so that a large fleet is gone round about once a minute
 * and a small one within seconds.
 */
import type { Pool } from 'pg';
import {
  bucketOf,
  type Claim,
  claimDirtyHours,
  LeaseLostError,
  type Leases,
  readDirtyApps,
  writtenHoursOf,
} from '@/store/index';
import type { ListedApp, WorkerApp } from './apps';
import { type Derived, deriveHours } from './derive';
import { hoursToDerive, neighboursOf } from './hours';
import { isOpen, type OpenTask, openHours } from './open-hours';

/** Apps and hours claimed at once. */
const BATCH_APPS = 32;
const BATCH_HOURS = 96;
/** A turn takes no new batch after this long: leases are to be renewed. */
const TURN_MS = 3_000;
/**
 * An app rests this many times of what its derivation took, and of what a round of all apps takes, within bounds: a
 * fleet takes an eighth of a core until each app's turn comes once a minute only.
 */
const REST_FACTOR = 15;
const ROUND_FACTOR = 8;
const LEAST_REST_MS = 4_000;
const MOST_REST_MS = 58_000;
/** After an error. */
const RETRY_MS = 15_000;

/** What was derived of one app; `left`: hours of it may wait still. */
export interface AppDerived extends Derived {
  left: boolean;
}

export interface DerivationOptions {
  db: Pool;
  owner: string;
  now: () => number;
  report: (error: unknown, what: string) => void;
  readApps: (ids?: number[]) => Promise<WorkerApp[]>;
  /** Since when minutes of an app are kept (ms). */
  minutesFrom: (app: WorkerApp) => number;
  derived: (appId: number, derived: AppDerived) => Promise<void>;
  /** Some of its hours may have been written, and nobody was told which. */
  failed: (appId: number) => void;
}

interface Turn {
  /** Not derived again before. */
  restUntil: number;
  derivedAt: number;
}

interface Claimed {
  claims: Claim[];
  upTo: number;
  apps: WorkerApp[];
  written: Map<number, Map<number, number>>;
  nowAt: number;
  left: boolean;
}

interface Task extends OpenTask {
  app: WorkerApp;
}

export function derivation({ db, owner, now, report, readApps, minutesFrom, derived, failed }: DerivationOptions) {
  const open = openHours(db);
  const turns = new Map<number, Turn>();
  /** Whose new points the last turn had no time for, or failed at. */
  let unread = new Set<number>();
  /** What one app takes, smoothed (ms). */
  let usualMs = 0;
  let waitedMs = 0;

  const turnOf = (appId: number): Turn => {
    let mine = turns.get(appId);
    if (!mine) {
      mine = { restUntil: 0, derivedAt: Number.NEGATIVE_INFINITY };
      turns.set(appId, mine);
    }
    return mine;
  };

  /** Derives for a while; true if apps with new points were left over. */
  async function turn(apps: ListedApp[], leases: Leases): Promise<boolean> {
    const startedAt = performance.now();
    forget(apps);
    const waiting = await findWaiting(apps, leases);
    unread = new Set(waiting);
    let left = false;
    let at = 0;
    const next = () => claim(waiting.slice(at, at + BATCH_APPS));
    let ahead: Promise<Claimed | null> | null = waiting.length > 0 ? next() : null;
    while (ahead) {
      const claimed = await ahead;
      at += BATCH_APPS;
      const more = at < waiting.length;
      const over = performance.now() - startedAt > TURN_MS;
      // Claimed and read while this one is worked on.
      ahead = more && !over ? next() : null;
      ahead?.catch(() => {});
      if (claimed) await deriveBatch(claimed, leases, apps.length);
      left ||= (more && over) || (claimed?.left ?? false);
    }
    return left;
  }

  /** Those not held any more: another worker's, or deleted. */
  function forget(apps: ListedApp[]): void {
    const mine = new Set(apps.map(({ id }) => id));
    const gone = [...turns.keys()].filter((id) => !mine.has(id));
    for (const id of gone) turns.delete(id);
    open.drop(gone);
  }

  async function findWaiting(apps: ListedApp[], leases: Leases): Promise<number[]> {
    const rested = apps.filter(({ id }) => turnOf(id).restUntil <= now());
    if (rested.length === 0) return [];
    const dirty = await readDirtyApps(db, [...leases.keys()]);
    const waiting = rested
      .filter(({ id }) => dirty.has(id))
      .map(({ id }) => id)
      .sort((a, b) => turnOf(a).derivedAt - turnOf(b).derivedAt);
    const [first] = waiting;
    waitedMs = first === undefined ? 0 : Math.max(0, now() - turnOf(first).restUntil);
    if (!Number.isFinite(waitedMs) || (first !== undefined && turnOf(first).restUntil === 0)) waitedMs = 0;
    return waiting;
  }

  /** Claims, then reads settings: those that the marks stand for are there then. */
  async function claim(ids: number[]): Promise<Claimed | null> {
    const { hours: claims, upTo } = await claimDirtyHours(db, ids, BATCH_HOURS);
    if (claims.length === 0) return null;
    const apps = await readApps([...new Set(claims.map(({ appId }) => appId))]);
    const nowAt = now();
    const asked = [...byApp(claims)].flatMap(([appId, mine]) => {
      const hours = mine.map(({ hourAt }) => hourAt);
      return [...hours, ...neighboursOf(hours, nowAt)].map((hourAt) => ({ appId, hourAt }));
    });
    const written = await writtenHoursOf(db, asked);
    return { claims, upTo, apps, written, nowAt, left: claims.length === BATCH_HOURS };
  }

  async function deriveBatch(claimed: Claimed, leases: Leases, apps: number): Promise<void> {
    const tasks = tasksOf(claimed, leases);
    const opened = tasks.filter(({ hours }) => hours.length > 0 && isOpen(hours, claimed.nowAt));
    const whole = tasks.filter((task) => !opened.includes(task));
    const startedAt = performance.now();
    if (opened.length > 0) await deriveOpen(opened, claimed, leases);
    for (const task of whole) await attempt(task, claimed, leases, () => deriveWhole(task, claimed, leases));
    const tookMs = (performance.now() - startedAt) / Math.max(1, tasks.length);
    usualMs = usualMs === 0 ? tookMs : usualMs * 0.9 + tookMs * 0.1;
    const rest = Math.max(LEAST_REST_MS, REST_FACTOR * tookMs, ROUND_FACTOR * usualMs * apps);
    for (const { appId } of tasks) {
      const mine = turnOf(appId);
      mine.derivedAt = now();
      if (mine.restUntil <= mine.derivedAt) mine.restUntil = claimed.left ? 0 : now() + Math.min(MOST_REST_MS, rest);
    }
  }

  function tasksOf({ claims, apps, written, nowAt }: Claimed, leases: Leases): Task[] {
    const mine = byApp(claims);
    return apps
      .filter(({ id }) => leases.has(bucketOf(id)) && mine.has(id))
      .map((app) => {
        const own = mine.get(app.id) as Claim[];
        const claimed = own.map(({ hourAt }) => hourAt);
        const receivedAt = [...new Set(own.flatMap((each) => each.receivedAt))];
        const hours = hoursToDerive(claimed, written.get(app.id) ?? new Map(), {
          nowAt,
          minutesFromAt: minutesFrom(app),
        });
        return { app, appId: app.id, settings: app.settings, claimed, receivedAt, hours };
      });
  }

  /** All in one; where that fails, each app alone, so that one cannot stop the others. */
  async function deriveOpen(tasks: Task[], claimed: Claimed, leases: Leases): Promise<void> {
    const run = async (some: Task[]) => {
      const epochs = new Map(some.map(({ appId }) => [bucketOf(appId), leases.get(bucketOf(appId)) as number]));
      const { upTo, nowAt, left } = claimed;
      const results = await open.derive({ held: { owner, epochs }, tasks: some, upTo, nowAt });
      for (const [appId, each] of results) await read(appId, { ...each, left });
    };
    try {
      await run(tasks);
    } catch {
      for (const task of tasks) await attempt(task, claimed, leases, () => run([task]));
    }
  }

  /** Another worker's by now, or broken: the claim stays and is found again. */
  async function attempt(task: Task, _: Claimed, leases: Leases, work: () => Promise<void>): Promise<void> {
    try {
      if (leases.has(bucketOf(task.appId))) await work();
    } catch (error) {
      open.drop([task.appId]);
      failed(task.appId);
      if (error instanceof LeaseLostError) for (const bucket of error.buckets) leases.delete(bucket);
      else report(error, `deriving app ${task.appId}`);
      turnOf(task.appId).restUntil = now() + RETRY_MS;
    }
  }

  async function deriveWhole(task: Task, { nowAt, left }: Claimed, leases: Leases): Promise<void> {
    // Its marks go without what is held having seen their frames.
    open.drop([task.appId]);
    const bucket = bucketOf(task.appId);
    const lease = { bucket, owner, epoch: leases.get(bucket) as number };
    await read(task.appId, { ...(await deriveHours(db, { ...task, lease, nowAt })), left });
  }

  async function read(appId: number, each: AppDerived): Promise<void> {
    unread.delete(appId);
    await derived(appId, each);
  }

  return {
    turn,
    /** Points of it are stored that no signal shows yet: its silence is not its own. */
    isUnread: (appId: number) => unread.has(appId),
    state: () => {
      const { apps, bytes } = open.size();
      return { heldApps: apps, heldBytes: bytes, waitedMs };
    },
  };
}

function byApp(claims: Claim[]): Map<number, Claim[]> {
  const result = new Map<number, Claim[]>();
  for (const claim of claims) {
    const mine = result.get(claim.appId);
    if (mine) mine.push(claim);
    else result.set(claim.appId, [claim]);
  }
  return result;
}
