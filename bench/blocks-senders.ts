/** The senders of a capture: a second shop, exporters of the machine, prom-client; and how they are read. */
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { planMetrics, runTasks } from '@/collectors/otlp/decode';
import { startDecoding } from '@/collectors/otlp/decoded';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { freePort } from '@/scripts/lib/postgres.mjs';
import { defaultLimits } from '@/service/ingest';
import { PointKind, type SeriesIdentity } from '@/store';
import { type Capture, startCapture } from './blocks-data';

/** Receives OTLP over HTTP into the capture and returns the endpoint. */
export async function receive(into: Capture): Promise<string> {
  const cache = seriesCache(1e9);
  const known = new Map<unknown, number>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.end();
    if (request.url !== '/v1/metrics') return;
    const sent = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    const now = Date.now();
    const out = startDecoding(cache.of(1, defaultLimits.activeSeries, now), defaultLimits, now);
    const tasks = planMetrics(body, out);
    while (!runTasks(body, tasks, out, 1e9));
    for (const { index, ref } of out.pending) {
      if (!known.has(ref)) known.set(ref, into.series.push(ref.identity as SeriesIdentity) - 1);
      into.index.push(known.get(ref) as number);
      into.times.push(out.points.time[index] as number);
      into.starts.push(out.points.start[index] as number);
      into.values.push(out.points.value[index] as number);
      into.flags.push(out.points.flags[index] as number);
      into.histograms.push(out.points.histograms[index] ?? null);
    }
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${port}`;
}

/** The same shop on the same database, its SDK set to delta temporality and exponential histograms. */
export async function startSecondShop(options: {
  endpoint: string;
  databaseUrl: string;
  everyMs: number;
  programs: ChildProcess[];
}): Promise<number> {
  const port = await freePort();
  const shop = fork(resolve('dist/bench/shop.mjs'), {
    env: {
      PATH: process.env.PATH,
      SHOP_DATABASE_URL: options.databaseUrl,
      SHOP_PORT: String(port),
      OTEL_SERVICE_NAME: 'second-shop',
      OTEL_EXPORTER_OTLP_ENDPOINT: options.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_METRIC_EXPORT_INTERVAL: String(options.everyMs),
      OTEL_METRIC_EXPORT_TIMEOUT: String(options.everyMs - 200),
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
      OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
      OTEL_NODE_RESOURCE_DETECTORS: 'env,host,os,process',
      OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=second-shop-1',
    } as unknown as NodeJS.ProcessEnv,
    execArgv: [
      '--require',
      '@opentelemetry/auto-instrumentations-node/register',
      '--experimental-loader=@opentelemetry/instrumentation/hook.mjs',
      '--no-warnings',
    ],
  });
  options.programs.push(shop);
  await once(shop, 'message');
  return port;
}

export interface Target {
  url: string;
  into: Capture;
}

const promClientProgram = `
const { createServer } = require('node:http');
const client = require('prom-client');
client.collectDefaultMetrics();
createServer(async (_, response) => response.end(await client.register.metrics())).listen(Number(process.argv[1]), '127.0.0.1');
`;

/** prom-client, and those of Debian's exporters that are installed. */
export async function startTargets(
  shop: { databaseUrl: string; redisUrl: string | null },
  programs: ChildProcess[],
): Promise<Target[]> {
  const targets: Target[] = [];
  const start = async (
    name: string,
    command: string,
    argumentsFor: (port: number) => string[],
    more: Record<string, string> = {},
  ) => {
    const env = { PATH: process.env.PATH, ...more } as unknown as NodeJS.ProcessEnv;

    if (spawnSync('which', [command]).status !== 0) return console.log(`${command} is not installed: left out`);
    const port = await freePort();
    programs.push(spawn(command, argumentsFor(port), { env, stdio: 'ignore' }));
    targets.push({ url: `http://127.0.0.1:${port}/metrics`, into: startCapture(name) });
  };
  const listen = (port: number) => [`--web.listen-address=127.0.0.1:${port}`];
  await start('prom-client', 'node', (port) => ['-e', promClientProgram, String(port)]);
  await start('node exporter', 'prometheus-node-exporter', listen);
  const database = `${shop.databaseUrl}?sslmode=disable`;
  await start('postgres exporter', 'prometheus-postgres-exporter', listen, { DATA_SOURCE_NAME: database });
  if (shop.redisUrl)
    await start('redis exporter', 'prometheus-redis-exporter', (port) => [
      '-web.listen-address',
      `127.0.0.1:${port}`,
      '-redis.addr',
      shop.redisUrl as string,
    ]);
  return targets;
}

const seen = new Map<string, number>();

/** One scrape into the capture; a target that does not answer leaves a gap. */
export async function scrape({ url, into }: Target): Promise<void> {
  const time = Date.now();
  const text = await fetch(url, { signal: AbortSignal.timeout(1_500) }).then(
    (answer) => answer.text(),
    () => '',
  );
  const types = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line.startsWith('# TYPE ')) types.set(line.split(' ')[2] as string, line.split(' ')[3] as string);
    const match = /^([a-zA-Z_:][\w:]*)(\{.*\})? (\S+)$/.exec(line);
    if (!match) continue;
    const [, metric, labels = '', value] = match as unknown as [string, string, string | undefined, string];
    const key = `${url}${metric}${labels}`;
    if (!seen.has(key)) seen.set(key, into.series.push(identity(into.name, metric, labels, types)) - 1);
    into.index.push(seen.get(key) as number);
    into.times.push(time);
    into.starts.push(Number.NaN);
    into.values.push(Number(value.replace('Inf', 'Infinity')));
    into.flags.push(0);
    into.histograms.push(null);
  }
}

function identity(job: string, metric: string, labels: string, types: Map<string, string>): SeriesIdentity {
  const declared = types.get(metric) ?? types.get(metric.replace(/_(bucket|sum|count)$/, ''));
  const counter =
    declared === 'counter' || declared === 'histogram' || (declared === 'summary' && !labels.includes('quantile='));
  const attributes = [...labels.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [
    name,
    value,
  ]);
  return {
    metric,
    kind: counter ? PointKind.sum : PointKind.gauge,
    temporality: counter ? 2 : 0,
    monotonic: counter,
    unit: '',
    description: '',
    scope: { name: '', version: '' },
    resource: { 'service.name': job, 'service.instance.id': '127.0.0.1' },
    attributes: Object.fromEntries(attributes),
  };
}
