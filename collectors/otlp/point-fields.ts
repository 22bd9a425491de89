/** What points of every kind have: attributes, a time, a start time. */
import type { Decoded } from './decoded';
import { findEntry } from './find-series';
import type { Entry, MetricNode } from './series-cache';
import { cursor, milliseconds, span } from './wire';

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

/** The attributes' fields, one behind the other. */
export function attributeBytes(buf: Buffer, at: AttributeSpan): Buffer {
  if (at.scattered) return Buffer.concat(at.scattered);
  return at.from < 0 ? buf.subarray(0, 0) : buf.subarray(at.from, at.to);
}

export function entryAt(
  buf: Buffer,
  at: AttributeSpan,
  tag: number,
  node: MetricNode,
  before: Entry | null,
  out: Decoded,
): Entry {
  if (at.scattered) {
    const bytes = Buffer.concat(at.scattered);
    return findEntry(bytes, 0, bytes.length, tag, node, before, out);
  }
  return at.from < 0
    ? findEntry(buf, 0, 0, tag, node, before, out)
    : findEntry(buf, at.from, at.to, tag, node, before, out);
}

/** Points of a request mostly share their times: the last one is remembered. */
let timeLow = -1;
let timeHigh = -1;
let timeMs = 0;
let startLow = -1;
let startHigh = -1;
let startMs = Number.NaN;

/** The time whose eight bytes stand at `at`, in ms. */
export function timeAt(view: DataView, at: number): number {
  const low = view.getUint32(at, true);
  const high = view.getUint32(at + 4, true);
  if (low !== timeLow || high !== timeHigh) {
    timeLow = low;
    timeHigh = high;
    timeMs = milliseconds(low, high);
  }
  return timeMs;
}

/** A start time of 0 means that the sender does not know it. */
export function startAt(view: DataView, at: number): number {
  const low = view.getUint32(at, true);
  const high = view.getUint32(at + 4, true);
  if (low !== startLow || high !== startHigh) {
    startLow = low;
    startHigh = high;
    startMs = milliseconds(low, high) || Number.NaN;
  }
  return startMs;
}
