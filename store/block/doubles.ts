/**
 * Doubles without a common scale: differences of their bit patterns as 64-bit integers. Doubles of one
 * sign are ordered as their patterns are, so a sum that grows slowly has small differences.
 */

import {
  FormatError,
  putByte,
  putRaw,
  putVarint,
  type Sink,
  type Source,
  takeByte,
  takeCount,
  takeRawDoubles,
  takeVarint,
} from '../bytes';
import { bitLength, pack, unpack } from './bits';

const word = 2 ** 32;
let scratch = new Float64Array(1024);
/** How many bits each difference needs, 64: too far apart. */
let lengths = new Uint8Array(1024);

function words(column: Float64Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
}

/** Writes the column (two values or more); false where the patterns are too far apart to pay. */
export function putDoubles(sink: Sink, column: Float64Array): boolean {
  const n = column.length - 1;
  if (scratch.length < n) {
    scratch = new Float64Array(n * 2);
    lengths = new Uint8Array(n * 2);
  }
  const bits = words(column);
  for (let i = 0; i < n; i++) {
    const coded = difference(bits, i);
    scratch[i] = coded;
    lengths[i] = coded < word * word ? bitLength(coded) : 64;
  }
  const width = bestWidth(n);
  if (width < 0) return false;
  let jumps = 0;
  for (let i = 0; i < n; i++) {
    if ((lengths[i] as number) <= width) continue;
    jumps++;
    scratch[i] = 0;
  }
  putRaw(sink, column.subarray(0, 1));
  putByte(sink, width);
  pack(sink, scratch, n, width);
  putVarint(sink, jumps);
  for (let i = 0, next = 0; i < n; i++) {
    if ((lengths[i] as number) <= width) continue;
    putVarint(sink, i - next);
    putRaw(sink, column.subarray(i + 1, i + 2));
    next = i + 1;
  }
  return true;
}

/** Zig-zag difference of the patterns i and i + 1; infinite beyond what a double can count. */
function difference(bits: Uint32Array, i: number): number {
  const l = (bits[2 * i + 2] as number) - (bits[2 * i] as number);
  const h = (bits[2 * i + 3] as number) - (bits[2 * i + 1] as number);
  const d = h * word + l;
  if (!(Math.abs(d) < 2 ** 52)) return Number.POSITIVE_INFINITY;
  return d >= 0 ? d * 2 : -d * 2 - 1;
}

/** How far each pattern lies from that of `near`, in units of the last place; null where one is too far. */
export function distances(column: Float64Array, near: Float64Array): Float64Array | null {
  const a = words(column);
  const b = words(near);
  const out = new Float64Array(column.length);
  for (let i = 0; i < out.length; i++) {
    const l = (a[2 * i] as number) - (b[2 * i] as number);
    const h = (a[2 * i + 1] as number) - (b[2 * i + 1] as number);
    const d = h * word + l;
    if (!(Math.abs(d) < farthest)) return null;
    out[i] = d;
  }
  return out;
}

/** Moves the patterns back by what `distances` found. */
export function moveBy(column: Float64Array, moves: Float64Array): void {
  const bits = words(column);
  for (let i = 0; i < moves.length; i++) {
    const l = (bits[2 * i] as number) + (moves[i] as number);
    bits[2 * i] = l;
    if (l < 0 || l >= word) bits[2 * i + 1] = (bits[2 * i + 1] as number) + Math.floor(l / word);
  }
}

/** Farther than sums of decimals drift. */
export const farthest = 2 ** 30;

const counts = new Uint32Array(65);

/** A jump costs its place and all eight bytes; -1: every value would be one, or nearly. */
function bestWidth(n: number): number {
  counts.fill(0);
  for (let i = 0; i < n; i++) counts[lengths[i] as number] = (counts[lengths[i] as number] as number) + 1;
  let best = -1;
  let bits = n * 64;
  let jumps = n;
  for (let width = 0; width <= 53; width++) {
    if (counts[width] === 0) continue;
    jumps -= counts[width] as number;
    const cost = n * width + jumps * 72;
    if (cost >= bits) continue;
    bits = cost;
    best = width;
  }
  return best;
}

export function takeDoubles(source: Source, out: Float64Array): void {
  const n = out.length - 1;
  if (scratch.length < n) scratch = new Float64Array(n * 2);
  const first = words(takeRawDoubles(source, 1));
  const width = takeByte(source);
  if (width > 53) throw new FormatError(`differences of ${width} bits are wider than any`);
  unpack(source, scratch, n, width);
  const jumps = takeCount(source, 9);
  const bits = words(out);
  bits.set(first);
  let jumpAt = jumps > 0 ? takeVarint(source) : -1;
  for (let i = 0, taken = 0; i < n; i++) {
    if (i === jumpAt) {
      bits.set(words(takeRawDoubles(source, 1)), 2 * i + 2);
      taken++;
      jumpAt = taken < jumps ? i + 1 + takeVarint(source) : -1;
      continue;
    }
    const coded = scratch[i] as number;
    const d = coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
    const l = (bits[2 * i] as number) + (((d % word) + word) % word);
    bits[2 * i + 2] = l;
    bits[2 * i + 3] = (bits[2 * i + 1] as number) + Math.floor(d / word) + (l >= word ? 1 : 0);
  }
  if (jumpAt >= n) throw new FormatError('a jump stands behind the last value');
}
