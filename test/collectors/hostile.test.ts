/** What a sender with a token, or a stranger, may try: the collector stays up, small and quick. */
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TestCollector, testCollector } from './collector';
import { appSeries, hugeHistogram, manyOf } from './hostile';

let test: TestCollector;
let token: string;
beforeAll(async () => {
  test = await testCollector({ metricsToken: 'a-token-for-scrapers' });
  token = (await test.app('shop')).token;
});
afterAll(() => test.close());
afterEach(() => expect(test.logged).toEqual([]));

const zipped = (body: Uint8Array) =>
  test.post('/v1/metrics', gzipSync(body), { authorization: `Bearer ${token}`, 'content-encoding': 'gzip' });
const json = (body: string) =>
  test.post('/v1/metrics', body, { authorization: `Bearer ${token}`, 'content-type': 'application/json' });

describe('a hostile sender', () => {
  it('cannot fill the memory with millions of empty metrics in 60 KB', async () => {
    const reply = await zipped(manyOf('metrics', 20_000_000));
    expect([reply.status, reply.text]).toEqual([
      413,
      expect.stringContaining('more than 100000 resources, scopes and metrics'),
    ]);
    expect((await zipped(manyOf('resources', 20_000_000))).status).toBe(413);
  });

  it('cannot send a million and one points at once', async () => {
    expect((await zipped(manyOf('points', 1_000_001))).status).toBe(413);
  });

  it('gets no histogram of millions of buckets kept, in whatever form', async () => {
    for (const form of ['packed', 'single'] as const) {
      for (const kind of ['explicit', 'exponential'] as const) {
        const reply = await zipped(hugeHistogram(kind, form, 1_000_000));
        expect([reply.status, reply.text]).toEqual([200, expect.stringContaining('buckets do not fit')]);
      }
    }
  });

  it('gets no histogram with counts below zero kept', async () => {
    const point = { timeUnixNano: `${Date.now()}000000`, count: '3', bucketCounts: ['4', '-1'], explicitBounds: [1] };
    const body = (histogram: object) =>
      JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'h', ...histogram }] }] }] });
    const explicit = await json(
      body({
        histogram: {
          aggregationTemporality: 1,
          dataPoints: [point, { ...point, count: '-3', bucketCounts: ['4', '1'] }],
        },
      }),
    );
    expect(JSON.parse(explicit.text).partialSuccess.rejectedDataPoints).toBe('2');
  });

  it('is told what is wrong with a JSON nested a million levels deep', async () => {
    const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
    const reply = await json(`{"resourceMetrics":[{"scopeMetrics":${deep}}]}`);
    expect([reply.status, reply.text]).toEqual([
      400,
      expect.stringContaining('must be an object; it is nested too deeply'),
    ]);
  });

  it('makes no series in memory beyond four times its limit, with points that are refused', () => {
    const { refs, bytes } = appSeries({ limit: 10, tries: 1_000 });
    expect(refs).toBe(40);
    expect(bytes).toBeLessThan(100_000);
  });

  it('is not let in to /metrics by a proxy on the same machine', async () => {
    const status = async (headers: Record<string, string>) => (await fetch(`${test.url}/metrics`, { headers })).status;
    expect(await status({})).toBe(200);
    expect(await status({ 'x-forwarded-for': '127.0.0.1, 192.0.2.7' })).toBe(401);
    expect(await status({ 'x-forwarded-for': '192.0.2.7', authorization: 'Bearer a-token-for-scrapers' })).toBe(200);
  });
});
