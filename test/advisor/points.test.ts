import { describe, expect, it } from 'vitest';
import { disturbedHours, peakSpread } from '@/advisor/headroom/points';
import { deviation } from '@/advisor/math';
import { HOUR_MS, type HourFacts, MINUTE_MS } from '@/advisor/types';
import { addResource, headroomOf, NOW, type System, system } from './support/systems';

const START = Date.UTC(2026, 8, 16);

/** Hours of one version, the next from `minute` of the third hour on; as older releases kept them without the minute. */
function released(minute: number | null): HourFacts[] {
  return Array.from({ length: 6 }, (_, i) => {
    const at = START + i * HOUR_MS;
    const versions = i < 2 ? ['1.0'] : i === 2 ? ['1.0', '1.1'] : ['1.1'];
    const began = versions.map((version) => ({
      at: version === '1.1' && i === 2 ? at + (minute ?? 0) * MINUTE_MS : at,
      version,
    }));
    return { at, instancesMedian: 2, versions, ...(minute === null ? {} : { deployments: began }) };
  });
}

const hoursOut = (facts: HourFacts[]) => [...disturbedHours(facts)].map((at) => (at - START) / HOUR_MS).sort();

describe('hours left out of fits', () => {
  it.each([
    ['in the middle of an hour, that hour', 30, [2]],
    ['five minutes into it, that hour: ten minutes of the one before carry no median', 5, [2]],
    ['ten minutes before its end, that hour', 50, [2]],
    ['on the hour, none: a quarter of two', 0, []],
    ['of which only the hour is known, that hour and the one after', null, [2, 3]],
  ])('of a release %s', (_name, minute, expected) => {
    expect(hoursOut(released(minute))).toEqual(expected);
  });

  it('of a return from silence that hour and the one after', () => {
    const silent = released(30).map((facts) => ({ ...facts, versions: ['1.0'], deployments: [] }));
    expect(hoursOut(silent.filter((_, i) => i !== 2))).toEqual([3, 4]);
  });
});

describe('the spread of the peak factor over four weeks (3.5)', () => {
  const FACTORS = [1.1, 1.2, 1.3, 1.5];
  const spread = deviation(FACTORS.map(Math.log));

  /** Weeks alike but for the busiest five minutes of each. */
  function weeks(): System {
    const app = system({ seed: 71, days: 28, noise: 0 });
    for (const hour of app.load) hour.max5 = hour.median5;
    for (const [week, factor] of FACTORS.entries()) {
      const busiest = app.load.slice(week * 168, (week + 1) * 168).reduce((a, b) => (b.max5 > a.max5 ? b : a));
      busiest.max5 = busiest.median5 * factor;
    }
    return app;
  }
  const quiet = { noise: 0, dayNoise: 0 };
  /** ln(high ÷ low) in those of an 80 % interval that knows nothing but this spread. */
  const width = ({ low, high }: { low: number | null; high: number | null }) =>
    Math.log((high ?? Number.NaN) / (low ?? Number.NaN)) / (2 * 1.2816 * spread);

  it('is that of ln(busiest five minutes ÷ load), and none of two weeks', () => {
    const { load } = weeks();
    expect(peakSpread(load, NOW)).toBeCloseTo(spread, 9);
    expect(peakSpread(load.slice(-14 * 24), NOW)).toBe(0);
  });

  it('is in the interval of one limit, and in the draws of several, the same for all of them', () => {
    const app = weeks();
    addResource(app, 'cpu.used', { slope: 0.001, capacity: 2.5, ...quiet });
    addResource(app, 'db.pool.used', { slope: 0.001, capacity: 2.75, ...quiet });
    expect(width(headroomOf(app, { 'cpu.used': 80 }))).toBeCloseTo(1, 2);
    const both = headroomOf(app, { 'cpu.used': 80, 'db.pool.used': 80 });
    expect(Math.abs(width(both) - 1)).toBeLessThan(0.1);
    // 10 % apart, and never nearer: what moves the one moves the other.
    expect(both.first).toEqual(['cpu.used']);
  });
});
