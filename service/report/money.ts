/** Money now and next, of one app or summed over a team. */
import { briefOf, firstLimit } from '@/advisor/index';
import { moneyPicture, type NamedBill } from '@/advisor/picture/money';
import type { Advice, Bill, SavingFinding } from '@/advisor/types';

import { formatMoney, formatMoneyRange } from '@/advisor/words/format';
import { asSentence } from '@/advisor/words/names';
import {
  dateParts,
  headroomHeadline,
  nextPhaseBill,
  overviewSentence,
  stateOf,
  stateWord,
  type Wording,
  withoutWords,
} from '@/advisor/words/sentences';
import { overlapWords } from '@/advisor/words/work';
import type { Roadmap } from '@/catalogue/types';
import type { ReportApp, ReportDocument, Sum } from '../views/report';
import { minutesOf, type ReportedCrossing } from './crossed';

interface Part {
  slug: string;
  name: string;
  advice: Advice | null;
  roadmap: Roadmap;
  crossings: ReportedCrossing[];
}

/** Savings that are told; the costs page has them all. */
const SAVINGS = 2;

export function appRow(part: Part, stretch: { fromAt: number; toAt: number }, wording: Wording): ReportApp {
  const { slug, name, advice, roadmap } = part;
  const state = stateOf(advice && briefOf(advice), wording.nowAt);
  const next = advice === null ? null : nextPhaseBill(advice, roadmap);
  const now = advice?.estimate.now ?? null;
  const { date: first } = firstLimit(advice && briefOf(advice));
  return {
    slug,
    name,
    state,
    stateWord: stateWord(state),
    headroom: headroomOf(advice, wording),
    when: first === null ? '' : whenOf(first, wording),
    minutesOver: minutesOf(part, stretch),
    now: now === null ? null : sumOf(now),
    next: next === null ? null : { ...sumOf(next.bill), phase: next.phase },
  };
}

function whenOf(date: Parameters<typeof dateParts>[0], wording: Wording): string {
  const parts = dateParts(date, wording);
  return parts === null ? '' : `${parts.lead} ${parts.rest}`.trim();
}

function headroomOf(advice: Advice | null, wording: Wording): string {
  if (advice === null || advice.headroom.multiple === null)
    return overviewSentence(advice && briefOf(advice), wording) ?? 'no number yet';
  const { big, interval } = headroomHeadline(advice.headroom, wording);
  return [big, interval].filter((part) => part !== null).join(' ');
}

const sumOf = ({ cents, lowCents, highCents, currency = 'USD' }: Bill): Sum => ({
  cents,
  lowCents,
  highCents,
  currency,
});

/** Two bars and what is to be said of them; a team's are the sums of its apps in the currency of the first. */
export function moneyOf(parts: (Part & { advice: Advice })[]): ReportDocument['money'] {
  const one = parts.length === 1 ? parts[0] : undefined;
  return one === undefined ? teamMoney(parts) : appMoney(one);
}

/** Of the picture alone: files without one leave it out. */
export const DASHED = 'Dashed: the roadmap’s own range.';

function appMoney({ advice, roadmap }: Part & { advice: Advice }): ReportDocument['money'] {
  const { now, savings = [] } = advice.estimate;
  const next = nextPhaseBill(advice, roadmap);
  const bills: NamedBill[] = [
    ...(now === null ? [] : [{ name: 'now', bill: now }]),
    ...(next === null ? [] : [{ name: `in ${next.inWords}`, bill: next.bill }]),
  ];
  if (bills.length === 0) return { picture: null, lines: ['No bill yet: neither a deployment nor prices are known.'] };
  const verdict = now?.roadmap[0]?.verdict;
  const without = now === null ? '' : withoutWords(now);
  return {
    picture: moneyPicture(bills),
    lines: [
      bills.some(({ bill }) => bill.roadmap.length > 0) ? DASHED : '',
      verdict !== undefined && verdict !== 'inside' ? `Today’s bill is ${verdict} the roadmap’s own range.` : '',
      without === '' ? '' : asSentence(`All ${without}`),
      ...savings.slice(0, SAVINGS).map((saving) => savingWords(saving, now?.currency)),
      overlapWords(savings.slice(0, SAVINGS)),
    ].filter((line) => line !== ''),
  };
}

function teamMoney(parts: (Part & { advice: Advice })[]): ReportDocument['money'] {
  const known = parts.flatMap(({ advice, roadmap }) => {
    const { now } = advice.estimate;
    return now === null ? [] : [{ now, next: nextPhaseBill(advice, roadmap)?.bill ?? now }];
  });
  const [first] = known;
  if (first === undefined)
    return { picture: null, lines: ['No bill yet: of no app are a deployment and prices known.'] };
  const missing = parts.length - known.length;
  const bills = [
    { name: 'now', bill: added(known.map(({ now }) => now)) },
    { name: 'with every app a phase on', bill: added(known.map(({ next }) => next)) },
  ];
  return {
    picture: moneyPicture(bills),
    lines: [
      `${known.length === 1 ? 'The bill of 1 app' : `Bills of ${known.length} apps`}${missing === 0 ? '' : `; ${missing} without a bill`}.`,
    ],
  };
}

/** Low ends and high ends are added too: the widest that the sum can be, not the likely spread. */
function added(bills: Bill[]): Bill {
  const sum = (of: (bill: Bill) => number) => bills.reduce((total, bill) => total + of(bill), 0);
  return {
    ...(bills[0] as Bill),
    cents: sum(({ cents }) => cents),
    lowCents: sum(({ lowCents }) => lowCents),
    highCents: sum(({ highCents }) => highCents),
    roadmap: [],
  };
}

/** "$342", with its range where there is one. */
export function sumWords({ cents, lowCents, highCents, currency }: Sum): string {
  const range = lowCents === highCents ? '' : ` (${formatMoneyRange(lowCents, highCents, currency)})`;
  return `${formatMoney(cents, currency)}${range}`;
}

function savingWords(saving: SavingFinding, currency: string | undefined): string {
  const cents = saving.centsAMonth;
  const amount = cents === null ? '' : `, ${formatMoney(cents, currency)} a month less`;
  switch (saving.code) {
    case 'right-size':
      return `Could be smaller: ${saving.to.count} × ${saving.to.plan} instead of ${saving.from.count} × ${saving.from.plan}${amount}.`;
    case 'smaller-database':
      return `The database could be smaller: ${saving.to} instead of ${saving.from}${amount}.`;
    case 'follow-load':
      return `Instances could follow the load: ${saving.meanInstances.toPrecision(2)} on average instead of ${saving.peakInstances}${amount}.`;
    case 'off-hours':
      return `Instances could stop in ${saving.hoursAWeek} hours of the week when nobody comes${amount}.`;
    case 'reserved':
      return `${saving.instances} instances are always there: a reserved price may pay${amount}.`;
    case 'spot':
      return `${saving.instances} instances could run at the spot price${amount}.`;
  }
}
