import { describe, expect, it } from 'vitest';
import { findHeadroom } from '@/advisor/headroom/headroom';
import { median } from '@/advisor/math';
import { effective, facts, step } from './support/facts';
import { addResource, NOW, system } from './support/systems';

describe('the first of several limits', () => {
  /** Each signal's true limit at a random multiple; demand scatters by hour and by day. */
  function manyLimits(seed: number) {
    const app = system({ seed: seed * 7919 + 11 });
    const signals = [
      'cpu.used',
      'memory.used',
      'eventloop.used',
      'db.pool.used',
      'db.connections.used',
      'sockets.open',
      'requests.rate',
      'users.own',
    ];
    const count = 3 + (seed % 6);
    const multiples = signals.slice(0, count).map(() => 1.4 + 0.9 * app.random());
    for (const [k, multiple] of multiples.entries()) {
      const noise = 0.06 + 0.06 * app.random();
      addResource(app, signals[k] as string, {
        slope: 1,
        capacity: (app.peak * multiple) / 0.8,
        noise,
        dayNoise: 0.05,
      });
    }
    return { app, signals: signals.slice(0, count), multiples };
  }

  it('has the bias of a minimum taken out, an interval that covers, and a name only where it leads', () => {
    let covered = 0;
    let named = 0;
    let right = 0;
    const logs: number[] = [];
    const apps = 300;
    for (const seed of range(apps)) {
      const { app, signals, multiples } = manyLimits(seed);
      const own = signals.map((signal) => ({ ...effective(signal, 80) }));
      const found = findHeadroom({
        facts: facts({
          signals: signals.map((id) => ({
            id,
            title: id,
            unit: '%',
            kind: 'resource',
            worsens: 'up',
            merge: 'sum',
            demandUnit: 'units',
            send: '',
            snippets: [],
          })),
        }),
        nowAt: NOW,
        thresholds: own,
        minutes: new Map(),
        hours: app.hours,
        hourFacts: [],
        crossings: [],
        load: { signal: 'users.active', quality: 'measured', hours: app.load, unit: 'users' },
      });
      const truth = Math.min(...multiples);
      logs.push(Math.log((found.multiple ?? Number.NaN) / truth));
      if ((found.low ?? 9) <= truth && truth <= (found.high ?? 0)) covered++;
      if (found.first.length === 1) {
        named++;
        if (found.first[0] === signals[multiples.indexOf(truth)]) right++;
      }
    }
    const summary = { bias: median(logs), covered: covered / apps, right: right / named };
    expect(Math.abs(summary.bias)).toBeLessThanOrEqual(0.03);
    expect(summary.covered).toBeGreaterThanOrEqual(0.75);
    expect(summary.covered).toBeLessThanOrEqual(0.88);
    expect(summary.right).toBeGreaterThanOrEqual(0.8);
  });

  it('of six equal ones lies nearer to the truth than the smallest estimate does', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const own = { unit: '%', kind: 'resource', worsens: 'up', merge: 'sum', demandUnit: 'u', send: '' } as const;
    const found = range(60).map((seed) => {
      const app = system({ seed: seed * 977 + 3 });
      for (const id of ids)
        addResource(app, id, { slope: 1, capacity: (app.peak * 1.6) / 0.8, noise: 0.1, dayNoise: 0.08 });
      return findHeadroom({
        facts: facts({ signals: ids.map((id) => ({ id, title: id, snippets: [], ...own })) }),
        nowAt: NOW,
        thresholds: ids.map((id) => effective(id, 80)),
        minutes: new Map(),
        hours: app.hours,
        hourFacts: [],
        crossings: [],
        load: { signal: 'users.active', quality: 'measured', hours: app.load, unit: 'users' },
      });
    });
    const low = (multiples: number[]) => -median(multiples.map((multiple) => Math.log(multiple / 1.6)));
    const smallest = found.map(({ bySignal }) =>
      Math.min(...bySignal.map((each) => (each.code === 'fits' ? each.multiple : Number.POSITIVE_INFINITY))),
    );
    expect(low(smallest)).toBeGreaterThan(0.045);
    expect(low(found.map(({ multiple }) => multiple ?? Number.NaN))).toBeLessThan(0.5 * low(smallest));
  });

  it('says what comes after the steps that relieve it, only where a source gives their factor', () => {
    const app = system({ seed: 20 });
    addResource(app, 'db.connections.used', { slope: 1, capacity: (app.peak * 1.5) / 0.8 });
    addResource(app, 'memory.used', { slope: 1, capacity: (app.peak * 2.4) / 0.8 });
    const ask = (factor?: number) =>
      findHeadroom({
        facts: facts(),
        nowAt: NOW,
        hourFacts: [],
        crossings: [],
        minutes: new Map(),
        hours: app.hours,
        thresholds: [effective('db.connections.used', 80), effective('memory.used', 80)],
        load: { signal: 'users.active', quality: 'measured', hours: app.load, unit: 'users' },
        openSteps: [
          step('pgbouncer', {
            relieves: [{ signal: 'db.connections.used', ...(factor === undefined ? {} : { factor }) }],
          }),
        ],
      }).next;
    expect(ask(undefined)).toBeNull();
    expect(ask(0.4)).toMatchObject({ first: ['memory.used'], withSteps: ['pgbouncer'] });
    expect(ask(0.4)?.multiple ?? 0).toBeGreaterThan(2.2);
  });
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
