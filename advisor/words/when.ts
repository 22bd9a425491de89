/** Dates of limits, phases and steps as people say them. Forecast days are the team's, named by their date's midnight in UTC, whatever the viewer's zone. */
import type { Phase } from '@/catalogue/types';
import {
  DAY_MS,
  type DateFinding,
  type DateMove,
  type DateRecord,
  type DatesFinding,
  type NoDate,
  type StepFinding,
} from '../types';
import { formatDay, formatDayRange, formatSince } from './dates';
import { formatCount, formatDuration, formatList } from './format';
import { phaseInWords } from './names';
import type { Wording } from './wording';

/** "14 Mar", "14 Mar 2028" where it is far. */
export const dayOfDate = (at: number, { nowAt }: Wording): string => formatDay(at, 'UTC', nowAt);

/** "20 Feb–30 Apr"; "20 Feb – after 3 Nov" where the far end is out of sight. */
export function dateRange(date: Extract<DateFinding, { code: 'date' }>, wording: Wording): string {
  const { earlyAt, lateAt, horizonAt } = date;
  if (lateAt === null) return `${dayOfDate(earlyAt, wording)} – after ${dayOfDate(horizonAt, wording)}`;
  const far = [earlyAt, lateAt].some((at) => dayOfDate(at, wording) !== formatDay(at));
  return far ? `${dayOfDate(earlyAt, wording)}–${dayOfDate(lateAt, wording)}` : formatDayRange(earlyAt, lateAt, 'UTC');
}

/** The interval in brackets; empty where it is no wider than the likely day itself. */
function rangeBeside(date: Extract<DateFinding, { code: 'date' }>, wording: Wording): string {
  const range = dateRange(date, wording);
  return range === dayOfDate(date.likelyAt, wording) ? '' : `(${range})`;
}

/** The likely day and its interval apart, for a line that sets them in two weights; null where there is no day. */
export interface DateParts {
  /** "about 14 Mar", "not before 20 Feb". */
  lead: string;
  /** "(20 Feb–30 Apr)", "(9 in 10)". */
  rest: string;
}

export function dateParts(date: DateFinding, wording: Wording): DateParts | null {
  switch (date.code) {
    case 'date':
      return { lead: `about ${dayOfDate(date.likelyAt, wording)}`, rest: rangeBeside(date, wording) };
    case 'not-before':
      return { lead: `not before ${dayOfDate(date.earlyAt, wording)}`, rest: '(9 in 10)' };
    case 'not-within':
      return { lead: notWithin(date.horizonAt, wording), rest: '' };
    default:
      return null;
  }
}

/** "about 14 Mar (20 Feb–30 Apr)", "not before 20 Feb (9 in 10); 1 in 3 within a year", or why there is none. */
export function dateSentence(date: DateFinding, wording: Wording): string {
  switch (date.code) {
    case 'past':
      // A crossing has a minute, a load that has been at the limit has a day.
      return date.sinceAt % DAY_MS === 0
        ? `already reached on ${dayOfDate(date.sinceAt, wording)}`
        : `past since ${formatSince(date.sinceAt, wording.nowAt, wording.zone)}`;
    case 'cannot-tell':
      return `no date yet, because ${whyNoDate(date.reason)}`;
    case 'not-before':
      return `${joined(date, wording)}${date.reason === 'rather-not' ? `; ${shareWords(date.share)} ${within(date.horizonAt, wording)}` : ''}`;
    default:
      return joined(date, wording);
  }
}

function joined(date: DateFinding, wording: Wording): string {
  const parts = dateParts(date, wording);
  return parts === null ? '' : `${parts.lead}${parts.rest === '' ? '' : ` ${parts.rest}`}`;
}

export function whyNoDate(reason: NoDate): string {
  switch (reason.code) {
    case 'too-short':
      return `it is still learning: ${formatCount(reason.have, 'whole day')} of load, ${reason.need} needed`;
    case 'no-load':
      return 'no load arrives';
    case 'no-limit':
      return 'no limit is known that load would meet';
    case 'does-not-rise':
      return 'it does not rise with load';
  }
}

function notWithin(horizonAt: number, wording: Wording): string {
  return isYear(horizonAt, wording) ? 'not within a year' : `not before ${dayOfDate(horizonAt, wording)}`;
}

const within = (horizonAt: number, wording: Wording): string =>
  isYear(horizonAt, wording) ? 'within a year' : `by ${dayOfDate(horizonAt, wording)}`;

const isYear = (horizonAt: number, { nowAt }: Wording): boolean => horizonAt - nowAt > 350 * DAY_MS;

/** 0.33 → "1 in 3". */
function shareWords(share: number): string {
  const shares: [number, string][] = [
    [0.1, '1 in 10'],
    [0.2, '1 in 5'],
    [0.25, '1 in 4'],
    [1 / 3, '1 in 3'],
    [0.4, '2 in 5'],
    [0.5, '1 in 2'],
  ];
  return shares.reduce((a, b) => (Math.abs(b[0] - share) < Math.abs(a[0] - share) ? b : a))[1];
}

/** "load grows 1.4 % a day and doubles every 48 days"; null where growth cannot be told from none. */
export function growthSentence({ growth }: DatesFinding): string | null {
  if (growth === null) return null;
  const percent = Number((100 * Math.abs(growth.perDay)).toPrecision(2));
  const days = Math.abs(Math.LN2 / Math.log1p(growth.perDay));
  const twice =
    days < 366 ? ` and ${growth.perDay > 0 ? 'doubles' : 'halves'} every ${formatDuration(days * DAY_MS)}` : '';
  return `load ${growth.perDay > 0 ? 'grows' : 'falls'} ${percent} % a day${twice}`;
}

/** "load went up 38 % on 3 Feb and stayed there, dates go on from it"; null where its level has not moved. */
export function levelSentence({ level }: DatesFinding): string | null {
  if (level == null) return null;
  const { code, sinceAt, ratio } = level;
  const percent = Math.round(100 * Math.abs(ratio - 1));
  const up = ratio > 1;
  return code === 'shifted'
    ? `load went ${up ? 'up' : 'down'} ${percent} % on ${formatDay(sinceAt)} and stayed there, dates go on from it`
    : `load has been ${percent} % ${up ? 'higher' : 'lower'} since ${formatDay(sinceAt)}: outlier or shift, undecided, dates allow for both`;
}

/** "load enters Grow about 24 Feb (17 Feb–7 Mar)"; null without a next phase or a date. */
export function phaseEntrySentence(dates: DatesFinding | undefined, phases: readonly Phase[], wording: Wording) {
  const phase = dates?.phase == null ? undefined : phases[dates.phase.phase];
  if (dates?.phase == null || phase === undefined) return null;
  const words = joined(dates.phase.date, wording);
  return words === '' ? null : `load enters ${phaseInWords(phase)} ${words}`;
}

/** "11 of 14 past dates came true in their interval"; null before the first is settled. */
export function recordSentence({ cameTrue, settled, boundsHeld, bounds, open }: DateRecord): string | null {
  const held = bounds === 0 ? '' : `${boundsHeld} of ${bounds} “not before” held`;
  if (settled > 0) {
    const dates = `${cameTrue} of ${formatCount(settled, 'past date')} came true in ${settled === 1 ? 'its' : 'their'} interval`;
    return held === '' ? dates : `${dates}, ${held}`;
  }
  if (held !== '') return held;
  return open === 0 ? null : 'no date is old enough yet to say whether it came true';
}

const MOVED: Record<DateMove['moved'], string> = {
  'first-time': 'first told',
  'left-interval': 'left its interval',
  'by-a-fifth': 'moved by more than a fifth of the time left',
  weekly: 'weekly',
  'other-answer': 'another answer',
  'facts-changed': 'a limit, a step or the deployment changed',
};

/** Why a published date replaced the one before it. */
export const movedWords = ({ moved }: Pick<DateMove, 'moved'>): string => MOVED[moved];

const OUTCOMES: Record<NonNullable<DateMove['outcome']>, string> = {
  in: 'came true',
  early: 'came earlier',
  late: 'came later or not at all',
  withdrawn: 'withdrawn',
};

/** What became of it; "still running" where that is open. */
export const outcomeWords = ({ outcome }: Pick<DateMove, 'outcome'>): string =>
  outcome === null ? 'still running' : OUTCOMES[outcome];

/** "its owner also has steps in chat and search"; null where no other app moves its dates. */
export const busyWords = ({ busyWith = [] }: Pick<StepFinding, 'busyWith'>): string | null =>
  busyWith.length === 0 ? null : `its owner also has steps in ${formatList(busyWith)}`;

/**
 * When a step has to begin: its safe day, kindly where that has passed. Null without a date; a step whose
 * limit is crossed is "now" and needs none.
 */
export function beginWords(
  step: Pick<StepFinding, 'dueAt' | 'safeAt' | 'urgency'>,
  wording: Wording,
): { text: string; state: 'ahead' | 'safe-passed' | 'late' } | null {
  const { dueAt, safeAt, urgency } = step;
  const { nowAt } = wording;
  if (urgency === 3 || safeAt === null) return null;
  if (safeAt > nowAt) return { text: `by ${dayOfDate(safeAt, wording)}`, state: 'ahead' };
  if (dueAt !== null && dueAt < nowAt) return { text: 'begin now', state: 'late' };
  return { text: dueAt === null ? 'begin soon' : `due ${dayOfDate(dueAt, wording)}`, state: 'safe-passed' };
}

type Dated = Parameters<typeof beginWords>[0];

const URGENCY_WORDS: Record<StepFinding['urgency'], string> = { 0: 'next phase', 1: 'this phase', 2: 'soon', 3: 'now' };

/** "by 7 Feb", "due 1 Mar", "begin now"; without a date how urgent it is. */
export function beginText(step: Dated, wording: Wording): string {
  return beginWords(step, wording)?.text ?? URGENCY_WORDS[step.urgency];
}

/** Whether a step cannot wait: its limit is crossed or near, or the day on which it was safe to begin has passed. */
export function presses(step: Dated, wording: Wording): boolean {
  const begin = beginWords(step, wording);
  return step.urgency >= 2 || (begin !== null && begin.state !== 'ahead');
}

/** The same in one sentence: "begin by 7 Feb to be safe, by 1 Mar at the latest". */
export function beginSentence(
  step: Pick<StepFinding, 'dueAt' | 'safeAt' | 'urgency'>,
  wording: Wording,
): string | null {
  const { dueAt, safeAt } = step;
  const begin = beginWords(step, wording);
  if (begin === null || safeAt === null) return null;
  const due = dueAt === null ? null : dayOfDate(dueAt, wording);
  switch (begin.state) {
    case 'ahead':
      return `begin by ${dayOfDate(safeAt, wording)} to be safe${due === null ? '' : `, by ${due} at the latest`}`;
    case 'safe-passed':
      return due === null
        ? 'begin soon: it may be needed earlier than it takes'
        : `begin now: ${dayOfDate(safeAt, wording)} would have been safe, ${due} is likely still in time`;
    case 'late':
      return due === null ? 'begin now: it is likely late' : `begin now: likely late, ${due} would have been in time`;
  }
}
