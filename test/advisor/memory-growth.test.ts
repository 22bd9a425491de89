import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, type SignalHour } from '@/advisor/types';
import { addResource, fixedInstances, headroomOf, NOW, type System, system } from './support/systems';

const MIB = 2 ** 20;
const EACH = 2048 * MIB;

/** Two instances that begin anew every `days`; each takes 400 MiB, `perUser` bytes a user and `perHour` an hour. */
function app(
  seed: number,
  { perUser, perHour, days = 5 }: { perUser: number; perHour: number; days?: number },
): System {
  const made = system({ seed });
  fixedInstances(made, 2);
  const begun = (at: number) => NOW - Math.ceil((NOW - at) / (days * DAY_MS)) * days * DAY_MS;
  made.hourFacts = made.hourFacts.map((hour) => ({ ...hour, startedAt: begun(hour.at) }));
  addResource(made, 'memory.used', {
    slope: perUser,
    base: 800 * MIB,
    capacity: 2 * EACH,
    noise: 0.02,
    dayNoise: 0.01,
  });
  const grown = (hour: SignalHour): SignalHour => {
    const demand = (hour.demandMedian5 ?? 0) + 2 * perHour * ((hour.at + HOUR_MS / 2 - begun(hour.at)) / HOUR_MS);
    const value = (100 * demand) / (2 * EACH);
    return { ...hour, demandMedian5: demand, demandMax5: demand, median5: value, max5: value };
  };
  made.hours.set('memory.used', made.hours.get('memory.used')?.map(grown) ?? []);
  return made;
}

const memory = (of: System) => headroomOf(of, { 'memory.used': 80 }).bySignal[0];

describe('memory', () => {
  it('that grows with time is full so many days after a restart, whatever the load', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const found = memory(app(seed, { perUser: 100_000, perHour: 8 * MIB }));
      // 80 % of 2 GiB, less 400 MiB and the busiest users' share, at 192 MiB a day.
      expect(found).toMatchObject({ code: 'grows-with-time', startedAt: NOW - 5 * DAY_MS });
      if (found?.code !== 'grows-with-time') return;
      const load = Math.max(...app(seed, { perUser: 0, perHour: 0 }).load.map(({ median5 }) => median5));
      const truth = (0.8 * EACH - 400 * MIB - 50_000 * load) / (192 * MIB);
      expect(found.days / truth).toBeGreaterThan(0.9);
      expect(found.days / truth).toBeLessThan(1.1);
      expect([found.lowDays < found.days, found.highDays > found.days]).toEqual([true, true]);
    }
  });

  it('that grows with load has a multiple as before', () => {
    expect(memory(app(3, { perUser: 1.5 * MIB, perHour: 0 }))?.code).toBe('fits');
  });

  it('that neither time nor load moves has neither', () => {
    expect(memory(app(4, { perUser: 0, perHour: 0 }))?.code).toBe('does-not-rise');
  });

  it('is fitted against load where nobody says when instances began', () => {
    const made = app(5, { perUser: 100_000, perHour: 8 * MIB });
    made.hourFacts = made.hourFacts.map(({ startedAt: _, ...hour }) => hour);
    expect(memory(made)?.code).not.toBe('grows-with-time');
  });

  it('is fitted by what collections leave, where hours know it', () => {
    const made = app(6, { perUser: 1.2 * MIB, perHour: 0 });
    const left = (hour: SignalHour) => 0.6 * (hour.demandMedian5 ?? 0);
    const byMedian = memory(made);
    const byHour = new Map(made.hours.get('memory.used')?.map((hour) => [hour.at, left(hour)]));
    made.hourFacts = made.hourFacts.map((hour) => ({ ...hour, memoryFloor: byHour.get(hour.at) ?? 0 }));
    const byFloor = memory(made);
    if (byMedian?.code !== 'fits' || byFloor?.code !== 'fits') throw new Error('no fit');
    // 1.2 MiB a user and 800 MiB of 3,277, and 0.6 of both; the larger one is cut at three times what was seen.
    expect(byMedian.limitLoad / ((0.8 * 2 * EACH - 800 * MIB) / (1.2 * MIB))).toBeCloseTo(1, 1);
    expect(byFloor.limitLoad / (((0.8 * 2 * EACH) / 0.6 - 800 * MIB) / (1.2 * MIB))).toBeCloseTo(1, 1);

    // Floors of the newest day alone are no reason to take that day's memory for another.
    const newest = NOW - DAY_MS;
    made.hourFacts = made.hourFacts.map(({ memoryFloor, ...hour }) =>
      hour.at >= newest && memoryFloor ? { ...hour, memoryFloor } : hour,
    );
    expect(memory(made)).toEqual(byMedian);
  });
});
