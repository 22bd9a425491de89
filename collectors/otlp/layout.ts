/**
 * How a number point is laid out. A sender's next point of the same series is laid out as its last one
 * was, so that a few tags and the attributes are compared, and time and value read from where they were.
 */
import { matches, type Pattern } from './pattern';
import { cursor } from './wire';

/** Where the tags stand, from the message's beginning. The fields fill the message without a gap. */
export interface Layout {
  /** Bytes of the message. */
  length: number;
  /** -1: it has no start time. */
  start: number;
  time: number;
  value: number;
  /** 0x21 a double, 0x31 an integer. */
  valueTag: number;
  attributes: number;
}

/** Where the tags of the point in hand were met; -1: not met. */
export type NumberTags = Pick<Layout, 'start' | 'time' | 'value' | 'valueTag'>;

/** Where the attributes of the point in hand stand; -1: it has none. */
interface Span {
  from: number;
  to: number;
}

const fieldBytes = 9;

/** The layout of the point in [from, end); null where fields are repeated, apart or of other kinds. */
export function layoutOf(from: number, end: number, tags: NumberTags, { from: at, to }: Span): Layout | null {
  if (tags.time < 0 || tags.value < 0) return null;
  const fixed = tags.start < 0 ? 2 * fieldBytes : 3 * fieldBytes;
  // Each was met at least once; if nothing is left over, each was met once and nothing else was.
  if (fixed + (at < 0 ? 0 : to - at) !== end - from) return null;
  return {
    length: end - from,
    start: tags.start < 0 ? -1 : tags.start - from,
    time: tags.time - from,
    value: tags.value - from,
    valueTag: tags.valueTag,
    attributes: at < 0 ? end - from : at - from,
  };
}

/** Whether the point between the cursor and `end` has these attributes, and is laid out so. */
export function isAsExpected(spelling: Pattern, layout: Layout, end: number, view: DataView): boolean {
  const from = cursor.at;
  const attributes = from + layout.attributes;
  return (
    end - from === layout.length &&
    view.getUint8(from + layout.time) === 0x19 &&
    view.getUint8(from + layout.value) === layout.valueTag &&
    (layout.start < 0 || view.getUint8(from + layout.start) === 0x11) &&
    matches(spelling, view, attributes, attributes + spelling.length)
  );
}

const noTags: NumberTags = { start: -1, time: -1, value: -1, valueTag: -1 };
const tagsInHand: NumberTags = { ...noTags };

export function resetTags(): NumberTags {
  return Object.assign(tagsInHand, noTags);
}
