/**
 * The season of values finer than a day: a day's shape, and beside it the week's, because a Sunday at eight is not a
 * Monday at eight.
 */
import { isSeasonal, known, middle, movingAverage, seasonOf, trustIn } from './season';
import { lineOf } from './smoothing';

export const DAYS = 7;
/** So many hours, or parts of an hour, make a day. */
const HOURS = 24;
const MINUTES = 1440;

/** Values a day where a period is a day or a week of hours or of parts of them; null otherwise. */
export function valuesADay(period: number): number | null {
  const isDay = (n: number) => n >= HOURS && MINUTES % n === 0;
  if (isDay(period)) return period;
  return isDay(period / DAYS) ? period / DAYS : null;
}

/** One addend for each place in the period, as `seasonOf` has it; for each place in the week where that stands out too. */
export function seasonsOf(z: Float64Array, period: number): Float64Array {
  const day = valuesADay(period);
  if (day === null) return seasonOf(z, period);
  const shape = seasonOf(z, day);
  return weekOf(z, shape) ?? (period === day ? shape : seasonOf(z, period));
}

/** Each place's mean distance from the day's shape, as far as it is to be believed; null where weeks are alike by chance. */
function weekOf(z: Float64Array, shape: Float64Array): Float64Array | null {
  const day = shape.length;
  const week = DAYS * day;
  if (z.length < 2 * week || known(z) < week) return null;
  const line = lineOf(z);
  const straight = z.map((value, t) => value - line.at(t));
  const around = toTheEnds(movingAverage(straight, week));
  const gaps = straight.map((value, t) => value - (around[t] as number) - (shape[t % day] as number));
  if (!isSeasonal(gaps, week, Math.max(1, Math.floor(day / HOURS)))) return null;
  const trust = trustIn(gaps, week);
  const byPlace: number[][] = Array.from({ length: week }, () => []);
  gaps.forEach((gap, t) => {
    if (!Number.isNaN(gap)) byPlace[t % week]?.push(gap);
  });
  const season = Float64Array.from(byPlace, (list, place) => {
    const own = list.length > 0 ? middle(list) : 0;
    return (shape[place % day] as number) + trust * own;
  });
  const mean = season.reduce((a, b) => a + b, 0) / week;
  return season.map((value) => value - mean);
}

/** Before the first and after the last whole window, that window's mean. */
function toTheEnds(around: Float64Array): Float64Array {
  const first = around.findIndex((value) => !Number.isNaN(value));
  const last = around.findLastIndex((value) => !Number.isNaN(value));
  return around.map((value, t) => (t < first ? around[first] : t > last ? around[last] : value) as number);
}
