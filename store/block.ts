/**
 * The block: an app's folded hour (or day) of telemetry, lossless to the bit (NaN payloads and -0
 * included). What the bytes mean: docs/telemetry.md. Byte 0 of the payload is the version; every released
 * version stays readable (golden files in test/fixtures/formats).
 */

import {
  blockRanges,
  type Group,
  makeDirectory,
  metricHash,
  placeIn,
  readDirectory,
  wantedGroups,
} from './block-directory';
import {
  FormatError,
  finish,
  makeSink,
  putByte,
  putVarint,
  type Sink,
  type Source,
  takeByte,
  takeVarint,
} from './bytes';
import { putColumn, takeColumn } from './columns';
import type { BlockPart } from './contract';
import { putHistograms, takeHistograms } from './frame-histograms';
import type { PointColumns, SeriesPoints } from './points';

export { blockRanges } from './block-directory';

export const blockVersion = 1;

/** A group is read and decoded as one: small enough that a chart of one metric reads little else. */
const groupBytes = 2048;
/** A row larger than this is cut into parts, so that no reader of a slice waits for a huge row. */
const partBytes = 1 << 20;
/** Points of one series in one block: a day of seconds; bounds what a broken payload makes us allocate. */
const mostPoints = 1 << 20;

/** What of a block is wanted; default: all. Series are among the metrics where both are given. */
export interface Wanted {
  metrics?: readonly string[];
  series?: ReadonlySet<number>;
}

/**
 * The rows that hold these series, each at most about 1 MiB. Series without a point leave nothing behind.
 * `points.series` is taken to be the series' id. Throws where a series comes twice.
 */
export function encodeBlock(series: SeriesPoints[]): BlockPart[] {
  const sorted = series
    .filter(({ points }) => points.length > 0)
    .map((each) => ({ ...each, hash: metricHash(each.series.metric) }))
    .sort((a, b) => a.hash - b.hash || a.series.id - b.series.id);
  const parts: BlockPart[] = [];
  let sink = startPart();
  let groups: Group[] = [];
  let from = sink.at;
  let first = 0;
  sorted.forEach(({ hash, series: { id }, points }, i) => {
    const before = sorted[i - 1];
    if (before?.series.id === id && before.hash === hash) throw new Error(`series ${id} comes twice`);
    if (i === first) from = sink.at;
    putSeries(sink, id, points);
    const next = sorted[i + 1];
    const size = sink.at - from;
    if (next && (size < groupBytes || (next.hash === hash && size < groupBytes * 16))) return;
    groups.push({
      first: (sorted[first] as { hash: number }).hash,
      from,
      length: size,
      continues: sorted[first - 1]?.hash === sorted[first]?.hash,
    });
    first = i + 1;
    if (next && sink.at < partBytes) return;
    parts.push({ directory: makeDirectory(groups, sink.at), payload: finish(sink) });
    sink = startPart();
    groups = [];
  });
  return parts;
}

function startPart(): Sink {
  const sink = makeSink(65536);
  putByte(sink, blockVersion);
  return sink;
}

/**
 * Points by series id. `payload` is the whole payload, or the bytes that `blockRanges(directory,
 * wanted.metrics)` names, one after the other. Throws FormatError for an unknown version and for bytes
 * that are no block.
 */
export function decodeBlock(
  directory: readonly number[],
  payload: Uint8Array,
  wanted: Wanted = {},
): Map<number, PointColumns> {
  const found = new Map<number, PointColumns>();
  if (payload.length === 0) return found;
  const version = payload[0] as number;
  if (version !== blockVersion)
    throw new FormatError(
      `block format ${version} is not known to this release of Headroom (it reads ${blockVersion}); a newer release wrote it`,
    );
  const { groups, length } = readDirectory(directory);
  const ranges = payload.length === length ? [{ from: 0, length }] : blockRanges(directory, wanted.metrics);
  const place = placeIn(ranges);
  const hashes = wanted.metrics && new Set(wanted.metrics.map(metricHash));
  for (const group of wantedGroups(groups, hashes)) {
    const at = place(group);
    const source: Source = { bytes: payload.subarray(0, at + group.length), at };
    while (source.at < at + group.length) {
      const { id, points } = takeSeries(source);
      if (!wanted.series || wanted.series.has(id)) found.set(id, points);
    }
  }
  return found;
}

const spreadColumns = ['min', 'max', 'sum', 'count'] as const;

function putSeries(sink: Sink, id: number, points: PointColumns): void {
  const { length, spread } = points;
  putVarint(sink, id);
  putVarint(sink, length);
  putByte(sink, spread ? 1 : 0);
  putColumn(sink, points.time.subarray(0, length), 'integers');
  putColumn(sink, points.start.subarray(0, length), 'integers');
  putColumn(sink, points.value.subarray(0, length), 'values');
  putColumn(sink, Float64Array.from(points.flags.subarray(0, length)), 'integers');
  if (spread) for (const name of spreadColumns) putColumn(sink, spread[name].subarray(0, length), 'values');
  putHistograms(sink, points.histograms, length);
}

function takeSeries(source: Source): { id: number; points: PointColumns } {
  const id = takeVarint(source);
  const length = takeVarint(source);
  if (length > mostPoints) throw new FormatError(`a series of ${length} points is longer than any`);
  const spread = takeByte(source) === 1;
  const points: PointColumns = {
    series: new Float64Array(length).fill(id),
    time: takeColumn(source, length),
    start: takeColumn(source, length),
    value: takeColumn(source, length),
    flags: Uint8Array.from(takeColumn(source, length)),
    histograms: [],
    length,
  };
  if (spread) {
    const [min, max, sum, count] = spreadColumns.map(() => takeColumn(source, length)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    points.spread = { min, max, sum, count };
  }
  points.histograms = takeHistograms(source, length);
  return { id, points };
}
