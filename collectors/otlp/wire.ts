/**
 * Protobuf's wire format, read in place. One shared cursor: decoding is synchronous between two reads
 * of it, and a position kept in an object costs no allocation a field.
 */
import { Verdict } from './verdict';

/** The request cannot be decoded; the message goes to the sender with status 400. */
export class DecodeError extends Verdict {}

export const cursor = { at: 0 };

export const Wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** A varint as a number: exact up to 2^53, which no length, flag or count of ours passes. */
export function varint(buf: Buffer, end: number): number {
  const first = buf[cursor.at] as number;
  if (first < 128 && cursor.at < end) {
    cursor.at++;
    return first;
  }
  let value = 0;
  let factor = 1;
  for (let i = 0; i < 10; i++) {
    if (cursor.at >= end) throw cutOff();
    const byte = buf[cursor.at++] as number;
    value += (byte & 127) * factor;
    if (byte < 128) return value;
    factor *= 128;
  }
  throw new DecodeError('the protobuf message holds a number longer than 10 bytes');
}

/** Reads a length and returns where its content ends; the cursor stands at its beginning. */
export function span(buf: Buffer, end: number): number {
  const length = varint(buf, end);
  const last = cursor.at + length;
  if (last > end) throw cutOff();
  return last;
}

/** Steps over a field whose tag was read. */
export function skip(buf: Buffer, tag: number, end: number): void {
  const wire = tag & 7;
  if (tag < 8) throw new DecodeError('the protobuf message holds field number 0: is it an OTLP request?');
  if (wire === Wire.varint) varint(buf, end);
  else if (wire === Wire.bytes) cursor.at = span(buf, end);
  else if (wire === Wire.fixed64) move(8, end);
  else if (wire === Wire.fixed32) move(4, end);
  else throw new DecodeError(`the protobuf message holds wire type ${wire}: is it an OTLP request?`);
}

/** Advances by `bytes` and returns where the cursor stood. */
export function move(bytes: number, end: number): number {
  const from = cursor.at;
  if (from + bytes > end) throw cutOff();
  cursor.at = from + bytes;
  return from;
}

export function cutOff(): DecodeError {
  return new DecodeError('the protobuf message ends in the middle of a field: was the request cut off?');
}

export function word(buf: Buffer, at: number): number {
  return (
    (((buf[at] as number) | ((buf[at + 1] as number) << 8) | ((buf[at + 2] as number) << 16)) +
      (buf[at + 3] as number) * 0x1000000) >>>
    0
  );
}

export function double(buf: Buffer, end: number): number {
  return buf.readDoubleLE(move(8, end));
}

/** Unsigned 64 bits as a double: counts beyond 2^53 lose their last digits. */
export function fixed64(buf: Buffer, end: number): number {
  const at = move(8, end);
  return word(buf, at + 4) * 0x100000000 + word(buf, at);
}

export function zigzag32(buf: Buffer, end: number): number {
  const coded = varint(buf, end);
  return (coded >>> 1) ^ -(coded & 1);
}

export function text(buf: Buffer, end: number): string {
  const last = span(buf, end);
  const value = buf.toString('utf8', cursor.at, last);
  cursor.at = last;
  return value;
}

/** A text of which no more than the first bytes are wanted. */
export function shortText(buf: Buffer, end: number, mostBytes: number): string {
  const last = span(buf, end);
  const value = buf.toString('utf8', cursor.at, Math.min(last, cursor.at + mostBytes));
  cursor.at = last;
  return value;
}

/** The groups of all OTLP requests look alike: 1 is what it is about, 2 repeated is what it holds, 3 a schema URL. */
export function splitGroup(buf: Buffer, end: number): { about: [number, number]; held: [number, number][] } {
  let about: [number, number] = [0, 0];
  const held: [number, number][] = [];
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag !== 0x0a && tag !== 0x12) {
      skip(buf, tag, end);
      continue;
    }
    const to = span(buf, end);
    if (tag === 0x0a) about = [cursor.at, to];
    else held.push([cursor.at, to]);
    cursor.at = to;
  }
  return { about, held };
}

let lastHigh = -1;
let lastMs = 0;
let lastRest = 0;

/**
 * Nanoseconds (fixed64 at `at`) as whole milliseconds, rounded down, exactly: 2^64 ns do not fit a
 * double, so the upper word's share is divided apart (and kept: it changes every 4.3 s).
 */
export function milliseconds(low: number, high: number): number {
  if (high !== lastHigh) {
    lastHigh = high;
    const upper = high * 0x100000000;
    lastRest = upper % 1e6;
    lastMs = Math.round((upper - lastRest) / 1e6);
  }
  return lastMs + Math.floor((lastRest + low) / 1e6);
}
