/**
 * When load reaches a limit or the next phase (RULES 10): joint draws of a path of daily peaks and of the
 * limit, the first day on which they meet, and the quantiles of that day. Days are counted from the last
 * day of the history: 1 is the day after it.
 */
import { quantile, seeded } from '../math';
import { forecast } from './forecast';
import {
  addHolidays,
  type Holiday,
  type HolidayDay,
  type HolidayEffects,
  holidayDays,
  holidayEffects,
  withTurnOfYear,
} from './holidays';
import { type Forecast, sigmaAt } from './interval';
import { level as levelModel, pastOf } from './models';
import { known, type Scale, scaleOf, seasonOf } from './season';
import { type Trend, trendOf } from './trend';
import { yearSeason } from './yearly';

/** One thing that load will meet. */
export interface Meeting {
  /** ln of the load at which it happens, and the standard deviation of that logarithm. */
  lnLimit: number;
  lnLimitSd: number;
  /**
   * A limit is met on the first day whose peak reaches it. A phase is entered when the largest of seven
   * peaks ÷ the peak factor has been beyond its bound on three days running (RULES 3.5, 10.1).
   */
  kind: 'limit' | 'phase';
  /** Busiest five minutes ÷ load (RULES 3.5); for phases. */
  peakFactor?: number;
}

export interface DateQuestion extends Meeting {
  /** Daily peaks in the unit of load, NaN for days that do not count, oldest first. */
  peaks: ArrayLike<number>;
  calendar?: Calendar;
}

export type DateAnswer =
  /** 8 in 10 between early and late; `late` is null where it lies beyond the horizon. */
  | { code: 'date'; early: number; likely: number; late: number | null; horizon: number }
  /** Less likely than not within the horizon: only the earliest day can be told (9 in 10 are later). */
  | { code: 'not-before'; early: number; horizon: number; share: number }
  | { code: 'not-within'; horizon: number; share: number }
  | { code: 'too-early'; have: number; need: number };

/** Under so many counted days there is no date; under FULL_DAYS only "not before" (RULES 10.3). */
export const LEAST_DAYS = 14;
export const FULL_DAYS = 56;
const MOST_HORIZON = 365;
/** Of a longer history the fit sees so many days; holidays are learned from all of it. */
const FITTED_DAYS = 400;
const DRAWS = 1000;
const WEEK = 7;
/**
 * Share of the paths on which the trend goes on undamped. RULES 10.4 says a half; on simulated paths whose
 * growth drifts, 0.7 brought the likely date from 20 to 14 days off (median) at the same coverage.
 */
const TREND_SHARE = 0.7;
/** Of the spread that stays, such a path takes this part: its slope is drawn already. */
const TREND_STAYS = 0.4;
/** Successive days beyond a phase's bound until it counts as entered. */
const PHASE_DAYS = 3;

/** Drawn futures of the daily peaks, on which every limit of an app is met: drawn once for all of them. */
export interface Paths {
  /** Counted days of the history. */
  days: number;
  horizon: number;
  found: Forecast;
  trend: Trend;
  /** On the forecast scale, one row a draw. */
  draws: Float64Array[];
  /** The last six days on that scale. */
  past: number[];
  /** Of the days ahead those that are holidays, and what is known of such; null without a calendar. */
  holidays: { ahead: (HolidayDay | null)[]; effects: HolidayEffects } | null;
  /** What of last year's shape is in the draws; null where no season of the year can be told. */
  yearShare: number | null;
}

/** The team's holidays, and which day the first of the peaks is of. */
export interface Calendar {
  holidays: readonly Holiday[];
  firstDay: number;
}

/** @param peaks daily peaks, NaN where a day does not count, oldest first. Null under LEAST_DAYS ordinary ones that count. */
export function pathsOf(peaks: ArrayLike<number>, calendar?: Calendar): Paths | null {
  const horizon = Math.min(MOST_HORIZON, peaks.length);
  const holidays = calendar ? withTurnOfYear(calendar.holidays, peaks, calendar.firstDay) : [];
  const all = calendar && holidays.length > 0 ? holidayDays(holidays, calendar.firstDay, peaks.length + horizon) : null;
  const ordinary = Float64Array.from(peaks, (y, t) => (all?.[t] ? Number.NaN : y));
  const fitted = ordinary.subarray(Math.max(0, ordinary.length - FITTED_DAYS));
  const days = known(ordinary);
  if (known(fitted) < LEAST_DAYS) return null;
  const scale = scaleOf(ordinary);
  const year = yearSeason(ordinary.map(scale.to), fitted.length, horizon);
  const beside = year === null ? fitted : fitted.map((y, t) => scale.from(scale.to(y) - (year.past[t] as number)));
  const found = forecast(beside, { period: WEEK, horizon });
  if (found === null) return null;
  const random = seeded(peaks.length * 7919);
  const own = drawing(found, horizon, random);
  // Where nobody can tell outliers from a shift, some of the paths begin at the new level.
  const { share = 0, shifted = found } = found.undecided ?? {};
  const other = found.undecided === null ? own : drawing(shifted, horizon, random);
  const many = Math.round(share * DRAWS);
  const draws = Array.from({ length: DRAWS }, (_, i) => (i < many ? other.draw() : own.draw()));
  if (year !== null) for (const path of draws) addTo(path, year.ahead);
  const z = Float64Array.from(peaks, (y) => found.scale.to(y));
  const its = all && holidaysOf(z, all, found);
  if (its !== null) {
    const chance = { random, normal: normals(random) };
    for (const path of draws) addHolidays(path, its.ahead, its.effects, chance);
  }
  return {
    days,
    horizon,
    found,
    trend: own.trend,
    draws,
    past: pastWeek(z),
    holidays: its,
    yearShare: year?.share ?? null,
  };
}

function addTo(path: Float64Array, more: Float64Array): void {
  for (let h = 0; h < path.length; h++) path[h] = (path[h] as number) + (more[h] as number);
}

/** What holidays did in the whole history, beside the week that the fit knows. */
function holidaysOf(z: Float64Array, all: (HolidayDay | null)[], { fitted }: Forecast): NonNullable<Paths['holidays']> {
  const season = seasonOf(fitted, WEEK);
  const older = z.length - fitted.length;
  const flat = z.map((value, t) => value - (season[(((t - older) % WEEK) + WEEK) % season.length] as number));
  return { ahead: all.slice(z.length), effects: holidayEffects(flat, all.slice(0, z.length)) };
}

/** How one path is drawn from a forecast: its level goes on, or its middle, or its trend undamped. */
function drawing(found: Forecast, horizon: number, random: () => number): { trend: Trend; draw(): Float64Array } {
  const z = found.fitted;
  const flat = levelModel(pastOf(z, WEEK, found.scale), horizon);
  const trend = trendOf(z, WEEK);
  const levelShare = found.weights.level ?? 0;
  const trendFrom = levelShare + (1 - levelShare) * (1 - TREND_SHARE);
  const normal = normals(random);
  const staying = stayingOf(found, horizon);
  const fresh = Math.min(found.noise, 0.95 * found.sigma1);
  const draw = () => {
    const path = new Float64Array(horizon);
    const which = random();
    if (which < levelShare) path.set(flat);
    else if (which < trendFrom) path.set(found.middle);
    else drawTrend(path, trend, z.length, normal);
    shake(path, { staying, fresh, part: which < trendFrom ? 1 : TREND_STAYS }, normal);
    return path;
  };
  return { trend, draw };
}

/** When load meets one limit or enters one phase, counted in days from the last one of the history. */
export function meetingOf(paths: Paths, meeting: Meeting): DateAnswer {
  const { days, horizon, draws, found } = paths;
  const normal = normals(seeded(Math.round(meeting.lnLimit * 1e4)));
  const meet = draws.map((path) => {
    const bound = found.scale.to(Math.exp(meeting.lnLimit + meeting.lnLimitSd * normal()));
    return meeting.kind === 'limit'
      ? firstAt(path, bound)
      : enteredAt(path, paths.past, bound, meeting.peakFactor ?? 1, found.scale);
  });
  const share = meet.filter((day) => day <= horizon).length / meet.length;
  if (share < 0.1) return { code: 'not-within', horizon, share };
  const early = Math.max(1, Math.round(quantile(meet, 0.1)));
  if (share < 0.5 || days < FULL_DAYS) return { code: 'not-before', early, horizon, share };
  const late = quantile(meet, 0.9);
  return {
    code: 'date',
    early,
    likely: Math.round(quantile(meet, 0.5)),
    late: late > horizon ? null : Math.round(late),
    horizon,
  };
}

export function dateOf(question: DateQuestion): DateAnswer {
  const paths = pathsOf(question.peaks, question.calendar);
  if (paths === null) return { code: 'too-early', have: known(question.peaks), need: LEAST_DAYS };
  return meetingOf(paths, question);
}

/** Ends and middle of the drawn peaks on one day ahead (1 is the first): 8 in 10 lie between the ends. */
export function fanAt({ draws, found }: Paths, day: number): { low: number; middle: number; high: number } {
  const at = Float64Array.from(draws, (path) => path[day - 1] as number).sort();
  const rank = (share: number) => found.scale.from(at[Math.round(share * (at.length - 1))] as number);
  return { low: rank(0.1), middle: rank(0.5), high: rank(0.9) };
}

function drawTrend(path: Float64Array, trend: Trend, length: number, normal: () => number): void {
  const slope = trend.slope + trend.standardError * normal();
  for (let h = 0; h < path.length; h++)
    path[h] = trend.level + slope * (h + 1) + (trend.season[(length + h) % trend.season.length] as number);
}

/** Deviation of what each day adds to the errors that stay, so that all together spread as σ_1·h^b. */
function stayingOf(found: Forecast, horizon: number): Float64Array {
  const { sigma1, noise } = found;
  let spread = Math.min(noise, 0.95 * sigma1) ** 2;
  return Float64Array.from({ length: horizon }, (_, h) => {
    const wanted = sigmaAt(found, h + 1) ** 2;
    if (wanted <= spread) return 0;
    const added = Math.sqrt(wanted - spread);
    spread = wanted;
    return added;
  });
}

/** Adds errors: what is new each day, and what stays; of the latter only a part where the slope is drawn already. */
function shake(
  path: Float64Array,
  { staying, fresh, part }: { staying: Float64Array; fresh: number; part: number },
  normal: () => number,
): void {
  let stays = 0;
  for (let h = 0; h < path.length; h++) {
    const added = staying[h] as number;
    if (added > 0) stays += part * added * normal();
    path[h] = (path[h] as number) + stays + fresh * normal();
  }
}

function firstAt(path: Float64Array, bound: number): number {
  for (let h = 0; h < path.length; h++) if ((path[h] as number) >= bound) return h + 1;
  return path.length + 1;
}

function enteredAt(path: Float64Array, past: number[], bound: number, peakFactor: number, scale: Scale): number {
  const needed = scale.to(scale.from(bound) * peakFactor);
  let lastBeyond = Number.NEGATIVE_INFINITY;
  past.forEach((value, at) => {
    if (value >= needed) lastBeyond = at - past.length + 1;
  });
  let running = 0;
  for (let h = 0; h < path.length; h++) {
    if ((path[h] as number) >= needed) lastBeyond = h + 1;
    running = h + 1 - lastBeyond < WEEK ? running + 1 : 0;
    if (running >= PHASE_DAYS) return h + 1;
  }
  return path.length + 1;
}

/** The last six days, known ones only; an unknown day cannot have been the largest. */
function pastWeek(z: Float64Array): number[] {
  return [...z.subarray(Math.max(0, z.length - WEEK + 1))].map((value) =>
    Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value,
  );
}

/** Standard normals by Box and Muller (1958), drawn from a stock that is made once: the path needs a million. */
function normals(random: () => number): () => number {
  return () => STOCK[(random() * STOCK.length) | 0] as number;
}

const STOCK = stock(seeded(1958), 1 << 16);

function stock(random: () => number, size: number): Float64Array {
  const all = new Float64Array(size);
  for (let i = 0; i < size; i += 2) {
    const length = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    all[i] = length * Math.cos(angle);
    all[i + 1] = length * Math.sin(angle);
  }
  return all;
}
