/**
 * A series as forecasts see it: on the scale ln(1 + y), equally spaced, NaN where nothing is known. Its
 * season is taken out as one addend for each place in the period.
 */
import { median } from '../math';

/**
 * Values on the scale that is forecast; NaN stays NaN. Where a value is below zero no logarithm is taken. Values
 * that are all smaller than one are measured in the largest of them, so that their unit does not matter.
 */
export interface Scale {
  /** ln(1 + y); otherwise the values as they are. */
  isLog: boolean;
  /** On this scale: a middle below it is nothing. Half of the smallest value above zero where zeros were seen, else zero. */
  least: number;
  to(y: number): number;
  from(z: number): number;
}

export function scaleOf(values: ArrayLike<number>): Scale {
  let isLog = true;
  let size = 0;
  let smallest = Number.POSITIVE_INFINITY;
  let zeros = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < 0) isLog = false;
    if (Math.abs(value) > size) size = Math.abs(value);
    if (value === 0) zeros = true;
    else if (value < smallest) smallest = value;
  }
  const unit = size > 0 && size < 1 ? size : 1;
  if (!isLog) return { isLog, least: Number.NEGATIVE_INFINITY, to: (y) => y / unit, from: (z) => z * unit };
  const least = zeros && size > 0 ? Math.log1p(smallest / 2 / unit) : 0;
  return { isLog, least, to: (y) => Math.log1p(y / unit), from: (z) => Math.max(0, unit * Math.expm1(z)) };
}

/** How long a season must have been seen before it is believed: two periods. */
export const SEASONS_NEEDED = 2;

/**
 * One addend for each place in the period, summing to zero; all zero where the series is too short or its
 * season does not stand out. Classical decomposition: deviations from a centred moving average over one
 * period (Makridakis, Wheelwright & Hyndman, Forecasting, 1998, ch. 3), trimmed means of many so that
 * one odd day does not bend its weekday; drawn to zero by how little seasons repeat each other.
 */
export function seasonOf(z: Float64Array, period: number): Float64Array {
  const season = new Float64Array(Math.max(1, period));
  if (period < 2 || known(z) < SEASONS_NEEDED * period + 1) return season;
  const around = movingAverage(z, period);
  const gaps = z.map((value, t) => value - (around[t] as number));
  if (!isSeasonal(gaps, period)) return season;
  const byPlace: number[][] = Array.from({ length: period }, () => []);
  for (let t = 0; t < z.length; t++) {
    const gap = gaps[t] as number;
    if (!Number.isNaN(gap)) byPlace[t % period]?.push(gap);
  }
  if (byPlace.some((list) => list.length === 0)) return season;
  byPlace.forEach((list, place) => {
    season[place] = middle(list);
  });
  const mean = season.reduce((a, b) => a + b, 0) / period;
  const trust = trustIn(gaps, period);
  return season.map((value) => trust * (value - mean));
}

/**
 * How far the means of places are to be believed: k seasons that are alike by r give means that are true by
 * k·r ÷ (1 + (k − 1)·r) (Spearman–Brown); the rest is noise, and is not forecast.
 */
export function trustIn(gaps: Float64Array, period: number): number {
  const alike = Math.min(1, autocorrelation(gaps, period));
  const seasons = known(gaps) / period;
  return (seasons * alike) / (1 + (seasons - 1) * alike);
}

/** Mean of few, trimmed mean of many: the median of three years' Januaries would throw two away. */
export function middle(gaps: number[]): number {
  if (gaps.length < 8) return gaps.reduce((a, b) => a + b, 0) / gaps.length;
  const sorted = [...gaps].sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 5);
  const kept = sorted.slice(cut, sorted.length - cut);
  return kept.reduce((a, b) => a + b, 0) / kept.length;
}

/**
 * Whether the autocorrelation at the period is beyond its 90 % bound (Bartlett), the test of the
 * M-competitions' Theta benchmark; of the deviations from the moving average, so that a trend is out.
 */
export function isSeasonal(gaps: Float64Array, period: number, every = 1): boolean {
  const n = known(gaps);
  const at = autocorrelation(gaps, period);
  if (n === 0 || at <= 1.645 / Math.sqrt(n)) return false;
  let sum = 0;
  for (let lag = 1; lag < period; lag += every) sum += every * autocorrelation(gaps, lag) ** 2;
  return at > 1.645 * Math.sqrt((1 + 2 * sum) / n);
}

function autocorrelation(d: Float64Array, lag: number): number {
  let top = 0;
  let pairs = 0;
  let all = 0;
  let count = 0;
  for (let t = 0; t < d.length; t++) {
    const value = d[t] as number;
    if (Number.isNaN(value)) continue;
    all += value * value;
    count++;
    const before = t >= lag ? (d[t - lag] as number) : Number.NaN;
    if (Number.isNaN(before)) continue;
    top += value * before;
    pairs++;
  }
  if (pairs === 0 || all === 0) return 0;
  return top / pairs / (all / count);
}

/**
 * Centred over one period, the two ends of an even one weighted by half; nothing where a window would be cut, because
 * it would lean to one side. By running sums: a week of minutes is long.
 */
export function movingAverage(z: Float64Array, period: number): Float64Array {
  const sums = new Float64Array(z.length + 1);
  const counts = new Float64Array(z.length + 1);
  z.forEach((value, t) => {
    const isKnown = !Number.isNaN(value);
    sums[t + 1] = (sums[t] as number) + (isKnown ? value : 0);
    counts[t + 1] = (counts[t] as number) + (isKnown ? 1 : 0);
  });
  const half = period / 2;
  return z.map((_, t) => {
    if (t < half || t + half >= z.length) return Number.NaN;
    // An even period's window reaches one value further, and its two ends count half.
    const [outer, inner] = [Math.floor(half), Math.ceil(half) - 1];
    const over = (list: Float64Array) => {
      const upTo = (reach: number) => (list[t + reach + 1] as number) - (list[t - reach] as number);
      return period % 2 === 0 ? (upTo(outer) + upTo(inner)) / 2 : upTo(outer);
    };
    const weight = over(counts);
    return weight >= period / 2 ? over(sums) / weight : Number.NaN;
  });
}

export function withoutSeason(z: Float64Array, season: Float64Array): Float64Array {
  return z.map((value, t) => value - (season[t % season.length] as number));
}

/** Known values. */
export function known(z: ArrayLike<number>): number {
  let n = 0;
  for (let i = 0; i < z.length; i++) if (!Number.isNaN(z[i] as number)) n++;
  return n;
}

/**
 * Spikes beyond four robust deviations of the season's remainder are pulled to that bound, for the fit only
 * (RULES 11.4). Only those that are over: where no ordinary value has come since, it may be the new level.
 * @param lastToo those at the end as well, where the level is asked for as it was before them
 */
export function clipOutliers(z: Float64Array, season: Float64Array, lastToo = false): Float64Array {
  const flat = withoutSeason(z, season);
  const width = Math.min(60, Math.max(7, season.length));
  const out = z.slice();
  let over = lastToo;
  for (let t = z.length - 1; t >= 0; t--) {
    if (Number.isNaN(z[t] as number)) continue;
    const excess = excessAt(flat, t, width);
    if (excess === 0) over = true;
    else if (over) out[t] = (z[t] as number) - excess;
  }
  return out;
}

/** By how much a value is beyond four robust deviations of those around it. */
function excessAt(flat: Float64Array, t: number, width: number): number {
  const near: number[] = [];
  for (let i = Math.max(0, t - width); i <= Math.min(flat.length - 1, t + width); i++)
    if (i !== t && !Number.isNaN(flat[i] as number)) near.push(flat[i] as number);
  if (near.length < 6) return 0;
  const centre = median(near);
  const spread = 1.4826 * median(near.map((value) => Math.abs(value - centre)));
  const far = (flat[t] as number) - centre;
  return spread === 0 || Math.abs(far) <= 4 * spread ? 0 : far - Math.sign(far) * 4 * spread;
}
