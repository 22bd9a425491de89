/** Attributes as objects: only for series that are met for the first time. */
import type { Attributes, AttributeValue } from '@/store';
import { cursor, DecodeError, double, move, skip, span, text, varint } from './wire';

/** Deeper values than this are refused: each level is a call. */
const deepest = 16;

/** Adds one KeyValue (the cursor stands at its content) to `into`. */
export function readKeyValue(buf: Buffer, end: number, into: Attributes, depth = 0): void {
  let key = '';
  let value: AttributeValue = null;
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag === 0x0a) key = text(buf, end);
    else if (tag === 0x12) {
      const last = span(buf, end);
      value = readValue(buf, last, depth + 1);
    } else skip(buf, tag, end);
  }
  // As an own property: "__proto__" is a name like any other.
  Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}

function readValue(buf: Buffer, end: number, depth: number): AttributeValue {
  if (depth > deepest) throw new DecodeError(`an attribute's value is nested deeper than ${deepest} levels`);
  let value: AttributeValue = null;
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag === 0x0a) value = text(buf, end);
    else if (tag === 0x10) value = varint(buf, end) !== 0;
    else if (tag === 0x18) value = signed64(buf, end);
    else if (tag === 0x21) value = double(buf, end);
    else if (tag === 0x2a) value = readList(buf, span(buf, end), depth);
    else if (tag === 0x32) value = readMap(buf, span(buf, end), depth);
    else if (tag === 0x3a) {
      const last = span(buf, end);
      value = buf.toString('base64', cursor.at, last);
      cursor.at = last;
    } else skip(buf, tag, end);
  }
  return value;
}

function readList(buf: Buffer, end: number, depth: number): AttributeValue[] {
  const list: AttributeValue[] = [];
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag === 0x0a) list.push(readValue(buf, span(buf, end), depth + 1));
    else skip(buf, tag, end);
  }
  return list;
}

function readMap(buf: Buffer, end: number, depth: number): Attributes {
  const map: Attributes = {};
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag === 0x0a) readKeyValue(buf, span(buf, end), map, depth + 1);
    else skip(buf, tag, end);
  }
  return map;
}

/** An int64: a number where it is exact, else its decimal digits. */
function signed64(buf: Buffer, end: number): AttributeValue {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = buf[move(1, end)] as number;
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) break;
  }
  const exact = BigInt.asIntN(64, value);
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact.toString();
}

/** All attributes with field tag `tag` in a message, e.g. 0x0a in a Resource. */
export function readAttributes(buf: Buffer, tag: number): Attributes {
  const attributes: Attributes = {};
  cursor.at = 0;
  while (cursor.at < buf.length) {
    const found = varint(buf, buf.length);
    if (found === tag) readKeyValue(buf, span(buf, buf.length), attributes);
    else skip(buf, found, buf.length);
  }
  return attributes;
}
