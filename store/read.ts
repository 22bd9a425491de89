/** Points out of the log: decoded, ordered, repeats removed. */
import type { Db } from './contract';
import { decodeFrame } from './frame';
import { makePoints } from './point-columns';
import type { PointColumns, Series, SeriesPoints } from './points';
import { readSeries } from './series';

const hourMs = 3_600_000;

/**
 * All points of the named metrics of an app with time in [fromAt, toAt) (ms), one entry a series, ordered
 * by time, one point a (series, start, time). Frames are read by one statement, so in one snapshot; series
 * after them, because a series is committed before the first frame that names it.
 */
export async function readPoints(
  db: Db,
  appId: number,
  metrics: string[],
  fromAt: number,
  toAt: number,
): Promise<SeriesPoints[]> {
  const { rows } = await db.query<{ payload: Buffer }>(
    'SELECT payload FROM telemetry.frame WHERE app_id = $1 AND event_hour >= $2 AND event_hour < $3',
    [appId, new Date(Math.floor(fromAt / hourMs) * hourMs), new Date(toAt)],
  );
  if (rows.length === 0) return [];
  const series = await readSeries(db, appId, metrics);
  return gatherSeries(
    rows.map((row) => decodeFrame(row.payload)),
    series,
    fromAt,
    toAt,
  );
}

/** The points of these series with time in [fromAt, toAt), out of frames in any order. */
export function gatherSeries(frames: PointColumns[], series: Series[], fromAt: number, toAt: number): SeriesPoints[] {
  const slots = new Map(series.map((each, slot) => [each.id, slot]));
  const found: Found[] = series.map(() => ({ frames: [], indexes: [] }));
  frames.forEach((frame, f) => {
    for (let i = 0; i < frame.length; i++) {
      const time = frame.time[i] as number;
      if (time < fromAt || time >= toAt) continue;
      const slot = slots.get(frame.series[i] as number);
      if (slot === undefined) continue;
      const mine = found[slot] as Found;
      mine.frames.push(f);
      mine.indexes.push(i);
    }
  });
  const result: SeriesPoints[] = [];
  series.forEach((each, slot) => {
    const mine = found[slot] as Found;
    if (mine.frames.length > 0) result.push({ series: each, points: gather(frames, mine) });
  });
  return result;
}

/** Every metric that an app has ever sent. */
export async function readMetricNames(db: Db, appId: number): Promise<string[]> {
  const { rows } = await db.query<{ metric: string }>(
    'SELECT DISTINCT metric FROM telemetry.series WHERE app_id = $1',
    [appId],
  );
  return rows.map((row) => row.metric);
}

/** Where the points of one series lie: frame and index, in pairs. */
interface Found {
  frames: number[];
  indexes: number[];
}

function gather(frames: PointColumns[], found: Found): PointColumns {
  const frameOf = (k: number) => frames[found.frames[k] as number] as PointColumns;
  const indexOf = (k: number) => found.indexes[k] as number;
  const timeOf = (k: number) => frameOf(k).time[indexOf(k)] as number;
  const startOf = (k: number) => frameOf(k).start[indexOf(k)] as number;
  const n = found.frames.length;
  let ordered = true;
  for (let k = 1; k < n && ordered; k++) ordered = timeOf(k - 1) < timeOf(k);
  let order = Array.from({ length: n }, (_, k) => k);
  if (!ordered) {
    order.sort(
      (a, b) =>
        timeOf(a) - timeOf(b) ||
        compareStarts(startOf(a), startOf(b)) ||
        betterFirst(frameOf(a), indexOf(a), frameOf(b), indexOf(b)),
    );
    order = order.filter((k, position) => {
      const before = order[position - 1];
      return before === undefined || timeOf(before) !== timeOf(k) || compareStarts(startOf(before), startOf(k)) !== 0;
    });
  }
  const points = makePoints(order.length);
  order.forEach((k, to) => {
    const frame = frameOf(k);
    const from = indexOf(k);
    points.series[to] = frame.series[from] as number;
    points.time[to] = frame.time[from] as number;
    points.start[to] = frame.start[from] as number;
    points.value[to] = frame.value[from] as number;
    points.flags[to] = frame.flags[from] as number;
    points.histograms.push(frame.histograms[from] ?? null);
  });
  points.length = order.length;
  return points;
}

/** Points without a start come first; two of them are alike. */
function compareStarts(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a - b;
}

/**
 * Of two points with one key that say different things, the same one wins whichever came first: a recorded
 * value before none, then the larger count or value, then the larger sum.
 */
function betterFirst(a: PointColumns, i: number, b: PointColumns, j: number): number {
  const recorded = ((a.flags[i] as number) & 1) - ((b.flags[j] as number) & 1);
  if (recorded !== 0) return recorded;
  const left = a.histograms[i];
  const right = b.histograms[j];
  if (left && right) return right.count - left.count || (right.sum || 0) - (left.sum || 0);
  if (left || right) return left ? -1 : 1;
  const x = a.value[i] as number;
  const y = b.value[j] as number;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  return y - x;
}
