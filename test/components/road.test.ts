import { describe, expect, test } from 'vitest';
import { firstFit, unitFactor } from '@/advisor/picture/load-chart';
import type { HeadroomFinding, PositionFinding } from '@/advisor/types';
import { placeOfArchitecture, placeOfLoad } from '@/components/road';

const PHASES = [
  { from: 0, to: 50_000 },
  { from: 50_000, to: 500_000 },
  { from: 500_000, to: 5_000_000 },
  { from: 5_000_000, to: null },
];

describe('a load on the road', () => {
  test.each([
    [0, 0, 0],
    [38_200, 0, 0.764],
    [50_000, 1, 0],
    [65_000, 1, 0.114],
    [158_114, 1, 0.5],
    [5_000_000, 3, 0],
    [50_000_000, 3, 1],
    [900_000_000, 3, 1],
  ])('%d stands in phase %d at %d of it: linear from zero, logarithmic after', (load, phase, within) => {
    const place = placeOfLoad(PHASES, load);
    expect(place.phase).toBe(phase);
    expect(place.within).toBeCloseTo(within, 3);
    expect(place.along).toBeCloseTo((phase + within) / 4, 3);
  });

  test('a hole between two ranges belongs to the phase before it, at its end', () => {
    const place = placeOfLoad(
      [
        { from: 0, to: 1000 },
        { from: 10_000, to: 100_000 },
      ],
      4000,
    );
    expect(place).toEqual({ phase: 0, within: 1, along: 0.5 });
  });

  test('the architecture stands at the share of required steps done', () => {
    const position = { architecturePhase: 0, requiredDone: [9, 0, 0, 0], requiredTotal: [11, 7, 6, 5] };
    expect(placeOfArchitecture(PHASES, position).along).toBeCloseTo(9 / 11 / 4, 6);
  });

  test('a phase without required steps has its marker at its beginning', () => {
    expect(placeOfArchitecture(PHASES, { architecturePhase: 2, requiredDone: [], requiredTotal: [] }).along).toBe(0.5);
  });
});

test('a limit found in the app’s unit is brought to the roadmap’s by the same factor as load', () => {
  const load = { code: 'learning', hours: 30, needHours: 24, value: 500 } as const;
  const position = { code: 'position', loadInRoadmapUnit: 5000 } as PositionFinding;
  expect(unitFactor(load, position)).toBe(10);
});

test('without a fit of the first signal there is no first limit to draw', () => {
  const headroom = {
    first: ['latency.p95'],
    bySignal: [{ code: 'cannot-tell', signal: 'latency.p95' }],
  } as unknown as HeadroomFinding;
  expect(firstFit(headroom)).toBeNull();
});
