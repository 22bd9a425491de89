import { describe, expect, it } from 'vitest';
import { advise } from '@/advisor/advice';
import { type AdviseInput, HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { gauge, START } from './support/columns';
import { crossing, facts, roadmap } from './support/facts';
import { addResource, fixedInstances, NOW, system } from './support/systems';

function input(more: Partial<AdviseInput> = {}): AdviseInput {
  const app = system({ seed: 42, top: 20_000 });
  fixedInstances(app, 2);
  addResource(app, 'cpu.used', { slope: 0.0001, capacity: 4 });
  const cpu = { ...gauge('cpu.used', new Array<number>(1440).fill(50)), startAt: NOW - 1440 * MINUTE_MS };
  return {
    facts: facts(),
    nowAt: NOW,
    firstAt: START,
    newestAt: NOW - MINUTE_MS,
    environment: { name: 'production', said: true },
    synthetic: false,
    minutes: new Map([['cpu.used', cpu]]),
    hours: app.hours,
    hourFacts: app.hourFacts,
    observations: { startAt: NOW - 24 * HOUR_MS, columns: {} },
    crossings: [],
    ...more,
  };
}

describe('advice', () => {
  it('holds load, position, headroom, thresholds, checklist and daily peaks of one app', () => {
    const advice = advise(input());
    expect(advice.load).toMatchObject({ code: 'load', quality: 'measured' });
    expect(advice.position).toMatchObject({ code: 'position', loadPhase: 0, architecturePhase: 0 });
    expect(advice.headroom).toMatchObject({
      code: 'multiple',
      first: ['cpu.used'],
      seen: 1,
      notMeasured: ['latency.p95', 'errors.rate'],
    });
    expect(advice.thresholds.map(({ code }) => code)).toEqual(['no-data', 'no-data', 'clear']);
    expect(advice.checklist.open.length).toBeGreaterThan(0);
    expect(advice.dailyLoad).toHaveLength(14);
    expect(advice.signals.find(({ signal }) => signal === 'cpu.used')).toMatchObject({ code: 'measured', value: 50 });
    expect(advice.signals.find(({ signal }) => signal === 'queue.depth')).toEqual({
      code: 'missing',
      signal: 'queue.depth',
    });
  });

  it('is the same for the same input, and survives being kept as JSON', () => {
    const advice = advise(input());
    expect(advise(input())).toEqual(advice);
    expect(JSON.parse(JSON.stringify(advice))).toEqual(advice);
  });

  it('gives every threshold of the roadmap a headroom of its own', () => {
    const { headroom } = advise(input());
    expect(headroom.bySignal.map(({ thresholdId }) => thresholdId)).toEqual(roadmap.thresholds.map(({ id }) => id));
  });

  it('lists open crossings first and forgets those that ended more than 30 days ago', () => {
    const day = 24 * HOUR_MS;
    const crossings = [
      crossing({ openedAt: NOW - 50 * day, closedAt: NOW - 49 * day, state: 'recovered' }),
      crossing({ openedAt: NOW - 2 * day, closedAt: NOW - day, state: 'recovered' }),
      crossing({ openedAt: NOW - 3 * day, thresholdId: 'cpu.used-limit', signal: 'cpu.used' }),
    ];
    expect(advise(input({ crossings })).crossings.map(({ signal }) => signal)).toEqual(['cpu.used', 'latency.p95']);
  });

  it('tells the architecture’s position and asks for the population before the load’s', () => {
    const advice = advise(input({ facts: facts({ population: null }) }));
    expect(advice.position).toMatchObject({ code: 'cannot-tell', reason: 'population-not-said', architecturePhase: 0 });
    expect(advice.headroom.code).toBe('multiple');
  });

  it('of points that no value comes of says what to state, not that nothing arrives', () => {
    const cpu = gauge('cpu.used', new Array<null>(1440).fill(null));
    const arriving = { ...cpu, startAt: NOW - 1440 * MINUTE_MS, received: new Uint16Array(1440).fill(6) };
    const { hours } = input();
    hours.delete('cpu.used');
    const { signals, headroom } = advise(input({ minutes: new Map([['cpu.used', arriving]]), hours }));
    expect(signals.find(({ signal }) => signal === 'cpu.used')).toMatchObject({
      code: 'incomplete',
      lastAt: NOW - MINUTE_MS,
    });
    expect(headroom.bySignal.find(({ signal }) => signal === 'cpu.used')).toMatchObject({
      code: 'cannot-tell',
      reason: { code: 'capacity-unknown', what: 'how many cores an instance has' },
    });
    expect(headroom.notMeasured).not.toContain('cpu.used');
  });

  it('says of a signal whose points stopped that it stopped, as soon as its newest value is too old', () => {
    const at = (minutesAgo: number) => {
      const values = new Array<number | null>(1440).fill(50).fill(null, 1440 - minutesAgo);
      const cpu = { ...gauge('cpu.used', values), startAt: NOW - 1440 * MINUTE_MS };
      const { signals } = advise(input({ minutes: new Map([['cpu.used', cpu]]) }));
      return signals.find(({ signal }) => signal === 'cpu.used');
    };
    expect(at(3)).toMatchObject({ code: 'measured', value: 50 });
    expect(at(7)).toMatchObject({ code: 'stale', lastAt: NOW - 8 * MINUTE_MS });
  });

  it('of a new app says what it is waiting for', () => {
    const advice = advise(
      input({ minutes: new Map(), hours: new Map(), hourFacts: [], firstAt: null, newestAt: null }),
    );
    expect(advice).toMatchObject({
      newestAt: null,
      load: { code: 'no-load' },
      headroom: { code: 'cannot-tell', reason: { code: 'no-load' } },
    });
  });
});
