/** Points of one series out of several sources: ordered by time, one a (series, start, time). */
import { copySpread, makeShortPoints, makeShortSpread } from './point-columns';
import type { PointColumns, Series, SeriesPoints } from './points';

/** The points of these series with time in [fromAt (of all, or of each source), toAt), out of sources in any order. */
export function gatherSeries(
  given: PointColumns[],
  series: Series[],
  fromAt: number | ((source: PointColumns) => number),
  toAt: number,
): SeriesPoints[] {
  // In time's order the points of a series mostly are in order as they are found.
  const sources = given.toSorted((a, b) => (a.time[0] ?? 0) - (b.time[0] ?? 0) || 0);
  const slotFor = slotFinder(series);
  const all = sources.reduce((sum, { length }) => sum + length, 0);
  const slotOf = new Int32Array(all).fill(-1);
  // Where each series' points end in the list of all, then where they begin.
  const ends = new Int32Array(series.length + 1);
  let k = 0;
  for (const source of sources) {
    const { series: ids, time, length } = source;
    const since = typeof fromAt === 'number' ? fromAt : fromAt(source);
    for (let i = 0; i < length; i++, k++) {
      const at = time[i] as number;
      if (at < since || at >= toAt) continue;
      const slot = slotFor(ids[i] as number);
      if (slot < 0) continue;
      slotOf[k] = slot;
      ends[slot] = (ends[slot] as number) + 1;
    }
  }
  for (let slot = 1; slot <= series.length; slot++) ends[slot] = (ends[slot] as number) + (ends[slot - 1] as number);
  const found = makeFound(ends[series.length] as number);
  k = all;
  for (let s = sources.length - 1; s >= 0; s--)
    for (let i = (sources[s] as PointColumns).length - 1; i >= 0; i--) {
      const slot = slotOf[--k] as number;
      if (slot < 0) continue;
      const place = (ends[slot] as number) - 1;
      ends[slot] = place;
      found.sources[place] = s;
      found.indexes[place] = i;
    }
  const kinds = kindsOf(sources);
  const result: SeriesPoints[] = [];
  for (const [slot, each] of series.entries()) {
    const [from, to] = [ends[slot] as number, ends[slot + 1] as number];
    if (from < to) result.push({ series: each, points: ordered(sources, partOf(found, from, to), kinds) });
  }
  return result;
}

/** Where a series stands, -1 for none of them. A sender tells its series in the same order each time: that is tried first. */
function slotFinder(series: Series[]): (id: number) => number {
  const ids = Float64Array.from(series, ({ id }) => id);
  const slots = new Map(series.map(({ id }, slot) => [id, slot]));
  const after = new Int32Array(series.length + 1).fill(-1);
  let before = -1;
  return (id) => {
    let slot = after[before + 1] as number;
    if (ids[slot] !== id) {
      slot = slots.get(id) ?? -1;
      if (slot < 0) return -1;
      after[before + 1] = slot;
    }
    before = slot;
    return slot;
  };
}

/** Points of one series from several columns together. */
export function joinPoints(parts: PointColumns[]): PointColumns {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const found = makeFound(parts.reduce((sum, { length }) => sum + length, 0));
  let k = 0;
  for (const [p, { length }] of parts.entries())
    for (let i = 0; i < length; i++, k++) {
      found.sources[k] = p;
      found.indexes[k] = i;
    }
  return ordered(parts, found, kindsOf(parts));
}

/** Where the points of one series lie: source and index, in pairs. */
interface Found {
  sources: Int32Array;
  indexes: Int32Array;
}

function makeFound(length: number): Found {
  return { sources: new Int32Array(length), indexes: new Int32Array(length) };
}

function partOf({ sources, indexes }: Found, from: number, to: number): Found {
  return { sources: sources.subarray(from, to), indexes: indexes.subarray(from, to) };
}

/** What any of the sources holds beside plain values. */
interface Kinds {
  spread: boolean;
  histograms: boolean;
}

function kindsOf(sources: PointColumns[]): Kinds {
  return {
    spread: sources.some(({ spread }) => spread),
    histograms: sources.some(({ histograms }) => histograms.some((each) => each !== null)),
  };
}

function ordered(sources: PointColumns[], given: Found, kinds: Kinds): PointColumns {
  const found = inOrder(sources, given) ? given : sorted(sources, given);
  const { length } = found.sources;
  const points = makeShortPoints(length);
  if (kinds.spread) points.spread = makeShortSpread(length);
  const { time, start, value, flags } = points;
  for (let to = 0; to < length; to++) {
    const source = sources[found.sources[to] as number] as PointColumns;
    const from = found.indexes[to] as number;
    time[to] = source.time[from] as number;
    start[to] = source.start[from] as number;
    value[to] = source.value[from] as number;
    flags[to] = source.flags[from] as number;
    if (points.spread) copySpread(source, from, points.spread, to);
  }
  points.histograms = new Array(length).fill(null);
  if (kinds.histograms)
    for (let to = 0; to < length; to++)
      points.histograms[to] = sources[found.sources[to] as number]?.histograms[found.indexes[to] as number] ?? null;
  points.length = length;
  return points;
}

/** Each point later than the one before, as they come mostly. */
function inOrder(sources: PointColumns[], { sources: from, indexes }: Found): boolean {
  let before = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < from.length; k++) {
    const at = sources[from[k] as number]?.time[indexes[k] as number] as number;
    if (!(before < at)) return false;
    before = at;
  }
  return true;
}

/** By time, one a (start, time). */
function sorted(sources: PointColumns[], found: Found): Found {
  const sourceOf = (k: number) => sources[found.sources[k] as number] as PointColumns;
  const indexOf = (k: number) => found.indexes[k] as number;
  const timeOf = (k: number) => sourceOf(k).time[indexOf(k)] as number;
  const startOf = (k: number) => sourceOf(k).start[indexOf(k)] as number;
  const order = Array.from(found.sources, (_, k) => k)
    .sort(
      (a, b) =>
        timeOf(a) - timeOf(b) ||
        compareStarts(startOf(a), startOf(b)) ||
        betterFirst(sourceOf(a), indexOf(a), sourceOf(b), indexOf(b)),
    )
    .filter((k, position, all) => {
      const before = all[position - 1];
      return before === undefined || timeOf(before) !== timeOf(k) || compareStarts(startOf(before), startOf(k)) !== 0;
    });
  return {
    sources: Int32Array.from(order, (k) => found.sources[k] as number),
    indexes: Int32Array.from(order, indexOf),
  };
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
