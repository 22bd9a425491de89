/** What `npm run bench:headroom -- --data FILE.csv` prints of anyone's measurements, good and bad. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSets, say } from '../../bench/usl-data';

const answers = (text: string) => {
  const sets = readSets(text);
  if (typeof sets === 'string') throw new Error(sets);
  return sets.map(say) as Record<string, unknown>[];
};
const curve = (id: string, loads = [1, 2, 4, 8, 16, 32, 48]) =>
  loads.map((n) => `${id},${n},${(1000 * n) / (1 + 0.03 * (n - 1) + 0.002 * n * (n - 1))}`);

describe('the law of one’s own measurements', () => {
  it('seven columns for each data set, in the order of their first lines', () => {
    const [a, b] = [curve('a'), curve('b')];
    const said = answers(['dataset,load,throughput', ...a.flatMap((line, i) => [line, b[i] as string])].join('\r\n'));
    expect(said.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(Object.keys(said[0] ?? {})).toEqual(['id', 'alpha', 'beta', 'gamma', 'peakLoad', 'peakLo80', 'peakHi80']);
    expect(said[0]).toMatchObject({ alpha: expect.closeTo(0.03, 6), beta: expect.closeTo(0.002, 6), gamma: 1000 });
    expect(said[0]?.peakLoad).toBeCloseTo(Math.sqrt(0.97 / 0.002), 3);
  });

  it('columns in the order that the first line names, others beside them', () => {
    const swapped = curve('a').map((line) => {
      const [id, load, throughput] = line.split(',');
      return `${throughput},${load},a note,${id}`;
    });
    expect(answers(['Throughput,"load",note,dataset', ...swapped].join('\n'))).toEqual(answers(curve('a').join('\n')));
  });

  it('a first line of other names, empty lines, a byte order mark and commas in quotes', () => {
    expect(answers(`\uFEFFname,N,X\n\n${curve('"a, b"').join('\r')}\n\n`)[0]).toMatchObject({
      id: 'a, b',
      gamma: 1000,
    });
  });

  it.each([
    ['x,4,abc', 'line 8: throughput is "abc": write a number of at least 0'],
    ['x,NaN,3', 'line 8: load is "NaN": write a number of at least 0'],
    ['x,-1,3', 'line 8: load is "-1": write a number of at least 0'],
    ['x,1,-3', 'line 8: throughput is "-3": write a number of at least 0'],
    ['x,1,1e999', 'line 8: throughput is "1e999": write a number of at least 0'],
    ['x,1,', 'line 8: throughput is "": write a number of at least 0'],
    ['x,1', 'line 8: write dataset,load,throughput with two commas and numbers with a point'],
    ['x,1,2,5', 'line 8: write dataset,load,throughput with two commas and numbers with a point'],
    ['x,1,2', 'too few loads: 1 distinct ones, at least 4 are needed'],
    ['x,5,2\nx,5,3\nx,5,2\nx,5,3', 'too few loads: 1 distinct ones, at least 4 are needed'],
  ])('%j says why, and spoils no other data set', (lines, error) => {
    const said = answers([...curve('a'), lines].join('\n'));
    expect(said[0]).toMatchObject({ gamma: 1000 });
    expect(said[1]).toEqual({ id: 'x', error });
  });

  it.each([
    ['', 'there is no measurement: write lines dataset,load,throughput'],
    ['dataset,load,throughput\n', 'there is no measurement: write lines dataset,load,throughput'],
    ['dataset,users,throughput\na,1,2', 'the first line names no column load: write dataset,load,throughput'],
  ])('a file %j is refused as a whole', (text, error) => {
    expect(readSets(text)).toBe(error);
  });

  it('a name that is missing is said', () => {
    expect(answers(',1,2')).toEqual([{ id: '', error: 'line 1: dataset is empty: write a name' }]);
  });

  it('as many measurements as anybody has are fitted', () => {
    const loads = Array.from({ length: 20_000 }, (_, i) => 0.5 + (i % 977) / 10);
    expect(answers(curve('a', loads).join('\n'))[0]).toMatchObject({ beta: expect.closeTo(0.002, 6) });
  });

  it('whatever is in a file: an error, or a peak inside its interval, and no end where there is none', () => {
    const cell = fc.oneof(
      fc.nat(1000),
      fc.double({ noNaN: true, min: 0, max: 1e9 }),
      fc.constantFrom('', 'x', '-1', '1e3'),
    );
    const line = fc.tuple(fc.constantFrom('a', 'b'), cell, cell).map((cells) => cells.join(','));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const sets = readSets(lines.join('\n'));
        for (const said of typeof sets === 'string' ? [] : sets.map(say)) {
          if ('error' in said) continue;
          const { alpha, beta, gamma, peakLoad, peakLo80, peakHi80 } = said;
          expect([alpha, beta, gamma, peakLo80].every((value) => Number.isFinite(value) && (value ?? -1) >= 0)).toBe(
            true,
          );
          if (peakLoad === null) expect(peakHi80).toBeNull();
          if (peakLoad === null) continue;
          const ends = [peakLo80 as number, peakLoad, peakHi80 ?? Number.POSITIVE_INFINITY];
          expect(ends).toEqual([...ends].sort((a, b) => a - b));
        }
      }),
      { numRuns: 300, seed: 5 },
    );
  });
});
