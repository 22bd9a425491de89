/** What `npm run bench:forecast -- --data FILE.csv` prints of anyone's lines, good and bad. */
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
    ['x,7,3,1;2;3', '3 known values: at least 8 are needed'],
    ['x,7,3,', '0 known values: at least 8 are needed'],
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
});
