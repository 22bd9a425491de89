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
  takeVarint,
} from '../bytes';
import { putColumn, takeColumn } from '../points/columns';
import type { PointColumns } from '../points/points';
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
  const source: Source = { bytes: payload, at: 0 };
  const version = takeByte(source);
  if (version !== frameVersion) {
    throw new FormatError(
      `frame format ${version} is not known to this release of Headroom (it reads ${frameVersion}); a newer release wrote it`,
    );
  }
  const length = takeVarint(source);
  if (length > mostPoints) throw new FormatError(`a frame of ${length} points is longer than any request`);
  return {
    series: takeColumn(source, length),
    time: takeColumn(source, length),
    start: takeColumn(source, length),
    value: takeColumn(source, length),
    flags: takeFlags(source, length),
    histograms: takeHistograms(source, length),
    length,
  };
}

/** Flags are almost always all zero: one byte then (0 = all equal, followed by the value; 1 = one byte a point). */
function putFlags(sink: Sink, flags: Uint8Array, length: number): void {
  if (length === 0) return;
  let equal = 1;
  while (equal < length && flags[equal] === flags[0]) equal++;
  putByte(sink, equal === length ? 0 : 1);
  putRaw(sink, flags.subarray(0, equal === length ? 1 : length));
}

function takeFlags(source: Source, length: number): Uint8Array {
  if (length === 0) return new Uint8Array(0);
  if (takeByte(source) === 0) return new Uint8Array(length).fill(takeByte(source));
  const end = source.at + length;
  if (end > source.bytes.length) throw new FormatError('payload ends before its content does');
  const flags = source.bytes.slice(source.at, end);
  source.at = end;
  return flags;
}
