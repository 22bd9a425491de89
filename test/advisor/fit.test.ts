/** How sure a line is of its numbers (RULES 6.2): days left out and drawn again, widened as few days ask for. */
import { describe, expect, it } from 'vitest';
import { drawDeviations, type FitPoint, fitByDay, jackknife, lineThrough, resampleDays } from '@/advisor/headroom/fit';
import { seeded, t90, tQuantile } from '@/advisor/math';
import { normal } from './support/systems';

const slope = (points: readonly FitPoint[]): number => lineThrough(points)?.b ?? Number.NaN;

/** Eight hours a day about 2 + 3·x, whole days higher or lower. */
function hoursOf(days: number): FitPoint[][] {
  const random = seeded(days);
  return Array.from({ length: days }, (_, day) => {
    const [off, tilt] = [normal(random), 0.2 * normal(random)];
    return Array.from({ length: 8 }, (_, i) => ({ day, x: i, y: 2 + off + (3 + tilt) * i + 0.1 * normal(random) }));
  });
}

it('t(.9) is Student’s, in the table and beyond it', () => {
  for (let degrees = 1; degrees <= 60; degrees++) expect(t90(degrees)).toBeCloseTo(tQuantile(0.9, degrees), 3);
});

describe.each([3, 6, 14])('over %i days', (days) => {
  const byDay = hoursOf(days);
  const fit = fitByDay(byDay.flat());
  if (fit === null) throw new Error('no line');

  it('half an 80 % interval is t(.9, days − 1) standard errors of leaving a day out', () => {
    const left = byDay.map((_, out) => slope(byDay.filter((_, day) => day !== out).flat()));
    const mean = left.reduce((a, b) => a + b) / days;
    const error = Math.sqrt(((days - 1) / days) * left.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    const { halfWidth, standardError } = jackknife(fit, ({ b }) => b);
    expect(standardError / error).toBeCloseTo(1, 6);
    expect(halfWidth / error).toBeCloseTo(tQuantile(0.9, days - 1), 3);
  });

  it('draws of whole days deviate by t(.9, days − 1) ÷ 1.2816 × √(days ÷ (days − 1))', () => {
    const draws = resampleDays(days, 50, seeded(5));
    const drawn = draws.map((places) => slope([...places].flatMap((place) => byDay[place] ?? [])));
    const mean = drawn.reduce((a, b) => a + b) / drawn.length;
    const widen = (tQuantile(0.9, days - 1) / 1.2816) * Math.sqrt(days / (days - 1));
    const found = drawDeviations(fit, { days: byDay.map((_, day) => day), draws }, ({ b }) => b);
    for (const [i, value] of drawn.entries()) expect(found[i]).toBeCloseTo((value - mean) * widen, 3);
  });
});
