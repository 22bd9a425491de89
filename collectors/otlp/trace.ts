/** Where the values of a request stand that is read in full: what an imprint of it needs to know. */
import type { SeriesRef } from './series-table';

/** What stands at a point's value. */
export const Kind = { double: 0, integer: 1, histogram: 2 } as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** Numbers in `places`, a point: where its start time (-1: none), time and value stand, and the value's kind. */
export const placesAPoint = 4;
/** Numbers in `inside`, a histogram: where its sum, minimum, maximum (-1: none) and counts stand, and how many counts. */
export const placesAHistogram = 5;

export interface Trace {
  refs: SeriesRef[];
  places: number[];
  inside: number[];
  bounds: Float64Array[];
}

/** Where a number stands; -1: not sent. */
export interface NumberPlaces {
  start: number;
  time: number;
  value: number;
}

/** Where a histogram's numbers stand; -1: not sent. */
export interface HistogramPlaces {
  start: number;
  time: number;
  count: number;
  sum: number;
  min: number;
  max: number;
  /** Behind one another. */
  counts: number;
  length: number;
  bounds: Float64Array;
}

/** Notes where a number stands that was read in full. */
export function traceNumber(trace: Trace, ref: SeriesRef, at: NumberPlaces, isInteger: boolean): void {
  trace.refs.push(ref);
  trace.places.push(at.start, at.time, at.value, isInteger ? Kind.integer : Kind.double);
}

/** Notes where the numbers of a histogram stand that was read in full. */
export function traceHistogram(trace: Trace, ref: SeriesRef, at: HistogramPlaces): void {
  trace.refs.push(ref);
  trace.places.push(at.start, at.time, at.count, Kind.histogram);
  trace.inside.push(at.sum, at.min, at.max, at.counts, at.length);
  trace.bounds.push(at.bounds);
}
