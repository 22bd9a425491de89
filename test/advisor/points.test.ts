import { describe, expect, it } from 'vitest';
import { disturbedHours } from '@/advisor/headroom/points';
import { HOUR_MS, type HourFacts, MINUTE_MS } from '@/advisor/types';

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
