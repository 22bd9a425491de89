/**
 * The histograms of one series of a block, column by column: shapes, count, sum, min, max, bounds, then
 * each bucket through time, those that stay empty left out.
 */

import { FormatError, putByte, putVarint, type Sink, type Source, takeByte, takeCount, takeVarint } from '../bytes';
import type { BucketPart, HistogramValue } from '../points/points';
import { putRows, takeEvenColumns, takeRows } from './buckets';
import { type Budget, spend } from './budget';
import { putValues, takeColumn, takeValues } from './columns';
import { skipValues } from './skip';

type Exponential = NonNullable<HistogramValue['exponential']>;

/** Of one point: 0 where it has no histogram. */
const Shape = { present: 1, bounds: 2, counts: 4, exponential: 8 } as const;
const explicit = Shape.present | Shape.bounds | Shape.counts;
/** Whether counts are what the buckets add up to. */
const Counts = { stored: 0, added: 1 } as const;

/** What series of a group share: the bounds that came last. */
export interface Shared {
  bounds: Float64Array | null;
}

export function putHistograms(sink: Sink, histograms: (HistogramValue | null)[], length: number, shared: Shared): void {
  const all = histograms.slice(0, length);
  putValues(sink, Float64Array.from(all, shapeOf));
  const present = all.filter((each) => each !== null);
  const counts = Float64Array.from(present, ({ count }) => count);
  const added = present.every((each) => Object.is(addedUp(each), each.count));
  putByte(sink, added ? Counts.added : Counts.stored);
  if (!added) putValues(sink, counts);
  for (const name of ['sum', 'min', 'max'] as const)
    putValues(
      sink,
      Float64Array.from(present, (each) => each[name]),
    );
  putBounds(
    sink,
    present.flatMap(({ bounds }) => bounds ?? []),
    shared,
  );
  putRows(
    sink,
    present.flatMap((each) => each.counts ?? []),
  );
  const exponentials = present.flatMap(({ exponential }) => exponential ?? []);
  if (exponentials.length > 0) putExponentials(sink, exponentials);
}

function shapeOf(histogram: HistogramValue | null): number {
  if (!histogram) return 0;
  const { bounds, counts, exponential } = histogram;
  return (
    Shape.present | (bounds ? Shape.bounds : 0) | (counts ? Shape.counts : 0) | (exponential ? Shape.exponential : 0)
  );
}

function addedUp({ counts, exponential }: HistogramValue): number {
  return (counts ? total(counts) : 0) + (exponential ? totalOf(exponential) : 0);
}

function total(counts: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i] as number;
  return sum;
}

function totalOf({ zeroCount, positive, negative }: Exponential): number {
  return zeroCount + total(positive) + total(negative);
}

/** One set for all points, mostly that of the series before; else the number of sets and which point has which. */
function putBounds(sink: Sink, each: Float64Array[], shared: Shared): void {
  const first = each[0];
  if (!first) return;
  const sets: Float64Array[] = [];
  const indexes = each.map((bounds) => {
    const known = sets.findIndex((set) => sameBits(set, bounds));
    return known < 0 ? sets.push(bounds) - 1 : known;
  });
  if (sets.length === 1 && shared.bounds && sameBits(shared.bounds, first)) {
    putVarint(sink, 0);
    return;
  }
  putVarint(sink, sets.length);
  for (const set of sets) {
    putVarint(sink, set.length);
    putValues(sink, set);
  }
  if (sets.length > 1) putValues(sink, Float64Array.from(indexes));
  shared.bounds = first;
}

function sameBits(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

function putExponentials(sink: Sink, each: Exponential[]): void {
  for (const name of ['scale', 'zeroCount', 'zeroThreshold'] as const)
    putValues(
      sink,
      Float64Array.from(each, (e) => e[name]),
    );
  putRows(
    sink,
    each.map((e) => e.positive),
    each.map((e) => e.positiveOffset),
  );
  putRows(
    sink,
    each.map((e) => e.negative),
    each.map((e) => e.negativeOffset),
  );
}

export function takeHistograms(
  source: Source,
  length: number,
  shared: Shared,
  budget: Budget,
): (HistogramValue | null)[] {
  spend(budget, length * 8);
  const shapes = takeColumn(source, length);
  const out: (HistogramValue | null)[] = new Array(length).fill(null);
  const present: HistogramValue[] = [];
  for (let i = 0; i < length; i++) {
    if (!shapes[i]) continue;
    const histogram = { count: 0, sum: 0, min: 0, max: 0 };
    out[i] = histogram;
    present.push(histogram);
  }
  const having = (bit: number) => present.filter((_, k) => ((shapesOfPresent[k] as number) & bit) !== 0);
  const shapesOfPresent = shapes.filter((shape) => shape !== 0);
  const added = takeByte(source) === Counts.added;
  if (!added) fill(present, 'count', takeColumn(source, present.length));
  for (const name of ['sum', 'min', 'max'] as const) fill(present, name, takeColumn(source, present.length));
  takeBounds(source, having(Shape.bounds), shared);
  const counted = having(Shape.counts);
  takeRows(source, counted.length, budget).rows.forEach((row, k) => {
    (counted[k] as HistogramValue).counts = row;
  });
  takeExponentials(source, having(Shape.exponential), budget);
  if (added) for (const each of present) each.count = addedUp(each);
  return out;
}

/**
 * The buckets alone, of the points from `skip` on, where all points are explicit histograms with the same bounds;
 * null and nothing taken where they are not.
 */
export function takeBucketColumns(
  source: Source,
  length: number,
  shared: Shared,
  budget: Budget,
  skip = 0,
): BucketPart | null {
  const from = source.at;
  const bounds = shared.bounds;
  if (allExplicit(source, length)) {
    skipMoments(source, length);
    const counted = { count: 0, sum: 0, min: 0, max: 0 } as HistogramValue;
    if (takeBounds(source, [counted], shared, length) === 1) {
      const taken = takeEvenColumns(source, length, budget, skip);
      if (taken && counted.bounds && taken.columns.length === counted.bounds.length + 1)
        return { bounds: counted.bounds, ...taken };
    }
  }
  source.at = from;
  shared.bounds = bounds;
  return null;
}

function allExplicit(source: Source, length: number): boolean {
  if (shapes.length !== length) shapes = new Float64Array(length);
  takeValues(source, shapes);
  for (let i = 0; i < length; i++) if (shapes[i] !== explicit) return false;
  return true;
}

/** What shapes are unpacked into: most series have as many points as the one before. */
let shapes = new Float64Array(60);

/** What the next series may share is taken along. */
export function skipHistograms(source: Source, length: number, shared: Shared, budget: Budget): void {
  takeBucketColumns(source, length, shared, budget) ?? takeHistograms(source, length, shared, budget);
}

function skipMoments(source: Source, length: number): void {
  if (takeByte(source) !== Counts.added) skipValues(source, length);
  for (let column = 0; column < 3; column++) skipValues(source, length);
}

function fill(histograms: HistogramValue[], name: 'count' | 'sum' | 'min' | 'max', column: Float64Array): void {
  for (let i = 0; i < histograms.length; i++) (histograms[i] as HistogramValue)[name] = column[i] as number;
}

/** Gives each histogram its bounds (the first ones, where there are fewer than `length`); returns of how many kinds. */
function takeBounds(source: Source, histograms: HistogramValue[], shared: Shared, length = histograms.length): number {
  if (length === 0) return 0;
  const count = takeCount(source, 1);
  if (count === 0) {
    if (!shared.bounds) throw new FormatError('a histogram shares the bounds of none');
    for (const each of histograms) each.bounds = shared.bounds;
    return 1;
  }
  const sets: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    const length = takeVarint(source);
    if (length > mostBuckets) throw new FormatError(`a histogram of ${length} bounds is longer than any`);
    sets.push(takeColumn(source, length));
  }
  const indexes = count > 1 ? takeColumn(source, length) : new Float64Array(length);
  histograms.forEach((each, k) => {
    const bounds = sets[indexes[k] as number];
    if (!bounds) throw new FormatError('a histogram names bounds that the block does not hold');
    each.bounds = bounds;
  });
  shared.bounds = histograms[0]?.bounds ?? null;
  return count;
}

/** Bounds what a broken payload makes us allocate. */
const mostBuckets = 1 << 20;

function takeExponentials(source: Source, histograms: HistogramValue[], budget: Budget): void {
  const n = histograms.length;
  if (n === 0) return;
  const [scale, zeroCount, zeroThreshold] = [0, 1, 2].map(() => takeColumn(source, n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const positive = takeRows(source, n, budget, true);
  const negative = takeRows(source, n, budget, true);
  histograms.forEach((each, i) => {
    each.exponential = {
      scale: scale[i] as number,
      zeroCount: zeroCount[i] as number,
      zeroThreshold: zeroThreshold[i] as number,
      positiveOffset: positive.offsets[i] as number,
      positive: positive.rows[i] as Float64Array,
      negativeOffset: negative.offsets[i] as number,
      negative: negative.rows[i] as Float64Array,
    };
  });
}
