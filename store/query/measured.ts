/** What the steps of a query are made from, and what buckets become on the way. */
import type { SeriesPoints } from '../points/points';
import type { Patience } from './grid';

/** Buckets of one step: `counts` has one more than `bounds`; row-major, steps × (bounds + 1). */
export interface StepBuckets {
  bounds: Float64Array;
  counts: Float64Array;
  /** Observations in it, over all steps. */
  observed: number;
}

/** A histogram with its interval and patience, so that each series is judged by its own. */
export interface Measured extends SeriesPoints {
  intervalMs: number;
  patience: Patience;
}
