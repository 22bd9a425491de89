/**
 * The methods among which back-tests choose. Each takes values on the forecast scale (NaN where unknown:
 * skipped, never zero, never joined) and gives the middle of the next `horizon` values.
 */
import { smallest } from '../math';
import { known, type Scale, seasonOf, withoutSeason } from './season';

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
  const season = seasonOf(z, period);
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

export const MODELS = {
  'seasonal-naive': seasonalNaive,
  level,
  theta,
  'theta-plain': thetaPlain,
  'theta-dynamic': thetaDynamic,
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

const ALPHAS = [0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95];

/** Simple exponential smoothing with the α of the least one-step error. */
function smooth(flat: Float64Array): { last: number; alpha: number } {
  const start = firstMean(flat, 4);
  let best = { last: start, alpha: 0.5, error: Number.POSITIVE_INFINITY };
  for (const alpha of ALPHAS) {
    let at = start;
    let error = 0;
    for (let t = 0; t < flat.length; t++) {
      const value = flat[t] as number;
      if (Number.isNaN(value)) continue;
      const miss = value - at;
      error += miss * miss;
      at += alpha * miss;
    }
    if (error < best.error) best = { last: at, alpha, error };
  }
  return best;
}

/** Exponential smoothing with a share of the slope added at each step; α and the share of the least one-step error. */
function dynamicTheta(flat: Float64Array, shares: readonly number[]): (h: number) => number {
  const start = firstMean(flat, 4);
  const slopes = runningSlope(flat);
  let best = { last: start, alpha: 0.5, share: 0.5, error: Number.POSITIVE_INFINITY };
  for (const alpha of ALPHAS)
    for (const share of shares) {
      let at = start;
      let error = 0;
      let left = 1;
      for (let t = 0; t < flat.length; t++) {
        left *= 1 - alpha;
        const value = flat[t] as number;
        if (Number.isNaN(value)) continue;
        const miss = value - at - ((share * (1 - left)) / alpha) * (slopes[t] as number);
        if (t >= 3) error += miss * miss;
        at += alpha * (value - at);
      }
      if (error < best.error) best = { last: at, alpha, share, error };
    }
  const { last, alpha, share } = best;
  const drift = share * lineOf(flat).slope;
  const n = flat.length;
  return (h) => last + drift * (h - 1 + (1 - (1 - alpha) ** n) / alpha);
}

/** The slope of the line through all values before each one. */
function runningSlope(flat: Float64Array): Float64Array {
  let n = 0;
  let mean = 0;
  let slope = 0;
  return flat.map((y) => {
    const before = slope;
    if (Number.isNaN(y)) return before;
    n++;
    slope = n === 1 ? 0 : ((n - 2) * slope + (6 * (y - mean)) / n) / (n + 1);
    mean += (y - mean) / n;
    return before;
  });
}

/** Least squares of the values on their index. */
function lineOf(flat: Float64Array): { slope: number; at(t: number): number } {
  let n = 0;
  let st = 0;
  let sy = 0;
  let stt = 0;
  let sty = 0;
  for (let t = 0; t < flat.length; t++) {
    const y = flat[t] as number;
    if (Number.isNaN(y)) continue;
    n++;
    st += t;
    sy += y;
    stt += t * t;
    sty += t * y;
  }
  const bottom = n * stt - st * st;
  const slope = bottom > 0 ? (n * sty - st * sy) / bottom : 0;
  const base = n > 0 ? (sy - slope * st) / n : 0;
  return { slope, at: (t) => base + slope * t };
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

function firstMean(flat: Float64Array, count: number): number {
  let sum = 0;
  let n = 0;
  for (let t = 0; t < flat.length && n < count; t++) {
    const value = flat[t] as number;
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  return n > 0 ? sum / n : 0;
}

/** The slope of the first quarter, at least ten values: a start that the smoothing then corrects. */
function startTrend(flat: Float64Array): number {
  const first = flat.subarray(0, Math.max(10, Math.floor(flat.length / 4)));
  return known(first) >= 4 ? lineOf(first).slope : 0;
}
