/**
 * The frame: what one flush brought for one (app, event hour), as packed columns. Lossless to the
 * bit (NaN payloads and -0 included). Drawing of the bytes: docs/telemetry.md. Byte 0 is the version;
 * every released version stays readable (golden files in test/fixtures/formats).
 */
import {
  FormatError,
  finish,
  makeSink,
  putByte,
  putRaw,
  putVarint,
  type Sink,
  type Source,
  takeByte,
  takeBytes,
  takeVarint,
  takeVersion,
} from '../bytes';
import { putColumn, takeColumn } from '../points/columns';
import type { PointColumns } from '../points/points';
import { makeRoom, type Room } from '../points/room';
import { bytes, columnIn } from '../points/scratch';
import { putHistogramColumns, putHistograms, takeHistograms } from './histograms';

export const frameVersion = 1;

/** No flush holds more (128 MiB in flight at 12 bytes a point); bounds what a broken payload makes us allocate. */
const mostPoints = 1 << 24;

/** The frame of these points, in their order. The result owns its bytes. */
export function encodeFrame(points: PointColumns): Uint8Array {
  const sink = makeSink(64 + points.length * 16);
  putFrame(sink, points);
  return finish(sink);
}

/** The same, behind what the sink holds. */
export function putFrame(sink: Sink, points: PointColumns): void {
  const { length } = points;
  putByte(sink, frameVersion);
  putVarint(sink, length);
  putColumn(sink, points.series.subarray(0, length), 'integers');
  putColumn(sink, points.time.subarray(0, length), 'integers');
  putColumn(sink, points.start.subarray(0, length), 'integers');
  putColumn(sink, points.value.subarray(0, length), 'values');
  putFlags(sink, points.flags, length);
  if (points.packed?.length) putHistogramColumns(sink, points.packed);
  else putHistograms(sink, points.histograms, length);
}

/** The points of a frame. Throws FormatError for an unknown version or a payload that is cut off. */
export function decodeFrame(payload: Uint8Array): PointColumns {
  return frameReader()(payload);
}

/** The same of many. What one sender's frames have in common is one column for all of them: not to be written to. */
export function decodeFrames(payloads: Uint8Array[]): PointColumns[] {
  return payloads.map(frameReader());
}

/** The ids of the series in these frames. */
export function seriesOfFrames(payloads: Uint8Array[]): Set<number> {
  const room = makeRoom();
  const ids = new Set<number>();
  let before: Read = noColumn;
  for (const payload of payloads) {
    const source: Source = { bytes: payload, at: 0 };
    const series = takeAgain(source, takeLength(source), before, room);
    if (series !== before) for (const id of series.column) ids.add(id);
    before = series;
  }
  return ids;
}

/** A column, and the bytes it was read from. */
interface Read {
  bytes: Uint8Array;
  from: number;
  to: number;
  column: Float64Array;
}

const noColumn: Read = { bytes: new Uint8Array(0), from: 0, to: 0, column: new Float64Array(0) };

function frameReader(): (payload: Uint8Array) => PointColumns {
  const room = makeRoom();
  let series = noColumn;
  let start = noColumn;
  let flags: Flags = { all: -1, column: new Uint8Array(0) };
  return (bytes) => {
    const source: Source = { bytes, at: 0 };
    const length = takeLength(source);
    series = takeAgain(source, length, series, room);
    const time = takeColumn(source, length, columnIn(room, length));
    start = takeAgain(source, length, start, room);
    const value = takeColumn(source, length, columnIn(room, length));
    flags = takeFlags(source, length, flags);
    const histograms = takeHistograms(source, length);
    return { series: series.column, time, start: start.column, value, flags: flags.column, histograms, length };
  };
}

/** How many points a frame holds. */
function takeLength(source: Source): number {
  takeVersion(source, [frameVersion], 'frame');
  const length = takeVarint(source);
  if (length > mostPoints) throw new FormatError(`a frame of ${length} points is longer than any request`);
  return length;
}

/** The column from before where its bytes come once more. */
function takeAgain(source: Source, length: number, before: Read, room: Room): Read {
  const from = source.at;
  const bytes = before.to - before.from;
  if (before.column.length === length && sameBytes(source.bytes, from, before)) {
    source.at += bytes;
    return before;
  }
  const column = takeColumn(source, length, columnIn(room, length));
  return { bytes: source.bytes, from, to: source.at, column };
}

function sameBytes(bytes: Uint8Array, at: number, before: Read): boolean {
  const behind = at - before.from;
  // The last ones first: there they mostly differ where they do.
  for (let i = before.to - 1; i >= before.from; i--) if (bytes[i + behind] !== before.bytes[i]) return false;
  return true;
}

/** Flags are almost always all zero: one byte then (0 = all equal, followed by the value; 1 = one byte a point). */
function putFlags(sink: Sink, flags: Uint8Array, length: number): void {
  if (length === 0) return;
  let equal = 1;
  while (equal < length && flags[equal] === flags[0]) equal++;
  putByte(sink, equal === length ? 0 : 1);
  putRaw(sink, flags.subarray(0, equal === length ? 1 : length));
}

/** `all`: what each of them is, -1 where they differ. */
interface Flags {
  all: number;
  column: Uint8Array<ArrayBuffer>;
}

/** @param before those of the frame before, which mostly has the same. */
function takeFlags(source: Source, length: number, before: Flags): Flags {
  if (length === 0) return { all: -1, column: new Uint8Array(0) };
  if (takeByte(source) !== 0) return { all: -1, column: takeBytes(source, length) };
  const all = takeByte(source);
  if (before.all === all && before.column.length === length) return before;
  return { all, column: bytes(length).fill(all) };
}
