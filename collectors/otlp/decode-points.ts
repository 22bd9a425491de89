/** One data point, from its bytes into the columns. */
import { PointKind } from '@/store';
import { decodeExponential, decodeHistogram } from './decode-histograms';
import { addPoint, type Decoded, takeBack } from './decoded';
import { entryAt, noteAttribute, resetAttributes, startAt, timeAt } from './point-fields';
import type { Entry, MetricNode } from './series-cache';
import { cursor, cutOff, move, skip, varint, word } from './wire';

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
  if ((high & 0x7ff00000) === 0x7ff00000) {
    takeBack(out, node, 'not-a-number');
    return;
  }
  out.words[2 * index] = word(buf, at);
  out.words[2 * index + 1] = high;
}
