/**
 * One worker: renew leases, claim dirty hours, derive them, evaluate the apps whose data changed and each
 * app once a minute, tell live pages, fold, keep house. A tick does a bounded piece of each and may be cut
 * off. With more apps than one tick has time for, those that waited longest come first.
 */
import type { Pool } from 'pg';
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { announceMinute, bucketOf, type Leases, releaseLeases, renewLeases } from '@/store/index';
import { evaluateDuration, workerCpu } from '@/telemetry/index';
import type { ListedApp, WorkerApp } from './apps';
import { type AppDerived, derivation } from './derivation';
import { foldWhatIsDue } from './fold';
import { housekeeping, RETENTION, type Retention, retentionOf } from './housekeeping';

export interface WorkerOptions {
  db: Pool;
  /** Unique to this process. */
  owner: string;
  /** All apps, or those of these ids. */
  readApps: (ids?: number[]) => Promise<WorkerApp[]>;
  /** All apps, without what `readApps` takes longer to tell. */
  listApps?: () => Promise<ListedApp[]>;
  /** All of these apps or, where it throws, none. `touchedFromAt`: see evaluateApps. */
  evaluate: (apps: { appId: number; touchedFromAt?: number | undefined }[], nowAt: number) => Promise<void>;
  /** Which of these apps want evaluating at once; without it, each waits for its turn. */
  watch?: {
    turned(apps: { appId: number; fromAt: number }[], nowAt: number): Promise<number[]>;
    keepOnly(appIds: ReadonlySet<number>): void;
  };
  /** Milliseconds since 1970. */
  now: () => number;
  report: (error: unknown, what: string) => void;
  retention?: Retention;
  /** Drops old rows that are not telemetry's; called about once an hour by one worker. */
  forget?: (nowAt: number) => Promise<void>;
  /** Erases apps that were deleted, a piece at a time; called each tick by one worker. */
  erase?: (nowAt: number) => Promise<void>;
  /** Makes the reports that are due; called about once a minute by one worker. */
  reports?: (nowAt: number) => Promise<unknown>;
}

export interface Worker {
  /** One round; true if work was left over, so that the next round should follow at once. */
  tick(): Promise<boolean>;
  /** Whether this one, of all workers, keeps house. */
  keepsHouse(): boolean;
  /** What is held, and the longest that an app with new points has waited (ms). */
  state(): { apps: number; heldApps: number; heldBytes: number; waitedMs: number };
  /** Gives the leases back. */
  release(): Promise<void>;
}

/** Which apps there are is asked this often at most; their settings are read when they are derived. */
const APPS_MS = 5_000;
/**
 * Evaluation has this long a tick. An app rests this many times of what its last one took, and of what a round of all
 * apps takes, so that a fleet takes a tenth of a core: a few hundred apps are evaluated each minute, as a young app
 * always is, a large fleet every quarter of an hour. Watching tells which of them cannot wait.
 */
const EVALUATE_MS = 1_000;
const REST_FACTOR = 15;
const ROUND_FACTOR = 10;
const MOST_REST_MS = 15 * MINUTE_MS;
const YOUNG_MS = HOUR_MS;
/** So many share a transaction, which keeps their rows from people's changes meanwhile. */
const EVALUATED_AT_ONCE = 12;
/** Apps whose turn is far off are watched with each derivation of a large fleet: so long a tick, so many at once. */
const WATCH_MS = 2_000;
const WATCHED_AT_ONCE = 64;
const WATCH_EVERY_MS = 45_000;
/** So long an app whose points wait to be derived is not looked at: it would seem to have stopped sending. */
const UNREAD_MS = 10 * MINUTE_MS;

interface AppWork {
  /** Oldest hour derived since the last complete evaluation. */
  touchedFromAt: number | null;
  /** Hours were left over at the last claim. */
  behind: boolean;
  changed: boolean;
  /** Oldest minute derived since it was evaluated or watched; null: none. */
  unwatchedFromAt: number | null;
  watchedAt: number;
  /** A crossing of it turns: goes before all others. */
  urgent: boolean;
  evaluatedAt: number;
  restUntil: number;
}

interface Due {
  id: number;
  isYoung: boolean;
  mine: AppWork;
}

export function createWorker(options: WorkerOptions): Worker {
  const { db, owner, now, report } = options;
  const retention = options.retention ?? RETENTION;
  const house = housekeeping(db, retention, options.forget);
  const work = new Map<number, AppWork>();
  const announced = new Map<number, number>();
  const beganAt = now();
  let spent = process.cpuUsage();
  let leases: Leases = new Map();
  let all: { apps: ListedApp[]; readAt: number } = { apps: [], readAt: Number.NEGATIVE_INFINITY };
  let reportsMinute = Number.NEGATIVE_INFINITY;
  /** Of an evaluation, smoothed. */
  let usualMs = 0;
  const signals = derivation({
    db,
    owner,
    now,
    report,
    readApps: options.readApps,
    minutesFrom: (app) => now() - retentionOf(app, retention).minutesMs,
    derived: tell,
  });

  const workOf = (appId: number): AppWork => {
    let mine = work.get(appId);
    if (!mine) {
      mine = {
        touchedFromAt: null,
        behind: false,
        changed: false,
        unwatchedFromAt: null,
        watchedAt: Number.NEGATIVE_INFINITY,
        urgent: false,
        evaluatedAt: Number.NEGATIVE_INFINITY,
        restUntil: 0,
      };
      work.set(appId, mine);
    }
    return mine;
  };

  /** What the process has used since the last call goes to this stage. */
  function spend(stage: string): void {
    const { user, system } = process.cpuUsage(spent);
    spent = process.cpuUsage();
    workerCpu.add((user + system) / 1e6, { stage });
  }

  async function tick(): Promise<boolean> {
    leases = await renewLeases(db, owner);
    if (performance.now() - all.readAt >= APPS_MS || all.apps.length < 100) {
      all = { apps: await (options.listApps ?? options.readApps)(), readAt: performance.now() };
    }
    if (leases.has(0)) {
      await house.run(now(), all.apps).catch((error) => report(error, 'housekeeping'));
      await options.erase?.(now()).catch((error) => report(error, 'erasing deleted apps'));
      await reportsOnceAMinute().catch((error) => report(error, 'reports by schedule'));
    }
    const apps = all.apps.filter((app) => leases.has(bucketOf(app.id)));
    const mine = new Set(apps.map(({ id }) => id));
    for (const id of work.keys()) if (!mine.has(id)) work.delete(id);
    options.watch?.keepOnly(mine);
    spend('other');
    const left = await signals.turn(apps, leases);
    spend('derive');
    await watch(apps);
    spend('watch');
    await evaluate(apps);
    spend('evaluate');
    const due = apps.map((app) => ({ id: app.id, minutesFromAt: now() - retentionOf(app, retention).minutesMs }));
    const unfolded = await foldWhatIsDue(db, { owner, leases, apps: due, nowAt: now(), report });
    spend('fold');
    return unfolded || left;
  }

  async function reportsOnceAMinute(): Promise<void> {
    const minute = Math.floor(now() / MINUTE_MS);
    if (minute === reportsMinute) return;
    reportsMinute = minute;
    await options.reports?.(now());
  }

  /** New signals of an app: to be evaluated, and told to live pages. */
  async function tell(appId: number, { hours, newestAt, touchedAt, left }: AppDerived): Promise<void> {
    const mine = workOf(appId);
    mine.behind = left;
    mine.changed = hours.length > 0;
    mine.touchedFromAt = Math.min(mine.touchedFromAt ?? Number.POSITIVE_INFINITY, ...hours);
    mine.unwatchedFromAt = Math.min(mine.unwatchedFromAt ?? Number.POSITIVE_INFINITY, touchedAt);
    await announce(bucketOf(appId), newestAt);
  }

  /** Once a bucket and minute: when the newest point of any of its apps lies in a new minute. */
  async function announce(bucket: number, newestAt: number | null): Promise<void> {
    if (newestAt === null) return;
    const minuteAt = Math.floor(newestAt / MINUTE_MS) * MINUTE_MS;
    if (minuteAt <= (announced.get(bucket) ?? Number.NEGATIVE_INFINITY)) return;
    announced.set(bucket, minuteAt);
    await announceMinute(db, bucket, minuteAt);
  }

  /**
   * Apps that changed and were not evaluated for more than a minute, because there are more than there is time for:
   * those in which a crossing opens or closes go before the others. Each about once a minute.
   */
  async function watch(apps: ListedApp[]): Promise<void> {
    if (!options.watch) return;
    const startedAt = performance.now();
    const due = apps
      .map(({ id }) => ({ id, mine: workOf(id) }))
      .filter(({ mine }) => {
        const sinceMs = now() - Math.max(mine.evaluatedAt, mine.watchedAt);
        const isDue = sinceMs >= (mine.restUntil > now() ? WATCH_EVERY_MS : MINUTE_MS);
        return mine.unwatchedFromAt !== null && !mine.urgent && isDue;
      })
      .sort((a, b) => a.mine.watchedAt - b.mine.watchedAt);
    for (let at = 0; at < due.length && performance.now() - startedAt < WATCH_MS; at += WATCHED_AT_ONCE) {
      const some = due.slice(at, at + WATCHED_AT_ONCE);
      const nowAt = now();
      const touched = some.map(({ id, mine }) => ({ appId: id, fromAt: mine.unwatchedFromAt as number }));
      try {
        const turned = new Set(await options.watch.turned(touched, nowAt));
        for (const { id, mine } of some) Object.assign(mine, { urgent: turned.has(id), unwatchedFromAt: null });
      } catch (error) {
        report(error, `watching ${some.length} apps`);
      }
      for (const { mine } of some) mine.watchedAt = nowAt;
    }
  }

  /**
   * Apps that changed, and every app once a minute: only so is it noticed that data stopped. Where that is
   * more than there is time for, the one that was evaluated longest ago comes first.
   */
  async function evaluate(apps: ListedApp[]): Promise<void> {
    const startedAt = performance.now();
    const minute = Math.floor(now() / MINUTE_MS);
    const youngSince = now() - YOUNG_MS;
    const due = apps
      .map(({ id, createdAt = 0 }) => ({ id, isYoung: createdAt > youngSince, mine: workOf(id) }))
      .filter(
        ({ id, mine }) =>
          mine.urgent ||
          (mine.restUntil <= now() &&
            (mine.changed || (Math.floor(mine.evaluatedAt / MINUTE_MS) !== minute && !isLeftBehind(id, mine)))),
      )
      .sort((a, b) => Number(b.mine.urgent) - Number(a.mine.urgent) || a.mine.evaluatedAt - b.mine.evaluatedAt);
    for (let at = 0; at < due.length; at += EVALUATED_AT_ONCE) {
      await evaluateSome(due.slice(at, at + EVALUATED_AT_ONCE), apps.length);
      if (performance.now() - startedAt > EVALUATE_MS) return;
    }
  }

  function isLeftBehind(id: number, mine: AppWork): boolean {
    const since = Math.max(mine.evaluatedAt, beganAt);
    return signals.isUnread(id) && now() - since < UNREAD_MS;
  }

  /** All in one; where that fails, each app alone, so that one cannot stop the others. */
  async function evaluateSome(some: Due[], apps: number): Promise<void> {
    const startedAt = performance.now();
    const nowAt = now();
    const run = (apps: Due[]) =>
      // While hours are left over, only the present is looked at; the past follows when it is complete.
      options.evaluate(
        apps.map(({ id, mine }) => ({
          appId: id,
          touchedFromAt: mine.behind ? undefined : (mine.touchedFromAt ?? undefined),
        })),
        nowAt,
      );
    const done = ({ mine }: Due) => {
      if (!mine.behind) mine.touchedFromAt = null;
      Object.assign(mine, { changed: false, unwatchedFromAt: null });
    };
    try {
      await run(some);
      some.forEach(done);
    } catch (error) {
      for (const each of some) {
        // Alone it has failed already.
        const alone = some.length > 1 ? run([each]) : Promise.reject(error);
        await alone.then(
          () => done(each),
          (failure) => report(failure, `evaluating app ${each.id}`),
        );
      }
    }
    const tookMs = (performance.now() - startedAt) / some.length;
    usualMs = usualMs === 0 ? tookMs : usualMs * 0.9 + tookMs * 0.1;
    for (const { mine, isYoung } of some) {
      mine.urgent = false;
      mine.evaluatedAt = nowAt;
      const round = isYoung ? 0 : ROUND_FACTOR * usualMs * apps;
      mine.restUntil = now() + Math.min(MOST_REST_MS, Math.max(REST_FACTOR * tookMs, round));
      evaluateDuration.record(tookMs / 1000);
    }
  }

  return {
    tick,
    keepsHouse: () => leases.has(0),
    state: () => ({ apps: work.size, ...signals.state() }),
    release: () => releaseLeases(db, owner),
  };
}
