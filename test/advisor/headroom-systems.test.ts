import { describe, expect, it } from 'vitest';
import { scoreCase, summarise } from '../../bench/headroom-score';

describe('headroom over 196 simulated apps of fourteen kinds', () => {
  const scored = Array.from({ length: 196 }, (_, n) => scoreCase(n));
  const all = summarise(scored);

  it('is off by at most 10 % for half and 25 % for nine in ten', () => {
    expect(all.medianError).toBeLessThanOrEqual(0.1);
    expect(all.p90Error).toBeLessThanOrEqual(0.25);
  });

  it('has 80 % intervals that hold the truth about four times in five', () => {
    expect(all.covered).toBeGreaterThanOrEqual(0.75);
    expect(all.covered).toBeLessThanOrEqual(0.88);
  });

  it('declines where nobody can tell, and hardly elsewhere', () => {
    expect(all.declined / all.count).toBeLessThanOrEqual(0.3);
    const unknown = scored.filter(({ kind }) => kind === 'autoscaled, maximum not known');
    expect(unknown.every(({ found }) => found.code === 'cannot-tell')).toBe(true);
  });

  it('says "more than" where it is more', () => {
    expect(all.moreTrue / all.more).toBeGreaterThanOrEqual(0.85);
  });

  it('is nearer than scaling the highest use of the week', () => {
    const simple = summariseRatio(scored.map(({ byUtilisation }) => byUtilisation));
    expect(all.medianError).toBeLessThan(simple / 3);
  });
});

function summariseRatio(ratios: number[]): number {
  const errors = ratios.map((ratio) => Math.abs(ratio - 1)).sort((a, b) => a - b);
  return errors[errors.length >> 1] as number;
}
