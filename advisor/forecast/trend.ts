/** The trend that dates assume in half of their paths: it goes on undamped, as uncertain as it is (RULES 10.4). */
import { known, seasonOf, withoutSeason } from './season';

/** The slope is read from at most so many of the latest values. */
const WINDOW = 180;

export interface Trend {
  /** Growth a step on the forecast scale, and its standard error. */
  slope: number;
  standardError: number;
  /** Where the line stands at the last value, season taken out. */
  level: number;
  season: Float64Array;
}

/**
 * Least squares through the latest values without their season. The standard error takes the residuals in
 * blocks of one period, because those of neighbouring days are alike.
 */
export function trendOf(z: Float64Array, period: number): Trend {
  const season = seasonOf(z, period);
  const flat = withoutSeason(z, season).subarray(Math.max(0, z.length - WINDOW));
  const n = flat.length;
  const count = known(flat);
  let st = 0;
  let sy = 0;
  for (let t = 0; t < n; t++) {
    if (Number.isNaN(flat[t] as number)) continue;
    st += t;
    sy += flat[t] as number;
  }
  const mt = st / count;
  const my = sy / count;
  let stt = 0;
  let sty = 0;
  for (let t = 0; t < n; t++) {
    if (Number.isNaN(flat[t] as number)) continue;
    stt += (t - mt) ** 2;
    sty += (t - mt) * ((flat[t] as number) - my);
  }
  const slope = stt > 0 ? sty / stt : 0;
  const block = Math.max(7, period);
  let variance = 0;
  for (let from = 0; from < n; from += block) {
    let score = 0;
    for (let t = from; t < Math.min(n, from + block); t++)
      if (!Number.isNaN(flat[t] as number)) score += (t - mt) * ((flat[t] as number) - my - slope * (t - mt));
    variance += score ** 2;
  }
  const blocks = Math.ceil(n / block);
  const small = blocks > 2 ? blocks / (blocks - 2) : 3;
  return {
    slope,
    standardError: stt > 0 ? Math.sqrt(variance * small) / stt : 0,
    level: latestLevel(flat, my, mt, slope),
    season,
  };
}

/** Half the line's end, half the last fortnight's mean distance from it: a line is late where growth has bent. */
function latestLevel(flat: Float64Array, my: number, mt: number, slope: number): number {
  const n = flat.length;
  let sum = 0;
  let count = 0;
  for (let t = Math.max(0, n - 14); t < n; t++) {
    if (Number.isNaN(flat[t] as number)) continue;
    sum += (flat[t] as number) - my - slope * (t - mt);
    count++;
  }
  return my + slope * (n - 1 - mt) + (count > 0 ? sum / count : 0);
}
