/**
 * Simulated apps with known limits: 14 days of hours with a daily and weekly season and noise, load on
 * one side, demand, capacity and instances on the other. Seeded, so that every run sees the same apps.
 */
import { findHeadroom } from '@/advisor/headroom/headroom';
import { seeded } from '@/advisor/math';
import { DAY_MS, type EffectiveThreshold, HOUR_MS, type HourFacts, type SignalHour } from '@/advisor/types';
import type { Deployment } from '@/catalogue/types';
import { effective, facts } from './facts';

export const NOW = Date.UTC(2026, 10, 23);

export interface System {
  random: () => number;
  load: SignalHour[];
  hourFacts: HourFacts[];
  hours: Map<string, SignalHour[]>;
  /** Load of the busiest five minutes of the last seven days. */
  peak: number;
}

export const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

export interface SystemShape {
  seed: number;
  days?: number;
  /** Load at the daily peak and the share of it that the night keeps. */
  top?: number;
  night?: number;
  noise?: number;
}

export function system({ seed, days = 14, top = 1000, night = 0.25, noise = 0.05 }: SystemShape): System {
  const random = seeded(seed);
  const load: SignalHour[] = [];
  for (let i = 0; i < days * 24; i++) {
    const at = NOW - days * DAY_MS + i * HOUR_MS;
    const day = Math.floor(i / 24);
    const weekend = day % 7 >= 5 ? 0.85 : 1;
    const season = night + (1 - night) * (0.5 - 0.5 * Math.cos((2 * Math.PI * ((i % 24) - 3)) / 24));
    const median5 = top * season * weekend * Math.exp(noise * normal(random));
    load.push({ at, median5, max5: median5 * (1 + 0.08 * random() + 0.02), means: 12 });
  }
  const week = load.filter(({ at }) => at >= NOW - 7 * DAY_MS);
  return {
    random,
    load,
    hourFacts: [],
    hours: new Map([['users.active', load]]),
    peak: Math.max(...week.map(({ max5 }) => max5)),
  };
}

/** A resource whose demand is base + slope × load, with noise by hour and by day. */
export function addResource(
  of: System,
  signal: string,
  { slope, base = 0, capacity, noise = 0.04, dayNoise = 0.02 }: ResourceShape,
): void {
  const byDay = new Map<number, number>();
  const hours = of.load.map((hour): SignalHour => {
    const day = Math.floor(hour.at / DAY_MS);
    if (!byDay.has(day)) byDay.set(day, scatterOf(of, dayNoise));
    const scatter = (byDay.get(day) as number) * scatterOf(of, noise);
    const demand = (base + slope * hour.median5) * scatter;
    const room = typeof capacity === 'number' ? capacity : capacity(hour);
    const peak = demand * (hour.max5 / hour.median5);
    const value = (100 * demand) / room;
    return {
      at: hour.at,
      means: 12,
      median5: value,
      max5: (100 * peak) / room,
      demandMedian5: demand,
      demandMax5: peak,
      capacityMedian5: room,
    };
  });
  of.hours.set(signal, hours);
}

/** Lognormal with mean one, so that the line's truth is the demand's mean. */
const scatterOf = (of: System, sd: number): number => Math.exp(sd * normal(of.random) - (sd * sd) / 2);

export interface ResourceShape {
  slope: number;
  base?: number;
  capacity: number | ((hour: SignalHour) => number);
  noise?: number;
  dayNoise?: number;
}

/** Instances that an autoscaler keeps at a share of their cores. */
export function autoscale(
  of: System,
  { coresPerUser, coresEach, target, max }: { coresPerUser: number; coresEach: number; target: number; max: number },
): void {
  of.hourFacts = of.load.map(({ at, median5 }) => ({
    at,
    versions: ['1'],
    instancesMedian: Math.min(max, Math.max(1, Math.ceil((coresPerUser * median5) / (target * coresEach)))),
  }));
}

export const fixedInstances = (of: System, count: number): void => {
  of.hourFacts = of.load.map(({ at }) => ({ at, versions: ['1'], instancesMedian: count }));
};

export function headroomOf(
  of: System,
  limits: Record<string, number> | EffectiveThreshold[],
  deployment: Deployment = {},
) {
  const thresholds = Array.isArray(limits)
    ? limits
    : Object.entries(limits).map(([signal, limit]) => effective(signal, limit));
  return findHeadroom({
    facts: facts({ deployment }),
    nowAt: NOW,
    thresholds,
    load: { signal: 'users.active', quality: 'measured', hours: of.load, unit: 'users' },
    minutes: new Map(),
    hours: of.hours,
    hourFacts: of.hourFacts,
    crossings: [],
  });
}
