import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FormatError, finish, makeSink } from '@/store/bytes';
import { putColumn, takeColumn } from '@/store/points/columns';
import { skipColumn } from '@/store/points/skip-column';

const number = fc.oneof(
  fc.double(),
  fc.integer({ min: -5, max: 5_000_000 }),
  fc.constantFrom(Number.NaN, 0, -0, 0.25, 1e300),
);
/** Of a few different numbers some columns are runs, some constant. */
const column = fc.oneof(
  fc.array(number, { maxLength: 70 }),
  fc.array(fc.constantFrom(3, 3, 3, Number.NaN), { maxLength: 70 }),
  fc.tuple(number, fc.integer({ min: 0, max: 70 })).map(([value, n]) => new Array<number>(n).fill(value)),
  fc.tuple(number, number).map(([a, b]) => [...new Array<number>(40).fill(a), ...new Array<number>(30).fill(b)]),
);

test('who goes past a column stands where its reader stands', () => {
  fc.assert(
    fc.property(
      fc.array(column, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('integers', 'values'),
      (all, kind) => {
        const sink = makeSink(64);
        for (const each of all) putColumn(sink, Float64Array.from(each), kind as 'integers' | 'values');
        const bytes = finish(sink).slice();
        const [reader, passer] = [
          { bytes, at: 0 },
          { bytes, at: 0 },
        ];
        for (const { length } of all) {
          takeColumn(reader, length);
          skipColumn(passer, length);
          expect(passer.at).toBe(reader.at);
        }
      },
    ),
    { numRuns: 400 },
  );
});

test('a column that ends before its content does is refused', () => {
  const sink = makeSink(64);
  putColumn(sink, Float64Array.of(0.1, 0.2, 0.3), 'values');
  const bytes = finish(sink).slice(0, -1);
  expect(() => skipColumn({ bytes, at: 0 }, 3)).toThrow(FormatError);
  expect(() => skipColumn({ bytes: Uint8Array.of(200, 0), at: 0 }, 3)).toThrow('codec 200 is not known');
});
