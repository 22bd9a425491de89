/** One data point, from its bytes into the columns. */
import { PointKind } from '@/store';
import { decodeExponential, decodeHistogram } from './decode-histograms';
import { addPoint, type Decoded, takeBack } from './decoded';
import { expected } from './find-series';
import { isAsExpected, layoutOf, resetTags } from './layout';
import { entryAt, noteAttribute, resetAttributes, startAt, timeAt } from './point-fields';
import type { Entry, MetricNode } from './series-cache';
import { decodeSummary } from './summaries';
import { cursor, cutOff, move, skip, varint } from './wire';

/** Decodes the point whose content ends at `end`; returns its series' entry, from which the next is guessed. */
export function decodePoint(buf: Buffer, end: number, node: MetricNode, before: Entry | null, out: Decoded): Entry {
  if (node.kind === PointKind.histogram) return decodeHistogram(buf, end, node, before, out);
  if (node.kind === PointKind.exponentialHistogram) return decodeExponential(buf, end, node, before, out);
  if (node.kind === PointKind.summary) return decodeSummary(buf, end, node, before, out);
  return decodeNumber(buf, end, node, before, out);
}

function decodeNumber(buf: Buffer, end: number, node: MetricNode, before: Entry | null, out: Decoded): Entry {
  const guess = expected(node, before);
  if (guess?.layout && isAsExpected(guess.pattern, guess.layout, end, out.view)) {
    const { layout } = guess;
    const from = cursor.at;
    const start = layout.start < 0 ? Number.NaN : startAt(out.view, from + layout.start + 1);
    const index = addPoint(out, node, guess, timeAt(out.view, from + layout.time + 1), start, 0);
    if (index >= 0) putValue(from + layout.value, layout.valueTag, node, index, out);
    return guess;
  }
  const from = cursor.at;
  const attributes = resetAttributes();
  const tags = resetTags();
  let time = 0;
  let start = Number.NaN;
  let flags = 0;
  while (cursor.at < end) {
    const tagAt = cursor.at;
    const tag = varint(buf, end);
    if (tag === 0x3a) noteAttribute(buf, tagAt, end, attributes);
    else if (tag === 0x11) {
      tags.start = tagAt;
      start = startAt(out.view, move(8, end));
    } else if (tag === 0x19) {
      tags.time = tagAt;
      time = timeAt(out.view, move(8, end));
    } else if (tag === 0x21 || tag === 0x31) {
      tags.value = tagAt;
      tags.valueTag = tag;
      move(8, end);
    } else if (tag === 0x40) flags = varint(buf, end) & 1;
    else skip(buf, tag, end);
  }
  if (cursor.at !== end) throw cutOff();
  const entry = entryAt(buf, attributes, 0x3a, node, before, out);
  entry.layout = layoutOf(from, end, tags, attributes);
  const index = addPoint(out, node, entry, time, start, flags);
  if (index < 0 || flags === 1) return entry;
  if (tags.value < 0) takeBack(out, node, 'no-value');
  else putValue(tags.value, tags.valueTag, node, index, out);
  return entry;
}

const asInteger = 0x31;

/** Reads the value whose tag stands at `tagAt`. A double is copied as two words, to the bit; not a NaN or an infinity. */
function putValue(tagAt: number, tag: number, node: MetricNode, index: number, out: Decoded): void {
  const low = out.view.getUint32(tagAt + 1, true);
  const high = out.view.getInt32(tagAt + 5, true);
  if (tag === asInteger) out.points.value[index] = high * 0x100000000 + low;
  else if ((high & 0x7ff00000) === 0x7ff00000) takeBack(out, node, 'not-a-number');
  else {
    out.words[2 * index] = low;
    out.words[2 * index + 1] = high;
  }
}
