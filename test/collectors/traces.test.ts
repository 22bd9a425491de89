/** What spans count for: metrics of the semantic conventions, few series, each request once. */
import { describe, expect, it } from 'vitest';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { defaultLimits } from '@/service/ingest';
import { OWN_SCOPE, PointKind } from '@/store';
import { nowAt } from './requests-arbitrary';
import { inWords, readSpans, type TestSpan } from './spans';

const resource = { 'service.name': 'shop', 'service.instance.id': 'one' };
const read = (spans: TestSpan[], encoding: 'protobuf' | 'json' = 'protobuf') =>
  readSpans([{ resource, spans }], { encoding });

describe.each(['protobuf', 'json'] as const)('spans in %s', (encoding) => {
  const counted = async (...spans: TestSpan[]) => inWords((await read(spans, encoding)).points);

  it('of a server count as requests by route, method and status', async () => {
    const http = (route: string, status: number): TestSpan => ({
      kind: 'server',
      attributes: {
        'http.request.method': 'GET',
        'http.route': route,
        'http.response.status_code': status,
        'url.path': '/cart/17',
        'url.query': 'q=1',
        'user_agent.original': 'curl/8',
      },
    });
    expect(
      await counted(http('/cart/:id', 200), http('/cart/:id', 200), http('/cart/:id', 404), http('/', 503)),
    ).toEqual([
      'http.server.request.duration http.request.method=GET http.route=/ http.response.status_code=503 error.type=503: 1',
      'http.server.request.duration http.request.method=GET http.route=/cart/:id http.response.status_code=200: 2',
      'http.server.request.duration http.request.method=GET http.route=/cart/:id http.response.status_code=404: 1',
    ]);
  });

  it('are read by their older names too, and a path is no route', async () => {
    const attributes = { 'http.method': 'BREW', 'http.target': '/cart/17?a=b', 'http.status_code': 200 };
    expect(await counted({ kind: 'server', attributes })).toEqual([
      'http.server.request.duration http.request.method=_OTHER http.response.status_code=200: 1',
    ]);
  });

  it('that failed without an answer are errors; a 4xx is none, whatever its status says', async () => {
    const get = { 'http.request.method': 'GET' };
    const failing = { 'error.type': 'java.net.SocketTimeoutException' };
    expect(
      await counted(
        { kind: 'server', attributes: { ...get, ...failing }, failed: true },
        { kind: 'server', attributes: get, failed: true },
        { kind: 'server', attributes: { ...get, 'http.response.status_code': 404 }, failed: true },
      ),
    ).toEqual([
      'http.server.request.duration http.request.method=GET error.type=_OTHER: 2',
      'http.server.request.duration http.request.method=GET http.response.status_code=404: 1',
    ]);
  });

  it('of clients count by dependency; opening a connection is no query', async () => {
    const pg = { 'db.system': 'postgresql', 'net.peer.name': 'db-1', 'net.peer.port': 5432, 'db.user': 'u' };
    expect(
      await counted(
        { kind: 'client', name: 'pg.query:SELECT shop', attributes: { ...pg, 'db.statement': ' select * from a' } },
        { kind: 'client', name: 'pg.query:SELECT shop', attributes: { ...pg, 'db.statement': 'SELECT 2' } },
        { kind: 'client', name: 'pg-pool.connect', attributes: pg },
        {
          kind: 'client',
          attributes: { 'db.system.name': 'redis', 'db.operation.name': 'GET', 'server.address': 'r' },
        },
        { kind: 'client', attributes: { 'rpc.system': 'aws-api', 'rpc.service': 'S3', 'rpc.method': 'GetObject' } },
        { kind: 'client', attributes: { 'http.request.method': 'POST', 'server.address': 'pay', 'server.port': 443 } },
      ),
    ).toEqual([
      'db.client.operation.duration db.system.name=postgresql db.operation.name=SELECT server.address=db-1 server.port=5432: 2',
      'db.client.operation.duration db.system.name=redis db.operation.name=GET server.address=r: 1',
      'http.client.request.duration http.request.method=POST server.address=pay server.port=443: 1',
      'rpc.client.call.duration rpc.system.name=aws-api rpc.service=S3: 1',
    ]);
  });

  it('of messages count as sent, received or processed; of calls as rpc', async () => {
    const queue = { 'messaging.system': 'rabbitmq', 'messaging.destination.name': 'mails' };
    const grpc = { 'rpc.system': 'grpc', 'rpc.service': 'Cart', 'rpc.method': 'Add' };
    expect(
      await counted(
        { kind: 'producer', attributes: queue },
        { kind: 'client', attributes: { ...queue, 'messaging.operation.type': 'receive' } },
        { kind: 'consumer', attributes: { ...queue, 'messaging.operation': 'process' }, failed: true },
        { kind: 'server', attributes: { ...grpc, 'rpc.grpc.status_code': 5 }, failed: true },
        { kind: 'server', attributes: { ...grpc, 'rpc.grpc.status_code': 13 } },
      ),
    ).toEqual([
      'messaging.client.operation.duration messaging.system=rabbitmq messaging.operation.type=receive: 1',
      'messaging.client.operation.duration messaging.system=rabbitmq messaging.operation.type=send: 1',
      'messaging.process.duration messaging.system=rabbitmq error.type=_OTHER: 1',
      'rpc.server.call.duration rpc.system.name=grpc rpc.service=Cart rpc.method=Add rpc.grpc.status_code=13 error.type=_OTHER: 1',
      'rpc.server.call.duration rpc.system.name=grpc rpc.service=Cart rpc.method=Add rpc.grpc.status_code=5: 1',
    ]);
  });

  it('inside the process count for nothing', async () => {
    expect(await counted({ kind: 'internal', attributes: { 'http.route': '/a', 'db.system': 'redis' } })).toEqual([]);
  });

  it('of one query told by two libraries side by side are one; queries at the same time are as many', async () => {
    const query = (endAt: number, tookMs: number, system = 'postgresql'): TestSpan => ({
      kind: 'client',
      attributes: { 'db.system.name': system, 'db.operation.name': 'SELECT' },
      parent: '00000000000000aa',
      endAt: nowAt + endAt,
      tookMs,
    });
    const told = async (mapper: TestSpan[], driver: TestSpan[]) => {
      const groups = [
        { resource, library: 'mapper', spans: mapper },
        { resource, library: 'driver', spans: driver },
      ];
      return (await readSpans(groups, { encoding })).points.reduce((sum, { histogram }) => sum + histogram.count, 0);
    };
    // One after the other, then two at once, each told by both.
    expect(await told([query(-50, 10), query(-30, 10)], [query(-52, 6), query(-31, 8)])).toBe(2);
    expect(await told([query(-10, 30), query(-12, 20)], [query(-11, 28), query(-13, 15)])).toBe(2);
    expect(await told([], [query(-10, 30), query(-12, 20), query(-14, 5)])).toBe(3);
    // Another database's, and one that only begins inside.
    expect(await told([query(-10, 30)], [query(-12, 20, 'mysql')])).toBe(2);
    expect(await told([query(-10, 30)], [query(-5, 20)])).toBe(2);
  });

  it('of one request are one: a framework inside the HTTP library, a query inside an object mapper', async () => {
    const server = { 'http.request.method': 'GET', 'http.response.status_code': 200 };
    const query = { 'db.system': 'postgresql', 'db.statement': 'SELECT 1' };
    expect(
      await counted(
        { kind: 'client', id: '00000000000000d1', parent: '00000000000000d0', attributes: query },
        { kind: 'client', id: '00000000000000d2', parent: '00000000000000d0', attributes: query },
        { kind: 'client', id: '00000000000000d0', parent: '00000000000000a2', attributes: query },
        {
          kind: 'server',
          id: '00000000000000a2',
          parent: '00000000000000a1',
          attributes: { ...server, 'http.route': '/a' },
          tookMs: 5,
        },
        { kind: 'server', id: '00000000000000a1', attributes: server, tookMs: 20 },
      ),
    ).toEqual([
      'db.client.operation.duration db.system.name=postgresql db.operation.name=SELECT: 2',
      'http.server.request.duration http.request.method=GET http.route=/a http.response.status_code=200: 1',
    ]);
  });

  it('are scaled up where tracestate says how they were sampled', async () => {
    const attributes = { 'http.route': '/' };
    const { points } = await read(
      [
        { kind: 'server', attributes, traceState: 'other=1,ot=rv:abcdefabcdefab;th:c' },
        { kind: 'server', attributes, traceState: 'ot=th:0' },
        { kind: 'server', attributes, traceState: 'ot=th:xyz' },
        { kind: 'server', attributes },
      ],
      encoding,
    );
    expect(inWords(points)).toEqual([
      'http.server.request.duration http.route=/ headroom.sampling=known: 5',
      'http.server.request.duration http.route=/: 2',
    ]);
  });

  it('lie in buckets 9 % wide, in the minute of their end', async () => {
    const span = (endAt: number, tookMs: number): TestSpan => ({
      kind: 'server',
      attributes: { 'http.route': '/' },
      endAt,
      tookMs,
    });
    const { points } = await read(
      [span(nowAt - 61_000, 90_000), span(nowAt - 1, 0), span(nowAt - 30_000, 250)],
      encoding,
    );
    expect(points.map(({ time }) => time)).toEqual([nowAt - 61_000, nowAt - 1]);
    expect(points[1]?.histogram).toMatchObject({ count: 2, sum: 0.25, exponential: { scale: 3, zeroCount: 1 } });
    const { positiveOffset, positive } = points[0]?.histogram.exponential ?? { positiveOffset: 0, positive: [] };
    expect(positive).toHaveLength(1);
    expect(2 ** (positiveOffset / 8)).toBeLessThan(90);
    expect(2 ** ((positiveOffset + 1) / 8)).toBeGreaterThanOrEqual(90);
  });

  it('without times, of the future, of long ago, or ending before they start are refused and counted', async () => {
    const span = (more: Partial<TestSpan>): TestSpan => ({
      kind: 'server',
      attributes: { 'http.route': '/' },
      ...more,
    });
    const { points, refused, spans } = await read(
      [
        span({ endAt: nowAt + 660_000 }),
        span({ endAt: nowAt - 500 * 86_400_000 }),
        span({ tookMs: -5 }),
        span({ endAt: 0, tookMs: 0 }),
        span({}),
      ],
      encoding,
    );
    expect([spans, points.length]).toEqual([5, 1]);
    expect(refused).toEqual({ 'too-far-in-future': 1, 'too-old': 1, 'starts-after-its-end': 1, 'no-time': 1 });
  });
});

describe('a series that spans make', () => {
  const spans: TestSpan[] = [{ kind: 'server', attributes: { 'http.route': '/' } }];

  it('is a delta histogram of the sender in a scope of our own', async () => {
    const { identities } = await read(spans);
    expect(identities).toMatchObject([
      {
        metric: 'http.server.request.duration',
        kind: PointKind.exponentialHistogram,
        temporality: 1,
        unit: 's',
        scope: { name: OWN_SCOPE },
        resource,
      },
    ]);
  });

  it('has the same key when the request is repeated, another when another is like it', async () => {
    const keys = async (more: TestSpan[]) =>
      (await read([...spans, ...more])).points.map(({ time, start }) => ({ time, start }));
    const [first] = await keys([]);
    expect(await keys([])).toEqual([first]);
    const [other] = await keys([{ kind: 'internal', name: 'another' }]);
    expect(other?.time).toBe(first?.time);
    expect(other?.start).not.toBe(first?.start);
    expect((other?.time ?? 0) - (other?.start ?? 0)).toBeLessThanOrEqual(60_000);
  });

  it('is one point a minute, however a request spells its resource', async () => {
    const twice = await readSpans([
      { resource: { a: '1', b: '2' }, spans },
      { resource: { b: '2', a: '1' }, spans },
    ]);
    expect(twice.points.map(({ histogram }) => histogram.count)).toEqual([2]);
  });

  it('gives way to one for all the rest when routes are too many', async () => {
    const routes = (from: number, count: number): TestSpan[] =>
      Array.from({ length: count }, (_, n) => ({
        kind: 'server',
        attributes: { 'http.route': `/${from + n}`, 'http.response.status_code': 500 },
      }));
    const cache = seriesCache(1e9);
    const first = await readSpans([{ resource, spans: routes(0, 700) }], { cache });
    expect(first.points.length).toBe(501);
    const rest = first.points.find(({ attributes }) => attributes['otel.metric.overflow']);
    expect(rest?.histogram.count).toBe(200);
    expect(rest?.attributes).toEqual({
      'otel.metric.overflow': true,
      'http.response.status_code': 500,
      'error.type': '500',
    });
    const again = await readSpans([{ resource, spans: routes(700, 50) }], { cache });
    expect(again.points.map(({ histogram }) => histogram.count)).toEqual([50]);
  });

  it('counts under the limit of series: what finds no room is refused, span by span', async () => {
    const limits = { ...defaultLimits, activeSeries: 1 };
    const cache = seriesCache(1e9);
    await readSpans(
      [{ resource, spans: [{ kind: 'client', attributes: { 'db.system': 'redis', 'db.operation': 'GET' } }] }],
      { cache, limits },
    );
    const { points, refused } = await readSpans([{ resource, spans: [...spans, ...spans] }], { cache, limits });
    expect([points.length, refused]).toEqual([0, { 'too-many-series': 2 }]);
  });
});
