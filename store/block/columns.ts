/**
 * Codecs of one column of doubles of a block, each lossless to the bit. The encoder picks by content, the
 * decoder reads kind and flags from the first byte. They are part of the stored format (docs/telemetry.md):
 * never give one another meaning.
 */

import {
  FormatError,
  putByte,
  putRaw,
  putVarint,
  putZigzag,
  type Sink,
  type Source,
  takeByte,
  takeCount,
  takeRaw,
  takeVarint,
  takeZigzag,
} from '../bytes';
import { moveBy, putDoubles, takeDoubles } from './doubles';
import { type Flags, largestInteger, type Plan, planIntegers, putIntegers, takeIntegers } from './integers';
import { nearDecimals, powers, scaleOf } from './scale';

export const Kind = {
  constant: 0,
  direct: 1,
  delta: 2,
  doubles: 3,
  raw: 4,
  same: 5,
  relative: 6,
  relativeDelta: 7,
} as const;
export const Flag = { zigzag: 8, decimal: 16, patched: 32, shifted: 64, exceptions: 128 } as const;
/** In a constant's first byte. */
export const rawConstant = 64;

let differences = new Float64Array(1024);

function words(column: Float64Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
}

function equalBits(a: Uint32Array, b: Uint32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function isConstant(bits: Uint32Array): boolean {
  for (let i = 2; i < bits.length; i++) if (bits[i] !== bits[i - 2]) return false;
  return true;
}

/**
 * Writes the whole column; nothing for an empty one. `guess`: what each value is likely close to, which the
 * reader knows by then. `inner`: as part of another column.
 */
export function putValues(sink: Sink, column: Float64Array, guess?: Float64Array, inner = false): void {
  const count = column.length;
  if (count === 0) return;
  const bits = words(column);
  if (guess && equalBits(bits, words(guess))) {
    putByte(sink, Kind.same);
    return;
  }
  if (isConstant(bits)) putConstant(sink, column);
  else putVarying(sink, column, guess, inner);
}

function putVarying(sink: Sink, column: Float64Array, guess: Float64Array | undefined, inner: boolean): void {
  const count = column.length;
  if (differences.length < count) differences = new Float64Array(count * 2);
  const scale = scaleOf(column);
  if (!scale) {
    putUnscaled(sink, column, guess, inner);
    return;
  }
  const { integers, exponent, exceptions } = scale;
  let plan = planIntegers(integers, count);
  let relative = false;
  if (guess && plan.width > 0) {
    for (let i = 0; i < count; i++)
      differences[i] = (integers[i] as number) - predicted(guess[i] as number, powers[exponent] as number);
    const close = planIntegers(differences, count);
    relative = close.bits < plan.bits;
    if (relative) plan = close;
  }
  if (plan.bits + exceptions.length * 72 >= count * 64) {
    putUnscaled(sink, column, guess, inner);
    return;
  }
  putByte(sink, firstByte(plan, relative, exponent, exceptions.length));
  if (exponent > 0) putByte(sink, exponent);
  putIntegers(sink, relative ? differences : integers, count, plan);
  if (exceptions.length > 0) putExceptions(sink, column, exceptions);
}

function firstByte(plan: Plan, relative: boolean, exponent: number, exceptions: number): number {
  const direct = relative ? Kind.relative : Kind.direct;
  const delta = relative ? Kind.relativeDelta : Kind.delta;
  return (
    (plan.delta ? delta : direct) |
    (plan.zigzag ? Flag.zigzag : 0) |
    (exponent > 0 ? Flag.decimal : 0) |
    (plan.patched ? Flag.patched : 0) |
    (plan.shift > 0 ? Flag.shifted : 0) |
    (exceptions > 0 ? Flag.exceptions : 0)
  );
}

function putConstant(sink: Sink, column: Float64Array): void {
  const scale = scaleOf(column.subarray(0, 1));
  if (!scale || scale.exceptions.length > 0) {
    putByte(sink, Kind.constant | rawConstant);
    putRaw(sink, column.subarray(0, 1));
    return;
  }
  putByte(sink, Kind.constant | (scale.exponent > 0 ? Flag.decimal : 0));
  if (scale.exponent > 0) putByte(sink, scale.exponent);
  putZigzag(sink, scale.integers[0] as number);
}

function putUnscaled(sink: Sink, column: Float64Array, guess: Float64Array | undefined, inner: boolean): void {
  const at = sink.at;
  const near = inner ? null : nearDecimals(column);
  let nearly: Uint8Array | null = null;
  if (near) {
    putByte(sink, Kind.doubles | Flag.decimal);
    putValues(sink, near.column, guess, true);
    putValues(sink, near.moves, undefined, true);
    // Random doubles never come below this, sums of decimals mostly do.
    if ((sink.at - at) * 8 < column.length * goodBits) return;
    nearly = sink.bytes.slice(at, sink.at);
    sink.at = at;
  }
  putByte(sink, Kind.doubles);
  if (!putDoubles(sink, column) || sink.at - at >= column.length * 8) {
    sink.at = at;
    putByte(sink, Kind.raw);
    putRaw(sink, column);
  }
  if (!nearly || nearly.length >= sink.at - at) return;
  sink.at = at;
  putRaw(sink, nearly);
}

/** Below this many bits a value, other ways are not tried. */
const goodBits = 24;

function putExceptions(sink: Sink, column: Float64Array, exceptions: number[]): void {
  putVarint(sink, exceptions.length);
  exceptions.forEach((at, k) => {
    putVarint(sink, k === 0 ? at : at - (exceptions[k - 1] as number) - 1);
    putRaw(sink, column.subarray(at, at + 1));
  });
}

function predicted(guess: number, power: number): number {
  const integer = Math.round(guess * power);
  return Math.abs(integer) <= largestInteger ? integer : 0;
}

/** A column of this length. */
export function takeColumn(source: Source, length: number): Float64Array {
  const column = new Float64Array(length);
  takeValues(source, column);
  return column;
}

/** Fills `out` with the column, `out.length` doubles long. */
export function takeValues(source: Source, out: Float64Array, guess?: Float64Array): void {
  if (out.length === 0) return;
  const byte = takeByte(source);
  const kind = byte & 7;
  if (kind === Kind.constant) takeConstant(source, out, byte);
  else if (kind === Kind.raw) takeRaw(source, out);
  else if (kind === Kind.doubles && byte & Flag.decimal) takeNear(source, out, guess);
  else if (kind === Kind.doubles) takeDoubles(source, out);
  else if (kind === Kind.same) {
    if (!guess) throw new FormatError('a column is said to be the same as none');
    words(out).set(words(guess));
  } else takeScaled(source, out, byte, guess);
}

/** Of a column of `count` whole numbers, which counts are, those from `skip` on into `out[to, …)`, without a view of their own. */
export function takeCounts(source: Source, out: Float64Array, to: number, count: number, skip = 0): void {
  const byte = source.bytes[source.at] ?? 0;
  const plain = (byte & ~(Flag.zigzag | Flag.patched | Flag.shifted)) === Kind.delta || byte === Kind.direct;
  if (plain && count > 0) {
    source.at++;
    takeIntegers(source, out, to, count, flagsOf(byte), skip);
  } else if (skip === 0) takeValues(source, out.subarray(to, to + count));
  else out.set(takeColumn(source, count).subarray(skip), to);
}

function takeNear(source: Source, out: Float64Array, guess?: Float64Array): void {
  refuseNear(source);
  takeValues(source, out, guess);
  refuseNear(source);
  moveBy(out, takeColumn(source, out.length));
}

/** One within the other would let a few bytes go as deep as they are long. */
function refuseNear({ bytes, at }: Source): void {
  if (((bytes[at] ?? 0) & (7 | Flag.decimal)) === (Kind.doubles | Flag.decimal))
    throw new FormatError('a column of near decimals holds another');
}

function takeScaled(source: Source, out: Float64Array, byte: number, guess?: Float64Array): void {
  const count = out.length;
  const kind = byte & 7;
  const exponent = byte & Flag.decimal ? takeByte(source) : 0;
  const power = powers[exponent];
  if (power === undefined) throw new FormatError(`a scale of 10^${exponent} is finer than any`);
  takeIntegers(source, out, 0, count, flagsOf(byte));
  if (kind >= Kind.relative) {
    if (!guess) throw new FormatError('a column is said to be close to none');
    for (let i = 0; i < count; i++) out[i] = (out[i] as number) + predicted(guess[i] as number, power);
  }
  if (power !== 1) for (let i = 0; i < count; i++) out[i] = (out[i] as number) / power;
  if (byte & Flag.exceptions) takeExceptions(source, out);
}

function flagsOf(byte: number): Flags {
  const kind = byte & 7;
  return {
    delta: kind === Kind.delta || kind === Kind.relativeDelta,
    zigzag: (byte & Flag.zigzag) !== 0,
    patched: (byte & Flag.patched) !== 0,
    shifted: (byte & Flag.shifted) !== 0,
  };
}

function takeConstant(source: Source, out: Float64Array, byte: number): void {
  if (byte & rawConstant) {
    takeRaw(source, out.subarray(0, 1));
    const bits = words(out);
    // By words: a number may lose a NaN's payload on its way.
    for (let i = 2; i < bits.length; i++) bits[i] = bits[i - 2] as number;
    return;
  }
  const power = powers[byte & Flag.decimal ? takeByte(source) : 0];
  if (power === undefined) throw new FormatError('a constant of a finer scale than any');
  out.fill(takeZigzag(source) / power);
}

function takeExceptions(source: Source, out: Float64Array): void {
  const exceptions = takeCount(source, 9);
  for (let k = 0, at = 0; k < exceptions; k++, at++) {
    at += takeVarint(source);
    if (at >= out.length) throw new FormatError('an exception stands behind the last value');
    takeRaw(source, out.subarray(at, at + 1));
  }
}
