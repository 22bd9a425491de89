/**
 * Points as they flow from the decoder to the log and back: columns, never objects per point.
 */

export const PointKind = { gauge: 1, sum: 2, histogram: 3, exponentialHistogram: 4, summary: 5 } as const;
export type PointKind = (typeof PointKind)[keyof typeof PointKind];

/** What makes a series; `attributes` values keep their OTLP types. */
export interface SeriesIdentity {
  metric: string;
  kind: PointKind;
  /** 0 none (gauge, summary), 1 delta, 2 cumulative. */
  temporality: 0 | 1 | 2;
  monotonic: boolean;
  unit: string;
  description: string;
  scope: { name: string; version: string };
  resource: Attributes;
  attributes: Attributes;
}

export type AttributeValue = string | number | boolean | null | AttributeValue[] | { [key: string]: AttributeValue };
export type Attributes = Record<string, AttributeValue>;

export interface Series extends SeriesIdentity {
  id: number;
}

/** A histogram point; explicit bounds, or an exponential scale. Sums are NaN where not sent. */
export interface HistogramValue {
  count: number;
  sum: number;
  min: number;
  max: number;
  /** Explicit: upper bounds in the metric's unit; counts has one entry more. */
  bounds?: Float64Array;
  counts?: Float64Array;
  /** Exponential. */
  exponential?: {
    scale: number;
    zeroCount: number;
    zeroThreshold: number;
    positiveOffset: number;
    positive: Float64Array;
    negativeOffset: number;
    negative: Float64Array;
  };
}

/**
 * Decoded points, one entry a point in every column.
 * Times are milliseconds since 1970 (the decoder keeps nanoseconds only to compare); `start` is NaN
 * where the point has none. `value` is NaN for histograms, whose value stands in `histograms[i]`; where no
 * point has one, the list may be empty.
 * `flags` bit 0: no recorded value.
 * `series` may be empty where all points are of the one series that is named beside them.
 */
export interface PointColumns {
  series: Float64Array;
  time: Float64Array;
  start: Float64Array;
  value: Float64Array;
  flags: Uint8Array;
  histograms: (HistogramValue | null)[];
  /** Instead of `histograms`, if it holds any: only from the collector to the frame. */
  packed?: HistogramColumns;
  /** Set where gauge points were folded into minutes or hours. */
  spread?: Spread;
  /** Instead of `histograms` where a reader asked for buckets alone and one set of bounds fits all points. */
  buckets?: BucketPart[];
  length: number;
}

/** `series` of points that are all of one. */
export const noIds = new Float64Array(0);

/** Explicit histograms, one entry each in every column but `counts`; columns may be longer than what they hold. */
export interface HistogramColumns {
  /** Histograms. */
  length: number;
  /** Counts of all of them. */
  filled: number;
  /** The point that has it, rising. */
  position: Int32Array;
  /** How many counts it has: one more than bounds; 0: none were sent. */
  buckets: Int32Array;
  count: Float64Array;
  sum: Float64Array;
  min: Float64Array;
  max: Float64Array;
  /** Upper bounds in the metric's unit; of no meaning where there are no counts. */
  bounds: Float64Array[];
  /** Of all histograms, one behind the other. */
  counts: Float64Array;
}

/**
 * What stands behind each folded gauge point (whose `time` and `value` are the last of its minute or
 * hour): one entry a point. Not for histograms and sums: their folded point is a point of the same kind.
 */
export interface Spread {
  min: Float64Array;
  max: Float64Array;
  sum: Float64Array;
  /** Points that were folded. */
  count: Float64Array;
}

/**
 * Explicit histograms by bucket instead of by point, for some points on end: what adding many of them up
 * needs, and no more. Bucket b of the part's point i stands at counts[columns[b] × stride + first + i].
 */
export interface BucketPart {
  bounds: Float64Array;
  /** Of each bucket (one more than bounds) which column of `counts` it has; -1: empty throughout. */
  columns: Int16Array;
  /** Column after column, `stride` long each. */
  counts: Float64Array;
  stride: number;
  first: number;
  length: number;
}

/**
 * Scope name of series that Headroom counts itself, from spans and log records. They are deltas without
 * the sender's identity: different requests cover the same time and are always added, never taken for
 * repeats of each other (the start time tells requests apart until the hour is folded).
 */
export const OWN_SCOPE = 'headroom.counted';

/** All points of one series in a stretch of time, ordered by time, repeats removed. */
export interface SeriesPoints {
  series: Series;
  points: PointColumns;
}
