/**
 * Memory that grows with time and not with load (RULES 1.6): an instance's demand is fitted on its load and on
 * the hours since it began. Then there is a date at which it is full, and no multiple.
 */
import { isPositive } from '../load/instances';
import { dayOf, MEANS_NEEDED } from '../load/load';
import { t90 } from '../math';
import { DAY_MS, type EffectiveThreshold, HOUR_MS, type SignalHeadroom, type SignalHour } from '../types';
import { FIT_DAYS, type FitContext } from './points';

const MEMORY = 'memory.used';
const DAYS_NEEDED = 5;
/** A date further off than this is none: nothing runs so long without a restart (judgement). */
const FARTHEST_DAYS = 365;
/** Growth counts where that of a week is more than all that load takes. */
const DAYS_HELD_AGAINST_LOAD = 7;

/** y = a + b·load + c·hours since the start, all of one instance. */
interface Hour {
  day: number;
  load: number;
  age: number;
  y: number;
}

type Grows = Extract<SignalHeadroom, { code: 'grows-with-time' }>;

/** Null where memory does not grow with time, or nobody says when instances began. `each`: bytes of one instance. */
export function memoryGrowth(context: FitContext, threshold: EffectiveThreshold, each: number | null): Grows | null {
  const hours = hoursOf(context, threshold.signal);
  const days = [...new Set(hours.map(({ day }) => day))];
  const plane = planeOf(hours);
  const newest = hours.at(-1);
  if (days.length < DAYS_NEEDED || plane === null || newest === undefined || each === null) return null;
  const without = days.map((left) => planeOf(hours.filter(({ day }) => day !== left)));
  if (without.includes(null)) return null;
  const slopes = without.map((own) => own?.c ?? Number.NaN);
  const mean = slopes.reduce((a, b) => a + b, 0) / days.length;
  const squares = slopes.reduce((sum, c) => sum + (c - mean) ** 2, 0);
  const half = t90(days.length - 1) * Math.sqrt(((days.length - 1) / days.length) * squares);
  const load = Math.max(...hours.map((hour) => hour.load));
  const ofLoad = Math.max(0, plane.b) * load;
  if (!(plane.c - half > 0) || plane.c * 24 * DAYS_HELD_AGAINST_LOAD <= ofLoad) return null;
  const room = (threshold.limit / 100) * each - plane.a - ofLoad;
  const daysTo = (perHour: number) => Math.max(0, room / perHour / 24);
  const likely = daysTo(plane.c);
  if (likely > FARTHEST_DAYS) return null;
  const begunAt = newest.startAt;
  return {
    code: 'grows-with-time',
    signal: threshold.signal,
    thresholdId: threshold.id,
    perDay: plane.c * 24,
    days: likely,
    lowDays: daysTo(plane.c + half),
    highDays: daysTo(plane.c - half),
    startedAt: begunAt,
    fullAt: begunAt + likely * DAY_MS,
  };
}

/** Hours of one instance, oldest first: means over all of them, which begin and end together closely enough. */
function hoursOf(context: FitContext, signal: string): (Hour & Begun)[] {
  const { hours, instances, nowAt, loadByHour, disturbed } = context;
  const demandOf = memoryDemand(context);
  const fromAt = nowAt - FIT_DAYS * DAY_MS;
  return (hours.get(signal) ?? []).flatMap((hour) => {
    const { at, means } = hour;
    const demand = demandOf(hour);
    const startAt = instances.startedAt.get(at);
    const count = instances.at.get(at);
    const load = loadByHour.get(at)?.median5;
    if (at < fromAt || at >= nowAt || means < MEANS_NEEDED || disturbed.has(at)) return [];
    if (startAt === undefined || load === undefined || !isPositive(count) || !isPositive(demand)) return [];
    const age = (at + HOUR_MS / 2 - startAt) / HOUR_MS;
    return age > 0 ? [{ day: dayOf(at), load: load / count, age, y: demand / count, startAt }] : [];
  });
}

/**
 * What collections leave of an hour's memory (1.6); its median where too few hours of the window know that. One or
 * the other for all hours, because a change between them would look like growth.
 */
export function memoryDemand({ hours, factsAt, nowAt }: FitContext): (hour: SignalHour) => number | undefined {
  const floorOf = ({ at }: SignalHour) => factsAt.get(at)?.memoryFloor;
  const known = (hours.get(MEMORY) ?? []).filter(
    (hour) => hour.at >= nowAt - FIT_DAYS * DAY_MS && floorOf(hour) !== undefined,
  );
  return known.length >= DAYS_NEEDED * 24 ? floorOf : ({ demandMedian5 }) => demandMedian5;
}

interface Begun {
  startAt: number;
}

/** Least squares of y on load and age; null where they do not tell each other apart. */
function planeOf(hours: readonly Hour[]): { a: number; b: number; c: number } | null {
  const n = hours.length;
  if (n < 24) return null;
  const mean = (of: (hour: Hour) => number) => hours.reduce((sum, hour) => sum + of(hour), 0) / n;
  const [x, z, y] = [mean(({ load }) => load), mean(({ age }) => age), mean((hour) => hour.y)];
  let [xx, xz, zz, xy, zy] = [0, 0, 0, 0, 0];
  for (const hour of hours) {
    const [dx, dz, dy] = [hour.load - x, hour.age - z, hour.y - y];
    xx += dx * dx;
    xz += dx * dz;
    zz += dz * dz;
    xy += dx * dy;
    zy += dz * dy;
  }
  if (!(zz > 0)) return null;
  // A load that never moved takes nothing that could be told from the constant.
  if (!(xx > 1e-9 * n * x * x)) return { a: y - (zy / zz) * z, b: 0, c: zy / zz };
  const apart = xx * zz - xz * xz;
  if (!(apart > 1e-6 * xx * zz)) return null;
  const [b, c] = [(xy * zz - zy * xz) / apart, (zy * xx - xy * xz) / apart];
  return { a: y - b * x - c * z, b, c };
}
