/**
 * The methods among which back-tests choose. Each takes values on the forecast scale (NaN where unknown:
 * skipped, never zero, never joined) and gives the middle of the next `horizon` values.
 */
import { smallest } from '../math';
import { known, type Scale, withoutSeason } from './season';
import { dynamicTheta, firstMean, lineOf, smooth } from './smoothing';
import { seasonsOf } from './week';

export type Model = (past: Past, horizon: number) => Float64Array;

/** What is known at one origin, with its season taken out once for all methods. */
export interface Past {
  z: Float64Array;
  period: number;
  season: Float64Array;
  flat: Float64Array;
  scale: Scale;
}

export function pastOf(z: Float64Array, period: number, scale: Scale): Past {
  const season = seasonsOf(z, period);
  return { z, period, season, flat: withoutSeason(z, season), scale };
}

/** The last value seen at the same place of the period. */
export const seasonalNaive: Model = ({ z, period }, horizon) => {
  const last = new Float64Array(period).fill(Number.NaN);
  let latest = Number.NaN;
  for (let t = 0; t < z.length; t++) {
    if (Number.isNaN(z[t] as number)) continue;
    last[t % period] = z[t] as number;
    latest = z[t] as number;
  }
  return Float64Array.from({ length: horizon }, (_, h) => {
    const value = last[(z.length + h) % period] as number;
    return Number.isNaN(value) ? latest : value;
  });
};

/** Level without trend: simple exponential smoothing beside the season. After a shift of the level it is the first to be right. */
export const level: Model = (past, horizon) =>
  seasoned(past, horizon, (flat) => {
    const { last } = smooth(flat);
    return () => last;
  });

/**
 * Theta (Assimakopoulos & Nikolopoulos 2000), which is simple exponential smoothing with half of the
 * linear trend as drift (Hyndman & Billah 2003).
 */
export const theta: Model = (past, horizon) =>
  seasoned(past, horizon, (flat) => {
    const { last, alpha } = smooth(flat);
    const drift = lineOf(flat).slope / 2;
    const n = flat.length;
    return (h) => last + drift * (h - 1 + (1 - (1 - alpha) ** n) / alpha);
  });

/** Theta of the plain values: its trend is a sum a step, not a share. */
export const thetaPlain: Model = (past, horizon) => plainly(past, horizon, (flat) => dynamicTheta(flat, [0.5]));

/**
 * Dynamic optimised Theta of the plain values (Fiorucci et al. 2016): how much of the slope goes on is chosen by
 * one-step error, with the slope as it was known at each step.
 */
export const thetaDynamic: Model = (past, horizon) =>
  plainly(past, horizon, (flat) => dynamicTheta(flat, [0, 0.25, 0.5, 0.75, 1]));

const DAMPINGS = [0.8, 0.92, 0.98];

/** Holt–Winters with a damped trend (Gardner & McKenzie 1985), additive on the log scale. */
export const damped: Model = (past, horizon) => holtWinters(past, horizon, [0.01, 0.1]);

/** The same of the plain values, beside the season. */
export const dampedPlain: Model = (past, horizon) =>
  plainly(past, horizon, (flat) => {
    const none = new Float64Array(1);
    const line = holtWinters({ ...past, z: flat, flat, season: none }, horizon, [0.01, 0.1, 0.3]);
    return (h) => line[h - 1] as number;
  });

/** A straight line through the logs of the last stretch: steady growth by a share a day. */
export const logLinear: Model = (past, horizon) =>
  seasoned(past, horizon, (flat) => {
    const line = lineOf(flat);
    return (h) => line.at(flat.length - 1 + h);
  });

/**
 * Theta of the means of whole periods, counted back from the end, and what the last value is away from it, which
 * fades as neighbouring values grow unlike. Where a period has many values, the error of the next one says little of
 * the level a period ahead.
 */
export const thetaPeriods: Model = (past, horizon) =>
  seasoned(past, horizon, (flat) => {
    const { period } = past;
    const means = periodMeans(flat, period);
    const { last, alpha } = smooth(means);
    const drift = lineOf(means).slope / 2;
    const ahead = (h: number) =>
      last + drift * ((h - (period + 1) / 2) / period + (1 - (1 - alpha) ** means.length) / alpha);
    const { away, fading } = awayFrom(flat, means, period, ahead(0));
    return (h) => ahead(h) + away * fading ** h;
  });

export const MODELS = {
  'seasonal-naive': seasonalNaive,
  level,
  theta,
  'theta-plain': thetaPlain,
  'theta-dynamic': thetaDynamic,
  'theta-periods': thetaPeriods,
  damped,
  'damped-plain': dampedPlain,
  'log-linear': logLinear,
} as const;
export type ModelName = keyof typeof MODELS;

function seasoned(
  { z, season, flat }: Past,
  horizon: number,
  fit: (flat: Float64Array) => (h: number) => number,
): Float64Array {
  const ahead = fit(flat);
  return Float64Array.from(
    { length: horizon },
    (_, i) => ahead(i + 1) + (season[(z.length + i) % season.length] as number),
  );
}

/** As `seasoned`, of the values themselves instead of their logarithms. */
function plainly(past: Past, horizon: number, fit: (flat: Float64Array) => (h: number) => number): Float64Array {
  const { flat, scale } = past;
  const plain = flat.map(scale.from);
  const least = LEAST_PART * smallest([...plain].filter((y) => y >= 0));
  const floor = scale.isLog ? least : Number.NEGATIVE_INFINITY;
  const ahead = fit(plain);
  return seasoned(past, horizon, () => (h) => scale.to(Math.max(floor, ahead(h))));
}

/** A falling line ends at this part of the smallest value seen, before it comes to less than nothing. */
const LEAST_PART = 0.2;

function periodMeans(flat: Float64Array, period: number): Float64Array {
  const count = Math.max(1, Math.floor(flat.length / period));
  const first = flat.length - count * period;
  return Float64Array.from({ length: count }, (_, i) =>
    meanKnown(flat.subarray(Math.max(0, first + i * period), first + (i + 1) * period)),
  );
}

/** The last value's distance from the level, and how alike neighbours' distances from their period's mean are. */
function awayFrom(flat: Float64Array, means: Float64Array, period: number, level: number) {
  const first = flat.length - means.length * period;
  const off = flat.map((y, t) => y - (means[Math.floor((t - first) / period)] ?? Number.NaN));
  let top = 0;
  let bottom = 0;
  for (let t = 1; t < off.length; t++) {
    const product = (off[t] as number) * (off[t - 1] as number);
    if (Number.isNaN(product)) continue;
    top += product;
    bottom += (off[t - 1] as number) ** 2;
  }
  const away = (flat[flat.length - 1] as number) - level;
  return { away: Number.isNaN(away) ? 0 : away, fading: bottom > 0 ? Math.min(0.99, Math.max(0, top / bottom)) : 0 };
}

function meanKnown(list: Float64Array): number {
  const found = list.filter((y) => !Number.isNaN(y));
  return found.reduce((a, b) => a + b, 0) / found.length;
}

/** Smoothing of level, trend and season, each combination of a coarse grid tried; parameters by one-step error. */
function holtWinters({ z, season, flat }: Past, horizon: number, betas: readonly number[]): Float64Array {
  const seasonal = season.some((value) => value !== 0);
  const starts = { level: firstMean(flat, 4), trend: startTrend(flat) };
  let best: { state: State; error: number; phi: number } | null = null;
  for (const phi of DAMPINGS)
    for (const alpha of [0.1, 0.25, 0.5, 0.85])
      for (const beta of betas)
        for (const gamma of seasonal ? [0, 0.1] : [0]) {
          const run = smoothAll(z, season, starts, { alpha, beta, gamma, phi });
          if (best === null || run.error < best.error) best = { ...run, phi };
        }
  if (best === null) return new Float64Array(horizon).fill(Number.NaN);
  const { state, phi } = best;
  let carried = 0;
  return Float64Array.from({ length: horizon }, (_, i) => {
    carried += phi ** (i + 1);
    return state.level + carried * state.trend + (state.season[(z.length + i) % season.length] as number);
  });
}

interface State {
  level: number;
  trend: number;
  season: Float64Array;
}

function smoothAll(
  z: Float64Array,
  season: Float64Array,
  starts: { level: number; trend: number },
  { alpha, beta, gamma, phi }: { alpha: number; beta: number; gamma: number; phi: number },
): { state: State; error: number } {
  const now = season.slice();
  let { level: at, trend } = starts;
  let error = 0;
  for (let t = 0; t < z.length; t++) {
    const place = t % now.length;
    const step = phi * trend;
    const value = z[t] as number;
    if (Number.isNaN(value)) {
      at += step;
      trend = step;
      continue;
    }
    const miss = value - (at + step + (now[place] as number));
    error += miss * miss;
    at += step + alpha * miss;
    trend = step + alpha * beta * miss;
    if (gamma > 0) now[place] = (now[place] as number) + gamma * (1 - alpha) * miss;
  }
  return { state: { level: at, trend, season: now }, error };
}

/** The slope of the first quarter, at least ten values: a start that the smoothing then corrects. */
function startTrend(flat: Float64Array): number {
  const first = flat.subarray(0, Math.max(10, Math.floor(flat.length / 4)));
  return known(first) >= 4 ? lineOf(first).slope : 0;
}
