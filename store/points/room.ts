/**
 * Room for many small columns that live and go together: views into a few large buffers, all zeros. A typed array of
 * its own costs more to make and to collect than to fill with an hour's minutes.
 */
const CHUNK_BYTES = 64 * 1024;
/** What is longer has memory of its own, so that the rest of a chunk is not lost for it. */
const LONG_BYTES = CHUNK_BYTES / 4;

export interface Room {
  doubles(length: number): Float64Array;
  shorts(length: number): Uint16Array<ArrayBuffer>;
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

export function makeRoom(): Room {
  let buffer = new ArrayBuffer(0);
  let at = 0;
  /** Where so many bytes begin, on a multiple of eight. */
  const take = (bytes: number) => {
    if (at + bytes > buffer.byteLength) {
      buffer = new ArrayBuffer(CHUNK_BYTES);
      at = 0;
    }
    const from = at;
    at += (bytes + 7) & ~7;
    return from;
  };
  return {
    doubles: (length) => {
      if (length * 8 > LONG_BYTES) return new Float64Array(length);
      const from = take(length * 8);
      return new Float64Array(buffer, from, length);
    },
    shorts: (length) => {
      if (length * 2 > LONG_BYTES) return new Uint16Array(length);
      const from = take(length * 2);
      return new Uint16Array(buffer, from, length);
    },
    bytes: (length) => {
      if (length > LONG_BYTES) return new Uint8Array(length);
      const from = take(length);
      return new Uint8Array(buffer, from, length);
    },
  };
}
