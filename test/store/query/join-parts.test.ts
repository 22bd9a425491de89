/** Parts of series joined side by side are what each gives joined alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makePoints, type PointColumns } from '@/store';
import { concatPoints, cutPoints } from '@/store/points/point-columns';
import { partsJoiner } from '@/store/query/join-parts';

/** A part of a series: values of some minutes, each the last of so many points. */
const anyPart = fc.record({
  values: fc.array(fc.constantFrom(1, 2, Number.NaN), { minLength: 1, maxLength: 4 }),
  folded: fc.boolean(),
  gone: fc.boolean(),
});

function columnsOf(parts: { values: number[]; folded: boolean; gone: boolean }[]): PointColumns[] {
  let at = 0;
  return parts.map(({ values, folded, gone }) => {
    const points = { ...makePoints(values.length), length: values.length };
    points.value.set(values);
    points.start.fill(Number.NaN);
    if (gone) points.flags[0] = 1;
    for (let i = 0; i < values.length; i++) points.time[i] = at++;
    const column = (value: number) => Float64Array.from(values, () => value);
    if (folded) points.spread = { min: column(0), max: column(3), sum: column(6), count: column(4) };
    return points;
  });
}

const told = ({ time, start, value, flags, spread, length }: PointColumns) => ({
  length,
  columns: [time, start, value, flags].map((column) => Array.from(column.subarray(0, length))),
  behind: spread && [spread.min, spread.max, spread.sum, spread.count].map((column) => Array.from(column)),
});

test('whether points that were not folded stand behind folded ones or not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(anyPart, { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
      fc.nat(12),
      fc.nat(12),
      (all, from, length) => {
        const join = partsJoiner(from, from + length);
        for (const parts of all.map(columnsOf)) {
          const alone = cutPoints(concatPoints(parts), from, from + length);
          expect(told(join(parts))).toEqual(told(alone));
          // And once more, beside one that has its very times.
          const alike = parts.map((part) => ({ ...part, value: part.value.map((value) => value + 1) }));
          expect(told(join(alike))).toEqual(told(cutPoints(concatPoints(alike), from, from + length)));
        }
      },
    ),
  );
});
