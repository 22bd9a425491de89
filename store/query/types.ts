/** What may be asked of stored points, and what comes back: one shape for charts, explore and export. */
import type { PointKind } from '../points/points';

/** An attribute, and whether the point, the resource or the scope (`name`, `version`) has it. */
export interface AttributeName {
  of: 'point' | 'resource' | 'scope';
  key: string;
}

/** A missing attribute reads as ''. Patterns are RE2's and must match the whole value. */
export interface Filter extends AttributeName {
  op: '=' | '!=' | '=~' | '!~';
  value: string;
}

/**
 * Of each series and step: `last`, `avg`, `min`, `max` of the values in it; `rate` (a second) or `increase`
 * of counters and of how many a histogram counted; `quantile` of merged buckets. `avg` of a histogram is
 * the mean of what it measured.
 */
export type ValueOf = 'last' | 'avg' | 'min' | 'max' | 'rate' | 'increase' | 'quantile';

export interface Query {
  metric: string;
  filters: Filter[];
  /** Series with equal values of these become one; `series`: each stays on its own. */
  groupBy: AttributeName[] | 'series';
  value: ValueOf;
  /** 0 to 1; needed for `quantile` alone. */
  quantile?: number;
  /** How the series of a group become one; buckets are always added. */
  across: 'sum' | 'avg' | 'min' | 'max';
  /** Milliseconds since 1970; `fromAt` is taken down to a whole step. */
  fromAt: number;
  toAt: number;
  stepMs: number;
  /** Steps of other lengths than `stepMs`, as days are when clocks change: their begins and the last one's end, instead of `fromAt` and `toAt`. */
  edges?: readonly number[];
}

export interface Limits {
  /** Series that are read. */
  series: number;
  /** Points that are read, as far as can be told before. */
  points: number;
  /** Series of the answer. */
  answer: number;
  /** Longest statement, ms. */
  statementMs: number;
}

export const defaultLimits: Limits = { series: 20_000, points: 8_000_000, answer: 500, statementMs: 15_000 };

export interface AnswerSeries {
  /** Of the group, by `key` or, where the point's and another's key are the same, `resource.key`. */
  labels: Record<string, string>;
  /** One a step; NaN is a gap. */
  values: Float64Array;
  /** 1 where a quantile lies in the unbounded last bucket, so the value is its lower bound; null: nowhere. */
  atLeast: Uint8Array | null;
}

export interface Answer {
  /** Step i covers [startAt + i × stepMs, startAt + (i + 1) × stepMs), or [edges[i], edges[i + 1]) where they were given. */
  startAt: number;
  stepMs: number;
  steps: number;
  edges?: readonly number[] | undefined;
  unit: string;
  kind: PointKind | null;
  resolution: 'raw' | 'minute' | 'hour';
  series: AnswerSeries[];
  /** Whether a limit left something out, and what; a sentence. */
  cut: boolean;
  why: string[];
  /** What else a reader should know; sentences. */
  notes: string[];
}

/** A query that cannot be answered as it stands. */
export class QueryError extends Error {
  override name = 'QueryError';
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}
