/** Histograms: what they grew by, and merged buckets a minute. Buckets add up only where bounds are equal. */
import { doubles } from '@/store/points/scratch';
import { quantile } from '@/store/query/quantile';
import { firstMinute, lastMinute, partOf } from './increases';
import { addCoarser, commonScale, type Ladder, ladderOf, onLadder } from './ladder';
import { add, at, type HistogramValue, hourGrid } from './points';

/** How many came, and where they lie; bounds are null where the point has no buckets. */
export interface HistogramGrowth {
  count: number;
  /** In the metric's unit; NaN where it is not sent. */
  sum: number;
  bounds: Float64Array | null;
  counts: Float64Array | null;
  /** To be taken off `counts`; kept apart because an array for each point would cost more than the rest. */
  minus: Float64Array | null;
  ladder: Ladder | null;
}

/** What a histogram grew by between two points of a stream (`before` null: from zero); null: not comparable. */
export function growthOf(now: HistogramValue, before: HistogramValue | null, unitMs: number): HistogramGrowth | null {
  if (before !== null && now.count < before.count) return growthOf(now, null, unitMs);
  const count = now.count - (before?.count ?? 0);
  const sum = now.sum - (before?.sum ?? 0);
  if (now.exponential) {
    const ladder = ladderOf(commonScale(now.exponential, before?.exponential), unitMs);
    const counts = onLadder(now.exponential, ladder);
    const minus = before?.exponential ? onLadder(before.exponential, ladder) : null;
    return fell(counts, minus)
      ? growthOf(now, null, unitMs)
      : { count, sum, bounds: ladder.boundsMs, counts, minus, ladder };
  }
  if (!now.bounds || !now.counts || now.counts.length !== now.bounds.length + 1) {
    return { count, sum, bounds: null, counts: null, minus: null, ladder: null };
  }
  const minus = before?.counts ?? null;
  if (before !== null && minus?.length !== now.counts.length) return null;
  // A bucket that shrank under the same start time: the histogram began again at zero.
  return fell(now.counts, minus)
    ? growthOf(now, null, unitMs)
    : { count, sum, bounds: now.bounds, counts: now.counts, minus, ladder: null };
}

function fell(counts: Float64Array, before: Float64Array | null): boolean {
  if (before === null) return false;
  for (let b = 0; b < counts.length; b++) if (at(counts, b) < at(before, b)) return true;
  return false;
}

export interface Buckets {
  boundsMs: Float64Array;
  /** Row-major, minutes × (bounds + 1). */
  counts: Float64Array;
}

interface BucketSet extends Buckets {
  ladder: Ladder | null;
  requests: number;
}

/** Merged buckets of each minute of an hour, one set a distinct list of bounds. */
export interface MinuteBuckets {
  /** It grew over (fromAt, toAt]. */
  add(growth: HistogramGrowth, fromAt: number, toAt: number, unitMs: number): void;
  /** The set with most in it, and how many other sets could not be merged with it. */
  best(): { buckets: Buckets; others: number } | null;
}

export function minuteBuckets(hourAt: number): MinuteBuckets {
  const sets = new Map<string, BucketSet>();
  // Points of a series share their bounds array more often than not: find the set without a string then.
  const known = new Map<Float64Array, BucketSet>();
  let last: { bounds: Float64Array; unitMs: number; set: BucketSet } | null = null;
  const setFor = (growth: HistogramGrowth, bounds: Float64Array, unitMs: number): BucketSet => {
    const found = known.get(bounds);
    if (found) return found;
    if (last && growth.ladder === null && last.unitMs === unitMs && equal(last.bounds, bounds)) {
      known.set(bounds, last.set);
      return last.set;
    }
    const boundsMs = growth.ladder ? bounds : bounds.map((bound) => Number((bound * unitMs).toPrecision(12)));
    const key = `${growth.ladder?.scale ?? ''}|${boundsMs.join()}`;
    let set = sets.get(key);
    if (!set) {
      set = { boundsMs, counts: doubles(hourGrid.minutes * (bounds.length + 1)), ladder: growth.ladder, requests: 0 };
      sets.set(key, set);
    }
    known.set(bounds, set);
    if (growth.ladder === null) last = { bounds, unitMs, set };
    return set;
  };
  return {
    add(growth, fromAt, toAt, unitMs) {
      const { bounds, counts, minus } = growth;
      if (!bounds || !counts || growth.count === 0) return;
      const set = setFor(growth, bounds, unitMs);
      const width = bounds.length + 1;
      const last = lastMinute(hourAt, fromAt, toAt);
      for (let minute = firstMinute(hourAt, fromAt, toAt); minute <= last; minute++) {
        const part = partOf(minute, hourAt, fromAt, toAt);
        for (let b = 0; b < width; b++) {
          const count = minus === null ? at(counts, b) : at(counts, b) - at(minus, b);
          if (count !== 0) add(set.counts, minute * width + b, count * part);
        }
        set.requests += growth.count * part;
      }
    },
    best() {
      const merged = mergeLadders([...sets.values()].filter((set) => set.requests > 0));
      const [best, ...others] = merged.sort((a, b) => b.requests - a.requests || b.boundsMs.length - a.boundsMs.length);
      return best ? { buckets: { boundsMs: best.boundsMs, counts: best.counts }, others: others.length } : null;
    },
  };
}

function equal(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (at(a, i) !== at(b, i)) return false;
  return true;
}

/** Exponential sets become one, at the coarsest scale among them. */
function mergeLadders(sets: BucketSet[]): BucketSet[] {
  const onLadders = sets.filter((set) => set.ladder !== null);
  if (onLadders.length < 2) return sets;
  const to = onLadders.reduce((a, b) => ((b.ladder?.scale ?? 0) < (a.ladder?.scale ?? 0) ? b : a));
  for (const from of onLadders) {
    if (from === to || !from.ladder || !to.ladder) continue;
    for (let minute = 0; minute < hourGrid.minutes; minute++) {
      addCoarser({ ladder: from.ladder, counts: row(from, minute) }, { ladder: to.ladder, counts: row(to, minute) });
    }
    to.requests += from.requests;
  }
  return [...sets.filter((set) => set.ladder === null), to];
}

function row({ boundsMs, counts }: Buckets, minute: number): Float64Array {
  const width = boundsMs.length + 1;
  return counts.subarray(minute * width, (minute + 1) * width);
}

/** Quantile of one minute's buckets, ms; NaN without counts. */
export function minuteQuantile(buckets: Buckets, minute: number, q: number): number {
  return quantile(buckets.boundsMs, row(buckets, minute), q).ms;
}
