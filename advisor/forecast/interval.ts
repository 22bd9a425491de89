/** How wide a forecast is, so many steps ahead. */
import type { Forecast } from './forecast';

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
