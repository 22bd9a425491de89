/**
 * The days of a yearly rule of a calendar (RFC 5545, 3.3.10): "the fourth Thursday of November", "the Monday before
 * 25 May". With FREQ=YEARLY: INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS; what holidays are written with.
 */
import { DAY_MS } from '@/advisor/types';

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const MOST_A_YEAR = 31;
/** Characters of one list; the 366 positions of a year have more, and say nothing. */
const LONGEST = 200;
const KNOWN = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYMONTH', 'BYMONTHDAY', 'BYDAY', 'BYSETPOS', 'WKST'];

interface Rule {
  interval: number;
  count: number;
  /** The last day that it may give, "2026-11-26". */
  until: string;
  /** 1 to 12; empty: any. */
  months: number[];
  /** 1 to 31, or -1 to -31 from the month's end; empty: any. */
  monthDays: number[];
  /** `nth` 0: each; otherwise the nth of its month, or of its year where no month or day is named; negative from the end. */
  weekdays: { day: number; nth: number }[];
  /** Which of a year's days, from 1, or from the end; empty: all. */
  positions: number[];
}

/** Every year on the first day's own date, without an end. */
export function isSameDate(text: string, from: string): boolean {
  const rule = readRule(text, from);
  const own = (values: number[], value: number) => values.length === 0 || (values.length === 1 && values[0] === value);
  return (
    rule !== null &&
    rule.interval === 1 &&
    rule.count === Number.POSITIVE_INFINITY &&
    rule.until === LAST_DAY &&
    rule.weekdays.length === 0 &&
    rule.positions.length === 0 &&
    own(rule.months, Number(from.slice(5, 7))) &&
    own(rule.monthDays, Number(from.slice(8)))
  );
}

/**
 * Its days from `from` ("2026-11-26", with which it begins) on that lie in these years.
 * @returns null where it is no such rule, or no holiday: more than 31 days of a year
 */
export function daysOfRule(text: string, from: string, years: { first: number; last: number }): string[] | null {
  const rule = readRule(text, from);
  if (rule === null) return null;
  const beginYear = Number(from.slice(0, 4));
  // Who counts has to count from the beginning; not from before people's calendars had files.
  if (rule.count < Number.POSITIVE_INFINITY && years.first - beginYear > 50) return null;
  const first = rule.count < Number.POSITIVE_INFINITY ? beginYear : Math.max(beginYear, years.first);
  const days: string[] = [];
  let counted = 0;
  for (let year = first; year <= years.last; year++) {
    if ((year - beginYear) % rule.interval !== 0) continue;
    const ofYear = daysOfYear(rule, year);
    if (ofYear === null) return null;
    for (const day of ofYear) {
      if (day < from || day > rule.until || ++counted > rule.count) continue;
      if (year >= years.first) days.push(day);
    }
  }
  return days;
}

/** Null: too many. Counted on fingers, not by `Date`: files of strangers may hold many rules over many years. */
function daysOfYear({ months, monthDays, weekdays, positions }: Rule, year: number): string[] | null {
  const all: string[] = [];
  const ofMonth = months.length > 0 || monthDays.length > 0;
  const yearDays = Date.UTC(year + 1, 0, 1) / DAY_MS - Date.UTC(year, 0, 1) / DAY_MS;
  let weekday = new Date(Date.UTC(year, 0, 1)).getUTCDay();
  let yearDay = 0;
  for (const [month, length] of [31, yearDays - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].entries()) {
    const wanted = months.length === 0 || months.includes(month + 1);
    for (let day = 1; day <= length; day++, yearDay++, weekday = (weekday + 1) % 7) {
      if (!wanted) continue;
      if (monthDays.length > 0 && !monthDays.includes(day) && !monthDays.includes(day - length - 1)) continue;
      const [before, after] = ofMonth ? [day - 1, length - day] : [yearDay, yearDays - yearDay - 1];
      const [nth, fromEnd] = [Math.floor(before / 7) + 1, -Math.floor(after / 7) - 1];
      const fits = weekdays.some((it) => it.day === weekday && (it.nth === 0 || it.nth === nth || it.nth === fromEnd));
      if (weekdays.length > 0 && !fits) continue;
      all.push(`${year}-${String(month + 1).padStart(2, '0')}-${String(day).padStart(2, '0')}`);
    }
  }
  const chosen =
    positions.length === 0
      ? all
      : all.filter((_, i) => positions.includes(i + 1) || positions.includes(i - all.length));
  return chosen.length > MOST_A_YEAR ? null : chosen;
}

const LAST_DAY = '9999-12-31';

function readRule(text: string, from: string): Rule | null {
  const parts = new Map(
    text
      .toUpperCase()
      .split(';')
      .filter((part) => part !== '')
      .map((part) => part.split('=', 2) as [string, string | undefined]),
  );
  if (parts.get('FREQ') !== 'YEARLY' || [...parts.keys()].some((name) => !KNOWN.includes(name))) return null;
  const numbers = (name: string, most: number, signed: boolean) => readNumbers(parts.get(name), most, signed);
  const [months, monthDays] = [numbers('BYMONTH', 12, false), numbers('BYMONTHDAY', 31, true)];
  const [interval, count] = [numbers('INTERVAL', 1_000, false), numbers('COUNT', 10_000, false)];
  const [positions, weekdays] = [numbers('BYSETPOS', 366, true), readWeekdays(parts.get('BYDAY'))];
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)(T\d{6}Z?)?$/.exec(parts.get('UNTIL') ?? '') ?? [];
  if (parts.has('UNTIL') && day === undefined) return null;
  if (!(months && monthDays && interval && count && positions && weekdays)) return null;
  if (interval.length > 1 || count.length > 1) return null;
  const anyDay = monthDays.length === 0 && weekdays.length === 0;
  return {
    interval: interval[0] ?? 1,
    count: count[0] ?? Number.POSITIVE_INFINITY,
    until: day === undefined ? LAST_DAY : `${year}-${month}-${day}`,
    // What a rule does not say, its first day does.
    months: anyDay && months.length === 0 ? [Number(from.slice(5, 7))] : months,
    monthDays: anyDay ? [Number(from.slice(8))] : monthDays,
    weekdays,
    positions,
  };
}

/** "1,-1"; empty where there is none, null where it is none. */
function readNumbers(text: string | undefined, most: number, signed: boolean): number[] | null {
  if (text === undefined) return [];
  if (text.length > LONGEST) return null;
  const values = text.split(',').map((each) => (/^[+-]?\d{1,5}$/.test(each) ? Number(each) : Number.NaN));
  return values.every((value) => Math.abs(value) >= 1 && Math.abs(value) <= most && (signed || value > 0))
    ? values
    : null;
}

/** "4TH,-1MO,FR". */
function readWeekdays(text: string | undefined): Rule['weekdays'] | null {
  if (text === undefined) return [];
  if (text.length > LONGEST) return null;
  const read = text.split(',').map((each) => {
    const [, nth = '0', name = ''] = /^([+-]?[1-9]\d?)?(SU|MO|TU|WE|TH|FR|SA)$/.exec(each) ?? [];
    return { day: WEEKDAYS.indexOf(name), nth: Number(nth) };
  });
  return read.every(({ day, nth }) => day >= 0 && Math.abs(nth) <= 53) ? read : null;
}
