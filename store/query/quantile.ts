/** Quantiles from buckets: the one arithmetic behind signals, charts and explore. Pure. */

export interface Quantile {
  /** NaN without counts. Inside the unbounded last bucket: its lower bound, and `atLeast` is true. */
  ms: number;
  atLeast: boolean;
}

/**
 * The q-quantile of counts in buckets, interpolated inside the bucket that holds rank q·n as on log-normal
 * probability paper: ln of the duration against the normal deviate of the share below. A straight line, as
 * Prometheus's histogram_quantile draws, reads p95 12–19 % too high in the usual bounds (docs/advice.md).
 * In the first bucket, which begins at 0, the line is straight.
 */
export function quantile(boundsMs: Float64Array, counts: Float64Array, q: number): Quantile {
  let n = 0;
  for (let b = 0; b < counts.length; b++) n += at(counts, b);
  if (!(n > 0)) return { ms: Number.NaN, atLeast: false };
  const rank = q * n;
  let below = 0;
  for (let b = 0; b < boundsMs.length; b++) {
    const count = at(counts, b);
    if (count > 0 && below + count >= rank) {
      const lower = b === 0 ? Math.min(0, at(boundsMs, 0)) : at(boundsMs, b - 1);
      const upper = at(boundsMs, b);
      return { ms: inside({ lower, upper, below, count, n, rank }), atLeast: false };
    }
    below += count;
  }
  const last = boundsMs.length === 0 ? Number.NaN : at(boundsMs, boundsMs.length - 1);
  return { ms: last, atLeast: true };
}

/** Elements of typed arrays inside their length are numbers; the compiler cannot know it. */
function at(array: Float64Array, index: number): number {
  return array[index] as number;
}

/** Half a request: shares of 0 and 1 have no deviate. */
const EDGE = 0.5;

function inside(bucket: {
  lower: number;
  upper: number;
  below: number;
  count: number;
  n: number;
  rank: number;
}): number {
  const { lower, upper, below, count, n, rank } = bucket;
  const straight = Math.min(1, Math.max(0, (rank - below) / count));
  if (!(lower > 0)) return lower + (upper - lower) * straight;
  const from = Math.max(below, EDGE);
  const to = Math.min(below + count, n - EDGE);
  if (!(to > from) || rank < from || rank > to) return lower * (upper / lower) ** straight;
  const [low, high] = [deviate(from / n), deviate(to / n)];
  return lower * (upper / lower) ** ((deviate(rank / n) - low) / (high - low));
}

/** The standard normal's quantile, error below 4.5e-4 (Abramowitz and Stegun 26.2.23). */
function deviate(share: number): number {
  if (share > 0.5) return -deviate(1 - share);
  const t = Math.sqrt(-2 * Math.log(share));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return above / below - t;
}
