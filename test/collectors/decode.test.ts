import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decoded } from '@/collectors/otlp/decoded';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { DecodeError } from '@/collectors/otlp/wire';
import { defaultLimits } from '@/service/ingest';
import { unpackHistograms } from '@/store/points/histogram-columns';
import { arrived, decode } from './decoding';
import { encodeRequest, type Style, type TestMetric, type TestPoint } from './encoder';
import { metric, nowAt, nowNs } from './requests-arbitrary';

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
            ...(p.histogram.counts?.length
              ? { bounds: Float64Array.from(p.histogram.bounds ?? []), counts: floats(p.histogram.counts) }
              : {}),
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

const style: fc.Arbitrary<Style> = fc.record({ backwards: fc.boolean(), unpacked: fc.boolean() });
const resource: [string, string][] = [['service.name', 'shop']];

function name({ pending }: Decoded): void {
  pending.forEach(({ ref }, i) => {
    ref.id ||= i + 1;
  });
}

describe('the protobuf decoder', () => {
  it('reads what an independent encoder wrote, in any order of fields and in slices', () => {
    fc.assert(
      fc.property(
        fc.array(metric, { maxLength: 6 }),
        style,
        fc.integer({ min: 1, max: 7 }),
        (metrics, style, slice) => {
          const out = decode(encodeRequest(resource, metrics, style), undefined, { slice });
          expect(arrived(out)).toEqual(sent(metrics));
          expect(out.rejections.size).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('finds the same series again when the same request comes twice, without reading its text', () => {
    fc.assert(
      fc.property(fc.array(metric, { maxLength: 5 }), (metrics) => {
        const cache = seriesCache(1e9);
        const body = encodeRequest(resource, metrics);
        const first = decode(body, cache);
        name(first);
        for (let n = 0; n < 3; n++) {
          const again = decode(body, cache);
          expect(again.pending).toEqual([]);
          expect([...again.points.series.subarray(0, again.points.length)]).toEqual(
            first.pending.map(({ ref }) => ref.id),
          );
        }
      }),
    );
  });

  it('reads any bytes as if it had never seen any, whatever it expects from the request before', () => {
    const read = (body: Buffer, at: number, cache = seriesCache(1e9)) => {
      try {
        const { points, rejections } = decode(body, cache, { at });
        const { time, start, value, flags } = points;
        const columns = [time, start, value, flags].map((column) => [...column.subarray(0, points.length)]);
        const plain = unpackHistograms(points).histograms;
        const histograms = Array.from({ length: points.length }, (_, i) => plain[i] ?? null);
        return { columns, histograms, rejections };
      } catch (error) {
        return (error as Error).message;
      }
    };
    fc.assert(
      fc.property(
        fc.array(metric, { minLength: 1, maxLength: 3 }),
        fc.array(fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) }), { maxLength: 3 }),
        style,
        // Whoever comes often is compared with a copy, others by a hash.
        fc.constantFrom(1_000, 10_000),
        (metrics, changes, style, everyMs) => {
          const cache = seriesCache(1e9);
          const body = encodeRequest(resource, metrics, style);
          // It leaves an imprint, by which the next ones are read once its series are named.
          name(decode(body, cache));
          let at = nowAt;
          const same = () => {
            at += everyMs;
            expect(read(body, at, cache)).toEqual(read(body, at));
          };
          for (let n = 0; n < 2; n++) same();
          for (const change of changes) body[change.at % body.length] = change.byte;
          same();
        },
      ),
      { numRuns: 500 },
    );
  });

  it('answers any cut-off or changed bytes with points or a DecodeError, never with another error', () => {
    const body = encodeRequest(resource, [
      { name: 'a', kind: 'gauge', points: [{ attributes: [['k', 'v']], timeNs: nowNs, value: 1.5 }] },
      {
        name: 'h',
        kind: 'histogram',
        points: [{ attributes: [], timeNs: nowNs, histogram: { count: 3n, bounds: [1, 2], counts: [1n, 1n, 1n] } }],
      },
      {
        name: 'e',
        kind: 'exponential',
        points: [
          {
            attributes: [],
            timeNs: nowNs,
            exponential: {
              count: 1n,
              scale: 3,
              zeroCount: 0n,
              zeroThreshold: 0,
              positive: { offset: 2, counts: [1n] },
              negative: { offset: 0, counts: [] },
            },
          },
        ],
      },
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
      const out = decode(
        encodeRequest(resource, [
          {
            name: 'a',
            kind: 'gauge',
            points: [{ attributes: [], timeNs: nowNs + 1_000_000n, startNs: ns, value: 1 }],
          },
        ]),
      );
      expect(out.points.start[0]).toBe(Number(ns / 1_000_000n) || Number.NaN);
    }
  });

  it('counts what it does not keep, by reason, and keeps the rest', () => {
    const at = (over: Partial<TestPoint>): TestPoint => ({ attributes: [], timeNs: nowNs, value: 1, ...over });
    const many = Array.from({ length: 65 }, (_, i) => [`k${i}`, i] as [string, number]);
    const out = decode(
      encodeRequest(resource, [
        { name: 'ok', kind: 'gauge', points: [at({})] },
        {
          name: 'clock',
          kind: 'gauge',
          points: [
            at({ timeNs: nowNs + 601_000_000_000n }),
            at({ timeNs: nowNs - 401n * 86_400_000_000_000n }),
            at({ timeNs: 0n }),
            at({ startNs: nowNs + 5_000_000n }),
          ],
        },
        {
          name: 'value',
          kind: 'gauge',
          points: [at({ value: Number.NaN }), at({ value: Number.NEGATIVE_INFINITY }), at({ value: undefined })],
        },
        { name: 'flagged', kind: 'gauge', points: [at({ value: undefined, flags: 1 })] },
        { name: 'unspecified', kind: 'sum', temporality: 0, points: [at({}), at({})] },
        {
          name: 'summary',
          kind: 'summary',
          points: [at({ value: undefined, summary: { count: 1n, sum: 1, quantiles: [[1.5, 2]] } })],
        },
        {
          name: 'long',
          kind: 'gauge',
          points: [at({ attributes: many }), at({ attributes: [['k', 'x'.repeat(5000)]] })],
        },
        {
          name: 'buckets',
          kind: 'histogram',
          points: [at({ value: undefined, histogram: { count: 1n, bounds: [2, 1], counts: [1n, 0n, 0n] } })],
        },
        { name: '', kind: 'gauge', points: [at({})] },
      ]),
    );
    expect(arrived(out).map(({ metric, flags }) => [metric, flags])).toEqual([
      ['ok', 0],
      ['flagged', 1],
    ]);
    expect(Object.fromEntries([...out.rejections].map(([reason, { points }]) => [reason, points]))).toEqual({
      'no-temporality': 2,
      'broken-summary': 1,
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
      encodeRequest(resource, [
        {
          name: 'm',
          kind: 'gauge',
          points: [0, 1].map((i) => ({ attributes: [['i', from + i]] as [string, number][], timeNs: nowNs, value: 1 })),
        },
      ]);
    expect(decode(body(0), cache, { limits }).points.length).toBe(2);
    const second = decode(body(2), cache, { limits });
    expect([second.points.length, second.rejections.get('too-many-series')?.points]).toEqual([1, 1]);
    expect(decode(body(0), cache, { limits }).points.length).toBe(2);
  });
});
