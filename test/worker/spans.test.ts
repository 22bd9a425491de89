/** From spans to signals, through a real collector, database and derivation: as the truth is, and once. */

import { gzipSync } from 'node:zlib';
import { SpanKind } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '@/advisor/math';
import { HOUR_MS, MinuteState, type SignalColumns } from '@/advisor/types';
import { readObservations, readRefusals, readSignals } from '@/store';
import { type TestCollector, testCollector } from '../collectors/collector';
import { spansInProtobuf, type TestSpan } from '../collectors/spans';
import { workerOf } from './turns';

let test: TestCollector;
const nowAt = Date.now();
const hourAt = Math.floor(nowAt / HOUR_MS) * HOUR_MS - 2 * HOUR_MS;
const MINUTES = 10;
const resource = { 'service.name': 'shop', 'service.instance.id': 'one', 'deployment.environment.name': 'production' };

beforeAll(async () => {
  test = await testCollector();
});
afterAll(() => test.close());

interface Request {
  endAt: number;
  tookMs: number;
  route: string;
  status: number;
  queries: number;
}

/** Ten minutes of a shop: log-normal durations around 80 ms, some failures, some health checks. */
function traffic(seed: number, perMinute = 300): Request[] {
  const random = seeded(seed);
  return Array.from({ length: MINUTES * perMinute }, (_, i) => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const health = random() < 0.1;
    return {
      endAt: Math.floor(hourAt + (i * 60_000) / perMinute + random() * 100),
      tookMs: health ? 1 : 80 * Math.exp(0.8 * normal),
      route: health ? '/healthz' : random() < 0.5 ? '/cart/:id' : '/search',
      status: random() < 0.02 ? 500 : random() < 0.05 ? 404 : 200,
      queries: health ? 0 : 2,
    };
  });
}

async function signalsOf(appId: number): Promise<Map<string, SignalColumns>> {
  await workerOf([appId], { db: test.database.pool, owner: `owner of ${appId}`, now: () => nowAt }).finish();
  return readSignals(test.database.pool, appId, 'all', hourAt, hourAt + HOUR_MS);
}

const minutes = (columns: SignalColumns | undefined, of: 'value' | 'numerator' | 'denominator' = 'value') =>
  [...(columns?.[of] ?? [])].slice(0, MINUTES);

/** Sends by a stock SDK, in batches as it makes them. */
async function sendBySdk(token: string, requests: Request[]): Promise<void> {
  const exporter = new OTLPTraceExporter({
    url: `${test.url}/v1/traces`,
    headers: { 'x-headroom-token': token },
    compression: 'gzip' as never,
  });
  const processor = new BatchSpanProcessor(exporter, { maxQueueSize: 100_000, maxExportBatchSize: 512 });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes(resource),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('shop');
  for (const { endAt, tookMs, route, status, queries } of requests) {
    const startTime = endAt - tookMs;
    const attributes = { 'http.request.method': 'GET', 'http.route': route, 'http.response.status_code': status };
    const span = tracer.startSpan(`GET ${route}`, { kind: SpanKind.SERVER, attributes, startTime });
    for (let n = 0; n < queries; n++) {
      const db = { 'db.system': 'postgresql', 'db.statement': 'SELECT 1', 'net.peer.name': `db-${n}` };
      tracer.startSpan('pg.query', { kind: SpanKind.CLIENT, attributes: db, startTime }).end(endAt);
    }
    const redis = { 'db.system': 'redis', 'db.statement': 'GET a' };
    tracer.startSpan('redis-GET', { kind: SpanKind.CLIENT, attributes: redis, startTime }).end(endAt);
    tracer.startSpan('middleware', { kind: SpanKind.INTERNAL, startTime }).end(endAt);
    span.end(endAt);
  }
  await provider.forceFlush();
  await provider.shutdown();
}

describe('an app that sends only traces', () => {
  const requests = traffic(1);
  const inMinute = (m: number) =>
    requests.filter(({ endAt, route }) => Math.floor((endAt - hourAt) / 60_000) === m && route !== '/healthz');
  let signals: Map<string, SignalColumns>;
  let appId: number;

  beforeAll(async () => {
    const app = await test.app('only-traces');
    appId = app.appId;
    await sendBySdk(app.token, requests);
    signals = await signalsOf(appId);
  });

  it('gets the rate, to the request, without its health checks', () => {
    const counts = Array.from({ length: MINUTES }, (_, m) => inMinute(m).length);
    expect(minutes(signals.get('requests.rate'), 'numerator')).toEqual(counts);
    expect(minutes(signals.get('requests.rate'))).toEqual(counts.map((count) => expect.closeTo(count / 60, 9)));
    expect(signals.get('requests.rate')?.state[MINUTES + 5]).toBe(MinuteState.noData);
  });

  it('gets the errors, to the request', () => {
    const failed = Array.from({ length: MINUTES }, (_, m) => inMinute(m).filter(({ status }) => status >= 500).length);
    expect(Math.max(...failed)).toBeGreaterThan(2);
    expect(minutes(signals.get('errors.rate'), 'numerator')).toEqual(failed);
  });

  it.each([
    ['latency.p50', 0.5],
    ['latency.p95', 0.95],
    ['latency.p99', 0.99],
  ] as const)('gets %s within the width of a bucket', (signal, q) => {
    minutes(signals.get(signal)).forEach((value, m) => {
      const durations = inMinute(m)
        .map(({ tookMs }) => tookMs)
        .sort((a, b) => a - b);
      // The order statistics around the rank: between them every definition of a quantile lies.
      const below = durations[Math.floor(q * (durations.length - 1))] as number;
      const above = durations[Math.ceil(q * durations.length)] ?? (durations.at(-1) as number);
      expect(value).toBeGreaterThan(below / 1.0906);
      expect(value).toBeLessThan(above * 1.0906);
    });
  });

  it('gets the queries of its databases, caches apart, and what proves steps', async () => {
    const queries = Array.from({ length: MINUTES }, (_, m) => 2 * inMinute(m).length);
    expect(minutes(signals.get('db.queries.rate'), 'numerator')).toEqual(queries);
    const { columns } = await readObservations(test.database.pool, appId, hourAt, hourAt + HOUR_MS);
    expect([...(columns['db.hosts'] ?? [])].slice(0, MINUTES)).toEqual(Array(MINUTES).fill(2));
    expect([...(columns['instances.serving'] ?? [])].slice(0, MINUTES)).toEqual(Array(MINUTES).fill(1));
    const ofRedis = [...(columns['redis.operations'] ?? [])].slice(0, MINUTES).reduce((a, b) => a + b, 0);
    expect(ofRedis).toBe(requests.length);
    expect(signals.has('cache.hit_rate')).toBe(false);
  });

  it('is told that its numbers are from spans, and that their sampling is not known', () => {
    expect(signals.get('latency.p95')?.recipe).toMatchObject({
      metrics: ['http.server.request.duration'],
      intervalMs: 60_000,
      note: 'from spans; how they are sampled is not known',
    });
    expect(signals.get('requests.rate')?.expected).toEqual(signals.get('requests.rate')?.received);
  });

  it('has nothing refused', async () => {
    expect(await readRefusals(test.database.pool, appId, nowAt - 60_000)).toEqual([]);
    expect(test.logged).toEqual([]);
  });
});

describe('a request of spans', () => {
  const spans = (more: Partial<TestSpan> = {}, count = 40): TestSpan[] =>
    Array.from({ length: count }, (_, i) => ({
      kind: 'server',
      attributes: { 'http.route': '/', 'http.response.status_code': 200 },
      endAt: hourAt + 1000 * i,
      ...more,
    }));

  it('counts once when it is repeated, zipped or not, and again when another one is alike', async () => {
    const { appId, token } = await test.app('repeats');
    const headers = { authorization: `Bearer ${token}` };
    const body = spansInProtobuf([{ resource, spans: spans() }]);
    for (let time = 0; time < 3; time++) expect((await test.deliver('/v1/traces', body, headers)).status).toBe(200);
    const zipped = await test.deliver('/v1/traces', gzipSync(body), { ...headers, 'content-encoding': 'gzip' });
    expect(zipped.status).toBe(200);
    const another = spansInProtobuf([{ resource, spans: [...spans(), { kind: 'internal' }] }]);
    expect((await test.deliver('/v1/traces', another, headers)).status).toBe(200);
    expect(minutes((await signalsOf(appId)).get('requests.rate'), 'numerator')[0]).toBe(80);
  });

  it('whose spans say how they were sampled is scaled up to all', async () => {
    const { appId, token } = await test.app('sampled');
    const body = spansInProtobuf([{ resource, spans: spans({ traceState: 'ot=th:c' }) }]);
    expect((await test.deliver('/v1/traces', body, { authorization: `Bearer ${token}` })).status).toBe(200);
    const rate = (await signalsOf(appId)).get('requests.rate');
    expect(minutes(rate, 'numerator')[0]).toBe(160);
    expect(rate?.recipe?.note).toBe('from spans, scaled up by their sampling');
  });
});

describe('an app that sends traces and metrics', () => {
  const json = (token: string) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' });
  const nanoseconds = (at: number) => `${at}000000`;
  const pairs = (all: Record<string, string>) =>
    Object.entries(all).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const metricsBody = (metric: object) =>
    JSON.stringify({
      resourceMetrics: [{ resource: { attributes: pairs(resource) }, scopeMetrics: [{ metrics: [metric] }] }],
    });
  const times = { startTimeUnixNano: nanoseconds(hourAt), timeUnixNano: nanoseconds(hourAt + 59_000) };
  const body = () =>
    spansInProtobuf([
      {
        resource,
        spans: Array.from({ length: 30 }, (_, i) => ({
          kind: 'server' as const,
          attributes: { 'http.route': '/', 'http.response.status_code': 500 },
          endAt: hourAt + 1000 * i,
          tookMs: 700,
        })),
      },
    ]);

  it('gets its own histogram alone', async () => {
    const { appId, token } = await test.app('both');
    await test.deliver('/v1/traces', body(), { authorization: `Bearer ${token}` });
    const point = { ...times, count: '50', sum: 1, explicitBounds: [0.01, 0.025], bucketCounts: ['0', '50', '0'] };
    const histogram = { aggregationTemporality: 1, dataPoints: [point] };
    const metric = { name: 'http.server.request.duration', unit: 's', histogram };
    expect((await test.deliver('/v1/metrics', metricsBody(metric), json(token))).status).toBe(200);
    const signals = await signalsOf(appId);
    expect(minutes(signals.get('requests.rate'), 'numerator')[0]).toBe(50);
    expect(minutes(signals.get('errors.rate'), 'numerator')[0]).toBe(0);
    expect(minutes(signals.get('latency.p95'))[0]).toBeLessThan(25);
    expect(signals.get('latency.p95')?.recipe?.note).toBeUndefined();
  });

  it('gets counts from its own counter, and response times, which a counter cannot tell, from spans', async () => {
    const { appId, token } = await test.app('counter-and-traces');
    await test.deliver('/v1/traces', body(), { authorization: `Bearer ${token}` });
    const sum = { aggregationTemporality: 1, isMonotonic: true, dataPoints: [{ ...times, asInt: '90' }] };
    const counter = metricsBody({ name: 'http_requests_total', sum });
    expect((await test.deliver('/v1/metrics', counter, json(token))).status).toBe(200);
    const signals = await signalsOf(appId);
    expect(minutes(signals.get('requests.rate'), 'numerator')[0]).toBe(90);
    // The counter tells no status, and errors of spans are of other requests than those that it counts.
    expect(signals.get('errors.rate')).toBeUndefined();
    expect(signals.get('requests.rate')?.recipe?.metrics).toEqual(['http_requests_total']);
    expect(minutes(signals.get('latency.p95'))[0]).toBeGreaterThan(640);
    expect(signals.get('latency.p95')?.recipe?.note).toContain('from spans');
  });

  it('cannot send points of its own under the name of our scope', async () => {
    const { appId, token } = await test.app('pretender');
    const point = { ...times, asInt: '90' };
    const metrics = [{ name: 'http_requests_total', sum: { aggregationTemporality: 1, dataPoints: [point] } }];
    const scopeMetrics = [{ scope: { name: 'headroom.counted' }, metrics }];
    await test.deliver('/v1/metrics', JSON.stringify({ resourceMetrics: [{ scopeMetrics }] }), json(token));
    expect((await test.stored(appId)).map(({ series }) => series.scope.name)).toEqual(['headroom.counted (sent)']);
  });
});
