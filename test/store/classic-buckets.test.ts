import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gatherClassicBuckets } from '@/store/points/classic-buckets';
import { counter, gauge, type Point } from '../advisor/signals-points';

const at = (minutes: number) => minutes * 60_000;
const resource = { 'service.name': 'shop', 'service.instance.id': 'a' };

/** A counter `name` with value `values[i]` at minute i; null: no point, 'gone': a staleness marker. */
function part(name: string, le: string | null, values: (number | null | 'gone')[], more = {}) {
  const points = values.flatMap((value, i): Point[] => {
    if (value === null) return [];
    return [value === 'gone' ? { at: at(i), gone: true } : { at: at(i), value, start: Number.NaN }];
  });
  return counter({ metric: name, resource, attributes: { ...(le === null ? {} : { le }), ...more } }, points);
}

const bucket = (le: string, values: (number | null | 'gone')[], more = {}) => part('h_bucket', le, values, more);

describe('classic buckets', () => {
  it('make one cumulative histogram, in whatever order they come', () => {
    const gathered = gatherClassicBuckets([
      part('h_sum', null, [1.5, 4]),
      bucket('+Inf', [4, 9]),
      bucket('0.5', [3, 7]),
      bucket('0.1', [1, 2]),
      part('h_count', null, [4, 9]),
    ]);
    expect(gathered).toHaveLength(1);
    const [{ series, points }] = gathered as [(typeof gathered)[0]];
    expect(series).toMatchObject({ metric: 'h', kind: 3, temporality: 2, attributes: {}, resource });
    expect(Array.from(points.time.subarray(0, points.length))).toEqual([at(0), at(1)]);
    expect(points.histograms.map((value) => [value?.count, value?.sum, ...(value?.counts ?? [])])).toEqual([
      [4, 1.5, 1, 2, 1],
      [9, 4, 2, 5, 2],
    ]);
    expect(points.histograms[0]?.bounds).toEqual(Float64Array.of(0.1, 0.5));
    expect(points.histograms[1]?.bounds).toBe(points.histograms[0]?.bounds);
  });

  it('are kept apart by every other label, and by instance', () => {
    const other = counter(
      { metric: 'h_bucket', resource: { ...resource, 'service.instance.id': 'b' }, attributes: { le: '+Inf' } },
      [{ at: at(0), value: 5, start: Number.NaN }],
    );
    const gathered = gatherClassicBuckets([
      bucket('+Inf', [1], { code: '200' }),
      bucket('+Inf', [2], { code: '500' }),
      other,
    ]);
    expect(gathered.map(({ points }) => points.histograms[0]?.count)).toEqual([1, 2, 5]);
  });

  it('wait for a bucket that has not arrived yet, instead of guessing', () => {
    const [gathered] = gatherClassicBuckets([bucket('0.1', [1, null, 3]), bucket('+Inf', [2, 4, 6])]);
    expect(gathered?.points.length).toBe(2);
    expect(Array.from(gathered?.points.time.subarray(0, 2) ?? [])).toEqual([at(0), at(2)]);
  });

  it('follow a bound that comes or goes', () => {
    const [gathered] = gatherClassicBuckets([
      bucket('0.1', [1, 'gone', null]),
      bucket('0.2', [null, 3, 4]),
      bucket('+Inf', [2, 4, 6]),
    ]);
    expect(gathered?.points.histograms.map((value) => Array.from(value?.bounds ?? []))).toEqual([[0.1], [0.2], [0.2]]);
  });

  it('use the count where there is no +Inf, and give nothing without either', () => {
    const [gathered] = gatherClassicBuckets([bucket('1', [2]), part('h_count', null, [5])]);
    expect(Array.from(gathered?.points.histograms[0]?.counts ?? [])).toEqual([2, 3]);
    expect(gatherClassicBuckets([bucket('1', [2])])).toEqual([]);
  });

  it('leave alone what only looks like a bucket', () => {
    const odd = [
      part('ice_bucket', null, [1]),
      bucket('many', [1]),
      bucket('', [1]),
      part('_bucket', '+Inf', [1]),
      gauge({ metric: 'h_count', resource }, [{ at: 0, value: 1 }]),
    ];
    expect(gatherClassicBuckets(odd)).toEqual([]);
  });

  it('never show a negative count, however the buckets were read', () => {
    const values = fc.array(fc.nat(100), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -5, max: 5 }), { minLength: 1 }), values, values, (bounds, a, b) => {
        const parts = bounds.map((bound, i) => bucket(String(bound), i % 2 === 0 ? a : b));
        const gathered = gatherClassicBuckets([...parts, bucket('+Inf', a)]);
        for (const { points } of gathered) {
          for (const value of points.histograms) {
            const counts = Array.from(value?.counts ?? []);
            expect(counts.every((count) => count >= 0)).toBe(true);
            expect(counts.reduce((sum, count) => sum + count, 0)).toBe(value?.count);
            expect(counts.length).toBe((value?.bounds?.length ?? 0) + 1);
          }
        }
      }),
    );
  });
});
