/** Buckets that arrived one by one, put together. */
import type { HistogramValue } from '@/store';
import { fits } from '../otlp/decode-histograms';
import { emptyParts, type HistogramGroup } from './scrape-slots';

/** The gathered histogram's value, null if its parts do not fit together; empties it for the next time. */
export function histogramValue(histogram: HistogramGroup): HistogramValue | null {
  const { bounds, counts, sum, count } = histogram;
  emptyParts(histogram);
  const order = isRising(bounds) ? null : bounds.map((_, i) => i).sort((a, b) => Number(bounds[a]) - Number(bounds[b]));
  const les = order ? order.map((i) => Number(bounds[i])) : bounds;
  const cumulative = order ? order.map((i) => Number(counts[i])) : counts;
  // Without +Inf the total is `_count`; with both, the buckets are what quantiles are made of.
  if (les.at(-1) !== Number.POSITIVE_INFINITY) {
    les.push(Number.POSITIVE_INFINITY);
    cumulative.push(count);
  }
  const total = cumulative.at(-1) as number;
  if (!Number.isFinite(total) || total < 0) return null;
  const value = { count: total, sum: Number.isFinite(sum) ? sum : Number.NaN, min: Number.NaN, max: Number.NaN };
  if (les.length === 1) return value;
  const own = Float64Array.from(cumulative, (here, i) => (i === 0 ? here : here - (cumulative[i - 1] as number)));
  const upper = sameAs(histogram.lastBounds, les) ? histogram.lastBounds : Float64Array.from(les.slice(0, -1));
  if (!fits(upper, own)) return null;
  histogram.lastBounds = upper;
  return { ...value, bounds: upper, counts: own };
}

function isRising(bounds: number[]): boolean {
  for (let i = 1; i < bounds.length; i++) if (!((bounds[i] as number) > (bounds[i - 1] as number))) return false;
  return true;
}

function sameAs(last: Float64Array, les: number[]): boolean {
  if (last.length !== les.length - 1) return false;
  return last.every((bound, i) => bound === les[i]);
}
