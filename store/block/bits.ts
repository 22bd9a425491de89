/** Non-negative integers of `width` bits each, low bits first, in planes of at most 24 bits. */
import { FormatError, reserve, type Sink, type Source } from '../bytes';

/** Bits of one plane: with the seven bits that a value may start behind, a word of 32 holds it. */
export const planeBits = 24;

/** Bits that this non-negative integer needs. */
export function bitLength(value: number): number {
  return value < 0x100000000 ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / 0x100000000));
}

export function packedBytes(count: number, width: number): number {
  let bytes = 0;
  for (let rest = width; rest > 0; rest -= planeBits) bytes += (count * Math.min(rest, planeBits) + 7) >>> 3;
  return bytes;
}

/** Writes the low `width` bits (at most 53) of each of `values[0, count)`; what lies above them is left out. */
export function pack(sink: Sink, values: Float64Array, count: number, width: number): void {
  reserve(sink, packedBytes(count, width));
  for (let from = 0; from < width; from += planeBits)
    packPlane(sink, values, count, Math.min(width - from, planeBits), from);
}

function packPlane(sink: Sink, values: Float64Array, count: number, bits: number, from: number): void {
  const out = sink.bytes;
  const mask = 2 ** bits - 1;
  let { at } = sink;
  let waiting = 0;
  let have = 0;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    waiting |= ((from === 0 ? value : bitsFrom(value, from)) & mask) << have;
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

/** The bits from the 25th or the 49th on, by words of 32: a remainder of doubles takes many times as long. */
function bitsFrom(value: number, from: number): number {
  const high = Math.floor(value / 0x100000000);
  return from === planeBits ? (value >>> planeBits) | (high << (32 - planeBits)) : high >>> (2 * planeBits - 32);
}

/** Reads `count` integers of `width` bits (at most 53): those from `skip` on into `out[to, …)`. */
export function unpack(source: Source, out: Float64Array, count: number, width: number, to = 0, skip = 0): void {
  const end = source.at + packedBytes(count, width);
  if (end > source.bytes.length) throw new FormatError('payload ends before its content does');
  if (width === 0) out.fill(0, to, to + count - skip);
  for (let from = 0; from < width; from += planeBits) {
    const bits = Math.min(width - from, planeBits);
    if (from === 0) unpackPlane(source.bytes, source.at * 8 + skip * bits, out, to, to + count - skip, bits);
    else addPlane(source.bytes, source.at * 8 + skip * bits, out, to, to + count - skip, bits, 2 ** from);
    source.at += (count * bits + 7) >>> 3;
  }
}

/** `out[from, to)`, from the bit `bit` on. */
function unpackPlane(bytes: Uint8Array, bit: number, out: Float64Array, from: number, to: number, bits: number): void {
  const mask = 2 ** bits - 1;
  // Whole words, without asking of each byte whether it is needed, as long as there are such.
  const fast = Math.min(to, from + Math.max(0, Math.floor(((bytes.length - 4) * 8 - bit) / bits)));
  let at = bit;
  let i = from;
  if (bits <= 9)
    for (; i < fast; i++, at += bits) {
      const b = at >>> 3;
      out[i] = (((bytes[b] as number) | ((bytes[b + 1] as number) << 8)) >>> (at & 7)) & mask;
    }
  else
    for (; i < fast; i++, at += bits) {
      const b = at >>> 3;
      const word =
        (bytes[b] as number) |
        ((bytes[b + 1] as number) << 8) |
        ((bytes[b + 2] as number) << 16) |
        ((bytes[b + 3] as number) << 24);
      out[i] = (word >>> (at & 7)) & mask;
    }
  for (; i < to; i++, at += bits) out[i] = wordAt(bytes, at) & mask;
}

/** 24 bits and more from the bit `bit` on; behind the last byte are zeros. */
function wordAt(bytes: Uint8Array, bit: number): number {
  let word = 0;
  for (let b = 3; b >= 0; b--) word = (word << 8) | (bytes[(bit >>> 3) + b] ?? 0);
  return word >>> (bit & 7);
}

/** Adds what lies above the first plane. */
function addPlane(
  bytes: Uint8Array,
  bit: number,
  out: Float64Array,
  from: number,
  to: number,
  bits: number,
  factor: number,
): void {
  const mask = 2 ** bits - 1;
  for (let i = from, at = bit; i < to; i++, at += bits)
    out[i] = (out[i] as number) + (wordAt(bytes, at) & mask) * factor;
}
