import { describe, expect, it } from 'vitest';
import { findHeadroom } from '@/advisor/headroom/headroom';
import { holdShare } from '@/advisor/headroom/hold-share';
import { HOUR_MS, MinuteState, type SignalColumns } from '@/advisor/types';
import { effective, facts } from './support/facts';
import { NOW, system } from './support/systems';

/** A day of minutes: 100, and in each hour five minutes (from its tenth on) of 200. */
function bursts(known = 1440): SignalColumns {
  const value = Float64Array.from({ length: 1440 }, (_, m) =>
    m >= known ? Number.NaN : m % 60 >= 10 && m % 60 < 15 ? 200 : 100,
  );
  return {
    signal: 'users.active',
    startAt: NOW - 24 * HOUR_MS,
    value,
    state: new Uint8Array(1440).fill(MinuteState.value),
    expected: new Uint16Array(1440).fill(1),
    received: new Uint16Array(1440).fill(1),
    recipe: null,
  };
}

describe('what a hold time sees of the busiest five minutes', () => {
  it.each([
    [5, 1],
    // 5 × 200 + 5 × 100, by 10.
    [10, 0.75],
    // 5 × 200 + 10 × 100, by 15.
    [15, (5 * 200 + 10 * 100) / 15 / 200],
    [60, (5 * 200 + 55 * 100) / 60 / 200],
    // An hour at most: hours are what is looked at.
    [240, (5 * 200 + 55 * 100) / 60 / 200],
  ])('%s minutes', (hold, share) => {
    expect(holdShare(bursts(), hold)).toBeCloseTo(share, 10);
  });

  it('is all of them where fewer than six hours are known', () => {
    expect(holdShare(undefined, 15)).toBe(1);
    expect(holdShare(bursts(5 * 60), 15)).toBe(1);
  });

  it('moves the multiple of a limit that has to be passed for so long, and no other', () => {
    const app = system({ seed: 3 });
    const hours = new Map([
      ['users.active', app.load],
      ['sockets.open', app.load.map((hour) => ({ ...hour, median5: 2 * hour.median5, max5: 2 * hour.max5 }))],
    ]);
    const multiple = (holdMinutes: number) => {
      const found = findHeadroom({
        facts: facts(),
        nowAt: NOW,
        thresholds: [effective('sockets.open', 4000, { holdMinutes })],
        load: { signal: 'users.active', quality: 'measured', hours: app.load, unit: 'users' },
        minutes: new Map([['users.active', bursts()]]),
        hours,
        hourFacts: app.hourFacts,
        crossings: [],
      });
      const [own] = found.bySignal;
      return own?.code === 'fits' ? own.multiple : Number.NaN;
    };
    expect(multiple(10) / multiple(5)).toBeCloseTo(1 / 0.75, 6);
  });
});
