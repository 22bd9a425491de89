/** A request's body: read, counted and un-gzipped within limits. */
import type { IncomingMessage } from 'node:http';
import { createGunzip, gunzipSync } from 'node:zlib';
import { Refused } from './reply';

const MiB = 1024 * 1024;

export interface BodyLimits {
  compressedBytes: number;
  bytes: number;
  /** JSON is parsed in one piece, which holds up every other request meanwhile. */
  jsonBytes: number;
  inFlightBytes: number;
}

export const bodyLimits: BodyLimits = {
  compressedBytes: 16 * MiB,
  bytes: 64 * MiB,
  jsonBytes: 16 * MiB,
  inFlightBytes: 128 * MiB,
};

/** Bytes that requests hold in memory right now, over the whole process. */
export interface Flight {
  bytes: number;
}

/** One request's share of it; `release` when the answer has left. */
export function boarding(flight: Flight, most: number) {
  let held = 0;
  return {
    take(bytes: number): void {
      if (flight.bytes + bytes > most)
        throw new Refused(503, 'the collector holds as much as it can: send again shortly', 'collector-full', 5);
      flight.bytes += bytes;
      held += bytes;
    },
    release(): void {
      flight.bytes -= held;
      held = 0;
    },
  };
}

export type Boarding = ReturnType<typeof boarding>;

/** The sender went away before its request was complete; there is nobody to answer. */
export class Gone extends Error {}

/** Below this a body is un-gzipped at once, which is cheaper than a stream; above it as a stream. */
const atOnceBytes = MiB / 8;
const atOnceOutput = 4 * MiB;

export interface Reading {
  /** Bytes of the unzipped body at most. */
  most: number;
  limits: BodyLimits;
  seat: Boarding;
  /** Called when the headers are acceptable: tells a sender that asked first to go on. */
  goOn: () => void;
}

/** The body as sent by the application. Throws Refused, or Gone if the sender left. */
export async function readBody(request: IncomingMessage, { most, limits, seat, goOn }: Reading): Promise<Buffer> {
  const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding !== 'gzip' && coding !== 'identity') {
    throw new Refused(415, `content-encoding ${coding} is not understood: send gzip or none`, 'content-encoding');
  }
  const mostSent = coding === 'gzip' ? Math.min(limits.compressedBytes, most) : most;
  // Gone while its token was looked up: nothing would ever settle the reading.
  if (request.destroyed) throw new Gone('the sender closed the connection');
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > mostSent) throw tooLarge(coding, mostSent);
  goOn();
  const sent = await receive(request, coding, mostSent, seat);
  if (coding === 'identity') return sent;
  if (sent.length <= atOnceBytes) {
    const out = unzipAtOnce(sent);
    if (out) {
      if (out.length > most) throw tooLarge('identity', most);
      seat.take(out.length);
      return out;
    }
  }
  return unzipAsStream(sent, most, seat);
}

function tooLarge(coding: string, most: number): Refused {
  const what = coding === 'gzip' ? 'compressed body' : 'body';
  return new Refused(
    413,
    `the ${what} is larger than ${most / MiB} MiB: send it in several requests`,
    'body-too-large',
  );
}

function receive(request: IncomingMessage, coding: string, most: number, seat: Boarding): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (error: Error | null) => {
      request.off('data', onData);
      request.off('end', onEnd);
      request.off('close', onClose);
      if (error) reject(error);
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length));
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      try {
        if (length > most) throw tooLarge(coding, most);
        seat.take(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        settle(error as Error);
      }
    };
    const onEnd = () => settle(null);
    const onClose = () => settle(new Gone('the sender closed the connection'));
    request.on('data', onData);
    request.on('end', onEnd);
    request.on('close', onClose);
    request.on('error', () => {});
  });
}

/** Null: it grows beyond what is worth holding up others for. */
function unzipAtOnce(sent: Buffer): Buffer | null {
  try {
    return gunzipSync(sent, { maxOutputLength: atOnceOutput });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw broken(error as Error);
  }
}

function broken(error: Error): Refused {
  return new Refused(
    400,
    `the body cannot be un-gzipped (${error.message}): was it cut off, or is it not gzip?`,
    'broken-gzip',
  );
}

function unzipAsStream(sent: Buffer, most: number, seat: Boarding): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const gunzip = createGunzip({ chunkSize: 256 * 1024 });
    const chunks: Buffer[] = [];
    let length = 0;
    const fail = (error: Error) => {
      gunzip.destroy();
      reject(error);
    };
    gunzip.on('data', (chunk: Buffer) => {
      length += chunk.length;
      try {
        if (length > most) throw tooLarge('identity', most);
        seat.take(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        fail(error as Error);
      }
    });
    gunzip.on('end', () => resolve(Buffer.concat(chunks, length)));
    gunzip.on('error', (error) => fail(broken(error)));
    gunzip.end(sent);
  });
}

/**
 * After a refusal the sender may still be sending: its bytes are thrown away, so that it reads the answer
 * instead of a broken connection; not without end.
 */
export function drain(request: IncomingMessage, most: number): void {
  if (request.complete || request.destroyed) return;
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > most) request.socket.destroy();
  });
  request.on('error', () => {});
  request.resume();
}
