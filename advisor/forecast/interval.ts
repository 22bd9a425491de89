/** What a forecast is, and how wide it is so many steps ahead. */
import type { ModelName } from './models';
import type { Scale } from './season';
import type { Shift } from './shift';

export interface Forecast {
  /** Share of each method in the middle, by back-test; those under 1 % left out. */
  weights: Partial<Record<ModelName, number>>;
  scale: Scale;
  /** Middle on the forecast scale, one a step ahead. */
  middle: Float64Array;
  /** Spread of the errors one step ahead and its growth: σ_h as `sigmaAt` has it, on the forecast scale. */
  sigma1: number;
  growth: number;
  /** Values that it was made from: a trend of few is uncertain itself. */
  values: number;
  /** Part of σ_1 that is new every day and does not stay. */
  noise: number;
  /** Multiples of σ_h that hold 80 and 95 % of the errors. */
  width80: number;
  width95: number;
  /** What the fits saw, on the forecast scale: shifts of the level and spikes taken out. */
  fitted: Float64Array;
  /** The last shift of the level that lasted (shift.ts); its index counts within `fitted`. */
  shift: Shift | null;
  /** Days at the end that may be outliers or a shift: the same forecast, had the level shifted, and how likely that is. */
  undecided: { shift: Shift; share: number; shifted: Forecast } | null;
}

/** Spread of the errors so many steps ahead, on the forecast scale. */
export const sigmaAt = (
  { sigma1, growth, values }: Pick<Forecast, 'sigma1' | 'growth' | 'values'>,
  h: number,
): number => sigma1 * h ** growth * slopeFactor(h, values);

/**
 * What a slope from n values adds: a random walk with drift spreads as √(h(1 + h ÷ n)) (Hyndman & Athanasopoulos,
 * Forecasting: Principles and Practice, 5.5); h^b stands for the walk's own part.
 */
export const slopeFactor = (h: number, n: number): number => Math.sqrt((1 + h / n) / (1 + 1 / n));

/** Low and high ends of the two intervals at step h (1 is the first), in the unit of the values. */
export function intervalAt(
  it: Forecast,
  h: number,
): { mean: number; lo80: number; hi80: number; lo95: number; hi95: number } {
  const at = it.middle[h - 1] as number;
  const sigma = sigmaAt(it, h);
  const end = (multiple: number) => it.scale.from(at + multiple * sigma);
  const own = {
    mean: it.scale.from(at),
    lo80: end(-it.width80),
    hi80: end(it.width80),
    lo95: end(-it.width95),
    hi95: end(it.width95),
  };
  if (it.undecided === null) return own;
  // The middle stays where most such days end; the ends allow for both.
  const other = intervalAt(it.undecided.shifted, h);
  return {
    ...own,
    lo80: Math.min(own.lo80, other.lo80),
    hi80: Math.max(own.hi80, other.hi80),
    lo95: Math.min(own.lo95, other.lo95),
    hi95: Math.max(own.hi95, other.hi95),
  };
}
