/** What the app needs at a load, measured: instances now, and each resource as a line over load (RULES 15.1). */
import type { SignalId } from '@/catalogue/types';
import { DAY_MS, type HourFacts, type LoadFinding, type SignalColumns, type SignalHour } from './types';

/** Demand of one resource as a line over load: D = base + perLoad × load, with its spread. */
export interface DemandLine {
  base: number;
  perLoad: number;
  /** Offsets of the 10th and 90th percentile hour from the line; low ≤ 0 ≤ high. */
  lowOffset: number;
  highOffset: number;
}

/** What the app was seen to need, from `measureDemand`; signals that were not measured are absent. */
export interface DemandPerUser {
  lines: Map<SignalId, DemandLine>;
  /** Live instances now; null where none reports. */
  instances: number | null;
  /** Load of now in the app's population; null while unknown. */
  loadNow: number | null;
  /** From load to its busiest five minutes (RULES 3.5). */
  peakFactor: number;
}

export const DEMAND_SIGNALS: SignalId[] = ['cpu.used', 'eventloop.used', 'memory.used', 'db.connections.used'];

const FIT_DAYS = 14;
/** Of the twelve 5-minute means of an hour (RULES 6.1). */
const NEED_MEANS = 9;
const NEED_HOURS = 6;
/** Below this ratio of the fitted loads a slope is noise: demand is taken in proportion to load (judgement). */
const NEED_SPREAD = 1.2;
/** Simulated median of busiest 5 minutes ÷ load (RULES 3.5), until the app's own is known. */
const USUAL_PEAK_FACTOR = 1.14;

/**
 * `loadHours` are the load's hours in the app's population (also when estimated from requests); without
 * them the hours of the load's own signal are used, if it measures users. Null when nothing is known.
 */
export function measureDemand(input: {
  load: LoadFinding;
  minutes: Map<SignalId, SignalColumns>;
  hours: Map<SignalId, SignalHour[]>;
  hourFacts: HourFacts[];
  loadHours?: readonly SignalHour[];
}): DemandPerUser | null {
  const { load, hours } = input;
  const instances = liveInstances(input.hourFacts);
  const loadHours =
    input.loadHours ?? (load.code === 'load' && load.quality === 'measured' ? hours.get(load.signal) : []);
  const lines = new Map<SignalId, DemandLine>();
  for (const signal of DEMAND_SIGNALS) {
    const line = fit(loadHours ?? [], hours.get(signal) ?? []);
    if (line !== null) lines.set(signal, line);
  }
  const loadNow = load.code === 'no-load' ? null : load.value;
  if (instances === null && loadNow === null) return null;
  return { lines, instances, loadNow, peakFactor: load.code === 'load' ? load.peakFactor : USUAL_PEAK_FACTOR };
}

/** Demand in the busiest five minutes of a load, in the signal's demand unit. */
export function demandAt(
  demand: DemandPerUser,
  signal: SignalId,
  load: number,
): { low: number; likely: number; high: number } | null {
  const line = demand.lines.get(signal);
  if (line === undefined) return null;
  const likely = line.base + line.perLoad * load * demand.peakFactor;
  return {
    low: Math.max(0, likely + line.lowOffset),
    likely: Math.max(0, likely),
    high: Math.max(0, likely + line.highOffset),
  };
}

/** Median of the hourly medians of the last day; the hour being filled counts like any other. */
function liveInstances(hourFacts: readonly HourFacts[]): number | null {
  const known = hourFacts.filter((hour) => hour.instancesMedian >= 1);
  const newest = Math.max(...known.map((hour) => hour.at));
  const last = known.filter((hour) => hour.at > newest - DAY_MS).map((hour) => hour.instancesMedian);
  return last.length === 0 ? null : Math.round(quantile(last, 0.5));
}

/** Least squares over the upper half of load (night jobs flatten the slope, RULES 6.3), never falling. */
function fit(loadHours: readonly SignalHour[], demandHours: readonly SignalHour[]): DemandLine | null {
  const newest = Math.max(...loadHours.map((hour) => hour.at));
  const byAt = new Map(loadHours.filter((hour) => hour.at > newest - FIT_DAYS * DAY_MS).map((hour) => [hour.at, hour]));
  const points = demandHours.flatMap((hour) => {
    const load = byAt.get(hour.at)?.max5 ?? Number.NaN;
    const demand = hour.demandMax5 ?? Number.NaN;
    const full = hour.means >= NEED_MEANS && (byAt.get(hour.at)?.means ?? 0) >= NEED_MEANS;
    return full && load > 0 && Number.isFinite(demand) ? [{ load, demand }] : [];
  });
  const middle = quantile(
    points.map((it) => it.load),
    0.5,
  );
  const upper = points.filter((it) => it.load >= middle);
  if (upper.length < NEED_HOURS) return null;
  const { base, perLoad } = straightLine(upper);
  const rest = upper.map((it) => it.demand - base - perLoad * it.load);
  return {
    base,
    perLoad,
    lowOffset: Math.min(0, quantile(rest, 0.1)),
    highOffset: Math.max(0, quantile(rest, 0.9)),
  };
}

function straightLine(points: readonly { load: number; demand: number }[]): { base: number; perLoad: number } {
  const meanLoad = mean(points.map((it) => it.load));
  const meanDemand = mean(points.map((it) => it.demand));
  const proportional = { base: 0, perLoad: meanDemand / meanLoad };
  const loads = points.map((it) => it.load);
  if (quantile(loads, 0.95) < NEED_SPREAD * quantile(loads, 0.05)) return proportional;
  const slope =
    mean(points.map((it) => (it.load - meanLoad) * (it.demand - meanDemand))) /
    mean(points.map((it) => (it.load - meanLoad) ** 2));
  // A demand that falls as load rises is noise or a fixed cost: level, not falling.
  if (slope <= 0) return { base: meanDemand, perLoad: 0 };
  const base = meanDemand - slope * meanLoad;
  return base < 0 ? proportional : { base, perLoad: slope };
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** Nearest rank; NaN of nothing. */
function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}
