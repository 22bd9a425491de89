/** What `npm run bench:forecast -- --data FILE.csv` prints of anyone's lines, good and bad. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSeries, say } from '../../bench/forecast-data';

const answers = (text: string) => readSeries(text).map(say) as Record<string, unknown>[];
const wave = (n: number, period: number) =>
  Array.from({ length: n }, (_, t) => (100 + t + 20 * Math.sin((2 * Math.PI * t) / period)).toFixed(2)).join(';');

describe('forecasts of one’s own series', () => {
  it.each([1, 4, 7, 12, 24, 52])('period %i: seven columns as long as the horizon, ends in order', (period) => {
    const [said] = answers(`s,${period},6,${wave(4 * period + 30, period)}`);
    expect(Object.keys(said ?? {})).toEqual(['id', 'method', 'mean', 'lo80', 'hi80', 'lo95', 'hi95']);
    const column = (name: string) => said?.[name] as number[];
    for (let h = 0; h < 6; h++) {
      const at = ['lo95', 'lo80', 'mean', 'hi80', 'hi95'].map((name) => column(name)[h] as number);
      expect(at).toEqual([...at].sort((a, b) => a - b));
      expect(at.every(Number.isFinite)).toBe(true);
    }
  });

  it('skips a line of names, empty lines and a byte order mark, and takes any line end', () => {
    const lines = `\uFEFFid,period,horizon,values\r\na,7,2,${wave(30, 7)}\r\n\r\nb,7,2,${wave(30, 7)}\n`;
    expect(answers(lines).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(answers(`"a, b",7,2,${wave(30, 7)}`)[0]?.id).toBe('a, b');
  });

  it.each([
    ['x,7,3,1;2;NaN;4', 'value 3 is "NaN": write a number, or nothing where it is unknown'],
    ['x,7,3,1;2;abc', 'value 3 is "abc": write a number, or nothing where it is unknown'],
    ['x,7,3,1;1e400', 'value 2 is "1e400": write a number, or nothing where it is unknown'],
    ['x,7,3,1;2;3', '3 known values: at least 4 are needed'],
    ['x,7,3,', '0 known values: at least 4 are needed'],
    ['x,0,3,1;2', 'period is "0": write a whole number of at least 1'],
    ['x,7,1e9,1;2', 'horizon is "1e9": write a whole number from 1 to 10000'],
    ['x,7', 'write id,period,horizon,v1;v2;… with three commas'],
  ])('%s says why', (line, error) => {
    expect(answers(`a,7,2,${wave(30, 7)}\n${line}`)[1]).toEqual({ id: 'x', error });
  });

  it('constants stay what they are, zeros stay at zero, negatives keep their sign, gaps are skipped', () => {
    const of = (values: string) => answers(`x,7,3,${values}`)[0] as { mean: number[]; lo80: number[] };
    expect(of(Array(30).fill(5).join(';')).mean).toEqual([5, 5, 5]);
    expect(of(Array(30).fill(0).join(';')).mean).toEqual([0, 0, 0]);
    expect(Math.max(...of(wave(30, 7).replace(/^|;/g, '$&-')).mean)).toBeLessThan(0);
    expect(of(`${wave(30, 7)};;;;`).mean.every(Number.isFinite)).toBe(true);
  });

  it('ten thousand values are a line like any other', () => {
    expect(answers(`long,7,56,${wave(10_000, 7)}`)[0]?.mean).toHaveLength(56);
  });

  it('whatever is in a line: an error, or numbers in order that are never below zero where no value was', () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -1000, max: 1000 }),
      fc.nat(9),
      fc.constant(0),
      fc.constantFrom('', ' ', 'x', '1e999', 'NaN', '-'),
    );
    const line = fc.record({
      period: fc.constantFrom(1, 2, 4, 7, 12, 24, 52, 365),
      horizon: fc.integer({ min: 1, max: 60 }),
      values: fc.oneof(
        fc.array(value, { maxLength: 60 }),
        fc.array(fc.double({ min: 0, max: 1e-6, noNaN: true }), { maxLength: 60 }),
        fc.array(fc.double({ min: 1e12, max: 1e15, noNaN: true }), { minLength: 4, maxLength: 120 }),
        fc.array(fc.nat(3), { minLength: 4, maxLength: 120 }),
      ),
    });
    fc.assert(
      fc.property(line, ({ period, horizon, values }) => {
        const [said = {}] = answers(`s,${period},${horizon},${values.join(';')}`);
        if (typeof said.error === 'string') {
          expect(said.error).not.toBe('');
          return;
        }
        const [lo95, lo80, mean, hi80, hi95] = ['lo95', 'lo80', 'mean', 'hi80', 'hi95'].map(
          (it) => said[it] as number[],
        );
        for (let h = 0; h < horizon; h++) {
          const at = [lo95, lo80, mean, hi80, hi95].map((column) => column?.[h] as number);
          expect(at.every(Number.isFinite)).toBe(true);
          expect(at).toEqual([...at].sort((a, b) => a - b));
          if (!values.some((it) => Number(it) < 0)) expect(at[0]).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 150, seed: 11 },
    );
  });

  it('the unit makes no difference to values that are all small', () => {
    const of = (size: number) =>
      answers(`x,7,5,${wave(40, 7).replace(/[^;]+/g, (it) => String(Number(it) * size))}`)[0] as Record<
        string,
        number[]
      >;
    const [small, tiny] = [of(1e-6), of(1e-12)];
    for (const name of ['mean', 'lo80', 'hi95'])
      for (let h = 0; h < 5; h++) expect((tiny[name]?.[h] as number) * 1e6).toBeCloseTo(small[name]?.[h] as number, 10);
  });

  it('a season longer than what is known: as wide as the steps from value to value say', () => {
    const [said] = answers('x,12,3,100;130;90;120;80;140;100;110;95;125') as Record<string, number[]>[];
    expect((said?.hi80?.[0] as number) - (said?.lo80?.[0] as number)).toBeGreaterThan(30);
  });
});
