import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gatherSeries } from '@/store/points/order';
import { makePoints } from '@/store/points/point-columns';
import type { HistogramValue, PointColumns, Series } from '@/store/points/points';
import { gaugeOf } from '../support/series';

interface Point {
  id: number;
  at: number;
  start: number;
  value: number;
  gone: boolean;
  counted: boolean;
}

const anyPoint: fc.Arbitrary<Point> = fc.record({
  id: fc.integer({ min: 1, max: 5 }),
  at: fc.integer({ min: 0, max: 20 }),
  start: fc.constantFrom(Number.NaN, 0, 1),
  value: fc.integer({ min: 0, max: 3 }),
  gone: fc.boolean(),
  counted: fc.boolean(),
});
/** Frames: some as a sender has them, each the same series at one time; others with anything. */
const anyFrame = fc.oneof(
  fc.array(anyPoint, { maxLength: 12 }),
  fc
    .tuple(fc.integer({ min: 0, max: 20 }), fc.boolean())
    .map(([at, backwards]) =>
      (backwards ? [3, 2, 1] : [1, 2, 3]).map((id) => ({ id, at, start: 0, value: at, gone: false, counted: false })),
    ),
);

const histogram = (count: number): HistogramValue => ({ count, sum: count, min: 0, max: 1 });

function columnsOf(points: Point[]): PointColumns {
  const columns = makePoints(points.length);
  points.forEach(({ id, at, start, value, gone, counted }, i) => {
    columns.series[i] = id;
    columns.time[i] = at;
    columns.start[i] = start;
    columns.value[i] = counted ? Number.NaN : value;
    columns.flags[i] = gone ? 1 : 0;
    columns.histograms.push(counted ? histogram(value) : null);
  });
  return { ...columns, length: points.length };
}

const keyOf = ({ at, start }: Point) => at * 10 + (Number.isNaN(start) ? 0 : start + 1);
/** Which of two points with one key stays. */
const rank = ({ gone, value, counted }: Point) => (gone ? 0 : 1000) + (counted ? 100 : 0) + value;

/** Said plainly: of each key the best, in order. */
function expected(frames: Point[][], id: number, from: number, to: number): Point[] {
  const best = new Map<number, Point>();
  for (const point of frames.flat()) {
    if (point.id !== id || point.at < from || point.at >= to) continue;
    const other = best.get(keyOf(point));
    if (!other || rank(point) > rank(other)) best.set(keyOf(point), point);
  }
  return [...best].sort(([a], [b]) => a - b).map(([, point]) => point);
}

describe('points of many frames', () => {
  it('are gathered by series in order, one a series, start and time, whatever order they came in', () => {
    const series = [1, 2, 3, 5].map((id): Series => ({ id, ...gaugeOf('m') }));
    fc.assert(
      fc.property(
        fc.array(anyFrame, { maxLength: 12 }),
        fc.nat(8),
        fc.integer({ min: 9, max: 30 }),
        (all, from, to) => {
          const found = gatherSeries(all.map(columnsOf), series, from, to);
          const filled = series.filter(({ id }) => expected(all, id, from, to).length > 0);
          expect(found.map((each) => each.series.id)).toEqual(filled.map(({ id }) => id));
          for (const each of found) {
            const { length, time, start, value, flags, histograms } = each.points;
            const rows = Array.from({ length }, (_, i) => [
              time[i],
              start[i],
              histograms[i]?.count ?? value[i],
              flags[i] === 1,
              Boolean(histograms[i]),
            ]);
            expect(rows).toEqual(
              expected(all, each.series.id, from, to).map(({ at, start, value, gone, counted }) => [
                at,
                start,
                value,
                gone,
                counted,
              ]),
            );
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
