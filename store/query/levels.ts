/** Values that hold: gauges (and whatever is asked for as a plain value), a step at a time. */
import type { PointColumns } from '../points';
import { type Grid, MINUTE_MS } from './grid';

const LONGEST_HOLD_MS = 5 * MINUTE_MS;

/**
 * Fills `out` with each step's value, NaN where there is none. A point holds until the next, at most twice
 * its own interval and 5 min; "no recorded value" ends it at once. Folded points bring their spread.
 */
export function levels(
  points: PointColumns,
  intervalMs: number,
  grid: Grid,
  value: 'last' | 'avg' | 'min' | 'max',
  out: Float64Array,
): void {
  out.fill(Number.NaN);
  const { time, flags, spread, length } = points;
  const { startAt, stepMs, steps } = grid;
  const holdMs = Math.min(2 * intervalMs, LONGEST_HOLD_MS);
  const low = spread?.min ?? points.value;
  const high = spread?.max ?? points.value;
  const sums = spread?.sum ?? points.value;
  let own = -1;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < length; i++) {
    if (((flags[i] as number) & 1) === 1) continue;
    const at = time[i] as number;
    const last = points.value[i] as number;
    if (last !== last) continue;
    const step = Math.floor((at - startAt) / stepMs);
    if (step >= steps) break;
    if (step >= 0) {
      const first = step !== own;
      own = step;
      if (value === 'last') out[step] = last;
      else if (value === 'min')
        out[step] = first ? (low[i] as number) : Math.min(out[step] as number, low[i] as number);
      else if (value === 'max')
        out[step] = first ? (high[i] as number) : Math.max(out[step] as number, high[i] as number);
      else {
        sum = (first ? 0 : sum) + (sums[i] as number);
        count = (first ? 0 : count) + (spread ? (spread.count[i] as number) : 1);
        out[step] = sum / count;
      }
    }
    const endAt = Math.min(i + 1 < length ? (time[i + 1] as number) : Number.POSITIVE_INFINITY, at + holdMs);
    for (let s = Math.max(0, step + 1); s < steps && startAt + s * stepMs < endAt; s++) out[s] = last;
  }
}
