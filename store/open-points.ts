/**
 * The points of an app's open hours, held beside the store so that a derivation reads new frames only. Pure:
 * each step takes what was held and gives what is held next. What is held is bytes: sealed minutes as blocks,
 * the last ones as the frames that brought them, series as text; so ten thousand apps fit in one process.
 * A point for a sealed minute makes all of it void: then the hours are read whole again.
 */
import { decodeBlock, encodeBlock } from './block';
import type { BlockPart } from './contract';
import { foldPoints } from './fold-points';
import { decodeFrame } from './frame';
import { gatherSeries } from './order-points';
import { concatPoints, cutPoints, hourMs } from './point-columns';
import type { PointColumns, Series, SeriesPoints } from './points';

const minuteMs = 60_000;
/** Newest minutes that are read each time lie in small chunks, encoded anew until they are as long. */
const smallMs = 3 * minuteMs;
const recentMs = 9 * minuteMs;
/** Older ones in chunks of at least so long. */
const chunkMs = 10 * minuteMs;
/** The least time that is kept as single points, before the minute of the newest one. */
const leastTailMs = minuteMs;
const mostTailMs = 10 * minuteMs;

export interface OpenPoints {
  /** Minutes from here on are held (ms). */
  fromAt: number;
  /** Minutes before it are folded. */
  sealedAt: number;
  tailMs: number;
  /** Frames up to this sequence number are in. */
  upTo: number;
  /** Wanted series in the order of their ids (packSeries). */
  series: string;
  /** Ids of every series of the app, wanted or not. */
  known: ReadonlySet<number>;
  metricNames: string[];
  chunks: Chunk[];
  /** Frames with a point at or after `sealedAt`. */
  tail: Tail[];
}

interface Chunk {
  fromAt: number;
  parts: BlockPart[];
}

interface Tail {
  payload: Uint8Array;
  newestAt: number;
}

/** A frame as it was read. */
export interface FrameRead {
  payload: Uint8Array;
  points: PointColumns;
}

/** What a look into the database found of an app from `fromAt` on. */
export interface Opened {
  fromAt: number;
  upTo: number;
  series: Series[];
  known: ReadonlySet<number>;
  metricNames: string[];
  /** Minutes of the wanted series, whole hours. */
  points: SeriesPoints[];
  frames: FrameRead[];
  /** Start of the newest hour that is folded already, if any. */
  foldedHourAt: number | null;
}

/** What to hold of it; null where the newest minutes are folded for good already. */
export function holdOpen(opened: Opened, nowAt: number, tailMs = leastTailMs): OpenPoints | null {
  const { fromAt, upTo, known, metricNames, points } = opened;
  const held: OpenPoints = {
    fromAt,
    sealedAt: fromAt,
    tailMs: Math.min(mostTailMs, Math.max(leastTailMs, tailMs)),
    upTo,
    series: packSeries(opened.series),
    known,
    metricNames,
    chunks: [],
    tail: opened.frames.map(tailOf),
  };
  const next = seal(held, opened.series, points, nowAt);
  return opened.foldedHourAt !== null && next.sealedAt < opened.foldedHourAt + hourMs ? null : next;
}

/** True where an hour that still lies in single points may be folded by now, and points dropped there. */
export function isStale({ sealedAt }: OpenPoints, nowAt: number): boolean {
  return nowAt >= Math.floor(sealedAt / hourMs) * hourMs + hourMs + 5 * minuteMs;
}

/** Series that are not known yet: readers read the series again before the next step. */
export function hasNewSeries({ known }: OpenPoints, frames: FrameRead[]): boolean {
  return frames.some(({ points: { series, length } }) => {
    for (let i = 0; i < length; i++) if (!known.has(series[i] as number)) return true;
    return false;
  });
}

export interface Added {
  /** Minutes from the asked time on, and some before it. */
  recent: SeriesPoints[];
  /** From when on `recent` is complete (ms). */
  recentFrom: number;
  /** All minutes that are held. */
  whole(): SeriesPoints[];
  next: OpenPoints;
}

/**
 * The newest minutes with these frames, all of them if asked for, and what to hold next; or by how much (ms) one
 * of their points is too late. Nothing before `held.sealedAt` changes.
 */
export function addFrames(
  held: OpenPoints,
  frames: FrameRead[],
  { upTo, nowAt, recentFrom = held.fromAt }: { upTo: number; nowAt: number; recentFrom?: number },
): Added | { lateMs: number } {
  const series = unpackSeries(held.series);
  const lateMs = lateBy(held, frames, series);
  if (lateMs > 0) return { lateMs };
  const tail = [...held.tail, ...frames.map(tailOf)];
  const decoded = [...held.tail.map(({ payload }) => decodeFrame(payload)), ...frames.map(({ points }) => points)];
  const single = new Map(
    gatherSeries(decoded, series, held.sealedAt, Number.POSITIVE_INFINITY).map((each) => [each.series.id, each.points]),
  );
  // What the tail is folded beside is always among them.
  const from = Math.min(recentFrom, held.sealedAt - minuteMs);
  const first = held.chunks.findIndex((_, i) => endOf(held, i) > from);
  const { points: recent, folded } = unite(
    series,
    held.chunks.slice(first < 0 ? held.chunks.length : first),
    (each, before) => {
      const late = single.get(each.id);
      return late && foldTail(each, before, late, held.sealedAt);
    },
  );
  const whole = () => (first <= 0 ? recent : unite(series, held.chunks, (each) => folded.get(each.id)).points);
  return {
    recent,
    recentFrom: Math.max(held.fromAt, held.chunks[first]?.fromAt ?? held.sealedAt),
    whole,
    next: seal({ ...held, upTo, tail }, series, recent, nowAt),
  };
}

const endOf = ({ chunks, sealedAt }: OpenPoints, i: number) => chunks[i + 1]?.fromAt ?? sealedAt;

/** Sealed minutes of each series, and behind them what `tailFor` makes of the last of them. */
function unite(
  series: Series[],
  chunks: Chunk[],
  tailFor: (series: Series, before: PointColumns | undefined) => PointColumns | undefined,
): { points: SeriesPoints[]; folded: Map<number, PointColumns> } {
  const decoded = chunks.flatMap(({ parts }) => parts.map(({ directory, payload }) => decodeBlock(directory, payload)));
  const folded = new Map<number, PointColumns>();
  const points = series.flatMap((each): SeriesPoints[] => {
    const parts = decoded.flatMap((chunk) => chunk.get(each.id) ?? []);
    const tail = tailFor(each, parts.at(-1));
    if (tail) {
      folded.set(each.id, tail);
      parts.push(tail);
    }
    return parts.length > 0 ? [{ series: each, points: concatPoints(parts) }] : [];
  });
  return { points, folded };
}

/** The same without what lies before `fromAt` (ms), as far as whole chunks go. */
export function dropBefore(held: OpenPoints, fromAt: number): OpenPoints {
  if (fromAt <= held.fromAt) return held;
  const { chunks } = held;
  const kept = chunks.filter((_, i) => (chunks[i + 1]?.fromAt ?? held.sealedAt) > fromAt);
  return { ...held, fromAt: Math.min(fromAt, held.sealedAt), chunks: kept };
}

/** Bytes that this holds, roughly. */
export function heldBytes({ series, known, chunks, tail }: OpenPoints): number {
  const sealed = chunks.reduce((sum, { parts }) => sum + parts.reduce((all, part) => all + part.payload.length, 0), 0);
  const single = tail.reduce((sum, { payload }) => sum + payload.length + 100, 0);
  return series.length + 24 * known.size + sealed + single + 1000;
}

/** Minutes after the seal, folded beside the last sealed one: whether a silence went before is told from it. */
function foldTail(
  series: Series,
  before: PointColumns | undefined,
  late: PointColumns,
  sealedAt: number,
): PointColumns {
  const context = before && cutPoints(before, sealedAt - minuteMs, sealedAt);
  const points = context && context.length > 0 ? concatPoints([context, late]) : late;
  return cutPoints(foldPoints({ series, points }, minuteMs).points, sealedAt, Number.POSITIVE_INFINITY);
}

/** Seals the minutes that have had their time. `points`: all from the last chunk's begin on. */
function seal(held: OpenPoints, series: Series[], points: SeriesPoints[], nowAt: number): OpenPoints {
  const newestAt = points.reduce((newest, { points: each }) => Math.max(newest, each.time[each.length - 1] ?? 0), 0);
  const minute = Math.floor(Math.min(newestAt, nowAt) / minuteMs) - Math.ceil(held.tailMs / minuteMs);
  const sealedAt = Math.max(held.sealedAt, minute * minuteMs);
  if (sealedAt === held.sealedAt) return held;
  const last = held.chunks.at(-1);
  const grows = last !== undefined && held.sealedAt - last.fromAt < smallMs;
  const fromAt = grows ? last.fromAt : held.sealedAt;
  // After a long time the newest minutes are kept apart from those that are soon read no more.
  const cutAt = sealedAt - fromAt > chunkMs ? [fromAt, sealedAt - recentMs] : [fromAt];
  const chunks = [
    ...(grows ? held.chunks.slice(0, -1) : held.chunks),
    ...cutAt.map((at, i) => chunkOf(points, at, cutAt[i + 1] ?? sealedAt)),
  ];
  const tail = held.tail.filter((frame) => frame.newestAt >= sealedAt);
  return joinOld({ ...held, sealedAt, chunks, tail }, series);
}

function chunkOf(points: SeriesPoints[], fromAt: number, toAt: number): Chunk {
  const cut = points.flatMap(({ series, points: each }): SeriesPoints[] => {
    const part = cutPoints(each, fromAt, toAt);
    return part.length > 0 ? [{ series, points: part }] : [];
  });
  // Copied: an encoder's buffer is larger than what it holds.
  const parts = encodeBlock(cut).map(({ directory, payload }) => ({ directory, payload: payload.slice() }));
  return { fromAt, parts };
}

/** Small chunks that nobody reads each time become one, as soon as it is a large one. */
function joinOld(held: OpenPoints, series: Series[]): OpenPoints {
  const { chunks } = held;
  const lengthOf = (i: number) => endOf(held, i) - (chunks[i] as Chunk).fromAt;
  let first = chunks.length;
  while (first > 0 && lengthOf(first - 1) < chunkMs) first--;
  const last = chunks.findLastIndex((_, i) => endOf(held, i) <= held.sealedAt - recentMs);
  if (last < first || endOf(held, last) - (chunks[first] as Chunk).fromAt < chunkMs) return held;
  const { points } = unite(series, chunks.slice(first, last + 1), () => undefined);
  const joined = chunkOf(points, (chunks[first] as Chunk).fromAt, endOf(held, last));
  return { ...held, chunks: [...chunks.slice(0, first), joined, ...chunks.slice(last + 1)] };
}

function lateBy({ fromAt, sealedAt }: OpenPoints, frames: FrameRead[], series: Series[]): number {
  const wanted = new Set(series.map(({ id }) => id));
  let lateMs = 0;
  for (const { points } of frames) {
    for (let i = 0; i < points.length; i++) {
      const time = points.time[i] as number;
      if (time < sealedAt && time >= fromAt && wanted.has(points.series[i] as number))
        lateMs = Math.max(lateMs, sealedAt - time);
    }
  }
  return lateMs;
}

function tailOf({ payload, points }: FrameRead): Tail {
  let newestAt = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < points.length; i++) newestAt = Math.max(newestAt, points.time[i] as number);
  return { payload, newestAt };
}

/** Resources and scopes once each. */
export function packSeries(series: Series[]): string {
  const texts = new Map<string, number>();
  const shared: object[] = [];
  const place = (value: object) => {
    const text = JSON.stringify(value);
    let at = texts.get(text);
    if (at === undefined) {
      at = shared.push(value) - 1;
      texts.set(text, at);
    }
    return at;
  };
  const rows = series.map((each) => ({ ...each, resource: place(each.resource), scope: place(each.scope) }));
  return JSON.stringify({ shared, rows });
}

export function unpackSeries(packed: string): Series[] {
  const { shared, rows } = JSON.parse(packed) as {
    shared: unknown[];
    rows: (Omit<Series, 'resource' | 'scope'> & { resource: number; scope: number })[];
  };
  return rows.map((row) => ({ ...row, resource: shared[row.resource], scope: shared[row.scope] }) as Series);
}
