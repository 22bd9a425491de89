import { describe, expect, it } from 'vitest';
import { holm } from '@/advisor/effect/claim';
import { findEffect } from '@/advisor/effect/effect';
import { DAY_MS, type EffectFinding, HOUR_MS, type SignalHour } from '@/advisor/types';
import { effectSentence, effectsSummary } from '@/advisor/words/sentences';
import { effectOf, scoreEffects } from '../../bench/effect-series';
import { step as stepFinding } from './support/advice';
import { definitions, step } from './support/facts';

const CALM = { together: 0.7, noise: 0.1, ofDay: 0.05, drift: 0, historyDays: 100 };
const DRIFTING = { together: 0.9, noise: 0.1, ofDay: 0.05, drift: 0.02, historyDays: 100 };

describe('an effect is claimed', () => {
  it.each([
    ['hours that go together', CALM],
    ['drift from day to day', DRIFTING],
    ['the shortest history', { ...DRIFTING, historyDays: 57 }],
  ])('in at most one of twenty series where there is none: %s', (_name, shape) => {
    expect(scoreEffects(80, { ...shape, shift: 0 }).claimed).toBeLessThanOrEqual(0.05);
  });

  it('in nine of ten where latency fell by 38 %, with an interval that holds it', () => {
    const score = scoreEffects(40, { ...CALM, shift: Math.log(0.62) });
    expect(score.right).toBeGreaterThanOrEqual(0.9);
    expect(score.held).toBeGreaterThanOrEqual(0.9);
  });

  it('at equal load: growth and season alone are none', () => {
    const found = effectOf({ ...CALM, seed: 4, shift: 0 });
    expect(found).toMatchObject({ code: 'measured', signals: [{ code: 'change', claimed: false }] });
  });
});

const doneAt = Date.UTC(2026, 8, 16, 10);
/** Latency that follows load without noise to speak of; after the step at `factor`. */
function series(days: number, factor: number, loadFactor = 1) {
  const firstAt = doneAt - days * DAY_MS;
  const load: SignalHour[] = [];
  const latency: SignalHour[] = [];
  for (let at = firstAt - (firstAt % HOUR_MS); at < doneAt + 17 * DAY_MS; at += HOUR_MS) {
    const wave = 1 + 0.5 * Math.sin((2 * Math.PI * at) / DAY_MS) + 0.05 * Math.sin(at / 7_654_321);
    const users = 100 * wave * (at >= doneAt ? loadFactor : 1);
    const y = 50 * users ** 0.5 * (1 + 0.02 * Math.sin(at / 1e8)) * (at >= doneAt ? factor : 1);
    load.push({ at, means: 12, median5: users, max5: users });
    latency.push({ at, means: 12, median5: y, max5: y });
  }
  return { load, hours: new Map([['latency.p95', latency]]) };
}

function effect(given: ReturnType<typeof series>, more: Partial<Parameters<typeof findEffect>[0]> = {}) {
  return findEffect({
    step: step('redis', { relieves: [{ signal: 'latency.p95' }] }),
    doneAt,
    nowAt: doneAt + 17 * DAY_MS,
    definitions,
    loadSignal: 'users.active',
    hourFacts: [],
    stepStates: [],
    ...given,
    ...more,
  });
}

const words = (found: EffectFinding | null) =>
  found === null ? '' : effectSentence(found, { nowAt: doneAt + 17 * DAY_MS }, (id) => `“${id}”`);

it('is claimed of several signals by Holm: 5 % for all of them together', () => {
  expect(holm([0.01, 0.03, 0.04])).toEqual([true, false, false]);
  expect(holm([0.049, 0.01, 0.024])).toEqual([true, true, true]);
  expect(holm([null, 0.06])).toEqual([false, false]);
});

describe('what is said of a finished step', () => {
  it('a change with its interval', () => {
    expect(words(effect(series(80, 0.62)))).toMatch(/^latency p95 −38 % at equal load \(−\d+ % to −\d+ %\)$/);
  });

  it('or how small an effect would have to be to stay unseen', () => {
    expect(words(effect(series(80, 1)))).toMatch(/^no effect on latency p95 beyond ±\d+ %$/);
  });

  it('too early, before the fortnight after is over', () => {
    const found = effect(series(80, 0.6), { nowAt: doneAt + 3 * DAY_MS });
    expect(found).toMatchObject({ code: 'too-early', readyAt: Date.UTC(2026, 9, 2) });
    expect(words(found)).toBe('whether it worked can be told from 2 Oct on');
  });

  it('no history of eight weeks', () => {
    expect(words(effect(series(24, 0.6)))).toContain('that takes 56 days before it, there are 23');
  });

  it('no equal load, where it doubled twice meanwhile', () => {
    expect(words(effect(series(80, 0.6, 4)))).toBe(
      'latency p95 cannot be compared: loads before and after hardly overlap',
    );
  });

  it('nothing of latency after a step that changes which requests arrive', () => {
    const cdn = step('cdn-static-assets', { relieves: [{ signal: 'latency.p95' }] });
    expect(words(effect(series(80, 0.6), { step: cdn }))).toContain('the step changes which requests arrive');
  });

  it('what else changed within a week', () => {
    const state = { status: 'done' as const, by: 'person' as const, reason: null, falseSinceAt: null };
    const found = effect(series(80, 0.62), {
      stepStates: [
        { ...state, stepId: 'pool', at: doneAt + 2 * DAY_MS },
        { ...state, stepId: 'balancer', at: doneAt - 30 * DAY_MS },
      ],
      hourFacts: [
        { at: doneAt - 40 * DAY_MS, instancesMedian: 1, versions: ['1.0'] },
        { at: doneAt + DAY_MS, instancesMedian: 1, versions: ['1.1'] },
      ],
    });
    expect(words(found)).toMatch(/; together with “pool” and release 1\.1$/);
  });

  it('not that a release came with it where no version was told before: the first ones are none', () => {
    const versions = [['1.0', '1.1'], ['1.1'], ['1.1', '1.2']];
    const hourFacts = versions.map((now, i) => ({ at: doneAt + i * DAY_MS, instancesMedian: 1, versions: now }));
    const found = effect(series(80, 0.62), { hourFacts });
    expect(found).toMatchObject({ togetherWith: { steps: [], versions: ['1.2'] } });
  });

  it('nothing of what load is measured by: at equal load it is equal', () => {
    const given = series(80, 0.62, 0.8);
    const relieves = [{ signal: 'users.active' }, { signal: 'latency.p95' }];
    const hours = new Map([...given.hours, ['users.active', given.load]]);
    const found = effect({ ...given, hours }, { step: step('redis', { relieves }) });
    expect(found?.code === 'measured' && found.signals).toMatchObject([
      { code: 'cannot-compare', signal: 'users.active', why: 'is-load' },
      { code: 'change', signal: 'latency.p95', claimed: true },
    ]);
  });

  it('of a step that relieves nothing: nothing', () => {
    expect(effect(series(80, 0.62), { step: step('backups') })).toBeNull();
  });

  it('in the report: how many effects, and how many would be chance', () => {
    const done = [stepFinding({ status: 'done', effect: effect(series(80, 0.62)) }), stepFinding({ status: 'done' })];
    expect(effectsSummary(done)).toBe(
      '1 finished step compared at equal load, 1 effect seen (0–1 of them would be chance)',
    );
  });
});
