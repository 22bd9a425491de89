/**
 * The points of an app's open hours, held beside the store so that a derivation reads new frames only. Pure:
 * each step takes what was held and gives what is held next. What is held is bytes: sealed minutes as blocks, the
 * newest of them, which are read each time, as frames, single points as the frames that brought them, series as
 * text; so ten thousand apps fit in one process. A point for a sealed minute makes all of it void: then the hours
 * are read whole again.
 */
import { decodeBlock, encodeBlock } from '../block/block';
import type { BlockPart } from '../contract';
import { foldPoints } from '../fold/points';
import { decodeFrames } from '../frame/frame';
import { decodeMinutesFrame, encodeMinutesFrame, type MinutesFrame } from '../frame/minutes';
import { gatherSeries } from '../points/order';
import { concatPoints, cutPoints, hourMs } from '../points/point-columns';
import type { PointColumns, Series, SeriesPoints } from '../points/points';
import { packSeries, unpackSeries } from './series';

const minuteMs = 60_000;
/** So many of the newest sealed minutes are frames; older ones become blocks, as soon as they are a large one. */
const recentMs = 9 * minuteMs;
const chunkMs = 10 * minuteMs;
/** A minute is kept as single points until one is so much newer: what many senders tell comes in time's order, almost. */
const leastTailMs = 5_000;
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
  /** Sealed minutes behind those of the chunks. */
  recent: Recent[];
  /** Frames with a point at or after `sealedAt`. */
  tail: Tail[];
}

interface Chunk {
  fromAt: number;
  parts: BlockPart[];
}

interface Recent {
  fromAt: number;
  minutes: MinutesFrame;
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
    recent: [],
    tail: opened.frames.map(tailOf),
  };
  const next = ownTail(seal(held, opened.series, points, nowAt));
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
  /** Minutes from `newestFrom` (ms) on. */
  newest: SeriesPoints[];
  newestFrom: number;
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
  { upTo, nowAt, neededFrom = held.fromAt }: { upTo: number; nowAt: number; neededFrom?: number },
): Added | { lateMs: number } {
  const series = unpackSeries(held.series);
  const lateMs = lateBy(held, frames, series);
  if (lateMs > 0) return { lateMs };
  const tail = [...held.tail, ...frames.map(tailOf)];
  const single = [...decodeFrames(held.tail.map(({ payload }) => payload)), ...frames.map(({ points }) => points)];
  const from = (first: number) => newestOf(held, series, first, single);
  // The minute before the tail is always among them: whether a silence went before is told from it.
  const neededAt = Math.min(neededFrom, held.sealedAt - minuteMs);
  const first = Math.max(
    0,
    held.recent.findIndex((_, i) => recentEnd(held, i) > neededAt),
  );
  const blocks = () => withChunks(held, series, from(0));
  const isWhole = neededAt < chunksEnd(held);
  const newest = isWhole ? blocks() : from(first);
  return {
    newest,
    newestFrom: isWhole ? held.fromAt : Math.max(held.fromAt, held.recent[first]?.fromAt ?? held.sealedAt),
    whole: () => (isWhole ? newest : blocks()),
    next: ownTail(seal({ ...held, upTo, tail }, series, newest, nowAt)),
  };
}

const chunksEnd = ({ recent, sealedAt }: OpenPoints) => recent[0]?.fromAt ?? sealedAt;
const recentEnd = ({ recent, sealedAt }: OpenPoints, i: number) => recent[i + 1]?.fromAt ?? sealedAt;

/** Sealed minutes from a recent frame on, and the single points behind them, folded: what is folded stays as it is. */
function newestOf(held: OpenPoints, series: Series[], first: number, single: PointColumns[]): SeriesPoints[] {
  const sealed = held.recent.slice(first).map(({ minutes }) => decodeMinutesFrame(minutes));
  const isSealed = new Set(sealed);
  const fromAt = (source: PointColumns) => (isSealed.has(source) ? Number.NEGATIVE_INFINITY : held.sealedAt);
  const points = gatherSeries([...sealed, ...single], series, fromAt, Number.POSITIVE_INFINITY);
  return points.map((each) => plain(foldPoints(each, minuteMs, held.sealedAt)));
}

/** Where one point stands behind each, it is its own least, most and sum. */
function plain({ series, points }: SeriesPoints): SeriesPoints {
  if (points.spread?.count.every((count) => count <= 1)) delete points.spread;
  return { series, points };
}

function withChunks({ chunks }: OpenPoints, series: Series[], newest: SeriesPoints[]): SeriesPoints[] {
  if (chunks.length === 0) return newest;
  const behind = new Map(newest.map((each) => [each.series.id, each.points]));
  const decoded = chunks.flatMap(({ parts }) => parts.map(({ directory, payload }) => decodeBlock(directory, payload)));
  return series.flatMap((each): SeriesPoints[] => {
    const last = behind.get(each.id);
    const parts = decoded.flatMap((chunk) => chunk.get(each.id) ?? []);
    if (last) parts.push(last);
    return parts.length > 0 ? [{ series: each, points: concatPoints(parts) }] : [];
  });
}

/** The same without what lies before `fromAt` (ms), as far as whole pieces go. */
export function dropBefore(held: OpenPoints, fromAt: number): OpenPoints {
  if (fromAt <= held.fromAt) return held;
  const { chunks, recent } = held;
  return {
    ...held,
    fromAt: Math.min(fromAt, held.sealedAt),
    chunks: chunks.filter((_, i) => (chunks[i + 1]?.fromAt ?? chunksEnd(held)) > fromAt),
    recent: recent.filter((_, i) => recentEnd(held, i) > Math.min(fromAt, held.sealedAt - minuteMs)),
  };
}

/** Bytes that this holds, roughly. */
export function heldBytes({ series, known, chunks, recent, tail }: OpenPoints): number {
  const sealed = chunks.reduce((sum, { parts }) => sum + parts.reduce((all, part) => all + part.payload.length, 0), 0);
  const newest = recent.reduce((sum, { minutes }) => sum + minutes.points.length + minutes.spread.length + 200, 0);
  const single = tail.reduce((sum, { payload }) => sum + payload.length + 100, 0);
  return series.length + 24 * known.size + sealed + newest + single + 1000;
}

/** Seals the minutes that have had their time. `points`: all behind the sealed ones, at least. */
function seal(held: OpenPoints, series: Series[], points: SeriesPoints[], nowAt: number): OpenPoints {
  const newestAt = points.reduce((newest, { points: each }) => Math.max(newest, each.time[each.length - 1] ?? 0), 0);
  const minute = Math.floor((Math.min(newestAt, nowAt) - held.tailMs) / minuteMs);
  const sealedAt = Math.max(held.sealedAt, minute * minuteMs);
  if (sealedAt === held.sealedAt) return held;
  const next = { ...held, sealedAt, tail: held.tail.filter((frame) => frame.newestAt >= sealedAt) };
  const cutAt = sealedAt - recentMs;
  const isLong = sealedAt - held.sealedAt >= recentMs + chunkMs && held.recent.length === 0;
  const fromAt = isLong ? cutAt : held.sealedAt;
  if (isLong) next.chunks = [...held.chunks, chunkOf(between(points, held.sealedAt, cutAt), held.sealedAt)];
  next.recent = [...held.recent, { fromAt, minutes: encodeMinutesFrame(between(points, fromAt, sealedAt)) }];
  return joinOld(next, series);
}

function between(points: SeriesPoints[], fromAt: number, toAt: number): SeriesPoints[] {
  return points.flatMap(({ series, points: each }): SeriesPoints[] => {
    const part = cutPoints(each, fromAt, toAt);
    return part.length > 0 ? [{ series, points: part }] : [];
  });
}

function chunkOf(points: SeriesPoints[], fromAt: number): Chunk {
  // Copied: an encoder's buffer is larger than what it holds.
  const parts = encodeBlock(points).map(({ directory, payload }) => ({ directory, payload: payload.slice() }));
  return { fromAt, parts };
}

/** Frames that are read no more each time become a block. */
function joinOld(held: OpenPoints, series: Series[]): OpenPoints {
  const { recent, chunks } = held;
  const old = recent.filter((_, i) => recentEnd(held, i) <= held.sealedAt - recentMs);
  const [first] = old;
  if (first === undefined || recentEnd(held, old.length - 1) - first.fromAt < chunkMs) return held;
  const points = gatherSeries(
    old.map(({ minutes }) => decodeMinutesFrame(minutes)),
    series,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  );
  return { ...held, chunks: [...chunks, chunkOf(points.map(plain), first.fromAt)], recent: recent.slice(old.length) };
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

/** Its payloads in memory of their own: as they are read, each holds what came with it. */
function ownTail(held: OpenPoints): OpenPoints {
  const tail = held.tail.map((frame) => {
    const { payload } = frame;
    return payload.length === payload.buffer.byteLength ? frame : { ...frame, payload: new Uint8Array(payload) };
  });
  return { ...held, tail };
}

function tailOf({ payload, points }: FrameRead): Tail {
  let newestAt = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < points.length; i++) newestAt = Math.max(newestAt, points.time[i] as number);
  return { payload, newestAt };
}
