/**
 * The shift of one window (RULES 9.1): y = hour of day + linear spline of x with knots at its terciles
 * + δ·after, by least squares. Hours of day are taken out by their means (Frisch, Waugh and Lovell).
 */

export interface ShiftPoint {
  /** Days and hour of day, UTC. */
  day: number;
  hour: number;
  /** ln(load) and ln(signal). */
  x: number;
  y: number;
}

export interface Window {
  /** Days, ends excluded. */
  beforeFrom: number;
  beforeTo: number;
  afterFrom: number;
  afterTo: number;
}

/** Least share of a window's hours that must be known. */
const KNOWN = 0.5;

/** δ, and the share of the hours after whose load lies within the middle 90 % of those before (9.4). */
export function shiftAt(points: readonly ShiftPoint[], window: Window): { delta: number; overlap: number } | null {
  const before = between(points, window.beforeFrom, window.beforeTo);
  const after = between(points, window.afterFrom, window.afterTo);
  if (before.length < KNOWN * 24 * (window.beforeTo - window.beforeFrom)) return null;
  if (after.length < KNOWN * 24 * (window.afterTo - window.afterFrom)) return null;
  const rows = [...before, ...after];
  const sorted = rows.map(({ x }) => x).sort((a, b) => a - b);
  const at = (list: readonly number[], share: number) => list[Math.floor(share * (list.length - 1))] as number;
  const knots = [at(sorted, 1 / 3), at(sorted, 2 / 3)];
  const columns = [
    rows.map(({ x }) => x),
    ...knots.map((knot) => rows.map(({ x }) => Math.max(0, x - knot))),
    rows.map((_, i) => (i < before.length ? 0 : 1)),
  ].map((column) => withoutHours(column, rows));
  const delta = lastFactor(
    columns,
    withoutHours(
      rows.map(({ y }) => y),
      rows,
    ),
  );
  if (delta === null) return null;
  const loads = before.map(({ x }) => x).sort((a, b) => a - b);
  const [low, high] = [at(loads, 0.05), at(loads, 0.95)];
  const inside = after.filter(({ x }) => x >= low && x <= high).length;
  return { delta, overlap: inside / after.length };
}

/** Points of days [from, to); they are sorted by day. */
function between(points: readonly ShiftPoint[], from: number, to: number): readonly ShiftPoint[] {
  const first = (day: number) => {
    let [low, high] = [0, points.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((points[middle] as ShiftPoint).day < day) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return points.slice(first(from), first(to));
}

/** Less the mean of its hour of day. */
function withoutHours(column: readonly number[], rows: readonly ShiftPoint[]): number[] {
  const sums = new Float64Array(24);
  const counts = new Float64Array(24);
  rows.forEach(({ hour }, i) => {
    sums[hour] = (sums[hour] as number) + (column[i] as number);
    counts[hour] = (counts[hour] as number) + 1;
  });
  return column.map((value, i) => {
    const { hour } = rows[i] as ShiftPoint;
    return value - (sums[hour] as number) / (counts[hour] as number);
  });
}

/** Factor of the last column in y ≈ Σ factor·column: the rest of it, after the others, against y. */
function lastFactor(columns: readonly number[][], y: readonly number[]): number | null {
  const basis: number[][] = [];
  for (const column of columns) {
    const own = [...column];
    const length = Math.sqrt(dot(own, own));
    for (const q of basis) {
      const share = dot(q, own);
      for (let i = 0; i < own.length; i++) own[i] = (own[i] as number) - share * (q[i] as number);
    }
    const rest = Math.sqrt(dot(own, own));
    const isLast = column === columns[columns.length - 1];
    // A knot that no load lies beyond says nothing; a shift that load explains whole cannot be told.
    if (!(rest > 1e-9 * Math.max(length, 1e-9))) {
      if (isLast) return null;
      continue;
    }
    if (isLast) return dot(own, y) / (rest * rest);
    basis.push(own.map((value) => value / rest));
  }
  return null;
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
