/** How many instances there are, can be, and whether they follow load (RULES 1.2–1.4). */
import type { Deployment } from '@/catalogue/types';
import { largest, median, smallest, spearman } from '../math';
import { DAY_MS, type HourFacts, type SignalHour } from '../types';

const SCALING_VALUES = 3;
const SCALING_RANK = 0.5;
const FIT_DAYS = 14;

export interface Instances {
  /** Follows load: hourly medians take three values or more in 14 days, Spearman ≥ 0.5. */
  scales: boolean;
  /** Largest number there can be, by the deployment, else by the autoscaler; null where it grows and neither says how far. */
  max: number | null;
  /** Most and smallest hourly medians: of 14 days, of the last 24 h; null where instances are not known. */
  seenMost: number | null;
  now: number | null;
  /** Hour → hourly median, where known. */
  at: Map<number, number>;
  /** Hour → mean time at which its instances began, where they say so. */
  startedAt: Map<number, number>;
}

export function findInstances(
  { instances: stated }: Deployment,
  hourFacts: readonly HourFacts[],
  loadByHour: ReadonlyMap<number, SignalHour>,
  nowAt: number,
): Instances {
  const hours = hourFacts.filter(
    ({ at, instancesMedian }) => at >= nowAt - FIT_DAYS * DAY_MS && at < nowAt && instancesMedian >= 1,
  );
  const at = new Map(hours.map((hour) => [hour.at, hour.instancesMedian]));
  const paired = hours.filter((hour) => loadByHour.has(hour.at));
  const values = new Set(paired.map(({ instancesMedian }) => Math.round(instancesMedian)));
  const rank = spearman(
    paired.map(({ instancesMedian }) => instancesMedian),
    paired.map((hour) => (loadByHour.get(hour.at) as SignalHour).median5),
  );
  const scales = values.size >= SCALING_VALUES && rank >= SCALING_RANK;
  const lastDay = hours.filter((hour) => hour.at >= nowAt - DAY_MS).map(({ instancesMedian }) => instancesMedian);
  const now = lastDay.length === 0 ? null : smallest(lastDay);
  const told = lastDayOf(hourFacts, nowAt).findLast(({ maxInstances }) => maxInstances !== undefined)?.maxInstances;
  const most = stated?.max ?? told;
  const range = most !== undefined && (scales || stated?.max === undefined || (stated.min ?? most) < most);
  return {
    scales,
    max: range ? most : scales ? null : (now ?? most ?? null),
    seenMost: hours.length === 0 ? null : largest(hours.map(({ instancesMedian }) => instancesMedian)),
    now,
    at,
    startedAt: new Map(hours.flatMap((hour) => (hour.startedAt === undefined ? [] : [[hour.at, hour.startedAt]]))),
  };
}

const lastDayOf = (hourFacts: readonly HourFacts[], nowAt: number): HourFacts[] =>
  hourFacts.filter(({ at }) => at >= nowAt - DAY_MS && at < nowAt);

/** Capacity of one instance: median of the last 24 h's capacity ÷ instances; null where not known. */
export function capacityPerInstance(hours: readonly SignalHour[], instances: Instances, nowAt: number): number | null {
  const each = hours
    .filter(({ at, capacityMedian5 }) => at >= nowAt - DAY_MS && at < nowAt && isPositive(capacityMedian5))
    .map(({ at, capacityMedian5 }) => (capacityMedian5 as number) / (instances.at.get(at) ?? Number.NaN))
    .filter(isPositive);
  return each.length === 0 ? null : median(each);
}

/** Smallest capacity of the last 24 h, where instances are not told apart; null where not known. */
export function capacityNow(hours: readonly SignalHour[], nowAt: number): number | null {
  const all = hours
    .filter(({ at, capacityMedian5 }) => at >= nowAt - DAY_MS && at < nowAt && isPositive(capacityMedian5))
    .map(({ capacityMedian5 }) => capacityMedian5 as number);
  return all.length === 0 ? null : smallest(all);
}

export const isPositive = (value: number | undefined): value is number =>
  value !== undefined && value > 0 && Number.isFinite(value);
