/**
 * What a minute (or an hour) keeps of one series; docs/telemetry.md says it in words. Pure. The folded form
 * is again points of the same series, so folding it once more changes nothing.
 */

import { joinPoints } from '../points/order';
import { copySpread, firstNotBefore, gather, hourMs, makeShortSpread } from '../points/point-columns';
import {
  type HistogramValue,
  OWN_SCOPE,
  type PointColumns,
  PointKind,
  type Series,
  type SeriesPoints,
} from '../points/points';
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
 * What is folded and what came later, folded together. `covered`: see uncovered.
 */
export function mergeFolded(
  folded: SeriesPoints,
  late: SeriesPoints | undefined,
  slotMs: number,
): { merged: SeriesPoints; covered: number } {
  if (!late) return { merged: folded, covered: 0 };
  const { news, covered } = uncovered(folded, late, slotMs);
  const points = news ? joinPoints([folded.points, news]) : folded.points;
  return { merged: foldPoints({ series: folded.series, points }, slotMs), covered };
}

/**
 * The late points that tell something new beside what is folded. Counters merge by time. A delta or a
 * level's point inside time that is folded already is taken for a repeat; `covered` counts those of them
 * that are not the very point that was kept, because one may have been news.
 */
export function uncovered(
  { series, points: folded }: SeriesPoints,
  { points: late }: SeriesPoints,
  slotMs: number,
): { news: PointColumns | null; covered: number } {
  const rule = foldRule(series);
  if (rule === 'last' || series.scope.name === OWN_SCOPE) return { news: late, covered: 0 };
  const covers = rule === 'sum' ? coversDelta : coversLevel;
  const chosen: number[] = [];
  let covered = 0;
  for (let i = 0; i < late.length; i++) {
    const cover = gone(late, i) ? -1 : coverOf(i);
    if (cover < 0) chosen.push(i);
    else if (folded.time[cover] !== late.time[i]) covered++;
  }
  if (chosen.length === late.length) return { news: late, covered };
  return { news: chosen.length === 0 ? null : gather(late, chosen), covered };

  function coverOf(i: number): number {
    const slotAt = Math.floor((late.time[i] as number) / slotMs) * slotMs;
    for (let k = firstNotBefore(folded, slotAt); k < folded.length; k++) {
      if ((folded.time[k] as number) >= slotAt + slotMs) break;
      if (!gone(folded, k) && covers(k, i, slotAt)) return k;
    }
    return -1;
  }

  function coversLevel(k: number, i: number): boolean {
    if (folded.time[k] === late.time[i]) return true;
    // Behind a single point stands no other one: this one is news.
    return (folded.time[k] as number) > (late.time[i] as number) && (folded.spread?.count[k] ?? 1) > 1;
  }

  function coversDelta(k: number, i: number, slotAt: number): boolean {
    const toAt = late.time[i] as number;
    const start = late.start[i] as number;
    const from = folded.start[k] as number;
    return (
      toAt <= (folded.time[k] as number) && (Number.isNaN(start) ? toAt : start) >= (Number.isNaN(from) ? slotAt : from)
    );
  }
}

/**
 * Of each stream (a series and start time) the last point of a slot; the two points around a fall; the first
 * point after a slot without any, and of each hour (of minutes; of hours: of each day), so that what grew
 * within that slot is known. All of it is told from what earlier folds keep (that a slot has points, its last
 * one, the first after an empty one), never from a point they drop: so pieces fold to what the whole does.
 */
function foldLast(points: PointColumns, slotMs: number, foldedTo: number): PointColumns {
  // The slot before tells all that the next one has to know.
  const first = firstNotBefore(points, foldedTo - slotMs);
  const keep = new Uint8Array(points.length).fill(1, 0, first);
  const streams = new Map<number, number>();
  let spanEnd = Number.NEGATIVE_INFINITY;
  eachSlot(
    points,
    slotMs,
    (from, to) => {
      const slotAt = Math.floor((points.time[from] as number) / slotMs) * slotMs;
      if (slotAt >= spanEnd) {
        streams.clear();
        spanEnd = spanEndOf(slotAt, slotMs);
      }
      for (let i = from; i < to; i++) {
        if (gone(points, i)) continue;
        const start = points.start[i] as number;
        const key = Number.isNaN(start) ? -1 : start;
        const before = streams.get(key);
        streams.set(key, i);
        if (before === undefined) keep[i] = 1;
        else if (before < from) {
          if ((points.time[before] as number) < slotAt - slotMs) keep[i] = 1;
        } else if (keep[before] === 2) keep[before] = 0;
        // 2: the last so far. A fall makes both of its points stay.
        if (before !== undefined && fell(points, before, i)) keep[before] = keep[i] = 1;
        else if (keep[i] === 0) keep[i] = 2;
      }
      keepEnd(points, to - 1, keep);
    },
    first,
  );
  return chosenOf(points, keep);
}

/** One point a slot (and a list of bounds): what all deltas that end in it add up to, and the time they cover. */
function foldSum(points: PointColumns, slotMs: number): PointColumns {
  const keep = new Uint8Array(points.length);
  const sums: { index: number; start: number; value: number; histogram: HistogramValue | null }[] = [];
  eachSlot(points, slotMs, (from, to) => {
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
    for (const { index } of sums.slice(first)) keep[index] = 1;
    keepEnd(points, to - 1, keep);
  });
  if (sums.length === points.length) return points;
  const out = chosenOf(points, keep);
  const bySource = new Map(sums.map((sum) => [sum.index, sum]));
  let k = 0;
  keep.forEach((kept, i) => {
    if (kept === 0) return;
    const sum = bySource.get(i);
    if (sum) {
      out.start[k] = sum.start;
      if (!sum.histogram) out.value[k] = sum.value;
      out.histograms[k] = sum.histogram;
    }
    k++;
  });
  return out;
}

/** The last point of a slot, with the least, the most, the sum and the number of all. */
function foldSpread(points: PointColumns, slotMs: number, foldedTo: number): PointColumns {
  const first = firstNotBefore(points, foldedTo);
  const keep = new Uint8Array(points.length).fill(1, 0, first);
  const each = points.spread ?? spreadOf(points);
  const all = makeShortSpread(points.length);
  for (const name of ['min', 'max', 'sum', 'count'] as const) all[name].set(each[name].subarray(0, first));
  eachSlot(
    points,
    slotMs,
    (from, to) => {
      let last = -1;
      let [min, max, sum, count] = [Number.NaN, Number.NaN, 0, 0];
      for (let i = from; i < to; i++) {
        if (gone(points, i)) continue;
        last = i;
        if (each.count[i] === 0) continue;
        const [low, high] = [each.min[i] as number, each.max[i] as number];
        // Written so that the first one counts, and that a -0 stays one.
        if (!(min <= low)) min = low;
        if (!(max >= high)) max = high;
        sum = count === 0 ? (each.sum[i] as number) : sum + (each.sum[i] as number);
        count += each.count[i] as number;
      }
      if (last >= 0) {
        keep[last] = 1;
        all.min[last] = min;
        all.max[last] = max;
        all.sum[last] = sum;
        all.count[last] = count;
      }
      if (keepEnd(points, to - 1, keep)) all.min[to - 1] = all.max[to - 1] = Number.NaN;
    },
    first,
  );
  const out = chosenOf({ ...points, spread: all }, keep);
  // One point a slot is its own least, most and sum.
  if (out.spread?.count.every((count) => count <= 1)) delete out.spread;
  return out;
}

function spreadOf(points: PointColumns) {
  const spread = makeShortSpread(points.length);
  for (let i = 0; i < points.length; i++) copySpread(points, i, spread, i);
  return spread;
}

/** A "no recorded value" stays where nothing of its slot comes after it. */
function keepEnd(points: PointColumns, last: number, keep: Uint8Array): boolean {
  if (!gone(points, last)) return false;
  keep[last] = 1;
  return true;
}

/** Calls `visit` with the index range of each slot that has points, from point `first` on. */
function eachSlot(points: PointColumns, slotMs: number, visit: (from: number, to: number) => void, first = 0): void {
  for (let from = first; from < points.length; ) {
    const end = (Math.floor((points.time[from] as number) / slotMs) + 1) * slotMs;
    let to = from + 1;
    while (to < points.length && (points.time[to] as number) < end) to++;
    visit(from, to);
    from = to;
  }
}

/** Minutes are folded an hour at a time, hours a day at a time: each on its own, whatever else is read. */
function spanEndOf(slotAt: number, slotMs: number): number {
  const span = slotMs < hourMs ? hourMs : dayMs;
  return (Math.floor(slotAt / span) + 1) * span;
}

function chosenOf(points: PointColumns, keep: Uint8Array): PointColumns {
  const chosen: number[] = [];
  for (let i = 0; i < keep.length; i++) if ((keep[i] as number) > 0) chosen.push(i);
  return gather(points, chosen);
}

function addable(a: HistogramValue | null, b: HistogramValue | null): boolean {
  return a && b ? canAdd(a, b) : a === b;
}

function fell(points: PointColumns, before: number, now: number): boolean {
  const [a, b] = [points.histograms[before], points.histograms[now]];
  return a && b ? histogramFell(a, b) : (points.value[now] as number) < (points.value[before] as number);
}

function gone(points: PointColumns, i: number): boolean {
  return ((points.flags[i] as number) & 1) === 1;
}
