/**
 * Un-gzips small bodies with one handle and into one buffer, both kept: zlib.gunzipSync makes a handle, a
 * window and a buffer each time, which costs more than un-gzipping a request. It reaches into node:zlib's
 * stream; where that looks different from what is known here, or a body is not whole, small and sound,
 * the caller takes the documented way, which also words the errors.
 */
import { constants, createGunzip } from 'node:zlib';

/** What is used of a zlib stream beyond its documented side (as of Node 20 to 24). */
interface Handle {
  writeSync(
    flush: number,
    input: Buffer,
    at: number,
    length: number,
    out: Buffer,
    outAt: number,
    outLength: number,
  ): void;
  reset(): void;
  close(): void;
  onerror: (message: string, errno: number, code: string) => void;
}

interface Kept {
  handle: Handle;
  /** After a write: bytes left in the output, bytes left of the input. */
  left: Uint32Array;
  failed: boolean;
}

const output = Buffer.allocUnsafeSlow(256 * 1024);
let kept: Kept | null | undefined;

/**
 * The unzipped bytes, in a buffer that the next call overwrites: whoever needs them beyond the running
 * turn of the event loop copies them. Null: not done here, for whatever reason.
 */
export function gunzipBriefly(sent: Buffer): Buffer | null {
  if (kept === undefined) kept = open();
  if (!kept) return null;
  const { handle, left } = kept;
  handle.reset();
  handle.writeSync(constants.Z_FINISH, sent, 0, sent.length, output, 0, output.length);
  // An output that is full may not be all; input left over is for the documented way to judge.
  if (kept.failed) {
    handle.close();
    kept = undefined;
    return null;
  }
  if (left[0] === 0 || left[1] !== 0) return null;
  return output.subarray(0, output.length - (left[0] as number));
}

/** Whether these bytes stand in the buffer that the next call overwrites. */
export function isBrief(bytes: Buffer): boolean {
  return bytes.buffer === output.buffer;
}

function open(): Kept | null {
  const stream = createGunzip() as unknown as { _handle?: Partial<Handle>; _writeState?: unknown };
  const { _handle: handle, _writeState: left } = stream;
  if (typeof handle?.writeSync !== 'function' || typeof handle.reset !== 'function') return null;
  if (!(left instanceof Uint32Array)) return null;
  const made: Kept = { handle: handle as Handle, left, failed: false };
  made.handle.onerror = () => {
    made.failed = true;
  };
  return made;
}
