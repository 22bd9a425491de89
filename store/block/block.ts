/**
 * The block: an app's folded hour (or day) of telemetry, lossless to the bit (NaN payloads and -0
 * included). What the bytes mean: docs/telemetry.md. Byte 0 of the payload is the version; every released
 * version stays readable (golden files in test/fixtures/formats).
 */

import { finish, makeSink, putByte, type Sink, type Source, takeVersion } from '../bytes';
import type { BlockPart } from '../contract';
import type { PointColumns, SeriesPoints } from '../points/points';
import { makeRoom, type Room } from '../points/room';
import { mostDoubles, startBudget } from './budget';
import { blockRanges, type Group, makeDirectory, metricHash, placeIn, readDirectory, wantedGroups } from './directory';
import { putSeries, startGroup } from './series';
import { takeSeries, type WantedPoints } from './series-take';
import { findTimelines, type Line, putTimelines, takeTimelines } from './times';

export { blockRanges } from './directory';

export const blockVersion = 1;

/** A group is read and decoded as one: small enough that a chart of one metric reads little else. */
const groupBytes = 2048;
/** A metric of many series is cut into groups of this size, so that no group alone is a large row. */
const largeGroupBytes = 32_768;
/** A row larger than this is cut into parts, so that no reader of a slice waits for a huge row. */
const partBytes = 1 << 20;
/** Decoded, a part stays far below what a decoder may make. */
const partDoubles = mostDoubles / 4;

/** What of a block is wanted; default: all. */
export interface Wanted extends WantedPoints {
  /** Their groups are decoded; other metrics of the same groups come along. */
  metrics?: readonly string[];
}

interface Placed extends SeriesPoints {
  hash: number;
  line: Line;
}

/**
 * The rows that hold these series, each at most about 1 MiB. Series without a point leave nothing behind.
 * `points.series` is taken to be the series' id. Throws where a series comes twice.
 */
export function encodeBlock(series: SeriesPoints[]): BlockPart[] {
  const ids = new Set(series.map(({ series: { id } }) => id));
  if (ids.size < series.length) throw new Error('a series comes twice');
  const filled = series.filter(({ points }) => points.length > 0);
  const hashes = new Map<string, number>();
  for (const { series: each } of filled) if (!hashes.has(each.metric)) hashes.set(each.metric, metricHash(each.metric));
  const { lines, shared } = findTimelines(filled);
  const placed = filled
    .map((each, i): Placed => ({ ...each, hash: hashes.get(each.series.metric) as number, line: lines[i] as Line }))
    .sort((a, b) => a.hash - b.hash || a.line.shared - b.line.shared || a.series.id - b.series.id);
  const parts: BlockPart[] = [];
  for (let from = 0; from < placed.length; ) from = encodePart(placed, from, shared, parts);
  return parts;
}

/** Adds the part that starts with series `from` and returns where the next one starts. */
function encodePart(placed: Placed[], from: number, shared: Float64Array[], parts: BlockPart[]): number {
  const sink = startPart(shared);
  const groups: Group[] = [];
  let doubles = 0;
  let next = from;
  while (next < placed.length && sink.at < partBytes && doubles < partDoubles) {
    const first = next;
    const start = sink.at;
    const { hash } = placed[first] as Placed;
    const carry = startGroup();
    for (; next < placed.length && doubles < partDoubles; next++) {
      const each = placed[next] as Placed;
      const size = sink.at - start;
      if (size >= groupBytes && (each.hash !== (placed[next - 1] as Placed).hash || size >= largeGroupBytes)) break;
      putSeries(sink, each, each.line, shared, carry);
      doubles += doublesOf(each.points);
    }
    const continues = placed[first - 1]?.hash === hash;
    groups.push({ first: hash, from: start, length: sink.at - start, continues });
  }
  parts.push({ directory: makeDirectory(groups, sink.at), payload: finish(sink) });
  return next;
}

function startPart(shared: Float64Array[]): Sink {
  const sink = makeSink(65_536);
  putByte(sink, blockVersion);
  putTimelines(sink, shared);
  return sink;
}

function doublesOf({ length, histograms }: PointColumns): number {
  const histogram = histograms.find((each) => each !== null);
  const buckets = histogram?.counts?.length ?? 0;
  const exponential = histogram?.exponential;
  const placed = exponential ? 8 * (exponential.positive.length + exponential.negative.length) : 0;
  return length * (histogram ? 20 + buckets + placed : 12);
}

/**
 * Points by series id. `payload` is the whole payload, or the bytes that `blockRanges(directory,
 * wanted.metrics)` names, one after the other. Columns may be shared between series and bounds
 * between histograms: not to be written to. Blocks that are read together share a `room`. Series without a histogram have none in their list. Throws FormatError for an unknown version and for bytes that
 * are no block.
 */
export function decodeBlock(
  directory: readonly number[],
  payload: Uint8Array,
  wanted: Wanted = {},
  room: Room = makeRoom(),
): Map<number, PointColumns> {
  const found = new Map<number, PointColumns>();
  if (payload.length === 0) return found;
  const head: Source = { bytes: payload, at: 0 };
  takeVersion(head, [blockVersion], 'block');
  const { groups, length } = readDirectory(directory);
  const budget = startBudget(room);
  const shared = takeTimelines(head, budget);
  const ranges = payload.length === length ? [{ from: 0, length }] : blockRanges(directory, wanted.metrics);
  const place = placeIn(ranges);
  const hashes = wanted.metrics && new Set(wanted.metrics.map(metricHash));
  for (const group of wantedGroups(groups, hashes)) {
    const at = place(group);
    const end = at + group.length;
    const source: Source = { bytes: payload.subarray(0, end), at };
    const carry = startGroup();
    while (source.at < end) {
      const taken = takeSeries(source, shared, carry, budget, wanted);
      if (taken) found.set(taken.id, taken.points);
    }
  }
  return found;
}
