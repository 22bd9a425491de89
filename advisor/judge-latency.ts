/**
 * Latency: the share of requests over the limit (more than 5 % for p95). Exact where the limit is a
 * bucket bound; otherwise over or under for certain by the bounds around it, or "between bounds"
 * (RULES 7.3). A share of few requests is noisy, so it opens on Wilson's lower end like any ratio.
 */
import { quantile as bucketQuantile } from '@/store/query/quantile';
import { quantileOf } from './signal-ids';
import { type JudgeInput, type KindJudge, known, unknown, widen, wilsonLower } from './verdict';

const EXPECTED_OVER = 5;
/** No bound above the limit; a number, because findings are kept as JSON. */
export const UNBOUNDED_MS = Number.MAX_SAFE_INTEGER;

export function judgeLatency({ threshold, columns, definition, window }: JudgeInput): KindJudge {
  const { boundsMs, counts: perMinute } = columns.buckets as { boundsMs: Float64Array; counts: Float64Array };
  const width = boundsMs.length + 1;
  const quantile = quantileOf(threshold.signal) as number;
  const allowed = 1 - quantile;
  // 100 requests for p95, 500 for p99 (12.1).
  const need = Math.round(EXPECTED_OVER / allowed);
  const unitMs = definition?.unit === 's' ? 1000 : 1;
  const limitMs = threshold.limit * unitMs;
  const { exact, low, high } = boundsAround(boundsMs, limitMs);
  const { running, totals } = runningSums(perMinute, width);

  return (minute) => {
    const since = (first: number, bucket: number) =>
      (running[(minute + 1) * width + bucket] as number) - (running[first * width + bucket] as number);
    const total = (first: number) => (totals[minute + 1] as number) - (totals[first] as number);
    const first = widen(minute, window, need, total);
    const n = total(first);
    if (n < need - 1e-9) return unknown('too-few', { have: n, need });
    const above = (bound: number) => {
      let over = 0;
      for (let bucket = bound + 1; bucket < width; bucket++) over += since(first, bucket);
      return over;
    };
    const counts = new Float64Array(width);
    for (let bucket = 0; bucket < width; bucket++) counts[bucket] = since(first, bucket);
    const valueMs = bucketQuantile(boundsMs, counts, quantile).ms;
    const value = valueMs / unitMs;
    const clearlyBetter = valueMs < 0.9 * limitMs;
    if (exact !== null) {
      const over = above(exact);
      return known(wilsonLower(over, n) > allowed, over / n <= allowed + 1e-12 && clearlyBetter, value);
    }
    // Without a bound above the limit nothing is over for certain; without one below, nothing is under.
    if (high !== null && wilsonLower(above(high), n) > allowed) return known(true, false, value);
    if (low !== null && above(low) / n <= allowed + 1e-12) return known(false, clearlyBetter, value);
    return unknown('between-bounds', {
      value,
      lowMs: low === null ? 0 : (boundsMs[low] as number),
      highMs: high === null ? UNBOUNDED_MS : (boundsMs[high] as number),
    });
  };
}

/** Index of the bound that is the limit, or of the nearest ones below and above. */
function boundsAround(bounds: Float64Array, limit: number) {
  let low: number | null = null;
  for (let i = 0; i < bounds.length; i++) {
    const bound = bounds[i] as number;
    if (Math.abs(bound - limit) <= 1e-9 * Math.max(1, limit)) return { exact: i, low: null, high: null };
    if (bound > limit) return { exact: null, low, high: i };
    low = i;
  }
  return { exact: null, low, high: null };
}

/** Running sums of each bucket and of all; row i holds the minutes before i. */
function runningSums(counts: Float64Array, width: number): { running: Float64Array; totals: Float64Array } {
  const running = new Float64Array(counts.length + width);
  const totals = new Float64Array(counts.length / width + 1);
  for (let minute = 0, i = 0; i < counts.length; minute++) {
    let n = 0;
    for (let bucket = 0; bucket < width; bucket++, i++) {
      const count = counts[i] as number;
      const known = Number.isNaN(count) ? 0 : count;
      running[i + width] = (running[i] as number) + known;
      n += known;
    }
    totals[minute + 1] = (totals[minute] as number) + n;
  }
  return { running, totals };
}
