/**
 * The Universal Scalability Law (Gunther 1993; Guerrilla Capacity Planning 2007, with γ as in 2018):
 * X(N) = γN ÷ (1 + α(N − 1) + βN(N − 1)), α contention, β coherency, γ throughput at load 1. Throughput
 * peaks at N* = √((1 − α) ÷ β) and falls beyond it. The fit declines where the points cannot tell.
 */
import { tUpper } from '../math';
import {
  fitCurve,
  type Noise,
  PARAMETERS,
  profileAt,
  residual,
  throughputAt,
  type UslCurve,
  type UslPoint,
} from './usl-fit';
import { LEVELS_NEEDED, withoutOutliers } from './usl-outliers';

export { throughputAt, type UslPoint } from './usl-fit';

/** How far loads must lie apart (largest ÷ smallest). */
const SPREAD_NEEDED = 1.5;
/** A peak further out than this many times the largest load is not in sight (judgement). */
const IN_SIGHT = 10;
/** Of the largest load: a peak below this was passed, and is told although its interval may have no end. */
const WELL_INSIDE = 0.8;
/**
 * How sure a fall of throughput must be before its peak is told, by the peak as a share of the largest load. Chosen on
 * simulated tables: of peaks that contention alone feigns most lie far out, of true ones well within the loads.
 */
const SURE_TO: [number, number][] = [
  [0.5, 0.7],
  [0.8, 0.85],
  [1.5, 0.9],
  [Number.POSITIVE_INFINITY, 0.95],
];
/** The ends of an 80 % interval. */
const [LOW, HIGH] = [0.1, 0.9];
/** Likelihoods of the kinds of noise to this power weigh their answers: whole ones are too sure with few points. */
const WITNESS = 0.2;
/** What each kind of noise weighs beforehand: measured throughput more often scatters by a share of itself (judgement). */
const BEFOREHAND: Record<Noise, number> = { additive: 1, proportional: 2 };
/** A kind of noise is the clear one where its likelihood is e² times the other's; additive else, as published fits do. */
const CLEARLY = 2;
/** Residuals of half the mean throughput: the points contradict each other (judgement). */
const CONTRADICTION = 0.5;
/** Squares of a table that is exact to so many of its parts are all alike. */
const TINY = 1e-8;
/** Longer tables are fitted on means of neighbouring loads. */
const MOST_POINTS = 1000;

export interface UslFit {
  /** ≥ 0, ≤ 1 */
  alpha: number;
  /** ≥ 0 */
  beta: number;
  /** Throughput at load 1, in the throughput's unit. */
  gamma: number;
  noise: Noise;
  /** In the load's unit; null: none in sight. Well within the loads seen its interval may have no upper end. */
  peakLoad: number | null;
  /** 80 % interval of the peak, searched up to ten times the largest load; an upper end of null is open. */
  peakLo80: number;
  peakHi80: number | null;
  /** The 80 % interval of β leaves out 0. */
  betaCertain: boolean;
  /** Points left out because they lie far beyond what the others' scatter explains. */
  outliers: number;
}

export type UslAnswer = { fit: UslFit } | { fit: null; why: string };

/** √((1 − α) ÷ β); null where throughput never falls (β = 0). */
export function peakOf({ alpha, beta }: UslCurve): number | null {
  return beta > 0 ? Math.sqrt(Math.max(0, 1 - alpha) / beta) : null;
}

/**
 * Least squares of X with α, β ≥ 0; the interval of the peak by profile likelihood with Student's t.
 * Points of load 0 say nothing and are skipped; errors are sentences for people.
 */
export function fitUsl(samples: readonly UslPoint[]): UslAnswer {
  const cannot = (why: string): UslAnswer => ({ fit: null, why });
  const bad = samples.find(
    ({ load, throughput }) => !(load >= 0 && throughput >= 0) || !Number.isFinite(load * throughput),
  );
  if (bad !== undefined) {
    return cannot(`load and throughput must be numbers of at least 0, not ${bad.load} and ${bad.throughput}`);
  }
  const loaded = samples.filter(({ load }) => load > 0);
  const thin = tooThin(loaded);
  if (thin !== null) return cannot(thin);
  const points = thinned(loaded);

  const first = bestNoise(points);
  if (first === null) return cannot('no curve of this law goes through these points');
  const kept = withoutOutliers(points, first.noise);
  const chosen = kept.length < points.length ? bestNoise(kept) : first;
  if (chosen === null) return cannot('no curve of this law goes through these points');
  const { curve, noise } = chosen;

  const rest = sumSquares(kept.map((point) => point.throughput - throughputAt(curve, point.load)));
  const scatter = Math.sqrt(rest / Math.max(1, kept.length - PARAMETERS));
  if (scatter > CONTRADICTION * mean(kept.map(({ throughput }) => throughput))) {
    return cannot(
      curve.alpha === 0 && curve.beta === 0 && growsFaster(kept)
        ? 'throughput grows faster than load, which this law does not describe'
        : 'the points contradict each other: throughput jumps without following load',
    );
  }
  return describe(kept, curve, { noise, outliers: points.length - kept.length });
}

function describe(
  points: readonly UslPoint[],
  curve: UslCurve,
  { noise, outliers }: { noise: Noise; outliers: number },
): UslAnswer {
  const loads = points.map(({ load }) => load);
  const [least, most] = [Math.min(...loads), Math.max(...loads)];
  const below = peakBelow(points, curve, noise);
  const found = peakOf(curve);
  const sure = below(Number.POSITIVE_INFINITY);
  const open = sure < HIGH;
  const range: [number, number] = [least / 20, most * 1000];
  const low = crossing(below, LOW, range);
  const high = open ? null : crossing(below, HIGH, range);
  if (found !== null && !open && (found < least || (low < least && isMostAt(points, least)))) {
    return { fit: null, why: `throughput falls from the lowest load (${short(least)}) on: measure lower loads` };
  }
  if (low <= least && (high === null || high > IN_SIGHT * most)) {
    return { fit: null, why: 'a peak anywhere would fit these points: measure more loads, or for longer' };
  }
  const ends = high !== null && high <= IN_SIGHT * most;
  // A peak that may as well lie anywhere beyond the loads, or nowhere, is not in sight (RULES 8.2); one that the loads
  // went well past is, where the points rather speak for it.
  const isSeen = found !== null && (ends || found <= WELL_INSIDE * most) && sure >= sureTo(found / most);
  return {
    fit: {
      ...curve,
      noise,
      peakLoad: isSeen ? found : null,
      peakLo80: Math.min(low, found ?? low, IN_SIGHT * most),
      peakHi80: isSeen && ends ? Math.max(high, found) : null,
      betaCertain: !open,
      outliers,
    },
  };
}

/** Throughput is largest at this load. */
function isMostAt(points: readonly UslPoint[], load: number): boolean {
  const at = points.filter((point) => point.load === load).map(({ throughput }) => throughput);
  return points.every((point) => point.load === load || point.throughput <= mean(at));
}

/** Throughput for each unit of load is more in the upper half of the loads than in the lower one. */
function growsFaster(points: readonly UslPoint[]): boolean {
  const sorted = [...points].sort((a, b) => a.load - b.load).map(({ load, throughput }) => throughput / load);
  const half = sorted.length >> 1;
  return mean(sorted.slice(-half)) > mean(sorted.slice(0, half));
}

/** At most 1,000 points: means of as many neighbouring ones each, which scatter about the same curve. */
function thinned(points: readonly UslPoint[]): readonly UslPoint[] {
  if (points.length <= MOST_POINTS) return points;
  const sorted = [...points].sort((a, b) => a.load - b.load);
  const from = (group: number) => Math.round((group * sorted.length) / MOST_POINTS);
  return Array.from({ length: MOST_POINTS }, (_, group) => {
    const own = sorted.slice(from(group), from(group + 1));
    return { load: mean(own.map(({ load }) => load)), throughput: mean(own.map(({ throughput }) => throughput)) };
  });
}

function tooThin(points: readonly UslPoint[]): string | null {
  const levels = new Set(points.map(({ load }) => load));
  if (levels.size < LEVELS_NEEDED) {
    return `too few loads: ${levels.size} distinct ones, at least ${LEVELS_NEEDED} are needed`;
  }
  const [least, most] = [Math.min(...levels), Math.max(...levels)];
  if (most / least < SPREAD_NEEDED) {
    return `loads only lie between ${short(least)} and ${short(most)}: the largest must be at least ${SPREAD_NEEDED} × the smallest`;
  }
  return points.every(({ throughput }) => throughput === 0) ? 'there is no throughput at any load' : null;
}

/** Additive noise, or proportional where the data clearly say so (likelihoods with the log's Jacobian). */
function bestNoise(points: readonly UslPoint[]): { curve: UslCurve; noise: Noise } | null {
  const additive = fitCurve(points, 'additive');
  const positive = points.every(({ throughput }) => throughput > 0);
  const proportional = positive ? fitCurve(points, 'proportional') : null;
  if (additive === null) return proportional === null ? null : { curve: proportional.curve, noise: 'proportional' };
  if (proportional === null) return { curve: additive.curve, noise: 'additive' };
  const n = points.length;
  const jacobian = points.reduce((sum, { throughput }) => sum + Math.log(throughput), 0);
  // Residuals that go together are fewer witnesses than there are points.
  const witnesses = effectiveCount(points, additive.curve, 'additive') / n;
  const gain = witnesses * ((n / 2) * Math.log(additive.rss / proportional.rss) - jacobian);
  return gain > CLEARLY && additive.rss > 0
    ? { curve: proportional.curve, noise: 'proportional' }
    : { curve: additive.curve, noise: 'additive' };
}

/**
 * How sure it is that the peak lies below a load, from 0 to 1 (a confidence distribution): the signed root of the
 * profile likelihood ratio, read by Student's t. At infinity it is how sure it is that throughput falls at all. Which
 * noise it is, is one more thing that the points leave open: answers under either are weighed by their likelihoods.
 * Neighbouring loads whose residuals go together count as fewer points.
 */
function peakBelow(points: readonly UslPoint[], curve: UslCurve, noise: Noise): (peak: number) => number {
  const n = effectiveCount(points, curve, noise);
  const degrees = Math.max(1, n - PARAMETERS);
  const kinds = NOISES.flatMap((own) => {
    const best = own === noise ? { curve } : fitOf(points, own);
    if (best === null) return [];
    const unit = unitOf(points, own);
    // Rounded to the ninth digit, a table without noise keeps a little room.
    const room = points.length * (TINY * unit) ** 2;
    const rss = room + sumSquares(points.map((point) => residual(best.curve, point, own)));
    const peak = peakOf(best.curve) ?? Number.POSITIVE_INFINITY;
    return [{ own, rss, room, peak, likely: (-n / 2) * Math.log(rss / unit ** 2) }];
  });
  const most = Math.max(...kinds.map(({ likely }) => likely));
  const weights = kinds.map(({ own, likely }) => BEFOREHAND[own] * Math.exp(WITNESS * (likely - most)));
  return (peak) =>
    kinds.reduce((all, kind, i) => {
      const worse = Math.max(0, profileAt(points, peak, kind.own) + kind.room - kind.rss);
      const t = Math.sqrt((worse / kind.rss) * degrees);
      const tail = Number.isFinite(t) ? tUpper(t, degrees) : 0;
      return all + (weights[i] as number) * (peak >= kind.peak ? 1 - tail : tail);
    }, 0) / sum(weights);
}

/** How sure a fall must be whose peak is at this share of the largest load. */
const sureTo = (share: number): number => SURE_TO.find(([to]) => share <= to)?.[1] ?? HIGH;

const NOISES: Noise[] = ['additive', 'proportional'];

const fitOf = (points: readonly UslPoint[], noise: Noise) =>
  noise === 'additive' || points.every(({ throughput }) => throughput > 0) ? fitCurve(points, noise) : null;

/** What squares of either kind are divided by to be as likely: the geometric mean of X is the log's Jacobian. */
const unitOf = (points: readonly UslPoint[], noise: Noise): number =>
  noise === 'proportional' || points.some(({ throughput }) => throughput <= 0)
    ? 1
    : Math.exp(mean(points.map(({ throughput }) => Math.log(throughput))));

/** n(1 − ρ) ÷ (1 + ρ) with ρ the lag-1 correlation of residuals by load, where it is clearly positive. */
function effectiveCount(points: readonly UslPoint[], curve: UslCurve, noise: Noise): number {
  const n = points.length;
  const sorted = [...points].sort((a, b) => a.load - b.load).map((point) => residual(curve, point, noise));
  const all = sumSquares(sorted);
  const together = sorted.slice(1).reduce((sum, r, i) => sum + r * (sorted[i] as number), 0);
  const rho = all > 0 ? together / all : 0;
  if (n < 10 || rho < 1.645 / Math.sqrt(n)) return n;
  return Math.max(6, (n * (1 - rho)) / (1 + rho));
}

/** The load at which a rising share reaches a level, halving on a log scale; an end of the range if beyond it. */
function crossing(below: (peak: number) => number, level: number, [from, to]: [number, number]): number {
  if (below(from) >= level) return from;
  if (below(to) < level) return to;
  let [under, over] = [from, to];
  for (let i = 0; i < 48; i++) {
    const middle = Math.sqrt(under * over);
    if (below(middle) < level) under = middle;
    else over = middle;
  }
  return over;
}

const mean = (values: readonly number[]): number => sum(values) / values.length;
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const sumSquares = (values: readonly number[]): number => values.reduce((sum, v) => sum + v * v, 0);
const short = (value: number): string => String(Number(value.toPrecision(4)));
