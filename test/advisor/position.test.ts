import { describe, expect, it } from 'vitest';
import { findPosition, phaseOf, replayPhase } from '@/advisor/load/position';
import { type AppFacts, DAY_MS, HOUR_MS, type LoadFinding } from '@/advisor/types';
import type { Population } from '@/catalogue/types';
import { facts, phase, roadmap } from './support/facts';
import { NOW } from './support/systems';

const { phases } = roadmap;
const days = (values: number[]) => values.map((value, i) => ({ at: i * DAY_MS, value }));

function loadOf(value: number): LoadFinding {
  return {
    code: 'load',
    value,
    unit: 'users',
    quality: 'measured',
    hours: 168,
    learning: false,
    peakFactor: 1.1,
    peakValue: value * 1.1,
    signal: 'users.active',
    population: 'daily',
  };
}

const find = (value: number, more: Partial<AppFacts> = {}) =>
  findPosition({ facts: facts(more), load: loadOf(value), dailyLoads: [], nowAt: NOW });

describe('the phase of the load', () => {
  it('is the last one whose lower bound is reached; a hole belongs to the phase before it', () => {
    const holed = [phase('Stage 1', 0, 100), phase('Stage 2', 100, 1_000), phase('Stage 3', 10_000, null)];
    expect([0, 99, 100, 1_000, 5_000, 10_000].map((load) => phaseOf(holed, load))).toEqual([0, 0, 1, 1, 1, 2]);
    expect(find(5_000, { roadmap: { ...roadmap, phases: holed } })).toMatchObject({ loadPhase: 1, inHole: true });
    expect(find(500, { roadmap: { ...roadmap, phases: holed } })).toMatchObject({ loadPhase: 1, inHole: false });
  });

  it('is entered at once by a new app', () => {
    expect(replayPhase(phases, days([120_000]))).toBe(1);
    expect(find(120_000)).toMatchObject({ code: 'position', loadPhase: 1 });
  });

  it('rises after three successive days at the bound', () => {
    expect(replayPhase(phases, days([40_000, 60_000, 60_000]))).toBe(0);
    expect(replayPhase(phases, days([40_000, 60_000, 60_000, 60_000]))).toBe(1);
    expect(replayPhase(phases, days([40_000, 60_000, 45_000, 60_000, 60_000]))).toBe(0);
  });

  it('counts days as the team has them: the third of them is over at noon in UTC where it is midnight there', () => {
    const past = days([40_000, 60_000, 60_000]);
    const at = (hours: number, timeZone: string) => {
      const nowAt = 2 * DAY_MS + hours * HOUR_MS;
      const today = { ...loadOf(60_000) };
      const found = findPosition({ facts: facts({ timeZone }), load: today, dailyLoads: past, nowAt });
      return found.code === 'position' ? found.loadPhase : null;
    };
    // Two days before: the third is the day that runs (UTC), or the one after it (in Tarawa it is noon already).
    expect(at(13, 'UTC')).toBe(0);
    expect(at(13, 'Pacific/Tarawa')).toBe(1);
  });

  it('does not rise over a day that is missing', () => {
    const gap = [...days([40_000, 60_000, 60_000]), { at: 4 * DAY_MS, value: 60_000 }];
    expect(replayPhase(phases, gap)).toBe(0);
  });

  it('has a probability where an estimated load is near a bound, and none elsewhere', () => {
    const scattered = days(Array.from({ length: 28 }, (_, i) => 52_000 * (i % 2 === 0 ? 1.05 : 0.95)));
    const at = (value: number, quality: 'measured' | 'estimated') => {
      const load = { ...loadOf(value), quality } as LoadFinding;
      const nowAt = 28 * DAY_MS + 1;
      const found = findPosition({ facts: facts(), load, dailyLoads: scattered, nowAt });
      return found.code === 'position' ? found.probability : undefined;
    };
    // 52,000 lies 0.77 standard deviations above 50,000: Φ(0.77) = 0.78.
    expect(at(52_000, 'estimated')).toBeCloseTo(0.78, 2);
    expect(at(52_000, 'measured')).toBeNull();
    expect(at(80_000, 'estimated')).toBeNull();
  });

  it('falls after 28 days below nine tenths of the bound', () => {
    const falling = (low: number, count: number) =>
      replayPhase(phases, days([60_000, ...new Array<number>(count).fill(low)]));
    expect(falling(44_000, 27)).toBe(1);
    expect(falling(44_000, 28)).toBe(0);
    expect(falling(46_000, 60)).toBe(1);
  });
});

describe('populations', () => {
  it('must be said', () => {
    expect(find(10_000, { population: null })).toMatchObject({
      code: 'cannot-tell',
      reason: 'population-not-said',
      appUnit: null,
    });
  });

  it('must agree, or be converted by the owner’s ratio', () => {
    expect(find(10_000, { population: 'concurrent' })).toMatchObject({
      code: 'cannot-tell',
      reason: 'population-differs',
    });
    expect(find(10_000, { population: 'concurrent', concurrentPerDaily: 0.1 })).toMatchObject({
      loadPhase: 1,
      loadInRoadmapUnit: 100_000,
    });
    const concurrent = { ...roadmap, loadUnit: 'concurrent' as Population };
    expect(find(100_000, { roadmap: concurrent, concurrentPerDaily: 0.1 })).toMatchObject({
      loadInRoadmapUnit: 10_000,
      loadPhase: 0,
    });
    expect(find(10_000, { population: 'monthly', concurrentPerDaily: 0.1 })).toMatchObject({ code: 'cannot-tell' });
  });
});

describe('the phase of the architecture', () => {
  const done = (...ids: string[]) =>
    ids.map((stepId) => ({
      stepId,
      status: 'done' as const,
      by: 'person' as const,
      at: 0,
      reason: null,
      falseSinceAt: null,
    }));

  it('is the first with an open required step', () => {
    expect(find(10)).toMatchObject({
      architecturePhase: 0,
      requiredDone: [0, 0, 0],
      requiredTotal: [3, 2, 1],
      openStepsOfArchitecturePhase: 3,
    });
    expect(find(10, { stepStates: done('indexes', 'pool', 'redis', 'queue') })).toMatchObject({
      architecturePhase: 1,
      requiredDone: [3, 1, 0],
    });
  });

  it('counts what will not be done as closed, and as an accepted risk', () => {
    const stepStates = [
      ...done('indexes', 'pool'),
      {
        stepId: 'redis',
        status: 'wont' as const,
        by: 'person' as const,
        at: 0,
        reason: 'no cache',
        falseSinceAt: null,
      },
    ];
    expect(find(10, { stepStates })).toMatchObject({ architecturePhase: 1, acceptedRisks: 1, requiredDone: [3, 0, 0] });
  });

  it('is the last one if nothing is open, and is told even where the load’s is not', () => {
    const stepStates = done('indexes', 'pool', 'redis', 'balancer', 'queue', 'services');
    expect(find(10, { stepStates })).toMatchObject({ architecturePhase: 2, openStepsOfArchitecturePhase: 0 });
    expect(find(10, { stepStates, population: null })).toMatchObject({ code: 'cannot-tell', architecturePhase: 2 });
  });
});
