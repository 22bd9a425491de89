/**
 * Classic Prometheus histograms: a counter for each `le`, which remote write may bring in different
 * requests, gathered to cumulative histograms when they are read. Pure: points in, points out.
 */
import { makePoints } from './point-columns';
import { type HistogramValue, PointKind, type Series, type SeriesPoints } from './points';

/** Metrics that hold the histogram `metric`. */
export function classicParts(metric: string): string[] {
  return [`${metric}_bucket`, `${metric}_count`, `${metric}_sum`];
}

/** A bucket counts as alive for so long after its last point (Prometheus's own look-back), ms. */
const aliveMs = 5 * 60_000;
/** More bounds than this are no histogram of anything. */
const mostBounds = 1_000;

/**
 * The histograms in these series: one for each `X_bucket` that differs by `le` alone, named `X`, in X's own
 * unit, its series id that of the highest bucket. A point needs every bucket that is alive at its time, at
 * the very same time (a scrape has one): what has not arrived yet is not guessed. Without `le="+Inf"`,
 * `X_count` stands for it; without `X_sum` the sum is NaN. Series that are no buckets give nothing.
 */
export function gatherClassicBuckets(parts: SeriesPoints[]): SeriesPoints[] {
  const groups = new Map<string, Group>();
  for (const part of parts) {
    const bound = boundOf(part.series);
    if (bound === null) continue;
    const { le: _, ...attributes } = part.series.attributes;
    const metric = part.series.metric.slice(0, -'_bucket'.length);
    const key = keyOf(metric, part.series, attributes);
    let group = groups.get(key);
    if (!group) {
      group = { metric, attributes, buckets: [], sum: null };
      groups.set(key, group);
    }
    group.buckets.push({ bound, part, at: 0 });
  }
  if (groups.size === 0) return [];
  for (const part of parts) {
    const [, metric, suffix] = /^(.*)_(count|sum)$/.exec(part.series.metric) ?? [];
    const group = metric && groups.get(keyOf(metric, part.series, part.series.attributes));
    if (!group) continue;
    if (suffix === 'sum') group.sum = { bound: Number.NaN, part, at: 0 };
    else if (!group.buckets.some(({ bound }) => bound === Number.POSITIVE_INFINITY))
      group.buckets.push({ bound: Number.POSITIVE_INFINITY, part, at: 0 });
  }
  return [...groups.values()].flatMap((group) => gather(group) ?? []);
}

interface Group {
  metric: string;
  attributes: Series['attributes'];
  buckets: Bucket[];
  sum: Bucket | null;
}

interface Bucket {
  bound: number;
  part: SeriesPoints;
  /** Where reading stands: times are asked for in rising order. */
  at: number;
}

/** The bound of a bucket's series; null: it is none. */
function boundOf({ metric, kind, attributes }: Series): number | null {
  const { le } = attributes;
  if (!metric.endsWith('_bucket') || metric === '_bucket' || typeof le !== 'string' || le.trim() === '') return null;
  if (kind !== PointKind.sum && kind !== PointKind.gauge) return null;
  const bound = /^\+?inf$/i.test(le) ? Number.POSITIVE_INFINITY : Number(le);
  return Number.isNaN(bound) ? null : bound;
}

function keyOf(metric: string, { scope, resource }: Series, attributes: Series['attributes']): string {
  const sorted = (map: object) => Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([metric, scope.name, scope.version, sorted(resource), sorted(attributes)]);
}

function gather({ metric, attributes, buckets, sum }: Group): SeriesPoints | null {
  buckets.sort((a, b) => a.bound - b.bound);
  const highest = buckets[buckets.length - 1];
  if (highest?.bound !== Number.POSITIVE_INFINITY || buckets.length > mostBounds) return null;
  const from = highest.part.points;
  const series: Series = {
    ...highest.part.series,
    metric,
    kind: PointKind.histogram,
    temporality: 2,
    monotonic: false,
    attributes,
  };
  const points = makePoints(from.length);
  const sameBounds = boundsKeeper();
  for (let i = 0; i < from.length; i++) {
    const time = from.time[i] as number;
    // Of two points with one time (a restart within it) the last one stands.
    if (from.time[i + 1] === time && i + 1 < from.length) continue;
    const value = valueAt(buckets, sum, time, sameBounds);
    if (!value) continue;
    const index = points.length++;
    points.series[index] = series.id;
    points.time[index] = time;
    points.start[index] = from.start[i] as number;
    points.value[index] = Number.NaN;
    points.histograms.push(value);
  }
  return points.length > 0 ? { series, points } : null;
}

/** What the buckets say at one time; null while one that is alive has not said it. */
function valueAt(
  buckets: Bucket[],
  sum: Bucket | null,
  time: number,
  sameBounds: (bounds: number[]) => Float64Array,
): HistogramValue | null {
  const bounds: number[] = [];
  const cumulative: number[] = [];
  for (const bucket of buckets) {
    const value = read(bucket, time);
    if (value === 'absent') continue;
    if (value === 'missing') return null;
    bounds.push(bucket.bound);
    cumulative.push(value);
  }
  if (bounds.pop() !== Number.POSITIVE_INFINITY) return null;
  const counts = new Float64Array(cumulative.length);
  let below = 0;
  cumulative.forEach((upTo, b) => {
    // An exporter that counts while it is read may show a bucket below the one before it.
    const reached = Math.max(below, upTo);
    counts[b] = reached - below;
    below = reached;
  });
  const total = sum ? read(sum, time) : Number.NaN;
  return {
    count: below,
    sum: typeof total === 'number' ? total : Number.NaN,
    min: Number.NaN,
    max: Number.NaN,
    bounds: sameBounds(bounds),
    counts,
  };
}

/** A bucket's value at exactly this time; absent: it is not there at this time, missing: it should be. */
function read(bucket: Bucket, time: number): number | 'absent' | 'missing' {
  const { points } = bucket.part;
  while (bucket.at < points.length && (points.time[bucket.at] as number) <= time) bucket.at++;
  const last = bucket.at - 1;
  if (last < 0 || ((points.flags[last] as number) & 1) === 1) return 'absent';
  if (points.time[last] === time) return points.value[last] as number;
  return time - (points.time[last] as number) <= aliveMs ? 'missing' : 'absent';
}

/** Gives the same array for the same bounds as before: readers compare bounds by identity first. */
function boundsKeeper(): (bounds: number[]) => Float64Array {
  let kept = new Float64Array(0);
  return (bounds) => {
    if (kept.length !== bounds.length || !bounds.every((bound, b) => bound === kept[b]))
      kept = Float64Array.from(bounds);
    return kept;
  };
}
