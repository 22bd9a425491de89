/** The shapes of points, and small readings of them that every recipe needs. */
import type { Series, SeriesPoints } from '@/store/points/points';

export type {
  Attributes,
  AttributeValue,
  HistogramValue,
  PointColumns,
  Series,
  SeriesPoints,
} from '@/store/points/points';
export { PointKind } from '@/store/points/points';

export const MINUTES = 60;

/** A series that signals may use: its points in the window, whose it is, how often it reports. */
export interface Prepared {
  series: Series;
  points: SeriesPoints['points'];
  /** Index into Scope.instances. */
  instance: number;
  service: string | null;
  /** Median distance of successive points. */
  intervalMs: number;
  /** When another series took its place: nothing holds beyond; infinite while none has. */
  endsAt: number;
  /** What it grew by, once that was asked. */
  grown?: Grown;
}

/** The growth of a counter, or of a histogram's count, in an hour. */
export interface Grown {
  /** By minute. */
  amount: Float64Array;
  coveredMs: Float64Array;
  /** From and to (ms) of each growth, in turns. */
  spans: number[];
  /** Points that began a stream: index and since when it counts (ms), in turns. That alone depends on the siblings. */
  bases: number[];
  siblings: Prepared[];
}

/** Elements of typed arrays inside their length are numbers; the compiler cannot know it. */
export function at(array: ArrayLike<number>, index: number): number {
  return array[index] as number;
}

export function add(array: Float64Array, index: number, amount: number): void {
  array[index] = at(array, index) + amount;
}

export function total(array: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < array.length; i++) sum += at(array, i);
  return sum;
}

/** Flag bit 0: the sender says that there is no value now. */
export function hasNoValue(points: SeriesPoints['points'], index: number): boolean {
  return (at(points.flags, index) & 1) === 1;
}

export function lastTime(prepared: Prepared): number {
  return prepared.points.length === 0 ? Number.NaN : at(prepared.points.time, prepared.points.length - 1);
}

/** First attribute of the point that is set, as text; numbers and booleans too. */
export function attribute(prepared: Pick<Prepared, 'series'>, ...names: string[]): string | undefined {
  return textOf(prepared.series.attributes, names);
}

export function resource(prepared: Prepared, ...names: string[]): string | undefined {
  return textOf(prepared.series.resource, names);
}

function textOf(attributes: Series['attributes'], names: string[]): string | undefined {
  for (const name of names) {
    const value = attributes[name];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  }
  return undefined;
}

/** Factor from a duration metric's unit to milliseconds; `otherwise` where the unit is not said. */
export function toMs(unit: string, otherwise: number): number {
  switch (unit) {
    case 's':
    case 'seconds':
      return 1000;
    case 'ms':
    case 'milliseconds':
      return 1;
    case 'us':
      return 1e-3;
    case 'ns':
      return 1e-6;
    case 'min':
      return 60_000;
    default:
      return otherwise;
  }
}
