/** Non-negative integers of `width` bits each, low bits first, in planes of at most 24 bits. */
import { FormatError, reserve, type Sink, type Source } from './bytes';

/** Bits of one plane: with the seven bits that a value may start behind, a word of 32 holds it. */
export const planeBits = 24;
const plane = 2 ** planeBits;

/** Bits that this non-negative integer needs. */
export function bitLength(value: number): number {
  return value < 0x100000000 ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / 0x100000000));
}

export function packedBytes(count: number, width: number): number {
  let bytes = 0;
  for (let rest = width; rest > 0; rest -= planeBits) bytes += (count * Math.min(rest, planeBits) + 7) >>> 3;
  return bytes;
}

/** Writes the low `width` bits of each of `values[0, count)`; what lies above them is left out. */
export function pack(sink: Sink, values: Float64Array, count: number, width: number): void {
  reserve(sink, packedBytes(count, width));
  for (let from = 0; from < width; from += planeBits) {
    const bits = Math.min(width - from, planeBits);
    const below = 2 ** from;
    packPlane(sink, values, count, bits, below);
  }
}

function packPlane(sink: Sink, values: Float64Array, count: number, bits: number, below: number): void {
  const out = sink.bytes;
  const mask = 2 ** bits - 1;
  let { at } = sink;
  let waiting = 0;
  let have = 0;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    const part = (below === 1 && value < 0x80000000 ? value : Math.floor(value / below) % plane) & mask;
    waiting |= part << have;
    have += bits;
    while (have >= 8) {
      out[at++] = waiting;
      waiting >>>= 8;
      have -= 8;
    }
  }
  if (have > 0) out[at++] = waiting;
  sink.at = at;
}

/** Reads `count` integers of `width` bits (at most 53) into `out`. */
export function unpack(source: Source, out: Float64Array, count: number, width: number): void {
  if (source.at + packedBytes(count, width) > source.bytes.length)
    throw new FormatError('payload ends before its content does');
  if (width === 0) out.fill(0, 0, count);
  for (let from = 0; from < width; from += planeBits)
    unpackPlane(source, out, count, Math.min(width - from, planeBits), from);
}

function unpackPlane(source: Source, out: Float64Array, count: number, bits: number, from: number): void {
  const { bytes } = source;
  const mask = 2 ** bits - 1;
  const factor = 2 ** from;
  const end = source.at + ((count * bits + 7) >>> 3);
  let { at } = source;
  let waiting = 0;
  let have = 0;
  for (let i = 0; i < count; i++) {
    while (have < bits) {
      waiting |= (bytes[at++] as number) << have;
      have += 8;
    }
    const value = waiting & mask;
    waiting >>>= bits;
    have -= bits;
    if (from === 0) out[i] = value;
    else out[i] = (out[i] as number) + value * factor;
  }
  source.at = end;
}

/** `out[to, to + count)`: `base` and what is read, of at most one plane. What most columns are, in one go. */
export function unpackAbove(
  source: Source,
  out: Float64Array,
  to: number,
  count: number,
  width: number,
  base: number,
): void {
  const end = endOf(source, count, width);
  const { bytes } = source;
  const mask = 2 ** width - 1;
  let { at } = source;
  let waiting = 0;
  let have = 0;
  for (let i = to, end = to + count; i < end; i++) {
    while (have < width) {
      waiting |= (bytes[at++] as number) << have;
      have += 8;
    }
    out[i] = base + (waiting & mask);
    waiting >>>= width;
    have -= width;
  }
  source.at = end;
}

/** `out[to, to + count]`: `first`, then each the one before and `base` and what is read, of at most one plane. */
export function unpackSums(
  source: Source,
  out: Float64Array,
  to: number,
  count: number,
  width: number,
  base: number,
  first: number,
): void {
  const end = endOf(source, count, width);
  const { bytes } = source;
  const mask = 2 ** width - 1;
  let { at } = source;
  let waiting = 0;
  let have = 0;
  let value = first;
  out[to] = value;
  if (width === 0) {
    for (let i = to + 1, last = to + count; i <= last; i++) out[i] = value += base;
    return;
  }
  for (let i = to + 1, last = to + count; i <= last; i++) {
    while (have < width) {
      waiting |= (bytes[at++] as number) << have;
      have += 8;
    }
    value += base + (waiting & mask);
    out[i] = value;
    waiting >>>= width;
    have -= width;
  }
  source.at = end;
}

function endOf(source: Source, count: number, width: number): number {
  const end = source.at + ((count * width + 7) >>> 3);
  if (end > source.bytes.length) throw new FormatError('payload ends before its content does');
  return end;
}
