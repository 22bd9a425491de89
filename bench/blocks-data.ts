/** Captured telemetry as a file: brotli of a line of JSON (name, series) and a frame with all points. */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import {
  decodeFrame,
  encodeFrame,
  makePoints,
  type PointColumns,
  type SeriesIdentity,
  type SeriesPoints,
} from '@/store';

export interface Capture {
  name: string;
  series: SeriesIdentity[];
  /** One entry a point: index of its series, time and start (ms), value, flags, histogram. */
  index: number[];
  times: number[];
  starts: number[];
  values: number[];
  flags: number[];
  histograms: PointColumns['histograms'];
}

export function startCapture(name: string): Capture {
  return { name, series: [], index: [], times: [], starts: [], values: [], flags: [], histograms: [] };
}

/** Times are stretched around the first one, which becomes the start of a UTC hour. */
export function packCapture(capture: Capture, stretch: number): Buffer {
  const from = capture.times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const hourAt = Math.floor(from / 3_600_000) * 3_600_000;
  const stretched = (time: number) => hourAt + (time - from) * stretch;
  const order = capture.index.map((_, i) => i);
  const at = (column: number[], i: number) => column[i] as number;
  order.sort((a, b) => at(capture.index, a) - at(capture.index, b) || at(capture.times, a) - at(capture.times, b));
  const points = makePoints(order.length);
  for (const i of order) {
    const k = points.length++;
    points.series[k] = at(capture.index, i);
    points.time[k] = stretched(at(capture.times, i));
    points.start[k] = stretched(at(capture.starts, i));
    points.value[k] = at(capture.values, i);
    points.flags[k] = at(capture.flags, i);
    points.histograms.push(capture.histograms[i] ?? null);
  }
  const head = Buffer.from(`${JSON.stringify({ name: capture.name, series: capture.series })}\n`);
  const content = Buffer.concat([head, encodeFrame(points)]);
  return brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
}

export interface Captured {
  name: string;
  series: SeriesPoints[];
}

/** Series ids count from `firstId` in an order that has nothing to do with names, as interned ids do. */
export function unpackCapture(file: Uint8Array, firstId: number): Captured {
  const content = brotliDecompressSync(file);
  const end = content.indexOf(10);
  const { name, series } = JSON.parse(content.subarray(0, end).toString()) as Capture;
  const all = decodeFrame(content.subarray(end + 1));
  const result: SeriesPoints[] = [];
  for (let from = 0; from < all.length; ) {
    const index = all.series[from] as number;
    let to = from + 1;
    while (to < all.length && all.series[to] === index) to++;
    // 7919 is prime: a permutation of the series' places.
    const id = firstId + ((index * 7919) % series.length);
    const points = slice(all, from, to);
    points.series.fill(id);
    result.push({ series: { ...(series[index] as SeriesIdentity), id }, points });
    from = to;
  }
  return { name, series: result };
}

function slice(all: PointColumns, from: number, to: number): PointColumns {
  return {
    series: all.series.slice(from, to),
    time: all.time.slice(from, to),
    start: all.start.slice(from, to),
    value: all.value.slice(from, to),
    flags: all.flags.slice(from, to),
    histograms: all.histograms.slice(from, to),
    length: to - from,
  };
}
