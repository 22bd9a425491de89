/** Quantiles that are found without putting everything in order are those that order gives. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestRank, quantile } from '@/advisor/math';

const value = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -20, max: 200 }) },
  { weight: 4, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);
const share = fc.constantFrom(0, 0.05, 0.25, 0.5, 0.9, 0.95, 0.99, 1);

test('the nearest rank is the one of the sorted values, in lists and columns alike', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 400 }), share, (values, q) => {
      const sorted = [...values].sort((a, b) => a - b);
      const rank = Math.min(sorted.length, Math.max(1, Math.ceil(q * sorted.length - 1e-9)));
      expect(nearestRank(values, q) + 0).toBe((sorted[rank - 1] as number) + 0);
      expect(nearestRank(Float64Array.from(values), q)).toBe(nearestRank(values, q));
    }),
    { numRuns: 500 },
  );
});

test('an unknown value does not pass as a large one', () => {
  expect(nearestRank([Number.NaN, 1, 2, 3], 0.5)).toBe([Number.NaN, 1, 2, 3].sort((a, b) => a - b)[1]);
  expect(nearestRank([], 0.95)).toBeNaN();
  expect(quantile([], 0.5)).toBeNaN();
});
