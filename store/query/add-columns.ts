/** What histograms grew by, bucket after bucket: the loops of many series without an object a point. */
import type { BucketPart } from '../points/points';
import { type Grid, shareOut } from './grid';
import { eachGrowth } from './growth';
import type { Measured, StepBuckets } from './measured';

/** Growths of one series: point, the one it grew from (-1: from zero), step and how much of it belongs there. */
interface Growths {
  index: Int32Array;
  previous: Int32Array;
  step: Int32Array;
  part: Float64Array;
  length: number;
}

/** Adds the growth of one series' buckets to the steps; a point in which any bucket fell began again at zero. */
export type AddColumns = (each: Measured, parts: BucketPart[], into: StepBuckets) => void;

/** For series after series of one query: those that share times and starts grow between the same points. */
export function columnsAdder(grid: Grid): AddColumns {
  let last: Measured | null = null;
  let growths = makeGrowths(1024);
  return (each, parts, into) => {
    if (!growAlike(each, last)) growths = growthsOf(each, grid, growths);
    last = each;
    let [k, from] = [0, 0];
    for (const [p, part] of parts.entries()) {
      let end = k;
      while (end < growths.length && (growths.index[end] as number) < from + part.length) end++;
      const own = { growths, k, end, from, part, before: parts.slice(0, p) };
      // Hardly ever does a bucket fall: then what was added is taken back, and added as begun again.
      if (add(own, into, 1) < 0) {
        add(own, into, -1);
        restart(own);
        add(own, into, 1);
        last = null;
      }
      k = end;
      from += part.length;
    }
  };
}

function growAlike(each: Measured, last: Measured | null): boolean {
  return (
    last !== null &&
    last.points.time === each.points.time &&
    last.points.start === each.points.start &&
    last.points.flags === each.points.flags &&
    last.points.length === each.points.length &&
    last.series.temporality === each.series.temporality
  );
}

/** Growths [k, end) whose points lie in one part, which begins with point `from`. */
interface Own {
  growths: Growths;
  k: number;
  end: number;
  from: number;
  part: BucketPart;
  /** The parts before it. */
  before: BucketPart[];
}

/** A bucket's count at a point of the parts before: the first growth of a part comes from there, mostly. */
function countBefore(parts: BucketPart[], point: number, bucket: number): number {
  let at = point;
  for (const { columns, counts, stride, first, length } of parts) {
    if (at < length) {
      const column = columns[bucket] as number;
      return column < 0 ? 0 : (counts[column * stride + first + at] as number);
    }
    at -= length;
  }
  return 0;
}

function restart({ growths: { index, previous }, k, end, from, part, before }: Own): void {
  const { columns, counts, stride, first } = part;
  for (let b = 0; b < columns.length; b++) {
    const column = columns[b] as number;
    const base = column * stride + first - from;
    for (let i = k; i < end; i++) {
      const then = previous[i] as number;
      if (then < 0) continue;
      const now = column < 0 ? 0 : (counts[base + (index[i] as number)] as number);
      const was = then >= from ? (column < 0 ? 0 : (counts[base + then] as number)) : countBefore(before, then, b);
      if (now < was) previous[i] = -1;
    }
  }
}

/** What shares of counts leave behind where they are taken back: no observation. */
const rounding = 1e-9;

/** Returns the least growth that it added. */
function add(own: Own, into: StepBuckets, sign: 1 | -1): number {
  const { growths, k, end, from, part, before } = own;
  const { index, previous, step, part: share } = growths;
  const { columns, counts, stride, first } = part;
  const { counts: sums } = into;
  const width = columns.length;
  const crosses = growsFromBefore(own);
  const steady = sign < 0 ? end : steadyFrom(own);
  let observed = 0;
  let least = 0;
  for (let b = 0; b < width; b++) {
    const column = columns[b] as number;
    if (column < 0 && !crosses) continue;
    const base = column * stride + first - from;
    for (let i = k; i < steady; i++) {
      const then = previous[i] as number;
      let grown = column < 0 ? 0 : (counts[base + (index[i] as number)] as number);
      if (then >= from) grown -= column < 0 ? 0 : (counts[base + then] as number);
      else if (then >= 0) grown -= countBefore(before, then, b);
      if (grown < least) least = grown;
      const added = grown * (share[i] as number) * sign;
      const at = (step[i] as number) * width + b;
      const sum = (sums[at] as number) + added;
      sums[at] = sign < 0 && Math.abs(sum) < rounding ? 0 : sum;
      observed += added;
    }
    if (steady === end || column < 0) continue;
    let at = base + (previous[steady] as number);
    const then = counts[at] as number;
    let was = then;
    for (let i = steady; i < end; i++) {
      const now = counts[++at] as number;
      const grown = now - was;
      if (grown < least) least = grown;
      const cell = (step[i] as number) * width + b;
      sums[cell] = (sums[cell] as number) + grown;
      was = now;
    }
    observed += was - then;
  }
  into.observed += observed;
  return least;
}

/** The growth from which on all are whole, each from the point before it in this part. */
function steadyFrom({ growths: { index, previous, part }, k, end, from }: Own): number {
  let i = end;
  for (; i > k; i--) {
    const then = previous[i - 1] as number;
    if (then < from || part[i - 1] !== 1 || index[i - 1] !== then + 1) break;
    if (i < end && then + 1 !== previous[i]) break;
  }
  return i;
}

function growsFromBefore({ growths: { previous }, k, end, from }: Own): boolean {
  for (let i = k; i < end; i++) if ((previous[i] as number) >= 0 && (previous[i] as number) < from) return true;
  return false;
}

function growthsOf(each: Measured, grid: Grid, room: Growths): Growths {
  let growths = room;
  growths.length = 0;
  eachGrowth(each, each.intervalMs, (index, previous, fromAt, toAt) =>
    shareOut(grid, each.patience, fromAt, toAt, (step, part) => {
      if (growths.length === growths.index.length) growths = larger(growths);
      const k = growths.length++;
      growths.index[k] = index;
      growths.previous[k] = previous;
      growths.step[k] = step;
      growths.part[k] = part;
    }),
  );
  return growths;
}

function makeGrowths(capacity: number): Growths {
  return {
    index: new Int32Array(capacity),
    previous: new Int32Array(capacity),
    step: new Int32Array(capacity),
    part: new Float64Array(capacity),
    length: 0,
  };
}

function larger(growths: Growths): Growths {
  const grown = makeGrowths(growths.index.length * 2);
  for (const name of ['index', 'previous', 'step', 'part'] as const) grown[name].set(growths[name]);
  grown.length = growths.length;
  return grown;
}
