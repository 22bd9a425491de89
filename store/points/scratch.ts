/**
 * Memory for columns that live as long as one piece of work, such as an app's newest minute: used again by the next
 * one. A typed array of its own costs more to make and to collect than to fill. Pure but for that.
 */
import type { Room } from './room';

const chunkBytes = 512 * 1024;
/** Kept at most, 32 MiB; larger work takes memory of its own beyond it. */
const mostChunks = 64;

interface Scratch {
  chunks: ArrayBuffer[];
  /** The chunk that is being filled, and how far. */
  chunk: number;
  at: number;
}

const scratch: Scratch = { chunks: [], chunk: -1, at: chunkBytes };
let isOpen = false;

/**
 * Runs `work`; columns that it takes are void (all zeros, then others') once it returns: what is to stay is copied.
 * Not to be called for work that waits for anything.
 */
export function inScratch<T>(work: () => T): T {
  if (isOpen) return work();
  isOpen = true;
  try {
    return work();
  } finally {
    isOpen = false;
    for (let c = 0; c <= scratch.chunk; c++)
      new Uint8Array(scratch.chunks[c] as ArrayBuffer).fill(0, 0, c === scratch.chunk ? scratch.at : chunkBytes);
    scratch.chunk = -1;
    scratch.at = chunkBytes;
  }
}

/** Zeros: within inScratch of its memory, else of their own. */
export function doubles(length: number): Float64Array {
  if (!hasRoom(length * 8)) return new Float64Array(length);
  const from = take(length * 8);
  return new Float64Array(scratch.chunks[scratch.chunk] as ArrayBuffer, from, length);
}

/** Zeros: within inScratch of its memory, else of this room. */
export function columnIn(room: Room, length: number): Float64Array {
  return hasRoom(length * 8) ? doubles(length) : room.doubles(length);
}

export function shorts(length: number): Uint16Array<ArrayBuffer> {
  if (!hasRoom(length * 2)) return new Uint16Array(length);
  const from = take(length * 2);
  return new Uint16Array(scratch.chunks[scratch.chunk] as ArrayBuffer, from, length);
}

export function bytes(length: number): Uint8Array<ArrayBuffer> {
  if (!hasRoom(length)) return new Uint8Array(length);
  const from = take(length);
  return new Uint8Array(scratch.chunks[scratch.chunk] as ArrayBuffer, from, length);
}

export function places(length: number): Int32Array<ArrayBuffer> {
  if (!hasRoom(length * 4)) return new Int32Array(length);
  const from = take(length * 4);
  return new Int32Array(scratch.chunks[scratch.chunk] as ArrayBuffer, from, length);
}

function hasRoom(size: number): boolean {
  return isOpen && size <= chunkBytes && (scratch.at + size <= chunkBytes || scratch.chunk + 1 < mostChunks);
}

/** Where so many bytes of the chunk begin, on a multiple of eight. */
function take(size: number): number {
  if (scratch.at + size > chunkBytes) {
    scratch.chunk++;
    if (scratch.chunk === scratch.chunks.length) scratch.chunks.push(new ArrayBuffer(chunkBytes));
    scratch.at = 0;
  }
  const from = scratch.at;
  scratch.at = from + ((size + 7) & ~7);
  return from;
}
