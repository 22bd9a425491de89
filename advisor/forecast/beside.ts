/** What is told beside an app's dates, of the same drawn paths: growth, a shift of the level, the fan, holidays near. */
import { Z90 } from '../math';
import { DAY_MS, type FanFinding, type FreshDates, type LevelFinding } from '../types';
import { fanAt, type Paths } from './date';
import { holidaysAhead } from './holidays';

/** So far the chart looks ahead at most, and by how many points. */
const FAN_POINTS = 120;
/** So long a shift of the level is worth a sentence. */
const SHIFT_TOLD_DAYS = 28;
/** As far ahead as the turn of the year is spoken of (words/report.ts). */
const HOLIDAYS_TOLD_DAYS = 56;
const MOST_HOLIDAYS_TOLD = 20;

type Beside = Pick<FreshDates, 'growth' | 'level' | 'fan' | 'holidays'>;

/** Nothing where there are no paths. */
export function besideDates(paths: Paths | null, dayAt: number): Beside {
  if (paths === null) return { growth: null, level: null, fan: null };
  return {
    growth: growthOf(paths),
    level: levelOf(paths, dayAt),
    fan: fanOf(paths, dayAt),
    ...(paths.holidays === null ? {} : { holidays: holidaysNear(paths.holidays, dayAt) }),
  };
}

/** The trend of the latest 180 days, said only where its 80 % interval leaves out zero. */
function growthOf({ trend }: Paths): FreshDates['growth'] {
  const half = Z90 * trend.standardError;
  if (Math.abs(trend.slope) <= half) return null;
  return { perDay: Math.expm1(trend.slope), low: Math.expm1(trend.slope - half), high: Math.expm1(trend.slope + half) };
}

/** A shift of the last four weeks, or days that may be one. */
function levelOf({ found }: Paths, dayAt: number): LevelFinding | null {
  const shift = found.undecided?.shift ?? found.shift;
  if (shift === null) return null;
  const sinceAt = dayAt - (found.fitted.length - shift.at) * DAY_MS;
  if (dayAt - sinceAt > SHIFT_TOLD_DAYS * DAY_MS) return null;
  return { code: found.undecided === null ? 'shifted' : 'undecided', sinceAt, ratio: Math.exp(shift.step) };
}

/** Every day for the near future, then whole weeks apart, so that the same weekday is shown. */
function fanOf(paths: Paths, dayAt: number): FanFinding {
  const step = paths.horizon <= FAN_POINTS ? 1 : 7;
  const fan: FanFinding = { at: [], low: [], middle: [], high: [] };
  const digits = (value: number) => Number(value.toPrecision(4));
  for (let day = 1; day <= paths.horizon; day += day < 28 ? 1 : step) {
    const { low, middle, high } = fanAt(paths, day);
    fan.at.push(dayAt + (day - 1) * DAY_MS);
    fan.low.push(digits(low));
    fan.middle.push(digits(middle));
    fan.high.push(digits(high));
  }
  return fan;
}

/** Those of the next weeks, with how often they were seen. */
function holidaysNear({ ahead, effects }: NonNullable<Paths['holidays']>, dayAt: number): FreshDates['holidays'] {
  const near = holidaysAhead(ahead, effects).filter(({ fromAt }) => fromAt < dayAt + HOLIDAYS_TOLD_DAYS * DAY_MS);
  return near.slice(0, MOST_HOLIDAYS_TOLD);
}
