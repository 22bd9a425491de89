/**
 * Native histograms, integer or float, exponential or with bounds of their own.
 * https://prometheus.io/docs/specs/native_histograms/
 */
import { type HistogramValue, PointKind } from '@/store';
import { fits, sane } from '../otlp/decode-histograms';
import type { Reason } from '../otlp/reasons';
import { cursor, double, move, skip, span, varint, word } from '../otlp/wire';

export interface ReadHistogram {
  kind: typeof PointKind.histogram | typeof PointKind.exponentialHistogram;
  value: HistogramValue;
  /** ms; start 0 where not said. */
  time: number;
  start: number;
  isStale: boolean;
  refusal: Reason | null;
}

/** Schema of histograms with bounds of their own. */
const customBuckets = -53;
const gaugeHint = 3;
const mostBuckets = 4_096;

interface Side {
  /** Offset and length in turns. */
  spans: number[];
  /** Of integer histograms: each bucket's count less that of the bucket before. */
  deltas: number[];
  /** Of float histograms. */
  counts: number[];
}

/** Buckets by their index, as OpenTelemetry counts them. */
type Sparse = { indexes: number[]; counts: number[] };

/** Reads the message that ends at `end`. Throws DecodeError where it is no protobuf. */
export function readHistogram(buf: Buffer, end: number): ReadHistogram {
  const positive: Side = { spans: [], deltas: [], counts: [] };
  const negative: Side = { spans: [], deltas: [], counts: [] };
  const bounds: number[] = [];
  let [count, zeroCount, zeroThreshold, sum] = [0, 0, 0, 0];
  let [schema, hint, time, start] = [0, 0, 0, 0];
  let isStale = false;
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag === 0x08) count = varint(buf, end);
    else if (tag === 0x11) count = double(buf, end);
    else if (tag === 0x19) {
      const at = move(8, end);
      isStale = word(buf, at) === 2 && word(buf, at + 4) === 0x7ff00000;
      sum = buf.readDoubleLE(at);
    } else if (tag === 0x20) schema = zigzag(varint(buf, end));
    else if (tag === 0x29) zeroThreshold = double(buf, end);
    else if (tag === 0x30) zeroCount = varint(buf, end);
    else if (tag === 0x39) zeroCount = double(buf, end);
    else if (tag === 0x42) readSpan(buf, span(buf, end), negative.spans);
    else if (tag === 0x48 || tag === 0x4a) readVarints(buf, tag, end, negative.deltas);
    else if (tag === 0x51 || tag === 0x52) readDoubles(buf, tag, end, negative.counts);
    else if (tag === 0x5a) readSpan(buf, span(buf, end), positive.spans);
    else if (tag === 0x60 || tag === 0x62) readVarints(buf, tag, end, positive.deltas);
    else if (tag === 0x69 || tag === 0x6a) readDoubles(buf, tag, end, positive.counts);
    else if (tag === 0x70) hint = varint(buf, end);
    else if (tag === 0x78) time = int64(buf, end);
    else if (tag === 0x81 || tag === 0x82) readDoubles(buf, tag, end, bounds);
    else if (tag === 0x88) start = int64(buf, end);
    else skip(buf, tag, end);
  }
  const kind = schema === customBuckets ? PointKind.histogram : PointKind.exponentialHistogram;
  const value: HistogramValue = { count, sum, min: Number.NaN, max: Number.NaN };
  const read: ReadHistogram = { kind, value, time, start, isStale, refusal: null };
  if (isStale) return read;
  const up = sparse(positive);
  const down = sparse(negative);
  if (hint === gaugeHint) read.refusal = 'gauge-histogram';
  else if (!up || !down || !isCount(count) || !isCount(zeroCount)) read.refusal = 'broken-histogram';
  else if (kind === PointKind.histogram) read.refusal = putExplicit(value, bounds, up);
  else read.refusal = putExponential(value, { schema, zeroCount, zeroThreshold, up, down });
  return read;
}

function isCount(count: number): boolean {
  return count >= 0 && count < Number.POSITIVE_INFINITY;
}

/** A varint that is an int64: what is negative is no time of ours. */
export function int64(buf: Buffer, end: number): number {
  const value = varint(buf, end);
  return value >= 2 ** 63 ? -1 : value;
}

function zigzag(coded: number): number {
  return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
}

function readSpan(buf: Buffer, end: number, into: number[]): void {
  let offset = 0;
  let length = 0;
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag === 0x08) offset = zigzag(varint(buf, end));
    else if (tag === 0x10) length = varint(buf, end);
    else skip(buf, tag, end);
  }
  if (into.length < 2 * mostBuckets) into.push(offset, length);
}

/** Signed varints, packed or one by one; more than can be of use are read past. */
function readVarints(buf: Buffer, tag: number, end: number, into: number[]): void {
  const to = (tag & 7) === 2 ? span(buf, end) : end;
  do {
    if (cursor.at >= to) return;
    const value = zigzag(varint(buf, to));
    if (into.length <= mostBuckets) into.push(value);
  } while ((tag & 7) === 2);
}

function readDoubles(buf: Buffer, tag: number, end: number, into: number[]): void {
  const to = (tag & 7) === 2 ? span(buf, end) : end;
  do {
    if (cursor.at >= to) return;
    const value = double(buf, to);
    if (into.length <= mostBuckets) into.push(value);
  } while ((tag & 7) === 2);
}

/** Null: spans and counts do not belong together. */
function sparse({ spans, deltas, counts }: Side): Sparse | null {
  const given = counts.length > 0 ? counts : deltas;
  if (given.length > mostBuckets || (counts.length > 0 && deltas.length > 0)) return null;
  const out: Sparse = { indexes: [], counts: [] };
  let next = 0;
  let count = 0;
  for (let s = 0; s < spans.length; s += 2) {
    next += spans[s] as number;
    const length = spans[s + 1] as number;
    if (out.indexes.length + length > given.length || (s > 0 && (spans[s] as number) < 0)) return null;
    for (let i = 0; i < length; i++, next++) {
      const one = given[out.indexes.length] as number;
      count = counts.length > 0 ? one : count + one;
      if (!isCount(count)) return null;
      // Prometheus's bucket i ends at base^i, OpenTelemetry's begins there.
      out.indexes.push(next - 1);
      out.counts.push(count);
    }
  }
  return out.indexes.length === given.length ? out : null;
}

function putExplicit(value: HistogramValue, bounds: number[], { indexes, counts }: Sparse): Reason | null {
  value.bounds = Float64Array.from(bounds);
  value.counts = new Float64Array(bounds.length + 1);
  for (let i = 0; i < indexes.length; i++) {
    const b = (indexes[i] as number) + 1;
    if (b < 0 || b > bounds.length) return 'broken-histogram';
    value.counts[b] = counts[i] as number;
  }
  return fits(value.bounds, value.counts) ? null : 'broken-histogram';
}

function putExponential(
  value: HistogramValue,
  from: { schema: number; zeroCount: number; zeroThreshold: number; up: Sparse; down: Sparse },
): Reason | null {
  let { up, down } = from;
  let scale = from.schema;
  // Far apart buckets at a fine scale: each step down joins two, exactly.
  while (reach(up) > mostBuckets || reach(down) > mostBuckets) {
    scale--;
    up = halved(up);
    down = halved(down);
  }
  value.exponential = {
    scale,
    zeroCount: from.zeroCount,
    zeroThreshold: from.zeroThreshold,
    positiveOffset: up.indexes[0] ?? 0,
    positive: dense(up),
    negativeOffset: down.indexes[0] ?? 0,
    negative: dense(down),
  };
  return sane(value.exponential) ? null : 'broken-histogram';
}

function reach({ indexes }: Sparse): number {
  return indexes.length === 0 ? 0 : (indexes[indexes.length - 1] as number) - (indexes[0] as number) + 1;
}

function halved({ indexes, counts }: Sparse): Sparse {
  const out: Sparse = { indexes: [], counts: [] };
  for (let i = 0; i < indexes.length; i++) {
    const index = Math.floor((indexes[i] as number) / 2);
    const last = out.indexes.length - 1;
    if (out.indexes[last] === index) out.counts[last] = (out.counts[last] as number) + (counts[i] as number);
    else {
      out.indexes.push(index);
      out.counts.push(counts[i] as number);
    }
  }
  return out;
}

function dense(from: Sparse): Float64Array {
  const out = new Float64Array(reach(from));
  const first = from.indexes[0] ?? 0;
  from.indexes.forEach((index, i) => {
    out[index - first] = from.counts[i] as number;
  });
  return out;
}
