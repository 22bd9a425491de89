/**
 * One worker: renew leases, claim dirty hours, derive them, evaluate the apps whose data changed and each
 * app once a minute, tell live pages, fold, keep house. A tick does a bounded piece of each and may be cut
 * off. With more apps than one tick has time for, those that waited longest come first.
 */
import type { Pool } from 'pg';
import { MINUTE_MS } from '@/advisor/types';
import { announceMinute, bucketOf, type Leases, releaseLeases, renewLeases } from '@/store/index';
import { workerCpu } from '@/telemetry/index';
import type { ListedApp, WorkerApp } from './apps';
import { type AppDerived, derivation } from './derivation';
import { type EvaluationOptions, evaluation } from './evaluation';
import { foldWhatIsDue } from './fold';
import { housekeeping, RETENTION, type Retention, retentionOf } from './housekeeping';

export interface WorkerOptions extends EvaluationOptions {
  db: Pool;
  /** Unique to this process. */
  owner: string;
  /** All apps, or those of these ids. */
  readApps: (ids?: number[]) => Promise<WorkerApp[]>;
  /** All apps, without what `readApps` takes longer to tell. */
  listApps?: () => Promise<ListedApp[]>;
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
export function createWorker(options: WorkerOptions): Worker {
  const { db, owner, now, report } = options;
  const retention = options.retention ?? RETENTION;
  const house = housekeeping(db, retention, options.forget);
  const announced = new Map<number, number>();
  let spent = process.cpuUsage();
  let leases: Leases = new Map();
  let all: { apps: ListedApp[]; readAt: number } = { apps: [], readAt: Number.NEGATIVE_INFINITY };
  let reportsMinute = Number.NEGATIVE_INFINITY;
  const signals = derivation({
    db,
    owner,
    now,
    report,
    readApps: options.readApps,
    minutesFrom: (app) => now() - retentionOf(app, retention).minutesMs,
    derived: tell,
    failed: (appId) => advice.failed(appId),
  });
  const advice = evaluation(options, signals.isUnread);

  /** What the process has used since the last call goes to this stage. */
  function spend(stage: string): void {
    const { user, system } = process.cpuUsage(spent);
    spent = process.cpuUsage();
    workerCpu.add((user + system) / 1e6, { stage });
  }

  async function tick(): Promise<boolean> {
    const before = leases;
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
    // A lease that was another worker's meanwhile is a new one: what that worker derived is not known here.
    const kept = apps.filter(({ id }) => before.get(bucketOf(id)) === leases.get(bucketOf(id)));
    advice.keepOnly(new Set(kept.map(({ id }) => id)));
    spend('other');
    const left = await signals.turn(apps, leases);
    spend('derive');
    await advice.watch(apps);
    spend('watch');
    await advice.turn(apps);
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
  async function tell(appId: number, derived: AppDerived): Promise<void> {
    advice.derived(appId, derived);
    await announce(bucketOf(appId), derived.newestAt);
  }

  /** Once a bucket and minute: when the newest point of any of its apps lies in a new minute. */
  async function announce(bucket: number, newestAt: number | null): Promise<void> {
    if (newestAt === null) return;
    const minuteAt = Math.floor(newestAt / MINUTE_MS) * MINUTE_MS;
    if (minuteAt <= (announced.get(bucket) ?? Number.NEGATIVE_INFINITY)) return;
    announced.set(bucket, minuteAt);
    await announceMinute(db, bucket, minuteAt);
  }

  return {
    tick,
    keepsHouse: () => leases.has(0),
    state: () => ({ apps: advice.apps(), ...signals.state() }),
    release: () => releaseLeases(db, owner),
  };
}
