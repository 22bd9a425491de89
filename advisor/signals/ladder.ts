/**
 * Exponential histograms on fixed ladders of bounds, one a scale and unit, so that hours and instances
 * merge by adding. Base 2^(2^-scale); each step down in scale joins two buckets, exactly.
 * https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
 */
import { add, at, type HistogramValue, total } from './points';

export interface Ladder {
  scale: number;
  /** Power index of bounds[0]: bounds[b] = unitMs · base^(first + b). */
  first: number;
  boundsMs: Float64Array;
}

/** Finest scale kept: base 2^(1/8), buckets 9 % wide. */
const FINEST_SCALE = 3;
/** Buckets are kept from 2^-7 ms (8 µs) to 2^21 ms (35 min); beyond lies the first or the last bucket. */
const LOWEST_POWER = -7;
const HIGHEST_POWER = 21;

const ladders = new Map<string, Ladder>();

export function ladderOf(scale: number, unitMs: number): Ladder {
  const key = `${scale}|${unitMs}`;
  const known = ladders.get(key);
  if (known) return known;
  const perPower = 2 ** scale;
  const shift = Math.log2(unitMs);
  const first = Math.ceil((LOWEST_POWER - shift) * perPower);
  const last = Math.max(first, Math.floor((HIGHEST_POWER - shift) * perPower));
  const boundsMs = Float64Array.from({ length: last - first + 1 }, (_, i) => unitMs * 2 ** ((first + i) / perPower));
  const ladder = { scale, first, boundsMs };
  ladders.set(key, ladder);
  return ladder;
}

type Exponential = NonNullable<HistogramValue['exponential']>;

/** The scale that both points can be brought to. */
export function commonScale(now: Exponential, before: Exponential | undefined): number {
  return Math.min(FINEST_SCALE, now.scale, before?.scale ?? FINEST_SCALE);
}

/** Counts on the ladder; what is zero or negative lies in the first bucket. */
export function onLadder(from: Exponential, ladder: Ladder): Float64Array {
  const counts = new Float64Array(ladder.boundsMs.length + 1);
  counts[0] = from.zeroCount + total(from.negative);
  const joined = 2 ** (from.scale - ladder.scale);
  for (let i = 0; i < from.positive.length; i++) {
    const count = at(from.positive, i);
    if (count !== 0) add(counts, slot(Math.floor((from.positiveOffset + i) / joined), ladder), count);
  }
  return counts;
}

/** Bucket of the ladder for an index at the ladder's scale: the bucket (base^index, base^(index+1)]. */
function slot(index: number, ladder: Ladder): number {
  return Math.min(ladder.boundsMs.length, Math.max(0, index + 1 - ladder.first));
}

/** Counts of one minute from a finer ladder added to a coarser one's. */
export function addCoarser(
  from: { ladder: Ladder; counts: Float64Array },
  to: { ladder: Ladder; counts: Float64Array },
): void {
  const joined = 2 ** (from.ladder.scale - to.ladder.scale);
  for (let b = 0; b < from.counts.length; b++) {
    const count = at(from.counts, b);
    if (count === 0) continue;
    const edge = b === 0 ? 0 : b === from.counts.length - 1 ? to.ladder.boundsMs.length : -1;
    add(to.counts, edge >= 0 ? edge : slot(Math.floor((from.ladder.first + b - 1) / joined), to.ladder), count);
  }
}
