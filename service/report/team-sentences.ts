/** A team's three sentences: which apps need somebody, what comes first, and the money of all. */
import { briefOf, firstLimit } from '@/advisor/index';
import type { Advice } from '@/advisor/types';
import { formatCount, formatMoney } from '@/advisor/words/format';
import { addedMoney, overviewHeadline, type Wording } from '@/advisor/words/sentences';
import type { ReportApp, ReportDocument } from '../views/report';

interface Part {
  name: string;
  advice: Advice | null;
}

export function teamSentences(
  { apps, decide, done, fromAt }: Pick<ReportDocument, 'apps' | 'decide' | 'done' | 'fromAt'>,
  parts: Part[],
  wording: Wording,
): string[] {
  const rows = apps.map(({ name, state }, i) => ({
    name,
    state,
    headroom: parts[i]?.advice?.headroom ?? null,
    ...firstLimit(parts[i]?.advice && briefOf(parts[i].advice)),
  }));
  const { plain, second } = overviewHeadline(rows, wording);
  return [
    `${plain}${second === '' ? '' : ` ${second}`}`,
    actSentence(decide, parts),
    moneySentence(apps, done, fromAt),
  ];
}

function actSentence([first]: ReportDocument['decide'], parts: Part[]): string {
  if (first === undefined) return 'No required step is open in any app.';
  const urgent = parts.flatMap(({ advice }) => advice?.checklist.open.filter(({ urgency }) => urgency > 0) ?? []);
  const details = [first.begin, first.effort, first.money].filter((part) => part !== '').join(', ');
  const all = urgent.length === 0 ? '' : `; ${formatCount(urgent.length, 'step')} now in all, ${addedMoney(urgent)}`;
  return `First: ${first.title} in ${first.app}${details === '' ? '' : `, ${details}`}${all}.`;
}

function moneySentence(apps: ReportApp[], done: ReportDocument['done'], fromAt: number): string {
  const billed = apps.flatMap(({ now }) => (now === null ? [] : [now]));
  const finished = done.filter(({ at }) => at !== null && at >= fromAt).length;
  const steps = finished === 0 ? 'no step was finished' : `${formatCount(finished, 'step')} finished`;
  if (billed.length === 0) return `No bill is known of any app; ${steps} in this time.`;
  const cents = billed.reduce((sum, bill) => sum + bill.cents, 0);
  const without = apps.length - billed.length;
  return `${formatMoney(cents, billed[0]?.currency)} a month now${without === 0 ? '' : `, ${formatCount(without, 'app')} without a bill`}; ${steps} in this time.`;
}
