/**
 * A thousand made-up apps with known first limits, in fourteen kinds: what an honest headroom must find, or
 * say that it cannot. Seeded: the same apps every time. Truth is the load at which mean demand meets the
 * limit, over the busiest five minutes of the last seven days.
 */
import type { EffectiveThreshold, SignalHour } from '@/advisor/types';
import type { Deployment } from '@/catalogue/types';
import { effective } from '@/test/advisor/support/facts';
import {
  addResource,
  autoscale,
  fixedInstances,
  NOW,
  normal,
  type System,
  system,
} from '@/test/advisor/support/systems';

export interface Case {
  kind: string;
  app: System;
  thresholds: EffectiveThreshold[];
  deployment: Deployment;
  /** Multiple of the busiest five minutes at which the first limit is met. */
  truth: number;
}

type Maker = (seed: number) => Omit<Case, 'kind'>;

const KINDS: [string, Maker][] = [
  ['one limit, fixed size', (seed) => oneLimit(seed, {})],
  ['noisy', (seed) => oneLimit(seed, { loadNoise: 0.12, noise: 0.15, dayNoise: 0.06 })],
  ['night batch', nightBatch],
  ['autoscaled, CPU', autoscaledCpu],
  ['autoscaled, shared connections', autoscaledPools],
  ['three to six limits', (seed) => severalLimits(seed, 0.9)],
  ['three to six equal limits', (seed) => severalLimits(seed, 0)],
  ['latency of one queue and CPU', (seed) => latency(seed, 1)],
  ['latency of two servers and CPU', (seed) => latency(seed, 2)],
  ['growing load, weekends', growing],
  ['demand that bends (load^1.1)', (seed) => oneLimit(seed, { bend: 1.1 })],
  ['gaps, releases, a bad day', disturbed],
  ['a load that hardly varies', (seed) => oneLimit(seed, { night: 0.62 + 0.02 * (seed % 10), loadNoise: 0.03 })],
  ['autoscaled, maximum not known', (seed) => ({ ...autoscaledCpu(seed), deployment: {} })],
];

/** The n-th app: kinds take turns. */
export function makeCase(n: number): Case {
  const [kind, make] = KINDS[n % KINDS.length] as (typeof KINDS)[number];
  return { kind, ...make(n * 2_654_435 + 17) };
}

interface OneLimit {
  night?: number;
  loadNoise?: number;
  noise?: number;
  dayNoise?: number;
  bend?: number;
}

/** CPU of two instances of two cores; the limit lies at 1.05–3.4 × the busiest minutes. */
function oneLimit(
  seed: number,
  { night = 0.15 + (seed % 3) * 0.1, loadNoise = 0.05, noise = 0.05, dayNoise = 0.03, bend = 1 }: OneLimit,
) {
  const app = system({ seed, noise: loadNoise, night });
  fixedInstances(app, 2);
  const truth = 1.05 + 2.35 * app.random();
  const base = 0.25 * app.random();
  // 80 % of four cores = (base + (1 − base)·share^bend)·scale at the load truth × peak.
  const scale = 3.2 / (base + (1 - base) * truth ** bend);
  addResource(app, 'cpu.used', {
    slope: (scale * (1 - base)) / app.peak,
    base: scale * base,
    capacity: 4,
    noise,
    dayNoise,
  });
  if (bend !== 1) bendDemand(app, 'cpu.used', (load) => scale * (base + (1 - base) * (load / app.peak) ** bend));
  return { app, thresholds: [effective('cpu.used', 80)], deployment: {}, truth };
}

/** Replaces the mean of a demand, keeping its scatter. */
function bendDemand(app: System, signal: string, mean: (load: number) => number): void {
  const hours = app.hours.get(signal) ?? [];
  const first = hours.map((hour, i) => ({ hour, load: (app.load[i] as SignalHour).median5 }));
  const line = lineThrough(first.map(({ hour, load }) => [load, hour.demandMedian5 ?? 0]));
  app.hours.set(
    signal,
    first.map(({ hour, load }) => scaled(hour, mean(load) / (line.a + line.b * load))),
  );
}

function scaled(hour: SignalHour, by: number): SignalHour {
  return {
    ...hour,
    median5: hour.median5 * by,
    max5: hour.max5 * by,
    demandMedian5: (hour.demandMedian5 ?? 0) * by,
    demandMax5: (hour.demandMax5 ?? 0) * by,
  };
}

/** Jobs between 1 and 4 at night take a third of a busy hour's cores, whatever the load. */
function nightBatch(seed: number) {
  const made = oneLimit(seed, {});
  const hours = made.app.hours.get('cpu.used') ?? [];
  const busy = Math.max(...hours.map(({ demandMedian5 }) => demandMedian5 ?? 0));
  made.app.hours.set(
    'cpu.used',
    hours.map((hour) => {
      const demand = hour.demandMedian5 ?? 0;
      const night = new Date(hour.at).getUTCHours() >= 1 && new Date(hour.at).getUTCHours() < 4;
      return night ? scaled(hour, 1 + ((busy / 3) * (0.8 + 0.4 * made.app.random())) / demand) : hour;
    }),
  );
  return made;
}

function autoscaledCpu(seed: number) {
  const app = system({ seed, top: 900, noise: 0.08 });
  const coresPerUser = 0.012;
  const seen = Math.ceil((coresPerUser * app.peak) / 1.2);
  const max = seen + Math.floor(1 + app.random() * seen);
  autoscale(app, { coresPerUser, coresEach: 2, target: 0.6, max });
  const instances = new Map(app.hourFacts.map(({ at, instancesMedian }) => [at, instancesMedian]));
  addResource(app, 'cpu.used', { slope: coresPerUser, capacity: ({ at }) => 2 * (instances.get(at) ?? 1) });
  return {
    app,
    thresholds: [effective('cpu.used', 80)],
    deployment: { instances: { min: 1, max } },
    truth: (0.8 * max * 2) / coresPerUser / app.peak,
  };
}

function autoscaledPools(seed: number) {
  const made = autoscaledCpu(seed);
  const { app } = made;
  const poolMax = 10;
  const seen = Math.max(...app.hourFacts.map(({ instancesMedian }) => instancesMedian));
  const breaking = seen + 2 + Math.floor(app.random() * seen);
  // 80 % of what is left after three reserved ones lets `breaking − 1` pools be full, and half of the next.
  const usable = Math.ceil(((breaking - 0.5) * poolMax) / 0.8);
  addResource(app, 'db.connections.used', { slope: 0.02, base: 5, capacity: usable });
  const fits = Math.floor((0.8 * usable) / poolMax + 1e-9);
  const max = made.deployment.instances.max * 2;
  const byPools = (fits * 0.6 * 2) / 0.012 / app.peak;
  const byCpu = (0.8 * max * 2) / 0.012 / app.peak;
  return {
    app,
    thresholds: [effective('cpu.used', 80), effective('db.connections.used', 80)],
    deployment: {
      instances: { min: 1, max },
      perInstance: { poolMax },
      database: { maxConnections: usable + 3 },
    },
    truth: Math.min(byPools, byCpu),
  };
}

const SEVERAL = ['cpu.used', 'memory.used', 'db.pool.used', 'db.connections.used', 'sockets.open', 'requests.rate'];

/** Three to six limits at 1.2 × … that much more; each with its own scatter. */
function severalLimits(seed: number, spread: number) {
  const app = system({ seed });
  fixedInstances(app, 2);
  const first = 1.2 + 0.8 * app.random();
  const signals = SEVERAL.slice(0, 3 + (seed % 4));
  const truths = signals.map(() => first + spread * app.random());
  const limits = signals.map((signal, k) => {
    const truth = truths[k] as number;
    const noise = 0.05 + 0.05 * app.random();
    const counted = signal === 'sockets.open' || signal === 'requests.rate';
    // A count is its own demand; a resource is met at 80 % of its capacity.
    addResource(app, signal, { slope: 1, capacity: counted ? 100 : (app.peak * truth) / 0.8, noise, dayNoise: 0.03 });
    return effective(signal, counted ? app.peak * truth : 80);
  });
  return { app, thresholds: limits, deployment: {}, truth: Math.min(...truths) };
}

/** p95 = R0 ÷ (1 − ρ^servers); CPU further out, so that latency is first. */
function latency(seed: number, servers: number) {
  const app = system({ seed });
  fixedInstances(app, 2);
  const saturation = app.peak * (1.3 + 1.2 * app.random());
  const limit = 80 * (2 + 2 * app.random());
  const byLatency = (saturation * (1 - 80 / limit) ** (1 / servers)) / app.peak;
  const byCpu = byLatency * (1.1 + 0.6 * app.random());
  app.hours.set(
    'latency.p95',
    app.load.map((hour) => {
      const p95 = (80 / (1 - (hour.median5 / saturation) ** servers)) * Math.exp(0.05 * normal(app.random));
      return { ...hour, median5: p95, max5: p95 * 1.1 };
    }),
  );
  addResource(app, 'cpu.used', { slope: 3.2 / (app.peak * byCpu), capacity: 4 });
  return {
    app,
    thresholds: [effective('latency.p95', limit), effective('cpu.used', 80)],
    deployment: {},
    truth: byLatency,
  };
}

/** Load grows by 1 % a day. */
function growing(seed: number) {
  const app = system({ seed, noise: 0.06 });
  const grown = app.load.map((hour): SignalHour => {
    const by = 1.01 ** ((hour.at - NOW) / 86_400_000);
    return { ...hour, median5: hour.median5 * by, max5: hour.max5 * by };
  });
  app.load.splice(0, app.load.length, ...grown);
  app.peak = Math.max(...grown.slice(-168).map(({ max5 }) => max5));
  fixedInstances(app, 2);
  const truth = 1.1 + 1.8 * app.random();
  addResource(app, 'cpu.used', { slope: 3.2 / (app.peak * truth), capacity: 4, noise: 0.06, dayNoise: 0.03 });
  return { app, thresholds: [effective('cpu.used', 80)], deployment: {}, truth };
}

/** A tenth of the hours are missing, three releases double CPU for their hour, one day ran on a bad build. */
function disturbed(seed: number) {
  const made = oneLimit(seed, {});
  const { app } = made;
  const releases = [2, 5, 9].map((day) => NOW - day * 86_400_000 + 10 * 3_600_000);
  let version = 1;
  app.hourFacts = app.hourFacts.map((hour) => {
    if (releases.includes(hour.at)) version++;
    return { ...hour, versions: [String(version)] };
  });
  const bad = NOW - 7 * 86_400_000;
  const hours = (app.hours.get('cpu.used') ?? [])
    .filter(() => app.random() > 0.1)
    .map((hour) =>
      releases.includes(hour.at)
        ? scaled(hour, 2)
        : hour.at >= bad && hour.at < bad + 86_400_000
          ? scaled(hour, 1.15)
          : hour,
    );
  app.hours.set('cpu.used', hours);
  return made;
}

function lineThrough(points: [number, number][]): { a: number; b: number } {
  const n = points.length;
  const mx = points.reduce((sum, [x]) => sum + x, 0) / n;
  const my = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const top = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  const b = top / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return { a: my - b * mx, b };
}
