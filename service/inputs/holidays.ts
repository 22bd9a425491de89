/** A team's holidays as people write them: a name, its first and last day, whether it comes every year. */
import { z } from 'zod';
import { DAY_MS, type Holiday } from '@/advisor/types';
import { lineInput } from './name';

export const MOST_HOLIDAYS = 500;
const MOST_DAYS = 92;

const dayAt = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** "2026-12-24"; no 30 February, which Date.parse would make 2 March. */
export function isDay(day: string): boolean {
  if (!/^(19|20)\d\d-\d\d-\d\d$/.test(day)) return false;
  const at = dayAt(day);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === day;
}

const day = z.string().trim().refine(isDay, 'is no day. Write it as 2026-12-24.');

/** What both a form and a file say of one, beside its name. */
export const holidayShape = {
  from: day.describe('Its first day, such as 2026-12-24.'),
  to: day.optional().describe('Its last day; the first one if left out.'),
  yearly: z.boolean().default(false).describe('On the same dates of every year.'),
};

export const holidayName = lineInput('give it a name', 80).min(1, 'give it a name');

/** Ends in order, and no longer than a quarter of a year. */
export function isStretch({ from, to = from }: { from: string; to?: string | undefined }): boolean {
  const days = (dayAt(to) - dayAt(from)) / DAY_MS + 1;
  return days >= 1 && days <= MOST_DAYS;
}
export const stretchWords = `ends on its first day or later, and lasts ${MOST_DAYS} days at most.`;

export const holidayInput = z
  .strictObject({ name: holidayName, ...holidayShape })
  .refine(isStretch, { path: ['to'], message: stretchWords });

export const addHolidaysInput = z
  .strictObject({
    holidays: z.array(holidayInput).max(MOST_HOLIDAYS).default([]),
    ics: z
      .string()
      .max(512 * 1024, 'at most 512 KiB')
      .optional()
      .describe(
        'The text of an iCalendar file: its whole days are added, other yearly rules than one date written out to five years ahead.',
      ),
  })
  .refine((it) => it.holidays.length > 0 || it.ics !== undefined, {
    path: ['holidays'],
    message: 'name at least one, or give an iCalendar file.',
  });
export type AddHolidaysInput = z.input<typeof addHolidaysInput>;

export const removeHolidayInput = z.strictObject({
  name: holidayName,
  from: day.optional().describe('Only the one that begins on this day; all of this name if left out.'),
});
export type RemoveHolidayInput = z.input<typeof removeHolidayInput>;

/** As the team's row keeps one. */
export interface StoredHoliday {
  name: string;
  from: string;
  to: string;
  yearly: boolean;
}

/** In order of the calendar, each name and first day once: the last one said counts. */
export function tidyHolidays(all: readonly z.output<typeof holidayInput>[]): StoredHoliday[] {
  const byKey = new Map(
    all.map(({ name, from, to = from, yearly }) => [`${from} ${name}`, { name, from, to, yearly }] as const),
  );
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it);
}

/** Those of one name, as a person writes them: in order, the last day only where it is not the first. */
export function daysWritten(days: readonly { from: string; to?: string | undefined; yearly: boolean }[]) {
  return [...days]
    .sort((a, b) => (a.from < b.from ? -1 : 1))
    .map(({ from, to = from, yearly }) => ({ from, ...(to === from ? {} : { to }), yearly }));
}

/** What the advisor is told. */
export function holidaysOf(stored: unknown): Holiday[] {
  return (stored as StoredHoliday[]).map(({ name, from, to, yearly }) => ({
    name,
    from: dayAt(from),
    to: dayAt(to),
    yearly,
  }));
}
