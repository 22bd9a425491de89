/**
 * The Universal Scalability Law (Gunther 1993; Guerrilla Capacity Planning 2007, with γ as in 2018):
 * X(N) = γN ÷ (1 + α(N − 1) + βN(N − 1)), α contention, β coherency, γ throughput at load 1. Throughput
 * peaks at N* = √((1 − α) ÷ β) and falls beyond it. The fit declines where the points cannot tell.
 */
import { median, t90, tQuantile } from '../math';
import { fitCurve, type Noise, profileAt, type UslCurve, type UslPoint } from './usl-fit';

export type { UslPoint } from './usl-fit';

/** Fewest distinct loads, and how far they must lie apart (largest ÷ smallest). */
const LEVELS_NEEDED = 4;
const SPREAD_NEEDED = 1.5;
/** A peak further out than this many times the largest load is not in sight (judgement). */
const IN_SIGHT = 10;
/** Proportional noise only where its likelihood is e² times the additive one's; else as published fits do. */
const CLEARLY_PROPORTIONAL = 2;
/** α, β and γ. */
const PARAMETERS = 3;
/** Residuals of half the mean throughput: the points contradict each other (judgement). */
const CONTRADICTION = 0.5;
/** Squares of a table that is exact to so many of its parts are all alike. */
const TINY = 1e-8;
/** An outlier is what all n points together would show by chance once in a hundred such sets. */
const OUTLIER_LEVEL = 0.01;
const OUTLIERS_AT_MOST = 0.2;

export interface UslFit {
  /** ≥ 0, ≤ 1 */
  alpha: number;
  /** ≥ 0 */
  beta: number;
  /** Throughput at load 1, in the throughput's unit. */
  gamma: number;
  noise: Noise;
  /** In the load's unit; null: none in sight. Within the loads seen it may have no upper end. */
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

export function throughputAt({ alpha, beta, gamma }: UslCurve, load: number): number {
  return (gamma * load) / (1 + alpha * (load - 1) + beta * load * (load - 1));
}

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
  const points = samples.filter(({ load }) => load > 0);
  const thin = tooThin(points);
  if (thin !== null) return cannot(thin);

  const first = bestNoise(points);
  if (first === null) return cannot('no curve of this law goes through these points');
  const kept = withoutOutliers(points, first.noise);
  const chosen = kept.length < points.length ? bestNoise(kept) : first;
  if (chosen === null) return cannot('no curve of this law goes through these points');
  const { curve, noise } = chosen;

  const rest = sumSquares(kept.map((point) => point.throughput - throughputAt(curve, point.load)));
  const scatter = Math.sqrt(rest / Math.max(1, kept.length - PARAMETERS));
  if (scatter > CONTRADICTION * mean(kept.map(({ throughput }) => throughput))) {
    return cannot('the points contradict each other: throughput jumps without following load');
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
  const inside = insideTest(points, curve, noise);
  const open = inside(Number.POSITIVE_INFINITY);
  const found = peakOf(curve);
  // Where the estimate itself is at infinity the search for the lower end starts far out.
  const from = Math.min(found ?? Number.POSITIVE_INFINITY, most * 1000);
  const low = edge(inside, from, least / 20);
  const high = open ? null : edge(inside, from, most * 1000);
  if (found !== null && found < least && !open) {
    return { fit: null, why: `throughput falls from the lowest load (${short(least)}) on: measure lower loads` };
  }
  if (low <= least && (high === null || high > IN_SIGHT * most)) {
    return { fit: null, why: 'a peak anywhere would fit these points: measure more loads, or for longer' };
  }
  // The loads went past it, or the interval ends: what lies beyond all loads and may lie anywhere is not in sight.
  const seen = found !== null && found <= (open ? most : IN_SIGHT * most);
  return {
    fit: {
      ...curve,
      noise,
      peakLoad: seen ? found : null,
      peakLo80: Math.min(low, found ?? low, IN_SIGHT * most),
      peakHi80: high === null || high > IN_SIGHT * most ? null : Math.max(high, found ?? high),
      betaCertain: !open,
      outliers,
    },
  };
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
  return gain > CLEARLY_PROPORTIONAL && additive.rss > 0
    ? { curve: proportional.curve, noise: 'proportional' }
    : { curve: additive.curve, noise: 'additive' };
}

/**
 * Gross outliers, worst first: a point whose deleted residual exceeds Student's t at 1 % over all points
 * together (Bonferroni), at most one in five. Ordinary scatter is never cut.
 */
function withoutOutliers(points: readonly UslPoint[], noise: Noise): readonly UslPoint[] {
  let kept = [...points];
  const atMost = Math.floor(points.length * OUTLIERS_AT_MOST);
  const suspects = suspectsOf(points, noise, atMost);
  // Tested from the most suspicious set inwards, so that two outliers do not hide each other.
  for (let count = suspects.length; count > 0; count--) {
    const out = new Set(suspects.slice(0, count));
    const rest = points.filter((point) => !out.has(point));
    if (new Set(rest.map(({ load }) => load)).size < LEVELS_NEEDED || rest.length < 6) continue;
    const fit = fitCurve(rest, noise);
    if (fit === null) continue;
    const degrees = rest.length - PARAMETERS;
    const scale = Math.sqrt(fit.rss / degrees);
    const limit = scale * tQuantile(1 - OUTLIER_LEVEL / (2 * points.length), degrees);
    // A tiny floor keeps rounded, noise-free tables whole.
    const floor = 0.02 * (noise === 'additive' ? median(rest.map(({ throughput }) => throughput)) : 1);
    if (
      suspects.slice(0, count).every((point) => Math.abs(residual(fit.curve, point, noise)) > Math.max(limit, floor))
    ) {
      kept = rest;
      break;
    }
  }
  return kept;
}

/** Points in the order in which leaving them out helps most, one after the other. */
function suspectsOf(points: readonly UslPoint[], noise: Noise, atMost: number): UslPoint[] {
  const suspects: UslPoint[] = [];
  let rest = [...points];
  while (suspects.length < atMost && rest.length > 6) {
    // Long tables: only the worst residuals can be candidates.
    const fit = fitCurve(rest, noise);
    if (fit === null) break;
    const worst = [...rest]
      .sort((a, b) => Math.abs(residual(fit.curve, b, noise)) - Math.abs(residual(fit.curve, a, noise)))
      .slice(0, 8);
    const tried = worst.map((point) => ({
      point,
      rss:
        fitCurve(
          rest.filter((own) => own !== point),
          noise,
        )?.rss ?? Number.POSITIVE_INFINITY,
    }));
    const best = tried.reduce((a, b) => (b.rss < a.rss ? b : a));
    if (!(best.rss < 0.8 * fit.rss)) break;
    suspects.push(best.point);
    rest = rest.filter((own) => own !== best.point);
  }
  return suspects;
}

function residual(curve: UslCurve, { load, throughput }: UslPoint, noise: Noise): number {
  const expected = throughputAt(curve, load);
  return noise === 'additive' ? throughput - expected : Math.log(throughput / expected);
}

/**
 * Whether a peak belongs to the 80 % interval: its best curve, under additive or proportional noise, is less likely
 * than the best of all by no more than t² allows. Which noise it is, is one more thing that the points leave open.
 * Neighbouring loads whose residuals go together count as fewer points.
 */
function insideTest(points: readonly UslPoint[], curve: UslCurve, noise: Noise): (peak: number) => boolean {
  const n = effectiveCount(points, curve, noise);
  const degrees = Math.max(1, n - PARAMETERS);
  const models = NOISES.flatMap((own) => {
    const best = own === noise ? { curve } : fitOf(points, own);
    if (best === null) return [];
    return [
      {
        noise: own,
        rss: sumSquares(points.map((point) => residual(best.curve, point, own))),
        unit: unitOf(points, own),
      },
    ];
  });
  const least = Math.min(...models.map(({ rss, unit }) => rss / unit ** 2));
  // Rounded to the ninth digit, a table without noise keeps a little room.
  const limit = least * (1 + t90(degrees) ** 2 / degrees) + points.length * TINY ** 2;
  return (peak) => models.some((own) => profileAt(points, peak, own.noise) / own.unit ** 2 <= limit);
}

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

/** Where the test ends between a peak inside and a bound outside, on a log scale; the bound if it is inside too. */
function edge(inside: (peak: number) => boolean, from: number, bound: number): number {
  if (inside(bound)) return bound;
  // The first step out that leaves the interval, then halving.
  const steps = 60;
  const ratio = (bound / from) ** (1 / steps);
  let near = from;
  for (let i = 0; i < steps && inside(near * ratio); i++) near *= ratio;
  let far = near * ratio;
  for (let i = 0; i < 40; i++) {
    const middle = Math.sqrt(near * far);
    if (inside(middle)) near = middle;
    else far = middle;
  }
  return near;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const sumSquares = (values: readonly number[]): number => values.reduce((sum, v) => sum + v * v, 0);
const short = (value: number): string => String(Number(value.toPrecision(4)));
