/** Hours of one app read whole → signals, a run of hours at a time, each run in one transaction. */
import type { Pool } from 'pg';
import {
  type Before,
  continueHour,
  type Derivation,
  type DeriveSettings,
  deriveAll,
  LOOK_AHEAD_MS,
  LOOK_BACK_MS,
  wantedMetrics,
} from '@/advisor/signals/index';
import { HOUR_MS } from '@/advisor/types';
import {
  clearDirtyHours,
  cutPoints,
  inLease,
  markFoldDue,
  readMetricNames,
  readPoints,
  type SeriesPoints,
  type SignalHourBlock,
  writeSignals,
} from '@/store/index';
import { deriveDuration, derivedHours } from '@/telemetry/index';

/** So many hours are read together: their frames are decoded once, and memory stays bounded. */
const HOURS_A_READ = 6;

export interface DeriveTask {
  appId: number;
  settings: DeriveSettings;
  /** Claimed hours (ms), any order: their marks go with what is written. */
  claimed: number[];
  /** Hours to derive, oldest first. */
  hours: number[];
  lease: { bucket: number; owner: string; epoch: number };
  nowAt: number;
}

export interface Derived {
  hours: number[];
  newestAt: number | null;
  /** Oldest minute that may have changed (ms). */
  touchedAt: number;
}

/** Throws LeaseLostError where another worker took the app over; what was written before stays and is right. */
export async function deriveHours(db: Pool, task: DeriveTask): Promise<Derived> {
  const { appId, claimed, hours } = task;
  const knownMetrics = await readMetricNames(db, appId);
  const done: Derived = { hours: [], newestAt: null, touchedAt: Math.min(...hours) };
  for (const run of runsOf(hours)) {
    const first = run[0] as number;
    const last = run[run.length - 1] as number;
    // Always the minutes that stay stored: the same signals come out before an hour is folded and after.
    const points = await readPoints(
      db,
      appId,
      wantedMetrics(task.settings.metricNames, task.settings.custom),
      first - LOOK_BACK_MS,
      last + HOUR_MS + LOOK_AHEAD_MS,
      { resolution: 'minute' },
    );
    // Newest first: what live pages show.
    for (const hourAt of [...run].reverse()) {
      const { hour: block } = deriveFrom(points, { hourAt, settings: task.settings, knownMetrics });
      await inLease(db, task.lease, async (client) => {
        await writeSignals(client, [{ ...block, appId }], task.nowAt);
        if (claimed.includes(hourAt)) await settle(client, [{ appId, hourAt }], task.nowAt);
      });
      done.hours.push(hourAt);
      done.newestAt = newestOf(done.newestAt, block);
    }
  }
  const forgotten = claimed.filter((hourAt) => !hours.includes(hourAt)).map((hourAt) => ({ appId, hourAt }));
  if (forgotten.length > 0) await inLease(db, task.lease, (client) => settle(client, forgotten, task.nowAt));
  return done;
}

/** One hour out of points that reach around it. */
export function deriveFrom(points: SeriesPoints[], given: Given): Derivation {
  const { hourAt } = given;
  return timed(() =>
    deriveAll({ ...given, points: between(points, hourAt - LOOK_BACK_MS, hourAt + HOUR_MS + LOOK_AHEAD_MS) }),
  );
}

/** The same out of what was derived before and newer points, where they tell it; see continueHour. */
export function deriveOn(
  before: Before,
  points: SeriesPoints[],
  given: Given & { fromAt: number; newFrom: number },
): Derivation | null {
  const { hourAt, fromAt } = given;
  return timed(() =>
    continueHour(before, { ...given, points: between(points, fromAt, hourAt + HOUR_MS + LOOK_AHEAD_MS) }),
  );
}

interface Given {
  hourAt: number;
  settings: DeriveSettings;
  knownMetrics: string[];
}

function timed<T>(derive: () => T): T {
  const startedAt = performance.now();
  const result = derive();
  if (result !== null) {
    deriveDuration.record((performance.now() - startedAt) / 1000);
    derivedHours.add(1);
  }
  return result;
}

export function newestOf(newestAt: number | null, { facts }: Pick<SignalHourBlock, 'facts'>): number | null {
  return facts.newestAt === undefined ? newestAt : Math.max(newestAt ?? facts.newestAt, facts.newestAt);
}

/** The hours' marks have served; their frames are to be folded. */
export async function settle(
  client: Parameters<typeof clearDirtyHours>[0],
  hours: { appId: number; hourAt: number }[],
  nowAt: number,
): Promise<void> {
  await clearDirtyHours(client, hours);
  await markFoldDue(client, hours, nowAt);
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

/** Views on the points in [fromAt, toAt); nothing is copied but lists of histograms. */
function between(points: SeriesPoints[], fromAt: number, toAt: number): SeriesPoints[] {
  return points.flatMap(({ series, points: all }) => {
    const cut = cutPoints(all, fromAt, toAt);
    return cut.length > 0 ? [{ series, points: cut }] : [];
  });
}
