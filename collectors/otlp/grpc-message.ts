/** The one message of a unary call: a byte that says whether it is compressed, its length in 4 bytes, its content. */
import type { ServerHttp2Stream } from 'node:http2';
import { ingestReceived } from '@/telemetry';
import { Gone } from './body';
import { type Boarding, type BodyLimits, tooLarge } from './flight';
import type { Coding } from './ingest';
import { Refused } from './reply';

const prefixBytes = 5;

export interface Message {
  sent: Buffer;
  coding: Coding;
}

interface Reading {
  /** The header grpc-encoding. */
  encoding: string;
  /** Bytes of the unzipped message at most. */
  most: number;
  limits: BodyLimits;
  seat: Boarding;
}

/** Reads to the end of the sender's half. Throws Refused, or Gone if the sender cancelled. */
export function readMessage(stream: ServerHttp2Stream, { encoding, most, limits, seat }: Reading): Promise<Message> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let announced = -1;
    let head = Buffer.alloc(0);
    let coding: Coding = 'identity';
    const settle = (result: Message | Error) => {
      stream.off('data', onData);
      stream.off('end', onEnd);
      stream.off('close', onClose);
      if (result instanceof Error) reject(result);
      else resolve(result);
    };
    const onHead = () => {
      coding = codingOf(head[0] as number, encoding);
      announced = head.readUInt32BE(1);
      const mostSent = coding === 'gzip' ? Math.min(limits.compressedBytes, most) : most;
      if (announced > mostSent) throw tooLarge(coding === 'gzip' ? 'compressed message' : 'message', mostSent);
    };
    const onData = (chunk: Buffer) => {
      try {
        seat.take(chunk.length);
        let rest = chunk;
        if (announced < 0) {
          const missing = prefixBytes - head.length;
          head = Buffer.concat([head, chunk.subarray(0, missing)]);
          if (head.length < prefixBytes) return;
          rest = chunk.subarray(missing);
          onHead();
        }
        length += rest.length;
        if (length > announced) throw new Refused(400, 'a call carries one message; more was sent', 'not-one-message');
        chunks.push(rest);
      } catch (error) {
        settle(error as Error);
      }
    };
    const onEnd = () => {
      ingestReceived.add(length);
      if (length === announced) settle({ sent: Buffer.concat(chunks, length), coding });
      else settle(new Refused(400, 'the call ended before its message did', 'not-one-message'));
    };
    const onClose = () => settle(new Gone('the sender cancelled the call'));
    stream.on('data', onData);
    stream.on('end', onEnd);
    stream.on('close', onClose);
  });
}

function codingOf(flag: number, encoding: string): Coding {
  if (flag === 0) return 'identity';
  if (flag === 1 && encoding === 'gzip') return 'gzip';
  throw new Refused(415, `grpc-encoding ${encoding} is not understood: send gzip or identity`, 'content-encoding');
}
