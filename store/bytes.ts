/** A growing byte buffer and a bounded reader, shared by the codecs. Little-endian throughout. */

export interface Sink {
  bytes: Uint8Array;
  /** Of the same bytes. */
  view: DataView;
  at: number;
}

export interface Source {
  bytes: Uint8Array;
  at: number;
}

/** Payload that cannot be read: cut off, or of a format this release does not know. */
export class FormatError extends Error {}

export function makeSink(sizeHint: number): Sink {
  const bytes = new Uint8Array(Math.max(64, sizeHint));
  return { bytes, view: new DataView(bytes.buffer), at: 0 };
}

/** Makes room for `more` bytes, so that the callers' writes need no check of their own. */
export function reserve(sink: Sink, more: number): void {
  const needed = sink.at + more;
  if (needed <= sink.bytes.length) return;
  const grown = new Uint8Array(Math.max(needed, sink.bytes.length * 2));
  grown.set(sink.bytes.subarray(0, sink.at));
  sink.bytes = grown;
  sink.view = new DataView(grown.buffer);
}

export function putByte(sink: Sink, value: number): void {
  reserve(sink, 1);
  sink.bytes[sink.at++] = value;
}

/** LEB128 of a non-negative integer up to 2^53. */
export function putVarint(sink: Sink, value: number): void {
  reserve(sink, 10);
  putVarintInto(sink, value);
}

/** The same where ten bytes of room were reserved. */
export function putVarintInto(sink: Sink, value: number): void {
  if (value < 128) {
    sink.bytes[sink.at++] = value;
    return;
  }
  let rest = value;
  // Bit operations are exact below 2^31 only; above it, divide.
  while (rest >= 0x7fffffff) {
    sink.bytes[sink.at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  while (rest >= 128) {
    sink.bytes[sink.at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  sink.bytes[sink.at++] = rest;
}

/** Signed integers up to ±2^52, small magnitudes in few bytes. */
export function putZigzag(sink: Sink, value: number): void {
  putVarint(sink, value >= 0 ? value * 2 : -value * 2 - 1);
}

/** The bytes of a typed array as they lie in memory: keeps NaN payloads and -0. */
export function putRaw(sink: Sink, array: Float64Array | Uint8Array): void {
  const raw = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  reserve(sink, raw.length);
  sink.bytes.set(raw, sink.at);
  sink.at += raw.length;
}

export function finish(sink: Sink): Uint8Array {
  return sink.bytes.subarray(0, sink.at);
}

export function takeByte(source: Source): number {
  const value = source.bytes[source.at++];
  if (value === undefined) throw new FormatError('payload ends before its content does');
  return value;
}

/** The first byte of what is stored says how to read it. Throws FormatError for a version that this release does not know. */
export function takeVersion(source: Source, known: readonly number[], what: string): void {
  const version = takeByte(source);
  if (known.includes(version)) return;
  throw new FormatError(
    `${what} format ${version} is not known to this release of Headroom (it reads ${known.join(' and ')}); a newer release wrote it`,
  );
}

/** A copy of the next bytes. */
export function takeBytes(source: Source, length: number): Uint8Array<ArrayBuffer> {
  const end = source.at + length;
  if (end > source.bytes.length) throw new FormatError('payload ends before its content does');
  const bytes = new Uint8Array(source.bytes.subarray(source.at, end));
  source.at = end;
  return bytes;
}

export function takeVarint(source: Source): number {
  const first = source.bytes[source.at];
  if (first !== undefined && first < 128) {
    source.at++;
    return first;
  }
  let value = 0;
  let factor = 1;
  for (let i = 0; i < 8; i++) {
    const byte = takeByte(source);
    value += (byte & 127) * factor;
    if (byte < 128) return value;
    factor *= 128;
  }
  throw new FormatError('a number in the payload is longer than 53 bits');
}

export function takeZigzag(source: Source): number {
  const coded = takeVarint(source);
  return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
}

/** A count of things that take at least `bytesEach` bytes: refused where the payload cannot hold them. */
export function takeCount(source: Source, bytesEach: number): number {
  const count = takeVarint(source);
  if (count * bytesEach > source.bytes.length - source.at) throw new FormatError('payload is shorter than it says');
  return count;
}

const one = new Float64Array(1);
const oneBytes = new Uint8Array(one.buffer);

/** One double by value: where it is a NaN, its payload may go. */
export function takeDouble(source: Source): number {
  const { bytes, at } = source;
  if (at + 8 > bytes.length) throw new FormatError('payload ends before its content does');
  for (let i = 0; i < 8; i++) oneBytes[i] = bytes[at + i] as number;
  source.at = at + 8;
  return one[0] as number;
}

export function takeRawDoubles(source: Source, count: number): Float64Array {
  if (source.at + count * 8 > source.bytes.length) throw new FormatError('payload ends before its content does');
  return takeRaw(source, new Float64Array(count));
}

/** Fills `out` with doubles as they lie: their bits stay. */
export function takeRaw(source: Source, out: Float64Array): Float64Array {
  const end = source.at + out.length * 8;
  if (end > source.bytes.length) throw new FormatError('payload ends before its content does');
  new Uint8Array(out.buffer, out.byteOffset, out.byteLength).set(source.bytes.subarray(source.at, end));
  source.at = end;
  return out;
}
