/** What an app's load is (RULES 3.4, 3.5, 4): never raw samples, never one spike. */
import type { SignalId } from '@/catalogue/types';
import { largest, nearestRank } from '../math';
import {
  type AppFacts,
  DAY_MS,
  HOUR_MS,
  type HourFacts,
  type LoadFinding,
  type RatioFinding,
  type SignalColumns,
  type SignalHour,
} from '../types';
import { dayIn, startOf } from '../zone-days';
import { compareRatio, estimateUsers, stillSideBySide } from './estimate';

export const USERS = 'users.active';
export const REQUESTS = 'requests.rate';
/** An hour counts with at least this many of its twelve 5-minute means (3.4). */
export const MEANS_NEEDED = 9;
const WINDOW_HOURS = 168;
const HOURS_FOR_A_VALUE = 24;
const HOURS_UNMARKED = 120;
/** A day's peak counts with at least this many hours (11.1). */
const HOURS_OF_A_DAY = 20;
const DAYS_KEPT = 84;

/** The series that phases and fits are cut by: users where measured, else requests (4.1). */
export interface LoadSeries {
  signal: SignalId;
  quality: 'measured' | 'estimated';
  /** In `unit`; already scaled by the owner's ratio where users are estimated. */
  hours: SignalHour[];
  unit: 'users' | 'req/s';
}

export interface LoadInput {
  facts: AppFacts;
  nowAt: number;
  minutes: Map<SignalId, SignalColumns>;
  hours: Map<SignalId, SignalHour[]>;
  /** How long answers took; absent: estimated users are not corrected for waiting. */
  hourFacts?: readonly HourFacts[];
}

/**
 * Which series is the load. Estimated users are made anew from requests with today's ratio, so that
 * a changed ratio changes the label and not the shape of the past; measured ones take over after a week
 * beside them (4.4). Null where there is neither.
 */
export function loadSeries({ facts, minutes, hours, hourFacts }: Omit<LoadInput, 'nowAt'>): LoadSeries | null {
  const users = hours.get(USERS) ?? [];
  const requests = hours.get(REQUESTS) ?? [];
  const estimatedUsers = minutes.get(USERS)?.recipe?.quality === 'estimated';
  const ratio = facts.requestsPerUserMinute;
  const arrived = users.some(({ means }) => means > 0);
  const canEstimate = ratio !== null && ratio > 0 && requests.length > 0;
  if (arrived && !estimatedUsers && !(canEstimate && stillSideBySide(users, requests))) {
    return { signal: USERS, quality: 'measured', hours: users, unit: 'users' };
  }
  if (canEstimate) {
    const estimated = estimateUsers(requests, ratio, hourFacts);
    return { signal: REQUESTS, quality: 'estimated', hours: estimated, unit: 'users' };
  }
  if (users.length > 0) {
    return { signal: USERS, quality: estimatedUsers ? 'estimated' : 'measured', hours: users, unit: 'users' };
  }
  return requests.length > 0 ? { signal: REQUESTS, quality: 'measured', hours: requests, unit: 'req/s' } : null;
}

/** Today's load with its busiest five minutes, or why there is none. @param series of the same input */
export function findLoad(input: LoadInput, series = loadSeries(input)): LoadFinding {
  const load = loadNow(input, series);
  return series === null || load.code !== 'load' ? load : { ...load, ...withRatio(ratioOf(input, series)) };
}

/** The same without what measured users say of the owner's ratio. */
export function loadNow(input: LoadInput, series: LoadSeries | null): LoadFinding {
  if (series === null) {
    const reports = [USERS, REQUESTS].some((id) => input.minutes.has(id) || input.hours.has(id));
    return { code: 'no-load', reason: reports ? 'no-data' : 'no-users-metric-and-no-ratio' };
  }
  if (series.unit !== 'users') return { code: 'no-load', reason: 'no-users-metric-and-no-ratio' };
  const seen = weekBefore(series.hours, input.nowAt).map((hour) => hour.max5);
  if (seen.length === 0 && !series.hours.some((hour) => hour.at >= input.nowAt - WINDOW_HOURS * HOUR_MS)) {
    return { code: 'no-load', reason: 'no-data' };
  }
  const value = seen.length === 0 ? null : nearestRank(seen, 0.95);
  if (value === null || seen.length < HOURS_FOR_A_VALUE) {
    return { code: 'learning', hours: seen.length, needHours: HOURS_FOR_A_VALUE, value };
  }
  const peakValue = largest(seen);
  return {
    code: 'load',
    value,
    unit: 'users',
    quality: series.quality,
    hours: seen.length,
    learning: seen.length < HOURS_UNMARKED,
    peakFactor: value > 0 ? peakValue / value : 1,
    peakValue,
    signal: series.signal,
    population: input.facts.population,
  };
}

const withRatio = (ratio: RatioFinding | null) => (ratio === null ? {} : { ratio });

/** What measured users say of the ratio, where both arrive (4.4). */
function ratioOf({ facts, hours, nowAt, minutes }: LoadInput, { quality }: LoadSeries): RatioFinding | null {
  if (minutes.get(USERS)?.recipe?.quality === 'estimated') return null;
  return compareRatio({
    users: hours.get(USERS) ?? [],
    requests: hours.get(REQUESTS) ?? [],
    set: facts.requestsPerUserMinute,
    sideBySide: quality === 'estimated',
    nowAt,
  });
}

/** Load as it stood at the end of each day of a zone: what the phase's hysteresis is replayed from (3.3). */
export function dailyLoads(hours: readonly SignalHour[], nowAt: number, zone = 'UTC'): DailyLoad[] {
  const known = lastLoads.get(hours);
  if (known?.nowAt === nowAt && known.zone === zone) return known.loads;
  const loads = loadsByDay(hours, nowAt, zone);
  lastLoads.set(hours, { nowAt, zone, loads });
  return loads;
}

type DailyLoad = { at: number; value: number };

/** Limits are found before an app is locked and its position after it: of the same hours. */
const lastLoads = new WeakMap<readonly SignalHour[], { nowAt: number; zone: string; loads: DailyLoad[] }>();

function loadsByDay(hours: readonly SignalHour[], nowAt: number, zone: string): DailyLoad[] {
  const counted = hours.filter(counts).sort((a, b) => a.at - b.at);
  const today = dayIn(zone, nowAt);
  const days = [...new Set(counted.map((hour) => dayIn(zone, hour.at)))]
    .filter((at) => at <= today)
    .sort((a, b) => a - b)
    .slice(-DAYS_KEPT);
  const loads: DailyLoad[] = [];
  const peaks = Float64Array.from(counted, (hour) => hour.max5);
  // The week before each day's end: both its ends move on with the days.
  let [from, to] = [0, 0];
  for (const at of days) {
    const endAt = Math.min(startOf(zone, at + DAY_MS), nowAt);
    while (to < counted.length && (counted[to] as SignalHour).at < endAt) to++;
    while (from < to && (counted[from] as SignalHour).at < endAt - WINDOW_HOURS * HOUR_MS) from++;
    const value = nearestRank(peaks.subarray(from, to), 0.95);
    if (Number.isFinite(value)) loads.push({ at, value });
  }
  return loads;
}

/** Daily peaks (largest 5-minute mean) of a zone's days with at least 20 counted hours before `nowAt`, oldest first. */
export function dailyPeaks(
  hours: readonly SignalHour[],
  nowAt: number,
  { zone = 'UTC', daysKept = DAYS_KEPT }: { zone?: string | undefined; daysKept?: number } = {},
): { at: number; peak: number }[] {
  const byDay = new Map<number, number[]>();
  for (const hour of hours) {
    if (!counts(hour) || hour.at >= nowAt) continue;
    const at = dayIn(zone, hour.at);
    const day = byDay.get(at) ?? [];
    day.push(hour.max5);
    byDay.set(at, day);
  }
  return [...byDay]
    .filter(([, peaks]) => peaks.length >= HOURS_OF_A_DAY)
    .sort(([a], [b]) => a - b)
    .slice(-daysKept)
    .map(([at, peaks]) => ({ at, peak: largest(peaks) }));
}

/** Counted hours of the seven days before a time. */
export function weekBefore(hours: readonly SignalHour[], toAt: number): SignalHour[] {
  const fromAt = toAt - WINDOW_HOURS * HOUR_MS;
  return hours.filter((hour) => hour.at >= fromAt && hour.at < toAt && counts(hour));
}

export const counts = (hour: SignalHour): boolean => hour.means >= MEANS_NEEDED && Number.isFinite(hour.max5);

export const dayOf = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS;
