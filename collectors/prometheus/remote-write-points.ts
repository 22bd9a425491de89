/** Samples of remote write into columns; messages of 1.0 and 2.0 share their field numbers. */
import { PointKind } from '@/store';
import { addPoint, countPoints, type Decoded, ensureRoom, refuse } from '../otlp/decoded';
import { cursor, move, skip, span, varint, word } from '../otlp/wire';
import { int64, readHistogram } from './remote-write-histograms';
import { foundOf, type LabelEntry } from './remote-write-series';

/** Points written, as the response headers of 2.0 tell. */
export interface Written {
  samples: number;
  histograms: number;
}

/** Makes room for the points of a series. Throws Refused 413 beyond what one request may hold. */
export function announce(out: Decoded, points: number): void {
  countPoints(out, points);
  ensureRoom(out, points);
}

/**
 * A Sample whose content ends at `end`. `created`: when its counter began, ms, NaN unknown. A staleness
 * marker, NaN and infinities become "no recorded value".
 */
export function readSample(
  buf: Buffer,
  end: number,
  entry: LabelEntry,
  created: number,
  out: Decoded,
  written: Written,
): void {
  let valueAt = -1;
  let time = 0;
  let start = created;
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag === 0x09) valueAt = move(8, end);
    else if (tag === 0x10) time = int64(buf, end);
    else if (tag === 0x18) start = int64(buf, end) || created;
    else skip(buf, tag, end);
  }
  const found = foundOf(entry, 'number', out);
  // A value of 0 may be left out of a message.
  const low = valueAt < 0 ? 0 : word(buf, valueAt);
  const high = valueAt < 0 ? 0 : word(buf, valueAt + 4);
  const isNumber = (high & 0x7ff00000) !== 0x7ff00000;
  const index = addPoint(out, found, found, time, startOf(found.cumulative, start, time), isNumber ? 0 : 1);
  if (index < 0) return;
  written.samples++;
  if (!isNumber) return;
  out.words[2 * index] = low;
  out.words[2 * index + 1] = high;
}

/** A native Histogram whose content ends at `end`. */
export function readHistogramPoint(
  buf: Buffer,
  end: number,
  entry: LabelEntry,
  created: number,
  out: Decoded,
  written: Written,
): void {
  const read = readHistogram(buf, end);
  const found = foundOf(entry, read.kind === PointKind.histogram ? 'explicit' : 'exponential', out);
  if (read.refusal) {
    refuse(out, found, read.refusal);
    return;
  }
  const start = startOf(true, read.start > 0 ? read.start : created, read.time);
  const index = addPoint(out, found, found, read.time, start, read.isStale ? 1 : 0);
  if (index < 0) return;
  written.histograms++;
  if (!read.isStale) out.points.histograms[index] = read.value;
}

/** Start times that cannot be are as good as none. */
function startOf(cumulative: boolean, start: number, time: number): number {
  return cumulative && start > 0 && start <= time ? start : Number.NaN;
}

/** Fields of a TimeSeries that hold points; where their content begins is where the cursor stands. */
export function readPointField(
  buf: Buffer,
  tag: number,
  end: number,
  at: { entry: LabelEntry; created: number; histogramTag: number },
  out: Decoded,
  written: Written,
): void {
  if (tag !== 0x12 && tag !== at.histogramTag) {
    skip(buf, tag, end);
    return;
  }
  const to = span(buf, end);
  if (tag === 0x12) readSample(buf, to, at.entry, at.created, out, written);
  else readHistogramPoint(buf, to, at.entry, at.created, out, written);
  cursor.at = to;
}
