/** Many requests over connections that stay: several written at once, answered in their order. */
import { connect } from 'node:net';

export interface Pipelined {
  ports: number[];
  connections: number;
  /** Requests that one connection writes at once. */
  atOnce: number;
  requests: number;
  /** The next request of a connection, head and body. */
  next: (connection: number) => Buffer;
  /** The status of each request, and its answer whole; 0 where the connection ended without one. */
  answered: (request: Buffer, status: number, answer: string) => void;
}

export async function sendPipelined({ ports, connections, atOnce, requests, next, answered }: Pipelined) {
  let left = requests;
  /** One connection after the other, should the collector close them. */
  async function keepSending(connection: number): Promise<void> {
    let again: Buffer[] = [];
    while (left > 0 || again.length > 0) again = await talk(connection, again);
  }

  /** Until nothing is left to send or the connection is closed; answers what was sent and not looked at. */
  function talk(connection: number, first: Buffer[]): Promise<Buffer[]> {
    return new Promise((resolve) => {
      const socket = connect(ports[connection % ports.length] as number, '127.0.0.1').setNoDelay(true);
      const waiting = first;
      let held = '';
      let isLast = false;
      const write = () => {
        for (; waiting.length < atOnce && left > 0; left--) waiting.push(next(connection));
        if (waiting.length === 0) socket.end();
        else socket.write(Buffer.concat(waiting));
      };
      const take = () => {
        for (let whole = answerIn(held); whole > 0; whole = answerIn(held)) {
          const answer = held.slice(0, whole);
          held = held.slice(whole);
          isLast = /^connection: close\r$/im.test(answer);
          answered(waiting.shift() as Buffer, Number(answer.slice(9, 12)), answer);
        }
        if (waiting.length === 0 && !isLast) write();
      };
      socket.on('connect', write).on('data', (chunk) => {
        held += chunk.toString('latin1');
        take();
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        // Who says that an answer is the last one has not read what came behind it.
        if (!isLast && waiting.length > 0) answered(waiting.shift() as Buffer, 0, held);
        resolve(waiting);
      });
    });
  }

  await Promise.all(Array.from({ length: connections }, (_, i) => keepSending(i)));
}

/** Length of the first answer of these, 0 where it is not here whole. */
function answerIn(held: string): number {
  const end = held.indexOf('\r\n\r\n');
  if (end < 0) return 0;
  const length = end + 4 + Number(/content-length: (\d+)/i.exec(held.slice(0, end))?.[1] ?? 0);
  return held.length < length ? 0 : length;
}
