/** Remote write as its specifications want it: what is stored, and what is answered. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PointKind } from '@/store';
import { type StoredPoint, type TestCollector, testCollector } from './collector';
import {
  encodeMetadata,
  encodeV1,
  encodeV2,
  STALE,
  snappy,
  type TestHistogram,
  type TestSeries,
} from './remote-write-encoder';

let test: TestCollector;
let app: { appId: number; token: string };
let apps = 0;
beforeAll(async () => {
  test = await testCollector();
});
beforeEach(async () => {
  app = await test.app(`app-${++apps}`);
});
afterAll(() => test.close());
afterEach(() => expect(test.logged).toEqual([]));

const V2 = 'application/x-protobuf;proto=io.prometheus.write.v2.Request';
const at = Date.now();

function write(body: Uint8Array, headers: Record<string, string> = {}) {
  return test.post('/api/v1/write', snappy(body), {
    authorization: `Bearer ${app.token}`,
    'content-encoding': 'snappy',
    'x-prometheus-remote-write-version': '0.1.0',
    ...headers,
  });
}
const write2 = (body: Uint8Array) => write(body, { 'content-type': V2, 'x-prometheus-remote-write-version': '2.0.0' });

const labels = { __name__: 'http_requests_total', code: '200', instance: '10.0.0.1:80', job: 'api' };
const one: TestSeries = { labels, samples: [{ at, value: 42 }] };
const native: TestHistogram = { at, count: 21, sum: 7.5, schema: 1, zeroThreshold: 0.001, zeroCount: 2 };
const positive: TestHistogram['positive'] = {
  spans: [
    [-1, 2],
    [2, 1],
  ],
  counts: [3, 4, 5],
};

async function stored(): Promise<StoredPoint[]> {
  return test.stored(app.appId);
}

function written(headers: Headers) {
  return ['samples', 'histograms', 'exemplars'].map((what) => headers.get(`x-prometheus-remote-write-${what}-written`));
}

describe('remote write', () => {
  it('keeps a series one, whichever version brings it and however it is written', async () => {
    const later = (minutes: number) => [{ ...one, samples: [{ at: at + minutes * 1000, value: 42 + minutes }] }];
    for (const body of [encodeV1(later(0)), encodeV1(later(1), { unusual: true })])
      expect((await write(body)).status).toBe(204);
    for (const body of [
      encodeV2(later(2).map((each) => ({ ...each, type: 1, help: 'Requests.' }))),
      encodeV2(later(3), { unusual: true }, ['x', 'y']),
    ])
      expect((await write2(body)).status).toBe(204);
    const points = await stored();
    expect(points.map(({ value }) => value)).toEqual([42, 43, 44, 45]);
    expect(new Set(points.map(({ series }) => series.id)).size).toBe(1);
  });

  it('keeps types, help and start times of 2.0; a gauge has no start', async () => {
    const series: TestSeries[] = [
      { labels: { __name__: 'commits' }, type: 1, help: 'Commits.', createdAt: at - 5000, samples: [{ at, value: 3 }] },
      { labels: { __name__: 'level' }, type: 2, createdAt: at - 5000, samples: [{ at, value: 4 }] },
      { labels: { __name__: 'jobs' }, type: 1, createdAt: at - 5000, samples: [{ at, value: 5, startAt: at - 3000 }] },
      { labels: { __name__: 'late' }, type: 1, createdAt: at + 5000, samples: [{ at, value: 6 }] },
    ];
    expect((await write2(encodeV2(series))).status).toBe(204);
    expect(
      (await stored()).map(({ series: { metric, kind, description }, start }) => [metric, kind, description, start]),
    ).toEqual([
      ['commits', PointKind.sum, 'Commits.', at - 5000],
      ['level', PointKind.gauge, '', Number.NaN],
      ['jobs', PointKind.sum, '', at - 3000],
      ['late', PointKind.sum, '', Number.NaN],
    ]);
  });

  it('takes staleness markers, NaN and infinities for "no recorded value"', async () => {
    const samples = [
      { at, value: 1 },
      { at: at + 1, bits: STALE },
      { at: at + 2, value: Number.NaN },
      { at: at + 3, value: Number.POSITIVE_INFINITY },
    ];
    const histograms = [
      { ...native, positive },
      { ...native, at: at + 1, stale: true },
    ];
    const body = encodeV1([
      { labels, samples },
      { labels: { __name__: 'h' }, histograms },
    ]);
    expect((await write(body)).status).toBe(204);
    expect((await stored()).map(({ flags, histogram }) => [flags, histogram?.count])).toEqual([
      [0, undefined],
      [1, undefined],
      [1, undefined],
      [1, undefined],
      [0, 21],
      [1, undefined],
    ]);
  });

  it.each([false, true])('keeps native histograms, of integers and of floats (one by one: %s)', async (unusual) => {
    const negative: TestHistogram['negative'] = { spans: [[3, 1]], counts: [7] };
    const histograms = [
      { ...native, positive, negative },
      { ...native, at: at + 1, isFloat: true, count: 21.5, positive: { ...positive, counts: [3.5, 4, 5] }, negative },
    ];
    const series = [{ labels: { __name__: 'latency_seconds' }, histograms }];
    expect((await write(encodeV1(series, { unusual }))).status).toBe(204);
    const reply = await write2(
      encodeV2(
        series.map((each) => ({ ...each, type: 3, exemplars: 2 })),
        { unusual },
      ),
    );
    expect([reply.status, ...written(reply.headers)]).toEqual([204, '0', '2', '0']);
    const points = await stored();
    expect(points).toHaveLength(4);
    expect(new Set(points.map(({ series: { id } }) => id)).size).toBe(1);
    expect(points[0]?.series).toMatchObject({ kind: PointKind.exponentialHistogram, temporality: 2, unit: 's' });
    // Bucket −1 of Prometheus ends at 2^(-1/2): OpenTelemetry's −2 begins there minus one step.
    const exponential = {
      scale: 1,
      zeroCount: 2,
      zeroThreshold: 0.001,
      positiveOffset: -2,
      positive: Float64Array.of(3, 4, 0, 0, 5),
      negativeOffset: 2,
      negative: Float64Array.of(7),
    };
    expect(points[2]?.histogram).toMatchObject({ count: 21, sum: 7.5, exponential });
    expect(points[3]?.histogram).toMatchObject({
      count: 21.5,
      exponential: { ...exponential, positive: Float64Array.of(3.5, 4, 0, 0, 5) },
    });
  });

  it('keeps native histograms with bounds of their own as explicit ones', async () => {
    const custom = { ...native, schema: -53, zeroCount: 0, count: 9, bounds: [0.1, 0.5, 1] };
    const histograms = [
      {
        ...custom,
        positive: {
          spans: [
            [0, 2],
            [1, 1],
          ] as [number, number][],
          counts: [2, 3, 4],
        },
      },
      { ...custom, at: at + 1, positive: { spans: [[0, 5]] as [number, number][], counts: [1, 1, 1, 1, 1] } },
    ];
    const reply = await write2(encodeV2([{ labels: { __name__: 'h' }, type: 3, histograms }]));
    expect([reply.status, ...written(reply.headers)]).toEqual([400, '0', '1', '0']);
    const [point] = await stored();
    expect(point?.series.kind).toBe(PointKind.histogram);
    expect(point?.histogram).toMatchObject({
      bounds: Float64Array.of(0.1, 0.5, 1),
      counts: Float64Array.of(2, 3, 0, 4),
    });
  });

  it('joins buckets of a native histogram that lie too far apart for its scale', async () => {
    const histograms = [
      {
        ...native,
        schema: 8,
        positive: {
          spans: [
            [-8000, 1],
            [16_000, 1],
          ] as [number, number][],
          counts: [1, 2],
        },
      },
    ];
    expect((await write(encodeV1([{ labels: { __name__: 'h' }, histograms }]))).status).toBe(204);
    const exponential = (await stored())[0]?.histogram?.exponential;
    expect(exponential?.scale).toBe(6);
    expect(exponential?.positiveOffset).toBe(Math.floor(-8001 / 4));
    expect([exponential?.positive.length, exponential?.positive[0], exponential?.positive.at(-1)]).toEqual([
      4002, 1, 2,
    ]);
  });

  it('stores what is good and answers 400 for what is not, with the counts of each', async () => {
    const series: TestSeries[] = [
      one,
      {
        labels,
        samples: [
          { at: at + 3_600_000, value: 1 },
          { at: 0, value: 1 },
          { at: -5, value: 1 },
        ],
      },
      { labels: { job: 'nameless' }, samples: [{ at, value: 1 }] },
      {
        labels: [
          ['__name__', 'm'],
          ['a', '1'],
          ['a', '2'],
        ],
        samples: [{ at, value: 1 }],
      },
      { labels: { __name__: 'long', a: 'x'.repeat(5000) }, samples: [{ at, value: 1 }] },
      { labels: { __name__: 'gh' }, histograms: [{ ...native, positive, hint: 3 }] },
      { labels: { __name__: 'bh' }, histograms: [{ ...native, positive: { spans: [[0, 9]], counts: [1] } }] },
    ];
    const reply = await write2(encodeV2(series));
    expect([reply.status, ...written(reply.headers)]).toEqual([400, '1', '0', '0']);
    for (const words of [
      '1 samples were stored',
      '1 points more than 10 minutes in the future',
      '2 points without a time',
      'without a name',
      'with the same label twice',
      'longer than is kept',
      'of a gauge histogram',
      'buckets do not fit',
    ])
      expect(reply.text).toContain(words);
    expect((await write(encodeV1(series))).status).toBe(400);
    expect((await stored()).map(({ value }) => value)).toEqual([42, 42]);
  });

  it('accepts samples out of order, of the past, and a request of nothing', async () => {
    const samples = [5, 3, 4].map((hours) => ({ at: at - hours * 3_600_000, value: hours }));
    expect((await write(encodeV1([{ labels, samples }]))).status).toBe(204);
    expect((await stored()).map(({ value }) => value)).toEqual([5, 4, 3]);
    expect((await write(Buffer.of())).status).toBe(204);
    expect((await write2(encodeV2([]))).status).toBe(204);
    expect((await write(encodeMetadata('http_requests', 1))).status).toBe(204);
  });

  it('says what it does not understand', async () => {
    const body = encodeV1([one]);
    const replies = [
      await write(body, { 'content-type': 'application/json' }),
      await write(body, { 'content-type': 'application/x-protobuf;proto=prometheus.WriteRequest3' }),
      await write(body, { 'content-encoding': 'zstd' }),
      await write(body, { 'content-type': V2 }),
      await write(encodeV2([one])),
      await test.post('/api/v1/write', body, { authorization: `Bearer ${app.token}`, 'content-encoding': 'snappy' }),
      await write(body.subarray(0, body.length - 3)),
      await write2(encodeV2([{ ...one, labels: [] }]).subarray(0, 2)),
    ];
    expect(replies.map(({ status, text }) => [status, text])).toEqual([
      [415, expect.stringContaining('send application/x-protobuf')],
      [415, expect.stringContaining('io.prometheus.write.v2.Request')],
      [415, expect.stringContaining('send snappy')],
      [400, expect.stringContaining('is no io.prometheus.write.v2.Request')],
      [400, expect.stringContaining('is no prometheus.WriteRequest')],
      [400, expect.stringContaining('snappy block format')],
      [400, expect.stringContaining('cut off')],
      [204, ''],
    ]);
    expect(replies[0]?.headers.get('content-type')).toContain('text/plain');
  });

  it('refuses references to no symbol', async () => {
    const body = (references: number[]) => {
      const series = Buffer.from([0x0a, references.length, ...references, 0x12, 0]);
      return Buffer.from([0x22, 0, 0x22, 1, 0x61, 0x2a, series.length, ...series]);
    };
    expect(await write2(body([1, 7]))).toMatchObject({
      status: 400,
      text: 'a series refers to symbol 7, but there are 2 symbols',
    });
    expect(await write2(body([1]))).toMatchObject({ status: 400, text: expect.stringContaining('without a value') });
    expect(await stored()).toEqual([]);
  });

  it('takes the token as a Bearer or as the password of Basic, and no other', async () => {
    const body = encodeV1([one]);
    const basic = (credentials: string) => ({ authorization: `Basic ${Buffer.from(credentials).toString('base64')}` });
    expect((await write(body, basic(`anybody:${app.token}`))).status).toBe(204);
    expect((await write(body, basic(`${app.token}:`))).status).toBe(401);
    expect((await write(body, basic('anybody:wrong'))).status).toBe(401);
    expect((await write(body, { authorization: 'Bearer wrong' })).headers.get('www-authenticate')).toBe('Bearer');
    const get = await fetch(`${test.url}/api/v1/write`);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
