/** What the apps of a fleet send: 100 series as a stock SDK exports them, most of them metrics that signals read. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

const ROUTES = 12;
const QUERIES = 12;

export interface FleetBodies {
  /** The newest export for app number `app`, gzipped. */
  of(app: number): Buffer;
  /** Exports anew; counters have grown. */
  renew(): Promise<void>;
  stop(): Promise<void>;
}

/** `variants` services with real SDKs; apps share their exports, so that sending costs the bench next to nothing. */
export async function fleetBodies(variants: number): Promise<FleetBodies> {
  const caught = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      caught.set(request.url ?? '', gzipSync(Buffer.concat(chunks), { level: 1 }));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const services = Array.from({ length: variants }, (_, v) => service(v, `http://127.0.0.1:${port}/${v}`));
  const renew = async () => void (await Promise.all(services.map(({ renew }) => renew())));
  await renew();
  return {
    of: (app) => caught.get(`/${app % variants}`) as Buffer,
    renew,
    stop: async () => {
      await Promise.all(services.map(({ stop }) => stop()));
      server.close();
    },
  };
}

/** 24 + 12 histograms, 30 counters, 34 gauges. */
function service(v: number, url: string) {
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url }),
    exportIntervalMillis: 3_600_000,
  });
  const resource = resourceFromAttributes({
    'service.name': `shop-${v}`,
    'service.instance.id': `shop-${v}-1`,
    'service.version': '1.4.2',
    'deployment.environment.name': 'production',
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const meter = provider.getMeter('shop', '1.0.0');
  const seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
  const histogram = (name: string) =>
    meter.createHistogram(name, { unit: 's', advice: { explicitBucketBoundaries: seconds } });
  const served = histogram('http.server.request.duration');
  const asked = histogram('db.client.operation.duration');
  const hits = meter.createCounter('cache.hits');
  const misses = meter.createCounter('cache.misses');
  const orders = meter.createCounter('orders.placed');
  const users = meter.createGauge('app.users.active', { unit: '{user}' });
  const depth = meter.createGauge('messaging.queue.depth');
  const pool = meter.createGauge('db.client.connection.count', { unit: '{connection}' });
  const poolMost = meter.createGauge('db.client.connection.max', { unit: '{connection}' });
  const cpu = meter.createGauge('process.cpu.utilization', { unit: '1' });
  const memory = meter.createGauge('process.memory.usage', { unit: 'By' });
  const loop = meter.createGauge('nodejs.eventloop.utilization', { unit: '1' });
  const shelves = meter.createGauge('stock.items');
  let n = 0;
  return {
    async renew() {
      n++;
      for (let i = 0; i < ROUTES * 4; i++) {
        const took = (0.02 + ((i * 37 + n * 11 + v) % 100) / 400) * (1 + 0.5 * Math.sin(n / 60 + v));
        const status = i % ROUTES === n % ROUTES && i % 3 === 0 ? 500 : 200;
        const attributes = { 'http.route': `/api/things/${i % ROUTES}`, 'http.request.method': 'GET' };
        served.record(took, { ...attributes, 'http.response.status_code': status });
        asked.record(took / 10, { 'db.operation.name': `query ${i % QUERIES}`, 'db.system.name': 'postgresql' });
      }
      for (let i = 0; i < 10; i++) hits.add(9 + (n % 3), { 'cache.name': `c${i}` });
      for (let i = 0; i < 10; i++) misses.add(1, { 'cache.name': `c${i}` });
      for (let i = 0; i < 10; i++) orders.add(1 + (i % 2), { shop: `s${i}` });
      users.record(200 + Math.round(50 * Math.sin(n / 100 + v)));
      for (let i = 0; i < 8; i++) depth.record((n + i) % 40, { queue: `q${i}` });
      for (const state of ['idle', 'used']) pool.record(state === 'used' ? 4 + (n % 4) : 6 - (n % 4), pooled(state));
      poolMost.record(20, { 'db.client.connection.pool.name': 'main' });
      cpu.record(0.4 + 0.3 * Math.sin(n / 90 + v));
      memory.record(3e8 + 1e7 * Math.sin(n / 200));
      loop.record(0.3 + 0.1 * Math.sin(n / 50));
      for (let i = 0; i < 19; i++) shelves.record(100 + ((n * i) % 17), { shelf: `f${i}` });
      await reader.forceFlush();
    },
    stop: () => provider.shutdown(),
  };
}

const pooled = (state: string) => ({
  'db.client.connection.pool.name': 'main',
  'db.client.connection.state': state,
});
