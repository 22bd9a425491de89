/** What each method would have said at earlier origins, what came, and the shares that follow from it (RULES 11.2). */
import { MODELS, type ModelName, type Past, pastOf } from './models';
import { known, type Scale } from './season';
import { valuesADay } from './week';

export interface ForecastOptions {
  /** Values a season: 7 for days, 12 for months, 1 for none. */
  period: number;
  horizon: number;
}

/** From so many known values on; with fewer there is no forecast (dates need two weeks: RULES 10.3). */
export const LEAST_VALUES = 4;
/** The first origin of a back-test has so many values before it, where there are more than a few after it. */
const FIRST_ORIGIN = 8;
/** Back-tests from at most so many origins, so that a long history costs no more than a medium one. */
const MOST_ORIGINS = 14;
/** Before any back-test the methods have these shares, worth so many origins: trend methods lead (M3, M4). */
const PRIOR: Shares = {
  'seasonal-naive': 0.03,
  level: 0.1,
  theta: 0.2,
  'theta-plain': 0.14,
  'theta-dynamic': 0.14,
  damped: 0.22,
  'damped-plain': 0.15,
  'log-linear': 0.02,
};
/** Within days, the level of whole days leads: what an hour was above it is gone by tomorrow. */
const PRIOR_OF_HOURS: Shares = { ...shared(PRIOR, 0.5), 'seasonal-naive': 0.1, 'theta-periods': 0.415 };
const PRIOR_ORIGINS = 4;
/** Shares are as 1 ÷ MASE³; each origin counts nine tenths of the one after it. */
const SHARPNESS = 3;
const FORGETTING = 0.9;

/** Share of each method; only of those that are asked. */
export type Shares = Partial<Record<ModelName, number>>;

export const priorOf = (period: number): Shares => (valuesADay(period) === null ? PRIOR : PRIOR_OF_HOURS);
export const namesOf = (shares: Shares): ModelName[] => Object.keys(shares) as ModelName[];

function shared(shares: Shares, by: number): Shares {
  return Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, by * share]));
}

/** The middle of the next values, by each method. */
type Said = Partial<Record<ModelName, Float64Array>>;

/** What each method said at one origin, and what came. */
export interface BackTest {
  origin: number;
  said: Said;
  came: Float64Array;
}

/** Rolling origins, newest first in number but oldest first in order; whole seasons apart (RULES 11.2). */
export function backTests(
  z: Float64Array,
  raw: Float64Array,
  scale: Scale,
  { period, horizon }: ForecastOptions,
): BackTest[] {
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
    tests.push({ origin, said: sayAll(pastOf(until, period, scale), came.length), came });
  }
  return tests.reverse();
}

/** What each method that is asked of such a period says. */
export function sayAll(past: Past, horizon: number): Said {
  return Object.fromEntries(namesOf(priorOf(past.period)).map((name) => [name, MODELS[name](past, horizon)]));
}

/** Shares by back-test, drawn towards the prior while origins are few. */
export function weigh(tests: BackTest[], unit: number, prior: Shares): Shares {
  const names = namesOf(prior);
  const own = names.map((name) => {
    let sum = 0;
    let worth = 0;
    tests.forEach(({ said, came }, i) => {
      const miss = meanMiss(came, said[name] as Float64Array);
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
    names.map((name, m) => [
      name,
      trust * (total > 0 ? (own[m] as number) / total : 0) + (1 - trust) * (prior[name] as number),
    ]),
  );
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

export function mix(said: Said, shares: Shares, horizon: number): Float64Array {
  const names = namesOf(shares);
  return Float64Array.from({ length: horizon }, (_, h) =>
    names.reduce((sum, name) => sum + (shares[name] as number) * (said[name]?.[h] as number), 0),
  );
}

export function errorsOf({ said, came }: BackTest, shares: Shares): Float64Array {
  const middle = mix(said, shares, came.length);
  return came.map((value, h) => value - (middle[h] as number));
}
