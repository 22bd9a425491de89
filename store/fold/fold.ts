/**
 * From frames to blocks, exactly once: one transaction deletes the frames of an (app, hour), merges them
 * with the hour's block and writes it. Readers see before or after; a frame that commits later waits for
 * the next fold. Hours whose minutes are not kept any more go into their day's hours at once.
 */
import type { PoolClient } from 'pg';
import { encodeBlock } from '../block/block';
import type { BlockPart } from '../contract';
import { copyRows, number, time } from '../copy';
import { decodeFrames, seriesOfFrames } from '../frame/frame';
import { gatherSeries } from '../points/order';
import { concatPoints, hourMs } from '../points/point-columns';
import type { PointColumns, Series, SeriesPoints } from '../points/points';
import { inScratch } from '../points/scratch';
import { readSeriesById } from '../series/series';
import { clearFoldDue, type DueFold, markDayDue } from './due';
import { Resolution, readFolded, writeFolded } from './folded';
import { foldHours, minuteMs } from './hours';
import { mergeFolded } from './late';
import { foldPoints } from './points';

const dayMs = 24 * hourMs;
/** Frames taken at once: a few million points. What an hour has beyond it follows in the next turn. */
const mostBytes = 64 * 1024 * 1024;

export interface FoldedHour {
  /** Frames that are gone now. */
  frames: number;
  /** Points that stand in the block. */
  points: number;
  /** Late points inside folded time: repeats, most likely. */
  covered: number;
  /** Frames were left over. */
  more: boolean;
}

/** Folds what is due, in the caller's transaction, and forgets the mark. `minutesFromAt`: since when minutes are kept. */
export async function fold(
  db: PoolClient,
  due: DueFold,
  when: { nowAt: number; minutesFromAt: number },
): Promise<FoldedHour> {
  const done = await (due.resolution === Resolution.hour ? foldDay(db, due) : foldHour(db, due, when));
  if (!done.more) await clearFoldDue(db, due);
  return done;
}

async function foldHour(
  db: PoolClient,
  { appId, startAt }: DueFold,
  { nowAt, minutesFromAt }: { nowAt: number; minutesFromAt: number },
): Promise<FoldedHour> {
  const { frames, more } = await takeFrames(db, appId, startAt);
  if (frames.length === 0) return { frames: 0, points: 0, covered: 0, more };
  const before = await readFolded(db, {
    appId,
    resolution: Resolution.minute,
    fromAt: startAt,
    toAt: startAt + hourMs,
  });
  const block = before.get(startAt);
  if (!block && startAt < minutesFromAt) return { ...(await foldIntoDay(db, appId, startAt, frames)), more };
  const series = await seriesIn(db, appId, frames, block ?? new Map());
  const { parts, points, covered } = foldEach(series, frames, (each, late) => {
    const points = block?.get(each.id);
    if (points) return mergeFolded({ series: each, points }, late, minuteMs);
    return late && { merged: foldPoints(late, minuteMs), covered: 0 };
  });
  await writeFolded(db, { appId, resolution: Resolution.minute, startAt, parts });
  await markDayDue(db, appId, startAt, nowAt);
  return { frames: frames.length, points, covered, more };
}

/** An hour older than the minutes that are kept: its frames become an hour of its day. */
async function foldIntoDay(db: PoolClient, appId: number, hourAt: number, frames: Uint8Array[]) {
  const { points, covered } = await writeDay(db, appId, Math.floor(hourAt / dayMs) * dayMs, frames);
  return { frames: frames.length, points, covered };
}

async function foldDay(db: PoolClient, { appId, startAt }: DueFold): Promise<FoldedHour> {
  const { points } = await writeDay(db, appId, startAt, []);
  return { frames: 0, points, covered: 0, more: false };
}

/** Hours whose minutes are kept are made anew; the others stay as they are. */
async function writeDay(db: PoolClient, appId: number, dayAt: number, frames: Uint8Array[]) {
  const read = { appId, fromAt: dayAt, toAt: dayAt + dayMs };
  const day = (await readFolded(db, { ...read, resolution: Resolution.hour })).get(dayAt) ?? new Map();
  const minutes = await readFolded(db, { ...read, resolution: Resolution.minute });
  const minuteHours = new Set(minutes.keys());
  const blocks = [...minutes].sort(([a], [b]) => a - b).map(([, block]) => block);
  const series = await seriesIn(db, appId, frames, day, ...blocks);
  const { parts, points, covered } = foldEach(series, frames, (each, late) => {
    const known = day.get(each.id);
    const parts = blocks.flatMap((block) => block.get(each.id) ?? []);
    return foldHours({
      hours: known && { series: each, points: known },
      minutes: parts.length > 0 ? { series: each, points: concatPoints(parts) } : undefined,
      minuteHours,
      late,
    });
  });
  await writeFolded(db, { appId, resolution: Resolution.hour, startAt: dayAt, parts });
  return { points, covered };
}

interface FoldedSeries {
  merged: SeriesPoints;
  covered: number;
}

/** Each series with its points of the frames, folded, as a block: in memory that the next fold uses again. */
function foldEach(
  series: Series[],
  frames: Uint8Array[],
  foldOne: (each: Series, late: SeriesPoints | undefined) => FoldedSeries | undefined,
): { parts: BlockPart[]; points: number; covered: number } {
  return inScratch(() => {
    const gathered = gatherSeries(decodeFrames(frames), series, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    const late = new Map(gathered.map((each) => [each.series.id, each]));
    const folded = series.flatMap((each) => foldOne(each, late.get(each.id)) ?? []);
    return {
      parts: encodeBlock(folded.map(({ merged }) => merged)),
      points: folded.reduce((sum, { merged }) => sum + merged.points.length, 0),
      covered: folded.reduce((sum, { covered }) => sum + covered, 0),
    };
  });
}

/** Deletes the hour's frames and returns them; of more than can be taken at once the first ones. */
async function takeFrames(
  db: PoolClient,
  appId: number,
  hourAt: number,
): Promise<{ frames: Uint8Array[]; more: boolean }> {
  const mine = `app_id = ${number(appId)} AND event_hour = ${time(hourAt)}`;
  const all = await copyRows(
    db,
    `WITH all_of_it AS (SELECT sum(octet_length(payload)) AS bytes FROM telemetry.frame WHERE ${mine})
     DELETE FROM telemetry.frame WHERE ${mine} AND (SELECT bytes FROM all_of_it) < ${mostBytes} RETURNING payload`,
  );
  if (all.length > 0) return { frames: payloadsOf(all), more: false };
  // None, or too many: to number them first takes twice as long, so only where it must be.
  const first = await copyRows(db, takeFirst(mine));
  return { frames: payloadsOf(first), more: first.length > 0 };
}

function payloadsOf(rows: Buffer[][]): Uint8Array[] {
  return rows.map(([payload]) => payload as Buffer);
}

/** Deletes and returns the first of these frames, up to about `mostBytes`. */
function takeFirst(mine: string): string {
  return `WITH mine AS (
      SELECT received_hour, seq, sum(octet_length(payload)) OVER (ORDER BY received_hour, seq) - octet_length(payload) AS before
      FROM telemetry.frame WHERE ${mine}
    )
    DELETE FROM telemetry.frame f USING mine m
    WHERE ${mine} AND f.received_hour = m.received_hour AND f.seq = m.seq AND m.before < ${mostBytes}
    RETURNING f.payload`;
}

/** The series that any of this names, by id. */
function seriesIn(
  db: PoolClient,
  appId: number,
  frames: Uint8Array[],
  ...blocks: ReadonlyMap<number, PointColumns>[]
): Promise<Series[]> {
  const ids = seriesOfFrames(frames);
  for (const block of blocks) for (const id of block.keys()) ids.add(id);
  return readSeriesById(db, appId, [...ids]);
}
