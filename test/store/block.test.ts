import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpackCapture } from '@/bench/blocks-data';
import { blockRanges, decodeBlock, encodeBlock } from '@/store/block/block';
import { FormatError } from '@/store/bytes';
import type { BlockPart } from '@/store/contract';
import { makePoints } from '@/store/points/point-columns';
import type { PointColumns, SeriesPoints } from '@/store/points/points';
import { gaugeOf } from '../support/series';
import { anyFoldedPoints, bitsOf } from './points-arbitrary';

const metricNames = ['http.server.request.duration', 'up', 'node_cpu_seconds_total', 'a', 'b', 'c', 'memory', 'ü'];

function seriesOf(id: number, metric: string, points: PointColumns): SeriesPoints {
  points.series.fill(id);
  return { series: { id, ...gaugeOf(metric) }, points };
}

const anySeries: fc.Arbitrary<SeriesPoints[]> = fc
  .array(fc.tuple(fc.constantFrom(...metricNames), anyFoldedPoints), { maxLength: 12 })
  .map((list) => list.map(([metric, points], i) => seriesOf(3 + 7 * i, metric, points)));

function expectSame(actual: PointColumns | undefined, expected: PointColumns): void {
  if (!actual) throw new Error('a series is missing');
  expect(actual.length).toBe(expected.length);
  for (const name of ['time', 'start', 'value'] as const)
    expect(bitsOf(actual[name]), name).toEqual(bitsOf(expected[name].subarray(0, expected.length)));
  expect([...actual.flags]).toEqual([...expected.flags.subarray(0, expected.length)]);
  const histogramsOf = ({ histograms }: PointColumns) => Array.from(actual.time, (_, i) => histograms[i] ?? null);
  expect(histogramsOf(actual)).toEqual(histogramsOf(expected));
  expect(!!actual.spread).toBe(!!expected.spread);
  if (actual.spread && expected.spread)
    for (const name of ['min', 'max', 'sum', 'count'] as const)
      expect(bitsOf(actual.spread[name]), name).toEqual(bitsOf(expected.spread[name].subarray(0, expected.length)));
}

function sliced({ directory, payload }: BlockPart, metrics: string[]): Uint8Array {
  return Buffer.concat(
    blockRanges(directory, metrics).map(({ from, length }) => payload.subarray(from, from + length)),
  );
}

const hourAt = 1_780_000_200_000;

/** One series of each codec, with what is easily lost. */
function sample(): SeriesPoints[] {
  const made: SeriesPoints[] = [];
  const add = (metric: string, value: (i: number) => number, more: (points: PointColumns) => void = () => {}) => {
    const points = makePoints(60);
    points.length = 60;
    for (let i = 0; i < 60; i++) {
      points.time[i] = hourAt + i * 60_000 + ((i * 7) % 5);
      points.start[i] = Number.NaN;
      points.value[i] = value(i);
      points.histograms.push(null);
    }
    more(points);
    made.push(seriesOf(made.length + 10, metric, points));
  };
  const noise = (i: number) => ((i * 2654435761) % 1000) / 7;
  add('constant', () => 8589934592);
  add('direct', (i) => 4096 * ((i * 37) % 11));
  add('delta', (i) => 1000 + i * 250 + (i % 4));
  add('patched', (i) => (i === 30 ? 1e9 : i % 6));
  add('decimal', (i) => ((i * 37) % 100) / 100);
  add('near decimals', (i) => 0.1 * i + 0.2);
  add('doubles', (i) => Math.sqrt(noise(i) + 1));
  // Read, not raised to a power: engines round powers differently.
  add('raw', (i) => Number(`${i % 2 ? '-' : ''}1e${(i * 53) % 300}`));
  add('exceptions', (i) => [Number.NaN, -0, Number.POSITIVE_INFINITY][i - 7] ?? i);
  add(
    'stale',
    (i) => i,
    (points) => {
      new BigUint64Array(points.value.buffer, points.value.byteOffset, 60)[59] = 0x7ff0000000000002n;
      points.flags[59] = 1;
      points.start.fill(hourAt - 5000);
    },
  );
  add(
    'gauge',
    (i) => noise(i),
    (points) => {
      const [min, max, sum] = [-1, 2, 3].map((more) => points.value.map((v, i) => v + more * (i % 3)));
      points.spread = { min: min!, max: max!, sum: sum!, count: new Float64Array(60).fill(6) };
    },
  );
  const histogram = (kind: 'explicit' | 'exponential') => (points: PointColumns) => {
    points.value.fill(Number.NaN);
    for (let i = 0; i < 60; i++) {
      points.start[i] = i === 0 ? hourAt - 60_000 : (points.time[i - 1] as number);
      const counts = Float64Array.of(0, i, i * 3, 0, i % 4);
      const base = { count: i * 4 + (i % 4), sum: i * 0.25, min: 0.001, max: i / 8 };
      const exponential = {
        scale: 3,
        zeroCount: 0,
        zeroThreshold: 0,
        positiveOffset: -8 - (i % 3),
        positive: counts,
        negativeOffset: 0,
        negative: new Float64Array(0),
      };
      points.histograms[i] =
        kind === 'explicit' ? { ...base, bounds: Float64Array.of(1, 2.5, 5, 10), counts } : { ...base, exponential };
    }
  };
  add('explicit', () => 0, histogram('explicit'));
  add('exponential', () => 0, histogram('exponential'));
  return made;
}

/** A part as the golden file holds it: the directory's length and numbers (int32), then the payload. */
function packPart({ directory, payload }: BlockPart): Uint8Array {
  return Buffer.concat([Buffer.from(Int32Array.of(directory.length, ...directory).buffer), payload]);
}

function unpackPart(bytes: Buffer): [number[], Uint8Array] {
  const length = bytes.readInt32LE(0);
  const directory = Array.from({ length }, (_, i) => bytes.readInt32LE(4 + 4 * i));
  return [directory, bytes.subarray(4 + 4 * length)];
}

describe('a block', () => {
  it('gives back every bit of any series', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const parts = encodeBlock(series);
        const found = new Map(parts.flatMap(({ directory, payload }) => [...decodeBlock(directory, payload)]));
        const expected = series.filter(({ points }) => points.length > 0);
        expect([...found.keys()].sort((a, b) => a - b)).toEqual(expected.map(({ series: { id } }) => id));
        for (const { series: each, points } of expected) expectSame(found.get(each.id), points);
      }),
      { numRuns: 300 },
    );
  });

  it('tells two times apart that are not numbers', () => {
    const timed = (id: number, bits: bigint) => {
      const each = seriesOf(id, 'jobs', makePoints(1));
      each.points.length = 1;
      each.points.histograms.push(null);
      new DataView(each.points.time.buffer, each.points.time.byteOffset).setBigUint64(0, bits, true);
      return each;
    };
    const series = [timed(1, 0x7ff8000000000000n), timed(2, 0x7ff0000000000002n)];
    const [part] = encodeBlock(series);
    if (!part) throw new Error('a block has a part');
    const found = decodeBlock(part.directory, part.payload);
    for (const { series: each, points } of series) expectSame(found.get(each.id), points);
  });

  it('gives a metric from its slice alone, and series that were asked for', () => {
    fc.assert(
      fc.property(anySeries, fc.subarray(metricNames), (series, metrics) => {
        const wanted = new Set(series.filter((_, i) => i % 2 === 0).map(({ series: { id } }) => id));
        for (const part of encodeBlock(series)) {
          const whole = decodeBlock(part.directory, part.payload);
          const some = decodeBlock(part.directory, sliced(part, metrics), { metrics, series: wanted });
          for (const { series: each, points } of series) {
            if (!metrics.includes(each.metric) || !wanted.has(each.id) || !whole.has(each.id)) continue;
            expectSame(some.get(each.id), points);
          }
          for (const id of some.keys()) expect(wanted.has(id)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('of version 1 stays readable: the golden file decodes to what was written', () => {
    const golden = new URL('../fixtures/formats/block-1.bin', import.meta.url);
    const part = encodeBlock(sample())[0] as BlockPart;
    const written = packPart(part);
    if (!existsSync(golden)) writeFileSync(golden, written);
    const stored = readFileSync(golden);
    const found = decodeBlock(...unpackPart(stored));
    for (const { series, points } of sample()) expectSame(found.get(series.id), points);
    expect(found.size).toBe(sample().length);
    expect(Buffer.from(written).equals(stored), 'the encoder changed: raise the version').toBe(true);
  });

  it('is cut into parts and groups where it is large, and a metric is found across them', () => {
    const series = Array.from({ length: 3000 }, (_, i) => {
      const points = makePoints(60);
      points.length = 60;
      for (let k = 0; k < 60; k++) {
        points.time[k] = hourAt + k * 60_000;
        points.start[k] = Number.NaN;
        points.value[k] = Math.sin(i * 60 + k);
        points.histograms.push(null);
      }
      return seriesOf(i + 1, i % 3 === 0 ? 'wide' : `narrow ${i % 50}`, points);
    });
    const parts = encodeBlock(series);
    expect(parts.length).toBeGreaterThan(1);
    for (const { payload } of parts) expect(payload.length).toBeLessThan(1.1 * 2 ** 20);
    const found = new Map<number, PointColumns>();
    let bytes = 0;
    for (const part of parts) {
      const slice = sliced(part, ['wide']);
      bytes += slice.length;
      for (const [id, points] of decodeBlock(part.directory, slice, { metrics: ['wide'] })) found.set(id, points);
    }
    for (const { series: each, points } of series) if (each.metric === 'wide') expectSame(found.get(each.id), points);
    const all = parts.reduce((sum, { payload }) => sum + payload.length, 0);
    expect(bytes / all).toBeLessThan(0.45);
  });

  it('of what senders sent is smaller than a byte and a half a value, and gives back every bit', () => {
    const folder = new URL('../../bench/captures/', import.meta.url);
    let bytes = 0;
    let values = 0;
    for (const file of ['node-exporter', 'redis-exporter', 'shop']) {
      const { series } = unpackCapture(readFileSync(new URL(`${file}.capture`, folder)), 1);
      const parts = encodeBlock(series);
      const found = new Map(parts.flatMap(({ directory, payload }) => [...decodeBlock(directory, payload)]));
      for (const { series: each, points } of series) expectSame(found.get(each.id), points);
      bytes += parts.reduce((sum, { payload }) => sum + payload.length, 0);
      for (const { points } of series)
        for (let i = 0; i < points.length; i++) {
          const histogram = points.histograms[i];
          values += histogram ? 2 + (histogram.counts?.length ?? 0) : 1;
        }
    }
    expect(bytes / values).toBeLessThan(1.5);
  });

  it('of a version to come is refused with the way out', () => {
    expect(() => decodeBlock([2], Uint8Array.of(200, 0))).toThrow(/block format 200 .* newer release/);
  });

  it('with broken bytes is an error or other numbers, never a hang or another kind of error', () => {
    fc.assert(
      fc.property(
        anySeries,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (series, breaks) => {
          for (const { directory, payload } of encodeBlock(series)) {
            const broken = payload.slice();
            for (const [at, byte] of breaks) broken[1 + (at % (broken.length - 1))] = byte;
            const end = 1 + ((breaks[0]?.[0] ?? 0) % broken.length);
            for (const bytes of [broken, broken.subarray(0, end)]) {
              try {
                decodeBlock(directory, bytes);
              } catch (error) {
                expect(error).toBeInstanceOf(FormatError);
              }
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
