/** The views of the pages as the API answers them. */
import type { z } from 'zod';
import { briefOf } from '@/advisor/index';
import { fillsFirst } from '@/advisor/storage/first';
import type { Advice, Bill, DateFinding, SignalHeadroom, StepFinding } from '@/advisor/types';
import {
  appHeadline,
  appSubline,
  checklistHeadline,
  dateSentence,
  signalHeadroomSentence,
  stateOf,
  stepSentence,
  type Wording,
} from '@/advisor/words/sentences';
import type { ReportDocument } from '../views/report';
import type { CrossingsView } from '../views/signals';
import type { AppView, CostsView, OverviewRow, TokenView } from '../views/views';
import type { ChecklistView, StepWork } from '../views/work';
import type * as shape from './shapes';
import { iso, isoOrNull } from './times';

type Shape<T extends z.ZodType> = z.output<T>;

export function appAnswer(row: OverviewRow): Shape<typeof shape.appShape> {
  const { slug, name, state, headroom, sentence, load, lastDataAt } = row;
  return {
    slug,
    name,
    state,
    multiple: headroom?.multiple ?? null,
    code: (headroom?.code ?? null) as Shape<typeof shape.appShape>['code'],
    first: headroom?.first ?? [],
    sentence,
    load,
    lastDataAt: isoOrNull(lastDataAt),
    path: `/apps/${slug}`,
  };
}

export function headroomAnswer(view: AppView, wording: Wording): Shape<typeof shape.headroomShape> {
  const { app, roadmap, advice, signals } = view;
  const { code = 'cannot-tell', multiple = null, low = null, high = null } = advice?.headroom ?? {};
  return {
    app: app.slug,
    state: stateOf(advice && briefOf(advice), wording.nowAt),
    code,
    multiple,
    low,
    high,
    first: advice?.headroom.first ?? [],
    notMeasured: advice?.headroom.notMeasured ?? [],
    sentence: appHeadline(advice, wording).plain,
    more: advice === null ? '' : appSubline(advice, roadmap, wording),
    date: advice?.dates ? dateAnswer(advice.dates.first.date, wording) : null,
    disk: diskAnswer(advice, wording),
    limits: (advice?.headroom.bySignal ?? []).map((it) =>
      limitAnswer(it, signalHeadroomSentence(it, signals, wording)),
    ),
    computedAt: isoOrNull(advice?.computedAt),
    newestAt: isoOrNull(advice?.newestAt),
  };
}

function diskAnswer(advice: Advice | null, wording: Wording): Shape<typeof shape.headroomShape>['disk'] {
  const first = advice && fillsFirst(advice);
  if (!first) return null;
  const step = advice.checklist.open.find(({ before }) => before === `limit:${first.thresholdId}`);
  return {
    ...dateAnswer(first.date, wording),
    signal: first.signal,
    name: first.disk,
    step: step ? stepSentence(step, wording) : null,
  };
}

function dateAnswer(date: DateFinding, wording: Wording) {
  return {
    code: date.code,
    earlyAt: 'earlyAt' in date ? iso(date.earlyAt) : null,
    likelyAt: date.code === 'date' ? iso(date.likelyAt) : null,
    lateAt: date.code === 'date' ? isoOrNull(date.lateAt) : null,
    horizonAt: 'horizonAt' in date ? iso(date.horizonAt) : null,
    sentence: dateSentence(date, wording),
  };
}

function limitAnswer(it: SignalHeadroom, sentence: string): Shape<typeof shape.headroomShape>['limits'][number] {
  const { signal, thresholdId, code } = it;
  const fits = it.code === 'fits' ? it : null;
  return {
    signal,
    thresholdId,
    code,
    multiple: fits?.multiple ?? null,
    low: fits?.low ?? null,
    high: fits?.high ?? null,
    limitLoad: fits?.limitLoad ?? null,
    sentence,
  };
}

export function signalsAnswer({ advice, signals }: AppView): Shape<typeof shape.signalsShape> {
  const rows = signals.map(({ id, title, unit }) => {
    const found = advice?.signals.find(({ signal }) => signal === id);
    const use = found === undefined || found.code === 'missing' ? null : found.use;
    return {
      signal: id,
      title,
      unit,
      state: found?.code ?? ('missing' as const),
      value: found?.code === 'measured' ? found.value : null,
      from: use?.recipe ?? null,
      lastAt: isoOrNull(found !== undefined && 'lastAt' in found ? found.lastAt : use?.newestAt),
    };
  });
  return { signals: rows };
}

export function crossingsAnswer(view: CrossingsView, limit: number): Shape<typeof shape.crossingsShape> {
  const past = view.past.slice(0, limit);
  const cut = past.length < view.past.length ? (past.at(-1)?.openedAt ?? null) : view.olderBefore;
  const crossings = [...view.open, ...past].map((it) => ({
    id: it.id,
    signal: it.signal,
    thresholdId: it.thresholdId,
    limit: it.limit,
    state: it.state,
    openedAt: iso(it.openedAt),
    closedAt: isoOrNull(it.closedAt),
    overMinutes: it.overMinutes,
    worstValue: it.worstValue,
    worstAt: iso(it.worstAt),
    notes: it.notes.flatMap((note) =>
      note.code === 'said' ? [{ at: iso(note.at), by: note.by, text: note.text }] : [],
    ),
  }));
  return { crossings, before: isoOrNull(cut) };
}

export function checklistAnswer(
  { advice, roadmap, work }: ChecklistView,
  wording: Wording,
): Shape<typeof shape.checklistShape> {
  if (advice === null) return { sentence: 'There is no checklist yet: it comes with the first data.', steps: [] };
  const { open, helpful, done, wont } = advice.checklist;
  const steps = [...new Map([...open, ...helpful, ...done, ...wont].map((step) => [step.stepId, step])).values()];
  const titleOf = (phase: number) => roadmap.phases[phase]?.title ?? '';
  return {
    sentence: checklistHeadline(advice, wording).plain,
    steps: steps.map((step) => stepAnswer(step, titleOf(step.phase), work[step.stepId])),
  };
}

function stepAnswer(
  step: StepFinding,
  phase: string,
  work: StepWork | undefined,
): Shape<typeof shape.checklistShape>['steps'][number] {
  const { stepId: id, title, status, required, urgency, waitsFor, by, reason } = step;
  const { owner = null, comment = null, link = null, blocked = null } = work ?? {};
  return {
    id,
    title,
    status,
    required,
    urgency,
    phase,
    beginBy: isoOrNull(step.dueAt),
    beginByToBeSafe: isoOrNull(step.safeAt),
    addsCents: step.addsCents,
    currency: step.currency ?? 'USD',
    waitsFor,
    doneAt: isoOrNull(step.doneAt),
    by,
    reason,
    owner,
    comment,
    link,
    blocked,
  };
}

type BillAnswer = Shape<typeof shape.estimateShape>['phases'][number];

export function estimateAnswer({ advice, roadmap, whatIf }: CostsView): Shape<typeof shape.estimateShape> {
  const bill = (it: Bill): BillAnswer => ({
    load: it.load,
    phase: it.phase === null ? null : (roadmap.phases[it.phase]?.title ?? null),
    currency: it.currency ?? 'USD',
    cents: it.cents,
    lowCents: it.lowCents,
    highCents: it.highCents,
    lines: it.lines.map(({ id, title, plan, quantity, quantityUnit, unitPrice, cents }) => ({
      id,
      title,
      plan,
      quantity,
      quantityUnit,
      unitPrice,
      cents,
    })),
    without: it.without,
  });
  const { now = null, phases = [] } = advice?.estimate ?? {};
  return {
    now: now && bill(now),
    phases: phases.map(bill),
    whatIf: whatIf && {
      load: whatIf.load,
      multiple: whatIf.multiple,
      openSteps: whatIf.openSteps,
      bill: whatIf.bill && bill(whatIf.bill),
    },
  };
}

export function reportAnswer(view: ReportDocument): Shape<typeof shape.reportShape> {
  const { id, appSlug, createdAt, fromAt, toAt, sentences, minutesOver } = view;
  const times = { createdAt: iso(createdAt), fromAt: iso(fromAt), toAt: iso(toAt) };
  return { id, app: appSlug, ...times, sentences, minutesOver, path: `/reports/${id}` };
}

export function tokensAnswer(tokens: TokenView[]): Shape<typeof shape.tokensShape> {
  return {
    tokens: tokens.map((it) => ({ ...it, createdAt: iso(it.createdAt), revokedAt: isoOrNull(it.revokedAt) })),
  };
}
