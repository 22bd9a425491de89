import { describe, expect, it } from 'vitest';
import { startDecoding } from '@/collectors/otlp/decoded';
import { decodeJson } from '@/collectors/otlp/json';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { defaultLimits } from '@/service/ingest';
import type { SeriesIdentity } from '@/store';
import { arrived, decode } from './decoding';
import { bytes, encodeRequest, type TestPoint, text } from './encoder';
import { nowAt, nowNs } from './requests-arbitrary';

const resource: [string, string][] = [['service.name', 'shop']];
const startNs = nowNs - 60_000_000_000n;
const point = (given: Partial<TestPoint> = {}): TestPoint => ({
  attributes: [['route', '/a']],
  timeNs: nowNs,
  startNs,
  summary: {
    count: 9n,
    sum: 7.5,
    quantiles: [
      [0.5, 0.2],
      [0.99, 1.25],
    ],
  },
  ...given,
});
const summary = (points: TestPoint[], style?: { backwards: boolean; unpacked: boolean }) =>
  encodeRequest(resource, [{ name: 'wait', unit: 's', description: 'Wait', kind: 'summary', points }], style);
const counts = (out: ReturnType<typeof decode>) =>
  Object.fromEntries([...out.rejections].map(([reason, { points }]) => [reason, points]));

describe('a summary of OTLP', () => {
  it('is kept as Prometheus keeps it: counters of count and sum, a gauge a quantile', () => {
    const out = decode(summary([point()]));
    const start = Number(startNs / 1_000_000n);
    expect(arrived(out)).toMatchObject([
      { metric: 'wait_count', attributes: { route: '/a' }, value: 9, start },
      { metric: 'wait_sum', attributes: { route: '/a' }, value: 7.5, start },
      { metric: 'wait', attributes: { route: '/a', quantile: '0.5' }, value: 0.2, start: Number.NaN },
      { metric: 'wait', attributes: { route: '/a', quantile: '0.99' }, value: 1.25, start: Number.NaN },
    ]);
    const [count, sum, quantile] = out.pending.map(({ ref }) => ref.identity as SeriesIdentity);
    expect(count).toMatchObject({ kind: 2, temporality: 2, monotonic: true, unit: '', description: 'Wait' });
    expect(sum).toMatchObject({ kind: 2, temporality: 2, monotonic: true, unit: 's' });
    expect(quantile).toMatchObject({ kind: 1, temporality: 0, monotonic: false, unit: 's' });
  });

  it('is the same series the next time, in any order of fields, and from JSON', () => {
    const cache = seriesCache(1e9);
    const first = decode(summary([point()]), cache).pending.map(({ ref }) => ref);
    const backwards = decode(summary([point()], { backwards: true, unpacked: true }), cache).pending;
    expect(new Set(backwards.map(({ ref }) => ref))).toEqual(new Set(first));
    const out = startDecoding(cache.of(1, 100, nowAt), defaultLimits, nowAt);
    const dataPoints = [
      {
        attributes: [{ key: 'route', value: { stringValue: '/a' } }],
        startTimeUnixNano: String(startNs),
        timeUnixNano: String(nowNs),
        count: '9',
        sum: 7.5,
        quantileValues: [
          { quantile: 0.5, value: 0.2 },
          { quantile: 0.99, value: 1.25 },
        ],
      },
    ];
    decodeJson(
      JSON.stringify({
        resourceMetrics: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
            scopeMetrics: [
              {
                scope: { name: 'test.scope', version: '1.0' },
                metrics: [{ name: 'wait', unit: 's', description: 'Wait', summary: { dataPoints } }],
              },
            ],
          },
        ],
      }),
      out,
    );
    expect(out.pending.map(({ ref }) => ref)).toEqual(first);
    expect(arrived(out)).toEqual(arrived(decode(summary([point()]))));
  });

  it('leaves out a quantile that nothing was observed for, and keeps that nothing was recorded', () => {
    const empty = point({ summary: { count: 9n, sum: 7.5, quantiles: [[0.5, Number.NaN]] } });
    expect(arrived(decode(summary([empty]))).map(({ metric }) => metric)).toEqual(['wait_count', 'wait_sum']);
    const flagged = arrived(decode(summary([point({ flags: 1 })])));
    expect(flagged.map(({ flags, value }) => [flags, value])).toEqual(new Array(4).fill([1, Number.NaN]));
  });

  it('is refused whole, and counted once', () => {
    const late = point({ timeNs: nowNs + 3_600_000_000_000n });
    const many = point({
      summary: { count: 1n, sum: 1, quantiles: Array.from({ length: 101 }, (_, i) => [i / 101, 1]) },
    });
    const out = decode(summary([late, many, point({ attributes: [['k', 'x'.repeat(5000)]] })]));
    expect(out.points.length).toBe(0);
    expect(counts(out)).toEqual({ 'too-far-in-future': 1, 'broken-summary': 1, 'attribute-too-long': 1 });
    const narrow = decode(summary([point()]), seriesCache(1e9), { limits: { ...defaultLimits, activeSeries: 3 } });
    expect([narrow.points.length, counts(narrow)]).toEqual([0, { 'too-many-series': 1 }]);
  });

  it('with a million quantiles is too much at once', () => {
    const quantiles = Buffer.alloc(2 * 1_000_001, bytes(6, Buffer.alloc(0)));
    const metric = Buffer.concat([text(1, 'wait'), bytes(11, bytes(1, quantiles))]);
    expect(() => decode(bytes(1, bytes(2, bytes(2, metric))))).toThrow('more than 1000000 points');
  });
});
