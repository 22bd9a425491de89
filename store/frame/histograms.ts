/**
 * The histogram part of a frame: positions, count/sum/min/max as columns, bounds once per distinct
 * set, bucket counts as variable-length integers with runs of zeros folded.
 */
import {
  FormatError,
  putByte,
  putRaw,
  putVarint,
  putVarintInto,
  putZigzag,
  reserve,
  type Sink,
  type Source,
  takeByte,
  takeCount,
  takeRawDoubles,
  takeVarint,
  takeZigzag,
} from '../bytes';
import { putColumn, takeColumn } from '../points/columns';
import type { HistogramColumns, HistogramValue } from '../points/points';
import { doubles, places } from '../points/scratch';

type Exponential = NonNullable<HistogramValue['exponential']>;

const Shape = { bounds: 1, counts: 2, exponential: 4 } as const;
/** Bucket arrays longer than this are no histogram; it also bounds what a broken payload can make us allocate. */
const mostBuckets = 1 << 24;

const totals = ['count', 'sum', 'min', 'max'] as const;

export function putHistograms(sink: Sink, histograms: (HistogramValue | null)[], length: number): void {
  const present: HistogramValue[] = [];
  const positions: number[] = [];
  for (let i = 0; i < Math.min(length, histograms.length); i++) {
    const histogram = histograms[i];
    if (!histogram) continue;
    present.push(histogram);
    positions.push(i);
  }
  putPositions(sink, positions, positions.length);
  if (present.length === 0) return;
  const column = new Float64Array(present.length);
  for (const name of totals) {
    for (let i = 0; i < present.length; i++) column[i] = (present[i] as HistogramValue)[name];
    putColumn(sink, column, 'values');
  }
  const indexes = putBounds(sink, present.length, (i) => present[i]?.bounds);
  for (let i = 0; i < present.length; i++) putBuckets(sink, present[i] as HistogramValue, indexes[i] as number);
}

/** The same bytes of the same histograms. */
export function putHistogramColumns(sink: Sink, columns: HistogramColumns): void {
  const { length, buckets, bounds, counts } = columns;
  putPositions(sink, columns.position, length);
  for (const name of totals) putColumn(sink, columns[name].subarray(0, length), 'values');
  const indexes = putBounds(sink, length, (i) => (buckets[i] === 0 ? undefined : bounds[i]));
  let at = 0;
  for (let i = 0; i < length; i++) {
    const more = buckets[i] as number;
    putByte(sink, more === 0 ? 0 : Shape.bounds | Shape.counts);
    if (more === 0) continue;
    putVarint(sink, indexes[i] as number);
    putCounts(sink, counts, at, at + more);
    at += more;
  }
}

/** How many, and how many points without one stand before each. */
function putPositions(sink: Sink, positions: number[] | Int32Array, length: number): void {
  putVarint(sink, length);
  for (let i = 0; i < length; i++)
    putVarint(sink, (positions[i] as number) - (i === 0 ? 0 : (positions[i - 1] as number) + 1));
}

/** Distinct bound sets; answers each histogram's index into them (-1: has none). */
function putBounds(sink: Sink, length: number, boundsOf: (i: number) => Float64Array | undefined): Int32Array {
  const sets: Float64Array[] = [];
  const indexes = new Int32Array(length);
  let last = -1;
  for (let i = 0; i < length; i++) {
    const bounds = boundsOf(i);
    if (bounds && (last < 0 || !sameBits(sets[last] as Float64Array, bounds))) {
      last = sets.findIndex((set) => sameBits(set, bounds));
      if (last < 0) last = sets.push(bounds) - 1;
    }
    indexes[i] = bounds ? last : -1;
  }
  putVarint(sink, sets.length);
  for (const set of sets) {
    putVarint(sink, set.length);
    putRaw(sink, set);
  }
  return indexes;
}

function putBuckets(sink: Sink, histogram: HistogramValue, boundsIndex: number): void {
  const { bounds, counts, exponential } = histogram;
  putByte(sink, (bounds ? Shape.bounds : 0) | (counts ? Shape.counts : 0) | (exponential ? Shape.exponential : 0));
  if (bounds) putVarint(sink, boundsIndex);
  if (counts) putCounts(sink, counts);
  if (!exponential) return;
  putZigzag(sink, exponential.scale);
  putRaw(sink, Float64Array.of(exponential.zeroCount, exponential.zeroThreshold));
  putZigzag(sink, exponential.positiveOffset);
  putCounts(sink, exponential.positive);
  putZigzag(sink, exponential.negativeOffset);
  putCounts(sink, exponential.negative);
}

function sameBits(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

/** Those in [from, to): length and form in one number; whole counts as integers (0 is followed by how often), others raw. */
function putCounts(sink: Sink, counts: Float64Array, from = 0, to = counts.length): void {
  const length = to - from;
  const whole = isWhole(counts, from, to);
  putVarint(sink, length * 2 + (whole ? 0 : 1));
  if (!whole) {
    putRaw(sink, counts.subarray(from, to));
    return;
  }
  reserve(sink, length * 10);
  for (let i = from; i < to; ) {
    const count = counts[i] as number;
    putVarintInto(sink, count);
    i++;
    if (count !== 0) continue;
    const first = i - 1;
    while (i < to && counts[i] === 0) i++;
    putVarintInto(sink, i - first);
  }
}

function isWhole(counts: Float64Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const count = counts[i] as number;
    if (!(count >= 0 && count <= Number.MAX_SAFE_INTEGER) || Math.floor(count) !== count || Object.is(count, -0))
      return false;
  }
  return true;
}

/** One entry a point, none where no point has one. */
export function takeHistograms(source: Source, length: number): (HistogramValue | null)[] {
  const present = takeCount(source, 1);
  if (present === 0) return [];
  const out: (HistogramValue | null)[] = new Array(length).fill(null);
  const positions = places(present);
  let position = -1;
  for (let i = 0; i < present; i++) {
    position += takeVarint(source) + 1;
    positions[i] = position;
  }
  if (position >= length) throw new FormatError('a histogram stands behind the last point');
  const parts: Parts = {
    count: takeColumn(source, present),
    sum: takeColumn(source, present),
    min: takeColumn(source, present),
    max: takeColumn(source, present),
    sets: Array.from({ length: takeCount(source, 1) }, () => takeRawDoubles(source, takeVarint(source))),
    room: { memory: noCounts, used: 0, most: present },
  };
  for (let i = 0; i < present; i++) {
    out[positions[i] as number] = takeHistogram(source, i, parts);
    parts.room.most--;
  }
  return out;
}

/** What a frame tells of its histograms before the buckets of each. */
interface Parts extends Record<(typeof totals)[number], Float64Array> {
  sets: Float64Array[];
  room: Counts;
}

/** Counts of a frame's histograms stand in one piece of memory; `most`: how many histograms may come yet. */
interface Counts {
  memory: Float64Array;
  used: number;
  most: number;
}

const noCounts = new Float64Array(0);
/** A frame whose histograms differ in length gets pieces of this size. */
const mostCounts = 4096;

function countsFor(room: Counts, length: number): Float64Array {
  if (room.used + length > room.memory.length) {
    if (length > mostCounts) return new Float64Array(length);
    room.memory = doubles(Math.max(length, Math.min(mostCounts, room.most * length)));
    room.used = 0;
  }
  room.used += length;
  return room.memory.subarray(room.used - length, room.used);
}

/** The `i`th histogram. */
function takeHistogram(source: Source, i: number, parts: Parts): HistogramValue {
  const { sets, room } = parts;
  const count = parts.count[i] as number;
  const sum = parts.sum[i] as number;
  const min = parts.min[i] as number;
  const max = parts.max[i] as number;
  const shape = takeByte(source);
  const bounds = shape & Shape.bounds ? sets[takeVarint(source)] : undefined;
  if (!bounds && shape & Shape.bounds) throw new FormatError('a histogram names bounds that the frame does not hold');
  const counts = shape & Shape.counts ? takeCounts(source, room) : undefined;
  // As almost all are: made in one piece, which takes half of the memory.
  if (bounds && counts && !(shape & Shape.exponential)) return { count, sum, min, max, bounds, counts };
  const given: HistogramValue = { count, sum, min, max };
  if (bounds) given.bounds = bounds;
  if (counts) given.counts = counts;
  if (shape & Shape.exponential) given.exponential = takeExponential(source);
  return given;
}

function takeExponential(source: Source): Exponential {
  const scale = takeZigzag(source);
  const [zeroCount, zeroThreshold] = takeRawDoubles(source, 2) as unknown as [number, number];
  const positiveOffset = takeZigzag(source);
  const positive = takeCounts(source);
  const negativeOffset = takeZigzag(source);
  const negative = takeCounts(source);
  return { scale, zeroCount, zeroThreshold, positiveOffset, positive, negativeOffset, negative };
}

function takeCounts(source: Source, room?: Counts): Float64Array {
  const coded = takeVarint(source);
  const length = Math.floor(coded / 2);
  if (length > mostBuckets) throw new FormatError(`a histogram of ${length} buckets is longer than any`);
  if (coded % 2 === 1) return takeRawDoubles(source, length);
  const out = room ? countsFor(room, length) : new Float64Array(length);
  for (let i = 0; i < length; ) {
    const count = takeVarint(source);
    const run = count === 0 ? takeVarint(source) : 1;
    if (run === 0 || i + run > length) throw new FormatError('bucket counts of a histogram do not add up');
    if (count !== 0) out[i] = count;
    i += run;
  }
  return out;
}
