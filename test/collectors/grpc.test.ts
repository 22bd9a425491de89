import { connect } from 'node:http2';
import { gzipSync } from 'node:zlib';
import * as grpc from '@grpc/grpc-js';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIntake, readRefusals } from '@/store';
import { type TestCollector, testCollector } from './collector';
import { encodeRequest } from './encoder';

const MiB = 1024 * 1024;
const metricsCall = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';
let test: TestCollector;
let app: Awaited<ReturnType<TestCollector['app']>>;
let address: string;
beforeAll(async () => {
  test = await testCollector();
  app = await test.app('shop');
  address = `127.0.0.1:${test.collector.grpcPort}`;
});
afterAll(() => test.close());

const nowNs = () => BigInt(Date.now()) * 1_000_000n;
const gauge = (name: string, timeNs = nowNs()) =>
  encodeRequest([['service.name', 'shop']], [{ name, kind: 'gauge', points: [{ attributes: [], timeNs, value: 4 }] }]);

interface Answer {
  code: number;
  details: string;
  /** Seconds of the RetryInfo in grpc-status-details-bin; null without one. */
  retryAfterS: number | null;
  bytes: Buffer;
}

const asIs = (bytes: Buffer) => bytes;

/** One unary call by a stock gRPC client that knows nothing of the messages. */
function call(
  content: Buffer,
  given: { headers?: Record<string, string>; path?: string; at?: string; gzip?: boolean } = {},
): Promise<Answer> {
  const options = given.gzip ? { 'grpc.default_compression_algorithm': 2 } : {};
  const client = new grpc.Client(given.at ?? address, grpc.credentials.createInsecure(), {
    ...options,
    'grpc.max_send_message_length': -1,
  });
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(given.headers ?? { authorization: `Bearer ${app.token}` }))
    metadata.set(name, value);
  return new Promise((resolve) => {
    client.makeUnaryRequest(given.path ?? metricsCall, asIs, asIs, content, metadata, (error, bytes) => {
      client.close();
      const details = error?.metadata.get('grpc-status-details-bin')[0];
      resolve({
        code: error?.code ?? 0,
        details: error?.details ?? '',
        retryAfterS: details ? retryInfo(details as Buffer) : null,
        bytes: bytes ?? Buffer.alloc(0),
      });
    });
  });
}

/** google.rpc.Status { details (3): Any { type_url (1), value (2): RetryInfo { retry_delay (1): Duration { seconds (1) } } } } */
function retryInfo(status: Buffer): number {
  const type = 'type.googleapis.com/google.rpc.RetryInfo';
  const at = status.indexOf(type);
  expect([status[at - 4], status[at - 2], status[at - 1]]).toEqual([0x1a, 0x0a, type.length]);
  const [tag, , retryDelay, , seconds, value] = status.subarray(at + type.length);
  expect([tag, retryDelay, seconds]).toEqual([0x12, 0x0a, 0x08]);
  return value as number;
}

const storedNames = async () => (await test.stored(app.appId)).map(({ series }) => series.metric);

describe('stock SDKs over gRPC', () => {
  it.each(['none', 'gzip'])('push metrics, compression %s', async (compression) => {
    const { appId, token } = await test.app(`sdk-${compression}`);
    const metadata = new grpc.Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    const exporter = new OTLPMetricExporter({ url: `http://${address}`, metadata, compression: compression as never });
    const provider = new MeterProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop' }),
      readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
    });
    const requests = provider.getMeter('m').createCounter('requests');
    const duration = provider.getMeter('m').createHistogram('duration');
    for (let i = 0; i < 200; i++) requests.add(i, { 'http.route': `/orders/${i}` });
    duration.record(3);
    await provider.forceFlush();
    const points = await test.stored(appId);
    expect(points.filter(({ series }) => series.metric === 'requests').map(({ value }) => value)).toEqual(
      Array.from({ length: 200 }, (_, i) => i),
    );
    expect(points.find(({ series }) => series.metric === 'duration')?.histogram).toMatchObject({ count: 1, sum: 3 });
    await provider.shutdown();
  });

  it('push traces', async () => {
    const { appId, token } = await test.app('tracer');
    const metadata = new grpc.Metadata();
    metadata.set('x-headroom-token', token);
    const exporter = new OTLPTraceExporter({ url: `http://${address}`, metadata });
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    provider.getTracer('t').startSpan('s').end();
    await provider.forceFlush();
    await provider.shutdown();
    await expect
      .poll(() => readIntake(test.database.pool, appId, Date.now() - 300_000))
      .toMatchObject([{ outcome: 'kept', requests: 1 }]);
  });
});

describe('a call', () => {
  it('is answered OK with an empty message after its points are stored, gzip or not', async () => {
    expect(await call(gauge('plain'))).toMatchObject({ code: grpc.status.OK, bytes: Buffer.alloc(0) });
    expect(await call(gauge('zipped'), { gzip: true })).toMatchObject({ code: grpc.status.OK });
    expect(await storedNames()).toEqual(expect.arrayContaining(['plain', 'zipped']));
    expect(await call(Buffer.alloc(0))).toMatchObject({ code: grpc.status.OK });
  });

  it('with a summary keeps it as counters and a gauge a quantile', async () => {
    const summary = { count: 3n, sum: 1.5, quantiles: [[0.5, 0.4]] as [number, number][] };
    const points = [{ attributes: [], timeNs: nowNs(), summary }];
    await call(encodeRequest([['service.name', 'shop']], [{ name: 'waited', kind: 'summary', points }]));
    expect(await storedNames()).toEqual(expect.arrayContaining(['waited', 'waited_count', 'waited_sum']));
  });

  it('is answered OK with a partial success that says what was not kept', async () => {
    const { code, bytes } = await call(gauge('late', nowNs() + 3_600_000_000_000n));
    expect(code).toBe(grpc.status.OK);
    // partial_success (1) { rejected_data_points (1): 1, error_message (2) }
    expect([bytes[0], bytes[2], bytes[3]]).toEqual([0x0a, 0x08, 1]);
    expect(bytes.toString()).toContain('more than 10 minutes in the future');
    await expect
      .poll(() => readRefusals(test.database.pool, app.appId, Date.now()))
      .toMatchObject([{ reason: 'too-far-in-future', points: 1 }]);
  });

  it('is UNAUTHENTICATED without a good token, and told so before its message is sent', async () => {
    const wrong = { authorization: 'Bearer hr_wrong' };
    expect(await call(gauge('x'), { headers: wrong })).toEqual({
      code: grpc.status.UNAUTHENTICATED,
      details: 'the token is not known or was revoked',
      retryAfterS: null,
      bytes: Buffer.alloc(0),
    });
    expect((await call(Buffer.alloc(40 * MiB), { headers: wrong })).code).toBe(grpc.status.UNAUTHENTICATED);
    expect((await call(gauge('x'), { headers: {} })).code).toBe(grpc.status.UNAUTHENTICATED);
    const strangers = () => readIntake(test.database.pool, 0, Date.now() - 300_000);
    await expect
      .poll(strangers)
      .toEqual(expect.arrayContaining([expect.objectContaining({ outcome: 'unknown-token', address: '127.0.0.1' })]));
  });

  it('is INVALID_ARGUMENT when it cannot be decoded, is cut off or is too large, and never to be repeated', async () => {
    const invalid = { code: grpc.status.INVALID_ARGUMENT, retryAfterS: null };
    expect(await call(Buffer.from('hello, is this OTLP?'))).toMatchObject(invalid);
    expect(await call(Buffer.alloc(65 * MiB))).toMatchObject({
      ...invalid,
      details: 'the message is larger than 64 MiB: send it in several requests',
    });
    // 65 MiB of zeros are 64 KiB of gzip.
    expect(await call(Buffer.alloc(65 * MiB), { gzip: true })).toMatchObject(invalid);
    const zipped = gzipSync(gauge('x'));
    expect(await raw(frame(1, zipped.subarray(0, zipped.length - 9)), { 'grpc-encoding': 'gzip' })).toMatchObject({
      'grpc-status': '3',
      'grpc-message': expect.stringMatching(/un-gzipped .*cut off/),
    });
    expect(await raw(frame(0, gauge('x')).subarray(0, 20))).toMatchObject({ 'grpc-status': '3' });
    expect(await raw(Buffer.concat([frame(0, gauge('x')), frame(0, gauge('y'))]))).toMatchObject({
      'grpc-status': '3',
      'grpc-message': 'a call carries one message; more was sent',
    });
    expect(await call(gauge('good-again'))).toMatchObject({ code: grpc.status.OK });
  });

  it('is UNIMPLEMENTED for an unknown service and an unknown compression', async () => {
    expect((await call(gauge('x'), { path: '/opentelemetry.Metrics/Export' })).code).toBe(grpc.status.UNIMPLEMENTED);
    expect(await raw(frame(1, gauge('x')), { 'grpc-encoding': 'snappy' })).toMatchObject({
      'grpc-status': '12',
      'grpc-accept-encoding': 'identity,gzip',
    });
    expect(await raw(Buffer.alloc(0), { 'content-type': 'text/plain' })).toMatchObject({ ':status': 415 });
  });

  it('is RESOURCE_EXHAUSTED with a RetryInfo while its app or its address sends too much', async () => {
    const fresh = await testCollector();
    const at = `127.0.0.1:${fresh.collector.grpcPort}`;
    const codes: Answer[] = [];
    for (let i = 0; i < 31; i++)
      codes.push(await call(gauge('x'), { at, headers: { 'x-headroom-token': `guess${i}` } }));
    expect(codes[29]).toMatchObject({ code: grpc.status.UNAUTHENTICATED });
    expect(codes[30]).toMatchObject({ code: grpc.status.RESOURCE_EXHAUSTED, retryAfterS: 60 });
    await fresh.close();
  });

  it('is UNAVAILABLE with a RetryInfo beyond what the process may hold, which it shares with HTTP', async () => {
    const small = await testCollector({ limits: { inFlightBytes: 100_000 } });
    const { token } = await small.app('a');
    const headers = { authorization: `Bearer ${token}` };
    const at = `127.0.0.1:${small.collector.grpcPort}`;
    const unavailable = { code: grpc.status.UNAVAILABLE, retryAfterS: 5 };
    expect(await call(Buffer.alloc(200_000), { at, headers })).toMatchObject(unavailable);
    expect(await call(Buffer.alloc(200_000), { at, headers, gzip: true })).toMatchObject(unavailable);
    expect(await call(gauge('x'), { at, headers })).toMatchObject({ code: grpc.status.OK });
    // A call that is still sending leaves that much less to HTTP.
    const session = connect(`http://${at}`);
    const sending = session.request({ ...grpcHeaders, ...headers });
    sending.on('error', () => {});
    sending.write(Buffer.concat([Buffer.of(0), Buffer.of(0, 1, 0x5f, 0x90), Buffer.alloc(80_000)]));
    const post = () => small.post('/v1/metrics', Buffer.alloc(50_000), headers).then(({ status }) => status);
    await expect.poll(post).toBe(503);
    sending.close();
    await expect.poll(post).toBe(400);
    session.close();
    await small.close();
  });

  it('leaves no error that nobody meant', () => expect(test.logged).toEqual([]));
});

const grpcHeaders = { ':method': 'POST', ':path': metricsCall, 'content-type': 'application/grpc', te: 'trailers' };

function frame(flag: number, content: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flag);
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}

/** What no gRPC client would send: the headers of the answer, trailers among them. */
function raw(content: Buffer, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const session = connect(`http://${address}`);
    const stream = session.request({ ...grpcHeaders, authorization: `Bearer ${app.token}`, ...headers });
    let answer: Record<string, unknown> = {};
    stream.on('response', (got) => (answer = { ...answer, ...got }));
    stream.on('trailers', (got) => (answer = { ...answer, ...got }));
    stream.on('error', reject);
    stream.on('close', () => {
      session.close();
      resolve(answer);
    });
    stream.resume();
    stream.end(content);
  });
}
