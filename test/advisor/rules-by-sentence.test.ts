/** Sentences of RULES 9 to 14 that no other test would miss, each where breaking it changes the answer. */
import { describe, expect, it } from 'vitest';
import { inOrder, ranksOf } from '@/advisor/checklist/step-order';
import { evaluate } from '@/advisor/crossings/thresholds';
import { moveOf } from '@/advisor/forecast/publish';
import {
  type Claim,
  DAY_MS,
  type DateFinding,
  type EffectiveThreshold,
  MINUTE_MS,
  type SignalColumns,
  type StepFinding,
} from '@/advisor/types';
import type { SignalDefinition } from '@/catalogue/types';
import { DAY, evidence, START as OBSERVED, observed, ticked } from './evidence-ticks';
import { gauge, latency, minuteAt, repeat, START } from './support/columns';
import { definitionOf, effective } from './support/facts';

function judged(columns: SignalColumns, of: EffectiveThreshold, definition = definitionOf(of.signal)) {
  const toAt = START + columns.state.length * MINUTE_MS;
  return evaluate({ threshold: of, columns, definition, fromAt: START, toAt, earlier: [] });
}

describe('latency', () => {
  it('opens where chance alone does not explain the share: 6 of 100 do not, 12 do (12.1)', () => {
    const of = effective('latency.p95', 200);
    const share = (over: number) => latency('latency.p95', [200], repeat(5, [20 - over, over]));
    const whole = (over: number) => latency('latency.p95', [200], [...repeat(4, [19, 1]), [20 - over + 4, over - 4]]);
    expect(judged(whole(6), of).crossings).toEqual([]);
    expect(judged(share(3), of).crossings).toHaveLength(1);
  });

  it('with a limit between bounds stays open while its quantile is not below nine tenths (12.2)', () => {
    const of = effective('latency.p95', 400);
    const over = repeat(10, [0, 0, 0, 100]);
    const near = repeat(80, [0, 100, 0, 0]);
    const bounds = [370, 390, 500];
    expect(judged(latency('latency.p95', bounds, [...over, ...near]), of).crossings).toMatchObject([
      { closedAt: null },
    ]);
    const well = repeat(80, [100, 0, 0, 0]);
    const [closed] = judged(latency('latency.p95', [200, 390, 500], [...over, ...well]), of).crossings;
    expect(closed?.state).toBe('recovered');
  });
});

it('a low limit that is no percentage closes a tenth of itself above it (12.2)', () => {
  const orders = {
    id: 'orders.rate',
    unit: 'orders/s',
    kind: 'gauge',
    worsens: 'down',
    merge: 'sum',
  } as SignalDefinition;
  const of = effective('orders.rate', 20, { worsens: 'down' });
  const after = (value: number) =>
    judged(gauge('orders.rate', [...repeat(10, 15), ...repeat(20, value)]), of, orders).crossings[0]?.closedAt ?? null;
  expect(after(21)).toBeNull();
  expect(after(23)).toBe(minuteAt(14));
});

it('no data takes three minutes of silence, however often points come (12.3)', () => {
  const columns = gauge('cpu.used', [...repeat(10, 50), null, null]);
  const recipe = columns.recipe as NonNullable<SignalColumns['recipe']>;
  const often = { ...columns, recipe: { ...recipe, intervalMs: 10_000 } };
  const of = effective('cpu.used', 80, { holdMinutes: 1 });
  expect(judged(often, of).status.code).toBe('clear');
  const longer = gauge('cpu.used', [...repeat(10, 50), null, null, null]);
  expect(judged({ ...longer, recipe: { ...recipe, intervalMs: 10_000 } }, of).status.code).toBe('no-data');
});

it('a date moves by more than a fifth of the time left, and not by a fifth (10.5)', () => {
  const day = (n: number) => Date.UTC(2027, 1, 1) + n * DAY_MS;
  const date = (likely: number): DateFinding => ({
    code: 'date',
    earlyAt: day(20),
    likelyAt: day(likely),
    lateAt: day(120),
    horizonAt: day(300),
  });
  const known = { load: 1, low: 1, high: 1, days: 90, peak: 1, thresholds: [] };
  const claim = (likely: number): Claim => ({ what: 'first', date: date(likely), known, facts: 'same' });
  const told = { ...claim(60), publishedAt: day(0), moved: 'first-time' as const, replacedAt: null, outcome: null };
  expect(moveOf({ ...told, metAt: null }, claim(71), day(5))).toBeNull();
  expect(moveOf({ ...told, metAt: null }, claim(72), day(5))).toBe('by-a-fifth');
});

it('of two steps alike the one of the earlier phase goes first, however dear (13.1)', () => {
  const step = (stepId: string, phase: number, addsCents: number) =>
    ({ stepId, urgency: 1, phase, safeAt: null, addsCents, effortDays: null }) as StepFinding;
  const list = [step('cheap', 1, 0), step('dear', 0, 900)];
  const ranks = ranksOf(list, { steps: new Map(), gain: new Map(), standing: {}, nowAt: START });
  expect(inOrder(list, ranks, new Map()).map(({ stepId }) => stepId)).toEqual(['dear', 'cheap']);
});

describe('a tick is not withdrawn (14.2)', () => {
  const state = ticked(OBSERVED - 80 * 60 * MINUTE_MS);
  const none = { 'cache.hits': () => 0, requests: () => 60 };

  it('by a source that was silent for more than half of the day', () => {
    const seen = observed(DAY, { ...none, 'cache.hits': (i) => (i < DAY * 0.6 ? Number.NaN : 0) });
    expect(evidence('redis-cache', seen, { state })).toMatchObject({ code: 'gone', sourceStillReports: false });
  });

  it('by one that has been silent for the latest hour', () => {
    const seen = observed(DAY, { ...none, 'cache.hits': (i) => (i >= DAY - 60 ? Number.NaN : 0) });
    expect(evidence('redis-cache', seen, { state })).toMatchObject({ code: 'gone', sourceStillReports: false });
  });

  it('but by one that reported all day', () => {
    const seen = observed(DAY, none);
    expect(evidence('redis-cache', seen, { state })).toMatchObject({ code: 'gone', sourceStillReports: true });
  });
});
