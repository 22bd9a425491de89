/** What histograms grew by, bucket after bucket: the loops of many series without an object a point. */
import type { BucketPart } from '../points';
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

let scratch = makeGrowths(1024);

function makeGrowths(capacity: number): Growths {
  return {
    index: new Int32Array(capacity),
    previous: new Int32Array(capacity),
    step: new Int32Array(capacity),
    part: new Float64Array(capacity),
    length: 0,
  };
}

/** Adds the growth of one series' buckets to the steps; a point in which any bucket fell began again at zero. */
export function addColumns(each: Measured, parts: BucketPart[], grid: Grid, into: StepBuckets): void {
  const growths = growthsOf(each, grid);
  let [k, from] = [0, 0];
  for (const [p, part] of parts.entries()) {
    let end = k;
    while (end < growths.length && (growths.index[end] as number) < from + part.length) end++;
    // Growths of another part are told by its points one by one: the first of a part, mostly.
    const own = { growths, k, end, from, part };
    const before = k < end && beyond(own) ? rowsBefore(own, parts.slice(0, p)) : null;
    // Hardly ever does a bucket fall: then what was added is taken back, and added as begun again.
    if (add(own, before, into, 1) < 0) {
      add(own, before, into, -1);
      restart(own, before);
      add(own, before, into, 1);
    }
    k = end;
    from += part.length;
  }
}

/** Growths [k, end) whose points lie in one part, which begins with point `from`. */
interface Own {
  growths: Growths;
  k: number;
  end: number;
  from: number;
  part: BucketPart;
}

type Rows = Map<number, Float64Array>;

function beyond({ growths: { previous }, k, end, from }: Own): boolean {
  for (let i = k; i < end; i++) if ((previous[i] as number) >= 0 && (previous[i] as number) < from) return true;
  return false;
}

/** Counts of the points before a part that points of it grew from. */
function rowsBefore({ growths: { previous }, k, end, from }: Own, parts: BucketPart[]): Rows {
  const rows: Rows = new Map();
  for (let i = k; i < end; i++) {
    const point = previous[i] as number;
    if (point < 0 || point >= from || rows.has(point)) continue;
    let at = point;
    const part = parts.find(({ length }) => {
      if (at < length) return true;
      at -= length;
      return false;
    }) as BucketPart;
    rows.set(
      point,
      Float64Array.from(part.columns, (column) =>
        column < 0 ? 0 : (part.counts[column * part.stride + part.first + at] as number),
      ),
    );
  }
  return rows;
}

function restart({ growths: { index, previous }, k, end, from, part }: Own, before: Rows | null): void {
  const { columns, counts, stride, first } = part;
  for (let b = 0; b < columns.length; b++) {
    const column = columns[b] as number;
    const base = column * stride + first - from;
    for (let i = k; i < end; i++) {
      const then = previous[i] as number;
      if (then < 0) continue;
      const now = column < 0 ? 0 : (counts[base + (index[i] as number)] as number);
      const was =
        then >= from ? (column < 0 ? 0 : (counts[base + then] as number)) : (before?.get(then)?.[b] as number);
      if (now < was) previous[i] = -1;
    }
  }
}

/** What shares of counts leave behind where they are taken back: no observation. */
const rounding = 1e-9;

/** Returns the least growth that it added. */
function add(own: Own, before: Rows | null, into: StepBuckets, sign: 1 | -1): number {
  const { growths, k, end, from, part } = own;
  const { index, previous, step, part: share } = growths;
  const { columns, counts, stride, first } = part;
  const { counts: sums } = into;
  const width = columns.length;
  let observed = 0;
  let least = 0;
  for (let b = 0; b < width; b++) {
    const column = columns[b] as number;
    if (column < 0) {
      if (before) for (const row of before.values()) least = Math.min(least, -(row[b] as number));
      continue;
    }
    const base = column * stride + first - from;
    for (let i = k; i < end; i++) {
      const then = previous[i] as number;
      const was = then < 0 ? 0 : then >= from ? (counts[base + then] as number) : (before?.get(then)?.[b] as number);
      const grown = (counts[base + (index[i] as number)] as number) - was;
      if (grown < least) least = grown;
      const added = grown * (share[i] as number) * sign;
      const at = (step[i] as number) * width + b;
      const sum = (sums[at] as number) + added;
      sums[at] = sign < 0 && Math.abs(sum) < rounding ? 0 : sum;
      observed += added;
    }
  }
  into.observed += observed;
  return least;
}

function growthsOf(each: Measured, grid: Grid): Growths {
  scratch.length = 0;
  eachGrowth(each, each.intervalMs, (index, previous, fromAt, toAt) =>
    shareOut(grid, each.patience, fromAt, toAt, (step, part) => {
      if (scratch.length === scratch.index.length) scratch = larger(scratch);
      const k = scratch.length++;
      scratch.index[k] = index;
      scratch.previous[k] = previous;
      scratch.step[k] = step;
      scratch.part[k] = part;
    }),
  );
  return scratch;
}

function larger(growths: Growths): Growths {
  const grown = makeGrowths(growths.index.length * 2);
  for (const name of ['index', 'previous', 'step', 'part'] as const) grown[name].set(growths[name]);
  grown.length = growths.length;
  return grown;
}
