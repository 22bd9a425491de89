import { describe, expect, it } from 'vitest';
import { foldHours } from '@/store/fold/hours';
import { foldPoints } from '@/store/fold/points';
import { type HistogramValue, OWN_SCOPE, PointKind } from '@/store/points/points';
import { at0, counter, delta, fold, gauge, hour, merge, minute, rows, seriesOf, type What } from './folding';

describe('a minute', () => {
  it('of a gauge is its last point, with what stands behind it', () => {
    const points = [10, 20, 30].map((s, i) => ({ at: s * 1000, value: [5, 9, 4][i] as number }));
    expect(rows(fold(gauge, points))).toEqual([
      { at: 30_000, start: Number.NaN, value: 4, min: 4, max: 9, sum: 18, count: 3 },
    ]);
  });

  it('of a counter is its last point, the two around a fall, and the first after a silence', () => {
    const points = [
      ...[1, 11, 21, 31].map((s) => ({ at: s * 1000, value: s })),
      { at: 41_000, value: 2 },
      { at: 51_000, value: 40 },
      ...[300, 310, 320].map((s) => ({ at: s * 1000, value: s })),
    ];
    expect(rows(fold(counter, points)).map((row) => (row as { at: number }).at / 1000)).toEqual([
      1, 31, 41, 51, 300, 320,
    ]);
  });

  it('of a delta is the sum and the time that it covers', () => {
    const points = [10, 20, 30].map((s) => ({ at: s * 1000, start: (s - 10) * 1000, value: 2 }));
    expect(rows(fold(delta, points))).toEqual([{ at: 30_000, start: 0, value: 6 }]);
  });

  it('ends with "no recorded value" where nothing comes after it', () => {
    const points = [
      { at: 1000, value: 1 },
      { at: 2000, gone: true },
      { at: 61_000, gone: true },
      { at: 62_000, value: 3 },
    ];
    expect(rows(fold(gauge, points)).map((row) => (row as { at: number }).at)).toEqual([1000, 2000, 62_000]);
  });
});

describe('a late point', () => {
  const folded = (what: What) =>
    fold(
      what,
      [10, 20, 30].map((s) => ({ at: s * 1000, start: (s - 10) * 1000, value: 2 })),
    );

  it('of a gauge inside a folded minute is taken for a repeat and counted; behind it, it is news', () => {
    const inside = merge(gauge, folded(gauge), [{ at: 15_000, value: 99 }]);
    expect(inside.covered).toBe(1);
    expect(rows(inside.merged)).toEqual(rows(folded(gauge)));
    const after = merge(gauge, folded(gauge), [{ at: 40_000, value: 99 }]);
    expect(after.covered).toBe(0);
    expect(rows(after.merged)).toMatchObject([{ at: 40_000, value: 99, max: 99, sum: 105, count: 4 }]);
  });

  it('of a gauge before the only point of its minute is news', () => {
    const one = fold(gauge, [{ at: 30_000, value: 2 }]);
    expect(rows(merge(gauge, one, [{ at: 10_000, value: 7 }]).merged)).toMatchObject([
      { at: 30_000, value: 2, max: 7, count: 2 },
    ]);
  });

  it('of a delta outside the time that is covered is added, inside it is not', () => {
    const { merged, covered } = merge(delta, folded(delta), [
      { at: 20_000, start: 10_000, value: 50 },
      { at: 15_000, start: 12_000, value: 50 },
      { at: 40_000, start: 30_000, value: 5 },
    ]);
    expect(covered).toBe(2);
    expect(rows(merged)).toEqual([{ at: 40_000, start: 0, value: 11 }]);
  });

  it('of what Headroom counts itself is always added', () => {
    const own = { ...delta, scope: { name: OWN_SCOPE, version: '' } };
    const { merged, covered } = merge(own, folded(own), [{ at: 20_000, start: 10_001, value: 50 }]);
    expect([covered, rows(merged)]).toEqual([0, [{ at: 30_000, start: 0, value: 56 }]]);
  });
});

describe('delta histograms', () => {
  const explicit = (counts: number[], bounds: Float64Array): HistogramValue => ({
    count: counts.reduce((a, b) => a + b, 0),
    sum: 1,
    min: counts[0] as number,
    max: Number.NaN,
    bounds,
    counts: Float64Array.from(counts),
  });
  const what: What = { kind: PointKind.histogram, temporality: 1 };

  it('add up where their bounds are equal, and stand side by side where not', () => {
    const [a, b] = [Float64Array.of(1, 2), Float64Array.of(1, 3)];
    const points = [explicit([1, 0, 2], a), explicit([4, 0, 0], b), explicit([2, 1, 0], Float64Array.of(1, 2))];
    const folded = fold(
      what,
      points.map((histogram, i) => ({ at: (i + 1) * 1000, start: i * 1000, histogram })),
    );
    expect(rows(folded)).toMatchObject([
      { at: 2000, start: 1000, histogram: { count: 4, counts: Float64Array.of(4, 0, 0) } },
      { at: 3000, start: 0, histogram: { count: 6, sum: 2, min: 1, counts: Float64Array.of(3, 1, 2) } },
    ]);
    expect(rows(foldPoints(folded, minute))).toEqual(rows(folded));
  });

  it('with exponential buckets add up at the coarser scale', () => {
    const exponential = (scale: number, positiveOffset: number, counts: number[]): HistogramValue => ({
      count: counts.reduce((a, b) => a + b, 0),
      sum: Number.NaN,
      min: Number.NaN,
      max: Number.NaN,
      exponential: {
        scale,
        zeroCount: 1,
        zeroThreshold: 0,
        positiveOffset,
        positive: Float64Array.from(counts),
        negativeOffset: 0,
        negative: new Float64Array(0),
      },
    });
    const [sum] = rows(
      fold(
        { kind: PointKind.exponentialHistogram, temporality: 1 },
        [exponential(1, -3, [1, 2, 3, 4]), exponential(0, 0, [10])].map((histogram, i) => ({
          at: (i + 1) * 1000,
          start: i * 1000,
          histogram,
        })),
      ),
    );
    // Indexes -3, -2, -1, 0 at scale 1 are -2, -1, -1, 0 at scale 0.
    expect(sum).toMatchObject({
      histogram: {
        count: 20,
        exponential: { scale: 0, zeroCount: 2, positiveOffset: -2, positive: Float64Array.of(1, 5, 14) },
      },
    });
  });
});

describe('hours', () => {
  it('are made anew where minutes are kept, and stay where they are not', () => {
    const early = seriesOf(gauge, [{ at: 5 * minute, value: 1 }]);
    const hours = foldPoints(
      seriesOf(gauge, [
        { at: 5 * minute, value: 1 },
        { at: hour + minute, value: 7 },
      ]),
      hour,
    );
    const minutes = fold(gauge, [{ at: hour + 2 * minute, value: 3 }]);
    const { merged } = foldHours({ hours, minutes, minuteHours: new Set([at0 + hour]), late: undefined });
    expect(rows(merged).map((row) => (row as { value: number }).value)).toEqual([1, 3]);
    const late = seriesOf(gauge, [
      { at: 9 * minute, value: 9 },
      { at: hour + 4 * minute, value: 5 },
    ]);
    const with_ = foldHours({ hours, minutes, minuteHours: new Set([at0 + hour]), late });
    expect(rows(with_.merged)).toMatchObject([
      { at: 9 * minute, value: 9, min: 1, count: 2 },
      { at: hour + 4 * minute, value: 5, min: 3, count: 2 },
    ]);
    expect(rows(foldHours({ minuteHours: new Set(), late: early }).merged)).toEqual(rows(early));
  });
});
