/**
 * What counters and histograms grew by, after the OpenTelemetry data model: delta points as they are;
 * cumulative ones against the point before in the same stream, a stream being (series, start time), so
 * that restarts and two senders under one identity come out right.
 * https://opentelemetry.io/docs/specs/otel/metrics/data-model/#resets-and-gaps
 */
import { lastOf, startStreams } from '@/store/points/streams';
import { isFromSpans, SPAN_INTERVAL_MS } from './from-spans';
import { add, at, type Grown, hasNoValue, hourGrid, type Prepared, zeros } from './points';

/** A point (its index) grew from `previous` (-1: from zero) over (fromAt, toAt]. */
export type VisitGrowth = (index: number, previous: number, fromAt: number, toAt: number) => void;

/** Longer silences are gaps: what was counted in them belongs to no minute we know. */
export const LONGEST_GROWTH_MS = 5 * 60_000 + 5_000;
/** Up to here a growth belongs to the minute of its end; a longer one is spread evenly over its time. */
const BY_END_MS = 90_000;
const MINUTE = 60_000;

/**
 * Calls `visit` for each growth of a series. `siblings` are the series of the same metric and instance:
 * they tell when a stream that appears now was still zero (`begins`: of each such point, since when it counts).
 */
export function eachGrowth(
  prepared: Prepared,
  siblings: Prepared[],
  visit: VisitGrowth,
  begins?: (index: number, since: number) => void,
): void {
  const { points, series } = prepared;
  if (isFromSpans(prepared)) {
    eachMinuteOfSpans(prepared, visit);
    return;
  }
  if (series.temporality !== 2) {
    for (let i = 0; i < points.length; i++) {
      if (hasNoValue(points, i)) continue;
      const toAt = at(points.time, i);
      visit(i, -1, deltaStart(prepared, i), toAt);
    }
    return;
  }
  const streams = startStreams();
  for (let i = 0; i < points.length; i++) {
    if (hasNoValue(points, i)) continue;
    const toAt = at(points.time, i);
    const previous = lastOf(streams, at(points.start, i), i);
    if (previous >= 0) visit(i, previous, at(points.time, previous), toAt);
    else {
      const fromAt = zeroSince(prepared, siblings, i);
      begins?.(i, fromAt);
      if (fromAt < toAt) visit(i, -1, fromAt, toAt);
    }
  }
}

/** Each request's spans are a delta of their own, in any order of time: together those of a minute cover it. */
function eachMinuteOfSpans({ points }: Prepared, visit: VisitGrowth): void {
  const minuteAt = (index: number) => Math.floor(at(points.time, index) / MINUTE);
  for (let from = 0; from < points.length; ) {
    let to = from + 1;
    while (to < points.length && minuteAt(to) === minuteAt(from)) to++;
    for (let index = from; index < to; index++) {
      const toAt = at(points.time, index);
      visit(index, -1, toAt - SPAN_INTERVAL_MS / (to - from), toAt);
    }
    from = to;
  }
}

function deltaStart({ points, intervalMs }: Prepared, index: number): number {
  const start = at(points.start, index);
  const time = at(points.time, index);
  if (start < time && start > 0) return start;
  return index > 0 ? at(points.time, index - 1) : time - intervalMs;
}

/**
 * Since when the first point of a stream counts: its start time, or the last export of its siblings in
 * which it was missing (an SDK exports every attribute set each time, so it was zero then). NaN: unknown,
 * the point is only a base for the next.
 */
export function zeroSince(prepared: Prepared, siblings: Prepared[], index: number): number {
  const time = at(prepared.points.time, index);
  const start = at(prepared.points.start, index);
  if (start >= time) return Number.NaN;
  // Siblings of the same export may differ by some milliseconds.
  const before = time - prepared.intervalMs / 2;
  let exported = Number.NEGATIVE_INFINITY;
  for (const sibling of siblings)
    exported = Math.max(exported, latestBefore(sibling.points.time, sibling.points.length, before));
  const since = Math.max(start > 0 ? start : Number.NEGATIVE_INFINITY, exported);
  return Number.isFinite(since) ? since : Number.NaN;
}

function latestBefore(times: Float64Array, length: number, limit: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(times, middle) <= limit) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? Number.NEGATIVE_INFINITY : at(times, low - 1);
}

/**
 * The minutes of the hour that a growth belongs to: from firstMinute to lastMinute, partOf it in each; of all of it the
 * parts add up to 1. Loops, not calls of a function: this runs for each point of each series.
 */
export function firstMinute(hourAt: number, fromAt: number, toAt: number): number {
  return Math.max(0, Math.floor(((toAt - fromAt <= BY_END_MS ? toAt : fromAt) - hourAt) / MINUTE));
}

/** -1: none. */
export function lastMinute(hourAt: number, fromAt: number, toAt: number): number {
  const length = toAt - fromAt;
  if (length > LONGEST_GROWTH_MS) return -1;
  if (length > BY_END_MS) return Math.min(hourGrid.minutes - 1, Math.floor((toAt - hourAt - 1) / MINUTE));
  const minute = Math.floor((toAt - hourAt) / MINUTE);
  return minute < hourGrid.minutes ? minute : -1;
}

export function partOf(minute: number, hourAt: number, fromAt: number, toAt: number): number {
  const length = toAt - fromAt;
  if (length <= BY_END_MS) return 1;
  const begin = Math.max(fromAt, hourAt + minute * MINUTE);
  const end = Math.min(toAt, hourAt + (minute + 1) * MINUTE);
  return (end - begin) / length;
}

/** Adds what was grown over (fromAt, toAt] to its minutes, and the time to what is known of them. */
export function addGrowth(
  { amount, coveredMs }: Pick<Grown, 'amount' | 'coveredMs'>,
  grown: number,
  hourAt: number,
  fromAt: number,
  toAt: number,
): void {
  const last = lastMinute(hourAt, fromAt, toAt);
  for (let minute = firstMinute(hourAt, fromAt, toAt); minute <= last; minute++) {
    const part = partOf(minute, hourAt, fromAt, toAt);
    add(amount, minute, grown * part);
    add(coveredMs, minute, (toAt - fromAt) * part);
  }
}

/** Growth per minute of a plain counter; a value that fell under the same start time began again at zero. */
export function counterIncreases(prepared: Prepared, siblings: Prepared[], hourAt: number): Grown {
  const { value } = prepared.points;
  return increases(prepared, siblings, hourAt, (index) => at(value, index));
}

/** Growth per minute of what `valueAt` says of each point. Several signals ask of one series: it is found once. */
export function increases(
  prepared: Prepared,
  siblings: Prepared[],
  hourAt: number,
  valueAt: (index: number) => number,
): Grown {
  const known = prepared.grown;
  if (known && hasSameBases(prepared, siblings, known)) return known;
  const found: Grown = { amount: zeros(), coveredMs: zeros(), spans: [], bases: [], siblings };
  const begins = (index: number, since: number) => void found.bases.push(index, since);
  const visit: VisitGrowth = (index, previous, fromAt, toAt) => {
    found.spans.push(fromAt, toAt);
    const now = valueAt(index);
    const before = previous < 0 ? 0 : valueAt(previous);
    const grown = now >= before ? now - before : now;
    if (!Number.isNaN(grown)) addGrowth(found, grown, hourAt, fromAt, toAt);
  };
  eachGrowth(prepared, siblings, visit, begins);
  prepared.grown = found;
  return found;
}

function hasSameBases(prepared: Prepared, siblings: Prepared[], known: Grown): boolean {
  if (known.siblings === siblings) return true;
  for (let i = 0; i < known.bases.length; i += 2)
    if (!Object.is(zeroSince(prepared, siblings, known.bases[i] as number), known.bases[i + 1] as number)) return false;
  return true;
}
