import { type DiagLogger, DiagLogLevel, diag, SpanKind } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import {
  AggregationTemporalityPreference,
  OTLPMetricExporter as JsonExporter,
} from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtoExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWN_SCOPE, PointKind, readRefusals } from '@/store';
import { type StoredPoint, type TestCollector, testCollector } from './collector';

let test: TestCollector;
beforeAll(async () => {
  test = await testCollector();
});
afterAll(() => test.close());

const preferences = {
  delta: AggregationTemporalityPreference.DELTA,
  cumulative: AggregationTemporalityPreference.CUMULATIVE,
};

/** Runs a stock meter provider against the collector and returns what was stored. */
async function push(slug: string, { json, temporality }: { json: boolean; temporality: 'delta' | 'cumulative' }) {
  const { appId, token } = await test.app(slug);
  const settings = {
    url: `${test.url}/v1/metrics`,
    headers: { authorization: `Bearer ${token}` },
    temporalityPreference: preferences[temporality],
    compression: 'gzip' as never,
  };
  const exporter = json ? new JsonExporter(settings) : new ProtoExporter(settings);
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', 'service.instance.id': 'one', 'process.pid': 77 }),
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
    views: [
      {
        instrumentName: 'size',
        aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 20 } },
      },
    ],
  });
  const meter = provider.getMeter('shop.meter', '2.1');
  const requests = meter.createCounter('requests', { unit: '{request}', description: 'Requests served' });
  const duration = meter.createHistogram('duration', {
    unit: 's',
    advice: { explicitBucketBoundaries: [0.1, 0.2, 0.5] },
  });
  const size = meter.createHistogram('size');
  const queue = meter.createUpDownCounter('queue');
  meter.createObservableGauge('heat').addCallback((result) => result.observe(21.75, { room: 'attic' }));
  for (let round = 1; round <= 2; round++) {
    requests.add(3, { 'http.route': '/a', 'http.response.status_code': 200, ok: true });
    requests.add(0.5, { 'http.route': '/b' });
    queue.add(round === 1 ? 5 : -2);
    for (const value of [0.05, 0.15, 0.15, 9]) duration.record(value, { 'http.route': '/a' });
    for (const value of [0, 1, 2, 1000]) size.record(value);
    await provider.forceFlush();
  }
  await provider.shutdown();
  const points = await test.stored(appId);
  return { points, of: (metric: string) => points.filter(({ series }) => series.metric === metric) };
}

const values = (points: StoredPoint[]) => points.map(({ value }) => value);

describe.each([
  { json: false, temporality: 'cumulative' as const },
  { json: false, temporality: 'delta' as const },
  { json: true, temporality: 'cumulative' as const },
  { json: true, temporality: 'delta' as const },
])('a stock OpenTelemetry SDK, json $json, $temporality', (how) => {
  it('pushes gauges, sums and both kinds of histogram, and they arrive intact', async () => {
    const delta = how.temporality === 'delta';
    const { of } = await push(`sdk-${how.json ? 'json' : 'proto'}-${how.temporality}`, how);

    const requests = of('requests').filter(({ series }) => series.attributes['http.route'] === '/a');
    expect(values(requests)).toEqual(delta ? [3, 3, 0].slice(0, requests.length) : [3, 6, 6].slice(0, requests.length));
    expect(requests.length).toBeGreaterThanOrEqual(2);
    expect(requests[0]?.series).toMatchObject({
      kind: PointKind.sum,
      temporality: delta ? 1 : 2,
      monotonic: true,
      unit: '{request}',
      description: 'Requests served',
      scope: { name: 'shop.meter', version: '2.1' },
      resource: { 'service.name': 'shop', 'service.instance.id': 'one' },
      attributes: { 'http.route': '/a', 'http.response.status_code': 200, ok: true },
    });
    expect(values(of('requests').filter(({ series }) => series.attributes['http.route'] === '/b'))[0]).toBe(0.5);
    for (const { start, time } of requests) expect(start <= time && Date.now() - time < 60_000).toBe(true);

    // Up-down counters stay cumulative unless a sender asks for low memory: so does the SDK's delta preference.
    expect(values(of('queue')).slice(0, 2)).toEqual([5, 3]);
    expect(of('queue')[0]?.series).toMatchObject({ kind: PointKind.sum, temporality: 2, monotonic: false });
    expect(of('heat')[0]).toMatchObject({
      value: 21.75,
      series: { kind: PointKind.gauge, temporality: 0, attributes: { room: 'attic' } },
    });

    const duration = of('duration');
    expect(duration[0]?.histogram).toEqual({
      count: 4,
      sum: expect.closeTo(9.35, 9),
      min: 0.05,
      max: 9,
      bounds: Float64Array.of(0.1, 0.2, 0.5),
      counts: Float64Array.of(1, 2, 0, 1),
    });
    expect([...(duration[1]?.histogram?.counts ?? [])]).toEqual(delta ? [1, 2, 0, 1] : [2, 4, 0, 2]);

    const size = of('size')[0]?.histogram;
    expect(of('size')[0]?.series.kind).toBe(PointKind.exponentialHistogram);
    expect(size).toMatchObject({ count: 4, sum: 1003, min: 0, max: 1000 });
    const exponential = size?.exponential;
    if (!exponential) throw new Error('no exponential buckets arrived');
    expect(exponential.zeroCount).toBe(1);
    expect(exponential.positive.reduce((sum, c) => sum + c, 0)).toBe(3);
    // Bucket i of scale s holds (base^i, base^(i+1)] with base = 2^(2^-s): the largest value lies in the last one.
    const { scale, positiveOffset, positive } = exponential;
    const last = positiveOffset + positive.length - 1;
    expect(2 ** (last * 2 ** -scale)).toBeLessThan(1000);
    expect(2 ** ((last + 1) * 2 ** -scale)).toBeGreaterThanOrEqual(1000);
  });
});

describe('the same SDK with its other signals', () => {
  it('sends traces and logs without a word in its log, and what they tell is stored once', async () => {
    const said: unknown[] = [];
    const say = (...words: unknown[]) => void said.push(words);
    const logger: DiagLogger = { error: say, warn: say, info: () => {}, debug: () => {}, verbose: () => {} };
    diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
    const { appId, token } = await test.app('tracer');
    const headers = { 'x-headroom-token': token };
    const resource = resourceFromAttributes({ 'service.name': 'shop', 'service.instance.id': 'one' });
    const exporter = new OTLPTraceExporter({ url: `${test.url}/v1/traces`, headers, compression: 'gzip' as never });
    const provider = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
    const endAt = Math.floor(Date.now() / 60_000) * 60_000 - 1_000;
    for (const tookMs of [20, 20, 400]) {
      const attributes = { 'http.request.method': 'GET', 'http.route': '/cart', 'http.response.status_code': 200 };
      const span = provider
        .getTracer('t')
        .startSpan('GET /cart', { kind: SpanKind.SERVER, attributes, startTime: endAt - tookMs });
      span.end(endAt);
    }
    const logs = new LoggerProvider({
      resource,
      processors: [
        new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${test.url}/v1/logs`, headers }) }),
      ],
    });
    for (const severityNumber of [9, 12, 17])
      logs.getLogger('l').emit({ severityNumber, body: 'a secret', timestamp: endAt });
    await Promise.all([provider.forceFlush(), logs.forceFlush()]);
    await Promise.all([provider.shutdown(), logs.shutdown()]);
    diag.disable();
    expect(said).toEqual([]);
    const stored = await test.stored(appId);
    expect(stored.filter(({ histogram }) => histogram)).toMatchObject([
      {
        series: {
          metric: 'http.server.request.duration',
          attributes: { 'http.request.method': 'GET', 'http.route': '/cart', 'http.response.status_code': 200 },
          resource: { 'service.name': 'shop', 'service.instance.id': 'one' },
          scope: { name: OWN_SCOPE },
        },
        time: endAt,
        histogram: { count: 3, sum: expect.closeTo(0.44, 6) },
      },
    ]);
    const records = stored.filter(({ series }) => series.metric === 'log.records');
    const bySeverity = records.map(({ series, value }) => [series.attributes.severity, value]).sort();
    expect(bySeverity).toEqual([
      ['error', 1],
      ['info', 2],
    ]);
    expect(JSON.stringify(stored)).not.toContain('secret');
    expect(await readRefusals(test.database.pool, appId, Date.now())).toEqual([]);
  });
});
