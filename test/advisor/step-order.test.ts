import { describe, expect, it } from 'vitest';
import { inOrder, ranksOf } from '@/advisor/checklist/step-order';
import { DAY_MS, type StepFinding, type StepRank } from '@/advisor/types';
import type { Step } from '@/catalogue/types';

const NOW = Date.UTC(2026, 10, 21);
const NONE: ReadonlyMap<string, Step> = new Map();

const step = (stepId: string, more: Partial<StepFinding> = {}) =>
  ({
    stepId,
    urgency: 1,
    phase: 0,
    safeAt: null,
    addsCents: 0,
    effortDays: { low: 1, high: 1 },
    ...more,
  }) as StepFinding;

function orderOf(list: StepFinding[], gains: Record<string, number>, standing: Record<string, StepRank> = {}) {
  const ranks = ranksOf(list, { steps: NONE, gain: new Map(Object.entries(gains)), standing, nowAt: NOW });
  return { ranks, order: inOrder(list, ranks, NONE).map(({ stepId }) => stepId) };
}

describe('the order of steps of one urgency', () => {
  const days = (low: number, high = low) => ({ effortDays: { low, high } });

  it('is by gain a day of effort: the middle of its range, five days where none is stated', () => {
    const list = [step('large', days(5, 15)), step('small', days(2)), step('unknown', { effortDays: null })];
    const { ranks, order } = orderOf(list, { large: 0.6, small: 0.14, unknown: 0.325 });
    expect(order).toEqual(['small', 'unknown', 'large']);
    expect(Object.values(ranks).map(({ gain }) => gain)).toEqual([
      expect.closeTo(0.06),
      expect.closeTo(0.07),
      expect.closeTo(0.065),
    ]);
  });

  it('is by safe date before gain, and by urgency before either', () => {
    const at = (n: number) => ({ safeAt: NOW + n * DAY_MS });
    const list = [step('a', at(40)), step('b', at(20)), step('c', { ...at(90), urgency: 2 }), step('d')];
    expect(orderOf(list, { a: 2, d: 3 }).order).toEqual(['c', 'b', 'a', 'd']);
  });

  it('a step that brings nothing comes after those that bring something, then the cheaper one, then by name', () => {
    const cost = (addsCents: number | null) => ({ addsCents });
    const list = [
      step('z', cost(100)),
      step('y', cost(100)),
      step('x', cost(null)),
      step('dear', cost(9000)),
      step('cheap', cost(5)),
    ];
    expect(orderOf(list, { dear: 0.1 }).order).toEqual(['dear', 'cheap', 'y', 'z', 'x']);
  });
});

describe('the order of steps that was shown', () => {
  const list = [step('cache'), step('pool')];
  const shown = orderOf(list, { cache: 0.5, pool: 0.48 });

  it('stands while gains change by less than a fifth', () => {
    expect(shown.order).toEqual(['cache', 'pool']);
    expect(orderOf(list, { cache: 0.46, pool: 0.52 }).order).toEqual(['pool', 'cache']);
    expect(orderOf(list, { cache: 0.46, pool: 0.52 }, shown.ranks).order).toEqual(['cache', 'pool']);
  });

  it('goes on standing however many small changes follow each other, until they add up', () => {
    let { ranks } = shown;
    for (const gain of [0.5, 0.52, 0.54, 0.56]) ranks = orderOf(list, { cache: 0.5, pool: gain }, ranks).ranks;
    expect(ranks.pool?.gain).toBe(0.48);
    expect(orderOf(list, { cache: 0.5, pool: 0.58 }, ranks).order).toEqual(['pool', 'cache']);
  });

  it('changes with the urgency at once', () => {
    const pressed = [step('cache'), step('pool', { urgency: 3 })];
    expect(orderOf(pressed, { cache: 0.5, pool: 0.48 }, shown.ranks).order).toEqual(['pool', 'cache']);
  });

  it('does not turn over where a safe date moves by days of a month', () => {
    const at = (days: number) => ({ safeAt: NOW + days * DAY_MS });
    const before = orderOf([step('cache', at(30)), step('pool', at(31))], {});
    expect(orderOf([step('cache', at(33)), step('pool', at(30))], {}, before.ranks).order).toEqual(['cache', 'pool']);
    expect(orderOf([step('cache', at(33)), step('pool', at(20))], {}, before.ranks).order).toEqual(['pool', 'cache']);
  });
});
