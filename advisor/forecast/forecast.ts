/**
 * The forecast of one series (RULES 11): methods weighted by back-tests on the earlier half of the
 * origins, intervals calibrated on the later half, then fitted on all.
 */
import { median, tQuantile } from '../math';
import { type Forecast, slopeFactor } from './interval';
import { MODELS, type ModelName, pastOf } from './models';
import { clipOutliers, known, type Scale, scaleOf } from './season';
import { levelled, lift, SHIFT_DAYS } from './shift';

export interface ForecastOptions {
  /** Values a season: 7 for days, 12 for months, 1 for none. */
  period: number;
  horizon: number;
}

/** From so many known values on; with fewer there is no forecast (RULES 10.3: two weeks for days). */
export const LEAST_VALUES = 8;
/** What is older than the longer of these says nothing about the next days. */
const MOST_VALUES = 1_500;
const MOST_SEASONS = 8;
/** Back-tests from at most so many origins, so that a long history costs no more than a medium one. */
const MOST_ORIGINS = 14;
/** Before any back-test the methods have these shares, worth so many origins: trend methods lead (M3, M4). */
const PRIOR: Record<ModelName, number> = {
  'seasonal-naive': 0.04,
  level: 0.2,
  theta: 0.36,
  damped: 0.34,
  'log-linear': 0.06,
};
const PRIOR_ORIGINS = 4;
/** Only of days it is known what a shift looks like. */
const WEEK = 7;
const NAMES = Object.keys(MODELS) as ModelName[];

/** Growth of the spread with the horizon: bounds of RULES 11.3, and a random walk before it can be seen. */
const GROWTH = { least: 0.2, most: 1, prior: 0.5, priorWeight: 3 };
/** Multiples of σ_h before an app has calibrated its own: scaled errors of 2,500 public series (bench/forecast). */
const PRIOR_WIDTH = { of80: 1.15, of95: 2.35, worth: 20 };

/** Null where fewer than LEAST_VALUES values are known. Values of any unit, NaN where unknown, oldest first. */
export function forecast(all: ArrayLike<number>, { period, horizon }: ForecastOptions): Forecast | null {
  const values = latest(all, Math.max(MOST_VALUES, MOST_SEASONS * period));
  if (known(values) < LEAST_VALUES || horizon < 1) return null;
  const scale = scaleOf(values);
  const plain = Float64Array.from(values, (y) => scale.to(y));
  if (period !== WEEK) return fit(plain, scale, { period, horizon });
  const { z, shifts, undecided } = levelled(plain, period);
  const found: Forecast = { ...fit(z, scale, { period, horizon }), shift: shifts.at(-1) ?? null };
  if (undecided === null) return found;
  const lifted = z.slice();
  lift(lifted, undecided);
  const shifted = { ...fit(lifted, scale, { period, horizon }), shift: undecided };
  return { ...found, undecided: { shift: undecided, share: undecided.days / (2 * SHIFT_DAYS), shifted } };
}

function fit(raw: Float64Array, scale: Scale, { period, horizon }: ForecastOptions): Forecast {
  const z = clipOutliers(raw, period);
  const tests = backTests(z, raw, period, horizon);
  const half = Math.ceil(tests.length / 2);
  const weights = weigh(tests.slice(0, half), naiveStep(z, period));
  const calibration = tests.slice(half).map((test) => ({ errors: errorsOf(test, weights), values: test.origin }));
  const spread = spreadOf(calibration, z, period);
  const now = pastOf(z, period);
  const final = weigh(tests, naiveStep(z, period));
  return {
    weights: Object.fromEntries(NAMES.filter((name) => final[name] >= 0.01).map((name) => [name, final[name]])),
    scale,
    middle: mix(
      NAMES.map((name) => MODELS[name](now, horizon)),
      final,
      horizon,
    ),
    ...spread,
    values: z.length,
    fitted: z,
    shift: null,
    undecided: null,
  };
}

function latest(values: ArrayLike<number>, most: number): Float64Array {
  return Float64Array.from({ length: Math.min(most, values.length) }, (_, i) => {
    return values[Math.max(0, values.length - most) + i] as number;
  });
}

/** What each method said at one origin, and what came. */
interface BackTest {
  origin: number;
  said: Float64Array[];
  came: Float64Array;
}

/** Rolling origins, newest first in number but oldest first in order; whole seasons apart (RULES 11.2). */
function backTests(z: Float64Array, raw: Float64Array, period: number, horizon: number): BackTest[] {
  const first = Math.max(2 * period, LEAST_VALUES);
  const ahead = Math.min(horizon, Math.max(period, Math.floor(z.length / 4)));
  const last = z.length - Math.max(1, Math.min(period, Math.floor(ahead / 2)));
  const wanted = Math.max(1, Math.floor((last - first) / MOST_ORIGINS));
  const step = period === 7 ? Math.max(7, Math.ceil(wanted / 7) * 7) : Math.max(1, wanted);
  const tests: BackTest[] = [];
  for (let origin = last; origin >= first; origin -= step) {
    const until = z.subarray(0, origin);
    if (known(until) < LEAST_VALUES) break;
    const came = raw.slice(origin, origin + ahead);
    if (known(came) === 0) continue;
    const past = pastOf(until, period);
    tests.push({ origin, said: NAMES.map((name) => MODELS[name](past, came.length)), came });
  }
  return tests.reverse();
}

/** Shares by 1 ÷ MASE², drawn towards the prior while origins are few. */
function weigh(tests: BackTest[], unit: number): Record<ModelName, number> {
  const scores = NAMES.map((_, m) => {
    let sum = 0;
    let n = 0;
    for (const { said, came } of tests)
      for (let h = 0; h < came.length; h++) {
        const miss = Math.abs((came[h] as number) - (said[m]?.[h] as number));
        if (Number.isNaN(miss)) continue;
        sum += miss;
        n++;
      }
    return n > 0 ? Math.max(1e-6, sum / n / unit) : Number.NaN;
  });
  const own = scores.map((score) => (Number.isNaN(score) ? 0 : 1 / score ** 2));
  const total = own.reduce((a, b) => a + b, 0);
  const trust = total > 0 ? tests.length / (tests.length + PRIOR_ORIGINS) : 0;
  return Object.fromEntries(
    NAMES.map((name, m) => [name, trust * (total > 0 ? (own[m] as number) / total : 0) + (1 - trust) * PRIOR[name]]),
  ) as Record<ModelName, number>;
}

/** Mean absolute step from one season to the next: the unit of MASE. */
function naiveStep(z: Float64Array, period: number): number {
  let sum = 0;
  let n = 0;
  for (let t = period; t < z.length; t++) {
    const step = Math.abs((z[t] as number) - (z[t - period] as number));
    if (Number.isNaN(step)) continue;
    sum += step;
    n++;
  }
  return n > 0 && sum > 0 ? sum / n : 1e-6;
}

function mix(said: Float64Array[], weights: Record<ModelName, number>, horizon: number): Float64Array {
  return Float64Array.from({ length: horizon }, (_, h) =>
    NAMES.reduce((sum, name, m) => sum + weights[name] * (said[m]?.[h] as number), 0),
  );
}

function errorsOf({ said, came }: BackTest, weights: Record<ModelName, number>): Float64Array {
  const middle = mix(said, weights, came.length);
  return came.map((value, h) => value - (middle[h] as number));
}

type Spread = Pick<Forecast, 'sigma1' | 'growth' | 'noise' | 'width80' | 'width95' | 'calibratedOn'>;

/**
 * σ_1 and b by least squares of ln mean |error| on ln h, pooled over horizons and drawn to the prior while
 * horizons are few; then the widths by rank among |error| ÷ σ_h, where n counts origins without overlap
 * (RULES 11.3), mixed with the public prior by weight.
 */
function spreadOf(calibration: { errors: Float64Array; values: number }[], z: Float64Array, period: number): Spread {
  // What the slope adds is taken out, so that b is the walk's own.
  const errors = calibration.map((it) => it.errors.map((error, h) => error / slopeFactor(h + 1, it.values)));
  const byStep: number[][] = [];
  const steps: number[] = [];
  for (const list of errors)
    list.forEach((error, h) => {
      if (Number.isNaN(error)) return;
      byStep[h] = byStep[h] ?? [];
      byStep[h]?.push(Math.abs(error));
      const before = h > 0 ? (list[h - 1] as number) : Number.NaN;
      if (!Number.isNaN(before)) steps.push(Math.abs(error - before));
    });
  const seen = byStep.flatMap((list, h) =>
    list && list.length > 0 ? [{ h: h + 1, size: meanOf(list), n: list.length }] : [],
  );
  if (seen.length === 0) {
    const sigma1 = 1.5 * naiveStep(z, period);
    return {
      sigma1,
      growth: GROWTH.prior,
      noise: sigma1 / 2,
      width80: PRIOR_WIDTH.of80,
      width95: PRIOR_WIDTH.of95,
      calibratedOn: 0,
    };
  }
  const growth = growthOf(seen);
  const sigma1 = Math.max(1e-9, 1.2533 * meanOf(seen.map(({ h, size }) => size / h ** growth)));
  const scaled = errors.flatMap((list) => {
    const each: number[] = [];
    list.forEach((error, h) => {
      if (!Number.isNaN(error)) each.push(Math.abs(error) / (sigma1 * (h + 1) ** growth));
    });
    return each;
  });
  const longest = Math.max(...errors.map((list) => list.length));
  const apart = Math.max(1, Math.round((errors.length * Math.min(longest, period)) / Math.max(1, longest)));
  const covered = z.length - Math.min(...calibration.map(({ values }) => values));
  return {
    sigma1,
    growth,
    noise: Math.min(sigma1, (median(steps) || sigma1) / (0.6745 * Math.SQRT2)),
    width80: width(scaled, 0.8, { apart, covered, prior: PRIOR_WIDTH.of80, needed: 4 }),
    width95: width(scaled, 0.95, { apart, covered, prior: PRIOR_WIDTH.of95, needed: 19 }),
    calibratedOn: apart,
  };
}

function growthOf(seen: { h: number; size: number }[]): number {
  const points = seen.filter(({ size }) => size > 0).map(({ h, size }) => [Math.log(h), Math.log(size)] as const);
  const mx = meanOf(points.map(([x]) => x));
  const my = meanOf(points.map(([, y]) => y));
  const top = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  const bottom = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const own = (top + GROWTH.priorWeight * GROWTH.prior) / (bottom + GROWTH.priorWeight);
  return Math.min(GROWTH.most, Math.max(GROWTH.least, own));
}

function width(
  scaled: number[],
  share: number,
  { apart, covered, prior, needed }: { apart: number; covered: number; prior: number; needed: number },
): number {
  const sorted = [...scaled].sort((a, b) => a - b);
  const rank = Math.min(sorted.length, Math.ceil((sorted.length + sorted.length / apart) * share));
  // σ_1 itself comes from so few values: Student's t instead of the normal's width.
  const wide = (prior * tQuantile((1 + share) / 2, Math.max(2, covered))) / tQuantile((1 + share) / 2, 1e6);
  const own = apart >= needed ? (sorted[rank - 1] as number) : wide;
  return (apart * own + PRIOR_WIDTH.worth * wide) / (apart + PRIOR_WIDTH.worth);
}

const meanOf = (list: readonly number[]) =>
  list.length > 0 ? list.reduce((a, b) => a + b, 0) / list.length : Number.NaN;
