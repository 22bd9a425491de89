/**
 * Whole days of an iCalendar file (RFC 5545): each VEVENT with a DTSTART of VALUE=DATE, its SUMMARY as name, DTEND
 * (the day after the last) or DURATION in days or weeks. FREQ=YEARLY on one date is a yearly day; another yearly rule
 * is written out, from what forecasts look back to until some years ahead. What has a time of day, another rule of
 * repetition, no name, or is cancelled, is left out and counted.
 */
import { DAY_MS } from '@/advisor/types';
import { invalid } from '../errors';
import { isDay, isStretch, type StoredHoliday } from '../inputs/holidays';
import { oneLine } from '../inputs/name';
import { daysOfRule, isSameDate } from './ics-rule';

const MOST_EVENTS = 5_000;
/** Events whose rule is written out. */
const MOST_RULES = 500;
/** Forecasts look back 25 months, and ahead a year; a calendar is seldom read anew. */
const YEARS = { back: 3, ahead: 5 };

export interface ReadCalendar {
  holidays: StoredHoliday[];
  leftOut: number;
}

/**
 * @param nowAt milliseconds since 1970: rules are written out around it
 * @throws ServiceError `invalid` where it is no calendar
 */
export function readCalendar(text: string, nowAt: number): ReadCalendar {
  // A line that begins with a blank goes on with the one before it (3.1).
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?|\n/g, '\n')
    .replace(/\n[ \t]/g, '')
    .split('\n');
  if (lines[0]?.trim().toUpperCase() !== 'BEGIN:VCALENDAR')
    throw invalid(
      'ics',
      'ics: this is no iCalendar file.',
      'Choose a file that ends in .ics and begins with BEGIN:VCALENDAR.',
    );
  const holidays: StoredHoliday[] = [];
  const year = new Date(nowAt).getUTCFullYear();
  const years = { first: year - YEARS.back, last: year + YEARS.ahead };
  let events = 0;
  let rules = 0;
  let leftOut = 0;
  let event: Map<string, string> | null = null;
  let depth = 0;
  for (const line of lines) {
    const upper = line.trim().toUpperCase();
    if (upper === 'BEGIN:VEVENT') {
      event = new Map();
      depth = 0;
    } else if (upper === 'END:VEVENT' && event !== null) {
      if (++events > MOST_EVENTS)
        throw invalid('ics', `ics: more than ${MOST_EVENTS} events.`, 'Export the holidays alone.');
      if (event.has('RRULE') && ++rules > MOST_RULES)
        throw invalid('ics', `ics: more than ${MOST_RULES} events that repeat.`, 'Export the holidays alone.');
      const found = holidaysOf(event, years);
      holidays.push(...found);
      if (found.length === 0) leftOut++;
      event = null;
    } else if (upper.startsWith('BEGIN:')) depth++;
    else if (upper.startsWith('END:')) depth--;
    else if (event !== null && depth === 0) property(event, line);
  }
  return { holidays, leftOut };
}

/** "DTSTART;VALUE=DATE:20261224": parameters have no meaning but that of a whole day, which its length tells. */
function property(event: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([A-Za-z-]+)(?:;(?:[^":]|"[^"]*")*)?:(.*)$/.exec(line) ?? [];
  const key = name.toUpperCase();
  if (key !== '' && !event.has(key)) event.set(key, value.trim());
}

function holidaysOf(event: Map<string, string>, years: { first: number; last: number }): StoredHoliday[] {
  // Half a character may be left where the name is cut.
  const name = oneLine(textOf(event.get('SUMMARY') ?? '').slice(0, 80)).trim();
  const from = dayOf(event.get('DTSTART'));
  if (name === '' || from === null || event.get('STATUS')?.toUpperCase() === 'CANCELLED') return [];
  if (event.has('RDATE') || event.has('EXDATE')) return [];
  const to = lastOf(event, from);
  if (to === null || !isStretch({ from, to })) return [];
  const rule = event.get('RRULE');
  if (rule === undefined || isSameDate(rule, from)) return [{ name, from, to, yearly: rule !== undefined }];
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  return (daysOfRule(rule, from, years) ?? []).map((day) => ({ name, from: day, to: later(day, days), yearly: false }));
}

function lastOf(event: Map<string, string>, from: string): string | null {
  const duration = event.get('DURATION');
  const [, number, unit] = /^P(\d{1,3})([DW])$/.exec(duration ?? '') ?? [];
  if (duration !== undefined)
    return number === undefined ? null : later(from, Number(number) * (unit === 'W' ? 7 : 1) - 1);
  const end = event.get('DTEND');
  if (end === undefined) return from;
  const day = dayOf(end);
  // Some writers end a day on itself.
  return day === null || day === from ? day : later(day, -1);
}

function dayOf(value: string | undefined): string | null {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(value ?? '') ?? [];
  const text = `${year}-${month}-${day}`;
  return isDay(text) ? text : null;
}

const later = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** Escapes of a TEXT (3.3.11). */
const textOf = (value: string): string =>
  value.replace(/\\([\\;,nN])/g, (_, it: string) => (it === 'n' || it === 'N' ? ' ' : it)).replace(/\s+/g, ' ');
