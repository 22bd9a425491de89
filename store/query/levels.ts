/** Values that hold: gauges (and whatever is asked for as a plain value), a step at a time. */
import type { PointColumns } from '../points/points';
import { type Grid, MINUTE_MS, stepAt, stepsBefore } from './grid';

const LONGEST_HOLD_MS = 5 * MINUTE_MS;

/** How long a point holds where none follows, ms. */
export const holdOf = (intervalMs: number): number => Math.min(2 * intervalMs, LONGEST_HOLD_MS);

/**
 * Fills `out` with each step's value, NaN where there is none. A point holds until the next, at most twice
 * its own interval and 5 min; "no recorded value" ends it at once. Folded points bring their spread.
 */
export type FillLevels = (
  points: PointColumns,
  intervalMs: number,
  value: 'last' | 'avg' | 'min' | 'max',
  out: Float64Array,
) => void;

/** For series after series of one query: those that share times have their points in the same steps. */
export function levelsFiller(grid: Grid): FillLevels {
  let placed: Placed | null = null;
  return (points, intervalMs, value, out) => {
    const { time, length } = points;
    if (placed?.length !== length || placed.intervalMs !== intervalMs || !sameTimes(placed.time, time, length))
      placed = place(time, length, intervalMs, grid);
    out.fill(Number.NaN);
    if (value === 'last') fillLast(points, placed, out);
    else fillSpread(points, placed, value, out);
  };
}

/** Most series of one sender have the same times. */
export function sameTimes(a: Float64Array, b: Float64Array, length: number): boolean {
  if (a === b) return true;
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Of each point up to the last step: the step it lies in (below 0: before the first), and the first one it does not hold in. */
interface Placed {
  time: Float64Array;
  length: number;
  intervalMs: number;
  /** Points that lie before the grid's end. */
  used: number;
  step: Int32Array;
  until: Int32Array;
}

function place(time: Float64Array, length: number, intervalMs: number, grid: Grid): Placed {
  const holdMs = holdOf(intervalMs);
  const step = new Int32Array(length);
  const until = new Int32Array(length);
  let used = 0;
  for (; used < length; used++) {
    const at = time[used] as number;
    const own = stepAt(grid, at);
    if (own >= grid.steps) break;
    const endAt = Math.min(used + 1 < length ? (time[used + 1] as number) : Number.POSITIVE_INFINITY, at + holdMs);
    step[used] = Math.max(-1, own);
    until[used] = stepsBefore(grid, endAt);
  }
  return { time, length, intervalMs, used, step, until };
}

function fillLast({ value, flags }: PointColumns, { step, until, used }: Placed, out: Float64Array): void {
  for (let i = 0; i < used; i++) {
    const last = value[i] as number;
    if (((flags[i] as number) & 1) === 1 || last !== last) continue;
    let s = step[i] as number;
    if (s >= 0) out[s] = last;
    for (const end = until[i] as number; ++s < end; ) out[s] = last;
  }
}

function fillSpread(
  points: PointColumns,
  { step, until, used }: Placed,
  value: 'avg' | 'min' | 'max',
  out: Float64Array,
): void {
  const { flags, spread } = points;
  const low = spread?.min ?? points.value;
  const high = spread?.max ?? points.value;
  const sums = spread?.sum ?? points.value;
  let own = -1;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < used; i++) {
    const last = points.value[i] as number;
    if (((flags[i] as number) & 1) === 1 || last !== last) continue;
    const s = step[i] as number;
    if (s >= 0) {
      const first = s !== own;
      own = s;
      if (value === 'min') out[s] = first ? (low[i] as number) : Math.min(out[s] as number, low[i] as number);
      else if (value === 'max') out[s] = first ? (high[i] as number) : Math.max(out[s] as number, high[i] as number);
      else {
        sum = (first ? 0 : sum) + (sums[i] as number);
        count = (first ? 0 : count) + (spread ? (spread.count[i] as number) : 1);
        out[s] = sum / count;
      }
    }
    for (let held = s + 1; held < (until[i] as number); held++) out[held] = last;
  }
}
