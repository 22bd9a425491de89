/** Load generator: keeps every connection busy with ready-made requests and counts what was acknowledged. */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { pointsARequest, requestBody } from './ingest-body';

/** As one argument in JSON, since the generator is a process of its own. */
interface LoadInput {
  port: number;
  tokens: string[];
  connections: number;
}

const input = JSON.parse(process.argv[2] ?? '{}') as LoadInput;
/** Requests of an app that differ in time and values; gzip happens before the clock runs. */
const timesAnApp = 12;

function requests(): Buffer[] {
  const nowMs = Date.now();
  return input.tokens.flatMap((token, app) =>
    Array.from({ length: timesAnApp }, (_, i) => {
      const body = gzipSync(requestBody(app, nowMs - i * 10_000));
      const head = `POST /v1/metrics HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${token}\r\ncontent-type: application/x-protobuf\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`;
      return Buffer.concat([Buffer.from(head), body]);
    }),
  );
}

const all = requests();
let until = 0;
let acknowledged = 0;
let refused = 0;
let next = 0;

/** One connection: the next request leaves when the answer to the last one is here. */
function worker(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(input.port, '127.0.0.1');
    socket.setNoDelay(true);
    const send = () => {
      if (Date.now() >= until) return void socket.end(resolve);
      socket.write(all[next++ % all.length] as Buffer);
    };
    let held = '';
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      held += chunk.toString('latin1');
      const end = held.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(held)?.[1] ?? 0);
      if (held.length < end + 4 + length) return;
      if (held.startsWith('HTTP/1.1 200') && length === 0) acknowledged++;
      else if (refused++ === 0) console.error(`refused: ${held.slice(0, 600)}`);
      held = '';
      send();
    });
  });
}

process.on('message', async (ms: number) => {
  acknowledged = refused = 0;
  const startedAt = performance.now();
  until = Date.now() + ms;
  await Promise.all(Array.from({ length: input.connections }, worker));
  process.send?.({ points: acknowledged * pointsARequest, refused, seconds: (performance.now() - startedAt) / 1000 });
});
process.send?.('ready');
