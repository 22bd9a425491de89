/** Points out of frames and blocks, in one snapshot: ordered, repeats removed, as fine as was asked. */
import type { PoolClient } from 'pg';
import type { Db, ReadOptions } from './contract';
import { copyRows, number, time, timeIn } from './copy';
import { decodeFolded, fetchFolded, fetchSlices, Resolution, readFolded } from './fold/folded';
import { foldHours, minuteMs } from './fold/hours';
import { mergeFolded, uncovered } from './fold/late';
import { foldPoints } from './fold/points';
import { decodeFrames } from './frame/frame';
import { withHistograms } from './points/bucket-columns';
import { gatherSeries, joinPoints } from './points/order';
import { concatPoints, hourMs } from './points/point-columns';
import type { PointColumns, Series, SeriesPoints } from './points/points';
import { isPool } from './pool';
import { partsJoiner } from './query/join-parts';
import { readSeries } from './series/series';

const dayMs = 24 * hourMs;

/**
 * All points of the named metrics of an app with time in [fromAt, toAt) (ms), one entry a series, ordered
 * by time, one point a (series, start, time). With a pool everything is read in one snapshot; a client
 * brings its own transaction, which must be repeatable-read for that.
 */
export async function readPoints(
  db: Db,
  appId: number,
  metrics: string[],
  fromAt: number,
  toAt: number,
  options: ReadOptions = {},
): Promise<SeriesPoints[]> {
  const resolution = options.resolution ?? 'raw';
  const request: Request = { appId, metrics, fromAt, toAt, options };
  const stored = await inSnapshot(db, (client) =>
    resolution === 'hour' ? readHours(client, request) : readMinutes(client, request),
  );
  return pointsOf(stored, request, resolution);
}

/** The series that have points in the time asked, cut to it. */
function pointsOf(stored: Stored, request: Request, resolution: 'raw' | 'minute' | 'hour'): SeriesPoints[] {
  const { fromAt, toAt } = request;
  const result: SeriesPoints[] = [];
  const join = partsJoiner(fromAt, toAt);
  for (const each of sourcesOf(stored, request, resolution)) {
    const rest = merged(each, stored, resolution);
    const points = join(rest === null ? each.settled : [...each.settled, rest]);
    if (points.length > 0) result.push({ series: each.series, points });
  }
  return result;
}

interface Request {
  appId: number;
  metrics: string[];
  fromAt: number;
  toAt: number;
  options: ReadOptions;
}

/** What the tables hold of the request, whole hours (or days) of it. */
export interface Stored {
  series: Series[];
  frames: PointColumns[];
  minutes: Map<number, Map<number, PointColumns>>;
  hours: Map<number, Map<number, PointColumns>>;
}

/** The questions that wait for no answer travel together; what the answers make necessary follows. */
async function readMinutes(db: PoolClient, request: Request): Promise<Stored> {
  const fromAt = floorTo(request.fromAt, hourMs);
  const wanted = { ...request, resolution: Resolution.minute, fromAt };
  const [rows, frames, given] = await Promise.all([
    fetchFolded(db, wanted),
    readFrames(db, request, fromAt, request.toAt),
    request.options.series,
  ]);
  const series = await seriesOf(db, request, given, rows.length + frames.size);
  // What single points may still change is read whole.
  const settledBefore = Math.min(...frames.keys());
  const asked = { ...wanted, ...only(request, given), pointsFrom: request.fromAt, settledBefore };
  const minutes = series.length === 0 ? new Map() : decodeFolded(await fetchSlices(db, asked, rows), asked);
  return { series, frames: allOf(frames), minutes, hours: new Map() };
}

/** Days whose hours are folded; and the minutes of days that are not or not yet again, and of hours with frames. */
async function readHours(db: PoolClient, request: Request): Promise<Stored> {
  const [fromAt, toAt] = [floorTo(request.fromAt, dayMs), Math.ceil(request.toAt / dayMs) * dayMs];
  const wanted = { ...request, resolution: Resolution.hour, fromAt, toAt };
  const [rows, frames, due, given] = await Promise.all([
    fetchFolded(db, wanted),
    readFrames(db, request, fromAt, toAt),
    db.query<{ start: Date }>(
      'SELECT start FROM telemetry.fold_due WHERE app_id = $1 AND resolution = $2 AND start >= $3 AND start < $4',
      [request.appId, Resolution.hour, new Date(fromAt), new Date(toAt)],
    ),
    request.options.series,
  ]);
  const asked = only(request, given);
  const hours = decodeFolded(await fetchSlices(db, { ...wanted, ...asked }, rows), { ...wanted, ...asked });
  const days = due.rows.map(({ start }) => [start.getTime(), start.getTime() + dayMs] as const);
  const minutes: Stored['minutes'] = new Map();
  for (const [fromAt, toAt] of [...days, ...[...frames.keys()].map((at) => [at, at + hourMs] as const)]) {
    if (minutes.has(fromAt)) continue;
    const stretch = { ...request, ...asked, resolution: Resolution.minute, fromAt, toAt };
    for (const [at, block] of await readFolded(db, stretch)) minutes.set(at, block);
  }
  const series = await seriesOf(db, request, given, frames.size + minutes.size + hours.size);
  return { series, frames: allOf(frames), minutes, hours };
}

/** What of the blocks is unpacked. */
function only({ metrics, options: { without } }: Request, series: Series[] | undefined) {
  return {
    metrics: series ? [...new Set(series.map(({ metric }) => metric))] : metrics,
    ...(series && { series: new Set(series.map(({ id }) => id)) }),
    ...(without && { without }),
  };
}

/** Frames by the hour in which their points happened. */
async function readFrames(
  db: PoolClient,
  { appId }: Request,
  fromAt: number,
  toAt: number,
): Promise<Map<number, PointColumns[]>> {
  const rows = await copyRows(
    db,
    `SELECT event_hour, payload FROM telemetry.frame
     WHERE app_id = ${number(appId)} AND event_hour >= ${time(fromAt)} AND event_hour < ${time(Math.ceil(toAt))}`,
  );
  const frames = new Map<number, PointColumns[]>();
  const hours = rows.map(([hour]) => timeIn(hour as Buffer));
  for (const [i, points] of decodeFrames(rows.map(([, payload]) => payload as Buffer)).entries()) {
    const hourAt = hours[i] as number;
    const list = frames.get(hourAt);
    if (list) list.push(points);
    else frames.set(hourAt, [points]);
  }
  return frames;
}

async function seriesOf(
  db: Db,
  { appId, metrics }: Request,
  given: Series[] | undefined,
  rows: number,
): Promise<Series[]> {
  if (rows === 0) return [];
  return given ?? readSeries(db, appId, metrics);
}

/** All of it from `fromAt` on (ms), as minutes. */
export function storedMinutes(stored: Stored, fromAt: number): SeriesPoints[] {
  const request = { appId: 0, metrics: [], fromAt, toAt: Number.POSITIVE_INFINITY, options: {} };
  return pointsOf(stored, request, 'minute');
}

interface Sources {
  series: Series;
  /** Blocks before anything that is to be merged: read as they are. */
  settled: PointColumns[];
  late: SeriesPoints | undefined;
  minutes: SeriesPoints | undefined;
  hours: SeriesPoints | undefined;
}

/** Each series with what there is of it. Single points may be cut at once; folding wants whole hours. */
function sourcesOf(stored: Stored, request: Request, resolution: 'raw' | 'minute' | 'hour'): Sources[] {
  const { series, frames } = stored;
  const [fromAt, toAt] =
    resolution === 'raw' ? [request.fromAt, request.toAt] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const late = new Map(gatherSeries(frames, series, fromAt, toAt).map((each) => [each.series.id, each]));
  const minutes = inOrder(stored.minutes);
  const hours = inOrder(stored.hours);
  const dayAt = floorTo(minutes[0]?.[0] ?? Number.POSITIVE_INFINITY, dayMs);
  return series.flatMap((each) => {
    const mine = late.get(each.id);
    const lateFrom = mine ? floorTo(mine.points.time[0] as number, hourMs) : Number.POSITIVE_INFINITY;
    const found: Sources = { series: each, settled: [], late: mine, minutes: undefined, hours: undefined };
    if (resolution === 'hour') {
      const [settled, rest] = partedAt(hours, each.id, Math.min(dayAt, floorTo(lateFrom, dayMs)));
      const [, fine] = partedAt(minutes, each.id, Number.NEGATIVE_INFINITY);
      Object.assign(found, { settled, hours: joined(each, rest), minutes: joined(each, fine) });
    } else {
      const [settled, rest] = partedAt(minutes, each.id, lateFrom);
      Object.assign(found, { settled, minutes: joined(each, rest) });
    }
    return found.settled.length > 0 || mine || found.minutes || found.hours ? [found] : [];
  });
}

type Blocks = [number, Map<number, PointColumns>][];

function inOrder(blocks: Stored['minutes']): Blocks {
  return [...blocks].sort(([a], [b]) => a - b);
}

/** A series' parts of the blocks that start before `at`, and of the others. */
function partedAt(blocks: Blocks, id: number, at: number): [PointColumns[], PointColumns[]] {
  const parts: [PointColumns[], PointColumns[]] = [[], []];
  for (const [startAt, block] of blocks) {
    const part = block.get(id);
    if (part) parts[startAt < at ? 0 : 1].push(part);
  }
  return parts;
}

function joined(series: Series, parts: PointColumns[]): SeriesPoints | undefined {
  return parts.length > 0 ? { series, points: concatPoints(parts) } : undefined;
}

function merged(
  { late, minutes, hours }: Sources,
  stored: Stored,
  resolution: 'raw' | 'minute' | 'hour',
): PointColumns | null {
  if (!late && !minutes && !hours) return null;
  if (resolution === 'hour') {
    const minuteHours = new Set(stored.minutes.keys());
    return foldHours({ hours: inFull(hours), minutes: inFull(minutes), minuteHours, late }).merged.points;
  }
  if (!late) return (minutes as SeriesPoints).points;
  if (!minutes) return resolution === 'raw' ? late.points : foldPoints(late, minuteMs).points;
  const full = inFull(minutes) as SeriesPoints;
  if (resolution === 'minute') return mergeFolded(full, late, minuteMs).merged.points;
  const { news } = uncovered(full, late, minuteMs);
  return news ? joinPoints([full.points, news]) : full.points;
}

/** Points that are merged with others need a histogram each. */
function inFull(each: SeriesPoints | undefined): SeriesPoints | undefined {
  return each?.points.buckets ? { ...each, points: withHistograms(each.points) } : each;
}

/** Every metric that an app has ever sent. */
export async function readMetricNames(db: Db, appId: number): Promise<string[]> {
  const { rows } = await db.query<{ metric: string }>(
    'SELECT DISTINCT metric FROM telemetry.series WHERE app_id = $1',
    [appId],
  );
  return rows.map((row) => row.metric);
}

/** Runs reads in one repeatable-read transaction; a client brings its own. */
export async function inSnapshot<T>(db: Db, read: (client: PoolClient) => Promise<T>): Promise<T> {
  if (!isPool(db)) return read(db);
  const client = await db.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const result = await read(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

const allOf = (frames: Map<number, PointColumns[]>) => [...frames.values()].flat();
const floorTo = (at: number, ms: number) => Math.floor(at / ms) * ms;
