import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockRanges, decodeBlock, encodeBlock } from '@/store/block';
import { FormatError } from '@/store/bytes';
import type { BlockPart } from '@/store/contract';
import { type PointColumns, PointKind, type SeriesPoints } from '@/store/points';
import { anyFoldedPoints, bitsOf } from './points-arbitrary';

const metricNames = ['http.server.request.duration', 'up', 'node_cpu_seconds_total', 'a', 'b', 'c', 'memory', 'ü'];

function seriesOf(id: number, metric: string, points: PointColumns): SeriesPoints {
  points.series.fill(id);
  const nothing = { unit: '', description: '', scope: { name: '', version: '' }, resource: {}, attributes: {} };
  return {
    series: { id, metric, kind: PointKind.gauge, temporality: 0, monotonic: false, ...nothing },
    points,
  };
}

const anySeries: fc.Arbitrary<SeriesPoints[]> = fc
  .array(fc.tuple(fc.constantFrom(...metricNames), anyFoldedPoints), { maxLength: 12 })
  .map((list) => list.map(([metric, points], i) => seriesOf(3 + 7 * i, metric, points)));

function expectSame(actual: PointColumns | undefined, expected: PointColumns): void {
  if (!actual) throw new Error('a series is missing');
  expect(actual.length).toBe(expected.length);
  for (const name of ['series', 'time', 'start', 'value'] as const)
    expect(bitsOf(actual[name]), name).toEqual(bitsOf(expected[name].subarray(0, expected.length)));
  expect([...actual.flags]).toEqual([...expected.flags.subarray(0, expected.length)]);
  expect(actual.histograms).toEqual(expected.histograms);
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
      { numRuns: 500 },
    );
  });
});
