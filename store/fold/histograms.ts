/** Delta histograms added up, where their buckets allow it; and whether a cumulative one began again. */
import type { HistogramValue } from '../points/points';

type Exponential = NonNullable<HistogramValue['exponential']>;

/** Whether two histograms can be one: equal bounds, or both exponential with one zero threshold, or no buckets. */
export function canAdd(a: HistogramValue, b: HistogramValue): boolean {
  if (a.exponential || b.exponential) {
    return a.exponential !== undefined && a.exponential.zeroThreshold === b.exponential?.zeroThreshold;
  }
  return sameNumbers(a.bounds, b.bounds) && a.counts?.length === b.counts?.length;
}

/** Both together; canAdd must hold. Extremes that one of them lacks are the other's. */
export function addHistograms(a: HistogramValue, b: HistogramValue): HistogramValue {
  const sum: HistogramValue = {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    min: least(a.min, b.min),
    max: -least(-a.max, -b.max),
  };
  if (a.exponential && b.exponential) sum.exponential = addExponential(a.exponential, b.exponential);
  if (a.bounds) sum.bounds = a.bounds;
  if (a.counts && b.counts) {
    const { counts } = b;
    sum.counts = a.counts.map((count, i) => count + (counts[i] as number));
  }
  return sum;
}

/** A count that shrank: the histogram began again at zero between the two points. */
export function histogramFell(before: HistogramValue, now: HistogramValue): boolean {
  if (now.count < before.count) return true;
  const { counts } = before;
  if (!counts || !now.counts || counts.length !== now.counts.length) return false;
  for (let i = 0; i < counts.length; i++) if ((now.counts[i] as number) < (counts[i] as number)) return true;
  return false;
}

/** At the coarser of the two scales: each step down joins two buckets, exactly. */
function addExponential(a: Exponential, b: Exponential): Exponential {
  const scale = Math.min(a.scale, b.scale);
  const positive = addBuckets(
    coarser(a.positiveOffset, a.positive, a.scale - scale),
    coarser(b.positiveOffset, b.positive, b.scale - scale),
  );
  const negative = addBuckets(
    coarser(a.negativeOffset, a.negative, a.scale - scale),
    coarser(b.negativeOffset, b.negative, b.scale - scale),
  );
  return {
    scale,
    zeroCount: a.zeroCount + b.zeroCount,
    zeroThreshold: a.zeroThreshold,
    positiveOffset: positive.offset,
    positive: positive.counts,
    negativeOffset: negative.offset,
    negative: negative.counts,
  };
}

interface Buckets {
  offset: number;
  counts: Float64Array;
}

function coarser(offset: number, counts: Float64Array, steps: number): Buckets {
  if (steps === 0 || counts.length === 0) return { offset, counts };
  const joined = 2 ** steps;
  const first = Math.floor(offset / joined);
  const last = Math.floor((offset + counts.length - 1) / joined);
  const result = new Float64Array(last - first + 1);
  counts.forEach((count, i) => {
    const to = Math.floor((offset + i) / joined) - first;
    result[to] = (result[to] as number) + count;
  });
  return { offset: first, counts: result };
}

function addBuckets(a: Buckets, b: Buckets): Buckets {
  if (a.counts.length === 0) return b;
  if (b.counts.length === 0) return a;
  const offset = Math.min(a.offset, b.offset);
  const end = Math.max(a.offset + a.counts.length, b.offset + b.counts.length);
  const counts = new Float64Array(end - offset);
  for (const each of [a, b]) {
    each.counts.forEach((count, i) => {
      const to = each.offset - offset + i;
      counts[to] = (counts[to] as number) + count;
    });
  }
  return { offset, counts };
}

function least(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : Math.min(a, b);
}

function sameNumbers(a: Float64Array | undefined, b: Float64Array | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && a.length === b.length && a.every((bound, i) => bound === b[i]);
}
