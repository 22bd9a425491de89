import { describe, expect, it } from 'vitest';
import { findHeadroom } from '@/advisor/headroom/headroom';
import { median } from '@/advisor/math';
import { crossing, effective, facts } from './support/facts';
import { addResource, autoscale, fixedInstances, headroomOf, NOW, system } from './support/systems';

const SCALED = { coresPerUser: 0.012, coresEach: 2, target: 0.6, max: 12 };

function autoscaledApp(seed: number) {
  const app = system({ seed, top: 900, noise: 0.08 });
  autoscale(app, SCALED);
  const instances = new Map(app.hourFacts.map(({ at, instancesMedian }) => [at, instancesMedian]));
  addResource(app, 'cpu.used', { slope: SCALED.coresPerUser, capacity: ({ at }) => 2 * (instances.get(at) ?? 1) });
  return app;
}

describe('headroom of an app that scales itself', () => {
  it('is the load at which demand meets the limit at the largest number of instances, within 15 %', () => {
    const ratios = range(40).map((seed) => {
      const app = autoscaledApp(seed);
      const truth = (0.8 * SCALED.max * 2) / SCALED.coresPerUser / app.peak;
      const found = headroomOf(app, { 'cpu.used': 80 }, { instances: { min: 1, max: SCALED.max } });
      expect(found.code).toBe('multiple');
      return (found.multiple ?? 0) / truth;
    });
    expect(Math.max(...ratios)).toBeLessThan(1.15);
    expect(Math.min(...ratios)).toBeGreaterThan(0.85);
    expect(median(ratios)).toBeCloseTo(1, 1);
  });

  it('cannot be told while the largest number of instances is unknown, but says what the most seen would carry', () => {
    const app = autoscaledApp(7);
    const found = headroomOf(app, { 'cpu.used': 80 });
    const most = Math.max(...app.hourFacts.map(({ instancesMedian }) => instancesMedian));
    expect(found).toMatchObject({
      code: 'cannot-tell',
      multiple: null,
      reason: { code: 'maximum-instances-unknown', seen: most },
    });
    const truth = (0.8 * most * 2) / SCALED.coresPerUser / app.peak;
    const { reason } = found;
    expect(reason?.code === 'maximum-instances-unknown' ? (reason.multipleAtSeen ?? 0) / truth : 0).toBeCloseTo(1, 1);
  });

  it('meets a shared connection limit at the instance whose pool no longer fits', () => {
    const errors = range(30).map((seed) => {
      const app = autoscaledApp(seed + 100);
      const instances = new Map(app.hourFacts.map(({ at, instancesMedian }) => [at, instancesMedian]));
      // Busy connections follow load, far below what the pools hold open at the limit.
      addResource(app, 'db.connections.used', { slope: 0.02, base: 5, capacity: 97 });
      expect(instances.size).toBeGreaterThan(0);
      // 80 % of 97 is 77: seven pools of ten fit, the eighth does not; it starts when seven are full.
      const truth = (7 * SCALED.target * SCALED.coresEach) / SCALED.coresPerUser / app.peak;
      const found = headroomOf(
        app,
        { 'db.connections.used': 80 },
        {
          instances: { min: 1, max: SCALED.max },
          perInstance: { poolMax: 10 },
          database: { maxConnections: 100 },
        },
      );
      return Math.abs((found.multiple ?? 0) / truth - 1);
    });
    expect(Math.max(...errors)).toBeLessThan(0.15);
  });
});

describe('headroom of a deployment of fixed size', () => {
  it('uses the capacity of the smallest instance count of the last day', () => {
    const app = system({ seed: 3 });
    fixedInstances(app, 2);
    addResource(app, 'cpu.used', { slope: 0.002, capacity: 4 });
    const truth = (0.8 * 4) / 0.002 / app.peak;
    const found = headroomOf(app, { 'cpu.used': 80 });
    expect(found).toMatchObject({ code: 'multiple', first: ['cpu.used'], seen: 1 });
    expect((found.multiple ?? 0) / truth).toBeCloseTo(1, 1);
    expect(found.low ?? 0).toBeLessThan(truth);
    expect(found.high ?? 0).toBeGreaterThan(truth);
  });

  it('is unbiased over 200 apps, and its interval covers about four in five', () => {
    let covered = 0;
    const logs = range(200).map((seed) => {
      const app = system({ seed: seed * 31 + 7 });
      fixedInstances(app, 2);
      const truth = 1.3 + 0.9 * app.random();
      addResource(app, 'cpu.used', { slope: (0.8 * 4) / (app.peak * truth), capacity: 4, noise: 0.08, dayNoise: 0.05 });
      const { multiple, low, high } = headroomOf(app, { 'cpu.used': 80 });
      if ((low ?? 9) <= truth && truth <= (high ?? 0)) covered++;
      return Math.log((multiple ?? Number.NaN) / truth);
    });
    expect(Math.abs(median(logs))).toBeLessThanOrEqual(0.03);
    expect(covered / 200).toBeGreaterThanOrEqual(0.75);
    expect(covered / 200).toBeLessThanOrEqual(0.88);
  });

  it('does not take the doubled instances of a rolling deployment for capacity', () => {
    const app = system({ seed: 3 });
    fixedInstances(app, 2);
    const rolling = NOW - 5 * 3_600_000;
    app.hourFacts = app.hourFacts.map((hour) => (hour.at === rolling ? { ...hour, instancesMedian: 4 } : hour));
    addResource(app, 'cpu.used', { slope: 0.002, capacity: ({ at }) => (at === rolling ? 8 : 4) });
    expect((headroomOf(app, { 'cpu.used': 80 }).multiple ?? 0) / ((0.8 * 4) / 0.002 / app.peak)).toBeCloseTo(1, 1);
  });

  it('is never above three times the largest load seen', () => {
    const app = system({ seed: 4 });
    addResource(app, 'cpu.used', { slope: 0.0002, capacity: 4 });
    expect(headroomOf(app, { 'cpu.used': 80 })).toMatchObject({ code: 'more-than', low: null, first: ['cpu.used'] });
    expect(headroomOf(app, { 'cpu.used': 80 }).multiple).toBeGreaterThanOrEqual(3);
  });

  it('judges a limit on the worst instance by the worst instance', () => {
    const app = system({ seed: 5 });
    addResource(app, 'memory.used', { slope: 2, base: 1000, capacity: 8000 });
    const even = headroomOf(app, { 'memory.used': 85 }).multiple ?? 0;
    const uneven = app.hours.get('memory.used')?.map((hour) => ({ ...hour, median5: hour.median5 * 1.25 })) ?? [];
    app.hours.set('memory.used', uneven);
    expect(headroomOf(app, { 'memory.used': 85 }).multiple ?? 0).toBeLessThan(even * 0.85);
  });
});

describe('a database server that others use too', () => {
  it('says how much of it they use at least', () => {
    const app = system({ seed: 31 });
    addResource(app, 'db.connections.used', { slope: 0.05, base: 60, capacity: 200 });
    expect(headroomOf(app, { 'db.connections.used': 80 }).bySignal[0]).not.toHaveProperty('note');
    addResource(app, 'db.pool.used', { slope: 0.02, capacity: 50 });
    const found = headroomOf(app, { 'db.connections.used': 80 }).bySignal[0];
    const shares = app.hours
      .get('db.connections.used')
      ?.slice(-168)
      .map((hour) => 1 - 50 / (hour.demandMedian5 ?? 1));
    expect(found).toMatchObject({ note: `others use at least ${Math.round(100 * median(shares ?? []))} % of it` });
  });
});

describe('where the data cannot carry a number', () => {
  it('says that load hardly varied', () => {
    const app = system({ seed: 6, night: 0.85, noise: 0.02 });
    addResource(app, 'cpu.used', { slope: 0.002, capacity: 4 });
    expect(headroomOf(app, { 'cpu.used': 80 }).reason).toMatchObject({ code: 'load-hardly-varied', days: 14 });
  });

  it('is still learning with fewer than five days', () => {
    const app = system({ seed: 7, days: 3 });
    addResource(app, 'cpu.used', { slope: 0.002, capacity: 4 });
    expect(headroomOf(app, { 'cpu.used': 80 }).reason).toEqual({ code: 'learning-days', have: 3, need: 5, hours: 72 });
  });

  it('counts the hours of the first day, before there is one', () => {
    const app = system({ seed: 7, days: 1 });
    app.load.splice(0, 15);
    addResource(app, 'cpu.used', { slope: 0.002, capacity: 4 });
    const reasonOf = () => headroomOf(app, { 'cpu.used': 80 }).reason;
    expect(reasonOf()).toEqual({ code: 'learning-days', have: 0, need: 5, hours: 9 });
    for (const hour of app.load) hour.means = 5;
    expect(reasonOf()).toEqual({ code: 'learning-days', have: 0, need: 5, hours: 0 });
  });

  it('says that a demand does not rise with load, and makes no limit of it', () => {
    const app = system({ seed: 8 });
    addResource(app, 'memory.used', { slope: 0, base: 3000, capacity: 8000 });
    const found = headroomOf(app, { 'memory.used': 85 });
    expect(found.bySignal[0]).toMatchObject({ code: 'does-not-rise', signal: 'memory.used' });
    expect(found.code).toBe('cannot-tell');
  });

  it('gives no number for errors, hit rates and signals without data, and never counts them as infinite', () => {
    const app = system({ seed: 9 });
    addResource(app, 'cpu.used', { slope: 0.002, capacity: 4 });
    app.hours.set(
      'errors.rate',
      app.load.map((hour) => ({ ...hour, median5: 0.1, max5: 0.2 })),
    );
    const found = headroomOf(app, { 'cpu.used': 80, 'errors.rate': 1, 'sockets.open': 10_000 });
    expect(found).toMatchObject({ code: 'multiple', seen: 1, notMeasured: ['sockets.open'] });
    expect(found.bySignal[1]).toMatchObject({ code: 'cannot-tell', reason: { code: 'not-fitted' } });
  });

  it('says "at most" when a limit of the phase itself cannot be seen', () => {
    const app = system({ seed: 10 });
    addResource(app, 'cpu.used', { slope: 0.002, capacity: 4 });
    const found = headroomOf(app, [effective('cpu.used', 80), effective('sockets.open', 10_000, { from: 'phase' })]);
    expect(found.code).toBe('at-most');
  });

  it('takes no headroom from the host’s memory', () => {
    const app = system({ seed: 11 });
    addResource(app, 'memory.used', { slope: 2, base: 1000, capacity: 8000 });
    const recipe = { recipe: 'system', metrics: [], quality: 'measured' as const, newestAt: NOW, intervalMs: 60_000 };
    const columns = {
      signal: 'memory.used',
      startAt: NOW,
      value: new Float64Array(),
      state: new Uint8Array(),
      expected: new Uint16Array(),
      received: new Uint16Array(),
      recipe: { ...recipe, note: "host's, not yours: no headroom from it" },
    };
    const found = findHeadroom({
      facts: facts(),
      nowAt: NOW,
      thresholds: [effective('memory.used', 85)],
      hourFacts: [],
      crossings: [],
      load: { signal: 'users.active', quality: 'measured', hours: app.load, unit: 'users' },
      minutes: new Map([['memory.used', columns]]),
      hours: app.hours,
    });
    expect(found.bySignal[0]).toMatchObject({ code: 'cannot-tell', reason: { code: 'not-a-limit' } });
  });
});

describe('a threshold that is crossed now', () => {
  it('gives the time since and no multiple', () => {
    const app = system({ seed: 12 });
    addResource(app, 'cpu.used', { slope: 0.002, capacity: 4 });
    const found = findHeadroom({
      facts: facts(),
      nowAt: NOW,
      thresholds: [effective('cpu.used', 80), effective('latency.p95', 500)],
      hourFacts: [],
      load: { signal: 'users.active', quality: 'measured', hours: app.load, unit: 'users' },
      minutes: new Map(),
      hours: app.hours,
      crossings: [crossing({ openedAt: NOW - 600_000 })],
    });
    expect(found).toMatchObject({
      code: 'crossed',
      multiple: null,
      first: ['latency.p95'],
      sinceAt: NOW - 600_000,
      seen: 2,
    });
  });

  it('but muted leaves the multiple of the others', () => {
    const app = system({ seed: 12 });
    addResource(app, 'cpu.used', { slope: 0.002, capacity: 4 });
    const muted = effective('latency.p95', 500, { mutedUntil: NOW + 60_000 });
    const found = findHeadroom({
      facts: facts(),
      nowAt: NOW,
      thresholds: [effective('cpu.used', 80), muted],
      hourFacts: [],
      load: { signal: 'users.active', quality: 'measured', hours: app.load, unit: 'users' },
      minutes: new Map(),
      hours: app.hours,
      crossings: [crossing({ openedAt: NOW - 600_000 })],
    });
    expect(found).toMatchObject({ code: 'multiple', first: ['cpu.used'] });
  });
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
