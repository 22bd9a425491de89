/**
 * Buckets of many histograms added up, a step at a time. Explicit ones add where their bounds are equal;
 * exponential ones are brought to one scale first, each step down joining two buckets, exactly.
 * https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
 */
import { sameBounds } from '../points/bucket-columns';
import type { HistogramValue, PointColumns } from '../points/points';
import { columnsAdder } from './add-columns';
import { type Grid, shareOut } from './grid';
import { eachGrowth } from './growth';
import type { Measured, StepBuckets } from './measured';
import { quantile } from './quantile';

export type Exponential = NonNullable<HistogramValue['exponential']>;

/** Merged buckets of a group: the set with most in it, and how many series have other bounds. */
export function mergeBuckets(group: Measured[], grid: Grid): { buckets: StepBuckets | null; others: number } {
  const sets: Sets = { byText: new Map(), byBounds: new Map() };
  const exponential: Measured[] = [];
  const addColumns = columnsAdder(grid);
  for (const each of group) {
    const bounds = each.points.buckets?.[0]?.bounds;
    if (bounds) addColumns(each, each.points.buckets ?? [], counted(setFor(sets, bounds, grid.steps)));
    else if (each.points.histograms.some((value) => value?.exponential)) exponential.push(each);
    else addExplicit(each, grid, sets);
  }
  const all: (StepBuckets & { series: number })[] = [...sets.byText.values()];
  if (exponential.length > 0) all.push({ ...mergeExponential(exponential, grid), series: exponential.length });
  all.sort((a, b) => b.observed - a.observed || b.bounds.length - a.bounds.length);
  const [best, ...others] = all.filter((set) => set.observed > 0);
  return { buckets: best ?? all[0] ?? null, others: others.reduce((sum, { series }) => sum + series, 0) };
}

/** The q-quantile of each step into `out`; `atLeast` is set to 1 where it lies in the unbounded bucket. */
export function stepQuantiles(
  { bounds, counts }: StepBuckets,
  q: number,
  out: Float64Array,
  atLeast: Uint8Array,
): void {
  const width = bounds.length + 1;
  for (let step = 0; step < out.length; step++) {
    const answer = quantile(bounds, counts.subarray(step * width, (step + 1) * width), q);
    out[step] = answer.ms;
    atLeast[step] = answer.atLeast ? 1 : 0;
  }
}

type Counted = StepBuckets & { series: number };

function counted(set: Counted): Counted {
  set.series++;
  return set;
}

function addExplicit(each: Measured, grid: Grid, sets: Sets): void {
  const { histograms } = each.points;
  let bounds: Float64Array | undefined;
  let set: Counted | undefined;
  let seen: Set<object> | undefined;
  eachGrowth(each, each.intervalMs, (index, previous, fromAt, toAt) => {
    const now = histograms[index];
    if (!now?.bounds || !now.counts || now.counts.length !== now.bounds.length + 1) return;
    if (now.bounds !== bounds) {
      bounds = now.bounds;
      set = setFor(sets, bounds, grid.steps);
      seen ??= new Set();
      if (!seen.has(set)) set.series++;
      seen.add(set);
    }
    const target = set as StepBuckets;
    const counts = now.counts;
    let before: Float64Array | null = null;
    if (previous >= 0) {
      const then = histograms[previous];
      // Other bounds under the same start time: no telling what came between.
      if (!then?.bounds || !then.counts || !sameBounds(then.bounds, now.bounds)) return;
      before = fell(counts, then.counts) ? null : then.counts;
    }
    const width = counts.length;
    shareOut(grid, each.patience, fromAt, toAt, (step, part) => {
      const into = target.counts;
      const row = step * width;
      for (let b = 0; b < width; b++) {
        const grown = before === null ? (counts[b] as number) : (counts[b] as number) - (before[b] as number);
        if (grown === 0) continue;
        into[row + b] = (into[row + b] as number) + grown * part;
        target.observed += grown * part;
      }
    });
  });
}

/** One set of steps for equal bounds; most series share the very array with the one before. */
interface Sets {
  byText: Map<string, Counted>;
  byBounds: Map<Float64Array, Counted>;
}

function setFor({ byText, byBounds }: Sets, bounds: Float64Array, steps: number): Counted {
  let set = byBounds.get(bounds);
  if (set) return set;
  const key = bounds.join();
  set = byText.get(key);
  if (!set) {
    set = { bounds, counts: new Float64Array(steps * (bounds.length + 1)), observed: 0, series: 0 };
    byText.set(key, set);
  }
  byBounds.set(bounds, set);
  return set;
}

/** Any bucket that shrank: the histogram began again at zero. */
function fell(now: Float64Array, before: Float64Array): boolean {
  for (let b = 0; b < now.length; b++) if ((now[b] as number) < (before[b] as number)) return true;
  return false;
}

/** One scale for many exponential histograms, and the bucket indexes that occur at it (empty: high < low). */
export interface Shape {
  scale: number;
  zeroThreshold: number;
  positive: { low: number; high: number };
  negative: { low: number; high: number };
}

/** More buckets than this on either side are joined: 320 at base 2^(1/8) reach over twelve decimal powers. */
const MOST_BUCKETS = 320;

export function commonShape(all: PointColumns[]): Shape {
  let scale = Number.POSITIVE_INFINITY;
  const shape: Shape = { scale: 0, zeroThreshold: 0, positive: empty(), negative: empty() };
  const each = (visit: (value: Exponential) => void) => {
    for (const { histograms } of all) for (const value of histograms) if (value?.exponential) visit(value.exponential);
  };
  each((value) => {
    scale = Math.min(scale, value.scale);
    shape.zeroThreshold = Math.max(shape.zeroThreshold, value.zeroThreshold || 0);
  });
  shape.scale = scale === Number.POSITIVE_INFINITY ? 0 : scale;
  each((value) => {
    const down = value.scale - shape.scale;
    widen(shape.positive, value.positiveOffset, value.positive, down);
    widen(shape.negative, value.negativeOffset, value.negative, down);
  });
  while (lengthOf(shape.positive) > MOST_BUCKETS || lengthOf(shape.negative) > MOST_BUCKETS) {
    shape.scale--;
    for (const side of [shape.positive, shape.negative]) {
      if (side.high < side.low) continue;
      side.low = Math.floor(side.low / 2);
      side.high = Math.floor(side.high / 2);
    }
  }
  return shape;
}

const empty = () => ({ low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY });
export const lengthOf = ({ low, high }: { low: number; high: number }) => (high < low ? 0 : high - low + 1);

function widen(side: { low: number; high: number }, offset: number, counts: Float64Array, down: number): void {
  let first = 0;
  let last = counts.length - 1;
  while (first <= last && counts[first] === 0) first++;
  while (last >= first && counts[last] === 0) last--;
  if (last < first) return;
  const joined = 2 ** down;
  side.low = Math.min(side.low, Math.floor((offset + first) / joined));
  side.high = Math.max(side.high, Math.floor((offset + last) / joined));
}

/** Upper bounds from the lowest negative bucket over zero to the highest positive one. */
export function boundsOf({ scale, zeroThreshold, positive, negative }: Shape): Float64Array {
  const power = (index: number) => 2 ** (index / 2 ** scale);
  const bounds: number[] = [];
  if (lengthOf(negative) > 0) {
    for (let index = negative.high + 1; index >= negative.low; index--) bounds.push(-power(index));
  }
  bounds.push(zeroThreshold);
  if (lengthOf(positive) > 0) {
    for (let index = positive.low; index <= positive.high + 1; index++) bounds.push(power(index));
  }
  return Float64Array.from(bounds);
}

/** Counts in the buckets of `boundsOf(shape)` (one more, always 0, for what lies above), written to `out`. */
export function onShape(value: Exponential, shape: Shape, out: Float64Array): void {
  out.fill(0);
  const joined = 2 ** (value.scale - shape.scale);
  const negatives = lengthOf(shape.negative);
  const zero = negatives === 0 ? 0 : negatives + 1;
  out[zero] = value.zeroCount;
  for (let i = 0; i < value.negative.length; i++) {
    const count = value.negative[i] as number;
    if (count === 0) continue;
    const place = zero - (Math.floor((value.negativeOffset + i) / joined) - shape.negative.low + 1);
    out[place] = (out[place] as number) + count;
  }
  for (let i = 0; i < value.positive.length; i++) {
    const count = value.positive[i] as number;
    if (count === 0) continue;
    const place = zero + 2 + Math.floor((value.positiveOffset + i) / joined) - shape.positive.low;
    out[place] = (out[place] as number) + count;
  }
}

function mergeExponential(group: Measured[], grid: Grid): StepBuckets {
  const shape = commonShape(group.map(({ points }) => points));
  const bounds = boundsOf(shape);
  const width = bounds.length + 1;
  const set: StepBuckets = { bounds, counts: new Float64Array(grid.steps * width), observed: 0 };
  let now = new Float64Array(width);
  let before = new Float64Array(width);
  for (const each of group) {
    const { histograms } = each.points;
    let lastIndex = -1;
    eachGrowth(each, each.intervalMs, (index, previous, fromAt, toAt) => {
      const value = histograms[index]?.exponential;
      if (!value) return;
      // Most often the point before was the last one shown.
      if (previous >= 0 && previous === lastIndex) [now, before] = [before, now];
      else {
        const then = previous >= 0 ? histograms[previous]?.exponential : null;
        if (then) onShape(then, shape, before);
        else before.fill(0);
      }
      onShape(value, shape, now);
      lastIndex = index;
      const reset = previous >= 0 && fell(now, before);
      const [counts, minus] = [now, before];
      shareOut(grid, each.patience, fromAt, toAt, (step, part) => {
        const row = step * width;
        for (let b = 0; b < width; b++) {
          const grown = reset || previous < 0 ? (counts[b] as number) : (counts[b] as number) - (minus[b] as number);
          if (grown === 0) continue;
          set.counts[row + b] = (set.counts[row + b] as number) + grown * part;
          set.observed += grown * part;
        }
      });
    });
  }
  return set;
}
