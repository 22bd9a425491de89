/** The report's three sentences: position and risk, act, money and confidence (RULES 16). */
import type { Roadmap } from '@/catalogue/types';
import type { Advice, Bill, HeadroomFinding, StepFinding } from '../types';
import { becauseOf, multipleOf, pastLimit } from './because';
import { formatCount, formatEffort, formatMoney, formatMoneyChange, formatMoneyRange } from './format';
import { positionSentence } from './headline';
import { asSentence, bothSignals, eitherSignal, isOrAre, phaseInWords } from './names';
import { beginSentence, dateSentence } from './when';
import type { Wording } from './wording';
import { nextPhaseBill, withoutWords } from './work';

/** A year and the weeks that its turn takes. */
const YEAR_DAYS = 386;

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

function riskSentence({ headroom, newestAt }: Advice, appName: string, wording: Wording): string {
  if (newestAt === null) return `${appName}: no data has arrived yet.`;
  return `${appName}: ${riskClause(headroom, wording)}${unseen(headroom)}.`;
}

function riskClause(headroom: HeadroomFinding, wording: Wording): string {
  const { code, first, seen, reason, sinceAt } = headroom;
  const limits = `of ${formatCount(seen, 'limit')} seen`;
  const { big: number, interval: ends } = multipleOf(headroom);
  const interval = ends === null ? '' : ` ${ends}`;
  switch (code) {
    case 'multiple':
      return `${number} of today's busiest minutes${interval}, ${eitherSignal(first)} first, ${limits}`;
    case 'at-most':
      return `at most ${number} of today's busiest minutes${interval}, ${eitherSignal(first)} first, ${limits}`;
    case 'more-than':
      return `more than ${number} of today's busiest minutes, ${limits}`;
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

/** When, and what has to begin by when; without a date the position and the next step. */
function actSentence(advice: Advice, { appName, roadmap }: ReportFacts, wording: Wording): string {
  const [next, ...later] = advice.checklist.open;
  const when = whenSentence(advice, appName, wording);
  const lead = when ?? asSentence(positionSentence(advice.position, roadmap, advice.load, advice.signals));
  if (next === undefined) return `${lead}${when === null ? '' : noYear(advice, wording)} No required step is open.`;
  const more = later.length === 0 ? '' : `; ${formatCount(later.length, 'more step', 'more steps')} after it`;
  const begin = beginSentence(next, wording);
  const before = beforePhase(next, advice, { roadmap, wording });
  return `${lead}${when === null ? '' : noYear(advice, wording)} Next${before}: ${stepWords(next)}${begin === null ? '' : `, ${begin}`}${more}.`;
}

/** Around the turn of the year, where the load of the last one is not known (RULES 11.5). */
function noYear({ dates }: Advice, { nowAt }: Wording): string {
  const [month, day] = [new Date(nowAt).getUTCMonth(), new Date(nowAt).getUTCDate()];
  const isTurn = (month === 10 && day >= 15) || month === 11 || (month === 0 && day <= 6);
  const isKnown = dates?.days === undefined || dates.days >= YEAR_DAYS;
  return !isTurn || isKnown ? '' : ' No year has been seen yet, so nothing of its holidays is in that.';
}

/** ", before load enters Horizontal Scaling about 19 Dec (16 Dec–15 Jan)" where a step is due by that day. */
function beforePhase(
  { before }: StepFinding,
  { dates }: Advice,
  { roadmap, wording }: { roadmap: Roadmap; wording: Wording },
): string {
  const entered = dates?.phase;
  const phase = entered && roadmap.phases[entered.phase];
  if (!phase || before !== `phase:${phase.id}` || entered.date.code !== 'date') return '';
  return `, before load enters ${phaseInWords(phase)} ${dateSentence(entered.date, wording)}`;
}

/** "At this growth, checkout meets its limit of database connections about 14 Mar (20 Feb–30 Apr)." */
function whenSentence({ dates, headroom }: Advice, appName: string, wording: Wording): string | null {
  const date = dates?.first.date;
  if (date === undefined || headroom.multiple === null) return null;
  const limit = `limit of ${eitherSignal(headroom.first)}`;
  switch (date.code) {
    case 'date':
      return `At this growth, ${appName} meets its ${limit} ${dateSentence(date, wording)}.`;
    case 'not-before':
    case 'not-within':
      return `At this growth, ${appName} meets its ${headroom.code === 'more-than' ? 'first limit' : limit} ${dateSentence(date, wording)}.`;
    default:
      return null;
  }
}

function stepWords(step: StepFinding): string {
  const effort = step.effortDays === null ? '' : `, ${formatEffort(step.effortDays)}`;
  const money = step.addsCents === null ? '' : `, ${formatMoneyChange(step.addsCents, step.currency)} a month`;
  return `${step.title}${effort}${money}`;
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
