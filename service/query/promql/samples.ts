/**
 * Stored points as Prometheus's samples: one float a time, histograms as `_bucket`, `_count` and `_sum`,
 * deltas added up. A stream's start time becomes a sample of 0 there, so that a new start is a reset and
 * the first point counts from zero. https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
 */
import {
  boundsOf,
  commonShape,
  type HistogramValue,
  onShape,
  type PointColumns,
  PointKind,
  type SeriesPoints,
  type Shape,
} from '@/store';
import { boundText, type Suffix } from './naming';

export interface Samples {
  /** `__name__` among them. */
  labels: Record<string, string>;
  /** Milliseconds, rising. */
  time: Float64Array;
  value: Float64Array;
  /** 1 where the sender said that there is no value from then on; null: nowhere. */
  stale: Uint8Array | null;
}

export interface Wanted {
  suffix: Suffix;
  name: string;
}

/** What a series is made of, before its bounds are labels. */
interface Column {
  suffix: Suffix;
  bound: number | null;
  valueAt: (index: number) => number;
}

/**
 * @param readFrom since when points were read: whether a stream began before is not known
 * @param shape for exponential histograms: one for all series of a query, so that their bounds are equal
 */
export function samplesOf(
  { series, points }: SeriesPoints,
  options: { labels: Record<string, string>; wanted: Wanted[]; readFrom: number; shape: Shape | null },
): Samples[] {
  const { labels, wanted, readFrom, shape } = options;
  const histogram = series.kind === PointKind.histogram || series.kind === PointKind.exponentialHistogram;
  if (histogram) return ofHistogram({ series, points }, { labels, wanted, readFrom, shape });
  const counts = series.kind === PointKind.sum && series.monotonic;
  return wanted
    .filter(({ suffix }) => suffix === '')
    .map(({ name }) => ({
      labels: { ...labels, __name__: name },
      ...(counts || series.temporality === 1
        ? counterColumn(points, (index) => points.value[index] as number, series.temporality === 1, readFrom)
        : plainColumn(points)),
    }));
}

/** For all exponential histograms among these; null: there are none. */
export function shapeFor(all: SeriesPoints[]): Shape | null {
  const exponential = all.filter(({ series }) => series.kind === PointKind.exponentialHistogram);
  return exponential.length === 0 ? null : commonShape(exponential.map(({ points }) => points));
}

function plainColumn({ time, value, flags, length }: PointColumns): Omit<Samples, 'labels'> {
  let stale: Uint8Array | null = null;
  for (let i = 0; i < length && !stale; i++) {
    if (((flags[i] as number) & 1) === 1) stale = Uint8Array.from(flags.subarray(0, length), (flag) => flag & 1);
  }
  return { time: time.subarray(0, length), value: value.subarray(0, length), stale };
}

/** A counter that goes through zero at each start. NaN of `valueAt`: no sample there. */
function counterColumn(
  points: PointColumns,
  valueAt: (index: number) => number,
  delta: boolean,
  readFrom: number,
): Omit<Samples, 'labels'> {
  const { time, start, flags, length } = points;
  const times = new Float64Array(length * 2);
  const values = new Float64Array(length * 2);
  const stale = new Uint8Array(length * 2);
  let n = 0;
  let sum = 0;
  let anyStale = false;
  for (let i = 0; i < length; i++) {
    const at = time[i] as number;
    if (n > 0 && times[n - 1] === at) continue;
    const none = ((flags[i] as number) & 1) === 1;
    const value = none ? Number.NaN : valueAt(i);
    if (!none && value !== value) continue;
    const from = start[i] as number;
    const before = i === 0 ? readFrom : (time[i - 1] as number);
    const begins = delta ? n === 0 && from > readFrom : from >= before && from !== start[i - 1];
    if (begins && !none) {
      const zeroAt = n > 0 ? Math.max(from, (times[n - 1] as number) + 1) : from;
      if (zeroAt < at) {
        times[n] = zeroAt;
        n++;
      }
    }
    sum = delta ? sum + (none ? 0 : value) : value;
    times[n] = at;
    values[n] = sum;
    stale[n] = none ? 1 : 0;
    anyStale ||= none;
    n++;
  }
  return { time: times.subarray(0, n), value: values.subarray(0, n), stale: anyStale ? stale.subarray(0, n) : null };
}

function ofHistogram(
  { series, points }: SeriesPoints,
  { labels, wanted, readFrom, shape }: Parameters<typeof samplesOf>[1],
): Samples[] {
  const made: Samples[] = [];
  for (const { suffix, name } of wanted) {
    const columns = suffix === '_bucket' ? bucketColumns(points, shape) : plainParts(points, suffix);
    for (const { bound, valueAt } of columns) {
      const column = counterColumn(points, valueAt, series.temporality === 1, readFrom);
      if (column.time.length === 0) continue;
      made.push({
        labels: { ...labels, __name__: name, ...(bound === null ? {} : { le: boundText(bound) }) },
        ...column,
      });
    }
  }
  return made;
}

function plainParts({ histograms }: PointColumns, suffix: Suffix): Column[] {
  const part = suffix === '_count' ? 'count' : 'sum';
  return [{ suffix, bound: null, valueAt: (index) => histograms[index]?.[part] ?? Number.NaN }];
}

/** A column for each bound that occurs, counts cumulative from the lowest; points without it have no sample. */
function bucketColumns(points: PointColumns, shape: Shape | null): Column[] {
  const { histograms, length } = points;
  const cumulative: (Float64Array | null)[] = new Array(length).fill(null);
  const places: (Map<number, number> | null)[] = new Array(length).fill(null);
  const exponentialBounds = shape ? boundsOf(shape) : null;
  const known = new Map<Float64Array, Map<number, number>>();
  const bounds = new Set<number>();
  for (let i = 0; i < length; i++) {
    const value = histograms[i];
    const own = value && bucketsOf(value, shape, exponentialBounds);
    if (!own) continue;
    let place = known.get(own.bounds);
    if (!place) {
      place = new Map([...own.bounds, Number.POSITIVE_INFINITY].map((bound, b) => [bound, b]));
      known.set(own.bounds, place);
      for (const bound of place.keys()) bounds.add(bound);
    }
    for (let b = 1; b < own.counts.length; b++)
      own.counts[b] = (own.counts[b] as number) + (own.counts[b - 1] as number);
    cumulative[i] = own.counts;
    places[i] = place;
  }
  return [...bounds]
    .sort((a, b) => a - b)
    .map((bound) => ({
      suffix: '_bucket',
      bound,
      valueAt: (index) => cumulative[index]?.[places[index]?.get(bound) ?? -1] ?? Number.NaN,
    }));
}

/** Bounds, and counts that the caller may change. */
function bucketsOf(value: HistogramValue, shape: Shape | null, exponentialBounds: Float64Array | null) {
  if (value.exponential && shape && exponentialBounds) {
    const counts = new Float64Array(exponentialBounds.length + 1);
    onShape(value.exponential, shape, counts);
    return { bounds: exponentialBounds, counts };
  }
  if (!value.bounds || value.counts?.length !== value.bounds.length + 1) return null;
  return { bounds: value.bounds, counts: value.counts.slice() };
}
