/** Dirty hours of one app → signals, each hour in one transaction that also clears its mark. */
import type { Pool, PoolClient } from 'pg';
import { type DeriveSettings, deriveHour, LOOK_AHEAD_MS, LOOK_BACK_MS, wantedMetrics } from '@/advisor/signals/index';
import { HOUR_MS } from '@/advisor/types';
import {
  clearDirtyHours,
  cutPoints,
  FOLD_AFTER_MS,
  inLease,
  markFoldDue,
  readMetricNames,
  readPoints,
  type SeriesPoints,
  writeSignals,
  writtenHours,
} from '@/store/index';
import { deriveDuration, derivedHours } from '@/telemetry/index';

/** So many hours are read together: their frames are decoded once, and memory stays bounded. */
const HOURS_A_READ = 6;

export interface DeriveTask {
  appId: number;
  settings: DeriveSettings;
  /** Claimed hours (ms), any order. */
  hours: number[];
  lease: { bucket: number; owner: string; epoch: number };
  nowAt: number;
  /** Since when minutes are kept (ms): of hours before it only what was just received is there. */
  minutesFromAt: number;
}

export interface Derived {
  hours: number[];
  newestAt: number | null;
}

/** Throws LeaseLostError where another worker took the app over; what was written before stays and is right. */
export async function deriveHours(db: Pool, task: DeriveTask): Promise<Derived> {
  const claimed = new Set(task.hours);
  const hours = await hoursToDerive(db, task);
  const knownMetrics = await readMetricNames(db, task.appId);
  const done: Derived = { hours: [], newestAt: null };
  for (const run of runsOf(hours)) {
    const first = run[0] as number;
    const last = run[run.length - 1] as number;
    // Always the minutes that stay stored: the same signals come out before an hour is folded and after.
    const points = await readPoints(
      db,
      task.appId,
      wantedMetrics(task.settings.metricNames, task.settings.custom),
      first - LOOK_BACK_MS,
      last + HOUR_MS + LOOK_AHEAD_MS,
      { resolution: 'minute' },
    );
    // Newest first: what live pages show.
    for (const hourAt of [...run].reverse()) {
      const startedAt = performance.now();
      const around = between(points, hourAt - LOOK_BACK_MS, hourAt + HOUR_MS + LOOK_AHEAD_MS);
      const block = deriveHour({ hourAt, points: around, settings: task.settings, knownMetrics });
      await inLease(db, task.lease, async (client) => {
        await writeSignals(client, task.appId, block);
        if (claimed.has(hourAt)) await settle(client, task, hourAt);
      });
      deriveDuration.record((performance.now() - startedAt) / 1000);
      derivedHours.add(1);
      done.hours.push(hourAt);
      const { newestAt } = block.facts;
      if (newestAt !== undefined) done.newestAt = Math.max(done.newestAt ?? newestAt, newestAt);
    }
  }
  await forget(
    db,
    task,
    [...claimed].filter((hourAt) => !hours.includes(hourAt)),
  );
  return done;
}

/**
 * The claimed hours and those neighbours that were derived with a look at them: the hour after (counters'
 * bases, held gauges), and the hour before (its last minutes), which the running hour touches only while
 * it is young. Hours whose frames may be gone keep what they have.
 */
async function hoursToDerive(db: Pool, task: DeriveTask): Promise<number[]> {
  const { hours, nowAt } = task;
  const claimed = new Set(hours);
  const neighbours = new Set<number>();
  for (const hourAt of hours) {
    neighbours.add(hourAt + HOUR_MS);
    if (nowAt >= hourAt + HOUR_MS || nowAt < hourAt + 2 * LOOK_AHEAD_MS) neighbours.add(hourAt - HOUR_MS);
  }
  const written = await writtenHours(db, task.appId, [...claimed, ...neighbours]);
  const whole = (hourAt: number) =>
    hourAt >= task.minutesFromAt || (written.get(hourAt) ?? Number.POSITIVE_INFINITY) > nowAt - FOLD_AFTER_MS;
  const wanted = [...claimed, ...[...neighbours].filter((hourAt) => !claimed.has(hourAt) && written.has(hourAt))];
  return wanted.filter(whole).sort((a, b) => a - b);
}

/** Successive hours together, at most HOURS_A_READ; the newest run first. */
function runsOf(hours: number[]): number[][] {
  const runs: number[][] = [];
  for (const hourAt of [...hours].reverse()) {
    const run = runs[runs.length - 1];
    if (run && run[0] === hourAt + HOUR_MS && run.length < HOURS_A_READ) run.unshift(hourAt);
    else runs.push([hourAt]);
  }
  return runs;
}

/** Marks of hours that are not derived any more. */
async function forget(db: Pool, task: DeriveTask, hours: number[]): Promise<void> {
  if (hours.length === 0) return;
  await inLease(db, task.lease, async (client) => {
    for (const hourAt of hours) await settle(client, task, hourAt);
  });
}

/** The hour's marks have served; its frames are to be folded. */
async function settle(client: PoolClient, { appId, nowAt }: DeriveTask, hourAt: number): Promise<void> {
  await clearDirtyHours(client, appId, hourAt);
  await markFoldDue(client, appId, hourAt, nowAt);
}

/** Views on the points in [fromAt, toAt); nothing is copied but lists of histograms. */
function between(points: SeriesPoints[], fromAt: number, toAt: number): SeriesPoints[] {
  return points.flatMap(({ series, points: all }) => {
    const cut = cutPoints(all, fromAt, toAt);
    return cut.length > 0 ? [{ series, points: cut }] : [];
  });
}
