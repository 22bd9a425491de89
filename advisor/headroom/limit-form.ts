/**
 * How sure it is that demand is a straight line of load (RULES 6). The line is what is fitted; what curves
 * a + b·load^c would say instead, weighted by how well they go through the hours, draws its answer towards
 * theirs and widens its interval.
 */

import { nearestRank } from '../math';
import { type FitPoint, lineThrough } from './fit';

/** Tried beside the line, and how much they are believed before any data (docs/advice.md). */
const FORMS: readonly { power: number; prior: number }[] = [
  { power: 1, prior: 0.75 },
  { power: 0.9, prior: 0.0625 },
  { power: 1.1, prior: 0.125 },
  { power: 1.2, prior: 0.0625 },
];
/** How far the answer goes from the line to the weighted mean: all the way, the first of equal limits is read too low. */
const DRAWN = 0.3;
/** Jobs at night run in the quietest quarter of the hours: those say nothing of the curve. */
const QUIET = 0.25;
const HOURS_NEEDED = 48;

/** What the curves say of ln(load at the target), beside the line. */
export interface FormDoubt {
  /** Added to the line's. */
  shift: number;
  /** Standard deviation about that, ≥ 0. */
  spread: number;
}

const NO_DOUBT: FormDoubt = { shift: 0, spread: 0 };

/** How far the curves draw ln(load at the target) from the line's, and their spread; none where nothing tells. */
export function formDoubt(points: readonly FitPoint[], target: number): FormDoubt {
  const loads = points.map(({ x }) => x);
  const [quiet, middle] = [nearestRank(loads, QUIET), nearestRank(loads, 0.5)];
  const busy = withoutDays(points.filter(({ x, y }) => x > quiet && y > 0));
  if (busy.length < HOURS_NEEDED) return NO_DOUBT;
  const busier = points.filter(({ x }) => x >= middle);
  const forms = FORMS.flatMap(({ power, prior }) => {
    const [all, upper] = [lineThrough(busy, power), lineThrough(busier, power)];
    if (all === null || upper === null || !(all.b > 0) || !(upper.b > 0)) return [];
    const residuals = busy.map(({ x, y }) => y / (all.a + all.b * x ** power) - 1);
    const lnLimit = Math.log((target - upper.a) / upper.b) / power;
    return Number.isFinite(lnLimit) ? [{ prior, residuals, squares: squaresOf(residuals), lnLimit }] : [];
  });
  const [line] = forms;
  if (line === undefined || line.prior !== FORMS[0]?.prior || !(line.squares > 0)) return NO_DOUBT;
  const half = witnessesOf(line.residuals) / 2;
  const weights = forms.map(({ prior, squares }) => prior * (line.squares / squares) ** half);
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = (read: (lnOff: number) => number) =>
    forms.reduce((sum, own, i) => sum + ((weights[i] as number) / total) * read(own.lnLimit - line.lnLimit), 0);
  const shift = DRAWN * mean((off) => off);
  const square = mean((off) => (off - shift) ** 2);
  return Number.isFinite(square) ? { shift, spread: Math.sqrt(square) } : NO_DOUBT;
}

/** Days that lie higher or lower as a whole say nothing of the curve: each is brought to the line. */
function withoutDays(points: readonly FitPoint[]): FitPoint[] {
  const line = lineThrough(points);
  if (line === null) return [];
  const byDay = new Map<number, { sum: number; n: number }>();
  for (const { day, x, y } of points) {
    const own = byDay.get(day) ?? { sum: 0, n: 0 };
    byDay.set(day, { sum: own.sum + y / (line.a + line.b * x), n: own.n + 1 });
  }
  return points.map((point) => {
    const { sum, n } = byDay.get(point.day) as { sum: number; n: number };
    return { ...point, y: (point.y * n) / sum };
  });
}

/** n(1 − ρ) ÷ (1 + ρ): neighbouring hours that go together are fewer witnesses. */
function witnessesOf(residuals: readonly number[]): number {
  const together = residuals.slice(1).reduce((sum, r, i) => sum + r * (residuals[i] as number), 0);
  const rho = Math.max(0, together / squaresOf(residuals));
  return (residuals.length * (1 - rho)) / (1 + rho);
}

const squaresOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0);
