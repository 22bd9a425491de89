import { cutBuckets, joinBuckets, withHistograms } from './bucket-columns';
import { emptyColumns, joinHistogramColumns, unpackHistograms } from './histogram-columns';
import { noIds, type PointColumns, type Spread } from './points';
import { makeRoom } from './room';
import { bytes, columnIn } from './scratch';

export const hourMs = 3_600_000;

/** Empty columns with room for `capacity` points. */
export function makePoints(capacity: number): PointColumns {
  // One allocation for all columns: five cost more than the points of a small request.
  const memory = new ArrayBuffer(capacity * 33);
  return {
    series: new Float64Array(memory, 0, capacity),
    time: new Float64Array(memory, capacity * 8, capacity),
    start: new Float64Array(memory, capacity * 16, capacity),
    value: new Float64Array(memory, capacity * 24, capacity),
    flags: new Uint8Array(memory, capacity * 32, capacity),
    histograms: [],
    length: 0,
  };
}

/**
 * One after the other; typed arrays are copied as memory, so that NaN payloads survive. `into`: columns with
 * room for all, whose content is replaced.
 */
export function concatPoints(parts: PointColumns[], into?: PointColumns): PointColumns {
  if (parts.length === 1) return parts[0] as PointColumns;
  const buckets = joinBuckets(parts);
  const packed = parts.some((part) => part.packed?.length) ? joinHistogramColumns(parts, into?.packed) : null;
  const all = buckets || packed ? parts : parts.map((part) => unpackHistograms(withHistograms(part)));
  const out = into ?? makePoints(all.reduce((sum, part) => sum + part.length, 0));
  out.length = 0;
  out.histograms = [];
  if (packed) out.packed = packed;
  else if (out.packed) emptyColumns(out.packed, 0, 0);
  const plain = packed !== null || all.every((part) => part.histograms.length === 0);
  if (!all.every(hasIds)) out.series = noIds;
  for (const part of all) {
    const { length } = part;
    if (out.series !== noIds) out.series.set(whole(part.series, length), out.length);
    out.time.set(whole(part.time, length), out.length);
    out.start.set(whole(part.start, length), out.length);
    out.value.set(whole(part.value, length), out.length);
    out.flags.set(length === part.flags.length ? part.flags : part.flags.subarray(0, length), out.length);
    if (!plain) for (let i = 0; i < length; i++) out.histograms.push(part.histograms[i] ?? null);
    out.length += length;
  }
  out.spread = all.some((part) => part.spread) ? concatSpreads(all, out.length) : undefined;
  out.buckets = buckets ?? undefined;
  return out;
}

const hasIds = ({ series, length }: PointColumns) => series.length >= length;

function whole(column: Float64Array, length: number): Float64Array {
  return column.length === length ? column : column.subarray(0, length);
}

function concatSpreads(parts: PointColumns[], length: number): Spread {
  const out = makeSpread(length);
  let to = 0;
  for (const part of parts) {
    if (part.spread) {
      for (const name of ['min', 'max', 'sum', 'count'] as const)
        out[name].set(whole(part.spread[name], part.length), to);
    } else for (let i = 0; i < part.length; i++) copySpread(part, i, out, to + i);
    to += part.length;
  }
  return out;
}

export function makeSpread(length: number): Spread {
  return {
    min: new Float64Array(length),
    max: new Float64Array(length),
    sum: new Float64Array(length),
    count: new Float64Array(length),
  };
}

/** The columns of few points of one series, which has no need of ids, in memory that they share with others. */
export function makeShortPoints(capacity: number): PointColumns {
  return {
    series: noIds,
    time: shortColumn(capacity),
    start: shortColumn(capacity),
    value: shortColumn(capacity),
    flags: bytes(capacity),
    histograms: [],
    length: 0,
  };
}

export function makeShortSpread(length: number): Spread {
  return { min: shortColumn(length), max: shortColumn(length), sum: shortColumn(length), count: shortColumn(length) };
}

const room = makeRoom();
const shortColumn = (length: number) => columnIn(room, length);

/** What stands behind a point; behind one that was not folded stands itself, behind no value nothing. */
export function copySpread(from: PointColumns, i: number, to: Spread, k: number): void {
  const { spread } = from;
  const value = from.value[i] as number;
  const none = ((from.flags[i] as number) & 1) === 1 || Number.isNaN(value);
  to.min[k] = spread ? (spread.min[i] as number) : none ? Number.NaN : value;
  to.max[k] = spread ? (spread.max[i] as number) : none ? Number.NaN : value;
  to.sum[k] = spread ? (spread.sum[i] as number) : none ? 0 : value;
  to.count[k] = spread ? (spread.count[i] as number) : none ? 0 : 1;
}

/** Points by the UTC hour (its start, ms) they happened in. Throws RangeError for a time that is no time. */
export function splitByHour(points: PointColumns): Map<number, PointColumns> {
  const only = oneHour(points);
  if (only !== null) return new Map([[only, points]]);
  const whole = unpackHistograms(points);
  const indexes = new Map<number, number[]>();
  let hour = Number.NaN;
  let list: number[] = [];
  for (let i = 0; i < points.length; i++) {
    const time = points.time[i] as number;
    if (!Number.isFinite(time)) throw new RangeError('a point without a time cannot be stored');
    if (!(time >= hour && time < hour + hourMs)) {
      hour = Math.floor(time / hourMs) * hourMs;
      list = indexes.get(hour) ?? [];
      indexes.set(hour, list);
    }
    list.push(i);
  }
  return new Map([...indexes].map(([at, chosen]) => [at, gather(whole, chosen)]));
}

/** The hour that all points lie in, if they do: almost always. */
function oneHour({ time, length }: PointColumns): number | null {
  const hour = Math.floor((time[0] as number) / hourMs) * hourMs;
  for (let i = 0; i < length; i++) {
    const at = time[i] as number;
    if (!(at >= hour && at < hour + hourMs)) return null;
  }
  return length > 0 ? hour : null;
}

/** These points, in this order. */
export function gather(points: PointColumns, chosen: ArrayLike<number>): PointColumns {
  const { length } = chosen;
  const out = makeShortPoints(length);
  if (hasIds(points)) {
    out.series = new Float64Array(length);
    pick(points.series, chosen, out.series);
  }
  pick(points.time, chosen, out.time);
  pick(points.start, chosen, out.start);
  pick(points.value, chosen, out.value);
  for (let k = 0; k < length; k++) out.flags[k] = points.flags[chosen[k] as number] as number;
  if (points.histograms.length > 0)
    for (let k = 0; k < length; k++) out.histograms.push(points.histograms[chosen[k] as number] ?? null);
  const { spread } = points;
  if (spread) {
    out.spread = makeShortSpread(length);
    for (const name of ['min', 'max', 'sum', 'count'] as const) pick(spread[name], chosen, out.spread[name]);
  }
  out.length = length;
  return out;
}

function pick(from: Float64Array, chosen: ArrayLike<number>, to: Float64Array): void {
  let hasNaN = false;
  for (let k = 0; k < to.length; k++) {
    const value = from[chosen[k] as number] as number;
    to[k] = value;
    hasNaN ||= value !== value;
  }
  if (hasNaN) pickWords(from, chosen, to);
}

/** A NaN that travels as a number may lose its payload. */
function pickWords(from: Float64Array, chosen: ArrayLike<number>, to: Float64Array): void {
  const source = new Uint32Array(from.buffer, from.byteOffset, 2 * from.length);
  const target = new Uint32Array(to.buffer, to.byteOffset, 2 * to.length);
  for (let k = 0; k < to.length; k++) {
    const i = chosen[k] as number;
    target[2 * k] = source[2 * i] as number;
    target[2 * k + 1] = source[2 * i + 1] as number;
  }
}

/** A view on the points (ordered by time) in [fromAt, toAt); nothing is copied but the list of histograms. */
export function cutPoints(points: PointColumns, fromAt: number, toAt: number): PointColumns {
  const from = firstNotBefore(points, fromAt);
  const to = firstNotBefore(points, toAt);
  if (from === 0 && to === points.length) return points;
  const cut: PointColumns = {
    series: points.series.subarray(from, to),
    time: points.time.subarray(from, to),
    start: points.start.subarray(from, to),
    value: points.value.subarray(from, to),
    flags: points.flags.subarray(from, to),
    histograms: points.histograms.slice(from, to),
    length: to - from,
  };
  const { spread, buckets } = points;
  if (buckets) cut.buckets = cutBuckets(buckets, from, to);
  if (spread) {
    cut.spread = {
      min: spread.min.subarray(from, to),
      max: spread.max.subarray(from, to),
      sum: spread.sum.subarray(from, to),
      count: spread.count.subarray(from, to),
    };
  }
  return cut;
}

/** Index of the first point (ordered by time) that is not before `limit`. */
export function firstNotBefore({ time, length }: PointColumns, limit: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((time[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
