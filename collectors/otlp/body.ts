/** A request's body over HTTP: read and counted within limits. */
import type { IncomingMessage } from 'node:http';
import { ingestReceived } from '@/telemetry';
import { type Boarding, type BodyLimits, tooLarge } from './flight';
import type { Coding } from './ingest';
import { Refused } from './reply';

/** The sender went away before its request was complete; there is nobody to answer. */
export class Gone extends Error {}

export interface Reading {
  /** Bytes of the unzipped body at most. */
  most: number;
  limits: BodyLimits;
  seat: Boarding;
  /** Called when the headers are acceptable: tells a sender that asked first to go on. */
  goOn: () => void;
}

export interface Body {
  sent: Buffer;
  coding: Coding;
}

/** The body as it was sent. Throws Refused, or Gone if the sender left. */
export async function readBody(request: IncomingMessage, { most, limits, seat, goOn }: Reading): Promise<Body> {
  const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding !== 'gzip' && coding !== 'identity') {
    throw new Refused(415, `content-encoding ${coding} is not understood: send gzip or none`, 'content-encoding');
  }
  const mostSent = coding === 'gzip' ? Math.min(limits.compressedBytes, most) : most;
  const what = coding === 'gzip' ? 'compressed body' : 'body';
  return { sent: await readSent(request, { what, most: mostSent, seat, goOn }), coding };
}

/** The bytes of a body, at most `most` of them; `what` they are, for a refusal. Throws Refused, or Gone if the sender left. */
export async function readSent(
  request: IncomingMessage,
  { what, most, seat, goOn }: Pick<Reading, 'most' | 'seat' | 'goOn'> & { what: string },
): Promise<Buffer> {
  // Gone while its token was looked up: nothing would ever settle the reading.
  if (request.destroyed) throw new Gone('the sender closed the connection');
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(what, most);
  goOn();
  return receive(request, what, most, seat);
}

function receive(request: IncomingMessage, what: string, most: number, seat: Boarding): Promise<Buffer> {
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
        if (length > most) throw tooLarge(what, most);
        seat.take(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        settle(error as Error);
      }
    };
    const onEnd = () => {
      ingestReceived.add(length);
      settle(null);
    };
    const onClose = () => settle(new Gone('the sender closed the connection'));
    request.on('data', onData);
    request.on('end', onEnd);
    request.on('close', onClose);
    request.on('error', () => {});
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
