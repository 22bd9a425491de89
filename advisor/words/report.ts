/** The report's three sentences: position and risk, act, money and confidence (RULES 16). */
import type { Roadmap } from '@/catalogue/types';
import { fillsFirst } from '../storage/first';
import type { Advice, Bill, HeadroomFinding, StepFinding } from '../types';
import { becauseOf, multipleOf, pastLimit } from './because';
import { formatCount, formatEffort, formatList, formatMoney, formatMoneyChange, formatMoneyRange } from './format';
import { positionSentence } from './headline';
import { asSentence, bothSignals, eitherSignal, isOrAre, phaseInWords } from './names';
import { growWords } from './relieves';
import { beginSentence, dateSentence } from './when';
import type { Wording } from './wording';
import { nextPhaseBill, withoutWords } from './work';

/** A year and the weeks that its turn takes. */
const YEAR_DAYS = 386;
const TWO_YEARS_DAYS = 751;

export interface ReportFacts {
  appName: string;
  roadmap: Roadmap;
}

/** All three from one stored finding. Thin data replaces a clause by its reason, never by "OK". */
export function reportSentences(
  advice: Advice,
  { appName, roadmap }: ReportFacts,
  wording: Wording,
): [string, string, string] {
  return [
    riskSentence(advice, appName, wording),
    actSentence(advice, { appName, roadmap }, wording),
    moneySentence(advice, roadmap),
  ];
}

function riskSentence(advice: Advice, appName: string, wording: Wording): string {
  const { headroom, newestAt } = advice;
  if (newestAt === null) return `${appName}: no data has arrived yet.`;
  return `${appName}: ${diskClause(advice, wording)}${riskClause(headroom, wording)}${unseen(headroom)}.`;
}

/** "disk used first, at its limit about 24 Nov (23–25 Nov) whatever load does; load itself: " */
function diskClause(advice: Advice, wording: Wording): string {
  const fills = advice.headroom.code === 'crossed' ? null : fillsFirst(advice);
  if (fills === null) return '';
  return `${eitherSignal([fills.signal])} first, at its limit ${dateSentence(fills.date, wording)} whatever load does; load itself: `;
}

function riskClause(headroom: HeadroomFinding, wording: Wording): string {
  const { code, first, seen, reason, sinceAt } = headroom;
  const limits = `of ${formatCount(seen, 'limit')} seen`;
  const { big: number, interval: ends } = multipleOf(headroom);
  const interval = ends === null ? '' : ` ${ends}`;
  switch (code) {
    case 'multiple':
      return `${number} of today’s busiest minutes${interval}, ${eitherSignal(first)} first, ${limits}`;
    case 'at-most':
      return `at most ${number} of today’s busiest minutes${interval}, ${eitherSignal(first)} first, ${limits}`;
    case 'more-than':
      return `more than ${number} of today’s busiest minutes, ${limits}`;
    case 'at-limit':
      return `at its limit in the busiest minutes, ${eitherSignal(first)} first, ${limits}`;
    case 'crossed':
      return first[0] === undefined || sinceAt === null
        ? 'a limit is crossed now'
        : pastLimit(first[0], sinceAt, wording);
    case 'cannot-tell':
      return `cannot tell yet how far it carries, because ${reason === null ? 'no limit could be seen' : becauseOf(reason)}`;
  }
}

function unseen({ code, notMeasured }: HeadroomFinding): string {
  if (code === 'cannot-tell' || notMeasured.length === 0) return '';
  return `; ${bothSignals(notMeasured)} ${notMeasured.length === 1 ? isOrAre(notMeasured[0] as string) : 'are'} not measured`;
}

/** When, and what has to begin by when; without a date the position and the next step. One sentence, to be forwarded. */
function actSentence(advice: Advice, { appName, roadmap }: ReportFacts, wording: Wording): string {
  const [next, ...later] = advice.checklist.open;
  const when = whenSentence(advice, appName, wording);
  const lead =
    when === null
      ? positionSentence(advice.position, roadmap, advice.load, advice.signals)
      : `${when}${unseenDays(advice, wording)}`;
  if (next === undefined) return asSentence(`${lead} – no required step is open`);
  const more = later.length === 0 ? '' : `; ${formatCount(later.length, 'more step', 'more steps')} after it`;
  const before = beforeDisk(next, advice) || beforePhase(next, advice, { roadmap, wording });
  return asSentence(`${lead} – next${before}: ${stepSentence(next, wording)}${more}`);
}

/** Days of the year that a forecast knows nothing of: the team's holidays that are near, else the turn of the year (RULES 11.5). */
function unseenDays({ dates }: Advice, { nowAt }: Wording): string {
  const near = dates?.holidays ?? [];
  const unseen = near.filter(({ seen }) => seen < 2);
  if (unseen.length > 0) {
    const names = [...new Set(unseen.map(({ name }) => name))];
    const more = names.length > 3 ? [`${names.length - 2} more of your holidays`] : [];
    const told = more.length > 0 ? [...names.slice(0, 2), ...more] : names;
    return `, with a wider interval at ${formatList(told)}, which ${names.length > 1 ? 'have' : 'has'} not been seen twice`;
  }
  const [month, day] = [new Date(nowAt).getUTCMonth(), new Date(nowAt).getUTCDate()];
  const isTurn = (month === 10 && day >= 15) || month === 11 || (month === 0 && day <= 6);
  if (!isTurn || near.length > 0 || dates?.days === undefined || dates.days >= TWO_YEARS_DAYS) return '';
  return dates.days < YEAR_DAYS
    ? ', holidays not included because no year has been seen yet'
    : ', holidays not included because they are learned from two years and one has been seen';
}

/** ", before db-1 /data is at its limit" of a step for the disk whose day the first sentence has told. */
function beforeDisk({ before }: StepFinding, advice: Advice): string {
  const fills = advice.headroom.code === 'crossed' ? null : fillsFirst(advice);
  if (fills === null || before !== `limit:${fills.thresholdId}`) return '';
  return `, before ${fills.disk ?? 'the disk'} is at its limit`;
}

/** ", for Horizontal Scaling about 19 Dec (16 Dec–15 Jan)" where a step is due by the day that load enters it. */
function beforePhase(
  { before }: StepFinding,
  { dates }: Advice,
  { roadmap, wording }: { roadmap: Roadmap; wording: Wording },
): string {
  const entered = dates?.phase;
  const phase = entered && roadmap.phases[entered.phase];
  if (!phase || before !== `phase:${phase.id}` || entered.date.code !== 'date') return '';
  return `, for ${phaseInWords(phase)} ${dateSentence(entered.date, wording)}`;
}

/** "At this growth, checkout meets its limit of database connections about 14 Mar (20 Feb–30 Apr)". */
function whenSentence({ dates, headroom }: Advice, appName: string, wording: Wording): string | null {
  const date = dates?.first.date;
  if (date === undefined || headroom.multiple === null) return null;
  const limit = `limit of ${eitherSignal(headroom.first)}`;
  switch (date.code) {
    case 'date':
      return `At this growth, ${appName} meets its ${limit} ${dateSentence(date, wording)}`;
    case 'not-before':
    case 'not-within':
      return `At this growth, ${appName} meets its ${headroom.code === 'more-than' ? 'first limit' : limit} ${dateSentence(date, wording)}`;
    default:
      return null;
  }
}

/** "Give the disk more room (db-1 /data from 100 GiB to 140 GiB), 0.1–0.5 days, +$4.60 a month, begin by 7 Feb to be safe". */
export function stepSentence(step: StepFinding, wording: Wording): string {
  const begin = beginSentence(step, wording);
  return begin === null ? stepWords(step) : `${stepWords(step)}, ${begin}`;
}

function stepWords(step: StepFinding): string {
  const effort = step.effortDays === null ? '' : `, ${formatEffort(step.effortDays)}`;
  const money = step.addsCents === null ? '' : `, ${formatMoneyChange(step.addsCents, step.currency)} a month`;
  const grow = growWords(step);
  return `${step.title}${grow && ` (${grow})`}${effort}${money}`;
}

function moneySentence(advice: Advice, roadmap: Roadmap): string {
  const { now } = advice.estimate;
  const next = nextPhaseBill(advice, roadmap);
  const bills = [
    now === null ? '' : `${formatMoney(now.cents, now.currency)} a month now`,
    next === null ? '' : `${formatMoney(next.bill.cents, next.bill.currency)} in ${next.inWords}${spread(next.bill)}`,
    now === null ? '' : withoutWords(now),
  ].filter((part) => part !== '');
  const money =
    bills.length === 0 ? 'No bill yet, because neither a deployment nor a price is known' : bills.join(', ');
  return `${money}; ${progress(advice, roadmap)}.`;
}

function spread({ lowCents, highCents, cents, currency }: Bill): string {
  const range = formatMoneyRange(lowCents, highCents, currency);
  return range === formatMoney(cents, currency) ? '' : ` (${range})`;
}

/** Whether finished steps worked is not measured yet, so their number alone is said. */
function progress(advice: Advice, roadmap: Roadmap): string {
  const { requiredDone, requiredTotal, architecturePhase } = advice.position;
  const phase = roadmap.phases[architecturePhase];
  const steps = `${requiredDone[architecturePhase] ?? 0} of ${requiredTotal[architecturePhase] ?? 0} required steps`;
  return phase === undefined ? `${steps} done` : `${steps} of ${phaseInWords(phase)} done`;
}
