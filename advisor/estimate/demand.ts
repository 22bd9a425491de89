/** What the app needs at a load, measured: each resource as a line over load, with joint draws of it (RULES 15.1, 15.5). */
import type { SignalId } from '@/catalogue/types';
import { nearestRank } from '../math';
import {
  DAY_MS,
  HOUR_MS,
  type HourFacts,
  type LoadFinding,
  type Observations,
  type SignalColumns,
  type SignalHour,
} from '../types';
import { type DemandLine, type DemandPoint, type DemandView, drawLines, type FittedDemand, fitDemand } from './draws';

/** What the app was seen to need, from `measureDemand`; signals that were not measured are absent. */
export interface DemandPerUser extends DemandView {
  /** Live instances now; null where none reports. */
  instances: number | null;
  /** Load of now in the app's population; null while unknown. */
  loadNow: number | null;
  /** Days resampled jointly for all signals; empty where too little is known to vary. */
  draws: DemandView[];
  /** Hours of the last week: their load as a share of `loadNow`, and the instances then. */
  week: { share: number; instances: number }[];
  /** Completed in a month at today's load; null where not measured. */
  requestsAMonth: number | null;
  /** Gigabytes sent out in a month at today's load, with 5 % for headers; null where not measured (RULES 15.4). */
  egressGbAMonth: number | null;
}

export type { DemandLine, DemandView };

export const DEMAND_SIGNALS: SignalId[] = [
  'cpu.used',
  'eventloop.used',
  'memory.used',
  'db.connections.used',
  'sockets.open',
];

const FIT_DAYS = 14;
/** Of the twelve 5-minute means of an hour (RULES 6.1). */
const NEED_MEANS = 9;
/** Simulated median of busiest 5 minutes ÷ load (RULES 3.5), until the app's own is known. */
const USUAL_PEAK_FACTOR = 1.14;
const WEEK_HOURS = 168;
const WEEKS = 4;
const MONTH_SECONDS = 730 * 3600;
const EGRESS_EXTRA = 1.05;
const NEED_EGRESS_MINUTES = 20 * 60;

/**
 * `loadHours` are the load's hours in the app's population (also when estimated from requests); without
 * them the hours of the load's own signal are used, if it measures users. Null when nothing is known.
 */
export function measureDemand(input: {
  load: LoadFinding;
  minutes: Map<SignalId, SignalColumns>;
  hours: Map<SignalId, SignalHour[]>;
  hourFacts: HourFacts[];
  observations?: Observations;
  loadHours?: readonly SignalHour[];
}): DemandPerUser | null {
  const { load, hours, hourFacts } = input;
  const instances = liveInstances(hourFacts);
  const loadNow = load.code === 'no-load' ? null : load.value;
  if (instances === null && loadNow === null) return null;
  const loadHours =
    input.loadHours ?? (load.code === 'load' && load.quality === 'measured' ? hours.get(load.signal) : []) ?? [];
  const fitted = new Map<SignalId, FittedDemand>();
  const recent = fitHours(loadHours);
  for (const signal of DEMAND_SIGNALS) {
    const line = fitDemand(pointsOf(recent, hours.get(signal) ?? [], signal === 'sockets.open'));
    if (line !== null) fitted.set(signal, line);
  }
  const peakFactor = load.code === 'load' ? load.peakFactor : USUAL_PEAK_FACTOR;
  const requestsAMonth = monthlyRequests(hours.get('requests.rate') ?? []);
  return {
    lines: new Map([...fitted].map(([signal, { base, perLoad }]) => [signal, { base, perLoad }])),
    peakFactor,
    instances,
    loadNow,
    draws: drawLines(fitted, peakFactors(loadHours, peakFactor)),
    week: weekOf(loadHours, hourFacts, loadNow),
    requestsAMonth,
    egressGbAMonth: monthlyEgress(input.observations, requestsAMonth),
  };
}

/** Demand in the busiest five minutes of a load, in the signal's demand unit; null where it was not measured. */
export function demandAt(view: DemandView, signal: SignalId, load: number): number | null {
  const line = view.lines.get(signal);
  return line === undefined ? null : Math.max(0, line.base + line.perLoad * load * view.peakFactor);
}

/** Median of the hourly medians of the last day; the hour being filled counts like any other. */
function liveInstances(hourFacts: readonly HourFacts[]): number | null {
  const newest = newestOf(hourFacts, ({ instancesMedian }) => instancesMedian >= 1);
  const last = hourFacts
    .filter(({ at, instancesMedian }) => at > newest - DAY_MS && instancesMedian >= 1)
    .map((hour) => hour.instancesMedian);
  return last.length === 0 ? null : Math.round(nearestRank(last, 0.5));
}

function newestOf<Hour extends { at: number }>(hours: readonly Hour[], counts?: (hour: Hour) => boolean): number {
  let newest = Number.NEGATIVE_INFINITY;
  for (const hour of hours) if (hour.at > newest && counts?.(hour) !== false) newest = hour.at;
  return newest;
}

/** Hours of the last 14 days, by time. */
function fitHours(loadHours: readonly SignalHour[]): Map<number, SignalHour> {
  const newest = newestOf(loadHours);
  return new Map(loadHours.filter((hour) => hour.at > newest - FIT_DAYS * DAY_MS).map((hour) => [hour.at, hour]));
}

/** Full ones of them in which both load and demand are known. */
function pointsOf(
  loads: ReadonlyMap<number, SignalHour>,
  demandHours: readonly SignalHour[],
  isCount: boolean,
): DemandPoint[] {
  const points: DemandPoint[] = [];
  for (const hour of demandHours) {
    const at = loads.get(hour.at);
    if (at === undefined || !(at.means >= NEED_MEANS && hour.means >= NEED_MEANS && at.max5 > 0)) continue;
    // Sockets have no capacity behind them: their number is the demand.
    const demand = hour.demandMax5 ?? (isCount ? hour.max5 : Number.NaN);
    if (Number.isFinite(demand)) points.push({ at: hour.at, load: at.max5, demand });
  }
  return points;
}

/** The weekly peak factors of the last four weeks; today's alone where there are fewer. */
function peakFactors(loadHours: readonly SignalHour[], today: number): number[] {
  const newest = newestOf(loadHours);
  const factors: number[] = [];
  for (let week = 0; week < WEEKS; week++) {
    const until = newest - week * WEEK_HOURS * HOUR_MS;
    const maxima = loadHours
      .filter(({ at, means }) => at <= until && at > until - WEEK_HOURS * HOUR_MS && means >= NEED_MEANS)
      .map(({ max5 }) => max5)
      .filter((value) => value > 0);
    if (maxima.length < 120) break;
    factors.push(Math.max(...maxima) / nearestRank(maxima, 0.95));
  }
  return factors.length < 2 ? [today] : factors;
}

function weekOf(
  loadHours: readonly SignalHour[],
  hourFacts: readonly HourFacts[],
  loadNow: number | null,
): DemandPerUser['week'] {
  if (loadNow === null || loadNow <= 0) return [];
  const newest = newestOf(loadHours);
  const inWeek = ({ at }: { at: number }) => at > newest - WEEK_HOURS * HOUR_MS;
  const counts = new Map(hourFacts.filter(inWeek).map(({ at, instancesMedian }) => [at, instancesMedian]));
  const week = loadHours
    .filter((hour) => hour.max5 >= 0 && inWeek(hour))
    .map(({ at, max5 }) => ({ share: max5 / loadNow, instances: counts.get(at) ?? 0 }));
  return week.length < 120 ? [] : week;
}

/** Mean of the last week's hours; a month has 730 of them. */
function monthlyRequests(rateHours: readonly SignalHour[]): number | null {
  const newest = newestOf(rateHours);
  const rates = rateHours
    .filter(({ at }) => at > newest - WEEK_HOURS * HOUR_MS)
    .map(({ median5 }) => median5)
    .filter((rate) => rate >= 0);
  if (rates.length < 24) return null;
  return (rates.reduce((sum, rate) => sum + rate, 0) / rates.length) * MONTH_SECONDS;
}

/** Bytes for each request of the last day, times the month's requests. */
function monthlyEgress(observations: Observations | undefined, requestsAMonth: number | null): number | null {
  const bytes = observations?.columns['egress.bytes'];
  const requests = observations?.columns.requests;
  if (bytes === undefined || requests === undefined || requestsAMonth === null) return null;
  let [sent, answered, known] = [0, 0, 0];
  for (let i = 0; i < Math.min(bytes.length, requests.length); i++) {
    const [out, many] = [bytes[i] as number, requests[i] as number];
    if (Number.isNaN(out) || Number.isNaN(many)) continue;
    sent += out;
    answered += many;
    known += 1;
  }
  if (known < NEED_EGRESS_MINUTES || answered <= 0) return null;
  return ((sent / answered) * requestsAMonth * EGRESS_EXTRA) / 1e9;
}
