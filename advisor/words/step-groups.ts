/** Open steps under the heading that says why they stand there; order inside is the advisor's. */
import type { Roadmap } from '@/catalogue/types';
import { fillsFirst } from '../storage/first';
import type { Advice, DateFinding, StepFinding } from '../types';
import { formatList } from './format';
import { eitherSignal, isOrAre, phaseInWords } from './names';
import { signalWord } from './signals';
import { dateParts, dayOfDate } from './when';
import type { Wording } from './wording';

export interface StepGroup {
  key: string;
  title: string;
  note: string;
  urgent: boolean;
  steps: StepFinding[];
}

/** Why an open step stands where it does, the most urgent first. */
const WHY = ['now', 'fills', 'dated', 'soon', 'phase', 'later'] as const;
export type Why = (typeof WHY)[number];

/** What has to be ready before a step or a day comes inherits its urgency and its day, so no group breaks the order. */
export function openGroups(advice: Advice, roadmap: Roadmap, wording: Wording): StepGroup[] {
  const groups: StepGroup[] = [];
  for (const why of WHY) {
    for (const step of advice.checklist.open.filter((each) => whyOf(each, advice) === why)) {
      const key = why === 'phase' || why === 'later' ? `${why}${step.phase}` : why;
      const group = groups.find((each) => each.key === key);
      if (group) group.steps.push(step);
      else groups.push({ key, ...headOf(why, step, { advice, roadmap, wording }), steps: [step] });
    }
  }
  return inListOrder(groups, advice).map((group, i) =>
    i > 0 && group.title.startsWith('For ') ? { ...group, title: `Then, for ${group.title.slice(4)}` } : group,
  );
}

/** What a disk needs stands where the list has it: its day may be nearer than load's, and the work for it shorter. */
function inListOrder(groups: StepGroup[], { checklist }: Advice): StepGroup[] {
  const fills = groups.find(({ key }) => key === 'fills');
  if (fills === undefined) return groups;
  const placeOf = ({ steps }: StepGroup) => checklist.open.indexOf(steps[0] as StepFinding);
  const others = groups.filter((group) => group !== fills);
  const after = others.findIndex((group) => placeOf(group) > placeOf(fills));
  return after < 0 ? [...others, fills] : others.toSpliced(after, 0, fills);
}

export function whyOf(step: StepFinding, { dates, headroom }: Pick<Advice, 'dates' | 'headroom'>): Why {
  if (step.urgency === 3) return 'now';
  const fills = step.before?.startsWith('limit:') ? fillsFirst({ dates, headroom }) : null;
  if (fills !== null && step.before === `limit:${fills.thresholdId}`) return 'fills';
  const day = headroom.multiple === null ? null : likelyDay(dates?.first.date);
  if (day !== null && readyBy(step, dates) <= day) return 'dated';
  if (step.urgency === 2) return 'soon';
  return step.urgency === 1 ? 'phase' : 'later';
}

/** The day of the first limit that `dated` steps come before; null where there is none. */
export const likelyDay = (date: DateFinding | undefined): number | null =>
  date?.code === 'date' ? date.likelyAt : null;

/** The likely day (ms) of what a step has to be ready for; infinite where there is none. */
export function readyBy({ before }: StepFinding, dates: Advice['dates']): number {
  if (before == null || dates === undefined) return Number.POSITIVE_INFINITY;
  const limit = dates.limits.find(({ thresholdId }) => before === `limit:${thresholdId}`);
  const date = before === 'first' ? dates.first.date : before.startsWith('phase:') ? dates.phase?.date : limit?.date;
  return likelyDay(date) ?? Number.POSITIVE_INFINITY;
}

interface Known {
  advice: Advice;
  roadmap: Roadmap;
  wording: Wording;
}

function headOf(why: Why, step: StepFinding, { advice, roadmap, wording }: Known): Omit<StepGroup, 'key' | 'steps'> {
  const phase = roadmap.phases[step.phase];
  const name = phase ? phaseInWords(phase) : `phase ${step.phase + 1}`;
  const note = urgencySentence(step, advice);
  switch (why) {
    case 'now':
      return { title: 'Now', note, urgent: true };
    case 'fills': {
      const fills = fillsFirst(advice);
      const parts = fills && dateParts(fills.date, wording);
      const where = fills?.disk ? ` (${fills.disk})` : '';
      return {
        title: `Before ${dayOfDate(likelyDay(fills?.date) ?? wording.nowAt, wording)}`,
        note: fills ? `${eitherSignal([fills.signal])} first${where}, ${parts?.lead} ${parts?.rest}`.trim() : note,
        urgent: false,
      };
    }
    case 'dated': {
      const date = advice.dates?.first.date;
      const parts = date ? dateParts(date, wording) : null;
      return {
        title: `Before ${dayOfDate(likelyDay(date) ?? wording.nowAt, wording)}`,
        note: `${eitherSignal(advice.headroom.first)} first, ${parts?.lead} ${parts?.rest}`,
        urgent: false,
      };
    }
    case 'soon':
      return { title: 'Soon', note, urgent: false };
    default:
      return { title: `For ${name}`, note, urgent: false };
  }
}

/** Titles of the steps that have to come before, as far as they are still open. */
export function waitsForWords(step: StepFinding, all: StepFinding[]): string {
  const titles = step.waitsFor.map((id) => all.find((s) => s.stepId === id)).filter((s) => s?.status === 'open');
  if (titles.length === 0) return '';
  return `waits for ${titles.map((s) => s?.title.replace(/^./, (c) => c.toLowerCase())).join(' and ')}`;
}

export function allSteps({ checklist }: Advice): StepFinding[] {
  return [...checklist.open, ...checklist.done, ...checklist.wont, ...checklist.helpful];
}

/** Why a step stands where it does: "latency p95 is past its limit", "this phase", "next phase". */
export function urgencySentence(step: StepFinding, advice: Advice): string {
  switch (step.urgency) {
    case 3: {
      const signals = [
        ...new Set(
          step.becauseOf.map((id) => advice.thresholds.find(({ threshold }) => threshold.id === id)?.threshold.signal),
        ),
      ];
      const names = signals.filter((signal): signal is string => signal !== undefined);
      const one = names[0];
      if (one === undefined) return 'a limit is crossed now';
      return names.length === 1
        ? `${signalWord(one)} ${isOrAre(one)} past the limit now`
        : `${formatList(names.map(signalWord))} are past their limits now`;
    }
    case 2:
      return 'its limit may come before this is ready';
    case 1:
      return 'for the phase the load is in';
    case 0:
      return 'for the next phase';
  }
}
