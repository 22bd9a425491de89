/**
 * Least squares on dependent hours (RULES 6.2). Points are gathered into sums per day, so that leaving a
 * day out or resampling whole days costs a few additions; minutes and hours are never resampled.
 */
import { t90, Z90 } from '../math';

export interface FitPoint {
  /** UTC day, ms. */
  day: number;
  x: number;
  y: number;
}

/** n, Σx, Σy, Σxx, Σxy, Σyy of one day. */
type Sums = [number, number, number, number, number, number];

export interface Line {
  /** y = a + b·x. */
  a: number;
  b: number;
}

export interface DayFit {
  line: Line;
  r2: number;
  byDay: Map<number, Sums>;
}

export interface Jackknifed {
  value: number;
  standardError: number;
  /** Half-width of the 80 % interval: t(.9, D − 1) standard errors. */
  halfWidth: number;
  days: number;
}

/** A line through the points, unweighted; null with fewer than three points or no spread in x. */
export function fitByDay(points: readonly FitPoint[]): DayFit | null {
  const byDay = new Map<number, Sums>();
  for (const { day, x, y } of points) {
    let sums = byDay.get(day);
    if (sums === undefined) {
      sums = [0, 0, 0, 0, 0, 0];
      byDay.set(day, sums);
    }
    sums[0] += 1;
    sums[1] += x;
    sums[2] += y;
    sums[3] += x * x;
    sums[4] += x * y;
    sums[5] += y * y;
  }
  const all = total(byDay.values());
  const line = lineOf(all);
  if (line === null || points.length < 3) return null;
  const [n, sx, sy, sxx, sxy, syy] = all;
  const top = (sxy - (sx * sy) / n) ** 2;
  const bottom = (sxx - (sx * sx) / n) * (syy - (sy * sy) / n);
  return { line, r2: bottom > 0 ? Math.min(1, top / bottom) : 1, byDay };
}

/** The line through the points in x to a power, without what days need; null with no spread in x. */
export function lineThrough(points: readonly FitPoint[], power = 1): Line | null {
  const sums: Sums = [0, 0, 0, 0, 0, 0];
  for (const point of points) {
    const x = power === 1 ? point.x : point.x ** power;
    sums[0] += 1;
    sums[1] += x;
    sums[2] += point.y;
    sums[3] += x * x;
    sums[4] += x * point.y;
  }
  return lineOf(sums);
}

/** Delete-a-day jackknife of any number read off the line. NaN standard error where a day carries it alone. */
export function jackknife(fit: DayFit, read: (line: Line) => number): Jackknifed {
  const all = total(fit.byDay.values());
  const days = fit.byDay.size;
  const left = [...fit.byDay.values()].map((sums) => {
    const without = [...all] as Sums;
    addInto(without, sums, -1);
    const line = lineOf(without);
    return line === null ? Number.NaN : read(line);
  });
  const mean = left.reduce((a, b) => a + b, 0) / days;
  const standardError =
    days < 2 ? Number.NaN : Math.sqrt(((days - 1) / days) * left.reduce((sum, value) => sum + (value - mean) ** 2, 0));
  return { value: read(fit.line), standardError, halfWidth: t90(days - 1) * standardError, days };
}

/** Days of which some are drawn again and again. */
export interface Resampled {
  days: readonly number[];
  /** Of each draw, the places of its days in the list of them. */
  draws: readonly Uint16Array[];
}

/**
 * Deviations of a number under resampled days: one a draw, centred, widened for few days by
 * t(.9, D − 1) ÷ 1.2816 × √(D ÷ (D − 1)). Draws in which the number does not exist are NaN.
 */
export function drawDeviations(fit: DayFit, resampled: Resampled, read: (line: Line) => number): number[] {
  const byPlace = resampled.days.map((day) => fit.byDay.get(day));
  const values = resampled.draws.map((draw) => {
    let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
    for (let i = 0; i < draw.length; i++) {
      const ofDay = byPlace[draw[i] as number];
      if (ofDay === undefined) continue;
      n += ofDay[0];
      sx += ofDay[1];
      sy += ofDay[2];
      sxx += ofDay[3];
      sxy += ofDay[4];
    }
    const line = lineFrom(n, sx, sy, sxx, sxy);
    return line === null ? Number.NaN : read(line);
  });
  const known = values.filter(Number.isFinite);
  const mean = known.reduce((a, b) => a + b, 0) / Math.max(1, known.length);
  const days = fit.byDay.size;
  const widen = days < 2 ? 1 : (t90(days - 1) / Z90) * Math.sqrt(days / (days - 1));
  return values.map((value) => (Number.isFinite(value) ? (value - mean) * widen : Number.NaN));
}

/** Places of whole days, drawn with replacement, the same for every signal of an app. */
export function resampleDays(days: number, draws: number, random: () => number): Uint16Array[] {
  const draw = () => Uint16Array.from({ length: days }, () => Math.floor(random() * days));
  return Array.from({ length: draws }, draw);
}

const lineOf = ([n, sx, sy, sxx, sxy]: Sums): Line | null => lineFrom(n, sx, sy, sxx, sxy);

function lineFrom(n: number, sx: number, sy: number, sxx: number, sxy: number): Line | null {
  const spread = sxx - (sx * sx) / n;
  if (!(n >= 2) || !(spread > 1e-12 * Math.max(sxx, 1e-300))) return null;
  const b = (sxy - (sx * sy) / n) / spread;
  return { a: (sy - b * sx) / n, b };
}

function addInto(sums: Sums, more: Sums, times: number): void {
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + times * (more[i] as number);
}

function total(all: Iterable<Sums>): Sums {
  const sums: Sums = [0, 0, 0, 0, 0, 0];
  for (const of of all) addInto(sums, of, 1);
  return sums;
}
