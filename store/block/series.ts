/** Writes one series of a block after the other: what it shares with the one before costs nothing. */

import { putByte, putVarint, putZigzag, type Sink } from '../bytes';
import type { PointColumns, SeriesPoints, Spread } from '../points/points';
import { putValues } from './columns';
import { putHistograms, type Shared } from './histograms';
import { type Line, putPositions } from './times';

/** Bits 0 and 1 of a series' first byte. */
export const Times = { asBefore: 0, whole: 1, some: 2, own: 3 } as const;
/** Bits 2 and 3: none; one for all; the time before in the timeline; a column. */
export const Starts = { none: 0, one: 1, follow: 2, column: 3 } as const;
export const Has = { spread: 16, histograms: 32, flags: 64, values: 128 } as const;
export const startColumn = { starts: 0, spans: 1 } as const;
const largestTime = 2 ** 48;

/** What goes from one series of a group to the next. */
export interface Carry extends Shared {
  id: number;
  line: Line | null;
  start: number;
  /** Columns that say nothing, shared by the series that have nothing to say. */
  blank: { value: Float64Array; flags: Uint8Array };
  /** The last column of one start for all. */
  begun: Float64Array;
  /** The ends of columns that series share, so that they go on sharing them. */
  ends: Map<Float64Array | Uint8Array, Float64Array | Uint8Array>;
}

export function startGroup(): Carry {
  return { id: 0, line: null, start: 0, bounds: null, blank: blankOf(0), begun: new Float64Array(0), ends: new Map() };
}

export function blankOf(length: number): Carry['blank'] {
  return { value: new Float64Array(length).fill(Number.NaN), flags: new Uint8Array(length) };
}

export function putSeries(
  sink: Sink,
  { series, points }: SeriesPoints,
  line: Line,
  shared: Float64Array[],
  carry: Carry,
): void {
  const { length, spread } = points;
  const value = points.value.subarray(0, length);
  const flags = points.flags.subarray(0, length);
  const times =
    line === carry.line ? Times.asBefore : line.shared < 0 ? Times.own : line.positions ? Times.some : Times.whole;
  const starts = startsOf(points, line, shared);
  const histograms = points.histograms.slice(0, length).some((each) => each !== null);
  putZigzag(sink, series.id - carry.id);
  const valued = !value.every(isPlainNaN(value));
  putByte(
    sink,
    times |
      (starts << 2) |
      (spread ? Has.spread : 0) |
      (histograms ? Has.histograms : 0) |
      (flags.some((flag) => flag !== 0) ? Has.flags : 0) |
      (valued ? Has.values : 0),
  );
  if (times === Times.whole || times === Times.some) putVarint(sink, line.shared);
  if (times === Times.some)
    putPositions(sink, line.positions as Uint32Array, (shared[line.shared] as Float64Array).length);
  if (times === Times.own) {
    putVarint(sink, length);
    putValues(sink, line.times);
  }
  putStarts(sink, points, line, starts, carry);
  if (valued) putValues(sink, value);
  if (flags.some((flag) => flag !== 0)) putValues(sink, Float64Array.from(flags));
  if (spread) putSpread(sink, spread, value);
  if (histograms) putHistograms(sink, points.histograms, length, carry);
  carry.id = series.id;
  carry.line = line;
}

function isPlainNaN(column: Float64Array): (value: number, i: number) => boolean {
  const bits = new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
  return (_, i) => bits[2 * i] === 0 && bits[2 * i + 1] === 0x7ff80000;
}

function startsOf({ start, length }: PointColumns, line: Line, shared: Float64Array[]): number {
  const starts = start.subarray(0, length);
  if (starts.every(isPlainNaN(starts))) return Starts.none;
  const first = starts[0] as number;
  if (isTime(first) && starts.every((each) => each === first)) return Starts.one;
  const timeline = shared[line.shared];
  if (!timeline || !isTime(first)) return Starts.column;
  const follow = starts.every((each, i) => {
    const at = line.positions ? (line.positions[i] as number) : i;
    return at === 0 ? i === 0 : each === timeline[at - 1];
  });
  return follow ? Starts.follow : Starts.column;
}

function isTime(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value < largestTime;
}

function putStarts(sink: Sink, { start, time, length }: PointColumns, line: Line, starts: number, carry: Carry): void {
  const column = start.subarray(0, length);
  const first = column[0] as number;
  if (starts === Starts.one) {
    // The first of a group is near its own first time; the next ones mostly near the one before.
    putZigzag(sink, first - (carry.start || roughly(time[0] as number)));
    carry.start = first;
  } else if (starts === Starts.follow) {
    if (!line.positions || line.positions[0] === 0) putZigzag(sink, first - roughly(time[0] as number));
  } else if (starts === Starts.column) {
    const spans = column.every((each, i) => isTime(each) && isTime(time[i] as number));
    putByte(sink, spans ? startColumn.spans : startColumn.starts);
    putValues(sink, spans ? column.map((each, i) => (time[i] as number) - each) : column);
  }
}

/** The time where it is one. */
export function roughly(time: number): number {
  return isTime(time) ? time : 0;
}

function putSpread(sink: Sink, { min, max, sum, count }: Spread, value: Float64Array): void {
  const { length } = value;
  const [least, most, times] = [min, max, count].map((each) => each.subarray(0, length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  putValues(sink, times);
  putValues(sink, least, value);
  putValues(sink, most, value);
  putValues(sink, sum.subarray(0, length), guessSum(value, least, most, times));
}

/**
 * Three of the summed values are known; the others are taken to be like the last. Exact for one or two. 0 for
 * what is no number: a NaN's payload would depend on the machine that adds.
 */
export function guessSum(value: Float64Array, min: Float64Array, max: Float64Array, count: Float64Array): Float64Array {
  return value.map((last, i) => {
    const guess = (min[i] as number) + (max[i] as number) + ((count[i] as number) - 2) * last;
    return Number.isFinite(guess) ? guess : 0;
  });
}
