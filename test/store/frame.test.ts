import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '@/store/bytes';
import { decodeFrame, decodeFrames, encodeFrame } from '@/store/frame/frame';
import { makeHistogramColumns, unpackHistograms } from '@/store/points/histogram-columns';
import { concatPoints, makePoints, splitByHour } from '@/store/points/point-columns';
import type { HistogramValue, PointColumns } from '@/store/points/points';
import { anyPoints, bitsOf } from './points-arbitrary';

function expectSame(actual: PointColumns, expected: PointColumns): void {
  expect(actual.length).toBe(expected.length);
  for (const name of ['series', 'time', 'start', 'value'] as const)
    expect(bitsOf(actual[name]), name).toEqual(bitsOf(expected[name]));
  expect([...actual.flags]).toEqual([...expected.flags]);
  // Where no point has one, the list may be empty.
  const some = expected.histograms.some((each) => each !== null);
  expect(actual.histograms).toEqual(some ? expected.histograms : []);
}

/** One of each kind, with what is easily lost: -0, a staleness marker's payload, holes, an unbounded sum. */
function sample(): PointColumns {
  const value = Float64Array.of(21.5, -0, 0, Number.NaN, Number.NaN, 1e300, Number.POSITIVE_INFINITY);
  new BigUint64Array(value.buffer)[2] = 0x7ff0000000000002n;
  return {
    series: Float64Array.of(7, 8, 9, 10, 11, 12, 2 ** 40),
    time: new Float64Array(7).fill(1_780_000_000_000),
    start: Float64Array.of(
      Number.NaN,
      1_779_999_000_000,
      1_779_999_000_001,
      1_779_999_000_000,
      Number.NaN,
      Number.NaN,
      5,
    ),
    value,
    flags: Uint8Array.of(0, 0, 1, 0, 0, 0, 0),
    histograms: [
      null,
      null,
      null,
      {
        count: 6,
        sum: 123.5,
        min: Number.NaN,
        max: 99,
        bounds: Float64Array.of(5, 10, 25),
        counts: Float64Array.of(0, 0, 4, 2),
      },
      {
        count: 9,
        sum: -0,
        min: 0.001,
        max: 8,
        exponential: {
          scale: -3,
          zeroCount: 1,
          zeroThreshold: 1e-9,
          positiveOffset: -12,
          positive: Float64Array.of(1, 0, 0, 7),
          negativeOffset: 0,
          negative: new Float64Array(0),
        },
      },
      null,
      null,
    ],
    length: 7,
  };
}

const isColumnar = ({ exponential, counts, bounds }: HistogramValue) =>
  !exponential && (counts ? counts.length > 0 : !bounds);

/** The same points with their histograms as columns. */
function pack(points: PointColumns): PointColumns & { whole: PointColumns['histograms'] } {
  const packed = makeHistogramColumns(points.length, 50 * points.length);
  points.histograms.forEach((each, position) => {
    if (!each) return;
    const { count, sum, min, max, bounds = new Float64Array(0), counts = new Float64Array(0) } = each;
    const i = packed.length++;
    for (const [name, value] of Object.entries({ position, count, sum, min, max, buckets: counts.length }))
      packed[name as 'count'][i] = value;
    packed.bounds[i] = bounds;
    packed.counts.set(counts, packed.filled);
    packed.filled += counts.length;
  });
  const histograms = packed.length > 0 ? [] : points.histograms;
  return { ...points, histograms, packed, whole: points.histograms };
}

function cut(points: PointColumns, length: number): PointColumns {
  const { series, time, start, value, flags, histograms } = points;
  const [ids, times, starts, values] = [series, time, start, value].map((column) => column.slice(0, length));
  return {
    series: ids as Float64Array,
    time: times as Float64Array,
    start: starts as Float64Array,
    value: values as Float64Array,
    flags: flags.slice(0, length),
    histograms: histograms.slice(0, length),
    length,
  };
}

describe('a frame', () => {
  it('gives back every bit of any points', () => {
    fc.assert(
      fc.property(anyPoints, (points) => expectSame(decodeFrame(encodeFrame(points)), points)),
      { numRuns: 400 },
    );
  });

  it('read among others, which may share columns with it, is what it is alone', () => {
    const some = fc.array(anyPoints, { minLength: 1, maxLength: 3 });
    const mixed = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { maxLength: 8 });
    fc.assert(
      fc.property(some, mixed, (all, order) => {
        const at = (i: number) => all[i % all.length] as PointColumns;
        // Series and starts of one, times and values of another, as far as both go.
        const frames = order.map(([a, b]) => {
          const length = Math.min(at(a).length, at(b).length);
          return cut({ ...at(a), time: at(b).time, value: at(b).value }, length);
        });
        decodeFrames(frames.map(encodeFrame)).forEach((points, i) => {
          expectSame(points, frames[i] as PointColumns);
        });
      }),
    );
  });

  it('is the same to the byte whether histograms come as columns or as objects, of one request or of many', () => {
    fc.assert(
      fc.property(fc.array(anyPoints, { minLength: 1, maxLength: 4 }), (parts) => {
        const some = parts.filter(({ histograms }) => histograms.every((each) => !each || isColumnar(each)));
        const packed = some.map(pack);
        for (const part of packed) expect(unpackHistograms(part).histograms).toEqual(part.whole);
        const mixed = parts.map((part) => packed[some.indexOf(part)] ?? part);
        expect(Buffer.from(encodeFrame(concatPoints(mixed)))).toEqual(Buffer.from(encodeFrame(concatPoints(parts))));
        // Kept columns that are used again hold nothing of what they held.
        const room = makePoints(1000);
        for (const each of [packed, some, packed])
          if (each.length > 1)
            expect(Buffer.from(encodeFrame(concatPoints(each, room)))).toEqual(
              Buffer.from(encodeFrame(concatPoints(some))),
            );
      }),
      { numRuns: 300 },
    );
  });

  it('of an hour holds the histograms of its points, however they came', () => {
    const hourAt = 1_779_998_400_000;
    const points: PointColumns = {
      series: Float64Array.of(1, 2, 3, 4),
      time: Float64Array.of(hourAt, hourAt + 3_600_000, hourAt + 1, hourAt + 3_600_001),
      start: new Float64Array(4),
      value: new Float64Array(4).fill(Number.NaN),
      flags: new Uint8Array(4),
      histograms: [1, 2, 3, 4].map((count) => ({
        count,
        sum: count,
        min: 0,
        max: 9,
        bounds: Float64Array.of(5),
        counts: Float64Array.of(count, 0),
      })),
      length: 4,
    };
    const counts = [...splitByHour(pack(points)).values()].map(({ histograms }) =>
      histograms.map((each) => each?.count),
    );
    expect(counts).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it('of version 1 stays readable: the golden file decodes to what was written', () => {
    const golden = new URL('../fixtures/formats/frame-1.bin', import.meta.url);
    if (!existsSync(golden)) writeFileSync(golden, encodeFrame(sample()));
    const stored = readFileSync(golden);
    expectSame(decodeFrame(stored), sample());
    expect(Buffer.from(encodeFrame(sample())).equals(stored), 'the encoder changed: raise the version').toBe(true);
  });

  it('of a version to come is refused with the way out', () => {
    expect(() => decodeFrame(Uint8Array.of(2, 0))).toThrow(/frame format 2 .* newer release/);
  });

  it('that is cut off anywhere is an error and never other points', () => {
    const whole = encodeFrame(sample());
    for (let end = 0; end < whole.length; end++)
      expect(() => decodeFrame(whole.subarray(0, end)), `cut at ${end}`).toThrow(FormatError);
  });

  it('with a broken byte is an error or other numbers, never a hang or another kind of error', () => {
    const whole = encodeFrame(sample());
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const broken = whole.slice();
        broken[at] = byte;
        try {
          decodeFrame(broken);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('of 120 points as an SDK sends them stays below 8 bytes a point', () => {
    const length = 120;
    const points: PointColumns = {
      series: Float64Array.from({ length }, (_, i) => 1000 + i),
      time: new Float64Array(length).fill(1_780_000_000_000),
      start: Float64Array.from({ length }, (_, i) => 1_779_999_000_000 + (i % 9)),
      value: Float64Array.from({ length }, (_, i) => i * 37),
      flags: new Uint8Array(length),
      histograms: new Array(length).fill(null),
      length,
    };
    expect(encodeFrame(points).length / length).toBeLessThan(8);
  });
});
