/** Histogram points: explicit bounds and exponential. Sums, minima and maxima are NaN where not sent. */
import type { HistogramValue } from '@/store';
import { addPoint, type Decoded, takeBack } from './decoded';
import { matches, pattern } from './pattern';
import { entryAt, noteAttribute, resetAttributes, startAt, timeAt } from './point-fields';
import type { Entry, MetricNode } from './series-cache';
import type { SeriesRef } from './series-table';
import { type Trace, traceHistogram } from './trace';
import { cursor, double, fixed64, move, skip, span, varint, Wire, word, zigzag32 } from './wire';

type Exponential = NonNullable<HistogramValue['exponential']>;
const none = new Float64Array(0);

/** By tag, where the content of each field of the point in hand began; -1: it had none. */
const places = new Int32Array(128);

export function decodeHistogram(buf: Buffer, end: number, node: MetricNode, before: Entry | null, out: Decoded): Entry {
  const attributes = resetAttributes();
  const value: HistogramValue = { count: 0, sum: Number.NaN, min: Number.NaN, max: Number.NaN };
  let time = 0;
  let start = Number.NaN;
  let flags = 0;
  let counts: Float64Array = none;
  let bounds: Float64Array = none;
  places.fill(-1);
  while (cursor.at < end) {
    const tagAt = cursor.at;
    const tag = varint(buf, end);
    places[tag] = cursor.at;
    if (tag === 0x4a) noteAttribute(buf, tagAt, end, attributes);
    else if (tag === 0x11) start = startAt(out.view, move(8, end));
    else if (tag === 0x19) time = timeAt(out.view, move(8, end));
    else if (tag === 0x21) value.count = fixed64(buf, end);
    else if (tag === 0x29) value.sum = double(buf, end);
    else if (tag === 0x32) counts = append(counts, packedCounts(buf, end));
    else if (tag === 0x31) counts = append(counts, Float64Array.of(fixed64(buf, end)));
    else if (tag === 0x3a) bounds = append(bounds, packedBounds(buf, end, node, out));
    else if (tag === 0x39) bounds = append(bounds, Float64Array.of(double(buf, end)));
    else if (tag === 0x59) value.min = double(buf, end);
    else if (tag === 0x61) value.max = double(buf, end);
    else if (tag === 0x50) flags = varint(buf, end) & 1;
    else skip(buf, tag, end);
  }
  const entry = entryAt(buf, attributes, 0x4a, node, before, out);
  const index = addPoint(out, node, entry, time, start, flags);
  if (index < 0) return entry;
  if (!fits(bounds, counts)) takeBack(out, node, 'broken-histogram');
  else {
    // Without buckets a histogram still tells count and sum.
    if (counts.length > 0) {
      value.bounds = bounds;
      value.counts = counts;
    }
    out.points.histograms[index] = value;
    if (out.trace && entry.ref) trace(buf, out, out.trace, entry.ref, flags, value);
  }
  return entry;
}

/** Notes where the histogram in hand has its numbers, if all its counts came in one piece. */
function trace(buf: Buffer, out: Decoded, trace: Trace, ref: SeriesRef, flags: number, value: HistogramValue): void {
  const { counts = none, bounds = none } = value;
  const [start, time, count, sum, min, max] = [0x11, 0x19, 0x21, 0x29, 0x59, 0x61].map((tag) => places[tag]) as Six;
  cursor.at = places[0x32] as number;
  const to = cursor.at < 0 ? 0 : span(buf, buf.length);
  const inOnePiece = counts.length === 0 || counts.length === (to - cursor.at) >>> 3;
  if (flags === 1 || !inOnePiece) out.trace = null;
  else
    traceHistogram(trace, ref, { start, time, count, sum, min, max, counts: cursor.at, length: counts.length, bounds });
}

type Six = [number, number, number, number, number, number];

/** SDKs send 10 to 160 buckets; more than this are no histogram of anything. */
const mostBuckets = 4_096;

/** Counts of a histogram: not too many, none below zero. */
function countable(counts: Float64Array): boolean {
  return counts.length <= mostBuckets && counts.every((count) => count >= 0);
}

/** Whether buckets and bounds belong together: one count more than bounds, bounds rising; or neither. */
export function fits(bounds: Float64Array, counts: Float64Array): boolean {
  if (!countable(counts)) return false;
  if (counts.length === 0) return bounds.length === 0;
  if (counts.length !== bounds.length + 1) return false;
  for (let i = 0; i < bounds.length; i++) {
    const bound = bounds[i] as number;
    if (Number.isNaN(bound) || (i > 0 && bound <= (bounds[i - 1] as number))) return false;
  }
  return true;
}

function packedCounts(buf: Buffer, end: number): Float64Array {
  const to = span(buf, end);
  const out = new Float64Array((to - cursor.at) >>> 3);
  for (let i = 0; i < out.length; i++) {
    const at = cursor.at + 8 * i;
    out[i] = word(buf, at + 4) * 0x100000000 + word(buf, at);
  }
  cursor.at = to;
  return out;
}

/** The same array again where the metric's last point had the same bounds: almost always. */
function packedBounds(buf: Buffer, end: number, node: MetricNode, { app, view }: Decoded): Float64Array {
  const to = span(buf, end);
  const from = cursor.at;
  cursor.at = to;
  if (node.bounds && node.boundBytes && matches(node.boundBytes, view, from, to)) return node.bounds;
  const bounds = new Float64Array((to - from) >>> 3);
  for (let i = 0; i < bounds.length; i++) bounds[i] = buf.readDoubleLE(from + 8 * i);
  if (!node.boundBytes) app.cost.bytes += 2 * (to - from);
  if (bounds.length > mostBuckets) return bounds;
  node.bounds = bounds;
  node.boundBytes = pattern(buf.subarray(from, to));
  return bounds;
}

function append(a: Float64Array, b: Float64Array): Float64Array {
  if (a.length === 0) return b;
  // A number at a time, each copying all before it: too many must not take forever to be too many.
  if (a.length > mostBuckets) return a;
  const out = new Float64Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

export function decodeExponential(
  buf: Buffer,
  end: number,
  node: MetricNode,
  before: Entry | null,
  out: Decoded,
): Entry {
  // Its counts are as long as they need to be.
  out.trace = null;
  const attributes = resetAttributes();
  const exponential: Exponential = {
    scale: 0,
    zeroCount: 0,
    zeroThreshold: 0,
    positiveOffset: 0,
    positive: none,
    negativeOffset: 0,
    negative: none,
  };
  const value: HistogramValue = { count: 0, sum: Number.NaN, min: Number.NaN, max: Number.NaN, exponential };
  let time = 0;
  let start = Number.NaN;
  let flags = 0;
  while (cursor.at < end) {
    const tagAt = cursor.at;
    const tag = varint(buf, end);
    if (tag === 0x0a) noteAttribute(buf, tagAt, end, attributes);
    else if (tag === 0x11) start = startAt(out.view, move(8, end));
    else if (tag === 0x19) time = timeAt(out.view, move(8, end));
    else if (tag === 0x21) value.count = fixed64(buf, end);
    else if (tag === 0x29) value.sum = double(buf, end);
    else if (tag === 0x30) exponential.scale = zigzag32(buf, end);
    else if (tag === 0x39) exponential.zeroCount = fixed64(buf, end);
    else if (tag === 0x42) [exponential.positiveOffset, exponential.positive] = buckets(buf, span(buf, end));
    else if (tag === 0x4a) [exponential.negativeOffset, exponential.negative] = buckets(buf, span(buf, end));
    else if (tag === 0x50) flags = varint(buf, end) & 1;
    else if (tag === 0x61) value.min = double(buf, end);
    else if (tag === 0x69) value.max = double(buf, end);
    else if (tag === 0x71) exponential.zeroThreshold = double(buf, end);
    else skip(buf, tag, end);
  }
  const entry = entryAt(buf, attributes, 0x0a, node, before, out);
  const index = addPoint(out, node, entry, time, start, flags);
  if (index < 0) return entry;
  if (!sane(exponential)) takeBack(out, node, 'broken-histogram');
  else out.points.histograms[index] = value;
  return entry;
}

/** Scales beyond these and offsets beyond what doubles can express are no histogram of anything. */
export function sane({
  scale,
  zeroCount,
  positiveOffset,
  positive,
  negativeOffset,
  negative,
  zeroThreshold,
}: Exponential): boolean {
  if (zeroCount < 0 || !countable(positive) || !countable(negative)) return false;
  return (
    scale >= -20 &&
    scale <= 30 &&
    zeroThreshold >= 0 &&
    Math.abs(positiveOffset) < 2 ** 31 &&
    Math.abs(negativeOffset) < 2 ** 31
  );
}

function buckets(buf: Buffer, end: number): [offset: number, counts: Float64Array] {
  let offset = 0;
  const counts: number[] = [];
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag === 0x08) offset = zigzag32(buf, end);
    else if (tag === ((2 << 3) | Wire.varint)) keepCount(counts, varint(buf, end));
    else if (tag === ((2 << 3) | Wire.bytes)) {
      const to = span(buf, end);
      while (cursor.at < to) keepCount(counts, varint(buf, to));
    } else skip(buf, tag, end);
  }
  return [offset, Float64Array.from(counts)];
}

/** One beyond the limit is enough to tell that there are too many. */
function keepCount(counts: number[], count: number): void {
  if (counts.length <= mostBuckets) counts.push(count);
}
