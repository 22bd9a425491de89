import { describe, expect, it } from 'vitest';
import { seeded } from '@/advisor/math';
import { quantile } from '@/store/query/quantile';
import { bucketed } from '../advisor/support/columns';
import { normal } from '../advisor/support/systems';

const BOUNDS_MS = [5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];
const SHAPES: [string, (random: () => number, middle: number) => number][] = [
  ['log-normal, narrow', (random, middle) => middle * Math.exp(0.3 * normal(random))],
  ['log-normal', (random, middle) => middle * Math.exp(0.62 * normal(random))],
  ['log-normal, wide', (random, middle) => middle * Math.exp(normal(random))],
  ['exponential', (random, middle) => -middle * Math.log(1 - random())],
  ['two exponential stages', (random, middle) => -middle * Math.log((1 - random()) * (1 - random()))],
];

describe('quantiles from the HTTP conventions’ buckets', () => {
  it.each(SHAPES)('of %s durations lie within a few percent of the true ones', (_, draw) => {
    const random = seeded(5);
    for (const q of [0.5, 0.95, 0.99]) {
      const errors = Array.from({ length: 30 }, () => {
        const middle = 20 * 40 ** random();
        const durations = Array.from({ length: 2000 }, () => draw(random, middle)).sort((a, b) => a - b);
        const truth = durations[Math.ceil(q * durations.length) - 1] as number;
        const counts = Float64Array.from(bucketed(BOUNDS_MS, durations));
        return Math.log(quantile(Float64Array.from(BOUNDS_MS), counts, q).ms / truth);
      }).sort((a, b) => a - b);
      expect(Math.abs(errors[15] as number)).toBeLessThan(0.03);
    }
  });

  it('never leave the bucket that holds them, however few requests there are', () => {
    const bounds = Float64Array.of(100, 200);
    for (let n = 1; n < 40; n++) {
      for (const q of [0.5, 0.95, 0.99]) {
        const { ms } = quantile(bounds, Float64Array.of(0, n, 0), q);
        expect(ms).toBeGreaterThanOrEqual(100);
        expect(ms).toBeLessThanOrEqual(200);
      }
    }
    expect(quantile(bounds, Float64Array.of(9, 0, 0), 0.5).ms).toBe(50);
    expect(quantile(bounds, Float64Array.of(0, 0, 9), 0.5)).toEqual({ ms: 200, atLeast: true });
    expect(quantile(bounds, Float64Array.of(0, 0, 0), 0.5).ms).toBeNaN();
  });
});
