/** Points of one series out of several sources: ordered by time, one a (series, start, time). */
import { concatPoints, copySpread, gather, makeShortSpread } from './point-columns';
import { type HistogramValue, noIds, type PointColumns, type Series, type SeriesPoints, type Spread } from './points';
import { bytes, doubles, places } from './scratch';

/**
 * The points of these series with time in [fromAt (of all, or of each source), toAt), out of sources in any order.
 * Columns are views on memory that the series share; where no point of a series has a histogram, its list is empty.
 */
export function gatherSeries(
  given: PointColumns[],
  series: Series[],
  fromAt: number | ((source: PointColumns) => number),
  toAt: number,
): SeriesPoints[] {
  // In time's order the points of a series mostly are in order as they are found.
  const sources = given.toSorted((a, b) => (a.time[0] ?? 0) - (b.time[0] ?? 0) || 0);
  const slotsOf = slotFinder(series);
  const slots = sources.map((source) =>
    within(source, slotsOf(source), typeof fromAt === 'number' ? fromAt : fromAt(source), toAt),
  );
  // Where each series' points end in the list of all, then, as they are put in from behind, where they begin.
  const ends = places(series.length + 1);
  for (const [s, { length }] of sources.entries()) count(slots[s] as Int32Array, length, ends);
  for (let slot = 1; slot <= series.length; slot++) ends[slot] = (ends[slot] as number) + (ends[slot - 1] as number);
  const room = makeRoom(sources, ends[series.length] as number, series.length);
  for (let s = sources.length - 1; s >= 0; s--) scatter(sources[s] as PointColumns, slots[s] as Int32Array, ends, room);
  const result: SeriesPoints[] = [];
  let before: PointColumns | undefined;
  for (let slot = 0; slot < series.length; slot++) {
    const from = ends[slot] as number;
    const to = ends[slot + 1] as number;
    if (from === to) continue;
    const points = viewOf(room, from, to, before);
    before = room.inOrder[slot] === 1 ? points : sorted(points);
    result.push({ series: series[slot] as Series, points: before });
  }
  return result;
}

/** Of each point of a source its series' place in the list, -1: none. A sender tells its series in the same order each time. */
function slotFinder(series: Series[]): (source: PointColumns) => Int32Array {
  const slotOf = new Map(series.map(({ id }, slot) => [id, slot]));
  let before = { ids: noIds as Float64Array, length: 0, slots: new Int32Array(0) };
  return ({ series: ids, length }) => {
    if (before.length !== length || !sameIds(before.ids, ids, length)) {
      const slots = places(length);
      for (let i = 0; i < length; i++) slots[i] = slotOf.get(ids[i] as number) ?? -1;
      before = { ids, length, slots };
    }
    return before.slots;
  };
}

function sameIds(a: Float64Array, b: Float64Array, length: number): boolean {
  if (a === b) return true;
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The same slots, -1 where a point lies outside of [fromAt, toAt). */
function within({ time, length }: PointColumns, slots: Int32Array, fromAt: number, toAt: number): Int32Array {
  let chosen = slots;
  for (let i = 0; i < length; i++) {
    const at = time[i] as number;
    if (!(at < fromAt || at >= toAt)) continue;
    if (chosen === slots) chosen = slots.slice();
    chosen[i] = -1;
  }
  return chosen;
}

function count(slots: Int32Array, length: number, counts: Int32Array): void {
  for (let i = 0; i < length; i++) {
    const slot = slots[i] as number;
    if (slot >= 0) counts[slot] = (counts[slot] as number) + 1;
  }
}

/** Columns of the points of all series, one series behind the other. */
interface Room {
  time: Float64Array;
  start: Float64Array;
  value: Float64Array;
  flags: Uint8Array;
  spread: Spread | null;
  histograms: (HistogramValue | null)[] | null;
  /** By slot: the time of the point that was put in last, and whether each is later than the one before. */
  next: Float64Array;
  inOrder: Uint8Array;
}

function makeRoom(sources: PointColumns[], length: number, slots: number): Room {
  return {
    time: doubles(length),
    start: doubles(length),
    value: doubles(length),
    flags: bytes(length),
    spread: sources.some(({ spread }) => spread) ? makeShortSpread(length) : null,
    histograms: sources.some(hasHistograms) ? new Array(length).fill(null) : null,
    next: doubles(slots).fill(Number.POSITIVE_INFINITY),
    inOrder: bytes(slots).fill(1),
  };
}

function hasHistograms({ histograms }: PointColumns): boolean {
  return histograms.some((each) => each !== null);
}

/** Puts the points of a source in from behind: `ends` says where the last one of each series went. */
function scatter(source: PointColumns, slots: Int32Array, ends: Int32Array, room: Room): void {
  const { time, start, value, flags, next, inOrder } = room;
  for (let i = source.length - 1; i >= 0; i--) {
    const slot = slots[i] as number;
    if (slot < 0) continue;
    const place = (ends[slot] as number) - 1;
    ends[slot] = place;
    const at = source.time[i] as number;
    time[place] = at;
    start[place] = source.start[i] as number;
    value[place] = source.value[i] as number;
    flags[place] = source.flags[i] as number;
    if (!(at < (next[slot] as number))) inOrder[slot] = 0;
    next[slot] = at;
    if (room.spread) copySpread(source, i, room.spread, place);
    if (room.histograms) room.histograms[place] = source.histograms[i] ?? null;
  }
}

/** Series of one sender mostly have the times, starts and flags of the one before: such columns are one, shared. */
function viewOf(
  { time, start, value, flags, spread, histograms }: Room,
  from: number,
  to: number,
  before: PointColumns | undefined,
): PointColumns {
  const like = before?.length === to - from ? before : null;
  const points: PointColumns = {
    series: noIds,
    time: like && sameFrom(time, from, like.time) ? like.time : time.subarray(from, to),
    start: like && sameFrom(start, from, like.start) ? like.start : start.subarray(from, to),
    value: value.subarray(from, to),
    flags: like && sameFrom(flags, from, like.flags) ? like.flags : flags.subarray(from, to),
    histograms: histograms?.slice(from, to) ?? [],
    length: to - from,
  };
  if (histograms && !hasHistograms(points)) points.histograms = [];
  if (spread)
    points.spread = {
      min: spread.min.subarray(from, to),
      max: spread.max.subarray(from, to),
      sum: spread.sum.subarray(from, to),
      count: spread.count.subarray(from, to),
    };
  return points;
}

/** Whether a column says from there on what `like` says; any two NaN of times are alike. */
function sameFrom(column: Float64Array | Uint8Array, from: number, like: Float64Array | Uint8Array): boolean {
  const { length } = like;
  for (let i = 0; i < length; i++) {
    const a = column[from + i] as number;
    const b = like[i] as number;
    if (a !== b && (a === a || b === b)) return false;
  }
  return true;
}

/** Points of one series from several columns together. */
export function joinPoints(parts: PointColumns[]): PointColumns {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const points = concatPoints(parts);
  return isInOrder(points) ? points : sorted(points);
}

/** Each point later than the one before, as they come mostly. */
function isInOrder({ time, length }: PointColumns): boolean {
  let before = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < length; i++) {
    const at = time[i] as number;
    if (!(before < at)) return false;
    before = at;
  }
  return true;
}

/** By time, one a (start, time). */
function sorted(points: PointColumns): PointColumns {
  const { time, start, length } = points;
  const order = Array.from({ length }, (_, i) => i).sort(
    (a, b) =>
      (time[a] as number) - (time[b] as number) ||
      compareStarts(start[a] as number, start[b] as number) ||
      betterFirst(points, a, b),
  );
  const chosen = order.filter((i, position) => {
    const before = order[position - 1];
    return (
      before === undefined ||
      time[before] !== time[i] ||
      compareStarts(start[before] as number, start[i] as number) !== 0
    );
  });
  return gather(points, chosen);
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
function betterFirst({ flags, value, histograms, spread }: PointColumns, i: number, j: number): number {
  const recorded = ((flags[i] as number) & 1) - ((flags[j] as number) & 1);
  if (recorded !== 0) return recorded;
  const behind = spread ? (spread.count[j] as number) - (spread.count[i] as number) : 0;
  if (behind !== 0) return behind;
  const left = histograms[i];
  const right = histograms[j];
  if (left && right) return right.count - left.count || (right.sum || 0) - (left.sum || 0);
  if (left || right) return left ? -1 : 1;
  const x = value[i] as number;
  const y = value[j] as number;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  return y - x;
}
