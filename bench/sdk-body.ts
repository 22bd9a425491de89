/** What a stock OpenTelemetry SDK sends of a service that measures durations, caught from its own exporter. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

/** 84 histograms, 18 counters and 18 gauges a request. */
const routes = 14;
export const sdkPoints = 120;

/** `exports` requests of one service, their values and times moving. */
export async function sdkBodies(app: number, exports: number): Promise<Buffer[]> {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/metrics`;
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url }),
    exportIntervalMillis: 3_600_000,
  });
  const resource = resourceFromAttributes({ 'service.name': `sdk-${app}`, 'service.instance.id': `i-${app}` });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const meter = provider.getMeter('bench', '1.0.0');
  const served = meter.createHistogram('http.server.request.duration', { unit: 's' });
  const called = meter.createHistogram('http.client.request.duration', { unit: 's' });
  const asked = meter.createHistogram('db.client.operation.duration', { unit: 's' });
  const done = meter.createCounter('jobs.done');
  const waiting = meter.createGauge('jobs.waiting');
  for (let n = 0; n < exports; n++) {
    for (let i = 0; i < routes * 20; i++) {
      const attributes = { 'http.route': `/api/things/${i % routes}`, 'http.request.method': i % 2 ? 'GET' : 'POST' };
      const seconds = ((i * 37 + n * 11 + app) % 400) / 90;
      served.record(seconds, { ...attributes, 'http.response.status_code': 200 });
      called.record(seconds / 2, attributes);
      asked.record(seconds / 50, { 'db.operation.name': `query ${i % (4 * routes)}` });
    }
    for (let i = 0; i < 18; i++) done.add(n + i, { queue: `q${i}` });
    for (let i = 0; i < 18; i++) waiting.record(Math.sin(n + i) * 10, { queue: `q${i}` });
    await reader.forceFlush();
  }
  await provider.shutdown();
  server.close();
  return bodies.slice(0, exports);
}
