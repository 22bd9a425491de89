/** Raw bytes that are expected to come again, compared four at a time: most comparisons succeed. */
export interface Pattern {
  /** In bytes. */
  length: number;
  /** Little-endian words; the last one overlaps the one before it unless the length is a multiple of four. */
  words: Int32Array;
  /** Instead of words where there are fewer than four bytes. */
  few: Uint8Array | null;
}

export const noPattern: Pattern = { length: 0, words: new Int32Array(0), few: null };

export function pattern(bytes: Uint8Array): Pattern {
  const { length } = bytes;
  if (length === 0) return noPattern;
  if (length < 4) return { length, words: noPattern.words, few: Uint8Array.from(bytes) };
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const words = Int32Array.from({ length: (length + 3) >> 2 }, (_, i) =>
    view.getInt32(Math.min(4 * i, length - 4), true),
  );
  return { length, words, few: null };
}

/** Whether the bytes [from, to) of `view` are the pattern's. */
export function matches(expected: Pattern, view: DataView, from: number, to: number): boolean {
  const { length, words, few } = expected;
  if (to - from !== length) return false;
  if (few) return few.every((byte, i) => byte === view.getUint8(from + i));
  const last = words.length - 1;
  for (let i = 0, at = from; i < last; i++, at += 4) if (words[i] !== view.getInt32(at, true)) return false;
  return last < 0 || words[last] === view.getInt32(to - 4, true);
}
