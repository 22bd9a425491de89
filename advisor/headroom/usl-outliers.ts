/** Broken measurements among the points of a scalability law. */
import { median, tQuantile } from '../math';
import { fitCurve, type Noise, PARAMETERS, residual, type UslPoint } from './usl-fit';

/** Fewest distinct loads that carry a curve. */
export const LEVELS_NEEDED = 4;
/** An outlier is what all n points together would show by chance once in a hundred such sets. */
const OUTLIER_LEVEL = 0.01;
const OUTLIERS_AT_MOST = 0.2;

/**
 * Gross outliers, worst first: a point whose studentised deleted residual exceeds Student's t at 1 % over all points
 * together (Bonferroni), at most one in five. Its square is what the point adds to the squares of the others ÷ their
 * variance: an end of the loads, which pulls the curve, may lie further off. Ordinary scatter is never cut.
 */
export function withoutOutliers(points: readonly UslPoint[], noise: Noise): readonly UslPoint[] {
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
    if (goTogether(suspects.slice(0, count), points, (point) => residual(fit.curve, point, noise))) continue;
    const limit = (fit.rss / degrees) * tQuantile(1 - OUTLIER_LEVEL / (2 * points.length), degrees) ** 2;
    // A tiny floor keeps rounded, noise-free tables whole.
    const floor = 0.02 * (noise === 'additive' ? median(rest.map(({ throughput }) => throughput)) : 1);
    const isGross = (point: UslPoint) =>
      Math.abs(residual(fit.curve, point, noise)) > floor &&
      (fitCurve([...rest, point], noise)?.rss ?? 0) - fit.rss > limit;
    if (suspects.slice(0, count).every(isGross)) {
      kept = rest;
      break;
    }
  }
  return kept;
}

/** Neighbouring loads that lie off on the same side are what the law does not describe, no broken measurements. */
function goTogether(
  out: readonly UslPoint[],
  points: readonly UslPoint[],
  residualOf: (point: UslPoint) => number,
): boolean {
  const suspects = new Set(out);
  const sorted = [...points].sort((a, b) => a.load - b.load);
  return sorted.some((point, i) => {
    const next = sorted[i + 1];
    if (next === undefined || next.load === point.load || !suspects.has(point) || !suspects.has(next)) return false;
    return residualOf(point) > 0 === residualOf(next) > 0;
  });
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
