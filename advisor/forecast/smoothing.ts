/** Least squares and exponential smoothing of values without a season; NaN is skipped. */

const ALPHAS = [0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95];

/** Simple exponential smoothing with the α of the least one-step error. */
export function smooth(flat: Float64Array): { last: number; alpha: number } {
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
export function dynamicTheta(flat: Float64Array, shares: readonly number[]): (h: number) => number {
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
export function lineOf(flat: Float64Array): { slope: number; at(t: number): number } {
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

export function firstMean(flat: Float64Array, count: number): number {
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
