/**
 * From frames to blocks, exactly once: one transaction deletes the frames of an (app, hour), merges them
 * with the hour's block and writes it. Readers see before or after; a frame that commits later waits for
 * the next fold. Hours whose minutes are not kept any more go into their day's hours at once.
 */
import type { PoolClient } from 'pg';
import { decodeFrame } from '../frame/frame';
import { gatherSeries } from '../points/order';
import { concatPoints, hourMs } from '../points/point-columns';
import type { PointColumns, Series, SeriesPoints } from '../points/points';
import { readSeriesById } from '../series/series';
import { clearFoldDue, type DueFold, markDayDue } from './due';
import { Resolution, readFolded, writeFolded } from './folded';
import { foldHours, minuteMs } from './hours';
import { foldPoints, mergeFolded } from './points';

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
  const late = lateOf(frames, series);
  let covered = 0;
  const folded = series.flatMap((each): SeriesPoints[] => {
    const points = block?.get(each.id);
    const news = late.get(each.id);
    if (!points) return news ? [foldPoints(news, minuteMs)] : [];
    const result = mergeFolded({ series: each, points }, news, minuteMs);
    covered += result.covered;
    return [result.merged];
  });
  await writeFolded(db, { appId, resolution: Resolution.minute, startAt, series: folded });
  await markDayDue(db, appId, startAt, nowAt);
  return { frames: frames.length, points: pointsOf(folded), covered, more };
}

/** An hour older than the minutes that are kept: its frames become an hour of its day. */
async function foldIntoDay(db: PoolClient, appId: number, hourAt: number, frames: PointColumns[]) {
  const { points, covered } = await writeDay(db, appId, Math.floor(hourAt / dayMs) * dayMs, frames);
  return { frames: frames.length, points, covered };
}

async function foldDay(db: PoolClient, { appId, startAt }: DueFold): Promise<FoldedHour> {
  const { points } = await writeDay(db, appId, startAt, []);
  return { frames: 0, points, covered: 0, more: false };
}

/** Hours whose minutes are kept are made anew; the others stay as they are. */
async function writeDay(db: PoolClient, appId: number, dayAt: number, frames: PointColumns[]) {
  const read = { appId, fromAt: dayAt, toAt: dayAt + dayMs };
  const day = (await readFolded(db, { ...read, resolution: Resolution.hour })).get(dayAt) ?? new Map();
  const minutes = await readFolded(db, { ...read, resolution: Resolution.minute });
  const minuteHours = new Set(minutes.keys());
  const blocks = [...minutes].sort(([a], [b]) => a - b).map(([, block]) => block);
  const series = await seriesIn(db, appId, frames, day, ...blocks);
  const late = lateOf(frames, series);
  let covered = 0;
  const folded = series.flatMap((each): SeriesPoints[] => {
    const known = day.get(each.id);
    const parts = blocks.flatMap((block) => block.get(each.id) ?? []);
    const result = foldHours({
      hours: known && { series: each, points: known },
      minutes: parts.length > 0 ? { series: each, points: concatPoints(parts) } : undefined,
      minuteHours,
      late: late.get(each.id),
    });
    covered += result.covered;
    return result.merged.points.length > 0 ? [result.merged] : [];
  });
  await writeFolded(db, { appId, resolution: Resolution.hour, startAt: dayAt, series: folded });
  return { points: pointsOf(folded), covered };
}

/** Deletes the hour's frames and returns what they held, the first received first. */
async function takeFrames(
  db: PoolClient,
  appId: number,
  hourAt: number,
): Promise<{ frames: PointColumns[]; more: boolean }> {
  const { rows } = await db.query<{ payload: Buffer; more: boolean }>(
    `WITH mine AS (
       SELECT received_hour, seq, sum(octet_length(payload)) OVER (ORDER BY received_hour, seq) - octet_length(payload) AS before
       FROM telemetry.frame WHERE app_id = $1 AND event_hour = $2
     )
     DELETE FROM telemetry.frame f USING mine m
     WHERE f.app_id = $1 AND f.event_hour = $2 AND f.received_hour = m.received_hour AND f.seq = m.seq AND m.before < $3
     RETURNING f.payload, (SELECT bool_or(before >= $3) FROM mine) AS more`,
    [appId, new Date(hourAt), mostBytes],
  );
  return { frames: rows.map(({ payload }) => decodeFrame(payload)), more: rows[0]?.more ?? false };
}

/** The series that any of this names, by id. */
async function seriesIn(
  db: PoolClient,
  appId: number,
  frames: PointColumns[],
  ...blocks: ReadonlyMap<number, PointColumns>[]
): Promise<Series[]> {
  const ids = new Set<number>(blocks.flatMap((block) => [...block.keys()]));
  for (const { series, length } of frames) for (let i = 0; i < length; i++) ids.add(series[i] as number);
  return readSeriesById(db, appId, [...ids]);
}

function lateOf(frames: PointColumns[], series: Series[]): Map<number, SeriesPoints> {
  const all = gatherSeries(frames, series, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  return new Map(all.map((each) => [each.series.id, each]));
}

function pointsOf(series: SeriesPoints[]): number {
  return series.reduce((sum, { points }) => sum + points.length, 0);
}
