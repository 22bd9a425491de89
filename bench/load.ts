/** A load generator over keep-alive connections, for every bench that sends: as fast as it goes, or at a rate. */
import { connect, type Socket } from 'node:net';

export interface Load {
  port: number;
  connections: number;
  /** The whole next request, head and body, of the connection with this number. */
  next: (connection: number) => Buffer;
  ms: number;
  /** Requests a second. Without it each connection sends as soon as its answer is here. */
  ratePerSecond?: number;
  /** No more requests than these. */
  requests?: number;
}

export interface Driven {
  acknowledged: number;
  refused: number;
  seconds: number;
  /** From when a request was due (not from when a connection was free) to its answer. */
  p50Ms: number;
  p99Ms: number;
  /** The first answer that was no acknowledgement. */
  refusal: string | null;
}

/** An answer without a body, 200 or 204, is an acknowledgement of all points. */
const acknowledgement = /^HTTP\/1\.1 20[04]/;

export async function drive({
  port,
  connections,
  next,
  ms,
  ratePerSecond,
  requests = Number.POSITIVE_INFINITY,
}: Load): Promise<Driven> {
  const waits: number[] = [];
  const dues: number[] = [];
  const free: (() => void)[] = [];
  let refused = 0;
  let refusal: string | null = null;
  const startedAt = performance.now();
  const until = startedAt + ms;
  let left = requests;
  const over = () => performance.now() >= until || left <= 0;

  function worker(connection: number): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1').setNoDelay(true);
      let dueAt = 0;
      let asked = false;
      const send = () => {
        asked = false;
        if (over()) return void socket.end(resolve);
        if (ratePerSecond !== undefined && dues.length === 0) return void free.push(send);
        left--;
        dueAt = dues.shift() ?? performance.now();
        asked = true;
        socket.write(next(connection));
      };
      // Reset while a request was on its way, as a connection that was idle may be: that request counts as refused.
      socket.on('connect', send).on('error', ({ message }) => {
        refused++;
        refusal ??= message;
      });
      // Closed by the other side, such as one that had nothing to say for long: the next request takes another.
      socket.on('close', () => {
        if (free.includes(send)) free.splice(free.indexOf(send), 1);
        resolve(over() ? undefined : worker(connection));
      });
      onAnswers(socket, (head, length) => {
        // 408 before the connection is closed for having said nothing.
        if (!asked) return;
        if (acknowledgement.test(head) && length === 0) waits.push(performance.now() - dueAt);
        else {
          refused++;
          refusal ??= head.slice(0, 600);
        }
        send();
      });
    });
  }

  /** Puts requests that are due where the next free connection finds them. */
  async function clock(rate: number): Promise<void> {
    for (let n = 0; !over(); ) {
      const at = performance.now();
      for (; startedAt + (n * 1000) / rate <= at; n++) dues.push(startedAt + (n * 1000) / rate);
      for (let k = Math.min(free.length, dues.length); k > 0; k--) free.pop()?.();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    for (const send of free) send();
  }

  await Promise.all([
    ...Array.from({ length: connections }, (_, i) => worker(i)),
    ratePerSecond ? clock(ratePerSecond) : null,
  ]);
  waits.sort((a, b) => a - b);
  const share = (part: number) => waits[Math.floor(waits.length * part)] ?? Number.NaN;
  const seconds = (performance.now() - startedAt) / 1000;
  return { acknowledged: waits.length, refused, seconds, p50Ms: share(0.5), p99Ms: share(0.99), refusal };
}

function onAnswers(socket: Socket, take: (head: string, length: number) => void): void {
  let held = '';
  socket.on('data', (chunk) => {
    held += chunk.toString('latin1');
    const end = held.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(held)?.[1] ?? 0);
    if (held.length < end + 4 + length) return;
    const head = held;
    held = '';
    take(head, length);
  });
}

/** A POST with its head, ready to be written. */
export function post(path: string, body: Uint8Array, headers: Record<string, string>): Buffer {
  const all = { host: 'bench', 'content-length': String(body.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), body]);
}

/** A gzipped OTLP request as SDKs send it. */
export function otlp(token: string, zipped: Uint8Array): Buffer {
  return post('/v1/metrics', zipped, {
    authorization: `Bearer ${token}`,
    'content-type': 'application/x-protobuf',
    'content-encoding': 'gzip',
  });
}
