/** How wide a forecast is, from what the weights of earlier origins would have missed (RULES 11.3). */
import { median } from '../math';
import { type Forecast, slopeFactor } from './interval';
import { known } from './season';

/** Growth of the spread with the horizon (RULES 11.3), drawn to what public series without and with a season have. */
const GROWTH = { least: 0.1, most: 1, plain: 0.6, seasonal: 0.3, priorWeight: 10 };
/** Errors tell how noisy a series is now: each origin counts four fifths of the one after it. */
const ERRORS_FORGETTING = 0.8;
/** Multiples of σ_h that held 80 and 95 % of the errors of M3's series (every second one looked at). */
const WIDTH = { of80: 1.25, of95: 2.4 };
/** A series' own 80 % rank among its errors counts with as many as are worth one each, against so many of a normal (RULES 11.3). */
const NORMAL_80 = 1.2816;
const RANK_PRIOR = 20;
/** No errors are so unlike each other that most of them are nothing: such series were only quiet so far (judgement). */
const LEAST_SHAPE = 0.6;
/** What n values do not pin down besides the slope: widths are 1 + FEW ÷ n times as large (chosen on M3, as above). */
const FEW = 3;

type Spread = Pick<Forecast, 'sigma1' | 'growth' | 'noise' | 'width80' | 'width95'>;

/**
 * σ_1 and b by least squares of ln mean |error| on ln h, pooled over horizons, later origins counting more, and b
 * drawn to the prior while horizons are few. The widths beside it are those of public series; the 80 % one is drawn
 * to the rank among the series' own |error| ÷ σ_h: few large errors make σ_h large and leave the others far inside.
 */
export function spreadOf(missed: { errors: Float64Array; values: number }[], z: Float64Array, period: number): Spread {
  const widths = widthsOf(z);
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
    width80: widths.width80 * ownShape(errors, sigma1, growth),
  };
}

/** Those of public series, wider where few values are known. */
export function widthsOf(z: Float64Array): Pick<Spread, 'width80' | 'width95'> {
  const few = 1 + FEW / Math.max(1, known(z));
  return { width80: WIDTH.of80 * few, width95: WIDTH.of95 * few };
}

interface Weighed {
  list: Float64Array;
  weight: number;
}

/**
 * The 80 % rank among a series' own errors ÷ σ_h against a normal's, drawn to 1 while they are few. Origins count by
 * their weights (Kish's effective number); the errors of one origin, which are alike, as the root of their number.
 */
function ownShape(errors: readonly Weighed[], sigma1: number, growth: number): number {
  const found = errors.flatMap(({ list, weight }) =>
    Array.from(list, (size, h) => ({ value: size / (sigma1 * (h + 1) ** growth), weight })).filter(
      ({ value }) => !Number.isNaN(value),
    ),
  );
  const weights = errors.map(({ weight }) => weight);
  const origins = sum(weights) ** 2 / sum(weights.map((weight) => weight ** 2));
  const worth = origins * Math.sqrt(Math.max(...errors.map(({ list }) => list.length)));
  return Math.max(LEAST_SHAPE, rankOf(found, 0.8) / NORMAL_80) ** (worth / (worth + RANK_PRIOR));
}

/** Weighted quantile, straight between the middles of neighbours. */
function rankOf(list: { value: number; weight: number }[], share: number): number {
  const sorted = [...list].sort((a, b) => a.value - b.value);
  const wanted = share * sum(sorted.map(({ weight }) => weight));
  let below = 0;
  let before: { at: number; value: number } | null = null;
  for (const { value, weight } of sorted) {
    const at = below + weight / 2;
    if (at >= wanted) {
      if (before === null) return value;
      return before.value + ((value - before.value) * (wanted - before.at)) / (at - before.at);
    }
    before = { at, value };
    below += weight;
  }
  return before?.value ?? Number.NaN;
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

/** Mean absolute step from one season to the next, the unit of MASE; to the next value where less than a season is known. */
export function naiveStep(z: Float64Array, period: number): number {
  const steps = Array.from(z, (value, t) => Math.abs(value - (z[t - period] ?? Number.NaN))).filter((it) => it >= 0);
  if (steps.length === 0 && period > 1) return naiveStep(z, 1);
  return steps.length > 0 ? meanOf(steps) || 1e-6 : 1e-6;
}

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
const meanOf = (list: readonly number[]): number => sum(list) / list.length;
