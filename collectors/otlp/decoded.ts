import type { IngestLimits } from '@/service/ingest';
import { emptyColumns, makePoints, type PointColumns } from '@/store';
import { type Reason, type Rejections, reject } from './reasons';
import { Refused } from './reply';
import { type AppSeries, type Entry, type MetricNode, touch } from './series-cache';
import type { SeriesRef } from './series-table';
import type { Trace } from './trace';

/** What a request holds: points in columns, those of new series noted until the store has given ids. */
export interface Decoded {
  points: PointColumns;
  /** The request's bytes, set by `look`, and a view of them. */
  bytes: Buffer;
  view: DataView;
  /** The value column's words, to copy doubles without losing bits. */
  words: Uint32Array;
  /** Points whose series has no id yet. */
  pending: { index: number; ref: SeriesRef }[];
  rejections: Rejections;
  /** Null: nobody expects another request like this one. */
  trace: Trace | null;
  app: AppSeries;
  limits: IngestLimits;
  /** Resources, scopes and metrics met so far, and points that they announced. */
  groups: number;
  announced: number;
  /** Points must lie in [oldestAt, newestAt], ms. */
  oldestAt: number;
  newestAt: number;
}

const noBytes = Buffer.alloc(0);
const noView = new DataView(new ArrayBuffer(0));

/** The bytes that are decoded from now on: the request's, or a copy of them. */
export function look(buf: Buffer, out: Decoded): void {
  out.bytes = buf;
  out.view = new DataView(buf.buffer, buf.byteOffset, buf.byteLength);
}

/** Room of columns that are used again: most requests fit. */
const keptRoom = 256;
const mostKept = 512;
const mostKeptCounts = 4_096;
const kept: Decoded[] = [];

export function startDecoding(app: AppSeries, limits: IngestLimits, nowAt: number): Decoded {
  const out = kept.pop() ?? emptyDecoded(app, limits);
  out.app = app;
  out.limits = limits;
  out.oldestAt = nowAt - limits.oldestMs;
  out.newestAt = nowAt + limits.futureMs;
  return out;
}

function emptyDecoded(app: AppSeries, limits: IngestLimits): Decoded {
  const points = makePoints(keptRoom);
  return {
    points,
    bytes: noBytes,
    view: noView,
    words: wordsOf(points),
    pending: [],
    rejections: new Map(),
    trace: null,
    app,
    limits,
    groups: 0,
    announced: 0,
    oldestAt: 0,
    newestAt: 0,
  };
}

/** Nobody looks at `out` any more, nor at its points: the next request may have them. */
export function endDecoding(out: Decoded): void {
  const { points } = out;
  if (points.flags.length !== keptRoom || kept.length >= mostKept) return;
  points.length = 0;
  if (points.histograms.length > 0) points.histograms = [];
  if (points.packed) {
    if (points.packed.counts.length > mostKeptCounts) points.packed = undefined;
    else emptyColumns(points.packed, 0, 0);
  }
  out.bytes = noBytes;
  out.view = noView;
  out.groups = out.announced = 0;
  out.trace = null;
  if (out.pending.length > 0) out.pending = [];
  if (out.rejections.size > 0) out.rejections = new Map();
  kept.push(out);
}

/** An empty metric is two bytes as sent and a hundred in memory: a small body must not fill the process. */
const mostGroups = 100_000;
const mostPoints = 1_000_000;

/** Counts one more resource, scope or metric. Throws Refused 413 beyond what one request may hold. */
export function countGroup(out: Decoded): void {
  if (++out.groups > mostGroups) throw tooMany(`${mostGroups} resources, scopes and metrics`);
}

/** Counts the points of a metric before they are read. Throws Refused 413 beyond what one request may hold. */
export function countPoints(out: Decoded, points: number): void {
  out.announced += points;
  if (out.announced > mostPoints) throw tooMany(`${mostPoints} points`);
}

function tooMany(what: string): Refused {
  return new Refused(413, `the request holds more than ${what}: send it in several requests`, 'too-much-at-once');
}

function wordsOf({ value }: PointColumns): Uint32Array {
  return new Uint32Array(value.buffer, value.byteOffset, value.length * 2);
}

/** Room for `more` points, so that adding one needs no check. */
export function ensureRoom(out: Decoded, more: number): void {
  const { points } = out;
  const needed = points.length + more;
  if (needed <= points.flags.length) return;
  const grown = makePoints(Math.max(needed, points.flags.length * 2));
  for (const name of ['series', 'time', 'start', 'value', 'flags'] as const) grown[name].set(points[name] as never);
  grown.histograms = points.histograms;
  grown.packed = points.packed;
  grown.length = points.length;
  out.points = grown;
  out.words = wordsOf(grown);
}

/**
 * Adds a point whose value the caller writes at the returned index; -1: refused, and counted. `time` and
 * `start` in ms, `start` NaN for none.
 */
export function addPoint(
  out: Decoded,
  metric: Pick<MetricNode, 'name'>,
  entry: Pick<Entry, 'ref' | 'refusal'>,
  time: number,
  start: number,
  flags: number,
): number {
  const { points } = out;
  const { ref } = entry;
  if (!ref) return refuse(out, metric, entry.refusal ?? 'too-many-series');
  if (!(time > 0)) return refuse(out, metric, 'no-time');
  if (time > out.newestAt) return refuse(out, metric, 'too-far-in-future');
  if (time < out.oldestAt) return refuse(out, metric, 'too-old');
  if (start > time) return refuse(out, metric, 'starts-after-its-end');
  if (!touch(out.app, ref)) return refuse(out, metric, 'too-many-series');
  const index = points.length++;
  points.series[index] = ref.id;
  points.time[index] = time;
  points.start[index] = start;
  points.flags[index] = flags;
  points.value[index] = Number.NaN;
  points.histograms.push(null);
  if (ref.id === 0) out.pending.push({ index, ref });
  return index;
}

export function refuse(out: Decoded, metric: Pick<MetricNode, 'name'>, reason: Reason, points = 1): -1 {
  reject(out.rejections, reason, metric.name, points);
  return -1;
}

/** Whether value and histogram of a point make sense together; takes the last point back if not. */
export function takeBack(out: Decoded, metric: MetricNode, reason: Reason): void {
  const { points } = out;
  points.length--;
  points.histograms.length = points.length;
  if (out.pending[out.pending.length - 1]?.index === points.length) out.pending.pop();
  reject(out.rejections, reason, metric.name);
}
