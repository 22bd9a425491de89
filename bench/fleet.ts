/**
 * Many small apps: each sends its 100 series every 10 s, spread over the interval, over connections that
 * stay open. Says whether the collector keeps up. `--apps N` (10,000), `--seconds N` (60).
 */
import { gzipSync } from 'node:zlib';
import { type Migrate, onGround, residentMiB } from './ground';
import { requestBody } from './ingest-body';
import { drive, otlp } from './load';

const everyMs = 10_000;
const seriesAnApp = 100;

export async function bench(migrate: Migrate, args: string[]): Promise<void> {
  const given = (name: string, usual: number) => Number(args[args.indexOf(name) + 1] || usual);
  const apps = args.includes('--apps') ? given('--apps', 10_000) : 10_000;
  const seconds = args.includes('--seconds') ? given('--seconds', 60) : 60;
  await onGround(migrate, apps, async ({ collector, tokens, cpu }) => {
    const load = { port: collector.port, connections: 512, ratePerSecond: apps / (everyMs / 1000) };
    const next = fleet(tokens);
    // Every app's series are new in its first requests: they are made before the clock runs.
    const first = await drive({ ...load, next, ms: 2 * everyMs });
    const before = cpu();
    const sent = await drive({ ...load, next, ms: seconds * 1000 });
    const after = cpu();
    const due = Math.floor((apps * seconds * 1000) / everyMs);
    console.log(`${apps} apps × ${seriesAnApp} series every ${everyMs / 1000} s, for ${seconds} s`);
    console.log(`first round (series are made): p99 ${first.p99Ms.toFixed(0)} ms, ${first.refused} refused`);
    console.log(
      `acknowledged ${sent.acknowledged} of ${due} requests due, ${sent.refused} refused ${sent.refusal ?? ''}`,
    );
    console.log(`p50 ${sent.p50Ms.toFixed(1)} ms, p99 ${sent.p99Ms.toFixed(1)} ms from when a request was due`);
    console.log(
      `CPU: collector ${(after.collector - before.collector).toFixed(1)} s, PostgreSQL ${(after.server - before.server).toFixed(1)} s; collector's memory ${residentMiB(collector.pid).toFixed(0)} MiB`,
    );
  });
}

/** The requests of all apps in turn, each with its time and values of now. */
export function fleet(tokens: string[]): () => Buffer {
  let next = 0;
  return () => {
    const app = next++ % tokens.length;
    return otlp(tokens[app] as string, gzipSync(requestBody(app, Date.now(), seriesAnApp), { level: 1 }));
  };
}
