/** The hour row of a signal: its twelve 5-minute means, from the minutes' parts where it has parts. */

import { doubles } from '@/store/points/scratch';
import { quantile } from '@/store/query/quantile';
import { baseOf, quantileOf } from '../signal-ids';
import { MinuteState, type SignalColumns, type SignalHour } from '../types';
import { at } from './points';

const WINDOW = 5;
/** A 5-minute mean needs most of its minutes (judgement). */
const LEAST_MINUTES = 3;

/** @param msPerUnit what a unit of the signal's value is in its buckets, which are in ms. */
export function signalHour(columns: SignalColumns, msPerUnit = 1): SignalHour {
  const means = windows(columns, (from, to) => meanOf(columns, from, to, msPerUnit));
  const hour: SignalHour = { at: columns.startAt, max5: maxOf(means), median5: medianOf(means), means: means.length };
  if (columns.numerator && columns.denominator) {
    hour.numerator = knownSum(columns.numerator);
    hour.denominator = knownSum(columns.denominator);
  }
  const { demand, capacity } = columns;
  if (demand) {
    const demands = windows(columns, (from, to) => plainMean(demand, from, to));
    hour.demandMedian5 = medianOf(demands);
    hour.demandMax5 = maxOf(demands);
  }
  if (capacity) hour.capacityMedian5 = medianOf(windows(columns, (from, to) => plainMean(capacity, from, to)));
  return hour;
}

function windows(columns: SignalColumns, mean: (from: number, to: number) => number): number[] {
  const result: number[] = [];
  for (let from = 0; from < columns.value.length; from += WINDOW) {
    const value = mean(from, from + WINDOW);
    if (!Number.isNaN(value)) result.push(value);
  }
  return result;
}

function meanOf(columns: SignalColumns, from: number, to: number, msPerUnit: number): number {
  let known = 0;
  for (let m = from; m < to; m++) if (columns.state[m] !== MinuteState.noData) known++;
  if (known < LEAST_MINUTES) return Number.NaN;
  const { numerator, denominator, buckets } = columns;
  if (buckets) return bucketsMean(columns.signal, buckets, from, to) / msPerUnit;
  if (numerator && denominator) {
    const below = sumOver(denominator, from, to);
    // A share is a percentage; a rate's denominator is seconds.
    return below > 0 ? (scaleOf(columns.signal) * sumOver(numerator, from, to)) / below : Number.NaN;
  }
  return plainMean(columns.value, from, to, 1);
}

function scaleOf(filtered: string): number {
  const signal = baseOf(filtered);
  return signal.endsWith('.rate') && signal !== 'errors.rate' ? 1 : 100;
}

function bucketsMean(
  signal: string,
  buckets: { boundsMs: Float64Array; counts: Float64Array },
  from: number,
  to: number,
): number {
  const width = buckets.boundsMs.length + 1;
  const counts = doubles(width);
  for (let m = from; m < to; m++) {
    for (let b = 0; b < width; b++) counts[b] = at(counts, b) + (at(buckets.counts, m * width + b) || 0);
  }
  return quantile(buckets.boundsMs, counts, quantileOf(signal) ?? 0.95).ms;
}

function plainMean(values: Float64Array, from: number, to: number, least = LEAST_MINUTES): number {
  let sum = 0;
  let n = 0;
  for (let m = from; m < to; m++) {
    if (Number.isNaN(at(values, m))) continue;
    sum += at(values, m);
    n++;
  }
  return n >= least ? sum / n : Number.NaN;
}

function sumOver(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let m = from; m < to; m++) sum += at(values, m) || 0;
  return sum;
}

function knownSum(values: Float64Array): number {
  return sumOver(values, 0, values.length);
}

function maxOf(values: number[]): number {
  return values.length > 0 ? Math.max(...values) : Number.NaN;
}

/** The middle one, or the mean of the two in the middle. */
function medianOf(values: number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
