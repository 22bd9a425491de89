/** Folded minutes of many series as a frame, quick to write and to read, with what stands behind gauges beside it. Pure. */
import { finish, makeSink, type Source } from '../bytes';
import { putColumn, takeColumn } from '../points/columns';
import { copySpread, makePoints, makeShortSpread } from '../points/point-columns';
import type { PointColumns, SeriesPoints, Spread } from '../points/points';
import { decodeFrame, encodeFrame } from './frame';

export interface MinutesFrame {
  points: Uint8Array;
  /** Columns least, most, sum and number; empty where one point stands behind each. */
  spread: Uint8Array;
}

const COLUMNS = ['min', 'max', 'sum', 'count'] as const satisfies (keyof Spread)[];

export function encodeMinutesFrame(all: SeriesPoints[]): MinutesFrame {
  const out = makePoints(all.reduce((sum, { points }) => sum + points.length, 0));
  const spread = all.some(({ points }) => points.spread) ? makeShortSpread(out.series.length) : null;
  for (const { series, points } of all) {
    const { length } = points;
    const at = out.length;
    out.series.fill(series.id, at, at + length);
    // As memory: a NaN keeps its payload.
    for (const name of ['time', 'start', 'value'] as const) out[name].set(points[name].subarray(0, length), at);
    out.flags.set(points.flags.subarray(0, length), at);
    for (let i = 0; i < length; i++) {
      out.histograms.push(points.histograms[i] ?? null);
      if (spread) copySpread(points, i, spread, at + i);
    }
    out.length += length;
  }
  const sink = makeSink(spread ? out.length * 8 : 64);
  if (spread) for (const name of COLUMNS) putColumn(sink, spread[name], 'values');
  // Copied: an encoder's buffer is larger than what it holds.
  return { points: encodeFrame(out).slice(), spread: finish(sink).slice() };
}

/** The points, series after series; with a spread where any has one. */
export function decodeMinutesFrame({ points: payload, spread: behind }: MinutesFrame): PointColumns {
  const points = decodeFrame(payload);
  if (behind.length === 0) return points;
  const source: Source = { bytes: behind, at: 0 };
  const [min, max, sum, count] = COLUMNS.map(() => takeColumn(source, points.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { ...points, spread: { min, max, sum, count } };
}
