/** Sentences of RULES 1 to 6 that no other test would miss, each where breaking it changes the answer. */
import { describe, expect, it } from 'vitest';
import { estimateUsers } from '@/advisor/load/estimate';
import { findInstances } from '@/advisor/load/instances';
import { DAY_MS, HOUR_MS, type HourFacts, type SignalHour } from '@/advisor/types';
import { effective } from './support/facts';
import {
  addResource,
  autoscale,
  fixedInstances,
  headroomOf,
  NOW,
  normal,
  type System,
  system,
} from './support/systems';

const QUIET = { noise: 0, dayNoise: 0 };
const SCALED = { coresPerUser: 0.012, coresEach: 2, target: 0.6, max: 12 };
const fits = ({ bySignal: [own] }: ReturnType<typeof headroomOf>) => (own?.code === 'fits' ? own : undefined);

describe('the number of instances', () => {
  const instances = (count: (hour: number) => number, stated = {}) => {
    const hours = Array.from({ length: 14 * 24 }, (_, i): SignalHour => {
      const at = NOW - 14 * DAY_MS + i * HOUR_MS;
      return { at, max5: 100 + (i % 24), median5: 100 + (i % 24), means: 12 };
    });
    const hourFacts = hours.map(({ at }, i): HourFacts => ({ at, versions: ['1'], instancesMedian: count(i) }));
    return findInstances(stated, hourFacts, new Map(hours.map((hour) => [hour.at, hour])), NOW);
  };

  it('follows load where three numbers and more were seen and rise with it, and not otherwise (1.3)', () => {
    expect(instances((i) => 1 + Math.floor((i % 24) / 8)).scales).toBe(true);
    expect(instances((i) => 1 + Math.floor((i % 24) / 12)).scales).toBe(false);
    expect(instances((i) => 3 - Math.floor((i % 24) / 8)).scales).toBe(false);
    expect(instances((i) => 1 + (i % 5)).scales).toBe(false);
  });

  it('of a fixed size is the smallest of the last 24 hours, no older one (1.4)', () => {
    const last = 14 * 24 - 1;
    expect(instances((i) => (i > last - 30 ? 3 : 2)).max).toBe(3);
    expect(instances((i) => (i === last - 20 ? 2 : 3)).max).toBe(2);
    expect(instances((i) => (i === last - 2 ? 6 : 3)).max).toBe(3);
  });

  it('is what a person stated, before what the autoscaler says (1.2)', () => {
    const app = system({ seed: 7, top: 900, noise: 0.08 });
    autoscale(app, SCALED);
    const at = new Map(app.hourFacts.map((hour) => [hour.at, hour.instancesMedian]));
    addResource(app, 'cpu.used', { slope: SCALED.coresPerUser, capacity: (hour) => 2 * (at.get(hour.at) ?? 1) });
    app.hourFacts = app.hourFacts.map((hour) => ({ ...hour, maxInstances: 10 }));
    const truth = (max: number) => (0.8 * max * 2) / SCALED.coresPerUser / app.peak;
    const told = headroomOf(app, { 'cpu.used': 80 }).multiple ?? Number.NaN;
    const stated = headroomOf(app, { 'cpu.used': 80 }, { instances: { min: 1, max: 12 } }).multiple ?? Number.NaN;
    expect(told / truth(10)).toBeCloseTo(1, 1);
    expect(stated / truth(12)).toBeCloseTo(1, 1);
  });

  it('divides load where response times of an app that scales are fitted (1.3)', () => {
    const app = system({ seed: 17, top: 1000, noise: 0.03 });
    app.hourFacts = app.load.map(({ at, median5 }) => ({
      at,
      versions: ['1'],
      instancesMedian: Math.max(1, Math.ceil(median5 / 400)),
    }));
    const count = new Map(app.hourFacts.map(({ at, instancesMedian }) => [at, instancesMedian]));
    const p95 = app.load.map((hour) => {
      const ms = (80 / (1 - hour.median5 / (count.get(hour.at) ?? 1) / 700)) * Math.exp(0.02 * normal(app.random));
      return { ...hour, median5: ms, max5: ms };
    });
    app.hours.set('latency.p95', p95);
    const found = headroomOf(app, { 'latency.p95': 300 }, { instances: { min: 1, max: 4 } });
    expect((found.multiple ?? Number.NaN) / ((4 * 700 * (1 - 80 / 300)) / app.peak)).toBeCloseTo(1, 1);
  });
});

describe('one thread an instance (1.5)', () => {
  const threaded = (): System => {
    const app = system({ seed: 23, noise: 0.03 });
    fixedInstances(app, 2);
    addResource(app, 'cpu.used', { slope: 0.001, capacity: 8, ...QUIET });
    addResource(app, 'eventloop.used', { slope: 0.0009, capacity: 2, ...QUIET });
    return app;
  };

  it('makes the event loop the limit, and CPU none beside it', () => {
    const [cpu, loop] = headroomOf(threaded(), { 'cpu.used': 80, 'eventloop.used': 80 }).bySignal;
    expect(cpu).toMatchObject({ code: 'cannot-tell', reason: { code: 'not-a-limit' } });
    expect(loop).toMatchObject({ code: 'fits' });
  });

  it('uses one core of an instance where the loop itself has no limit', () => {
    const app = threaded();
    const found = headroomOf(app, { 'cpu.used': 80 });
    expect((found.multiple ?? Number.NaN) / ((0.8 * 2) / 0.001 / app.peak)).toBeCloseTo(1, 1);
  });
});

it('a full pool says "at least" and bends no line (2.2)', () => {
  const app = system({ seed: 29, noise: 0.03 });
  addResource(app, 'db.pool.used', { slope: 0.025, capacity: 20, ...QUIET });
  const clipped = app.hours.get('db.pool.used')?.map((hour) => {
    const demand = Math.min(20, hour.demandMedian5 ?? 0);
    return { ...hour, median5: 5 * demand, demandMedian5: demand };
  });
  app.hours.set('db.pool.used', clipped ?? []);
  const limit = fits(headroomOf(app, { 'db.pool.used': 98 }));
  expect((limit?.limitLoad ?? Number.NaN) / ((0.98 * 20) / 0.025)).toBeCloseTo(1, 2);
});

it('a server that the pools of all instances together leave room on is no limit (2.1)', () => {
  const app = system({ seed: 37, top: 500, noise: 0.08 });
  autoscale(app, SCALED);
  const deployment = { instances: { min: 1, max: 12 }, perInstance: { poolMax: 6 }, database: { maxConnections: 100 } };
  addResource(app, 'db.connections.used', { slope: 0.02, base: 5, capacity: 97 });
  const [all] = headroomOf(app, { 'db.connections.used': 80 }, deployment).bySignal;
  expect(all).toMatchObject({ code: 'cannot-tell', reason: { code: 'not-a-limit' } });
});

it.each([
  ['largest', { min: 1, max: 30 }, 20],
  ['smallest', { min: 30, max: 60 }, 45],
])('hours at the %s number of instances say nothing of how they follow load (2.1)', (_, instances, breaking) => {
  const app = system({ seed: 38, top: 2000, noise: 0.02 });
  app.hourFacts = app.load.map(({ at, median5 }) => ({
    at,
    versions: ['1'],
    instancesMedian: Math.min(instances.max, Math.max(instances.min, Math.ceil(median5 / 50))),
  }));
  addResource(app, 'db.connections.used', { slope: 0.02, base: 5, capacity: (16 * breaking - 8) / 0.8, ...QUIET });
  const limit = fits(headroomOf(app, { 'db.connections.used': 80 }, { instances, perInstance: { poolMax: 16 } }));
  expect(limit?.note).toBe(`instance number ${breaking} no longer fits`);
  expect(Math.abs((limit?.limitLoad ?? Number.NaN) / (50 * (breaking - 1)) - 1)).toBeLessThan(0.02);
});

it('a multiple is of the busiest five minutes of seven days, to the last percent (3.5)', () => {
  const app = system({ seed: 41, noise: 0 });
  fixedInstances(app, 2);
  addResource(app, 'cpu.used', { slope: 0.002, capacity: 4, ...QUIET });
  expect(headroomOf(app, { 'cpu.used': 80 }).multiple).toBeCloseTo((0.8 * 4) / 0.002 / app.peak, 3);
});

it('never above three times the highest load seen: in fourteen days, not in the week that a multiple is of (5.5)', () => {
  const app = system({ seed: 43, noise: 0 });
  const before = app.load.filter(({ at }) => at < NOW - 10 * DAY_MS);
  for (const hour of before) hour.max5 *= 1.5;
  addResource(app, 'cpu.used', { slope: 0.0002, capacity: 4, ...QUIET });
  const largest = Math.max(...app.load.map(({ max5 }) => max5));
  const found = headroomOf(app, { 'cpu.used': 80 });
  expect(found.code).toBe('more-than');
  expect(found.multiple).toBe(Math.floor((30 * largest) / app.peak) / 10);
});

it('three days with a peak of 80 % of today’s are needed (6.4)', () => {
  const app = system({ seed: 47, noise: 0 });
  fixedInstances(app, 2);
  for (const hour of app.load.filter(({ at }) => at >= NOW - 2 * DAY_MS)) {
    hour.median5 *= 1.6;
    hour.max5 *= 1.6;
  }
  addResource(app, 'cpu.used', { slope: 0.001, capacity: 4, ...QUIET });
  const [own] = headroomOf(app, { 'cpu.used': 80 }).bySignal;
  expect(own).toMatchObject({ code: 'cannot-tell', reason: { code: 'no-busy-days', have: 2, need: 3 } });
});

it('a limit is on the busier half’s line, and the page says so where all hours say another (6.3)', () => {
  const app = system({ seed: 53, noise: 0.02 });
  fixedInstances(app, 2);
  addResource(app, 'cpu.used', { slope: 0.002, capacity: 4, ...QUIET });
  const nights = app.hours.get('cpu.used')?.map((hour, i) => {
    const jobs = (app.load[i]?.median5 ?? 0) < 450 ? 1.3 : 0;
    const demand = (hour.demandMedian5 ?? 0) + jobs;
    return { ...hour, demandMedian5: demand, demandMax5: demand, median5: 25 * demand, max5: 25 * demand };
  });
  app.hours.set('cpu.used', nights ?? []);
  const limit = fits(headroomOf(app, [effective('cpu.used', 80)]));
  expect((limit?.limitLoad ?? Number.NaN) / ((0.8 * 4) / 0.002)).toBeCloseTo(1, 2);
  expect(limit?.note).toBe('differs by time of day');
});

describe('connections of a server (2.1, 2.3)', () => {
  it('are its maximum less the reserved ones where only a person said it', () => {
    const app = system({ seed: 59, noise: 0.03 });
    addResource(app, 'db.connections.used', { slope: 0.05, base: 5, capacity: 97, ...QUIET });
    const untold = app.hours.get('db.connections.used')?.map(({ capacityMedian5: _, ...hour }) => hour);
    app.hours.set('db.connections.used', untold ?? []);
    const of = (database: object) => fits(headroomOf(app, { 'db.connections.used': 80 }, { database }))?.limitDemand;
    expect(of({ maxConnections: 100 })).toBeCloseTo(0.8 * 97, 9);
    expect(of({ maxConnections: 100, reservedConnections: 20 })).toBeCloseTo(0.8 * 80, 9);
  });

  it('of others count as they are while the app is busy, not at night', () => {
    const app = system({ seed: 61, top: 500, noise: 0.08 });
    autoscale(app, SCALED);
    const middle = 300;
    const others = (load: number) => (load < middle ? 70 : 20);
    const loads = new Map(app.load.map(({ at, median5 }) => [at, median5]));
    const count = new Map(app.hourFacts.map(({ at, instancesMedian }) => [at, instancesMedian]));
    addResource(app, 'db.pool.used', { slope: 0.01, capacity: ({ at }) => 14 * (count.get(at) ?? 1) });
    addResource(app, 'db.connections.used', { slope: 0, base: 1, capacity: 150, ...QUIET });
    const all = app.hours.get('db.connections.used')?.map((hour) => {
      const demand = 10 + others(loads.get(hour.at) ?? 0);
      return { ...hour, demandMedian5: demand, demandMax5: demand };
    });
    app.hours.set('db.connections.used', all ?? []);
    app.hourFacts = app.hourFacts.map((hour) => ({ ...hour, connectionsOpen: 10 }));
    const limit = fits(headroomOf(app, { 'db.connections.used': 80 }, { instances: { min: 1, max: 12 } }));
    // 120 − 20: seven pools of 14 fit; the eighth does not. Of 70 at night only three would.
    expect(limit?.note).toContain('instance number 8 no longer fits');
  });
});

it('an hour’s users are corrected by response times above those of the quietest quarter (4.2)', () => {
  const hours = Array.from({ length: 48 }, (_, i): SignalHour => {
    const rate = i % 4 === 0 ? 1 : 10 + i / 100;
    return { at: NOW - (48 - i) * HOUR_MS, max5: rate, median5: rate, means: 12 };
  });
  const responseMs = (rate: number) => (rate === 1 ? 100 : 5_100);
  const hourFacts = hours.map(({ at, median5 }) => ({
    at,
    versions: [],
    instancesMedian: 1,
    responseMs: responseMs(median5),
  }));
  const users = estimateUsers(hours, 2, hourFacts);
  // 30 s between a user's requests, and 5 s more of waiting.
  expect(users[0]?.median5).toBeCloseTo(30, 6);
  expect((users[1]?.median5 ?? 0) / (hours[1]?.median5 ?? 1)).toBeCloseTo(35, 6);
});

describe('memory that grows with time (1.6)', () => {
  const MIB = 2 ** 20;
  const grown = (perHour: (i: number) => number, slope = 0): System => {
    const app = system({ seed: 67, noise: 0.03 });
    fixedInstances(app, 1);
    app.hourFacts = app.hourFacts.map((hour) => ({ ...hour, startedAt: NOW - 14 * DAY_MS }));
    addResource(app, 'memory.used', { slope, base: 400 * MIB, capacity: 2048 * MIB, ...QUIET });
    const hours = app.hours.get('memory.used')?.map((hour, i) => {
      const demand = (hour.demandMedian5 ?? 0) + perHour(i);
      const value = (100 * demand) / (2048 * MIB);
      return { ...hour, demandMedian5: demand, demandMax5: demand, median5: value, max5: value };
    });
    app.hours.set('memory.used', hours ?? []);
    return app;
  };
  const code = (app: System) => headroomOf(app, { 'memory.used': 80 }).bySignal[0]?.code;

  it('counts only where a week of it is more than all that load takes', () => {
    expect(code(grown((i) => i * MIB, 10_000))).toBe('grows-with-time');
    // 168 MiB a week against some 500 MiB of the busiest load.
    expect(code(grown((i) => i * MIB, 0.5 * MIB))).not.toBe('grows-with-time');
  });

  it('counts only where the interval of the growth leaves out none', () => {
    const jump = (i: number) => (i >= 13 * 24 ? 500 * MIB : 0);
    expect(code(grown(jump))).not.toBe('grows-with-time');
  });
});
