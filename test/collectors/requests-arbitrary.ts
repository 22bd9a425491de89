import fc from 'fast-check';
import type { TestMetric, TestPoint } from './encoder';

/** The tests' present. */
export const nowAt = Date.UTC(2026, 10, 21, 10);
export const nowNs = BigInt(nowAt) * 1_000_000n;

const kindNames = ['', 'gauge', 'sum', 'histogram', 'exponential'];

const attributeValue = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const attributes = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), attributeValue), {
  maxLength: 5,
  selector: ([name]) => name,
}) as fc.Arbitrary<[string, string | number | boolean][]>;
const timeNs = fc.bigInt({ min: nowNs - 86_400_000_000_000n, max: nowNs });
const count = fc.bigInt({ min: 0n, max: 1n << 50n });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const base = fc.record({ attributes, timeNs, startNs: fc.constantFrom(undefined, 0n, nowNs - 90_000_000_000_000n) });

const numberPoint: fc.Arbitrary<TestPoint> = fc
  .tuple(base, fc.oneof(finite, fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n })), fc.constantFrom(0, 0, 0, 1))
  .map(([b, value, flags]) => ({ ...b, value, flags }));
const histogramPoint: fc.Arbitrary<TestPoint> = fc
  .tuple(
    base,
    fc.uniqueArray(finite, { maxLength: 12, comparator: (a, b) => a === b }),
    fc.array(count, { minLength: 13, maxLength: 13 }),
    count,
    fc.option(finite, { nil: undefined }),
  )
  .map(([b, bounds, counts, total, sum]) => ({
    ...b,
    histogram: {
      count: total,
      sum,
      max: sum,
      bounds: bounds.sort((x, y) => x - y),
      counts: counts.slice(0, bounds.length + 1),
    },
  }));
const side = fc.record({
  offset: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  counts: fc.array(count, { maxLength: 20 }),
});
const exponentialPoint: fc.Arbitrary<TestPoint> = fc
  .tuple(
    base,
    fc.record({
      count,
      sum: fc.option(finite, { nil: undefined }),
      scale: fc.integer({ min: -10, max: 20 }),
      zeroCount: count,
      zeroThreshold: fc.constantFrom(0, 1e-6),
      positive: side,
      negative: side,
    }),
  )
  .map(([b, exponential]) => ({ ...b, exponential }));

/** Metrics of each kind that the collector keeps. */
export const metric: fc.Arbitrary<TestMetric> = fc
  .tuple(fc.string({ minLength: 1, maxLength: 30 }), fc.constantFrom(1, 2), fc.boolean(), fc.nat(3))
  .chain(([name, temporality, monotonic, kind]) => {
    const point = [numberPoint, numberPoint, histogramPoint, exponentialPoint][kind] as fc.Arbitrary<TestPoint>;
    return fc
      .array(point, { minLength: 1, maxLength: 6 })
      .map((points) => ({ name, temporality, monotonic, kind: kindNames[kind + 1] as TestMetric['kind'], points }));
  });
