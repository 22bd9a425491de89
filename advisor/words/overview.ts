/** The team page: an app's state, its sentence where there is no date, and the first line. */
import type { SignalId } from '@/catalogue/types';
import { type AppStateWord, DAY_MS, type DateFinding, SOON_MULTIPLE } from '../types';
import type { StatedAdvice, StatedFacts } from '../types-brief';
import { cannotTellShort } from './because';
import { openFor } from './crossing';
import { formatSince } from './dates';
import {
  formatCount,
  formatDuration,
  formatList,
  formatMultiple,
  formatNumber,
  formatTimeLeft,
  shortName,
} from './format';
import { notMeasured } from './headline';
import { asSentence, eitherSignal } from './names';
import { dateParts } from './when';
import type { Wording } from './wording';

/** Silence longer than this is "no data" on the team page. */
const SILENT_MS = 10 * 60_000;
/** A limit whose likely day is nearer than this is close, however large the multiple. */
const SOON_MS = 42 * DAY_MS;

/** Whether nothing of an app that once sent is newer than ten minutes. */
export function isSilent({ newestAt }: Pick<StatedAdvice, 'newestAt'>, nowAt: number): boolean {
  return newestAt !== null && nowAt - newestAt > SILENT_MS;
}

/** The one word for an app. Never "clear" while a required limit is not seen (RULES 16.3). */
export function stateOf(advice: StatedFacts | null, nowAt: number): AppStateWord {
  if (advice === null || advice.newestAt === null) return 'new';
  if (advice.thresholds.some((status) => isLoud(status, nowAt))) return 'crossing';
  if (isSilent(advice, nowAt)) return 'no-data';
  const { headroom, load } = advice;
  if (headroom.code !== 'crossed' && timeLeft(advice.fills?.date, nowAt) < SOON_MS) return 'soon';
  switch (headroom.code) {
    case 'crossed':
      return 'crossing';
    case 'at-limit':
      return 'soon';
    case 'cannot-tell':
      return load.code === 'learning' || headroom.reason?.code === 'learning-days' ? 'learning' : 'cannot-tell';
    case 'at-most':
    case 'multiple':
      if ((headroom.multiple ?? Number.POSITIVE_INFINITY) < SOON_MULTIPLE) return 'soon';
      if (timeLeft(advice.dates?.first.date, nowAt) < SOON_MS) return 'soon';
      return headroom.code === 'at-most' ? 'cannot-tell' : 'clear';
    case 'more-than':
      return 'clear';
  }
}

/** Crossed now and not muted. */
function isLoud({ code, threshold }: StatedFacts['thresholds'][number], nowAt: number): boolean {
  return code === 'crossed' && (threshold.mutedUntil ?? 0) <= nowAt;
}

/** The one that waited longest. */
function loudestCrossing({ thresholds }: StatedAdvice, nowAt: number) {
  return thresholds
    .filter((status) => status.code === 'crossed')
    .filter((status) => isLoud(status, nowAt))
    .sort((a, b) => a.crossing.openedAt - b.crossing.openedAt)[0];
}

/** Until the likely day, ms; infinite where there is none. */
export function timeLeft(date: DateFinding | null | undefined, nowAt: number): number {
  return date?.code === 'date' ? date.likelyAt - nowAt : Number.POSITIVE_INFINITY;
}

const STATE_WORDS: Record<AppStateWord, string> = {
  crossing: 'Crossing',
  soon: 'Close to its limit',
  clear: 'Clear',
  'no-data': 'No data',
  learning: 'Learning',
  'cannot-tell': 'Cannot tell',
  new: 'New',
};

/** The word beside the shape. */
export const stateWord = (state: AppStateWord): string => STATE_WORDS[state];

/** Of an app whose points wait to be read: it sends, and what is shown is older. */
export function catchingUp(hours: number): string {
  return `Catching up: ${stillToRead(hours)}`;
}

/** The same where the state says that it is catching up. */
export function stillToRead(hours: number): string {
  return `${formatCount(hours, 'hour')} of data still to be read.`;
}

/** The overview's sentence column; null where the headroom's number says it all. */
export function overviewSentence(advice: StatedAdvice | null, wording: Wording): string | null {
  if (advice === null || advice.newestAt === null) return 'Waiting for the first data point.';
  const { nowAt, zone } = wording;
  const { headroom } = advice;
  switch (stateOf(advice, nowAt)) {
    case 'crossing': {
      const open = loudestCrossing(advice, nowAt);
      return open === undefined ? null : openFor(open.crossing, wording);
    }
    case 'no-data': {
      const was = headroom.multiple === null ? '' : ` Was ${formatMultiple(headroom.multiple)}.`;
      return `No data since ${formatSince(advice.newestAt, nowAt, zone)}, ${formatDuration(nowAt - advice.newestAt)}.${was}`;
    }
    case 'learning':
      if (advice.load.code === 'learning') {
        return `Still learning: ${formatCount(advice.load.hours, 'hour')} of data, ${advice.load.needHours} needed.`;
      }
      return headroom.reason === null ? 'Still learning.' : cannotTellShort(headroom.reason);
    case 'cannot-tell':
      if (headroom.code === 'cannot-tell') return headroom.reason === null ? null : cannotTellShort(headroom.reason);
      return sentenceOf(notMeasured(headroom));
    default:
      return sentenceOf(notMeasured(headroom));
  }
}

const sentenceOf = (text: string | null): string | null => (text === null ? null : asSentence(text));

/** Who crosses is named before; of a silent app nobody knows how much is left today. */
const ANSWERED: AppStateWord[] = ['soon', 'clear', 'cannot-tell'];

/** What the first line needs of a row of the team page. */
export interface OverviewFacts {
  name: string;
  state: AppStateWord;
  headroom: { multiple: number | null; code: string; first: SignalId[] } | null;
  /** When the first limit is met; null or absent where nothing can be said. */
  date?: DateFinding | null;
  /** That limit, where it is met by time before load meets one. */
  fills?: SignalId | null;
}

export interface OverviewHeadline {
  /** "2 of 14 apps cross a threshold." */
  lead: string;
  /** "checkout has 5 weeks of headroom." Empty where nothing is next. */
  rest: string;
  /** "Database connections first, about 14 Mar (20 Feb–30 Apr). Then search, about 9 Apr. 8 apps are clear." */
  second: string;
  plain: string;
}

/** The first lines of `/`. */
export function overviewHeadline(rows: readonly OverviewFacts[], wording: Wording): OverviewHeadline {
  if (rows.length === 0) {
    const lead = 'No app yet.';
    const rest = 'Connect one, and its first advice appears here within minutes.';
    return { lead, rest, second: '', plain: `${lead} ${rest}` };
  }
  const crossing = rows.filter(({ state }) => state === 'crossing');
  const lead = crossingLead(rows.length, crossing);
  const [next, then] = rows
    .filter(
      ({ state, headroom, fills }) =>
        ANSWERED.includes(state) && (fills || (headroom?.multiple != null && headroom.code !== 'more-than')),
    )
    .sort((a, b) => bySoonest(a, b, wording));
  const rest = next === undefined ? '' : nextSentence(next, wording);
  const second = [
    next === undefined ? '' : firstSentence(next, wording),
    then === undefined ? '' : thenSentence(then, wording),
    countsSentence(rows),
  ].filter((part) => part !== '');
  return { lead, rest, second: second.join(' '), plain: rest === '' ? lead : `${lead} ${rest}` };
}

/** The likely day decides; without one the multiple does. */
function bySoonest(a: OverviewFacts, b: OverviewFacts, { nowAt }: Wording): number {
  const [left, right] = [timeLeft(a.date, nowAt), timeLeft(b.date, nowAt)];
  return left === right ? (a.headroom?.multiple ?? 0) - (b.headroom?.multiple ?? 0) : left - right;
}

/** "checkout has 5 weeks of headroom."; without a likely day "checkout has 1.7× headroom." */
function nextSentence({ name, headroom, date }: OverviewFacts, { nowAt }: Wording): string {
  const left = timeLeft(date, nowAt);
  const much = left < Number.POSITIVE_INFINITY ? `${formatTimeLeft(left)} of` : formatMultiple(headroom?.multiple ?? 0);
  return `${shortName(name)} has ${much} headroom.`;
}

function firstSentence({ headroom, date, fills }: OverviewFacts, wording: Wording): string {
  const day = date ? dateParts(date, wording) : null;
  const when = day === null ? '' : `, ${day.lead}${day.rest === '' ? '' : ` ${day.rest}`}`;
  return asSentence(`${eitherSignal(fills ? [fills] : (headroom?.first ?? []))} first${when}`);
}

function thenSentence({ name, headroom, date }: OverviewFacts, wording: Wording): string {
  const day = date ? dateParts(date, wording) : null;
  return `Then ${shortName(name)}, ${day?.lead ?? formatMultiple(headroom?.multiple ?? 0)}.`;
}

function crossingLead(all: number, crossing: readonly OverviewFacts[]): string {
  if (crossing.length === 0)
    return all === 1 ? 'No threshold is crossed.' : `None of ${formatNumber(all)} apps crosses a threshold.`;
  if (all === 1) return `${shortName(crossing[0]?.name ?? '')} crosses a threshold.`;
  return `${formatNumber(crossing.length)} of ${formatNumber(all)} apps ${crossing.length === 1 ? 'crosses' : 'cross'} a threshold.`;
}

function countsSentence(rows: readonly OverviewFacts[]): string {
  const count = (...states: AppStateWord[]) => rows.filter(({ state }) => states.includes(state)).length;
  const [soon, clear, none] = [count('soon'), count('clear'), count('no-data', 'learning', 'cannot-tell', 'new')];
  const parts = [
    soon === 0 ? '' : `${formatCount(soon, 'app')} ${soon === 1 ? 'is' : 'are'} close to a limit`,
    clear === 0 ? '' : `${formatCount(clear, 'app')} ${clear === 1 ? 'is' : 'are'} clear`,
    none === 0 ? '' : `${formatCount(none, 'app')} ${none === 1 ? 'has' : 'have'} no answer yet`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${formatList(parts)}.`;
}
