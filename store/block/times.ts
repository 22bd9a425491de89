/**
 * Times of a block. What one sender exports at once has one time, so most series share a timeline: it
 * stands once, in the head, and a series says which of its times it has.
 */

import { FormatError, putRaw, putVarint, type Sink, type Source, takeCount, takeVarint } from '../bytes';
import type { SeriesPoints } from '../points/points';
import { type Budget, spend } from './budget';
import { putValues, takeValues } from './columns';

/** Times of some series, and where they stand in a timeline of the head; `shared` -1: in none. */
export interface Line {
  times: Float64Array;
  shared: number;
  /** Indexes into the timeline; null: all of it, or none shared. */
  positions: Uint32Array | null;
}

/** The timelines that more than one series needs, and each series' line. */
export interface Timelines {
  shared: Float64Array[];
  lines: Line[];
}

/** Beyond this, senders share nothing and looking for it does not pay. */
const mostShared = 4096;
/** Timelines with a time in common that are tried. */
const mostTried = 4;

export function findTimelines(series: SeriesPoints[]): Timelines {
  const { distinct, of, uses } = distinctLines(series);
  const byTime = new Map<number, number[]>();
  const bases: Line[] = [];
  const order = distinct.map((_, i) => i).sort((a, b) => lengthOf(distinct, b) - lengthOf(distinct, a));
  const used: number[] = [];
  for (const i of order) {
    const line = distinct[i] as Line;
    if (!rises(line.times)) continue;
    const base = (byTime.get(line.times[0] as number) ?? []).find((b) => within(line, (bases[b] as Line).times));
    if (base !== undefined) {
      line.shared = base;
      used[base] = (used[base] as number) + (uses[i] as number);
    } else if (bases.length < mostShared) {
      line.shared = bases.push(line) - 1;
      used.push(uses[i] as number);
      for (const time of line.times) {
        const there = byTime.get(time);
        if (!there) byTime.set(time, [bases.length - 1]);
        else if (there.length < mostTried) there.push(bases.length - 1);
      }
    }
  }
  // What only one series has stands with that series.
  const place = new Map<number, number>();
  const shared: Float64Array[] = [];
  bases.forEach((base, i) => {
    if ((used[i] as number) > 1) place.set(i, shared.push(base.times) - 1);
  });
  for (const line of distinct) line.shared = place.get(line.shared) ?? -1;
  return { shared, lines: of };
}

function lengthOf(lines: Line[], i: number): number {
  return (lines[i] as Line).times.length;
}

function distinctLines(series: SeriesPoints[]): { distinct: Line[]; of: Line[]; uses: number[] } {
  const known = new Map<string, number[]>();
  const distinct: Line[] = [];
  const uses: number[] = [];
  const of = series.map(({ points }) => {
    const times = points.time.subarray(0, points.length);
    const key = `${times.length} ${times[0]} ${times[times.length - 1]}`;
    const alike = known.get(key) ?? [];
    let at = alike.find((i) => same((distinct[i] as Line).times, times));
    if (at === undefined) {
      at = distinct.push({ times, shared: -1, positions: null }) - 1;
      uses.push(0);
      if (alike.length < mostTried) alike.push(at);
      known.set(key, alike);
    }
    uses[at] = (uses[at] as number) + 1;
    return distinct[at] as Line;
  });
  return { distinct, of, uses };
}

/** To the bit: NaNs differ in what they carry. */
function same(a: Float64Array, b: Float64Array): boolean {
  return bytesOf(a).equals(bytesOf(b));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Only times that rise can be told by their places. NaN and -0 cannot. */
function rises(times: Float64Array): boolean {
  if (!((times[0] as number) > 0)) return false;
  for (let i = 1; i < times.length; i++) if (!((times[i] as number) > (times[i - 1] as number))) return false;
  return true;
}

function within(line: Line, timeline: Float64Array): boolean {
  const positions = new Uint32Array(line.times.length);
  for (let i = 0, at = 0; i < positions.length; i++, at++) {
    while (at < timeline.length && timeline[at] !== line.times[i]) at++;
    if (at === timeline.length) return false;
    positions[i] = at;
  }
  line.positions = positions;
  return true;
}

export function putTimelines(sink: Sink, timelines: Float64Array[]): void {
  putVarint(sink, timelines.length);
  for (const times of timelines) {
    putVarint(sink, times.length);
    putValues(sink, times);
  }
}

export function takeTimelines(source: Source, budget: Budget): Float64Array[] {
  return Array.from({ length: takeCount(source, 2) }, () => takeTimes(source, budget));
}

/** A number of times and the times. */
export function takeTimes(source: Source, budget: Budget): Float64Array {
  const length = takeVarint(source);
  spend(budget, length);
  const times = new Float64Array(length);
  takeValues(source, times);
  return times;
}

/** A bit for each time of the timeline. */
export function putPositions(sink: Sink, positions: Uint32Array, length: number): void {
  const bitmap = new Uint8Array((length + 7) >>> 3);
  for (const at of positions) bitmap[at >>> 3] = (bitmap[at >>> 3] as number) | (1 << (at & 7));
  putRaw(sink, bitmap);
}

export function takePositions(source: Source, length: number): Uint32Array {
  const bytes = (length + 7) >>> 3;
  if (source.at + bytes > source.bytes.length) throw new FormatError('payload ends before its content does');
  const positions: number[] = [];
  for (let i = 0; i < length; i++)
    if ((source.bytes[source.at + (i >>> 3)] as number) & (1 << (i & 7))) positions.push(i);
  source.at += bytes;
  return Uint32Array.from(positions);
}
