import fc from 'fast-check';
import type { HistogramValue, PointColumns } from '@/store/points/points';

/** Any 64 bits as a double: NaN payloads, -0, infinities and subnormals included. */
const anyBits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const awkward = fc.constantFrom(
  0n,
  1n << 63n,
  0x7ff8000000000000n,
  0x7ff0000000000002n,
  0xfff8000000000001n,
  0x7ff0000000000000n,
);
const bitsOfInteger = fc
  .integer({ min: -1e9, max: 1e9 })
  .map((n) => new BigUint64Array(Float64Array.of(n).buffer)[0] as bigint);
const cell = fc.oneof(
  { weight: 3, arbitrary: bitsOfInteger },
  { weight: 1, arbitrary: anyBits },
  { weight: 1, arbitrary: awkward },
);

function fromBits(bits: bigint[]): Float64Array {
  return new Float64Array(BigUint64Array.from(bits).buffer);
}

/** A column that exercises each codec: constant, runs, integers, anything. */
function column(length: number): fc.Arbitrary<Float64Array> {
  return fc.oneof(
    fc.array(cell, { minLength: length, maxLength: length }).map(fromBits),
    cell.map((one) => fromBits(new Array(length).fill(one))),
    fc.array(bitsOfInteger, { minLength: length, maxLength: length }).map(fromBits),
    fc
      .tuple(cell, cell, fc.nat(length))
      .map(([a, b, cut]) => fromBits(Array.from({ length }, (_, i) => (i < cut ? a : b)))),
    fc
      .array(fc.option(fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 })), {
        minLength: length,
        maxLength: length,
      })
      .map((times) => Float64Array.from(times, (t) => t ?? Number.NaN)),
  );
}

const plainNumber = fc.oneof(fc.constant(Number.NaN), fc.constant(-0), fc.double(), fc.nat());
const counts = fc.oneof(
  fc.array(fc.oneof(fc.constant(0), fc.nat(1e6)), { maxLength: 40 }).map((a) => Float64Array.from(a)),
  fc.array(fc.double(), { maxLength: 10 }).map((a) => Float64Array.from(a)),
);
const boundsPool = [[], [1], [5, 10, 25, 50, 75, 100, 250, 500, 1000], [0.1, 0.2, 0.3], [-1, -0, 0.5]].map((b) =>
  Float64Array.from(b),
);

const histogram: fc.Arbitrary<HistogramValue> = fc
  .record({ count: plainNumber, sum: plainNumber, min: plainNumber, max: plainNumber })
  .chain((base) =>
    fc.oneof(
      fc.constant(base),
      fc.record({ bounds: fc.constantFrom(...boundsPool), counts }).map((rest) => ({ ...base, ...rest })),
      fc
        .record({
          scale: fc.integer({ min: -20, max: 20 }),
          zeroCount: fc.nat(),
          zeroThreshold: fc.double({ noNaN: true }),
          positiveOffset: fc.integer({ min: -5000, max: 5000 }),
          positive: counts,
          negativeOffset: fc.integer({ min: -5000, max: 5000 }),
          negative: counts,
        })
        .map((exponential) => ({ ...base, exponential })),
    ),
  );

export const anyPoints: fc.Arbitrary<PointColumns> = fc.nat(120).chain((length) =>
  fc
    .record({
      series: column(length),
      time: column(length),
      start: column(length),
      value: column(length),
      flags: fc.oneof(fc.constant(new Uint8Array(length)), fc.uint8Array({ minLength: length, maxLength: length })),
      histograms: fc.oneof(
        fc.constant(new Array<null>(length).fill(null)),
        fc.array(fc.option(histogram), { minLength: length, maxLength: length }),
      ),
    })
    .map((columns) => ({ ...columns, length })),
);

/** As a fold leaves them: some with what stands behind each gauge point. */
export const anyFoldedPoints: fc.Arbitrary<PointColumns> = anyPoints.chain((points) => {
  const { length } = points;
  const spread = fc.record({ min: column(length), max: column(length), sum: column(length), count: column(length) });
  return fc.option(spread, { nil: undefined }).map((found) => (found ? { ...points, spread: found } : points));
});

/** Bits of a column as text, so that a comparison sees what a number comparison hides. */
export function bitsOf(columns: Float64Array): string[] {
  return Array.from(
    new BigUint64Array(columns.buffer.slice(columns.byteOffset, columns.byteOffset + columns.byteLength)),
    (b) => b.toString(16),
  );
}
