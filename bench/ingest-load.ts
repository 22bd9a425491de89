/** The load of bench/ingest as a process of its own: makes its requests first, then sends when told to. */
import { gzipSync } from 'node:zlib';
import { pointsARequest, remoteWrite, requestBody, requestOf, scopeAt } from './ingest-body';
import { drive, otlp, post } from './load';
import { sdkBodies, sdkPoints } from './sdk-body';

/** As one argument in JSON. */
interface LoadInput {
  port: number;
  tokens: string[];
  connections: number;
  /** numbers: sums and gauges; histograms: a stock SDK's; remote-write: the numbers, to Prometheus. */
  mix: 'numbers' | 'histograms' | 'remote-write';
  /** With it: so many past hours of each app, a request every 10 s, each sent once. */
  pastHours?: number;
}

export interface LoadOrder {
  ms: number;
  ratePerSecond?: number;
  requests?: number;
}

const { port, tokens, connections, mix, pastHours } = JSON.parse(process.argv[2] ?? '{}') as LoadInput;
/** Requests of an app that differ in time and values; gzip happens before the clock runs. */
const timesAnApp = 12;

async function requests(): Promise<(connection: number) => Buffer> {
  if (mix === 'remote-write') return written();
  if (pastHours !== undefined) return past(pastHours);
  const nowMs = Date.now();
  const all: Buffer[] = [];
  const bodies = await Promise.all(
    tokens.map((_, app) =>
      mix === 'histograms'
        ? sdkBodies(app, timesAnApp)
        : Array.from({ length: timesAnApp }, (_, i) => requestBody(app, nowMs - i * 10_000)),
    ),
  );
  for (let i = 0; i < timesAnApp; i++)
    tokens.forEach((token, app) => {
      all.push(otlp(token, gzipSync(bodies[app]?.[i] as Buffer)));
    });
  let next = 0;
  return () => all[next++ % all.length] as Buffer;
}

/** Hours that are over, so that they can be folded; all apps go through them together. */
function past(hours: number): () => Buffer {
  const endAt = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const fromAt = endAt - hours * 3_600_000;
  const all: Buffer[] = [];
  for (let at = fromAt; at < endAt; at += 10_000) {
    const scope = scopeAt(at, fromAt - 600_000);
    for (const [app, token] of tokens.entries()) all.push(otlp(token, gzipSync(requestOf(app, scope), { level: 1 })));
  }
  let next = 0;
  return () => all[next++ % all.length] as Buffer;
}

/**
 * Prometheus takes no time twice and none that goes back: each app has a connection of its own, and each
 * request is made with its own time, a second after the last one's.
 */
async function written(): Promise<(connection: number) => Buffer> {
  const { compressSync } = await import('snappy');
  const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' };
  const times = tokens.map(() => Date.now() - 3_000_000);
  return (app) => {
    const timeMs = (times[app] as number) + 1_000;
    times[app] = timeMs;
    return post('/api/v1/write', compressSync(remoteWrite(app, timeMs)), headers);
  };
}

const next = await requests();
process.on('message', async ({ ms, ratePerSecond, requests }: LoadOrder) => {
  const { acknowledged, ...driven } = await drive({ port, connections, next, ms, ratePerSecond, requests });
  const points = acknowledged * (mix === 'histograms' ? sdkPoints : pointsARequest);
  process.send?.({ points, requests: acknowledged, ...driven });
});
process.send?.('ready');
