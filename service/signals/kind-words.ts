/** What kind of metric a series is, in the words of people; pages and API say the same. */
import { PointKind, type Series } from '@/store';

const WORDS: Record<number, string> = {
  [PointKind.gauge]: 'gauge',
  [PointKind.histogram]: 'histogram',
  [PointKind.exponentialHistogram]: 'exponential histogram',
  [PointKind.summary]: 'summary',
};

/** OpenTelemetry's sums are counters; those that may fall are up-down counters. */
export function kindWords({ kind, monotonic }: Pick<Series, 'kind' | 'monotonic'>): string {
  if (kind === PointKind.sum) return monotonic ? 'counter' : 'up-down counter';
  return WORDS[kind] ?? 'unknown';
}
