/**
 * The team's holidays in a forecast (RULES 11.5). Such days leave the fit of level and weekdays; what they do to load
 * is learned from days of the same name and place that were seen at least twice. A holiday seen once may do it again
 * or not, one never seen may do anything that an outlier does, and the paths to come allow for that.
 */
import { median } from '../math';
import { DAY_MS } from '../types-signals';

/** A stretch of whole days of the team, both ends included; days are named as in zone-days.ts. */
export interface Holiday {
  name: string;
  from: number;
  to: number;
  /** On the same dates of every year. */
  yearly: boolean;
}

/** One day of one occasion of a holiday. */
export interface HolidayDay {
  name: string;
  /** Which day of the holiday; of long ones all count as one. */
  place: number;
  /** First and last day of this occasion. */
  from: number;
  to: number;
}

/** Each day of a longer one is no story of its own. */
const MOST_PLACES = 14;
/** The level around a holiday is the median of so many days before and after it, of at least NEED ordinary ones. */
const AROUND_DAYS = 14;
const NEED_AROUND = 6;
const SEEN_NEEDED = 2;
const MOST_TURN_DAYS = 11;
/** What ordinary days say about how unlike two sights of a holiday are, in sights (judgement). */
const PRIOR_SIGHTS = 3;
/** A holiday that was never seen is drawn so many robust deviations wide: half of what makes an outlier (11.4). */
const UNSEEN_DEVIATIONS = 2;

/** 23 December to 2 January, of any year. */
const TURN: Holiday = {
  name: 'the turn of the year',
  from: Date.UTC(1999, 11, 23),
  to: Date.UTC(2000, 0, 2),
  yearly: true,
};

/** The team's calendar; where it says nothing of the turn of the year and two of them were seen, that too (RULES 11.5). */
export function withTurnOfYear(holidays: readonly Holiday[], peaks: ArrayLike<number>, firstDay: number): Holiday[] {
  const turn = holidayDays([TURN], firstDay, peaks.length);
  const sights = new Map<number, number>();
  turn.forEach((day, t) => {
    if (day !== null && !Number.isNaN(peaks[t] as number)) sights.set(day.place, (sights.get(day.place) ?? 0) + 1);
  });
  const seen = sights.size === MOST_TURN_DAYS && [...sights.values()].every((times) => times >= SEEN_NEEDED);
  if (!seen) return [...holidays];
  const named = holidayDays(holidays, firstDay, peaks.length);
  return turn.some((day, t) => day !== null && named[t] !== null) ? [...holidays] : [...holidays, TURN];
}

/** Of each day from `firstDay` on the holiday that it belongs to: of several the shortest, which says most. */
export function holidayDays(holidays: readonly Holiday[], firstDay: number, days: number): (HolidayDay | null)[] {
  const found: (HolidayDay | null)[] = new Array(days).fill(null);
  const lastDay = firstDay + (days - 1) * DAY_MS;
  const longestFirst = [...holidays].sort((a, b) => b.to - b.from - (a.to - a.from));
  for (const holiday of longestFirst)
    for (const { from, to } of occasionsOf(holiday, firstDay, lastDay))
      for (let at = Math.max(from, firstDay); at <= Math.min(to, lastDay); at += DAY_MS) {
        const place = to - from < MOST_PLACES * DAY_MS ? (at - from) / DAY_MS : 0;
        found[(at - firstDay) / DAY_MS] = { name: holiday.name, place, from, to };
      }
  return found;
}

function occasionsOf({ from, to, yearly }: Holiday, firstDay: number, lastDay: number): { from: number; to: number }[] {
  if (!yearly) return [{ from, to }];
  const first = new Date(from);
  const years = Array.from({ length: yearOf(lastDay) - yearOf(firstDay) + 2 }, (_, i) => yearOf(firstDay) - 1 + i);
  return years.flatMap((year) => {
    const start = Date.UTC(year, first.getUTCMonth(), first.getUTCDate());
    // 29 February is a day of leap years alone.
    return new Date(start).getUTCDate() === first.getUTCDate() ? [{ from: start, to: start + (to - from) }] : [];
  });
}

const yearOf = (day: number): number => new Date(day).getUTCFullYear();

export interface HolidayEffects {
  /** What each sight moved load by, on the forecast scale, by name and place. */
  seen: ReadonlyMap<string, readonly number[]>;
  /** Robust deviation of ordinary days from the level around them. */
  ordinary: number;
  /** Deviation of one sight of a holiday from the mean of its sights; never less than that of ordinary days. */
  between: number;
}

/**
 * @param flat values without their season on the forecast scale, holidays among them, NaN where unknown
 * @param calendar which of them are holidays
 */
export function holidayEffects(flat: Float64Array, calendar: readonly (HolidayDay | null)[]): HolidayEffects {
  const isOrdinary = (t: number) => calendar[t] === null && !Number.isNaN(flat[t] as number);
  const off = (t: number): number => {
    const near: number[] = [];
    for (let i = Math.max(0, t - AROUND_DAYS); i <= Math.min(flat.length - 1, t + AROUND_DAYS); i++)
      if (i !== t && isOrdinary(i)) near.push(flat[i] as number);
    return near.length < NEED_AROUND ? Number.NaN : (flat[t] as number) - median(near);
  };
  const seen = new Map<string, number[]>();
  const others: number[] = [];
  for (let t = 0; t < flat.length; t++) {
    const day = calendar[t] ?? null;
    const moved = off(t);
    if (Number.isNaN(moved)) continue;
    if (day === null) others.push(Math.abs(moved));
    else seen.set(keyOf(day), [...(seen.get(keyOf(day)) ?? []), moved]);
  }
  const ordinary = others.length > 0 ? 1.4826 * median(others) : 0;
  return { seen, ordinary, between: Math.max(ordinary, betweenOf([...seen.values()], ordinary)) };
}

/** Pooled over all holidays seen more than once, drawn to what ordinary days scatter by. */
function betweenOf(groups: number[][], ordinary: number): number {
  let squares = PRIOR_SIGHTS * ordinary ** 2;
  let free = PRIOR_SIGHTS;
  for (const sights of groups) {
    const mean = meanOf(sights);
    squares += sights.reduce((sum, sight) => sum + (sight - mean) ** 2, 0);
    free += sights.length - 1;
  }
  return Math.sqrt(squares / free);
}

/** Adds to a path of days what a draw says of their holidays: one draw for all days of an occasion. */
export function addHolidays(
  path: Float64Array,
  ahead: readonly (HolidayDay | null)[],
  effects: HolidayEffects,
  { random, normal }: { random: () => number; normal: () => number },
): void {
  let occasion = '';
  let deviation = 0;
  let comes = true;
  for (let h = 0; h < path.length; h++) {
    const day = ahead[h] ?? null;
    if (day === null) continue;
    const its = `${day.name} ${day.from}`;
    if (its !== occasion) {
      occasion = its;
      deviation = normal();
      comes = random() < 0.5;
    }
    path[h] = (path[h] as number) + effectOf(effects, day, { deviation, comes });
  }
}

function effectOf(
  { seen, ordinary, between }: HolidayEffects,
  day: HolidayDay,
  { deviation, comes }: { deviation: number; comes: boolean },
): number {
  const sights = seen.get(keyOf(day)) ?? [];
  if (sights.length === 0) return UNSEEN_DEVIATIONS * ordinary * deviation;
  if (sights.length < SEEN_NEEDED) return comes ? (sights[0] as number) : 0;
  // The noise of an ordinary day is in the path already; beside it stand the years' own difference and the mean's error.
  const spread = between ** 2 - ordinary ** 2 + between ** 2 / sights.length;
  return meanOf(sights) + Math.sqrt(spread) * deviation;
}

/** An occasion to come, and how often its days were seen before: under SEEN_NEEDED nothing is learned of it. */
export interface HolidayAhead {
  name: string;
  fromAt: number;
  toAt: number;
  seen: number;
}

/** Occasions among the days ahead, each once; seen as often as the least seen of its days. */
export function holidaysAhead(ahead: readonly (HolidayDay | null)[], { seen }: HolidayEffects): HolidayAhead[] {
  const found = new Map<string, HolidayAhead>();
  for (const day of ahead) {
    if (day === null) continue;
    const its = `${day.name} ${day.from}`;
    const times = Math.min(found.get(its)?.seen ?? Number.POSITIVE_INFINITY, seen.get(keyOf(day))?.length ?? 0);
    found.set(its, { name: day.name, fromAt: day.from, toAt: day.to, seen: times });
  }
  return [...found.values()];
}

const keyOf = ({ name, place }: HolidayDay): string => `${place} ${name}`;
const meanOf = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
