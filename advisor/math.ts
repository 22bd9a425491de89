/** Small numeric helpers of the advisor: quantiles by rank, medians, seeded random numbers, Student's t. */

/** Nearest-rank quantile: the value at rank ceil(q·n). NaN for an empty list. */
export function nearestRank(values: ArrayLike<number>, q: number): number {
  const n = values.length;
  if (n === 0) return Number.NaN;
  const rank = Math.min(n, Math.max(1, Math.ceil(q * n - 1e-9)));
  const found = rank > n - NEAR_AN_END ? fromTop(values, n - rank + 1) : Number.NaN;
  return Number.isNaN(found) ? (inOrder(values)[rank - 1] as number) : found;
}

/** So near the largest a rank is found without sorting the others. */
const NEAR_AN_END = 16;
const top = new Float64Array(NEAR_AN_END);

/** The k-th largest; NaN where one of them is NaN. */
function fromTop(values: ArrayLike<number>, k: number): number {
  top.fill(Number.NEGATIVE_INFINITY, 0, k);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value <= (top[k - 1] as number)) continue;
    if (Number.isNaN(value)) return Number.NaN;
    let place = k - 1;
    for (; place > 0 && (top[place - 1] as number) < value; place--) top[place] = top[place - 1] as number;
    top[place] = value;
  }
  return top[k - 1] as number;
}

/** Smallest first; as numbers alone they are sorted several times as fast as by a comparison. */
function inOrder(values: ArrayLike<number>): ArrayLike<number> {
  const sorted = Float64Array.from(values).sort();
  // NaN goes last here; a comparison leaves it, and what is beside it, where it happens to be.
  return Number.isNaN(sorted[sorted.length - 1]) ? Array.from(values).sort((a, b) => a - b) : sorted;
}

/** Quantile interpolated between ranks (R's type 7); for draws, where the rank's grain would show. */
export const quantile = (values: readonly number[], q: number): number => quantilesOf(values)(q);

/** Quantiles of the same values, which are put in order once. */
export function quantilesOf(values: ArrayLike<number>): (q: number) => number {
  const sorted = inOrder(values);
  return (q) => {
    if (sorted.length === 0) return Number.NaN;
    const at = (sorted.length - 1) * q;
    const low = Math.floor(at);
    const below = sorted[low] as number;
    const above = sorted[Math.min(low + 1, sorted.length - 1)] as number;
    return below + (above - below) * (at - low);
  };
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Largest of a list without spreading it over the stack; −Infinity when empty. */
export const largest = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);

/** Smallest of a list; Infinity when empty. */
export const smallest = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);

/** Sample standard deviation (n − 1); 0 for fewer than two values. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1));
}

/** Spearman's rank correlation, ties by mean rank. NaN where one side does not vary. */
export function spearman(xs: readonly number[], ys: readonly number[]): number {
  const a = ranks(xs);
  const b = ranks(ys);
  const mean = (a.length + 1) / 2;
  let top = 0;
  let left = 0;
  let right = 0;
  for (let i = 0; i < a.length; i++) {
    const da = (a[i] as number) - mean;
    const db = (b[i] as number) - mean;
    top += da * db;
    left += da * da;
    right += db * db;
  }
  return top / Math.sqrt(left * right);
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value);
  const out = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && order[to + 1]?.value === order[from]?.value) to++;
    for (let i = from; i <= to; i++) out[(order[i] as { at: number }).at] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return out;
}

/** One-sided 90 % points of Student's t for 1–30 degrees of freedom (standard tables); 1.2816 is the normal's. */
const T90 = [
  3.0777, 1.8856, 1.6377, 1.5332, 1.4759, 1.4398, 1.4149, 1.3968, 1.383, 1.3722, 1.3634, 1.3562, 1.3502, 1.345, 1.3406,
  1.3368, 1.3334, 1.3304, 1.3277, 1.3253, 1.3232, 1.3212, 1.3195, 1.3178, 1.3163, 1.315, 1.3137, 1.3125, 1.3114, 1.3104,
];
export const Z90 = 1.2816;

/** t(.9, degrees): half-width of an 80 % interval in standard errors. */
export const t90 = (degrees: number): number => T90[Math.max(1, Math.floor(degrees)) - 1] ?? Z90 + 0.85 / degrees;

/** Seeded uniform numbers in [0, 1) (mulberry32): the same advice for the same data, always. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Student's t quantile for any degrees > 0, by halving on its distribution (incomplete beta, Lentz 1976). */
export function tQuantile(p: number, degrees: number): number {
  if (p < 0.5) return -tQuantile(1 - p, degrees);
  let low = 0;
  let high = 1;
  while (tUpper(high, degrees) > 1 - p && high < 1e12) high *= 2;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (tUpper(middle, degrees) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T > t), t ≥ 0. */
export function tUpper(t: number, degrees: number): number {
  return 0.5 * incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** Regularised incomplete beta function by its continued fraction. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log(1 - x) + lnGamma(a + b) - lnGamma(a) - lnGamma(b)) / a;
  const tiny = 1e-300;
  let c = 1;
  let d = (1 / Math.max(tiny, Math.abs(1 - ((a + b) * x) / (a + 1)))) * Math.sign(1 - ((a + b) * x) / (a + 1) || 1);
  let value = d;
  for (let m = 1; m < 300; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / (1 + term * d || tiny);
      c = 1 + term / c || tiny;
      value *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-14) break;
  }
  return front * value;
}

/** Lanczos 1964, g = 7. */
function lnGamma(z: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  if (z < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * z)) - lnGamma(1 - z);
  const x = z - 1;
  const sum = terms.reduce((all, term, i) => all + term / (x + i + 1), 0.9999999999998099);
  const t = x + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Φ(z), the standard normal's distribution (Abramowitz and Stegun 26.2.17, error below 1e-7). */
export function normalBelow(z: number): number {
  if (z < 0) return 1 - normalBelow(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429].reduceRight(
    (sum, c) => (sum + c) * t,
    0,
  );
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
