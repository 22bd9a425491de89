/**
 * What counters and histograms grew by between points, after the OpenTelemetry data model: deltas as they
 * are, cumulative points against the one before in the same stream, a stream being (series, start time).
 * https://opentelemetry.io/docs/specs/otel/metrics/data-model/#resets-and-gaps
 */
import type { PointColumns, SeriesPoints } from '../points/points';
import { type Grid, MINUTE_MS, type Patience, shareOut } from './grid';

/** A point grew from `previous` (-1: from zero) over (fromAt, toAt]. */
export type VisitGrowth = (index: number, previous: number, fromAt: number, toAt: number) => void;

export function eachGrowth({ series, points }: SeriesPoints, intervalMs: number, visit: VisitGrowth): void {
  if (series.temporality === 2) eachCumulative(points, visit);
  else eachDelta(points, intervalMs, visit);
}

function eachDelta(points: PointColumns, intervalMs: number, visit: VisitGrowth): void {
  const { time, start, flags, length } = points;
  for (let i = 0; i < length; i++) {
    if (((flags[i] as number) & 1) === 1) continue;
    const toAt = time[i] as number;
    const from = start[i] as number;
    const said = from > 0 && from < toAt;
    visit(i, -1, said ? from : i > 0 ? (time[i - 1] as number) : toAt - intervalMs, toAt);
  }
}

function eachCumulative({ time, start, flags, length }: PointColumns, visit: VisitGrowth): void {
  let stream = Number.NaN;
  let previous = -1;
  /** Streams that were left for another one; two senders under one identity take turns. */
  let left: Map<number, number> | null = null;
  for (let i = 0; i < length; i++) {
    if (((flags[i] as number) & 1) === 1) continue;
    const from = start[i] as number;
    const key = from !== from ? -1 : from;
    if (key !== stream) {
      if (previous >= 0) {
        left ??= new Map();
        left.set(stream, previous);
      }
      stream = key;
      previous = left?.get(key) ?? -1;
    }
    const toAt = time[i] as number;
    if (previous >= 0) visit(i, previous, time[previous] as number, toAt);
    else if (from > 0 && from < toAt) visit(i, -1, from, toAt);
    previous = i;
  }
}

/** Median distance of the last points, ms; a minute where there is only one. */
export function intervalOf({ time, length }: PointColumns): number {
  const n = Math.min(length - 1, 60);
  if (n < 1) return MINUTE_MS;
  const from = length - 1 - n;
  const gaps = new Float64Array(n);
  for (let i = 0; i < n; i++) gaps[i] = (time[from + i + 1] as number) - (time[from + i] as number);
  gaps.sort();
  return Math.max(1, gaps[n >> 1] as number);
}

/** Growth a step, and how much time stands behind it; a histogram grows by what it counted. */
export interface Grown {
  amount: Float64Array;
  coveredMs: Float64Array;
}

/** Adds the growth of a counter, or of a histogram's count, to `into`. */
export function addCounts(each: SeriesPoints, intervalMs: number, grid: Grid, patience: Patience, into: Grown): void {
  const { value, histograms } = each.points;
  const { amount, coveredMs } = into;
  eachGrowth(each, intervalMs, (index, previous, fromAt, toAt) => {
    const now = histograms[index]?.count ?? (value[index] as number);
    const before = previous < 0 ? 0 : (histograms[previous]?.count ?? (value[previous] as number));
    // What fell under the same start time began again at zero; deltas of a non-monotonic sum may fall.
    const grown =
      now >= before || previous < 0 ? now - before : each.series.monotonic || histograms[index] ? now : now - before;
    if (grown !== grown) return;
    shareOut(grid, patience, fromAt, toAt, (step, part) => {
      amount[step] = (amount[step] as number) + grown * part;
      coveredMs[step] = (coveredMs[step] as number) + (toAt - fromAt) * part;
    });
  });
}

/** Values a step from what grew: a second (`rate`) or in all (`increase`); NaN where no time is covered. */
export function valuesOfGrown({ amount, coveredMs }: Grown, value: 'rate' | 'increase', out: Float64Array): void {
  for (let step = 0; step < out.length; step++) {
    const covered = coveredMs[step] as number;
    if (!(covered > 0)) out[step] = Number.NaN;
    else out[step] = value === 'rate' ? ((amount[step] as number) * 1000) / covered : (amount[step] as number);
  }
}
