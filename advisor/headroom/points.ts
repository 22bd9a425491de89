/** Which hours a fit may use (RULES 6.1): counted ones of 14 days, none that something else disturbed. */
import type { SignalId } from '@/catalogue/types';
import type { Instances } from '../load/instances';
import { counts, dayOf, MEANS_NEEDED, weekBefore } from '../load/load';
import { deviation, largest, nearestRank } from '../math';
import {
  type AppFacts,
  type CrossingFacts,
  DAY_MS,
  type EffectiveThreshold,
  HOUR_MS,
  type HourFacts,
  MINUTE_MS,
  type SignalColumns,
  type SignalHour,
} from '../types';
import type { FitPoint } from './fit';
import { latestPart } from './response-change';

export const FIT_DAYS = 14;
const HOURS_OF_A_FIT_DAY = 12;

/** What every fit of one app shares. */
export interface FitContext {
  facts: AppFacts;
  nowAt: number;
  minutes: Map<SignalId, SignalColumns>;
  hours: Map<SignalId, SignalHour[]>;
  crossings: readonly CrossingFacts[];
  thresholds: readonly EffectiveThreshold[];
  instances: Instances;
  /** Other facts of an hour, by its time. */
  factsAt: ReadonlyMap<number, HourFacts>;
  loadByHour: ReadonlyMap<number, SignalHour>;
  /** Largest 5-minute load of 7 days (what a multiple multiplies) and of the fit's 14. */
  peakLoad: number;
  largestLoad: number;
  /** What a limit with this hold time sees of the busiest five minutes (3.4). */
  heldShare: (holdMinutes: number) => number;
  /** Standard deviation of ln(peak factor) over the last four weeks (3.5). */
  peakSpread: number;
  /** Starts, new versions and what else disturbs an hour. */
  disturbed: ReadonlySet<number>;
  /** Days on which something changed that may change the response (6.6). */
  changes: readonly number[];
}

/** Hours of a signal with their load, as y(hour) against x(hour); hours without either are left out. */
export function fitPoints(
  context: FitContext,
  signal: SignalId,
  y: (hour: SignalHour) => number | undefined,
  x: (load: number, hourAt: number) => number = (load) => load,
): FitPoint[] {
  const fromAt = context.nowAt - FIT_DAYS * DAY_MS;
  const others = ratioCrossings(context, signal);
  const points: FitPoint[] = [];
  for (const hour of context.hours.get(signal) ?? []) {
    if (hour.at < fromAt || hour.at >= context.nowAt || hour.means < MEANS_NEEDED) continue;
    const load = context.loadByHour.get(hour.at);
    if (load === undefined) continue;
    if (context.disturbed.has(hour.at) || others.some((c) => overlaps(c, hour.at))) continue;
    const point = { day: dayOf(hour.at), x: x(load.median5, hour.at), y: y(hour) ?? Number.NaN };
    if (Number.isFinite(point.x) && Number.isFinite(point.y)) points.push(point);
  }
  return points;
}

/** Those of a fit: since the response changed, where a change shows (6.6). */
export const sinceChange = (context: FitContext, points: readonly FitPoint[]) => latestPart(points, context.changes);

/** Days with at least half their hours. */
export function wholeDays(points: readonly FitPoint[]): number {
  const hours = new Map<number, number>();
  for (const { day } of points) hours.set(day, (hours.get(day) ?? 0) + 1);
  return [...hours.values()].filter((count) => count >= HOURS_OF_A_FIT_DAY).length;
}

/** Days after `afterAt` whose peak load came within 80 % of the newest whole day's (6.4). */
export function busyDays(context: FitContext, afterAt: number | null = null): number {
  const peaks = new Map<number, number[]>();
  for (const [at, hour] of context.loadByHour) {
    if (at < context.nowAt - FIT_DAYS * DAY_MS || at >= context.nowAt) continue;
    const day = peaks.get(dayOf(at));
    if (day) day.push(hour.max5);
    else peaks.set(dayOf(at), [hour.max5]);
  }
  const days = [...peaks].filter(([, hours]) => hours.length >= HOURS_OF_A_FIT_DAY).sort(([a], [b]) => a - b);
  const today = days.at(-1)?.[1];
  if (today === undefined) return 0;
  return days.filter(([day, hours]) => day > (afterAt ?? 0) && largest(hours) >= 0.8 * largest(today)).length;
}

/**
 * Hours that something else than load moved: a return from silence and the hour after it; of a new version those
 * with more than a quarter of an hour of the half hour around it, whose median a quarter does not carry. Where only
 * the hour of the version is known, that hour and the one after. Of hours that begin at `fromAt` or later, all are in it.
 */
export function disturbedHours(hourFacts: readonly HourFacts[], fromAt = Number.NEGATIVE_INFINITY): Set<number> {
  const disturbed = new Set<number>();
  const hours = [...hourFacts].filter(({ instancesMedian }) => instancesMedian >= 1).sort((a, b) => a.at - b.at);
  for (let i = 1; i < hours.length; i++) {
    const [before, hour] = [hours[i - 1] as HourFacts, hours[i] as HourFacts];
    // It may disturb the hour after it.
    if (hour.at < fromAt - HOUR_MS) continue;
    const known = before.versions.length > 0;
    const isNew = (version: string) => known && !before.versions.includes(version);
    const began = hour.deployments?.filter(({ version }) => isNew(version));
    const silent = hour.at - before.at > HOUR_MS;
    if (silent || (began === undefined && hour.versions.some(isNew))) {
      disturbed.add(hour.at);
      disturbed.add(hour.at + HOUR_MS);
    }
    for (const { at } of began ?? []) for (const hourAt of around(at)) disturbed.add(hourAt);
  }
  return disturbed;
}

const ROLL_OUT_MS = 15 * MINUTE_MS;

/** Hours of which a roll-out takes more than the three 5-minute means that an hour may miss. */
function around(at: number): number[] {
  const hourAt = Math.floor(at / HOUR_MS) * HOUR_MS;
  return [hourAt - HOUR_MS, hourAt, hourAt + HOUR_MS].filter((own) => {
    const taken = Math.min(own + HOUR_MS, at + ROLL_OUT_MS) - Math.max(own, at - ROLL_OUT_MS);
    return taken > MISSED_MS;
  });
}

/** An hour counts with nine of its twelve means. */
const MISSED_MS = (12 - MEANS_NEEDED) * 5 * MINUTE_MS;

/** Spread of the weekly peak factor over the last four weeks; 0 with fewer than three of them. */
export function peakSpread(hours: readonly SignalHour[], nowAt: number): number {
  const factors: number[] = [];
  for (let week = 0; week < 4; week++) {
    const seen = weekBefore(hours, nowAt - week * 7 * DAY_MS).map(({ max5 }) => max5);
    const load = nearestRank(seen, 0.95);
    if (seen.length >= 120 && load > 0) factors.push(Math.log(largest(seen) / load));
  }
  return factors.length < 3 ? 0 : deviation(factors);
}

export function loadHoursByTime(hours: readonly SignalHour[]): Map<number, SignalHour> {
  return new Map(hours.filter((hour) => counts(hour) && hour.median5 > 0).map((hour) => [hour.at, hour]));
}

/** Crossings of other ratios (errors, hit rate): hours in which the app did not work as usual. */
function ratioCrossings({ crossings, facts }: FitContext, signal: SignalId): CrossingFacts[] {
  const ratios = new Set(facts.signals.filter(({ kind }) => kind === 'ratio').map(({ id }) => id));
  return crossings.filter((crossing) => crossing.signal !== signal && ratios.has(crossing.signal));
}

function overlaps({ openedAt, closedAt }: CrossingFacts, hourAt: number): boolean {
  return openedAt < hourAt + HOUR_MS && (closedAt ?? Number.POSITIVE_INFINITY) > hourAt;
}
