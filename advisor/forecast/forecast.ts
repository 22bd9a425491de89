/**
 * The forecast of one series (RULES 11): methods weighted by back-tests, intervals calibrated on what the weights
 * of each time would have missed since, then fitted on all.
 */
import { median } from '../math';
import { type Forecast, slopeFactor } from './interval';
import { MODELS, type ModelName, pastOf } from './models';
import { clipOutliers, known, type Scale, scaleOf } from './season';
import { levelled, lift, SHIFT_DAYS } from './shift';

export interface ForecastOptions {
  /** Values a season: 7 for days, 12 for months, 1 for none. */
  period: number;
  horizon: number;
}

/** From so many known values on; with fewer there is no forecast (dates need two weeks: RULES 10.3). */
export const LEAST_VALUES = 4;
/** The first origin of a back-test has so many values before it, where there are more than a few after it. */
const FIRST_ORIGIN = 8;
/** What is older than the longer of these says nothing about the next days. */
const MOST_VALUES = 1_500;
const MOST_SEASONS = 8;
/** Back-tests from at most so many origins, so that a long history costs no more than a medium one. */
const MOST_ORIGINS = 14;
/** Before any back-test the methods have these shares, worth so many origins: trend methods lead (M3, M4). */
const PRIOR: Record<ModelName, number> = {
  'seasonal-naive': 0.03,
  level: 0.1,
  theta: 0.2,
  'theta-plain': 0.14,
  'theta-dynamic': 0.14,
  damped: 0.22,
  'damped-plain': 0.15,
  'log-linear': 0.02,
};
const PRIOR_ORIGINS = 4;
/** Shares are as 1 ÷ MASE³; each origin counts nine tenths of the one after it. */
const SHARPNESS = 3;
const FORGETTING = 0.9;
/** Only of days it is known what a shift looks like. */
const WEEK = 7;
const NAMES = Object.keys(MODELS) as ModelName[];

/** Growth of the spread with the horizon (RULES 11.3), drawn to what public series without and with a season have. */
const GROWTH = { least: 0.1, most: 1, plain: 0.5, seasonal: 0.3, priorWeight: 3 };
/** Errors tell how noisy a series is now: each origin counts four fifths of the one after it. */
const ERRORS_FORGETTING = 0.8;
/** Multiples of σ_h that held 80 and 95 % of the errors of M3's series; those of M1 and tourism give 1.26 and 2.30. */
const WIDTH = { of80: 1.28, of95: 2.4 };
/** What n values do not pin down besides the slope: widths are 1 + FEW ÷ n times as large (chosen on M3, as above). */
const FEW = 3;

/** Null where fewer than LEAST_VALUES values are known. Values of any unit, NaN where unknown, oldest first. */
export function forecast(all: ArrayLike<number>, { period, horizon }: ForecastOptions): Forecast | null {
  const values = latest(all, Math.max(MOST_VALUES, MOST_SEASONS * period));
  if (known(values) < LEAST_VALUES || horizon < 1) return null;
  const scale = scaleOf(values);
  const plain = Float64Array.from(values, (y) => scale.to(y));
  if (period !== WEEK) return fit(plain, scale, { period, horizon });
  const { z, shifts, undecided } = levelled(plain, period);
  const before = clipOutliers(z, period, undecided !== null);
  const found: Forecast = { ...fit(z, scale, { period, horizon }, before), shift: shifts.at(-1) ?? null };
  if (undecided === null) return found;
  const lifted = z.slice();
  lift(lifted, undecided);
  const shifted = { ...fit(lifted, scale, { period, horizon }), shift: undecided };
  return { ...found, undecided: { shift: undecided, share: undecided.days / (2 * SHIFT_DAYS), shifted } };
}

function fit(
  raw: Float64Array,
  scale: Scale,
  { period, horizon }: ForecastOptions,
  z = clipOutliers(raw, period),
): Forecast {
  const tests = backTests(z, raw, scale, { period, horizon });
  const unit = naiveStep(z, period);
  // At each origin the weights that were known by then: what they missed is as honest as what is to come.
  const missed = tests.map((test, i) => ({
    errors: errorsOf(test, weigh(tests.slice(0, i), unit)),
    values: test.origin,
  }));
  const now = pastOf(z, period, scale);
  const final = weigh(tests, unit);
  return {
    weights: Object.fromEntries(NAMES.filter((name) => final[name] >= 0.01).map((name) => [name, final[name]])),
    scale,
    middle: mix(
      NAMES.map((name) => MODELS[name](now, horizon)),
      final,
      horizon,
    ),
    ...spreadOf(missed, z, period),
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
function backTests(z: Float64Array, raw: Float64Array, scale: Scale, { period, horizon }: ForecastOptions): BackTest[] {
  const ahead = Math.min(horizon, Math.max(period, Math.floor(z.length / 4)));
  const last = z.length - Math.max(1, Math.min(period, Math.floor(ahead / 2), Math.floor(z.length / 4)));
  const least = Math.min(FIRST_ORIGIN, Math.max(LEAST_VALUES, z.length - 4));
  // Two seasons, unless nothing would be left to look at.
  const first = Math.max(least, 2 * period <= last ? 2 * period : Math.floor(z.length / 2));
  const wanted = Math.max(1, Math.floor((last - first) / MOST_ORIGINS));
  const step = period === 7 ? Math.max(7, Math.ceil(wanted / 7) * 7) : Math.max(1, wanted);
  const tests: BackTest[] = [];
  for (let origin = last; origin >= first; origin -= step) {
    const until = z.subarray(0, origin);
    if (known(until) < LEAST_VALUES) break;
    const came = raw.slice(origin, origin + ahead);
    if (known(came) === 0) continue;
    const past = pastOf(until, period, scale);
    tests.push({ origin, said: NAMES.map((name) => MODELS[name](past, came.length)), came });
  }
  return tests.reverse();
}

/** Shares by back-test, drawn towards the prior while origins are few. */
function weigh(tests: BackTest[], unit: number): Record<ModelName, number> {
  const own = NAMES.map((_, m) => {
    let sum = 0;
    let worth = 0;
    tests.forEach(({ said, came }, i) => {
      const miss = meanMiss(came, said[m] as Float64Array);
      if (Number.isNaN(miss)) return;
      const weight = FORGETTING ** (tests.length - 1 - i);
      sum += weight * miss;
      worth += weight;
    });
    return worth > 0 ? Math.max(1e-6, sum / worth / unit) ** -SHARPNESS : 0;
  });
  const total = own.reduce((a, b) => a + b, 0);
  const trust = total > 0 ? tests.length / (tests.length + PRIOR_ORIGINS) : 0;
  return Object.fromEntries(
    NAMES.map((name, m) => [name, trust * (total > 0 ? (own[m] as number) / total : 0) + (1 - trust) * PRIOR[name]]),
  ) as Record<ModelName, number>;
}

function meanMiss(came: Float64Array, said: Float64Array): number {
  let sum = 0;
  let n = 0;
  came.forEach((value, h) => {
    if (Number.isNaN(value)) return;
    sum += Math.abs(value - (said[h] as number));
    n++;
  });
  return n > 0 ? sum / n : Number.NaN;
}

/** Mean absolute step from one season to the next, the unit of MASE; to the next value where less than a season is known. */
function naiveStep(z: Float64Array, period: number): number {
  const steps = Array.from(z, (value, t) => Math.abs(value - (z[t - period] ?? Number.NaN))).filter((it) => it >= 0);
  if (steps.length === 0 && period > 1) return naiveStep(z, 1);
  return steps.length > 0 ? meanOf(steps) || 1e-6 : 1e-6;
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

type Spread = Pick<Forecast, 'sigma1' | 'growth' | 'noise' | 'width80' | 'width95'>;

/**
 * σ_1 and b by least squares of ln mean |error| on ln h, pooled over horizons, later origins counting more, and b
 * drawn to the prior while horizons are few. The widths beside it are those of public series: the rank among a
 * series' own |error| ÷ σ_h (RULES 11.3) is worth less than that, as its origins overlap (docs/advice.md).
 */
function spreadOf(missed: { errors: Float64Array; values: number }[], z: Float64Array, period: number): Spread {
  const few = 1 + FEW / Math.max(1, known(z));
  const widths = { width80: WIDTH.of80 * few, width95: WIDTH.of95 * few };
  const prior = period > 1 ? GROWTH.seasonal : GROWTH.plain;
  // What the slope adds is taken out, so that b is the walk's own.
  const errors = missed.map((it, i) => ({
    list: it.errors.map((error, h) => Math.abs(error) / slopeFactor(h + 1, it.values)),
    weight: ERRORS_FORGETTING ** (missed.length - 1 - i),
  }));
  const longest = Math.max(0, ...errors.map(({ list }) => list.length));
  const seen = Array.from({ length: longest }, (_, h) => ({
    h: h + 1,
    size: weightedMean(errors.map(({ list, weight }) => ({ value: list[h] ?? Number.NaN, weight }))),
  })).filter(({ size }) => size > 0);
  if (seen.length === 0) {
    const sigma1 = 1.5 * naiveStep(z, period);
    return { sigma1, growth: prior, noise: sigma1 / 2, ...widths };
  }
  const growth = growthOf(seen, prior);
  const sigma1 = Math.max(1e-9, 1.2533 * meanOf(seen.map(({ h, size }) => size / h ** growth)));
  return {
    sigma1,
    growth,
    noise: Math.min(sigma1, (stepOf(missed) || sigma1) / (0.6745 * Math.SQRT2)),
    ...widths,
  };
}

function growthOf(seen: { h: number; size: number }[], prior: number): number {
  const points = seen.map(({ h, size }) => [Math.log(h), Math.log(size)] as const);
  const mx = meanOf(points.map(([x]) => x));
  const my = meanOf(points.map(([, y]) => y));
  const top = sum(points.map(([x, y]) => (x - mx) * (y - my)));
  const bottom = sum(points.map(([x]) => (x - mx) ** 2));
  const own = (top + GROWTH.priorWeight * prior) / (bottom + GROWTH.priorWeight);
  return Math.min(GROWTH.most, Math.max(GROWTH.least, own));
}

/** Median change of the error from one step to the next: what is new every day. */
function stepOf(missed: { errors: Float64Array }[]): number {
  return median(
    missed.flatMap(({ errors }) =>
      Array.from(errors, (error, h) => Math.abs(error - (errors[h - 1] ?? Number.NaN))).filter((it) => it >= 0),
    ),
  );
}

function weightedMean(list: { value: number; weight: number }[]): number {
  const found = list.filter(({ value }) => !Number.isNaN(value));
  return sum(found.map(({ value, weight }) => value * weight)) / sum(found.map(({ weight }) => weight));
}

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
const meanOf = (list: readonly number[]): number => sum(list) / list.length;
