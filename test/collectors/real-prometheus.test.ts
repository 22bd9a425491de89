/** Prometheus itself as the sender: what is stored equals what it answers, sample by sample. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PointKind } from '@/store';
import { gatherClassicBuckets } from '@/store/points/classic-buckets';
import { readPoints } from '@/store/read';
import { type StoredPoint, type TestCollector, testCollector } from './collector';

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const missing = ['prometheus', 'prometheus-node-exporter'].filter((program) => !isInstalled(program));
if (missing.length > 0) console.warn(`skipped, because not installed: ${missing.join(', ')} (apt-get install them)`);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await ask().catch(() => null);
    if (answer !== null) return answer;
    if (Date.now() > deadline) throw new Error(`gave up waiting for ${what}`);
    await sleep(100);
  }
}

/** Labels as one text, and samples as [ms, value] that are numbers. */
type Samples = Map<string, [number, number][]>;

function keyOf(labels: Record<string, unknown>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function storedSamples(points: StoredPoint[], untilAt: number): Samples {
  const samples: Samples = new Map();
  for (const { series, time, value, flags } of points) {
    if (time > untilAt || flags === 1) continue;
    const { 'service.namespace': namespace, 'service.name': name, 'service.instance.id': instance } = series.resource;
    const job = namespace ? `${namespace}/${name}` : name;
    const key = keyOf({ __name__: series.metric, job, instance, ...series.attributes });
    samples.set(key, [...(samples.get(key) ?? []), [time, value]]);
  }
  for (const list of samples.values()) list.sort(([a], [b]) => a - b);
  return samples;
}

interface Matrix {
  data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
}

describe.skipIf(missing.length > 0)('Prometheus as a sender', () => {
  let test: TestCollector;
  let app: { appId: number; token: string };
  let target: Server;
  let prometheusUrl: string;
  const processes: ChildProcess[] = [];
  const dir = mkdtempSync(join(tmpdir(), 'headroom-prometheus-'));

  beforeAll(async () => {
    test = await testCollector();
    app = await test.app('shop');
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'How long it took to answer.',
      labelNames: ['code'],
      buckets: [0.1, 0.5, 1],
      registers: [registry],
    });
    target = createServer(async (_, response) => {
      for (const [code, seconds] of [
        ['200', 0.05],
        ['200', 0.3],
        ['500', 2],
      ] as const)
        duration.observe({ code }, seconds);
      response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics());
    }).listen(0, '127.0.0.1');
    await once(target, 'listening');
    const [exporterPort, port] = [await freePort(), await freePort()];
    prometheusUrl = `http://127.0.0.1:${port}`;
    const scrape = (job: string, at: number) => ({ job_name: job, static_configs: [{ targets: [`127.0.0.1:${at}`] }] });
    const config = {
      global: { scrape_interval: '1s', scrape_timeout: '1s' },
      scrape_configs: [scrape('team/shop', (target.address() as AddressInfo).port), scrape('node', exporterPort)],
      remote_write: [
        {
          url: `${test.url}/api/v1/write`,
          authorization: { credentials: app.token },
          queue_config: { batch_send_deadline: '200ms', retry_on_http_429: true },
        },
      ],
    };
    writeFileSync(join(dir, 'prometheus.yml'), JSON.stringify(config));
    processes.push(
      spawn('prometheus-node-exporter', [`--web.listen-address=127.0.0.1:${exporterPort}`], { stdio: 'ignore' }),
      spawn(
        'prometheus',
        [
          `--config.file=${join(dir, 'prometheus.yml')}`,
          `--storage.tsdb.path=${join(dir, 'data')}`,
          `--web.listen-address=127.0.0.1:${port}`,
        ],
        { stdio: 'ignore' },
      ),
    );
  });

  afterAll(async () => {
    for (const process of processes) {
      if (process.exitCode !== null || process.signalCode !== null) continue;
      process.kill('SIGKILL');
      await once(process, 'exit');
    }
    target?.close();
    target?.closeAllConnections();
    await test?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const promql = async (query: string, at: number) => {
    const asked = `${prometheusUrl}/api/v1/query?${new URLSearchParams({ query, time: String(at / 1000) })}`;
    return (await (await fetch(asked)).json()) as Matrix;
  };

  it('has every sample stored as it answers it itself', { timeout: 120_000 }, async () => {
    const enough = await until('ten scrapes', async () => {
      const { data } = await promql('up[1m]', Date.now());
      const [a, b] = data.result.map(({ values }) => values.filter(([, value]) => value === '1').length);
      return (a ?? 0) >= 10 && (b ?? 0) >= 10 ? Date.now() : null;
    });
    const untilAt = enough - 1000;
    const { data } = await promql('{__name__=~".+"}[5m]', untilAt);
    const expected: Samples = new Map();
    for (const { metric, values } of data.result) {
      const numbers = values.map(([s, value]): [number, number] => [Math.round(s * 1000), Number(value)]);
      const finite = numbers.filter(([, value]) => Number.isFinite(value));
      if (finite.length > 0) expected.set(keyOf(metric), finite);
    }
    const count = (samples: Samples) => [...samples.values()].reduce((sum, list) => sum + list.length, 0);
    expect(count(expected)).toBeGreaterThan(5_000);
    const stored = await until('all samples', async () => {
      const samples = storedSamples(await test.stored(app.appId), untilAt);
      return count(samples) >= count(expected) ? samples : null;
    });
    expect([...stored.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [key, samples] of expected) expect({ key, samples: stored.get(key) }).toEqual({ key, samples });
    expect(test.logged).toEqual([]);
    const own = await (await fetch(`${prometheusUrl}/metrics`)).text();
    expect(/^prometheus_remote_storage_samples_failed_total\{.*\} (\S+)$/m.exec(own)?.[1]).toBe('0');
  });

  it('has its counters told from its gauges, and its buckets gathered', async () => {
    const kinds = new Map((await test.stored(app.appId)).map(({ series }) => [series.metric, series]));
    const counter = { kind: PointKind.sum, temporality: 2, monotonic: true };
    expect(kinds.get('node_cpu_seconds_total')).toMatchObject({ ...counter, unit: 's' });
    expect(kinds.get('http_request_duration_seconds_bucket')).toMatchObject({
      ...counter,
      resource: { 'service.namespace': 'team', 'service.name': 'shop' },
    });
    expect(kinds.get('process_resident_memory_bytes')).toMatchObject({ kind: PointKind.gauge, unit: 'By' });
    const now = Date.now();
    const names = ['bucket', 'count', 'sum'].map((part) => `http_request_duration_seconds_${part}`);
    const parts = await readPoints(test.database.pool, app.appId, names, now - 600_000, now);
    const histograms = gatherClassicBuckets(parts);
    expect(histograms.map(({ series }) => series.attributes.code).sort()).toEqual(['200', '500']);
    const [first] = histograms.filter(({ series }) => series.attributes.code === '200');
    // How many scrapes it was in time for is the machine's affair.
    expect(first?.points.length).toBeGreaterThanOrEqual(5);
    first?.points.histograms.forEach((value) => {
      const half = (value?.count as number) / 2;
      expect(Array.from(value?.counts ?? [])).toEqual([half, half, 0, 0]);
      expect(value?.bounds).toEqual(Float64Array.of(0.1, 0.5, 1));
    });
  });
});
