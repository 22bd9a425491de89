import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planMetrics, runTasks } from '@/collectors/otlp/decode';
import { type Decoded, startDecoding } from '@/collectors/otlp/decoded';
import { decodeJson } from '@/collectors/otlp/json';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { DecodeError } from '@/collectors/otlp/wire';
import { defaultLimits } from '@/service/ingest';
import type { SeriesIdentity } from '@/store';
import { encodeRequest, type Style, type TestMetric, type TestPoint } from './encoder';

const nowAt = Date.UTC(2026, 10, 21, 10);
const nowNs = BigInt(nowAt) * 1_000_000n;

function decode(body: Buffer, cache = seriesCache(1e9), limits = defaultLimits, slice = 1e9): Decoded {
  const out = startDecoding(cache.of(1, limits.activeSeries, nowAt), limits, nowAt);
  const tasks = planMetrics(body, out);
  while (!runTasks(body, tasks, out, slice));
  return out;
}

/** Points with their identities: what must arrive, in the request's own order. */
function arrived(out: Decoded) {
  const identities = new Map(out.pending.map(({ index, ref }) => [index, ref.identity as SeriesIdentity]));
  return Array.from({ length: out.points.length }, (_, i) => ({
    metric: identities.get(i)?.metric,
    attributes: identities.get(i)?.attributes,
    time: out.points.time[i],
    start: out.points.start[i],
    value: out.points.value[i],
    flags: out.points.flags[i],
    histogram: out.points.histograms[i],
  }));
}

const kindNames = ['', 'gauge', 'sum', 'histogram', 'exponential'];

function sent(metrics: TestMetric[]) {
  const floats = (list: bigint[]) => Float64Array.from(list, Number);
  return metrics.flatMap((metric) =>
    metric.points.map((p) => ({
      metric: metric.name,
      attributes: Object.fromEntries(p.attributes),
      time: Number(p.timeNs / 1_000_000n),
      start: p.startNs ? Number(p.startNs / 1_000_000n) : Number.NaN,
      value: p.value === undefined || p.flags ? Number.NaN : Number(p.value),
      flags: p.flags ?? 0,
      histogram: p.histogram
        ? {
            count: Number(p.histogram.count),
            sum: p.histogram.sum ?? Number.NaN,
            min: p.histogram.min ?? Number.NaN,
            max: p.histogram.max ?? Number.NaN,
            ...(p.histogram.counts?.length ? { bounds: Float64Array.from(p.histogram.bounds ?? []), counts: floats(p.histogram.counts) } : {}),
          }
        : p.exponential
          ? {
              count: Number(p.exponential.count),
              sum: p.exponential.sum ?? Number.NaN,
              min: Number.NaN,
              max: Number.NaN,
              exponential: {
                scale: p.exponential.scale,
                zeroCount: Number(p.exponential.zeroCount),
                zeroThreshold: p.exponential.zeroThreshold,
                positiveOffset: p.exponential.positive.offset,
                positive: floats(p.exponential.positive.counts),
                negativeOffset: p.exponential.negative.offset,
                negative: floats(p.exponential.negative.counts),
              },
            }
          : null,
    })),
  );
}

const attributeValue = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const attributes = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), attributeValue), { maxLength: 5, selector: ([name]) => name }) as fc.Arbitrary<
  [string, string | number | boolean][]
>;
const timeNs = fc.bigInt({ min: nowNs - 86_400_000_000_000n, max: nowNs });
const count = fc.bigInt({ min: 0n, max: 1n << 50n });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const base = fc.record({ attributes, timeNs, startNs: fc.constantFrom(undefined, 0n, nowNs - 90_000_000_000_000n) });

const numberPoint: fc.Arbitrary<TestPoint> = fc
  .tuple(base, fc.oneof(finite, fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n })), fc.constantFrom(0, 0, 0, 1))
  .map(([b, value, flags]) => ({ ...b, value, flags }));
const histogramPoint: fc.Arbitrary<TestPoint> = fc
  .tuple(base, fc.uniqueArray(finite, { maxLength: 12, comparator: (a, b) => a === b }), fc.array(count, { minLength: 13, maxLength: 13 }), count, fc.option(finite, { nil: undefined }))
  .map(([b, bounds, counts, total, sum]) => ({
    ...b,
    histogram: { count: total, sum, max: sum, bounds: bounds.sort((x, y) => x - y), counts: counts.slice(0, bounds.length + 1) },
  }));
const side = fc.record({ offset: fc.integer({ min: -1_000_000, max: 1_000_000 }), counts: fc.array(count, { maxLength: 20 }) });
const exponentialPoint: fc.Arbitrary<TestPoint> = fc
  .tuple(base, fc.record({ count, sum: fc.option(finite, { nil: undefined }), scale: fc.integer({ min: -10, max: 20 }), zeroCount: count, zeroThreshold: fc.constantFrom(0, 1e-6), positive: side, negative: side }))
  .map(([b, exponential]) => ({ ...b, exponential }));

const metric: fc.Arbitrary<TestMetric> = fc
  .tuple(fc.string({ minLength: 1, maxLength: 30 }), fc.constantFrom(1, 2), fc.boolean(), fc.nat(3))
  .chain(([name, temporality, monotonic, kind]) => {
    const point = [numberPoint, numberPoint, histogramPoint, exponentialPoint][kind] as fc.Arbitrary<TestPoint>;
    return fc.array(point, { minLength: 1, maxLength: 6 }).map((points) => ({ name, temporality, monotonic, kind: kindNames[kind + 1] as TestMetric['kind'], points }));
  });
const style: fc.Arbitrary<Style> = fc.record({ backwards: fc.boolean(), unpacked: fc.boolean() });
const resource: [string, string][] = [['service.name', 'shop']];

describe('the protobuf decoder', () => {
  it('reads what an independent encoder wrote, in any order of fields and in slices', () => {
    fc.assert(
      fc.property(fc.array(metric, { maxLength: 6 }), style, fc.integer({ min: 1, max: 7 }), (metrics, style, slice) => {
        const out = decode(encodeRequest(resource, metrics, style), undefined, undefined, slice);
        expect(arrived(out)).toEqual(sent(metrics));
        expect(out.rejections.size).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('finds the same series again when the same request comes twice, without reading its text', () => {
    fc.assert(
      fc.property(fc.array(metric, { maxLength: 5 }), (metrics) => {
        const cache = seriesCache(1e9);
        const body = encodeRequest(resource, metrics);
        const first = decode(body, cache).pending.map(({ ref }) => ref);
        first.forEach((ref, i) => {
          ref.id ||= i + 1;
        });
        const again = decode(body, cache);
        expect(again.pending).toEqual([]);
        expect([...again.points.series.subarray(0, again.points.length)]).toEqual(first.map((ref) => ref.id));
      }),
    );
  });

  it('answers any cut-off or changed bytes with points or a DecodeError, never with another error', () => {
    const body = encodeRequest(resource, [
      { name: 'a', kind: 'gauge', points: [{ attributes: [['k', 'v']], timeNs: nowNs, value: 1.5 }] },
      { name: 'h', kind: 'histogram', points: [{ attributes: [], timeNs: nowNs, histogram: { count: 3n, bounds: [1, 2], counts: [1n, 1n, 1n] } }] },
      { name: 'e', kind: 'exponential', points: [{ attributes: [], timeNs: nowNs, exponential: { count: 1n, scale: 3, zeroCount: 0n, zeroThreshold: 0, positive: { offset: 2, counts: [1n] }, negative: { offset: 0, counts: [] } } }] },
    ]);
    const survives = (bytes: Buffer) => {
      try {
        decode(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    };
    for (let end = 0; end < body.length; end++) survives(body.subarray(0, end));
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(body);
        changed[at] = byte;
        survives(changed);
      }),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => survives(Buffer.from(noise))));
  });

  it('keeps the milliseconds of nanoseconds exactly, at every edge', () => {
    for (const ns of [nowNs - 1n, nowNs, nowNs + 999_999n, nowNs - 999_999n, 1n, 4_294_967_296_000_000n - 1n]) {
      const out = decode(encodeRequest(resource, [{ name: 'a', kind: 'gauge', points: [{ attributes: [], timeNs: nowNs, startNs: ns > nowNs ? nowNs : ns, value: 1 }] }]));
      expect(out.points.start[0]).toBe(Number((ns > nowNs ? nowNs : ns) / 1_000_000n) || Number.NaN);
    }
  });

  it('counts what it does not keep, by reason, and keeps the rest', () => {
    const at = (over: Partial<TestPoint>): TestPoint => ({ attributes: [], timeNs: nowNs, value: 1, ...over });
    const many = Array.from({ length: 65 }, (_, i) => [`k${i}`, i] as [string, number]);
    const out = decode(
      encodeRequest(resource, [
        { name: 'ok', kind: 'gauge', points: [at({})] },
        { name: 'clock', kind: 'gauge', points: [at({ timeNs: nowNs + 601_000_000_000n }), at({ timeNs: nowNs - 401n * 86_400_000_000_000n }), at({ timeNs: 0n }), at({ startNs: nowNs + 5_000_000n })] },
        { name: 'value', kind: 'gauge', points: [at({ value: Number.NaN }), at({ value: Number.NEGATIVE_INFINITY }), at({ value: undefined })] },
        { name: 'flagged', kind: 'gauge', points: [at({ value: undefined, flags: 1 })] },
        { name: 'unspecified', kind: 'sum', temporality: 0, points: [at({}), at({})] },
        { name: 'summary', kind: 'summary', points: [at({})] },
        { name: 'long', kind: 'gauge', points: [at({ attributes: many }), at({ attributes: [['k', 'x'.repeat(5000)]] })] },
        { name: 'buckets', kind: 'histogram', points: [at({ value: undefined, histogram: { count: 1n, bounds: [2, 1], counts: [1n, 0n, 0n] } })] },
        { name: '', kind: 'gauge', points: [at({})] },
      ]),
    );
    expect(arrived(out).map(({ metric, flags }) => [metric, flags])).toEqual([
      ['ok', 0],
      ['flagged', 1],
    ]);
    expect(Object.fromEntries([...out.rejections].map(([reason, { points }]) => [reason, points]))).toEqual({
      'no-temporality': 2,
      'summary-not-supported': 1,
      'no-metric-name': 1,
      'too-far-in-future': 1,
      'too-old': 1,
      'no-time': 1,
      'starts-after-its-end': 1,
      'not-a-number': 2,
      'no-value': 1,
      'too-many-attributes': 1,
      'attribute-too-long': 1,
      'broken-histogram': 1,
    });
  });

  it('holds an app to its limit of active series and lets known ones through', () => {
    const cache = seriesCache(1e9);
    const limits = { ...defaultLimits, activeSeries: 3 };
    const body = (from: number) =>
      encodeRequest(resource, [{ name: 'm', kind: 'gauge', points: [0, 1].map((i) => ({ attributes: [['i', from + i]] as [string, number][], timeNs: nowNs, value: 1 })) }]);
    expect(decode(body(0), cache, limits).points.length).toBe(2);
    const second = decode(body(2), cache, limits);
    expect([second.points.length, second.rejections.get('too-many-series')?.points]).toEqual([1, 1]);
    expect(decode(body(0), cache, limits).points.length).toBe(2);
  });
});

describe('the JSON decoder', () => {
  const body = (point: object, metric: object = {}) =>
    JSON.stringify({ resourceMetrics: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] }, scopeMetrics: [{ scope: { name: 'test.scope', version: '1.0' }, metrics: [{ name: 'm', gauge: { dataPoints: [{ timeUnixNano: String(nowNs), asDouble: 1.5, ...point }] }, ...metric }] }] }] });
  const read = (text: string) => {
    const out = startDecoding(seriesCache(1e9).of(1, 100, nowAt), defaultLimits, nowAt);
    decodeJson(text, out);
    return out;
  };

  it('makes the same series and points of JSON as of protobuf', () => {
    const cache = seriesCache(1e9);
    const proto = decode(encodeRequest(resource, [{ name: 'm', kind: 'gauge', points: [{ attributes: [['code', 200], ['route', '/a']], timeNs: nowNs, value: 1.5 }] }]), cache);
    const out = startDecoding(cache.of(1, 100, nowAt), defaultLimits, nowAt);
    decodeJson(body({ attributes: [{ key: 'route', value: { stringValue: '/a' } }, { key: 'code', value: { intValue: '200' } }] }), out);
    expect(out.pending[0]?.ref).toBe(proto.pending[0]?.ref);
    expect(arrived(out)).toEqual(arrived(proto));
  });

  const path = 'resourceMetrics[0].scopeMetrics[0].metrics[0]';
  it.each([
    [body({ timeUnixNano: 'yesterday' }), `${path}.gauge.dataPoints[0].timeUnixNano must be nanoseconds since 1970 as text of digits, such as "1780000000000000000"; it is "yesterday"`],
    [body({ asDouble: 'fast' }), `${path}.gauge.dataPoints[0].asDouble must be a number; it is "fast"`],
    [body({ time_unix_nano: '1' }), `${path}.gauge.dataPoints[0].time_unix_nano is not a field: write timeUnixNano`],
    [body({ attributes: { a: 1 } }), `${path}.gauge.dataPoints[0].attributes must be a list; it is {"a":1}`],
    [body({}, { gauge: undefined, sum: { dataPoints: [{}] } }), `${path}.sum.aggregationTemporality must be 1 (delta) or 2 (cumulative)`],
    [body({}, { name: '' }), `${path}.name must be the metric's name`],
    ['{"resource_metrics":[]}', 'resource_metrics is not a field: write resourceMetrics'],
    ['{"resourceMetrics":7}', 'the body.resourceMetrics must be a list; it is 7'],
    ['[]', 'the body must be an object; it is []'],
    ['{"resourceMetrics":[', 'the body is not JSON'],
  ])('names the wrong field and its fix: %#', (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(DecodeError);
  });

  it('ignores fields it does not know, as OTLP asks', () => {
    expect(read(body({ fromTheFuture: 1 }, { novelty: {} })).points.length).toBe(1);
  });
});
