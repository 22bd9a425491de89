/** Remote write from bytes to columns: golden requests, and requests that nobody should send. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startDecoding } from '@/collectors/otlp/decoded';
import { Refused } from '@/collectors/otlp/reply';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { DecodeError } from '@/collectors/otlp/wire';
import { type Message, planWrite, runWrite } from '@/collectors/prometheus/remote-write-decode';
import { defaultLimits } from '@/service/ingest';
import { PointKind, type SeriesIdentity } from '@/store';
import { encodeV1, encodeV2, type TestSeries } from './remote-write-encoder';

const nowAt = 1_700_000_000_000;
const V1 = 'prometheus.WriteRequest';
const V2 = 'io.prometheus.write.v2.Request';

function decode(body: Buffer, message: Message, { cache = seriesCache(1e9), slice = 1e9 } = {}) {
  const out = startDecoding(cache.of(1, defaultLimits.activeSeries, nowAt), defaultLimits, nowAt);
  const plan = planWrite(body, message, out);
  while (!runWrite(plan, out, slice));
  return out;
}

function arrived(out: ReturnType<typeof decode>) {
  const identities = new Map(out.pending.map(({ index, ref }) => [index, ref.identity as SeriesIdentity]));
  return Array.from({ length: out.points.length }, (_, i) => {
    const { metric, kind, resource, description } = identities.get(i) as SeriesIdentity;
    return { metric, kind, resource, description, time: out.points.time[i], value: out.points.value[i] };
  });
}

const bytesOf = (...fields: string[]) => Buffer.from(fields.join('').replaceAll(' ', ''), 'hex');

describe('a request of remote write', () => {
  it('of 1.0 is read byte for byte', () => {
    const body = bytesOf(
      '0a 2c', // timeseries, 44 bytes
      '0a 0e 0a 08 5f5f6e616d655f5f 12 02 7570', // a label: __name__ = up
      '0a 08 0a 03 6a6f62 12 01 61', // a label: job = a
      '12 10 09 000000000000f83f 10 80d095ffbc31', // a sample: 1.5 at 1,700,000,000,000
    );
    expect(arrived(decode(body, V1))).toEqual([
      {
        metric: 'up',
        kind: PointKind.gauge,
        resource: { 'service.name': 'a' },
        description: '',
        time: nowAt,
        value: 1.5,
      },
    ]);
  });

  it('of 2.0 is read byte for byte', () => {
    const body = bytesOf(
      '22 00', // symbol 0: nothing
      '22 08 5f5f6e616d655f5f', // symbol 1: __name__
      '22 01 6e', // symbol 2: n
      '22 01 68', // symbol 3: h
      '2a 1c', // timeseries, 28 bytes
      '0a 02 01 02', // labels_refs: __name__ = n
      '12 10 09 000000000000f83f 10 80d095ffbc31', // a sample: 1.5 at 1,700,000,000,000
      '2a 04 08 01 18 03', // metadata: counter, help = h
    );
    expect(arrived(decode(body, V2))).toEqual([
      { metric: 'n', kind: PointKind.sum, resource: {}, description: 'h', time: nowAt, value: 1.5 },
    ]);
  });

  const label = fc.string({ minLength: 1, maxLength: 4 });
  const series: fc.Arbitrary<TestSeries> = fc.record({
    labels: fc
      .dictionary(label, label, { maxKeys: 4 })
      .map((labels) => Object.entries({ ...labels, __name__: labels.__name__ ?? 'm' })),
    samples: fc.array(
      fc.record({
        at: fc.integer({ min: nowAt - 1e9, max: nowAt }),
        value: fc.double({ noNaN: true, noDefaultInfinity: true }),
      }),
      { maxLength: 3 },
    ),
    type: fc.constantFrom(0, 1, 2),
  });

  it('holds the same points in either version, however it is written, cut or repeated', () => {
    fc.assert(
      fc.property(
        fc.array(series, { maxLength: 6 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 4 }),
        (all, unusual, slice) => {
          const cache = seriesCache(1e9);
          const plain = all.map(({ type: _, ...rest }) => rest);
          const values = (out: ReturnType<typeof decode>) =>
            Array.from({ length: out.points.length }, (_, i) => [out.points.time[i], out.points.value[i]]);
          const sent = all.flatMap(({ samples }) => (samples ?? []).map(({ at, value }) => [at, value]));
          const first = decode(encodeV1(plain), V1, { cache });
          const again = decode(encodeV1(plain, { unusual }), V1, { cache, slice });
          const second = decode(encodeV2(plain, { unusual }), V2, { cache, slice });
          for (const out of [first, again, second]) expect(values(out)).toEqual(sent);
          // The same labels are the same series.
          const rows = (out: ReturnType<typeof decode>) => out.pending.map(({ ref }) => ref.row);
          expect(rows(again)).toEqual(rows(first));
          expect(rows(second)).toEqual(rows(first));
          expect(values(decode(encodeV2(all), V2, { cache }))).toEqual(sent);
        },
      ),
    );
  });

  it('that is damaged is decoded or refused, never anything else', () => {
    const native = {
      at: nowAt,
      count: 9,
      sum: 1,
      schema: 2,
      positive: {
        spans: [
          [0, 2],
          [3, 1],
        ] as [number, number][],
        counts: [2, 3, 4],
      },
    };
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(series, { minLength: 1, maxLength: 4 }), damage, fc.boolean(), (all, places, isV2) => {
        const whole = [...all, { labels: { __name__: 'h' }, histograms: [native] }];
        const body = isV2 ? encodeV2(whole) : encodeV1(whole);
        for (const [at, byte] of places) body[at % body.length] = byte;
        try {
          const out = decode(body, isV2 ? V2 : V1);
          for (let i = 0; i < out.points.length; i++) {
            expect(out.points.time[i]).toBeLessThanOrEqual(nowAt + defaultLimits.futureMs);
            expect((out.points.flags[i] as number) & 1 ? 0 : out.points.value[i]).not.toBe(Number.POSITIVE_INFINITY);
          }
        } catch (error) {
          expect(error instanceof DecodeError || error instanceof Refused).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('cannot fill the memory with series, symbols or samples of two bytes', () => {
    const many = (tag: number) => Buffer.alloc(2_200_000, Buffer.of(tag, 0));
    const inside = (tag: number, content: Buffer) => {
      const length = Buffer.from([
        0x80 | (content.length & 127),
        0x80 | ((content.length >> 7) & 127),
        0x80 | ((content.length >> 14) & 127),
        content.length >> 21,
      ]);
      return Buffer.concat([Buffer.of(tag), length, content]);
    };
    expect(() => decode(many(0x0a), V1)).toThrow('more than 1000000 points');
    expect(() => decode(many(0x22), V2)).toThrow('more than 1000000 points');
    expect(() => decode(inside(0x0a, many(0x12)), V1)).toThrow('more than 1000000 points');
    expect(() => decode(inside(0x2a, many(0x08)), V2)).toThrow('more than 32768 labels');
  });

  it('has what is remembered of it counted, and forgotten in time', () => {
    const cache = seriesCache(20_000);
    const bytes = Array.from({ length: 50 }, (_, n) => {
      const all = Array.from({ length: 5 }, (_, i) => ({
        labels: { __name__: `m${n}_${i}` },
        samples: [{ at: nowAt }],
      }));
      return decode(encodeV2(all), V2, { cache }).app.cost.bytes;
    });
    expect(Math.max(...bytes)).toBeLessThan(20_000);
    expect(Math.max(...bytes)).toBeGreaterThan(5_000);
    expect(Math.min(...bytes.slice(1))).toBeLessThan(bytes[1] as number);
  });
});
