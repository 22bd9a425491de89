/** What to decide by when and for how much, what was done and whether it worked, and what comes if nobody acts. */
import { type FillingDisk, fillsFirst } from '@/advisor/storage/first';
import { type Advice, DAY_MS, type StepFinding } from '@/advisor/types';
import { formatEffort, formatMoneyChange } from '@/advisor/words/format';
import { asSentence, eitherSignal, itsOrTheir, phaseInWords } from '@/advisor/words/names';
import { relievesWords } from '@/advisor/words/relieves';
import { beginWords, dateSentence, effectSentence, type Wording } from '@/advisor/words/sentences';
import type { Roadmap } from '@/catalogue/types';
import type { ReportDone, ReportStep } from '../views/report';

interface Part {
  name: string;
  advice: Advice;
  roadmap: Roadmap;
}

/** Most urgent first; of one app in its checklist's order. */
export function decideOf(parts: Part[], wording: Wording): ReportStep[] {
  const all = parts.flatMap(({ name, advice }) => advice.checklist.open.map((step) => ({ name, step })));
  const sorted =
    parts.length < 2
      ? all
      : all.toSorted(
          (a, b) =>
            b.step.urgency - a.step.urgency ||
            (a.step.safeAt ?? Number.MAX_VALUE) - (b.step.safeAt ?? Number.MAX_VALUE),
        );
  return sorted.map(({ name, step }) => stepOf(name, step, wording));
}

function stepOf(app: string, step: StepFinding, wording: Wording): ReportStep {
  const begin = beginWords(step, wording);
  const { addsCents, currency = 'USD' } = step;
  return {
    app,
    title: step.title,
    begin: begin?.text ?? (step.urgency === 3 ? 'now: its limit is crossed' : ''),
    safeDay: dayOf(step.safeAt),
    dueDay: dayOf(step.dueAt),
    effort: step.effortDays ? formatEffort(step.effortDays) : '',
    money: addsCents === null ? '' : `${formatMoneyChange(addsCents, currency)}${addsCents === 0 ? '' : ' a month'}`,
    addsCents,
    currency,
    relieves: relievesWords(step),
    who: step.who,
    late: begin?.state === 'late' || step.urgency === 3,
  };
}

const dayOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString().slice(0, 10));

/** Finished in the stretch or in the month before it, newest first: an effect can be told after a fortnight. */
export function doneOf(parts: Part[], { fromAt }: { fromAt: number }, wording: Wording): ReportDone[] {
  return parts
    .flatMap(({ name, advice }) => {
      const { done } = advice.checklist;
      const titleOf = (id: string) => done.find(({ stepId }) => stepId === id)?.title ?? id;
      return done
        .filter(({ doneAt }) => doneAt === null || doneAt >= fromAt - 30 * DAY_MS)
        .map((step) => ({
          app: name,
          title: step.title,
          at: step.doneAt,
          by: step.by ?? ('person' as const),
          effect: step.effect ? asSentence(effectSentence(step.effect, wording, titleOf)) : '',
          evidence: step.evidence.code,
        }));
    })
    .toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0));
}

/** What comes if nothing is done: a disk that is full before load meets a limit, the first limit, then the next phase. */
export function waitOf({ advice, roadmap }: Part, wording: Wording): string[] {
  const disk = fillsFirst(advice);
  const full = disk === null ? [] : [diskWaits(disk, wording)];
  return [...full, ...loadWaits({ advice, roadmap }, wording)];
}

function diskWaits({ disk, date, full }: FillingDisk, wording: Wording): string {
  const end = full.code === 'date' ? `, and be full ${dateSentence(full, wording)}` : '';
  return `${disk === null ? 'The disk' : disk} would reach its limit ${dateSentence(date, wording)}${end}.`;
}

function loadWaits({ advice, roadmap }: Pick<Part, 'advice' | 'roadmap'>, wording: Wording): string[] {
  const { dates, headroom } = advice;
  if (dates === undefined) return [];
  const { date } = dates.first;
  const dated = date.code === 'date' || date.code === 'not-before' || date.code === 'not-within';
  const first = headroom.first[0];
  const phase = dates.phase === null ? undefined : roadmap.phases[dates.phase.phase];
  return [
    dated && first !== undefined
      ? asSentence(
          `${eitherSignal(headroom.first)} would reach ${itsOrTheir(first)} limit ${dateSentence(date, wording)}`,
        )
      : '',
    dates.phase !== null && phase !== undefined && dates.phase.date.code === 'date'
      ? `Load would enter ${phaseInWords(phase)} ${dateSentence(dates.phase.date, wording)}.`
      : '',
  ].filter((sentence) => sentence !== '');
}
