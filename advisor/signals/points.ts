/** The shapes of points, and small readings of them that every recipe needs. */
import type { PointColumns, Series as StoredSeries } from '@/store/points/points';
import { makeRoom } from '@/store/points/room';
import { columnIn } from '@/store/points/scratch';

export type { Attributes, AttributeValue, HistogramValue, PointColumns } from '@/store/points/points';
export { PointKind } from '@/store/points/points';

export interface Series extends StoredSeries {
  /** The stored name, where Prometheus spelled it (prometheus-names.ts). */
  sentAs?: string;
}

export interface SeriesPoints {
  series: Series;
  points: PointColumns;
}

/** What columns have a place for: the minutes of an hour, fewer while its newest alone are derived (withMinutes). */
export const hourGrid = { minutes: 60 };

/** Runs `work`, which may not wait for anything, on columns of so many minutes. */
export function withMinutes<T>(minutes: number, work: () => T): T {
  const before = hourGrid.minutes;
  hourGrid.minutes = minutes;
  try {
    return work();
  } finally {
    hourGrid.minutes = before;
  }
}

/** Columns of an hour share memory: one of its own costs more to make and to collect than to fill. */
const shared = makeRoom();

/** A column of an hour's minutes, all zero. Whoever keeps it for longer than a derivation copies it. */
export function zeros(): Float64Array {
  return columnIn(shared, hourGrid.minutes);
}

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
  /**
   * What was counted of series of which it is the first. Here, and not in a WeakMap beside: that would lie in old
   * memory, and whatever it knows of would be kept, with all points, until all of the memory is collected.
   */
  counted?: { hourAt: number; counted: Counted }[];
}

/** Growth of several series together, a minute; `amount` is NaN where nothing is known. */
export interface Counted {
  series: Prepared[];
  amount: Float64Array;
  coveredMs: Float64Array;
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

/**
 * Elements inside an array's length are numbers; the compiler cannot know it. Of doubles alone: asked of arrays of
 * several kinds, one function reads all of them many times slower.
 */
export function at(array: Float64Array, index: number): number {
  return array[index] as number;
}

export function add(array: Float64Array, index: number, amount: number): void {
  array[index] = at(array, index) + amount;
}

export function total(array: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < array.length; i++) sum += at(array, i);
  return sum;
}

/** Flag bit 0: the sender says that there is no value now. */
export function hasNoValue(points: SeriesPoints['points'], index: number): boolean {
  return ((points.flags[index] as number) & 1) === 1;
}

export function lastTime(prepared: Prepared): number {
  return prepared.points.length === 0 ? Number.NaN : at(prepared.points.time, prepared.points.length - 1);
}

/** First attribute of the point that is set, by its own name or as Prometheus spells it, as text; numbers and booleans too. */
export function attribute(prepared: Pick<Prepared, 'series'>, ...names: string[]): string | undefined {
  return textOf(prepared.series.attributes, names);
}

/** The same of the resource, or of a label that Prometheus was told to make of it. */
export function resource(prepared: Prepared, ...names: string[]): string | undefined {
  return textOf(prepared.series.resource, names) ?? textOf(prepared.series.attributes, names.map(underscored));
}

/** An attribute's name as Prometheus spells it: "http_route". */
export function underscored(name: string): string {
  let spelling = spellings.get(name);
  if (spelling === undefined) {
    spelling = name.replace(/[^A-Za-z0-9:]+/g, '_');
    if (spellings.size < MOST_SPELLINGS) spellings.set(name, spelling);
  }
  return spelling;
}

const MOST_SPELLINGS = 2_000;
const spellings = new Map<string, string>();

function textOf(attributes: Series['attributes'], names: string[]): string | undefined {
  for (const name of names) {
    const value = attributes[name] ?? attributes[underscored(name)];
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
