/**
 * Where throughput itself would peak and fall (RULES 8): the Universal Scalability Law of requests a second on
 * requests in progress, per instance where their number moves. Requests in progress are throughput × mean response
 * time (Little 1961), so R(N) = N ÷ X says at which rate the mean response time meets the latency limit. Apps that
 * tell no response times are fitted on measured users. It is the collapse, not the headroom: limits come first.
 */

import { type LoadSeries, REQUESTS } from '../load/load';
import { largest, median, t90 } from '../math';
import type { EffectiveThreshold, SignalHour, ThroughputFinding } from '../types';
import type { FitPoint } from './fit';
import { type FitContext, fitPoints, wholeDays } from './points';
import { peakOf, throughputAt } from './usl';
import { fitCurve, type UslCurve, type UslPoint } from './usl-fit';

const DAYS_NEEDED = 5;
/** Largest ÷ smallest load, largest load, and tenths of the range with points in them (8.2). */
const RATIO_NEEDED = 4;
const LEAST_LOAD = 3;
const TENTHS_NEEDED = 8;
/** Widest interval between its ends. */
const WIDEST = 2;
/** Hours are gathered into this many levels of load, by rank: their medians are fitted. */
const LEVELS = 24;
/** A peak further out than this many times the largest load is not in sight, as for tables (usl.ts). */
const IN_SIGHT = 10;
/** A response time is believed up to twice the largest throughput seen (5.5). */
const CAP_TIMES = 2;

/** Null where the data cannot carry it; no peak is a finding. */
export function findThroughput(context: FitContext, load: LoadSeries): ThroughputFinding | null {
  const moves = instancesMove(context);
  const each = (at: number) => (moves ? (context.instances.at.get(at) ?? Number.NaN) : 1);
  const inProgress = inProgressPoints(context, each);
  if (isSpread(inProgress)) return readLaw(context, { points: inProgress, moves, by: 'in-progress' });
  // Users that are estimated from requests are no load to fit requests on (8.3).
  if (load.quality !== 'measured' || load.unit !== 'users') return null;
  const points = fitPoints(
    context,
    REQUESTS,
    (hour) => hour.median5 / each(hour.at),
    (users, at) => users / each(at),
  );
  return isSpread(points) ? readLaw(context, { points, moves, by: 'users' }) : null;
}

/** Then all numbers are those of one instance. */
const instancesMove = ({ instances }: FitContext): boolean =>
  instances.scales || new Set([...instances.at.values()].map(Math.round)).size > 1;

/** Requests in progress and requests a second, both means of the same hour: exact by Little's law. */
function inProgressPoints(context: FitContext, each: (at: number) => number): FitPoint[] {
  const fitted = (context.hours.get(REQUESTS) ?? []).filter(({ at }) => context.loadByHour.has(at));
  const rates = new Map(fitted.map((hour) => [hour.at, meanRate(hour)]));
  const responseMs = (at: number) => context.factsAt.get(at)?.responseMs ?? Number.NaN;
  return fitPoints(
    context,
    REQUESTS,
    (hour) => meanRate(hour) / each(hour.at),
    (_, at) => ((rates.get(at) ?? Number.NaN) * responseMs(at)) / 1000 / each(at),
  );
}

const meanRate = ({ numerator, denominator, median5 }: SignalHour): number =>
  numerator !== undefined && denominator !== undefined && denominator > 0 ? numerator / denominator : median5;

interface Law {
  points: FitPoint[];
  moves: boolean;
  by: 'in-progress' | 'users';
}

function readLaw(context: FitContext, { points, moves, by }: Law): ThroughputFinding | null {
  const sorted = [...points].sort((a, b) => a.x - b.x);
  const law = fitted(sorted);
  if (law === null) return null;
  const max = moves ? context.instances.max : 1;
  const times = max ?? 1;
  const limit = by === 'in-progress' ? latencyLimit(context.thresholds) : null;
  const slowAt = (own: UslCurve) => (limit === null ? null : rateAt(own, limit.limit / 1000));
  const isSeen = (slowAt(law) ?? Number.POSITIVE_INFINITY) <= CAP_TIMES * largest(points.map(({ y }) => y));
  const most = largest(points.map(({ x }) => x));
  const falls = (peakOf(law) ?? Number.POSITIVE_INFINITY) <= IN_SIGHT * most;
  if (!falls && !isSeen) return { code: 'none-in-sight', upToLoad: context.largestLoad };

  const days = [...new Set(sorted.map(({ day }) => day))];
  const left = days.map((day) => fitted(sorted.filter((point) => point.day !== day)));
  const slow = isSeen ? between(law, left, slowAt) : null;
  const shared = {
    by,
    of: max === null ? ('one-instance' as const) : ('app' as const),
    days: days.length,
    ...(slow === null || limit === null
      ? {}
      : { slow: { signal: limit.signal, limitMs: limit.limit, ...scaled(slow, times) } }),
  };
  // The peak itself has to be certain; then the rate at it is told, because nobody counts requests in progress.
  const certain = falls && fallsForCertain(law, left);
  const peak = certain ? between(law, left, peakOf) : null;
  const told = peak === null || by === 'users' ? peak : between(law, left, rateAtPeak);
  if (told !== null) return { code: 'peaks', ...shared, ...scaledLoad(told, times) };
  return certain && slow === null ? null : { code: 'none-in-sight', upToLoad: context.largestLoad, ...shared };
}

/** Proportional noise (8.1): least squares of ln X over levels of load. Points by load, the smallest first. */
const fitted = (points: readonly FitPoint[]): UslCurve | null =>
  points.length < LEVELS ? null : (fitCurve(levels(points), 'proportional')?.curve ?? null);

/** The 80 % interval of β leaves out zero. */
function fallsForCertain({ beta }: UslCurve, left: readonly (UslCurve | null)[]): boolean {
  const half = jackknifed(left.map((own) => own?.beta ?? Number.NaN));
  return beta - half > 0;
}

interface Told {
  value: number;
  low: number;
  high: number;
}

const scaled = ({ value, low, high }: Told, by: number) => ({ rate: value * by, low: low * by, high: high * by });
const scaledLoad = ({ value, low, high }: Told, by: number) => ({ load: value * by, low: low * by, high: high * by });

/**
 * A number of the law with its 80 % interval, a day left out at a time; null where it is not there, where a single
 * day carries it, or where the interval is wide.
 */
function between(
  law: UslCurve,
  left: readonly (UslCurve | null)[],
  read: (law: UslCurve) => number | null,
): Told | null {
  const value = read(law);
  const half = jackknifed(left.map((own) => Math.log((own && read(own)) ?? Number.NaN)));
  if (value === null || !(Math.exp(2 * half) < WIDEST)) return null;
  return { value, low: value * Math.exp(-half), high: value * Math.exp(half) };
}

/** Half-width of the 80 % interval of a number that was read without each day in turn; NaN where one has none. */
function jackknifed(values: readonly number[]): number {
  const days = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / days;
  return t90(days - 1) * Math.sqrt(((days - 1) / days) * values.reduce((sum, own) => sum + (own - mean) ** 2, 0));
}

function rateAtPeak(law: UslCurve): number | null {
  const peak = peakOf(law);
  return peak === null ? null : throughputAt(law, peak);
}

/**
 * Throughput at which the mean response time N ÷ X(N) reaches so many seconds (8.5): N of
 * β·N² + (α − β)·N + 1 − α = γ·seconds, before the peak; null where it never does, or beyond the peak.
 */
export function rateAt({ alpha, beta, gamma }: UslCurve, seconds: number): number | null {
  const peak = peakOf({ alpha, beta, gamma });
  const [b, c] = [alpha - beta, 1 - alpha - gamma * seconds];
  const n = beta > 0 ? (-b + Math.sqrt(b * b - 4 * beta * c)) / (2 * beta) : -c / b;
  if (!(n > 0) || !Number.isFinite(n) || (peak !== null && n > peak)) return null;
  return n / seconds;
}

/** The strictest latency limit; its mean is met later than a quantile's, which headroom tells. */
function latencyLimit(thresholds: readonly EffectiveThreshold[]): EffectiveThreshold | null {
  const [first] = thresholds
    .filter(({ signal }) => signal.startsWith('latency.'))
    .sort((a, b) => a.limit - b.limit || (a.signal < b.signal ? -1 : 1));
  return first ?? null;
}

function isSpread(points: readonly FitPoint[]): boolean {
  if (points.length < LEVELS || wholeDays(points) < DAYS_NEEDED) return false;
  const loads = points.map(({ x }) => x);
  const [least, most] = [Math.min(...loads), Math.max(...loads)];
  const tenths = new Set(loads.map((x) => Math.min(9, Math.floor((10 * (x - least)) / (most - least)))));
  return most / least >= RATIO_NEEDED && most >= LEAST_LOAD && tenths.size >= TENTHS_NEEDED;
}

function levels(sorted: readonly FitPoint[]): UslPoint[] {
  return Array.from({ length: LEVELS }, (_, level) => {
    const part = sorted.slice(
      Math.floor((level * sorted.length) / LEVELS),
      Math.floor(((level + 1) * sorted.length) / LEVELS),
    );
    return { load: median(part.map(({ x }) => x)), throughput: median(part.map(({ y }) => y)) };
  });
}
