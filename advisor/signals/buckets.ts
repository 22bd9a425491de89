/** Quantiles from buckets. */
import { at, total } from './points';

export interface Quantile {
  /** NaN without counts. Inside the unbounded last bucket: its lower bound, and `atLeast` is true. */
  ms: number;
  atLeast: boolean;
}

/**
 * The q-quantile of counts in buckets, interpolated in a straight line inside the bucket that holds rank
 * q·n (as Prometheus's histogram_quantile does). The first bucket begins at 0.
 */
export function quantile(boundsMs: Float64Array, counts: Float64Array, q: number): Quantile {
  const n = total(counts);
  if (!(n > 0)) return { ms: Number.NaN, atLeast: false };
  const rank = q * n;
  let below = 0;
  for (let b = 0; b < boundsMs.length; b++) {
    const count = at(counts, b);
    if (count > 0 && below + count >= rank) {
      const lower = b === 0 ? Math.min(0, at(boundsMs, 0)) : at(boundsMs, b - 1);
      const upper = at(boundsMs, b);
      return { ms: lower + ((upper - lower) * Math.max(0, rank - below)) / count, atLeast: false };
    }
    below += count;
  }
  const last = boundsMs.length === 0 ? Number.NaN : at(boundsMs, boundsMs.length - 1);
  return { ms: last, atLeast: true };
}
