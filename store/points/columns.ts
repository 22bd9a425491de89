/**
 * Codecs of one column of doubles, each lossless to the bit. The encoder picks by content; the
 * decoder reads the codec's id from the first byte. Ids are part of the stored format: never reuse one.
 */
import {
  FormatError,
  putByte,
  putRaw,
  putVarint,
  putVarintInto,
  reserve,
  type Sink,
  type Source,
  takeByte,
  takeDouble,
  takeRaw,
  takeVarint,
  takeZigzag,
} from '../bytes';
import { doubles } from './scratch';

/** Ids as stored. `integers` and `integersOrNaN` hold zig-zag deltas; `trimmed` drops a double's low zero bytes. */
export const Codec = { constant: 0, raw: 1, runs: 2, integers: 3, integersOrNaN: 4, trimmed: 5 } as const;

/** Deltas of integers within ±2^50 stay exact after zig-zag. */
const integerLimit = 2 ** 50;
const nanHigh = 0x7ff80000;

function words(column: Float64Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
}

/** How many runs of equal bits there are: at least one. */
function countRuns(bits: Uint32Array): number {
  let runs = 1;
  for (let i = 2; i < bits.length; i += 2) if (bits[i] !== bits[i - 2] || bits[i + 1] !== bits[i - 1]) runs++;
  return runs;
}

/** The codec that holds all of a column as integers, where one does; NaN is a hole only with the plain bit pattern. */
function integerCodec(column: Float64Array, bits: Uint32Array): number | null {
  let codec: number = Codec.integers;
  for (let i = 0; i < column.length; i++) {
    const value = column[i] as number;
    if (value !== value) {
      if (bits[2 * i] !== 0 || bits[2 * i + 1] !== nanHigh) return null;
      codec = Codec.integersOrNaN;
    } else if (Math.floor(value) !== value || value > integerLimit || value < -integerLimit) return null;
    else if (value === 0 && bits[2 * i + 1] !== 0) return null;
  }
  return codec;
}

/** `kind` says what pays: times and ids come as integers close to each other, values do not. */
export function putColumn(sink: Sink, column: Float64Array, kind: 'integers' | 'values'): void {
  if (column.length === 0) return;
  const bits = words(column);
  const runs = countRuns(bits);
  if (runs === 1) {
    putByte(sink, Codec.constant);
    putBits(sink, bits, 0);
    return;
  }
  if (runs * 10 <= column.length) {
    putByte(sink, Codec.runs);
    putRuns(sink, bits);
    return;
  }
  const integers = kind === 'integers' ? integerCodec(column, bits) : null;
  if (integers !== null) {
    putByte(sink, integers);
    putIntegers(sink, column, integers === Codec.integersOrNaN);
    return;
  }
  const size = trimmedSize(bits, column.length);
  putByte(sink, size < column.length * 8 ? Codec.trimmed : Codec.raw);
  if (size < column.length * 8) putTrimmed(sink, bits, column.length);
  else putRaw(sink, column);
}

function putRuns(sink: Sink, bits: Uint32Array): void {
  let from = 0;
  for (let i = 2; i <= bits.length; i += 2) {
    if (i < bits.length && bits[i] === bits[i - 2] && bits[i + 1] === bits[i - 1]) continue;
    putVarint(sink, (i - from) / 2);
    putBits(sink, bits, from);
    from = i;
  }
}

/** The double whose words stand at `from`. */
function putBits(sink: Sink, bits: Uint32Array, from: number): void {
  reserve(sink, 8);
  sink.view.setUint32(sink.at, bits[from] as number, true);
  sink.view.setUint32(sink.at + 4, bits[from + 1] as number, true);
  sink.at += 8;
}

function putIntegers(sink: Sink, column: Float64Array, nans: boolean): void {
  reserve(sink, column.length * 10);
  const plus = nans ? 1 : 0;
  let before = 0;
  for (let i = 0; i < column.length; i++) {
    const value = column[i] as number;
    if (value !== value) {
      putVarintInto(sink, 0);
      continue;
    }
    const delta = value - before;
    putVarintInto(sink, (delta >= 0 ? delta * 2 : -delta * 2 - 1) + plus);
    before = value;
  }
}

/** How many of a double's eight bytes remain when its low zero bytes go: 5.0 keeps two. */
function keptBytes(low: number, high: number): number {
  const word = low === 0 ? high : low;
  const above = low === 0 ? 0 : 4;
  if (word === 0) return 0;
  if ((word & 0xff) !== 0) return above + 4;
  if ((word & 0xff00) !== 0) return above + 3;
  return (word & 0xff0000) !== 0 ? above + 2 : above + 1;
}

function trimmedSize(bits: Uint32Array, length: number): number {
  let size = (length + 1) >> 1;
  for (let i = 0; i < length; i++) size += keptBytes(bits[2 * i] as number, bits[2 * i + 1] as number);
  return size;
}

function putTrimmed(sink: Sink, bits: Uint32Array, length: number): void {
  const lengths = (length + 1) >> 1;
  // Each is written whole, and the next one over what of it does not remain.
  reserve(sink, lengths + length * 8);
  const { bytes, view } = sink;
  let at = sink.at + lengths;
  for (let i = 0; i < length; i++) {
    const low = bits[2 * i] as number;
    const high = bits[2 * i + 1] as number;
    const kept = keptBytes(low, high);
    const place = sink.at + (i >> 1);
    bytes[place] = i & 1 ? (bytes[place] as number) | (kept << 4) : kept;
    view.setUint32(at, high);
    view.setUint32(at + 4, low);
    at += kept;
  }
  sink.at = at;
}

/** @param out so many zeros to be filled and answered. */
export function takeColumn(source: Source, length: number, out: Float64Array = doubles(length)): Float64Array {
  if (length === 0) return out;
  const codec = takeByte(source);
  switch (codec) {
    case Codec.constant:
      return takeConstant(source, out);
    case Codec.raw:
      return takeRaw(source, out);
    case Codec.runs:
      return takeRuns(source, out);
    case Codec.integers:
    case Codec.integersOrNaN:
      return takeIntegers(source, out, codec === Codec.integersOrNaN);
    case Codec.trimmed:
      return takeTrimmed(source, out);
    default:
      throw unknownCodec(codec);
  }
}

export const unknownCodec = (codec: number) =>
  new FormatError(`column codec ${codec} is not known to this release of Headroom; a newer one wrote it`);

function takeConstant(source: Source, out: Float64Array): Float64Array {
  const from = source.at;
  const value = takeDouble(source);
  if (value === value) return value === 0 && !Object.is(value, -0) ? out : out.fill(value);
  if (isPlainNaN(source.bytes, from)) return out.fill(Number.NaN);
  source.at = from;
  takeBits(source);
  fillBits(words(out), 0, out.length);
  return out;
}

/** A hole, which most columns of a signal that is not there hold alone. */
function isPlainNaN(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < 6; i++) if (bytes[at + i] !== 0) return false;
  return bytes[at + 6] === 0xf8 && bytes[at + 7] === 0x7f;
}

/**
 * The same into every `stride`-th place of `out` from `first` on, which is all zeros there: small numbers and counts,
 * whose bits need not be kept.
 */
export function takeColumnInto(
  source: Source,
  length: number,
  { out, first, stride }: { out: Float64Array | Uint16Array | Uint8Array; first: number; stride: number },
): void {
  const codec = length === 0 ? null : source.bytes[source.at];
  if (codec === Codec.constant) {
    source.at++;
    const value = takeDouble(source);
    if (value !== 0) for (let i = 0, at = first; i < length; i++, at += stride) out[at] = value;
  } else if (codec === Codec.integers) {
    source.at++;
    let value = 0;
    for (let i = 0, at = first; i < length; i++, at += stride) {
      value += takeZigzag(source);
      out[at] = value;
    }
  } else {
    const column = takeColumn(source, length);
    for (let i = 0, at = first; i < length; i++, at += stride) out[at] = column[i] as number;
  }
}

const taken = new Uint32Array(2);
const takenBytes = new Uint8Array(taken.buffer);

/** The next double as words: as a number it may lose a NaN's payload on its way. */
function takeBits(source: Source): void {
  const { bytes, at } = source;
  if (at + 8 > bytes.length) throw new FormatError('payload ends before its content does');
  for (let i = 0; i < 8; i++) takenBytes[i] = bytes[at + i] as number;
  source.at = at + 8;
}

/** The double that was taken last, into [from, to). */
function fillBits(target: Uint32Array, from: number, to: number): void {
  const [low, high] = taken as unknown as [number, number];
  for (let i = from; i < to; i++) {
    target[2 * i] = low;
    target[2 * i + 1] = high;
  }
}

function takeRuns(source: Source, out: Float64Array): Float64Array {
  const { length } = out;
  const target = words(out);
  let at = 0;
  while (at < length) {
    const run = takeVarint(source);
    if (run === 0 || at + run > length) throw new FormatError('runs of a column do not add up');
    takeBits(source);
    fillBits(target, at, at + run);
    at += run;
  }
  return out;
}

function takeIntegers(source: Source, out: Float64Array, nans: boolean): Float64Array {
  const { length } = out;
  let before = 0;
  for (let i = 0; i < length; i++) {
    if (!nans) before += takeZigzag(source);
    else {
      const coded = takeVarint(source);
      if (coded === 0) {
        out[i] = Number.NaN;
        continue;
      }
      before += coded % 2 === 1 ? (coded - 1) / 2 : -coded / 2;
    }
    out[i] = before;
  }
  return out;
}

function takeTrimmed(source: Source, out: Float64Array): Float64Array {
  const { length } = out;
  const bits = words(out);
  const { bytes } = source;
  const lengthsAt = source.at;
  let at = lengthsAt + ((length + 1) >> 1);
  for (let i = 0; i < length; i++) {
    const pair = bytes[lengthsAt + (i >> 1)] as number;
    const kept = i & 1 ? pair >> 4 : pair & 15;
    // Eight bytes are read however many are kept: those behind the last one of all are undefined, which counts as 0.
    const high =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number);
    if (kept <= 4) bits[2 * i + 1] = high & (masks[kept] as number);
    else {
      const low =
        ((bytes[at + 4] as number) << 24) |
        ((bytes[at + 5] as number) << 16) |
        ((bytes[at + 6] as number) << 8) |
        (bytes[at + 7] as number);
      bits[2 * i] = low & (masks[kept - 4] as number);
      bits[2 * i + 1] = high;
    }
    at += kept;
  }
  if (at > bytes.length) throw new FormatError('payload ends before its content does');
  source.at = at;
  return out;
}

/** The first so many bytes of a word; more than four, of a payload that is broken, are all. */
const masks = Int32Array.of(0, -0x1000000, -0x10000, -0x100, -1, -1, -1, -1, -1, -1, -1, -1);
