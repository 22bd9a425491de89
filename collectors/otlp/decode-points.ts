/** One data point, from its bytes into the columns. */
import { PointKind } from '@/store';
import { addPoint, type Decoded, takeBack } from './decoded';
import { decodeExponential, decodeHistogram } from './decode-histograms';
import { findEntry } from './find-series';
import type { Entry, MetricNode } from './series-cache';
import { cursor, cutOff, milliseconds, move, skip, span, varint, word } from './wire';

/** Where the attributes of a point stand; apart from each other only if a sender wrote them so. */
export interface AttributeSpan {
  from: number;
  to: number;
  scattered: Buffer[] | null;
}

const spanOfAttributes: AttributeSpan = { from: 0, to: 0, scattered: null };

export function resetAttributes(): AttributeSpan {
  spanOfAttributes.from = spanOfAttributes.to = -1;
  spanOfAttributes.scattered = null;
  return spanOfAttributes;
}

/** Notes an attribute whose tag began at `tagAt`; the cursor stands behind the tag and is moved past the field. */
export function noteAttribute(buf: Buffer, tagAt: number, end: number, at: AttributeSpan): void {
  cursor.at = span(buf, end);
  if (at.from < 0) at.from = tagAt;
  else if (at.scattered) at.scattered.push(buf.subarray(tagAt, cursor.at));
  else if (at.to !== tagAt) at.scattered = [buf.subarray(at.from, at.to), buf.subarray(tagAt, cursor.at)];
  at.to = cursor.at;
}

export function entryAt(buf: Buffer, at: AttributeSpan, tag: number, node: MetricNode, before: Entry | null, out: Decoded): Entry {
  if (at.scattered) {
    const bytes = Buffer.concat(at.scattered);
    return findEntry(bytes, 0, bytes.length, tag, node, before, out);
  }
  return at.from < 0 ? findEntry(buf, 0, 0, tag, node, before, out) : findEntry(buf, at.from, at.to, tag, node, before, out);
}

/** Decodes the point whose content ends at `end`; returns its series' entry, from which the next is guessed. */
export function decodePoint(buf: Buffer, end: number, node: MetricNode, before: Entry | null, out: Decoded): Entry {
  if (node.kind === PointKind.histogram) return decodeHistogram(buf, end, node, before, out);
  if (node.kind === PointKind.exponentialHistogram) return decodeExponential(buf, end, node, before, out);
  return decodeNumber(buf, end, node, before, out);
}

function decodeNumber(buf: Buffer, end: number, node: MetricNode, before: Entry | null, out: Decoded): Entry {
  const attributes = resetAttributes();
  let time = 0;
  let start = Number.NaN;
  let flags = 0;
  let valueAt = -1;
  let whole = false;
  while (cursor.at < end) {
    const tagAt = cursor.at;
    const tag = varint(buf, end);
    if (tag === 0x3a) noteAttribute(buf, tagAt, end, attributes);
    else if (tag === 0x11) start = startAt(buf, end);
    else if (tag === 0x19) time = timeAt(buf, end);
    else if (tag === 0x21 || tag === 0x31) {
      valueAt = move(8, end);
      whole = tag === 0x31;
    } else if (tag === 0x40) flags = varint(buf, end) & 1;
    else skip(buf, tag, end);
  }
  if (cursor.at !== end) throw cutOff();
  const entry = entryAt(buf, attributes, 0x3a, node, before, out);
  const index = addPoint(out, node, entry, time, start, flags);
  if (index < 0 || flags === 1) return entry;
  if (valueAt < 0) takeBack(out, node, 'no-value');
  else if (whole) out.points.value[index] = (word(buf, valueAt + 4) | 0) * 0x100000000 + word(buf, valueAt);
  else putDouble(buf, valueAt, node, index, out);
  return entry;
}

/** Copied as two words: a NaN's payload survives what a number on its way might lose. */
function putDouble(buf: Buffer, at: number, node: MetricNode, index: number, out: Decoded): void {
  const high = word(buf, at + 4);
  if ((high & 0x7ff00000) === 0x7ff00000) return takeBack(out, node, 'not-a-number');
  out.words[2 * index] = word(buf, at);
  out.words[2 * index + 1] = high;
}

export function timeAt(buf: Buffer, end: number): number {
  const at = move(8, end);
  return milliseconds(word(buf, at), word(buf, at + 4));
}

/** A start time of 0 means that the sender does not know it. */
export function startAt(buf: Buffer, end: number): number {
  return timeAt(buf, end) || Number.NaN;
}
