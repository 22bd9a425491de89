import { describe, expect, it } from 'vitest';
import { bytes, doubles, inScratch, places, shorts } from '@/store/points/scratch';

describe('memory for one piece of work', () => {
  it('is all zeros each time, and the same again', () => {
    const first = inScratch(() => doubles(100).fill(7));
    expect([...first]).toEqual(new Array(100).fill(0));
    const again = inScratch(() => {
      const columns = [doubles(100), shorts(3), bytes(3), places(3), doubles(1)];
      expect(columns.map((column) => [...column].every((each) => each === 0))).toEqual(new Array(5).fill(true));
      for (const [i, column] of columns.entries()) column.fill(i + 1);
      expect(columns.map((column) => column[column.length - 1])).toEqual([1, 2, 3, 4, 5]);
      return columns[0] as Float64Array;
    });
    expect(again.buffer).toBe(first.buffer);
  });

  it('holds more than a chunk, and a column that is longer than one', () => {
    inScratch(() => {
      const columns = Array.from({ length: 200 }, (_, i) => doubles(1000).fill(i));
      expect(columns.every((column, i) => column.every((each) => each === i))).toBe(true);
      expect(doubles(100_000)).toHaveLength(100_000);
    });
    inScratch(() => expect([...doubles(100_000)].some((each) => each !== 0)).toBe(false));
  });

  it('is given back where the work fails, and shared with work within it', () => {
    expect(() =>
      inScratch(() => {
        doubles(10).fill(1);
        throw new Error('broken');
      }),
    ).toThrow('broken');
    const [outer, inner] = inScratch(() => [doubles(10).fill(1), inScratch(() => doubles(10))]);
    expect(inner?.byteOffset).toBe((outer?.byteOffset ?? 0) + 80);
    const own = doubles(10).fill(3);
    inScratch(() => doubles(10).fill(4));
    expect(own[9]).toBe(3);
  });
});
