/**
 * Latency: the share of requests over the limit (more than 5 % for p95). Exact where the limit is a
 * bucket bound; otherwise over or under for certain by the bounds around it, or "between bounds"
 * (RULES 7.3). A share of few requests is noisy, so it opens on Wilson's lower end like any ratio.
 */
import { quantile as bucketQuantile } from '@/store/query/quantile';
import { quantileOf } from '../signal-ids';
import { type JudgeInput, type KindJudge, LazyVerdict, unknown, widen, wilsonLower } from './verdict';

const EXPECTED_OVER = 5;
/** No bound above the limit; a number, because findings are kept as JSON. */
export const UNBOUNDED_MS = Number.MAX_SAFE_INTEGER;

export function judgeLatency({ threshold, columns, definition, window }: JudgeInput): KindJudge {
  const { boundsMs, counts } = columns.buckets as { boundsMs: Float64Array; counts: Float64Array };
  const quantile = quantileOf(threshold.signal) as number;
  const allowed = 1 - quantile;
  // 100 requests for p95, 500 for p99 (12.1).
  const need = Math.round(EXPECTED_OVER / allowed);
  const unitMs = definition?.unit === 's' ? 1000 : 1;
  const limitMs = threshold.limit * unitMs;
  const { exact, low, high } = boundsAround(boundsMs, limitMs);
  const width = boundsMs.length + 1;
  const totals = sumsAbove(counts, width, -1);
  // Without a bound above the limit nothing is over for certain; without one below, nothing is under.
  const aboveHigh = exact ?? high;
  const aboveLow = exact ?? low;
  const over = aboveHigh === null ? null : sumsAbove(counts, width, aboveHigh);
  const notUnder = aboveLow === aboveHigh ? over : aboveLow === null ? null : sumsAbove(counts, width, aboveLow);

  return (minute) => {
    const first = widen(minute, window, need, totals);
    const since = (sums: Float64Array) => (sums[minute + 1] as number) - (sums[first] as number);
    const n = since(totals);
    if (n < need - 1e-9) return unknown('too-few', { have: n, need });
    const valueMs = () => bucketQuantile(boundsMs, countsOf(counts, width, first, minute), quantile).ms;
    const value = () => valueMs() / unitMs;
    const isOver = over !== null && wilsonLower(since(over), n) > allowed;
    const isUnder = notUnder !== null && since(notUnder) / n <= allowed + 1e-12;
    if (exact !== null) return new LazyVerdict(isOver, () => isUnder && valueMs() < 0.9 * limitMs, value);
    if (isOver) return new LazyVerdict(true, () => false, value);
    if (isUnder) return new LazyVerdict(false, () => valueMs() < 0.9 * limitMs, value);
    return unknown('between-bounds', {
      value: value(),
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

/** Running sums of what lies above bound number `bound` (−1: of all); entry i holds the minutes before i. */
function sumsAbove(counts: Float64Array, width: number, bound: number): Float64Array {
  const minutes = counts.length / width;
  const sums = new Float64Array(minutes + 1);
  let sum = 0;
  for (let minute = 0, at = bound + 1; minute < minutes; minute++, at += bound + 1) {
    for (const end = (minute + 1) * width; at < end; at++) {
      const count = counts[at] as number;
      // NaN: no counts of this minute.
      if (count > 0) sum += count;
    }
    sums[minute + 1] = sum;
  }
  return sums;
}

/** Each bucket's count in the minutes from `first` to `last`, both included. */
function countsOf(perMinute: Float64Array, width: number, first: number, last: number): Float64Array {
  const counts = new Float64Array(width);
  for (let minute = first, at = first * width; minute <= last; minute++) {
    for (let bucket = 0; bucket < width; bucket++, at++) {
      const count = perMinute[at] as number;
      if (count > 0) counts[bucket] = (counts[bucket] as number) + count;
    }
  }
  return counts;
}
