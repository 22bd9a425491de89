/**
 * What a minute (or an hour) keeps of one series; docs/telemetry.md says it in words. Pure. The folded form
 * is again points of the same series, so folding it once more changes nothing.
 */

import { copySpread, firstNotBefore, gather, hourMs, makeSpread } from '../points/point-columns';
import {
  type HistogramValue,
  type PointColumns,
  PointKind,
  type Series,
  type SeriesPoints,
  type Spread,
} from '../points/points';
import { forgetStreams, lastOf, startStreams } from '../points/streams';
import { addHistograms, canAdd, histogramFell } from './histograms';

const dayMs = 24 * hourMs;

/**
 * last: counters and histograms that go on growing, summaries; sum: deltas; spread: levels, which are gauges
 * and counters that go up and down.
 */
export type FoldRule = 'last' | 'sum' | 'spread';

export function foldRule({ kind, temporality, monotonic }: Series): FoldRule {
  if (temporality === 1) return 'sum';
  return kind === PointKind.gauge || (kind === PointKind.sum && !monotonic) ? 'spread' : 'last';
}

/**
 * Folds points (ordered by time, repeats removed) into slots of a minute or an hour. `foldedTo`: what lies before that
 * beginning of a slot (ms) was folded already and stays as it is.
 */
export function foldPoints(
  { series, points }: SeriesPoints,
  slotMs: number,
  foldedTo = Number.NEGATIVE_INFINITY,
): SeriesPoints {
  const fold = { last: foldLast, sum: foldSum, spread: foldSpread }[foldRule(series)];
  return { series, points: fold(points, slotMs, foldedTo) };
}

/**
 * Of each stream (a series and start time) the last point of a slot; the two points around a fall; the first
 * point after a slot without any, and of each hour (of minutes; of hours: of each day), so that what grew
 * within that slot is known. All of it is told from what earlier folds keep (that a slot has points, its last
 * one, the first after an empty one), never from a point they drop: so pieces fold to what the whole does.
 */
function foldLast(points: PointColumns, slotMs: number, foldedTo: number): PointColumns {
  const { time, start, length } = points;
  // The slot before tells all that the next one has to know.
  const first = firstNotBefore(points, foldedTo - slotMs);
  const keep = keepAll(length, first);
  const streams = startStreams();
  let spanEnd = Number.NEGATIVE_INFINITY;
  for (let from = first, to = first; from < length; from = to) {
    const slotAt = slotOf(points, from, slotMs);
    to = slotEnd(points, from, slotAt + slotMs);
    if (slotAt >= spanEnd) {
      forgetStreams(streams);
      spanEnd = spanEndOf(slotAt, slotMs);
    }
    for (let i = from; i < to; i++) {
      if (gone(points, i)) continue;
      const before = lastOf(streams, start[i] as number, i);
      if (before < 0) keep[i] = 1;
      else if (before < from) {
        if ((time[before] as number) < slotAt - slotMs) keep[i] = 1;
      } else if (keep[before] === 2) keep[before] = 0;
      // 2: the last so far. A fall makes both of its points stay.
      if (before >= 0 && fell(points, before, i)) keep[before] = keep[i] = 1;
      else if (keep[i] === 0) keep[i] = 2;
    }
    if (gone(points, to - 1)) keep[to - 1] = 1;
  }
  return keptOf(points, keep);
}

/** One point a slot (and a list of bounds): what all deltas that end in it add up to, and the time they cover. */
function foldSum(points: PointColumns, slotMs: number): PointColumns {
  const keep = keepAll(points.length, 0);
  const sums: { index: number; start: number; value: number; histogram: HistogramValue | null }[] = [];
  for (let from = 0, to = 0; from < points.length; from = to) {
    to = slotEnd(points, from, slotOf(points, from, slotMs) + slotMs);
    const first = sums.length;
    for (let i = from; i < to; i++) {
      if (gone(points, i)) continue;
      const histogram = points.histograms[i] ?? null;
      const value = points.value[i] as number;
      const start = points.start[i] as number;
      let mine = first;
      while (mine < sums.length && !addable(sums[mine]?.histogram ?? null, histogram)) mine++;
      const sum = sums[mine];
      if (!sum) sums.push({ index: i, start, value, histogram });
      else {
        sum.index = i;
        sum.start = Number.isNaN(sum.start) || start < sum.start ? start : sum.start;
        sum.value += value;
        if (sum.histogram && histogram) sum.histogram = addHistograms(sum.histogram, histogram);
      }
    }
    for (let k = first; k < sums.length; k++) keep[(sums[k] as { index: number }).index] = 1;
    if (gone(points, to - 1)) keep[to - 1] = 1;
  }
  if (sums.length === points.length) return points;
  const bySource = new Map(sums.map((sum) => [sum.index, sum]));
  const out = keptOf(points, keep);
  for (let i = 0, k = 0; i < points.length; i++) {
    if (keep[i] === 0) continue;
    const sum = bySource.get(i);
    if (sum) {
      out.start[k] = sum.start;
      if (!sum.histogram) out.value[k] = sum.value;
      else out.histograms[k] = sum.histogram;
    }
    k++;
  }
  return out;
}

/** The last point of a slot, with the least, the most, the sum and the number of all. */
function foldSpread(points: PointColumns, slotMs: number, foldedTo: number): PointColumns {
  const { length, value, spread } = points;
  const first = firstNotBefore(points, foldedTo);
  if (!spread && isFolded(points, slotMs, first)) return points;
  const keep = keepAll(length, first);
  const all = spreads(length);
  for (let i = 0; i < first; i++) copySpread(points, i, all, i);
  for (let from = first, to = first; from < length; from = to) {
    to = slotEnd(points, from, slotOf(points, from, slotMs) + slotMs);
    let last = -1;
    let min = Number.NaN;
    let max = Number.NaN;
    let sum = 0;
    let count = 0;
    for (let i = from; i < to; i++) {
      if (gone(points, i)) continue;
      last = i;
      const each = value[i] as number;
      const behind = spread ? (spread.count[i] as number) : each === each ? 1 : 0;
      if (behind === 0) continue;
      const low = spread ? (spread.min[i] as number) : each;
      const high = spread ? (spread.max[i] as number) : each;
      const more = spread ? (spread.sum[i] as number) : each;
      // Written so that the first one counts, and that a -0 stays one.
      if (!(min <= low)) min = low;
      if (!(max >= high)) max = high;
      sum = count === 0 ? more : sum + more;
      count += behind;
    }
    // A "no recorded value" stays where nothing of its slot comes after it; nothing stands behind it.
    if (gone(points, to - 1)) setSpread(all, to - 1, Number.NaN, Number.NaN, 0, 0);
    if (last >= 0) setSpread(all, last, min, max, sum, count);
    if (last >= 0) keep[last] = 1;
    if (gone(points, to - 1)) keep[to - 1] = 1;
  }
  const out = keptOf({ ...points, spread: all }, keep);
  // One point a slot is its own least, most and sum.
  if (out.spread?.count.every((count) => count <= 1)) delete out.spread;
  return out;
}

/** Whether each point from `first` on is alone in its slot, and so its own least, most and sum. */
function isFolded({ time, length }: PointColumns, slotMs: number, first: number): boolean {
  for (let i = first + 1; i < length; i++)
    if (Math.floor((time[i] as number) / slotMs) === Math.floor((time[i - 1] as number) / slotMs)) return false;
  return true;
}

function setSpread(spread: Spread, i: number, min: number, max: number, sum: number, count: number): void {
  spread.min[i] = min;
  spread.max[i] = max;
  spread.sum[i] = sum;
  spread.count[i] = count;
}

/** The beginning of the slot that a point lies in (ms). */
function slotOf({ time }: PointColumns, i: number, slotMs: number): number {
  return Math.floor((time[i] as number) / slotMs) * slotMs;
}

/** The first point behind a slot. */
function slotEnd({ time, length }: PointColumns, from: number, endAt: number): number {
  let to = from + 1;
  while (to < length && (time[to] as number) < endAt) to++;
  return to;
}

/** Minutes are folded an hour at a time, hours a day at a time: each on its own, whatever else is read. */
function spanEndOf(slotAt: number, slotMs: number): number {
  const span = slotMs < hourMs ? hourMs : dayMs;
  return (Math.floor(slotAt / span) + 1) * span;
}

let kept = new Uint8Array(1024);
let spread = makeSpread(1024);

/** A mark a point, valid until the next call: 1 for those before `first`, else 0. */
function keepAll(length: number, first: number): Uint8Array {
  if (kept.length < length) kept = new Uint8Array(length * 2);
  kept.fill(1, 0, first).fill(0, first, length);
  return kept;
}

/** Room for what stands behind so many points, valid until the next call; not emptied. */
function spreads(length: number): Spread {
  if (spread.min.length < length) spread = makeSpread(length * 2);
  return spread;
}

/** The marked points. */
function keptOf(points: PointColumns, keep: Uint8Array): PointColumns {
  const chosen: number[] = [];
  for (let i = 0; i < points.length; i++) if ((keep[i] as number) > 0) chosen.push(i);
  return gather(points, chosen);
}

function addable(a: HistogramValue | null, b: HistogramValue | null): boolean {
  return a && b ? canAdd(a, b) : a === b;
}

function fell(points: PointColumns, before: number, now: number): boolean {
  const a = points.histograms[before];
  const b = points.histograms[now];
  return a && b ? histogramFell(a, b) : (points.value[now] as number) < (points.value[before] as number);
}

/** "No recorded value". */
export function gone(points: PointColumns, i: number): boolean {
  return ((points.flags[i] as number) & 1) === 1;
}
