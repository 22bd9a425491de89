/**
 * The steps of an app in the order in which they should be done (RULES 13): what comes first comes first,
 * then by what presses (step-order.ts).
 */
import type { Phase, SignalId, Step } from '@/catalogue/types';
import { addsCents, sharedComponents } from '../estimate/lines';
import { moreStorageCents } from '../estimate/storage-lines';
import { stepStatus } from '../evidence/evidence';
import {
  type AppFacts,
  type ChecklistFinding,
  type CrossingFacts,
  DAY_MS,
  type DatesFinding,
  type EvidenceFinding,
  type HeadroomFinding,
  type PositionFinding,
  SOON_MULTIPLE,
  type StepFinding,
  type StepRank,
  type StorageFinding,
  type ThresholdStatus,
} from '../types';
import { type Deadline, deadlineOf, dueDates } from './due';
import { growOf, isOutdated, limitSteps } from './limit-steps';
import { inOrder, ranksOf } from './step-order';

export interface ChecklistInput {
  facts: AppFacts;
  nowAt: number;
  position: PositionFinding;
  crossings: CrossingFacts[];
  thresholds: ThresholdStatus[];
  headroom: HeadroomFinding;
  /** By step id, from `findEvidence`. */
  evidence: Map<string, EvidenceFinding>;
  /** When load meets what; without them steps have no dates. */
  dates?: DatesFinding | undefined;
  /** Disks, for how large they have to be; absent: none is told. */
  storage?: StorageFinding | null;
  /** What the steps were ranked by when they were last shown (13.4). */
  standing?: Readonly<Record<string, StepRank>> | undefined;
}

type Urgency = StepFinding['urgency'];

const OPEN = { status: 'open', by: null, doneAt: null, reason: null } as const;

/** A step that has to begin within so many days to be safe is "soon" (RULES 13.1). */
const SOON_DAYS = 14;

/**
 * Required steps of the phases up to the load's (or, where load cannot be told, the architecture's), then
 * those of the next phase, and of limits that are crossed or dated; helpful ones of the same apart.
 */
export function findChecklist(input: ChecklistInput): ChecklistFinding {
  const { facts, position } = input;
  const reached =
    position.code === 'position'
      ? Math.max(position.loadPhase, position.architecturePhase)
      : position.architecturePhase;
  const steps = new Map(facts.steps.map((step) => [step.id, step]));
  const pressure = findPressure(input);
  const deadlines = new Map<string, Deadline>();
  const shown = facts.roadmap.phases.slice(0, reached + 2);
  const findings = (required: boolean): StepFinding[] =>
    shown.flatMap((phase, index) =>
      (required ? phase.required : phase.helpful).flatMap((id) => {
        const step = steps.get(id);
        if (step === undefined) return [];
        const deadline = deadlineFor(input, { step, index, required });
        deadlines.set(id, deadline);
        const byPhase = index <= reached || isNear(deadline, step, input.nowAt) ? 1 : 0;
        const own = ownUrgency(step, byPhase, pressure, isNear(deadline, step, input.nowAt) ? deadline : null);
        return [findStep(input, { step, phase, index, required, own })];
      }),
    );
  const ofPhases = new Set(shown.flatMap((phase) => [...phase.required, ...phase.helpful]));
  const ofLimits = limitSteps(input).flatMap(({ step, required, isPast }) => {
    const [index, phase] = [reached, facts.roadmap.phases[reached]];
    if (phase === undefined || ofPhases.has(step.id)) return [];
    const deadline = deadlineFor(input, { step, index, required: false });
    deadlines.set(step.id, deadline);
    const near = isNear(deadline, step, input.nowAt);
    const own = ownUrgency(step, 1, pressure, near ? deadline : null);
    const found = findStep(input, { step, phase, index, required, own });
    return isOutdated(step, input, near || isPast) ? { ...found, ...OPEN } : found;
  });
  const all = [...findings(true), ...ofLimits, ...findings(false)];
  const isOpen = (it: StepFinding) => it.status === 'open';
  // What a required step waits for may be a helpful one: urgency is inherited across both.
  const due = dueDates(all.filter(isOpen), {
    steps,
    deadlines,
    owners: facts.owners ?? {},
    elsewhere: facts.elsewhere ?? [],
  });
  const open = inherit(all.filter(isOpen), steps).map((it) => ({ ...it, ...due.get(it.stepId) }));
  const paid = new Set(all.filter((it) => it.status === 'done').flatMap((it) => shared(facts, steps, it)));
  const { standing = {}, nowAt } = input;
  const ranks = ranksOf(open, { steps, gain: pressure.gain, standing, nowAt });
  const sorted = (required: boolean) =>
    inOrder(
      open.filter((it) => it.required === required),
      ranks,
      steps,
    ).map((it) => paidOnce(facts, steps, it, paid));
  return {
    ranks,
    open: sorted(true),
    done: all.filter((it) => it.status === 'done').sort((a, b) => (b.doneAt ?? 0) - (a.doneAt ?? 0)),
    wont: all.filter((it) => it.status === 'wont'),
    helpful: sorted(false),
  };
}

function shared({ roadmap }: AppFacts, steps: Map<string, Step>, it: StepFinding): string[] {
  const step = steps.get(it.stepId);
  const phase = roadmap.phases[it.phase];
  return step === undefined || phase === undefined ? [] : sharedComponents(step, phase);
}

/** One Redis serves cache, adapter and queue: the first step of a phase that brings it pays for it. */
function paidOnce(facts: AppFacts, steps: Map<string, Step>, it: StepFinding, paid: Set<string>): StepFinding {
  const step = steps.get(it.stepId);
  const phase = facts.roadmap.phases[it.phase];
  if (step === undefined || phase === undefined) return it;
  const free = step.adds.filter((component) => paid.has(`${phase.id}/${component}`));
  for (const key of shared(facts, steps, it)) paid.add(key);
  if (free.length === 0) return it;
  return {
    ...it,
    addsCents: addsCents(facts, { ...step, adds: step.adds.filter((each) => !free.includes(each)) }, phase),
  };
}

/** Signals that press, with why: open crossings by threshold id, and limits that are near. */
interface Pressure {
  crossed: Map<SignalId, string[]>;
  soon: Map<SignalId, string[]>;
  /** ln of the multiple won by relieving the first limit, as far as a source gives a factor (13.2). */
  gain: Map<string, number>;
}

function findPressure({ crossings, headroom, thresholds, nowAt, dates }: ChecklistInput): Pressure {
  const crossed = new Map<SignalId, string[]>();
  const muted = new Set(thresholds.filter((it) => (it.threshold.mutedUntil ?? 0) > nowAt).map((it) => it.threshold.id));
  for (const it of crossings) {
    if (it.closedAt === null && !muted.has(it.thresholdId)) add(crossed, it.signal, it.thresholdId);
  }
  const soon = new Map<SignalId, string[]>();
  // Where there is a date it says what is soon; else the multiple does.
  const dated = new Set(
    (dates?.limits ?? []).filter(({ date }) => date.code !== 'cannot-tell').map(({ thresholdId }) => thresholdId),
  );
  for (const it of headroom.bySignal) {
    if (it.code !== 'fits' || it.moreThan !== null || dated.has(it.thresholdId)) continue;
    if (it.multiple < SOON_MULTIPLE) add(soon, it.signal, it.thresholdId);
  }
  const gain = new Map<string, number>();
  const { next, multiple } = headroom;
  if (next !== null && multiple !== null && multiple > 0 && next.multiple > multiple) {
    for (const stepId of next.withSteps) gain.set(stepId, Math.log(next.multiple / multiple));
  }
  return { crossed, soon, gain };
}

interface Own {
  urgency: Urgency;
  becauseOf: string[];
}

function deadlineFor(
  { facts, dates, headroom, position }: ChecklistInput,
  { step, index, required }: { step: Step; index: number; required: boolean },
): Deadline {
  const phaseIds = facts.roadmap.phases.map(({ id }) => id);
  return deadlineOf({ step, phase: index, required, dates, headroom, position, phaseIds });
}

/** Its early end comes within the longest lead and two weeks. */
const isNear = ({ earlyAt }: Deadline, { leadDays }: Step, nowAt: number): boolean =>
  earlyAt !== null && earlyAt - leadDays.high * DAY_MS < nowAt + SOON_DAYS * DAY_MS;

function ownUrgency(step: Step, byPhase: Urgency, pressure: Pressure, near: Deadline | null): Own {
  const because = (map: Map<SignalId, string[]>) => [
    ...new Set(step.relieves.flatMap((it) => map.get(it.signal) ?? [])),
  ];
  const crossed = because(pressure.crossed);
  if (crossed.length > 0) return { urgency: 3, becauseOf: crossed };
  const soon = because(pressure.soon);
  if (soon.length > 0) return { urgency: 2, becauseOf: soon };
  if (near?.before?.startsWith('limit:')) return { urgency: 2, becauseOf: [near.before.slice('limit:'.length)] };
  if (near?.before === 'first') return { urgency: 2, becauseOf: [] };
  return { urgency: byPhase, becauseOf: [] };
}

function findStep(
  input: ChecklistInput,
  { step, phase, index, required, own }: { step: Step; phase: Phase; index: number; required: boolean; own: Own },
): StepFinding {
  const { facts, nowAt } = input;
  const evidence = input.evidence.get(step.id) ?? { code: 'person' };
  const state = facts.stepStates.find((it) => it.stepId === step.id);
  const larger = growOf(step, input);
  const more = larger?.ofDatabase ? moreStorageCents(facts, larger.toBytes - larger.fromBytes) : null;
  return {
    stepId: step.id,
    title: step.title,
    phase: index,
    required,
    ...stepStatus(state, evidence, nowAt),
    evidence,
    urgency: own.urgency,
    becauseOf: own.becauseOf,
    relieves: step.relieves.map((it) => ({ signal: it.signal, factor: it.factor ?? null })),
    effortDays: step.effortDays,
    leadDays: step.leadDays,
    who: step.who,
    waitsFor: step.after.filter((id) => isStepOpen(input, id)),
    addsCents: addsCents(facts, step, phase, more),
    ...(larger && { grow: { disk: larger.disk, fromBytes: larger.fromBytes, toBytes: larger.toBytes } }),
    ...(facts.money === undefined || facts.money.currency === 'USD' ? {} : { currency: facts.money.currency }),
    dueAt: null,
    safeAt: null,
    before: null,
    effect: state?.status === 'done' && state.effect?.doneAt === state.at ? state.effect : null,
  };
}

function isStepOpen({ facts, evidence, nowAt }: ChecklistInput, stepId: string): boolean {
  const state = facts.stepStates.find((it) => it.stepId === stepId);
  return stepStatus(state, evidence.get(stepId) ?? { code: 'person' }, nowAt).status === 'open';
}

/** A step is as urgent as the most urgent step that waits for it, and says because of what. */
function inherit(list: StepFinding[], steps: Map<string, Step>): StepFinding[] {
  const found = new Map(list.map((it) => [it.stepId, { urgency: it.urgency, becauseOf: it.becauseOf }]));
  let changed = true;
  while (changed) {
    changed = false;
    for (const [id, own] of found) {
      for (const first of steps.get(id)?.after ?? []) {
        const before = found.get(first);
        if (before === undefined || before.urgency >= own.urgency) continue;
        found.set(first, { urgency: own.urgency, becauseOf: own.becauseOf });
        changed = true;
      }
    }
  }
  return list.map((it) => ({ ...it, ...found.get(it.stepId) }));
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}
