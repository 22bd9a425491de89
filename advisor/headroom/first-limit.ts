/**
 * The first of several uncertain limits (RULES 5.1, 5.2, 5.5). The smallest of several estimates is too
 * small on average, so the bias of a minimum is taken out by joint draws over the limits in contact with
 * it. (Idea: intersection bounds, Chernozhukov, Lee and Rosen 2013; constants from the simulation there.)
 */

import { deviation, quantilesOf, seeded } from '../math';
import { drawDeviations, type Resampled, resampleDays } from './fit';
import { atLeast, type FittedLimit } from './limit-fit';

const DRAWS = 600;
const SEED = 20_261;
const CONTACT = 0.5;
const CLEARLY_FIRST = 1.28;
/** Limits up to this many standard deviations from the first are near it; how far they are pulled to it. */
const NEAR = 3;
const PULL = 0.5;
/**
 * Quantiles of the shift when limits touch; the plain ones when one leads. 7 and 93 % covered only 70–78 % of
 * an 80 % interval in our simulations, 4 and 96 % cover 77–83 % (docs/advice.md).
 */
const TOUCHING = [0.04, 0.96] as const;
const LEADING = [0.1, 0.9] as const;

export interface FirstLimit {
  multiple: number;
  low: number;
  high: number;
  /** Nearest first; more than one where they cannot be told apart. */
  first: FittedLimit[];
  /** Set where the estimate lies beyond what the data can carry: the multiple that is certain. */
  moreThan: number | null;
}

/**
 * Where the first of the fitted limits lies; null without any. @param deviations of them, from jointDeviations
 * @param thetas instead of their estimates (5.6)
 */
export function findFirst(
  limits: readonly FittedLimit[],
  deviations: readonly (readonly number[])[],
  thetas = limits.map(({ theta }) => theta),
): FirstLimit | null {
  if (limits.length === 0) return null;
  const m = Math.min(...thetas);
  const k0 = thetas.indexOf(m);
  const apart = (k: number) =>
    deviation((deviations[k] as number[]).map((z, b) => z - ((deviations[k0] as number[])[b] as number)));
  const gaps = thetas.map((theta, k) => (k === k0 ? 0 : (theta - m) / Math.max(apart(k), 1e-12)));
  const leads = gaps.every((gap, k) => k === k0 || gap >= CLEARLY_FIRST);
  const pulled = pullOf(thetas, gaps, deviations);
  const centres = thetas.map((theta, k) => {
    if (k === k0 || (gaps[k] as number) <= CONTACT) return m;
    return (gaps[k] as number) <= NEAR ? m + pulled * (theta - m) : theta;
  });
  const shift = quantilesOf(
    Float64Array.from({ length: DRAWS }, (_, b) => {
      let least = Number.POSITIVE_INFINITY;
      for (let k = 0; k < centres.length; k++)
        least = Math.min(least, (centres[k] as number) + ((deviations[k] as number[])[b] as number));
      return least - m;
    }),
  );
  const [lowQ, highQ] = leads ? LEADING : TOUCHING;
  const only = limits.length === 1 ? limits[0] : undefined;
  const likely = only === undefined ? m - shift(0.5) : m;
  const order = thetas.map((_, k) => k).sort((a, b) => (thetas[a] as number) - (thetas[b] as number));
  const first = order
    .filter((k) => k === k0 || (gaps[k] as number) < CLEARLY_FIRST)
    .map((k) => limits[k] as FittedLimit);
  const caps = limits.filter(({ capTheta }, k) => (thetas[k] as number) > capTheta).map(({ capTheta }) => capTheta);
  const cap = Math.min(...caps);
  const [low, high] = only === undefined ? [Math.exp(m - shift(highQ)), Math.exp(m - shift(lowQ))] : ordinary(only, m);
  return {
    multiple: Math.exp(Math.min(likely, cap)),
    low,
    high,
    first,
    moreThan: likely > cap ? atLeast(Math.min(Math.exp(cap), low)) : null,
  };
}

/**
 * How much of the distances between limits near the first is their own, and not their estimates' scatter:
 * 1 − PULL × (n − 1) ÷ Q, with Q their weighted squares about their mean (as James and Stein 1961, and Cochran's Q).
 * Of limits that truly coincide the smallest estimate is too small, and its neighbours seem further off than they are.
 */
function pullOf(
  thetas: readonly number[],
  gaps: readonly number[],
  deviations: readonly (readonly number[])[],
): number {
  const near = thetas.flatMap((theta, k) =>
    (gaps[k] as number) <= NEAR ? [{ theta, weight: deviation(deviations[k] as number[]) ** -2 }] : [],
  );
  const weights = near.reduce((sum, { weight }) => sum + weight, 0);
  const mean = near.reduce((sum, { theta, weight }) => sum + theta * weight, 0) / weights;
  const q = near.reduce((sum, { theta, weight }) => sum + weight * (theta - mean) ** 2, 0);
  return q > 0 ? Math.max(0, 1 - (PULL * (near.length - 1)) / q) : 0;
}

/** One limit alone keeps its own jackknife interval, moved with its estimate. */
function ordinary({ headroom, theta }: FittedLimit, m: number): [number, number] {
  return [headroom.low * Math.exp(m - theta), headroom.high * Math.exp(m - theta)];
}

/** Deviations of each limit under the same resampled days, with the peak factor's spread common to all. */
export function jointDeviations(limits: readonly FittedLimit[], peakSpread: number): number[][] {
  if (limits.length === 0) return [];
  const days = [...new Set(limits.flatMap(({ fit }) => [...fit.byDay.keys()]))].sort((a, b) => a - b);
  const { draws, normals } = chancesOf(days.length);
  let next = DRAWS;
  return limits.map((limit) => {
    const z = drawDeviations(limit.fit, { days, draws }, (line) => limit.read(line));
    // A draw in which the line never meets the limit is far on the safe side; three deviations stand for it.
    const far = 3 * deviation(z.filter(Number.isFinite));
    const beyond = limit.beyondSpread;
    return z.map(
      (value, b) =>
        (Number.isFinite(value) ? value : far) + peakSpread * normals(b) + (beyond > 0 ? beyond * normals(next++) : 0),
    );
  });
}

interface Chances {
  draws: Resampled['draws'];
  /** Number `i` of a normal's sequence: those of all limits together, then each limit's own. */
  normals: (i: number) => number;
}

/** By the number of days: the same for all apps, as the seed is. */
const chances = new Map<number, Chances>();

function chancesOf(days: number): Chances {
  const known = chances.get(days);
  if (known !== undefined) return known;
  const random = seeded(SEED);
  const draws = resampleDays(days, DRAWS, random);
  const drawn: number[] = [];
  const normals = (i: number) => {
    while (drawn.length <= i) drawn.push(normal(random));
    return drawn[i] as number;
  };
  chances.set(days, { draws, normals });
  return { draws, normals };
}

/** Box and Muller 1958. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
