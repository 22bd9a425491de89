/** One data point, from its bytes into the columns. */
import { PointKind } from '@/store';
import { decodeExponential, decodeHistogram } from './decode-histograms';
import { addPoint, type Decoded, takeBack } from './decoded';
import { entryAt, noteAttribute, resetAttributes, startAt, timeAt } from './point-fields';
import type { Entry, MetricNode } from './series-cache';
import { decodeSummary } from './summaries';
import { traceNumber } from './trace';
import { cursor, cutOff, move, skip, varint } from './wire';

/** Decodes the point whose content ends at `end`; returns its series' entry, from which the next is guessed. */
export function decodePoint(buf: Buffer, end: number, node: MetricNode, before: Entry | null, out: Decoded): Entry {
  if (node.kind === PointKind.histogram) return decodeHistogram(buf, end, node, before, out);
  if (node.kind === PointKind.exponentialHistogram) return decodeExponential(buf, end, node, before, out);
  if (node.kind === PointKind.summary) return decodeSummary(buf, end, node, before, out);
  return decodeNumber(buf, end, node, before, out);
}

const places = { start: -1, time: -1, value: -1 };

function decodeNumber(buf: Buffer, end: number, node: MetricNode, before: Entry | null, out: Decoded): Entry {
  const attributes = resetAttributes();
  places.start = places.time = places.value = -1;
  let valueTag = 0;
  let time = 0;
  let start = Number.NaN;
  let flags = 0;
  while (cursor.at < end) {
    const tagAt = cursor.at;
    const tag = varint(buf, end);
    if (tag === 0x3a) noteAttribute(buf, tagAt, end, attributes);
    else if (tag === 0x11) {
      places.start = move(8, end);
      start = startAt(out.view, places.start);
    } else if (tag === 0x19) {
      places.time = move(8, end);
      time = timeAt(out.view, places.time);
    } else if (tag === 0x21 || tag === 0x31) {
      places.value = move(8, end);
      valueTag = tag;
    } else if (tag === 0x40) flags = varint(buf, end) & 1;
    else skip(buf, tag, end);
  }
  if (cursor.at !== end) throw cutOff();
  const entry = entryAt(buf, attributes, 0x3a, node, before, out);
  const index = addPoint(out, node, entry, time, start, flags);
  if (flags === 1) out.trace = null;
  if (index < 0 || flags === 1) return entry;
  if (places.value < 0) takeBack(out, node, 'no-value');
  else putValue(places.value, valueTag, node, index, out);
  if (out.trace && entry.ref) traceNumber(out.trace, entry.ref, places, valueTag === asInteger);
  return entry;
}

const asInteger = 0x31;

/** Reads the value at `place`. A double is copied as two words, to the bit; not a NaN or an infinity. */
function putValue(place: number, tag: number, node: MetricNode, index: number, out: Decoded): void {
  const low = out.view.getUint32(place, true);
  const high = out.view.getInt32(place + 4, true);
  if (tag === asInteger) out.points.value[index] = high * 0x100000000 + low;
  else if ((high & 0x7ff00000) === 0x7ff00000) takeBack(out, node, 'not-a-number');
  else {
    out.words[2 * index] = low;
    out.words[2 * index + 1] = high;
  }
}
