/**
 * A season of the year (RULES 10.3). One year's shape cannot be told from growth that bent; where a second year is
 * known and went as the first one did, the share of it that came again is taken out of the days that are fitted, and
 * added to those to come.
 */
import { seasonOf, withoutSeason } from './season';

/** Whole weeks, so that weekdays meet weekdays. */
const YEAR = 364;
const WEEK = 7;
/** So many days have to be known from first to last. */
const LEAST_DAYS = 2 * YEAR;
/** The shape is a mean over so many days before and after, at least half of them known. */
const AROUND_DAYS = 14;
/** How a year went is compared from every week's start on, in steps of four weeks. */
const STEP = 28;
/** The second year has to go with the first to this correlation (chosen on simulated paths without a season). */
const LEAST_LIKENESS = 0.6;

export interface YearSeason {
  /** Part of last year's shape that comes again. */
  share: number;
  /** What is in the last `fitted` days, and in those to come, on the forecast scale. */
  past: Float64Array;
  ahead: Float64Array;
}

/** @param z the whole history on the forecast scale, NaN where unknown. Null where no year's season can be told. */
export function yearSeason(z: Float64Array, fitted: number, horizon: number): YearSeason | null {
  const n = z.length;
  if (n < LEAST_DAYS || fitted > n) return null;
  const level = smoothed(withoutSeason(z, seasonOf(z, WEEK)));
  if (level.some(Number.isNaN)) return null;
  const growth = growthOf(level);
  const shape = (t: number) => (level[t] as number) - growth * t;
  const share = shareOf(shape, n);
  if (share === null) return null;
  // A year before what is known, and beyond a year ahead, nothing is said.
  const yearBefore = (t: number) => share * shape(Math.min(n - 1, Math.max(0, t - YEAR)));
  const now = yearBefore(n - 1);
  return {
    share,
    past: Float64Array.from({ length: fitted }, (_, i) => yearBefore(n - fitted + i) - now),
    ahead: Float64Array.from({ length: horizon }, (_, i) => yearBefore(n + i) - now),
  };
}

/** Last year's share in this one: least squares through the origin of how both went on from the same days. */
function shareOf(shape: (t: number) => number, n: number): number | null {
  let [first, both, second] = [0, 0, 0];
  for (let from = YEAR + AROUND_DAYS; from < n - STEP; from += WEEK)
    for (let to = from + STEP; to < n - AROUND_DAYS; to += STEP) {
      const before = shape(to - YEAR) - shape(from - YEAR);
      const came = shape(to) - shape(from);
      first += before ** 2;
      both += before * came;
      second += came ** 2;
    }
  if (first === 0 || second === 0 || both / Math.sqrt(first * second) < LEAST_LIKENESS) return null;
  return Math.min(1, both / first);
}

/** Mean growth a day over whole years. */
function growthOf(level: Float64Array): number {
  let sum = 0;
  for (let t = YEAR; t < level.length; t++) sum += ((level[t] as number) - (level[t - YEAR] as number)) / YEAR;
  return sum / (level.length - YEAR);
}

function smoothed(flat: Float64Array): Float64Array {
  return flat.map((_, t) => {
    let sum = 0;
    let count = 0;
    for (let i = Math.max(0, t - AROUND_DAYS); i <= Math.min(flat.length - 1, t + AROUND_DAYS); i++) {
      if (Number.isNaN(flat[i] as number)) continue;
      sum += flat[i] as number;
      count++;
    }
    return count < AROUND_DAYS ? Number.NaN : sum / count;
  });
}
