/** Which decimals doubles are, or lie near. */
import { distances, farthest } from './doubles';
import { largestInteger } from './integers';

/** Each power of ten that a double holds exactly. */
export const powers = Float64Array.from({ length: 23 }, (_, e) => Number(`1e${e}`));

export interface Scaled {
  integers: Float64Array;
  exponent: number;
  /** Indexes of values that are no decimals of this scale. */
  exceptions: number[];
}

let integers = new Float64Array(1024);

/**
 * The integers value × 10^exponent for the smallest exponent that gives back nearly every value
 * exactly when divided again; the others are exceptions, whose integer is the one before. Null where too
 * many are exceptions. The integers stay until the next call.
 */
export function scaleOf(column: Float64Array): Scaled | null {
  if (integers.length < column.length) integers = new Float64Array(column.length * 2);
  const count = column.length;
  const most = count >> 3;
  let exponent = 0;
  let power = 1;
  const exceptions: number[] = [];
  for (let i = 0; i < count; i++) {
    const value = column[i] as number;
    let integer = Math.round(value * power);
    if (integer / power !== value) {
      let e = exponent;
      while (e < 22 && integer / power !== value && Math.abs(integer) <= largestInteger) {
        power = powers[++e] as number;
        integer = Math.round(value * power);
      }
      if (integer / power === value && Math.abs(integer) <= largestInteger) {
        exponent = e;
      } else {
        power = powers[exponent] as number;
        integer = Number.NaN;
      }
    }
    if (!(Math.abs(integer) <= largestInteger) || (value === 0 && Object.is(value, -0))) {
      exceptions.push(i);
      if (exceptions.length > most) return null;
    } else integers[i] = integer;
  }
  // All at the last scale, which the larger ones may not fit.
  if (exponent > 0 || exceptions.length > 0) return settle(column, exponent, most);
  return { integers, exponent, exceptions };
}

function settle(column: Float64Array, exponent: number, most: number): Scaled | null {
  const power = powers[exponent] as number;
  const exceptions: number[] = [];
  let before = 0;
  for (let i = 0; i < column.length; i++) {
    const value = column[i] as number;
    const integer = Math.round(value * power);
    if (integer / power === value && Math.abs(integer) <= largestInteger && !Object.is(value, -0)) before = integer + 0;
    else exceptions.push(i);
    integers[i] = before;
  }
  return exceptions.length > most ? null : { integers, exponent, exceptions };
}

/**
 * Sums of decimals are not decimals: 0.1 + 0.2 is a few units of the last place beside 0.3. The decimals
 * they lie near, and how far off they are; null where there are none.
 */
export function nearDecimals(column: Float64Array): { column: Float64Array; moves: Float64Array } | null {
  const sample = Math.min(column.length, 6);
  let best = 52;
  let exponent = -1;
  let farOff = 0;
  for (let e = 0; e <= 15; e++) {
    const digits = e * 3.32;
    if (digits >= best) break;
    let off = 0;
    for (let k = 0; k < sample; k++) {
      const value = column[Math.floor((k * column.length) / sample)] as number;
      const size = Math.abs(value);
      const integer = Math.round(value * (powers[e] as number));
      if (Math.abs(integer) > largestInteger) {
        off = Number.POSITIVE_INFINITY;
        break;
      }
      const relative = Math.abs(integer / (powers[e] as number) - value) / size;
      if (!(relative <= off)) off = relative;
    }
    // A distance in units of the last place is about the relative one times 2^53.
    const score = digits + (off > 0 ? Math.log2(off * 2 ** 53 + 1) : 0);
    if (score < best - 4) {
      best = score;
      exponent = e;
      farOff = off;
    }
  }
  // Farther than `distances` tells: a relative one times 2^51 is less than it in units of the last place.
  if (exponent < 0 || farOff * 2 ** 51 >= farthest) return null;
  const power = powers[exponent] as number;
  const near = column.map((value) => Math.round(value * power) / power);
  const moves = distances(column, near);
  return moves && { column: near, moves };
}
