/**
 * Curves of the Universal Scalability Law by Gauss and Newton. With D = N ÷ X the law is linear in
 * A = 1 ÷ γ, B = α ÷ γ, C = β ÷ γ: D = A + B(N − 1) + C·N(N − 1). Bounds (0 ≤ α ≤ 1, β ≥ 0) are kept by
 * trying each face of them and taking the best that is allowed.
 */

export interface UslPoint {
  /** Concurrency, users, instances: > 0. */
  load: number;
  /** Work per time: ≥ 0. */
  throughput: number;
}

export interface UslCurve {
  alpha: number;
  beta: number;
  gamma: number;
}

/** Squares of X, or of ln X. */
export type Noise = 'additive' | 'proportional';

/** Basis functions of D at one load; their factors are what is fitted. */
type Basis = ((n: number) => number)[];

interface Solved {
  factors: number[];
  rss: number;
}

/** α, β and γ. */
export const PARAMETERS = 3;

const STEPS = 60;
const GOOD_ENOUGH = 1e-13;

export function throughputAt({ alpha, beta, gamma }: UslCurve, load: number): number {
  return (gamma * load) / (1 + alpha * (load - 1) + beta * load * (load - 1));
}

/** Measured less expected: X, or ln X. */
export function residual(curve: UslCurve, { load, throughput }: UslPoint, noise: Noise): number {
  const expected = throughputAt(curve, load);
  return noise === 'additive' ? throughput - expected : Math.log(throughput / expected);
}

/** The curve of least squares within the bounds; null where none exists. */
export function fitCurve(points: readonly UslPoint[], noise: Noise): { curve: UslCurve; rss: number } | null {
  const most = Math.max(...points.map(({ load }) => load));
  const one = () => 1;
  const contention = (n: number) => (n - 1) / most;
  const coherency = (n: number) => (n * (n - 1)) / (most * most);
  const saturated = (n: number) => n / most;
  // Faces of the bounds: all free; β = 0; α = 0; both 0; α = 1; α = 1 and β = 0.
  const faces: { basis: Basis; read: (f: number[]) => [number, number, number] }[] = [
    { basis: [one, contention, coherency], read: ([a = 0, b = 0, c = 0]) => [a, b / most, c / most ** 2] },
    { basis: [one, contention], read: ([a = 0, b = 0]) => [a, b / most, 0] },
    { basis: [one, coherency], read: ([a = 0, c = 0]) => [a, 0, c / most ** 2] },
    { basis: [one], read: ([a = 0]) => [a, 0, 0] },
    { basis: [saturated, coherency], read: ([a = 0, c = 0]) => [a / most, a / most, c / most ** 2] },
    { basis: [saturated], read: ([a = 0]) => [a / most, a / most, 0] },
  ];
  let best: { curve: UslCurve; rss: number } | null = null;
  for (const { basis, read } of faces) {
    const solved = solve(points, basis, noise);
    if (solved === null) continue;
    const [a, b, c] = read(solved.factors);
    if (!(a > 0) || b < 0 || c < 0 || b > a) continue;
    if (best === null || solved.rss < best.rss) {
      best = { curve: { alpha: b / a, beta: c / a, gamma: 1 / a }, rss: solved.rss };
    }
    // The free fit lies within the bounds: no face can be better.
    if (basis.length === 3) break;
  }
  return best;
}

/** Least squares of the best curve whose peak is given: D = A·N + C(N − 1)(N − N*²), 0 ≤ C ≤ A ÷ N*². */
export function profileAt(points: readonly UslPoint[], peak: number, noise: Noise): number {
  const most = Math.max(...points.map(({ load }) => load));
  if (!Number.isFinite(peak)) return withoutPeak(points, most, noise);
  const saturated = (n: number) => n / most;
  const turn = (n: number) => ((n - 1) * (n - peak * peak)) / (most * Math.max(most, peak * peak));
  const scale = Math.max(most, peak * peak);
  const free = solve(points, [saturated, turn], noise);
  const [a = 0, c = 0] = free?.factors ?? [];
  // A = a ÷ most, C = c ÷ (most × scale).
  if (free !== null && c >= 0 && (c / scale) * peak * peak <= a) return free.rss;
  const bounds = [solve(points, [saturated], noise), solve(points, [(n) => 1 + (n * (n - 1)) / (peak * peak)], noise)];
  return Math.min(...bounds.map((own) => own?.rss ?? Number.POSITIVE_INFINITY));
}

/** β = 0. */
function withoutPeak(points: readonly UslPoint[], most: number, noise: Noise): number {
  const free = solve(points, [() => 1, (n) => (n - 1) / most], noise);
  const [a = 0, b = 0] = free?.factors ?? [];
  if (free !== null && b >= 0 && b / most <= a) return free.rss;
  const bounds = [solve(points, [() => 1], noise), solve(points, [(n) => n / most], noise)];
  return Math.min(...bounds.map((own) => own?.rss ?? Number.POSITIVE_INFINITY));
}

/** Gauss–Newton with halved steps from the linear solution in N ÷ X; null where no start keeps D positive. */
function solve(points: readonly UslPoint[], basis: Basis, noise: Noise): Solved | null {
  const rows = points.map(({ load, throughput }) => ({ n: load, x: throughput, psi: basis.map((own) => own(load)) }));
  const begun = begin(rows, basis.length, noise);
  if (begun === null) return null;
  let { factors, rss } = begun;
  for (let step = 0; step < STEPS; step++) {
    const move = direction(rows, factors, noise);
    if (move === null) break;
    let size = 1;
    let tried: number[] = factors;
    let after = Number.NaN;
    while (size > 1e-6) {
      tried = factors.map((value, i) => value + size * (move[i] as number));
      after = squares(rows, tried, noise);
      if (after <= rss) break;
      size /= 2;
    }
    if (!(after <= rss)) break;
    const better = rss - after;
    factors = tried;
    rss = after;
    if (better <= GOOD_ENOUGH * rss) break;
  }
  return { factors, rss };
}

/** The linear solution; where D leaves the positive numbers, a curve of constant N ÷ X, which never does. */
function begin(rows: readonly Row[], size: number, noise: Noise): Solved | null {
  const linear = start(rows, size, noise);
  const rss = linear === null ? Number.NaN : squares(rows, linear, noise);
  if (linear !== null && Number.isFinite(rss)) return { factors: linear, rss };
  const first = rows.find(({ x }) => x > 0);
  if (first === undefined) return null;
  const factors = [first.n / first.x / (first.psi[0] as number), ...new Array<number>(size - 1).fill(0)];
  const flat = squares(rows, factors, noise);
  return Number.isFinite(flat) ? { factors, rss: flat } : null;
}

interface Row {
  n: number;
  x: number;
  psi: number[];
}

/** Σ (X − N ÷ D)², or of logs; NaN where D is not positive. */
function squares(rows: readonly Row[], factors: readonly number[], noise: Noise): number {
  let sum = 0;
  for (const { n, x, psi } of rows) {
    const d = dot(psi, factors);
    if (!(d > 0)) return Number.NaN;
    const r = noise === 'additive' ? x - n / d : Math.log((x * d) / n);
    sum += r * r;
  }
  return sum;
}

/** Weighted linear least squares of N ÷ X on the basis: first-order the same squares. */
function start(rows: readonly Row[], size: number, noise: Noise): number[] | null {
  return normal(
    rows
      .filter(({ x }) => x > 0)
      .map(({ n, x, psi }) => {
        const weight = noise === 'additive' ? (x * x) / n : x / n;
        return { j: psi.map((p) => p * weight), r: (n / x) * weight };
      }),
    size,
  );
}

function direction(rows: readonly Row[], factors: readonly number[], noise: Noise): number[] | null {
  return normal(
    rows.map(({ n, x, psi }) => {
      const d = dot(psi, factors);
      const slope = noise === 'additive' ? n / (d * d) : 1 / d;
      const r = noise === 'additive' ? -(x - n / d) : -Math.log((x * d) / n);
      return { j: psi.map((p) => p * slope), r };
    }),
    factors.length,
  );
}

/** Least squares j·m ≈ r for up to three unknowns, by modified Gram–Schmidt (stable where columns are alike). */
function normal(rows: readonly { j: number[]; r: number }[], size: number): number[] | null {
  const columns = Array.from({ length: size }, (_, k) => rows.map(({ j }) => j[k] as number));
  const right = rows.map(({ r }) => r);
  const upper: number[][] = [];
  const projected: number[] = [];
  for (let k = 0; k < size; k++) {
    const own = columns[k] as number[];
    const before = Math.sqrt(dot(own, own));
    const row: number[] = [];
    for (let m = 0; m < k; m++) {
      const q = columns[m] as number[];
      const share = dot(q, own);
      row[m] = share;
      for (let i = 0; i < own.length; i++) own[i] = (own[i] as number) - share * (q[i] as number);
    }
    const length = Math.sqrt(dot(own, own));
    if (!(length > 1e-12 * before)) return null;
    row[k] = length;
    for (let i = 0; i < own.length; i++) own[i] = (own[i] as number) / length;
    upper.push(row);
    const share = dot(own, right);
    projected.push(share);
    for (let i = 0; i < right.length; i++) right[i] = (right[i] as number) - share * (own[i] as number);
  }
  const out = new Array<number>(size).fill(0);
  for (let k = size - 1; k >= 0; k--) {
    let value = projected[k] as number;
    for (let later = k + 1; later < size; later++) value -= (upper[later]?.[k] as number) * (out[later] as number);
    out[k] = value / (upper[k]?.[k] as number);
  }
  return out;
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
