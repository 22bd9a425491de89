import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldPoints } from '@/store/fold/points';
import { joinPoints } from '@/store/points/order';
import { cutPoints } from '@/store/points/point-columns';
import type { SeriesPoints } from '@/store/points/points';
import {
  at0,
  counter,
  delta,
  fold,
  gauge,
  hour,
  merge,
  minute,
  type Point,
  rows,
  seriesOf,
  type What,
} from './folding';

const somePoints = (grows: boolean): fc.Arbitrary<Point[]> =>
  fc
    .array(
      fc.record({
        gap: fc.oneof(fc.integer({ min: 1, max: 30_000 }), fc.integer({ min: 1, max: 500_000 })),
        value: fc.integer({ min: grows ? 0 : -100, max: 100 }),
        restart: fc.integer({ max: 9, min: 0 }),
        gone: fc.integer({ max: 9, min: 0 }),
      }),
      { minLength: 1, maxLength: 60 },
    )
    .map((steps) => {
      let [at, value, start] = [0, 0, 0];
      return steps.map((step) => {
        at += step.gap;
        if (step.restart === 0) [start, value] = [at - 1, 0];
        value = grows ? value + step.value : step.value;
        return { at, start, value, gone: step.gone === 0 };
      });
    });

/** The last point of each minute is more than a minute after the one before, though no minute is empty. */
const moreThanAMinuteApart: Point[] = [1_524, 60_000, 61_525, 61_526].map((at) => ({ at, start: 0, value: 0 }));

/** A shuffled copy with some points twice. */
const inDisorder = (points: Point[], seed: number): Point[] =>
  [...points, ...points.filter((_, i) => (i * 7 + seed) % 3 === 0)]
    .map((point, i) => ({ point, key: Math.sin(seed + i * 12.9898) }))
    .sort((a, b) => a.key - b.key)
    .map(({ point }) => point);

describe('any points', () => {
  const kinds: [string, What, boolean][] = [
    ['counters', counter, true],
    ['gauges', gauge, false],
    ['deltas', delta, false],
  ];
  for (const [name, what, grows] of kinds) {
    it(`of ${name} fold to the same in any order, however often they came`, () => {
      fc.assert(
        fc.property(somePoints(grows), fc.nat(99), (points, seed) => {
          expect(rows(fold(what, inDisorder(points, seed)))).toEqual(rows(fold(what, points)));
        }),
      );
    });

    it(`of ${name} behind folded ones fold alone to what all fold to`, () => {
      fc.assert(
        fc.property(somePoints(grows), fc.nat(40), (points, minutes) => {
          const foldedTo = at0 + minutes * minute;
          const { series, points: all } = seriesOf(what, points);
          const before = foldPoints({ series, points: cutPoints(all, 0, foldedTo) }, minute).points;
          const both = { series, points: joinPoints([before, cutPoints(all, foldedTo, at0 + 24 * hour)]) };
          expect(rows(foldPoints(both, minute, foldedTo))).toEqual(rows(foldPoints(both, minute)));
          expect(rows(foldPoints(both, minute, foldedTo))).toEqual(rows(fold(what, points)));
        }),
      );
    });

    it(`of ${name} that are folded stay as they are, in themselves and with repeats of what they came from`, () => {
      fc.assert(
        fc.property(somePoints(grows), fc.nat(99), (points, seed) => {
          const once = fold(what, points);
          expect(rows(foldPoints(once, minute))).toEqual(rows(once));
          const again = inDisorder(points, seed).filter((_, i) => (i + seed) % 2 === 0);
          if (again.length > 0) expect(rows(merge(what, once, again).merged)).toEqual(rows(once));
        }),
      );
    });

    it(`of ${name} fold to the same in pieces`, () => {
      fc.assert(
        fc.property(somePoints(grows), fc.array(fc.nat(60), { maxLength: 4 }), (points, cuts) => {
          const ends = [...new Set([...cuts.map((cut) => cut % points.length), points.length])].sort((a, b) => a - b);
          let folded: SeriesPoints | null = null;
          let from = 0;
          for (const to of ends) {
            const piece = points.slice(from, to);
            from = to;
            if (piece.length > 0) folded = folded ? merge(what, folded, piece).merged : fold(what, piece);
          }
          expect(rows(folded as SeriesPoints)).toEqual(rows(fold(what, points)));
        }),
        { examples: [[moreThanAMinuteApart, [3]]] },
      );
    });

    it(`of ${name} fold to the same hours straight and by way of minutes`, () => {
      fc.assert(
        fc.property(somePoints(grows), (points) => {
          expect(rows(foldPoints(fold(what, points), hour))).toEqual(rows(fold(what, points, hour)));
        }),
      );
    });
  }

  it('of counters fold to the same in pieces of any order, where nothing began again within them', () => {
    const sorted = fc.array(fc.nat(2 * hour), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(sorted, fc.nat(99), (times, seed) => {
        const points = times.map((at) => ({ at, start: 0, value: at }));
        const first = points.filter((_, i) => (i * 5 + seed) % 3 === 0);
        const rest = points.filter((_, i) => (i * 5 + seed) % 3 !== 0);
        if (first.length === 0 || rest.length === 0) return;
        expect(rows(merge(counter, fold(counter, first), rest).merged)).toEqual(rows(fold(counter, points)));
      }),
    );
  });

  it('of counters lose nothing of what was counted', () => {
    const grown = ({ points }: SeriesPoints) => {
      const last = new Map<number, number>();
      let sum = 0;
      for (let i = 0; i < points.length; i++) {
        if (points.flags[i]) continue;
        const before = last.get(points.start[i] as number);
        const value = points.value[i] as number;
        sum += before === undefined || value < before ? value : value - before;
        last.set(points.start[i] as number, value);
      }
      return sum;
    };
    const resets = fc.array(fc.nat(50), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(resets, fc.nat(20_000), (values, step) => {
        const points = values.map((value, i) => ({ at: 1 + i * (step + 1), start: 0, value }));
        expect(grown(fold(counter, points))).toBe(grown(seriesOf(counter, points)));
        expect(grown(fold(counter, points, hour))).toBe(grown(seriesOf(counter, points)));
      }),
    );
  });

  it('of gauges keep least, most, sum and number', () => {
    fc.assert(
      fc.property(somePoints(false), (points) => {
        const { points: folded } = fold(gauge, points);
        const known = points.filter(({ gone }) => !gone).map(({ value }) => value as number);
        const spread = folded.spread ?? {
          sum: folded.value.filter((_, i) => !folded.flags[i]),
          count: folded.flags.filter((flag) => !flag).map(() => 1),
        };
        expect(spread.sum.reduce((a, b) => a + b, 0)).toBe(known.reduce((a, b) => a + b, 0));
        expect((spread.count as Float64Array).reduce((a, b) => a + b, 0)).toBe(known.length);
      }),
    );
  });
});
