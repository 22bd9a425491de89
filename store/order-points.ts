/** Points of one series out of several sources: ordered by time, one a (series, start, time). */
import { copySpread, makePoints, makeSpread } from './point-columns';
import { noIds, type PointColumns, type Series, type SeriesPoints } from './points';

/** The points of these series with time in [fromAt, toAt), out of sources in any order. */
export function gatherSeries(sources: PointColumns[], series: Series[], fromAt: number, toAt: number): SeriesPoints[] {
  const slots = new Map(series.map((each, slot) => [each.id, slot]));
  const found: Found[] = series.map(() => ({ sources: [], indexes: [] }));
  sources.forEach((source, s) => {
    for (let i = 0; i < source.length; i++) {
      const time = source.time[i] as number;
      if (time < fromAt || time >= toAt) continue;
      const slot = slots.get(source.series[i] as number);
      if (slot === undefined) continue;
      const mine = found[slot] as Found;
      mine.sources.push(s);
      mine.indexes.push(i);
    }
  });
  const result: SeriesPoints[] = [];
  series.forEach((each, slot) => {
    const mine = found[slot] as Found;
    if (mine.sources.length > 0) result.push({ series: each, points: ordered(sources, mine) });
  });
  return result;
}

/** Points of one series from several columns together. */
export function joinPoints(parts: PointColumns[]): PointColumns {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const found: Found = { sources: [], indexes: [] };
  parts.forEach((part, p) => {
    for (let i = 0; i < part.length; i++) {
      found.sources.push(p);
      found.indexes.push(i);
    }
  });
  return ordered(parts, found);
}

/** Where the points of one series lie: source and index, in pairs. */
interface Found {
  sources: number[];
  indexes: number[];
}

function ordered(sources: PointColumns[], found: Found): PointColumns {
  const sourceOf = (k: number) => sources[found.sources[k] as number] as PointColumns;
  const indexOf = (k: number) => found.indexes[k] as number;
  const timeOf = (k: number) => sourceOf(k).time[indexOf(k)] as number;
  const startOf = (k: number) => sourceOf(k).start[indexOf(k)] as number;
  const n = found.sources.length;
  let inOrder = true;
  for (let k = 1; k < n && inOrder; k++) inOrder = timeOf(k - 1) < timeOf(k);
  let order = Array.from({ length: n }, (_, k) => k);
  if (!inOrder) {
    order.sort(
      (a, b) =>
        timeOf(a) - timeOf(b) ||
        compareStarts(startOf(a), startOf(b)) ||
        betterFirst(sourceOf(a), indexOf(a), sourceOf(b), indexOf(b)),
    );
    order = order.filter((k, position) => {
      const before = order[position - 1];
      return before === undefined || timeOf(before) !== timeOf(k) || compareStarts(startOf(before), startOf(k)) !== 0;
    });
  }
  const points = makePoints(order.length);
  if (sources.some((source) => source.spread)) points.spread = makeSpread(order.length);
  // Points of one series alone are put in order here.
  points.series = noIds;
  order.forEach((k, to) => {
    const source = sourceOf(k);
    const from = indexOf(k);
    points.time[to] = source.time[from] as number;
    points.start[to] = source.start[from] as number;
    points.value[to] = source.value[from] as number;
    points.flags[to] = source.flags[from] as number;
    points.histograms.push(source.histograms[from] ?? null);
    if (points.spread) copySpread(source, from, points.spread, to);
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
 * value before none, the one more points stand behind, then the larger count or value, then the larger sum.
 */
function betterFirst(a: PointColumns, i: number, b: PointColumns, j: number): number {
  const recorded = ((a.flags[i] as number) & 1) - ((b.flags[j] as number) & 1);
  if (recorded !== 0) return recorded;
  const behind = (b.spread?.count[j] ?? 1) - (a.spread?.count[i] ?? 1);
  if (behind !== 0) return behind;
  const left = a.histograms[i];
  const right = b.histograms[j];
  if (left && right) return right.count - left.count || (right.sum || 0) - (left.sum || 0);
  if (left || right) return left ? -1 : 1;
  const x = a.value[i] as number;
  const y = b.value[j] as number;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  return y - x;
}
