/**
 * Explicit histograms as columns on their way from the collector to a frame: of requests that look like the
 * ones before, an object and an array each would cost more than reading them.
 */
import type { HistogramColumns, HistogramValue, PointColumns } from './points';

/** Room for so many histograms with so many counts, empty. */
export function makeHistogramColumns(histograms: number, counts: number): HistogramColumns {
  const totals = new Float64Array(4 * histograms + counts);
  const column = (n: number) => totals.subarray(n * histograms, (n + 1) * histograms);
  const whole = new Int32Array(2 * histograms);
  return {
    length: 0,
    filled: 0,
    position: whole.subarray(0, histograms),
    buckets: whole.subarray(histograms),
    count: column(0),
    sum: column(1),
    min: column(2),
    max: column(3),
    bounds: [],
    counts: totals.subarray(4 * histograms),
  };
}

/** The same columns, emptied, if so much finds room in them; else others. */
export function emptyColumns(room: HistogramColumns | undefined, histograms: number, counts: number): HistogramColumns {
  if (!room || room.position.length < histograms || room.counts.length < counts)
    return makeHistogramColumns(
      Math.max(histograms, room?.position.length ?? 0),
      Math.max(counts, room?.counts.length ?? 0),
    );
  room.length = room.filled = 0;
  return room;
}

/**
 * The histograms of parts that come one after the other, in `room` if they fit; null: some are no columns.
 * Bounds are shared with the parts, all else is copied.
 */
export function joinHistogramColumns(parts: PointColumns[], room?: HistogramColumns): HistogramColumns | null {
  let [histograms, counts] = [0, 0];
  for (const { packed, histograms: objects } of parts) {
    histograms += packed?.length ?? 0;
    counts += packed?.filled ?? 0;
    if (objects.some((each) => each !== null)) return null;
  }
  const out = emptyColumns(room, histograms, counts);
  let offset = 0;
  for (const { packed, length } of parts) {
    if (packed && packed.length > 0) append(out, packed, offset);
    offset += length;
  }
  return out;
}

function append(out: HistogramColumns, from: HistogramColumns, offset: number): void {
  const { length } = from;
  for (const name of ['count', 'sum', 'min', 'max', 'buckets'] as const)
    out[name].set(from[name].subarray(0, length), out.length);
  out.counts.set(from.counts.subarray(0, from.filled), out.filled);
  for (let i = 0; i < length; i++) {
    out.position[out.length + i] = (from.position[i] as number) + offset;
    out.bounds[out.length + i] = from.bounds[i] as Float64Array;
  }
  out.length += length;
  out.filled += from.filled;
}

/** The same points with an object a histogram. */
export function unpackHistograms(points: PointColumns): PointColumns {
  const { packed, ...rest } = points;
  if (!packed || packed.length === 0) return points;
  const histograms: (HistogramValue | null)[] = new Array(points.length).fill(null);
  let at = 0;
  for (let i = 0; i < packed.length; i++) {
    const [count, sum, min, max] = [packed.count[i], packed.sum[i], packed.min[i], packed.max[i]] as [
      number,
      number,
      number,
      number,
    ];
    const value: HistogramValue = { count, sum, min, max };
    const buckets = packed.buckets[i] as number;
    if (buckets > 0) {
      value.bounds = packed.bounds[i] as Float64Array;
      value.counts = packed.counts.slice(at, at + buckets);
    }
    at += buckets;
    histograms[packed.position[i] as number] = value;
  }
  return { ...rest, histograms };
}
