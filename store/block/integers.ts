/** How integers are packed: against a base, directly or as differences, rare large ones set aside. */

import {
  FormatError,
  putByte,
  putVarint,
  putZigzag,
  type Sink,
  type Source,
  takeByte,
  takeVarint,
  takeZigzag,
} from '../bytes';
import { bitLength, pack, unpack } from './bits';

/** Integers within this keep exact differences that still fit a zig-zag number. */
export const largestInteger = 2 ** 49;

/** `first` and `base` are left out of `residuals`; what does not fit `width` bits stands in patches. */
export interface Plan {
  delta: boolean;
  zigzag: boolean;
  base: number;
  /** Low bits that all residuals have zero. */
  shift: number;
  width: number;
  patched: boolean;
  bits: number;
}

let scratch = new Float64Array(1024);
const lengths = new Uint32Array(64);

function residualsOf(count: number): Float64Array {
  if (scratch.length < count) scratch = new Float64Array(count * 2);
  return scratch;
}

/** The cheapest way to write these integers. */
export function planIntegers(integers: Float64Array, count: number): Plan {
  let best = tryPlan(integers, count, false, false);
  if (count > 1 && best.width > 0) {
    const delta = tryPlan(integers, count, true, false);
    if (delta.bits < best.bits) best = delta;
    // Outliers below the rest spoil a base that is the smallest: then one from the middle, with signs.
    if (best.width > 3) {
      for (const way of [true, false]) {
        const signed = tryPlan(integers, count, way, true);
        if (signed.bits < best.bits) best = signed;
      }
    }
  }
  return best;
}

function tryPlan(integers: Float64Array, count: number, delta: boolean, zigzag: boolean): Plan {
  const base = zigzag ? middle(integers, count, delta) : smallest(integers, count, delta);
  const n = residuals(integers, count, { delta, zigzag, base });
  const out = scratch;
  let low = 0;
  let high = 0;
  lengths.fill(0);
  for (let i = 0; i < n; i++) {
    const r = out[i] as number;
    if (r < 0x100000000) {
      low |= r;
      const length = 32 - Math.clz32(r);
      lengths[length] = (lengths[length] as number) + 1;
    } else {
      const above = Math.floor(r / 0x100000000);
      low |= r;
      high |= above;
      const length = 64 - Math.clz32(above);
      lengths[length] = (lengths[length] as number) + 1;
    }
  }
  const shift = low !== 0 ? 31 - Math.clz32(low & -low) : high !== 0 ? 63 - Math.clz32(high & -high) : 0;
  return { delta, zigzag, base, shift, ...chooseWidth(n, shift, bitLength(Math.abs(base)) + (delta ? 16 : 0)) };
}

/** A patch costs its place and what is above the width, in bytes of seven bits. */
function chooseWidth(n: number, shift: number, headBits: number): { width: number; patched: boolean; bits: number } {
  let most = 63;
  while (most > 0 && lengths[most] === 0) most--;
  most = Math.max(0, most - shift);
  let best = { width: most, patched: false, bits: n * most + headBits };
  let patches = 0;
  for (let width = most - 1; width >= 0 && patches * 16 < best.bits; width--) {
    patches += lengths[width + 1 + shift] as number;
    let bits = n * width + headBits + 8 + patches * 8;
    for (let b = width + 1; b <= most; b++) bits += (lengths[b + shift] as number) * 8 * Math.ceil((b - width) / 7);
    if (bits < best.bits) best = { width, patched: true, bits };
  }
  return best;
}

function smallest(integers: Float64Array, count: number, delta: boolean): number {
  let least = Number.POSITIVE_INFINITY;
  if (delta)
    for (let i = 1; i < count; i++) {
      const d = (integers[i] as number) - (integers[i - 1] as number);
      if (d < least) least = d;
    }
  else for (let i = 0; i < count; i++) if ((integers[i] as number) < least) least = integers[i] as number;
  return least;
}

/** Of three along the way the middle one: near what is usual, without sorting. */
function middle(integers: Float64Array, count: number, delta: boolean): number {
  const at = (i: number) => (delta ? (integers[i] as number) - (integers[i - 1] as number) : (integers[i] as number));
  const three = [at(1), at(count >> 1), at(count - 1)].sort((a, b) => a - b);
  return three[1] as number;
}

function residuals(
  integers: Float64Array,
  count: number,
  { delta, zigzag, base }: Pick<Plan, 'delta' | 'zigzag' | 'base'>,
): number {
  const out = residualsOf(count);
  const skip = delta ? 1 : 0;
  let before = integers[0] as number;
  for (let i = skip; i < count; i++) {
    const value = integers[i] as number;
    const r = delta ? value - before - base : value - base;
    out[i - skip] = zigzag ? (r >= 0 ? r * 2 : -r * 2 - 1) : r;
    before = value;
  }
  return count - skip;
}

/** Writes what `takeIntegers` reads, but for the plan's flags, which the caller keeps. */
export function putIntegers(sink: Sink, integers: Float64Array, count: number, plan: Plan): void {
  const n = residuals(integers, count, plan);
  const out = scratch;
  if (plan.shift > 0) {
    const unit = 2 ** plan.shift;
    for (let i = 0; i < n; i++) out[i] = (out[i] as number) / unit;
    putByte(sink, plan.shift);
  }
  putZigzag(sink, plan.base);
  if (plan.delta) putZigzag(sink, integers[0] as number);
  putByte(sink, plan.width);
  pack(sink, out, n, plan.width);
  if (!plan.patched) return;
  const limit = 2 ** plan.width;
  let patches = 0;
  for (let i = 0; i < n; i++) if ((out[i] as number) >= limit) patches++;
  putVarint(sink, patches);
  for (let i = 0, next = 0; i < n; i++) {
    if ((out[i] as number) < limit) continue;
    putVarint(sink, i - next);
    putVarint(sink, Math.floor((out[i] as number) / limit));
    next = i + 1;
  }
}

export type Flags = Pick<Plan, 'delta' | 'zigzag' | 'patched'> & { shifted: boolean };

/** Takes `count` integers: those from `skip` on into `out[to, …)`. */
export function takeIntegers(
  source: Source,
  out: Float64Array,
  to: number,
  count: number,
  flags: Flags,
  skip = 0,
): void {
  const unit = flags.shifted ? 2 ** (takeByte(source) & 63) : 1;
  const base = takeZigzag(source);
  const first = flags.delta ? takeZigzag(source) : 0;
  const width = takeByte(source);
  if (width > 53) throw new FormatError(`integers of ${width} bits are wider than any`);
  const n = flags.delta ? count - 1 : count;
  const plain = !flags.patched && !flags.zigzag && unit === 1;
  if (plain && !flags.delta) {
    unpack(source, out, n, width, to, skip);
    if (base !== 0) for (let i = to, end = to + n - skip; i < end; i++) out[i] = base + (out[i] as number);
    return;
  }
  if (plain && width === 0) {
    climb(out, { to, count, first, base, skip });
    return;
  }
  const words = residualsOf(count);
  unpack(source, words, n, width);
  if (flags.patched) patch(source, words, n, width);
  if (flags.zigzag)
    for (let i = 0; i < n; i++) {
      const coded = (words[i] as number) * unit;
      words[i] = coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
    }
  else if (unit !== 1) for (let i = 0; i < n; i++) words[i] = (words[i] as number) * unit;
  if (!flags.delta) {
    for (let i = skip; i < n; i++) out[to + i - skip] = base + (words[i] as number);
    return;
  }
  let value = first;
  for (let i = 0; i < skip; i++) value += base + (words[i] as number);
  out[to] = value;
  for (let i = skip, place = to - skip + 1; i < n; i++) {
    value += base + (words[i] as number);
    out[place + i] = value;
  }
}

/** From `first` on by `base` each time. */
function climb(
  out: Float64Array,
  { to, count, first, base, skip }: { to: number; count: number; first: number; base: number; skip: number },
): void {
  let value = first;
  // Sums of whole numbers are exact this far, in one step as in many.
  if (Math.abs(first) + Math.abs(base) * skip < 2 ** 53) value += base * skip;
  else for (let i = 0; i < skip; i++) value += base;
  for (let i = to, end = to + count - skip; i < end; i++, value += base) out[i] = value;
}

function patch(source: Source, words: Float64Array, n: number, width: number): void {
  const patches = takeVarint(source);
  if (patches > n) throw new FormatError('a column has more patches than values');
  const limit = 2 ** width;
  for (let k = 0, at = 0; k < patches; k++, at++) {
    at += takeVarint(source);
    if (at >= n) throw new FormatError('a patch stands behind the last value');
    words[at] = (words[at] as number) + takeVarint(source) * limit;
  }
}
