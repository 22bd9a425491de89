/** First lines of the checklist, the costs and the signals page. */
import type { Roadmap, SignalDefinition } from '@/catalogue/types';
import { fillsFirst } from '../storage/first';
import type { Advice, Bill, SavingFinding, SignalFinding, StepFinding } from '../types';
import { formatCount, formatList, formatMoney, formatMoneyAbout, formatMultiple } from './format';
import { metricFor, ordinal, phaseInWords, shortPhase } from './names';
import { signalWord } from './signals';
import { likelyDay, type Why, whyOf } from './step-groups';
import { dayOfDate } from './when';
import type { Wording } from './wording';

export interface TwoPartLine {
  lead: string;
  rest: string;
  plain: string;
}

/** "3 steps before 14 Mar, about $410 a month more; 7 for the next phase"; what is crossed is "now". */
export function checklistHeadline(advice: Advice, wording: Wording): TwoPartLine {
  const { open, done } = advice.checklist;
  const of = (...why: Why[]) => open.filter((step) => why.includes(whyOf(step, advice)));
  const day = likelyDay(advice.dates?.first.date);
  const full = likelyDay(fillsFirst(advice)?.date);
  const later = of('later').length;
  const groups = [
    { steps: of('now'), when: 'now' },
    { steps: of('fills'), when: full === null ? '' : `before ${dayOfDate(full, wording)}` },
    { steps: of('dated'), when: day === null ? '' : `before ${dayOfDate(day, wording)}` },
    { steps: of('soon', 'phase'), when: 'for this phase' },
  ].filter(({ steps }) => steps.length > 0);
  const [first, ...more] = groups;
  const rest = more.map(({ steps, when }) => `${steps.length} ${when}`);
  if (first === undefined) {
    const next = later === 0 ? '' : `${formatCount(later, 'step')} for the next phase`;
    const finished = done.length === 0 ? '' : `${formatCount(done.length, 'step')} done`;
    return twoParts('Nothing is open for this phase', next === '' ? finished : next);
  }
  if (later > 0) rest.push(`${later} for the next phase`);
  const after = rest.length === 0 ? '' : `; ${formatList(rest)}`;
  return twoParts(`${formatCount(first.steps.length, 'step')} ${first.when}`, `${addedMoney(first.steps)}${after}`);
}

/** "about $410 a month more", "nothing a month more", "at least $73 a month more" where a price is not known. */
export function addedMoney(steps: readonly StepFinding[]): string {
  const known = steps.filter(({ addsCents }) => addsCents !== null);
  const cents = known.reduce((sum, { addsCents }) => sum + (addsCents ?? 0), 0);
  if (known.length === 0) return 'no price known';
  if (known.length < steps.length) {
    const unpriced = steps.length - known.length;
    return `${cents === 0 ? 'at no monthly cost' : `at least ${formatMoney(cents, steps[0]?.currency)} a month more`}, ${unpriced} without a price`;
  }
  return cents === 0 ? 'at no monthly cost' : `about ${formatMoneyAbout(cents, steps[0]?.currency)} a month more`;
}

/** "9 of 18 steps are done, 1 closed as an accepted risk." */
export function checklistSubline(advice: Advice): string {
  const { done, wont, open } = advice.checklist;
  const all = done.length + wont.length + open.length;
  const risk = wont.length === 0 ? '' : `, ${wont.length} closed as accepted ${wont.length === 1 ? 'risk' : 'risks'}`;
  return `${done.length} of ${formatCount(all, 'step')} ${done.length === 1 ? 'is' : 'are'} done${risk}.`;
}

export interface CostsHeadline {
  /** "$342 now". */
  now: string;
  /** "$780 in Phase 2"; null in the last phase. */
  next: string | null;
  /** "what if 5×: $2,150". */
  whatIf: string | null;
  plain: string;
}

/** "$342 now → $780 in Phase 2 → what if 5×: $2,150". */
export function costsHeadline(
  advice: Advice | null,
  roadmap: Roadmap,
  whatIf: { multiple: number; bill: Bill | null } | null = null,
): CostsHeadline {
  const bill = advice?.estimate.now ?? null;
  const now = bill === null ? 'No bill yet' : `${formatMoney(bill.cents, bill.currency)} now`;
  const nextBill = advice === null ? null : nextPhaseBill(advice, roadmap);
  const next =
    nextBill === null ? null : `${formatMoney(nextBill.bill.cents, nextBill.bill.currency)} in ${nextBill.inWords}`;
  const asked =
    whatIf?.bill == null
      ? null
      : `what if ${formatMultiple(whatIf.multiple).replace(/\.0×$/, '×')}: ${formatMoney(whatIf.bill.cents, whatIf.bill.currency)}`;
  const parts = [now, next, asked].filter((part): part is string => part !== null);
  return { now, next, whatIf: asked, plain: parts.join(' → ') };
}

/** The bill, with its phase's name alone and inside a sentence, of the phase after the load's (after the architecture's where the load's is not known). */
export function nextPhaseBill(advice: Advice, roadmap: Roadmap): { bill: Bill; phase: string; inWords: string } | null {
  const { position } = advice;
  const here = position.code === 'position' ? position.loadPhase : position.architecturePhase;
  const bill = advice.estimate.phases.find(({ phase }) => phase === here + 1);
  const phase = roadmap.phases[here + 1];
  return bill === undefined || phase === undefined
    ? null
    : { bill, phase: shortPhase(phase), inWords: phaseInWords(phase) };
}

/** "without egress": what a bill leaves out; empty where it is whole. */
export function withoutWords(bill: Bill): string {
  return bill.without.length === 0 ? '' : `without ${formatList(bill.without.map(({ what }) => what))}`;
}

const STOPPED_NAMED = 3;

/** "11 of 14 signals. Send db.client.connection.count to get the 12th." */
export function signalsHeadline(
  signals: readonly SignalFinding[],
  definitions: readonly SignalDefinition[],
  limited: readonly string[] = [],
): TwoPartLine {
  const have = signals.filter(({ code }) => code === 'measured').length;
  const stale = signals.filter(({ code }) => code === 'stale').map(({ signal }) => signal);
  const missing = signals.filter(({ code }) => code === 'missing').map(({ signal }) => signal);
  const lead = `${have} of ${formatCount(signals.length, 'signal')}.`;
  if (have === 0 && stale.length > 0) return twoParts(lead, 'Nothing arrives at the moment.', ' ');
  if (stale.length > 0) return twoParts(lead, `No longer arriving: ${stopped(stale)}.`, ' ');
  const wanted = missing.find((id) => limited.includes(id)) ?? missing.find((id) => isWorthSending(id, definitions));
  if (wanted !== undefined) return twoParts(lead, `Send ${metricFor(wanted)} to get the ${ordinal(have + 1)}.`, ' ');
  return twoParts(lead, 'Nothing is missing.', ' ');
}

/** "latency p95, errors and 3 more". */
function stopped(signals: readonly string[]): string {
  const named = signals.slice(0, signals.length > STOPPED_NAMED ? STOPPED_NAMED - 1 : STOPPED_NAMED).map(signalWord);
  const more = signals.length - named.length;
  return formatList(more === 0 ? named : [...named, `${more} more`]);
}

function isWorthSending(id: string, definitions: readonly SignalDefinition[]): boolean {
  return (
    definitions.some((definition) => definition.id === id && definition.worsens !== 'none') || id === 'users.active'
  );
}

function twoParts(lead: string, rest: string, join = ', '): TwoPartLine {
  return { lead, rest, plain: rest === '' ? lead : `${lead}${join}${rest}` };
}

/** Each saving is told as if it were the only one, and all are of the same instances. */
export function overlapWords(savings: readonly SavingFinding[]): string {
  const priced = savings.filter(({ centsAMonth }) => centsAMonth !== null);
  return priced.length < 2
    ? ''
    : 'These do not add up: all are of the same instances, and each is counted as if it were the only one.';
}
