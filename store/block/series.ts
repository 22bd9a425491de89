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
  const times =
    line === carry.line ? Times.asBefore : line.shared < 0 ? Times.own : line.positions ? Times.some : Times.whole;
  const starts = startsOf(points, line, shared);
  const histograms = hasHistograms(points);
  const flagged = hasFlags(points);
  const valued = !isBlank(value);
  putZigzag(sink, series.id - carry.id);
  putByte(
    sink,
    times |
      (starts << 2) |
      (spread ? Has.spread : 0) |
      (histograms ? Has.histograms : 0) |
      (flagged ? Has.flags : 0) |
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
  if (flagged) putValues(sink, Float64Array.from(points.flags.subarray(0, length)));
  if (spread) putSpread(sink, spread, value);
  if (histograms) putHistograms(sink, points.histograms, length, carry);
  carry.id = series.id;
  carry.line = line;
}

function hasHistograms({ histograms, length }: PointColumns): boolean {
  const most = Math.min(histograms.length, length);
  for (let i = 0; i < most; i++) if (histograms[i]) return true;
  return false;
}

function hasFlags({ flags, length }: PointColumns): boolean {
  for (let i = 0; i < length; i++) if (flags[i] !== 0) return true;
  return false;
}

/** All of it the plain NaN. */
function isBlank(column: Float64Array): boolean {
  const first = column[0] as number;
  if (first === first) return false;
  const bits = new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
  for (let i = 0; i < bits.length; i += 2) if (bits[i] !== 0 || bits[i + 1] !== 0x7ff80000) return false;
  return true;
}

function startsOf({ start, length }: PointColumns, line: Line, shared: Float64Array[]): number {
  const first = start[0] as number;
  if (isTime(first)) {
    let same = 1;
    while (same < length && start[same] === first) same++;
    if (same === length) return Starts.one;
  } else if (isBlank(start.subarray(0, length))) return Starts.none;
  const timeline = shared[line.shared];
  if (!timeline || !isTime(first)) return Starts.column;
  for (let i = 0; i < length; i++) {
    const at = line.positions ? (line.positions[i] as number) : i;
    if (at === 0 ? i !== 0 : start[i] !== timeline[at - 1]) return Starts.column;
  }
  return Starts.follow;
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
  const times = count.subarray(0, length);
  const least = min.subarray(0, length);
  const most = max.subarray(0, length);
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
  const guesses = new Float64Array(value.length);
  for (let i = 0; i < guesses.length; i++) {
    const guess = (min[i] as number) + (max[i] as number) + ((count[i] as number) - 2) * (value[i] as number);
    guesses[i] = Number.isFinite(guess) ? guess : 0;
  }
  return guesses;
}
