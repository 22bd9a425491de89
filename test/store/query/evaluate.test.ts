/** The engine against slow evaluators that follow the words of docs/telemetry.md, on any points. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HistogramValue, makePoints, PointKind, type Query, type SeriesPoints } from '@/store';
import { decodeBlock, encodeBlock } from '@/store/block/block';
import { concatPoints, cutPoints } from '@/store/points/point-columns';
import { boundsOf, commonShape, onShape } from '@/store/query/buckets';
import { evaluate } from '@/store/query/evaluate';
import { gridOf } from '@/store/query/grid';
import { gaugeOf } from '../../support/series';

const MINUTE = 60_000;

interface Point {
  at: number;
  start?: number;
  value?: number;
  none?: boolean;
  histogram?: HistogramValue;
}

function series(kind: PointKind, temporality: 0 | 1 | 2, points: Point[], attributes = {}): SeriesPoints {
  const columns = makePoints(points.length);
  points.forEach(({ at, start, value, none, histogram }, i) => {
    columns.time[i] = at;
    columns.start[i] = start ?? Number.NaN;
    columns.value[i] = value ?? Number.NaN;
    columns.flags[i] = none ? 1 : 0;
    columns.histograms.push(histogram ?? null);
    columns.length++;
  });
  const monotonic = kind === PointKind.sum;
  return { series: { id: 1, ...gaugeOf('m', { kind, temporality, monotonic, attributes }) }, points: columns };
}

function asked(change: Partial<Query>): Query {
  const query: Query = {
    metric: 'm',
    filters: [],
    groupBy: [],
    value: 'last',
    across: 'sum',
    fromAt: 0,
    toAt: 30 * MINUTE,
    stepMs: MINUTE,
  };
  return { ...query, ...change };
}

const answer = (query: Query, found: SeriesPoints[]) =>
  Array.from(evaluate(query, found, gridOf(query), 'minute').series[0]?.values ?? []);

/** Rising times a few seconds to some minutes apart, some of them "no recorded value". */
const gaugePoints = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 400_000 }), fc.integer({ min: -50, max: 50 }), fc.nat(9)), {
    maxLength: 40,
  })
  .map((all) => {
    let at = 0;
    return all.map(([apart, value, luck]): Point => {
      at += apart;
      return { at, value, none: luck === 0 };
    });
  });

const steps = fc.constantFrom(10_000, MINUTE, 7 * MINUTE);

function slowGauge(points: Point[], { stepMs, toAt }: Query): number[] {
  const gaps = points.slice(1).map(({ at }, i) => at - (points[i]?.at ?? 0));
  const sorted = gaps.slice(-60).sort((a, b) => a - b);
  const interval = sorted.length === 0 ? MINUTE : (sorted[sorted.length >> 1] ?? MINUTE);
  const hold = Math.min(2 * interval, 5 * MINUTE);
  return Array.from({ length: Math.ceil(toAt / stepMs) }, (_, step) => {
    const [from, to] = [step * stepMs, (step + 1) * stepMs];
    const inside = points.filter(({ at, none }) => at >= from && at < to && !none);
    if (inside.length > 0) return inside.at(-1)?.value ?? Number.NaN;
    const before = points.filter(({ at }) => at <= from).at(-1);
    return before && !before.none && from < before.at + hold ? (before.value ?? Number.NaN) : Number.NaN;
  });
}

test('a gauge holds for twice its interval, five minutes at most, and ends where its sender says so', () => {
  fc.assert(
    fc.property(gaugePoints, steps, (points, stepMs) => {
      const query = asked({ stepMs });
      expect(answer(query, [series(PointKind.gauge, 0, points)])).toEqual(
        points.length === 0 ? slowGauge([], query) : slowGauge(points, query),
      );
    }),
  );
});

/** A counter each minute that sometimes starts anew. */
const counterPoints = fc.array(fc.tuple(fc.nat(100), fc.nat(6)), { minLength: 2, maxLength: 29 }).map((all) => {
  let value = 0;
  let start = 1;
  return all.map(([more, luck], minute): Point => {
    const at = minute * MINUTE + 5_000;
    if (luck === 0) [value, start] = [0, at - 2_000];
    value += more;
    return { at, start, value };
  });
});

test('what counters grew by adds up, over resets too', () => {
  fc.assert(
    fc.property(fc.array(counterPoints, { minLength: 1, maxLength: 4 }), (all) => {
      const got = answer(
        asked({ value: 'increase' }),
        all.map((points) => series(PointKind.sum, 2, points)),
      );
      const expected = Array.from({ length: 30 }, (_, minute) => {
        const here = all.filter((points) => points.length > minute);
        if (here.length === 0) return Number.NaN;
        return here.reduce((sum, points) => {
          const [now, before] = [points[minute], points[minute - 1]];
          const same = before !== undefined && before.start === now?.start;
          return sum + (now?.value ?? 0) - (same ? (before.value ?? 0) : 0);
        }, 0);
      });
      expect(got).toEqual(expected);
    }),
  );
});

const counts = fc.array(fc.nat(50), { minLength: 4, maxLength: 4 });

test('a quantile over instances is that of all their observations in one histogram', () => {
  const bounds = Float64Array.of(1, 2, 4);
  const delta = (at: number, each: number[]): Point => ({
    at,
    start: at - MINUTE,
    histogram: {
      count: each.reduce((a, b) => a + b, 0),
      sum: 0,
      min: Number.NaN,
      max: Number.NaN,
      bounds,
      counts: Float64Array.from(each),
    },
  });
  fc.assert(
    fc.property(
      fc.array(counts, { minLength: 1, maxLength: 6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (all, q) => {
        const query = asked({ value: 'quantile', quantile: q });
        const at = 90_000;
        const together = [0, 1, 2, 3].map((b) => all.reduce((sum, each) => sum + (each[b] ?? 0), 0));
        const many = all.map((each) => series(PointKind.histogram, 1, [delta(at, each)]));
        expect(answer(query, many)).toEqual(answer(query, [series(PointKind.histogram, 1, [delta(at, together)])]));
      },
    ),
  );
});

test('buckets read column by column say what histograms a point do', () => {
  const boundsOfOne = fc.constantFrom(Float64Array.of(1, 2, 4), Float64Array.of(1, 2, 4), Float64Array.of(1, 3, 9));
  const point = fc.record({
    apart: fc.integer({ min: 1, max: 200_000 }),
    grown: counts,
    again: fc.nat(12),
    fell: fc.nat(12),
    none: fc.nat(15),
    bounds: boundsOfOne,
  });
  const one = fc.tuple(fc.array(point, { minLength: 1, maxLength: 30 }), fc.constantFrom(1, 2), fc.boolean());
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 4 }), fc.nat(30 * MINUTE), (all, cutAt) => {
      const query = asked({ value: 'quantile', quantile: 0.9 });
      const found = all.map(([points, temporality, even], id) => {
        let [at, start, total] = [0, 0, [0, 0, 0, 0]];
        const made = points.map(({ apart, grown, again, fell, none, bounds }): Point => {
          if (again === 0) [start, total] = [at, [0, 0, 0, 0]];
          if (fell === 0) total = [0, 0, 0, 0];
          at += apart;
          total = temporality === 1 ? grown : total.map((sum, b) => sum + (grown[b] as number));
          const count = total.reduce((a, b) => a + b, 0);
          const set = even ? Float64Array.of(1, 2, 4) : bounds;
          return {
            at,
            start,
            none: none === 0,
            histogram: { count, sum: 1, min: 0, max: 9, bounds: set, counts: Float64Array.from(total) },
          };
        });
        const { series: each, points: columns } = series(PointKind.histogram, temporality as 1 | 2, made);
        columns.series.fill(id);
        return { series: { ...each, id }, points: columns };
      });
      const lean = found.map(({ series: each, points }) => {
        const halves = [cutPoints(points, 0, cutAt), cutPoints(points, cutAt, Number.POSITIVE_INFINITY)];
        const parts = halves.flatMap((half) =>
          encodeBlock([{ series: each, points: half }]).flatMap(({ directory, payload }) => {
            const read = decodeBlock(directory, payload, { without: new Set(['moments']) }).get(each.id);
            return read ? [read] : [];
          }),
        );
        return { series: each, points: concatPoints(parts) };
      });
      const [columns, objects] = [answer(query, lean), answer(query, found)];
      expect(columns.map(Number.isNaN)).toEqual(objects.map(Number.isNaN));
      columns.forEach((value, step) => {
        if (!Number.isNaN(value)) expect(value).toBeCloseTo(objects[step] as number, 9);
      });
      expect(lean.some(({ points }) => points.buckets) || all.every(([, , even]) => !even)).toBe(true);
    }),
  );
});

test('exponential histograms of any scales merge without losing an observation or its bucket', () => {
  const one = fc.record({
    scale: fc.integer({ min: 0, max: 8 }),
    zeroCount: fc.nat(5),
    zeroThreshold: fc.constant(0),
    positiveOffset: fc.integer({ min: -200, max: 200 }),
    positive: fc.array(fc.nat(9), { maxLength: 40 }).map((all) => Float64Array.from(all)),
    negativeOffset: fc.integer({ min: -20, max: 20 }),
    negative: fc.array(fc.nat(9), { maxLength: 5 }).map((all) => Float64Array.from(all)),
  });
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 5 }), (all) => {
      const points = all.map((exponential) => ({
        at: 0,
        histogram: { count: 0, sum: 0, min: 0, max: 0, exponential },
      }));
      const shape = commonShape([series(PointKind.exponentialHistogram, 2, points).points]);
      const bounds = boundsOf(shape);
      for (const value of all) {
        const out = new Float64Array(bounds.length + 1);
        onShape(value, shape, out);
        value.positive.forEach((count, i) => {
          if (count === 0) return;
          // The bucket's middle, in exponents of two, lies within the joined bucket's bounds.
          const middle = 2 ** ((value.positiveOffset + i + 0.5) / 2 ** value.scale);
          const place = bounds.findIndex((bound) => middle <= bound);
          expect(out[place]).toBeGreaterThanOrEqual(count);
        });
        const observed = value.zeroCount + [...value.positive, ...value.negative].reduce((a, b) => a + b, 0);
        expect(out.reduce((a, b) => a + b, 0)).toBe(observed);
        expect(out.at(-1)).toBe(0);
      }
    }),
  );
});

test('groups are told apart by their attributes, and by whose they are where names are equal', () => {
  const found = ['a', 'b'].map((route) => series(PointKind.gauge, 0, [{ at: 1_000, value: 1 }], { route }));
  const groupBy: Query['groupBy'] = [
    { of: 'point', key: 'route' },
    { of: 'resource', key: 'route' },
  ];
  const query = asked({ groupBy });
  expect(evaluate(query, found, gridOf(query), 'minute').series.map(({ labels }) => labels)).toEqual([
    { 'point.route': 'a', 'resource.route': '' },
    { 'point.route': 'b', 'resource.route': '' },
  ]);
});

test('of many series the ones that reach highest are told as they would be among all, an earlier one before its equal', () => {
  const anyValue = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(Number.POSITIVE_INFINITY, Number.NaN));
  fc.assert(
    fc.property(fc.array(fc.array(anyValue, { maxLength: 4 }), { maxLength: 9 }), fc.nat(9), (all, most) => {
      const found = all.map((values, i) =>
        series(
          PointKind.gauge,
          0,
          values.map((value, minute) => ({ at: minute * MINUTE, value })),
          { i },
        ),
      );
      const query = asked({ groupBy: 'series' });
      const whole = evaluate(query, found, gridOf(query), 'minute');
      const peak = (i: number) => Math.max(...(all[i] ?? []).filter((value) => value === value));
      const order = all.map((_, i) => i).sort((a, b) => (peak(a) === peak(b) ? a - b : peak(b) - peak(a)));
      const highest = new Set(order.slice(0, most));
      expect(evaluate(query, found, gridOf(query), 'minute', { most })).toEqual({
        ...whole,
        series: whole.series.filter((_, i) => highest.has(i)),
      });
      const among = ({ i }: Record<string, string>) => Number(i) % 2 === 1;
      expect(evaluate(query, found, gridOf(query), 'minute', { among }).series).toEqual(
        whole.series.filter((_, i) => i % 2 === 1),
      );
    }),
  );
});
