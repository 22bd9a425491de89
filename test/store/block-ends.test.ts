import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBlock, encodeBlock } from '@/store/block/block';
import { withHistograms } from '@/store/points/bucket-columns';
import { cutPoints, makePoints } from '@/store/points/point-columns';
import { type PointColumns, PointKind, type SeriesPoints } from '@/store/points/points';
import { gaugeOf } from '../support/series';
import { bitsOf } from './points-arbitrary';

function seriesOf(id: number, points: PointColumns): SeriesPoints {
  return { series: { id, ...gaugeOf('request.duration', { kind: PointKind.histogram, temporality: 2 }) }, points };
}

const countedAt = 1_790_000_000_000;

/** Series of explicit histograms whose buckets grow in every way that a column is written in. */
const anyCounters: fc.Arbitrary<SeriesPoints[]> = fc
  .array(
    fc.record({
      length: fc.integer({ min: 1, max: 60 }),
      began: fc.boolean(),
      step: fc.constantFrom(0, 1, 7, 1_000, 1e6, 1e9, 1e14),
      noise: fc.constantFrom(1, 2, 30, 500, 70_000, 1e8),
      jump: fc.option(fc.nat(59)),
      seed: fc.nat(1e6),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) =>
    all.map(({ length, began, step, noise, jump, seed }, id) => {
      const points = makePoints(length);
      const counts = new Float64Array(5);
      for (let i = 0; i < length; i++) {
        points.time[i] = countedAt + i * 60_000;
        points.start[i] = began ? countedAt - 1_000 : Number.NaN;
        points.value[i] = Number.NaN;
        for (let b = 0; b < 4; b++) {
          if (i === jump) counts[b] = 0;
          counts[b] = (counts[b] as number) + step * b + (((seed + 1) * (i + 3) * (b + 7) * 7919) % noise);
        }
        const [count, sum] = [counts.reduce((a, c) => a + c), seed / 7];
        points.histograms.push({
          count,
          sum,
          min: 0,
          max: 9,
          bounds: Float64Array.of(1, 2, 5, 10),
          counts: counts.slice(),
        });
        points.length++;
      }
      return seriesOf(id + 1, points);
    }),
  );

it('gives the end of histograms without moments as it gives the end of all of them', () => {
  fc.assert(
    fc.property(anyCounters, fc.nat(130), (series, minutes) => {
      const fromAt = countedAt + minutes * 30_000;
      for (const { directory, payload } of encodeBlock(series)) {
        const whole = decodeBlock(directory, payload);
        const ends = decodeBlock(directory, payload, { without: new Set(['moments']), fromAt });
        for (const [id, points] of whole) {
          const end = cutPoints(withHistograms(ends.get(id) as PointColumns), fromAt, Number.POSITIVE_INFINITY);
          const expected = cutPoints(points, fromAt, Number.POSITIVE_INFINITY);
          expect(end.length).toBe(expected.length);
          for (const name of ['time', 'start', 'value'] as const)
            expect(bitsOf(end[name])).toEqual(bitsOf(expected[name]));
          expect(end.histograms.map((each) => each?.counts)).toEqual(expected.histograms.map((each) => each?.counts));
        }
      }
    }),
    { numRuns: 200 },
  );
});
