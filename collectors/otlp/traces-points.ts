/** From rows of spans to points: one delta histogram a series and minute in which its spans ended. */
import { hash } from 'node:crypto';
import { type Attributes, type HistogramValue, PointKind } from '@/store';
import { type Decoded, ensureRoom } from './decoded';
import { addOwnPoint, type OwnSeries, ownSeries } from './own-series';
import type { Entry } from './series-cache';
import { leaveOutNested, type SpanGroup, type Tally } from './traces-tally';

const MINUTE = 60_000;

/**
 * Exponential buckets of scale 3, each 9 % wider than the one before: the finest that derivation keeps, so
 * p95 is right within some percent at any duration; the conventions' 14 bounds are 1.3 to 2.5 times apart.
 * A minute of one route fills 10 to 30 buckets in a row, about as many bytes as the 15 fixed ones take.
 */
const SCALE = 3;
const PER_POWER = 2 ** SCALE;
/** From 2^-20 s (1 µs) to 2^12 s (68 min); beyond it lies the first or the last bucket. */
const LOWEST = -20 * PER_POWER;
const HIGHEST = 12 * PER_POWER - 1;
const counts = new Float64Array(HIGHEST - LOWEST + 1);
const none = new Float64Array(0);

/** The bytes as a fraction in [0, 1), the same for the same bytes. They are those behind any gzip. */
export function fractionOf(body: Buffer): number {
  return hash('sha1', body, 'buffer').readUInt32LE(0) / 2 ** 32;
}

/** Adds the points of all rows to `out`. */
export function addPoints(tally: Tally, fraction: number): void {
  const { out, endAt, group } = tally;
  const left = leaveOutNested(tally);
  const { series, ordinals } = seriesOf(tally, left);
  const rows: number[] = [];
  for (let row = 0; row < group.length; row++) if (left[row] === 0) rows.push(row);
  const place = (row: number) => ordinals[group[row] as number] as number;
  const minute = (row: number) => Math.floor((endAt[row] as number) / MINUTE);
  rows.sort((a, b) => place(a) - place(b) || minute(a) - minute(b));
  for (let from = 0; from < rows.length; ) {
    const first = rows[from] as number;
    let to = from + 1;
    while (
      to < rows.length &&
      place(rows[to] as number) === place(first) &&
      minute(rows[to] as number) === minute(first)
    )
      to++;
    addRun(tally, series[place(first)] as OwnSeries, rows.slice(from, to), fraction, out);
    from = to;
  }
}

/** Each group's series by ordinal: several groups may have one, and then make one point, since equal keys count once. */
function seriesOf({ groups, group, out }: Tally, left: Uint8Array): { series: OwnSeries[]; ordinals: Int32Array } {
  const ordinals = new Int32Array(groups.length).fill(-1);
  const series: OwnSeries[] = [];
  const byRef = new Map<unknown, number>();
  for (let row = 0; row < group.length; row++) {
    const index = group[row] as number;
    if (left[row] === 1 || ordinals[index] !== -1) continue;
    const { resource, metric, values, samplingKnown } = groups[index] as SpanGroup;
    const { name, description } = metric;
    const attributes = attributesOf(metric.attributes, values, samplingKnown);
    const kind = PointKind.exponentialHistogram;
    const found = ownSeries(resource, { name, description, kind, unit: 's' }, attributes, out);
    const identity: Entry | number = found.entry.ref?.row ?? found.entry;
    let ordinal = byRef.get(identity);
    if (ordinal === undefined) {
      ordinal = series.push(found) - 1;
      byRef.set(identity, ordinal);
    }
    ordinals[index] = ordinal;
  }
  return { series, ordinals };
}

const numeric = new Set(['http.response.status_code', 'rpc.grpc.status_code', 'server.port']);

function attributesOf(names: readonly string[], values: string[], samplingKnown: boolean): Attributes {
  const attributes: Attributes = {};
  names.forEach((name, i) => {
    const value = values[i] as string;
    if (value !== '') attributes[name] = numeric.has(name) ? Number(value) : value;
  });
  if (samplingKnown) attributes['headroom.sampling'] = 'known';
  return attributes;
}

function addRun(tally: Tally, series: OwnSeries, rows: number[], fraction: number, out: Decoded): void {
  let time = 0;
  for (const row of rows) time = Math.max(time, tally.endAt[row] as number);
  ensureRoom(out, 1);
  const index = addOwnPoint(out, series, { time, fraction, items: rows.length, example: series.node.name });
  if (index >= 0) out.points.histograms[index] = histogramOf(tally, rows);
}

function histogramOf({ seconds, weight }: Tally, rows: number[]): HistogramValue {
  let lowest = counts.length;
  let highest = -1;
  let count = 0;
  let sum = 0;
  let zeroCount = 0;
  for (const row of rows) {
    const took = seconds[row] as number;
    const stands = weight[row] as number;
    count += stands;
    sum += stands * took;
    if (took === 0) {
      zeroCount += stands;
      continue;
    }
    const at = bucketOf(took) - LOWEST;
    counts[at] = (counts[at] as number) + stands;
    lowest = Math.min(lowest, at);
    highest = Math.max(highest, at);
  }
  const positive = highest < 0 ? none : counts.slice(lowest, highest + 1);
  if (highest >= 0) counts.fill(0, lowest, highest + 1);
  return {
    count,
    sum,
    min: Number.NaN,
    max: Number.NaN,
    exponential: {
      scale: SCALE,
      zeroCount,
      zeroThreshold: 0,
      positiveOffset: highest < 0 ? 0 : lowest + LOWEST,
      positive,
      negativeOffset: 0,
      negative: none,
    },
  };
}

/** Bucket i holds (2^(i/8), 2^((i+1)/8)]. */
function bucketOf(seconds: number): number {
  return Math.min(HIGHEST, Math.max(LOWEST, Math.ceil(Math.log2(seconds) * PER_POWER) - 1));
}
