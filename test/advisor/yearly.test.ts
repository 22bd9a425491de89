import { describe, expect, it } from 'vitest';
import { fanAt, pathsOf } from '@/advisor/forecast/date';
import { yearSeason } from '@/advisor/forecast/yearly';
import { seeded } from '@/advisor/math';

const WEEK = [0, 0.05, 0.05, 0, 0, -0.3, -0.4];
const wave = (t: number) => 0.3 * Math.sin((2 * Math.PI * t) / 365.25);

/** Logarithms of daily peaks: level, growth, week, chance, and whatever else a day has. */
function days(count: number, more: (t: number) => number, seed = 1): Float64Array {
  const random = seeded(seed);
  return Float64Array.from(
    { length: count },
    (_, t) => 7 + 0.0005 * t + (WEEK[t % 7] as number) + 0.06 * (random() - 0.5) + more(t),
  );
}

describe('a season of the year', () => {
  it('is told where the second year went as the first, and comes again', () => {
    const found = yearSeason(days(761, wave), 400, 182);
    expect(found?.share).toBeGreaterThan(0.9);
    for (const h of [30, 90, 180])
      expect(Math.abs((found?.ahead[h - 1] ?? 0) - (wave(760 + h) - wave(760)))).toBeLessThan(0.06);
    expect(found?.past.at(-1)).toBe(0);
  });

  it('is not told from one year, nor across a hole of a month', () => {
    expect(yearSeason(days(720, wave), 400, 182)).toBeNull();
    const hole = days(761, wave).fill(Number.NaN, 300, 330);
    expect(yearSeason(hole, 400, 182)).toBeNull();
  });

  it('is not told where the second year went otherwise', () => {
    expect(
      yearSeason(
        days(761, (t) => (t < 380 ? wave(t) : -wave(t))),
        400,
        182,
      ),
    ).toBeNull();
  });

  it('is seldom taken from growth that bends by chance (40 paths)', () => {
    const taken = Array.from({ length: 40 }, (_, seed) => {
      const random = seeded(1000 + seed);
      let [growth, level] = [0, 0];
      const walk = Array.from({ length: 761 }, () => {
        growth += 0.0002 * (random() - 0.5) - 0.002 * growth;
        level += growth + 0.01 * (random() - 0.5);
        return level;
      });
      return yearSeason(
        days(761, (t) => walk[t] as number, seed + 1),
        400,
        182,
      );
    }).filter((it) => it !== null);
    expect(taken.length).toBeLessThanOrEqual(5);
  });

  it('is in the paths: half a year ahead the truth is met, where 400 days alone miss it', () => {
    const all = days(761 + 182, wave);
    const peaks = Float64Array.from(all, Math.expm1);
    const miss = (from: number) => {
      const paths = pathsOf(peaks.slice(from, 761));
      if (paths === null) throw new Error('enough days for paths');
      expect(paths.yearShare === null).toBe(from > 0);
      const errors = [60, 90, 120, 150, 180].map((h) =>
        Math.abs(Math.log(fanAt(paths, h).middle / (peaks[760 + h] as number))),
      );
      return errors.reduce((a, b) => a + b, 0) / errors.length;
    };
    expect(miss(0)).toBeLessThan(0.1);
    expect(miss(361)).toBeGreaterThan(2 * miss(0));
  });
});
