/**
 * By when a step has to begin (RULES 13.3): due = likely date − lead, safe = early date − longest lead, both
 * summed backward along what waits for it and along the other steps of its owner. The date is that of the limit that the step relieves, or of the
 * phase that its own ends with, whichever comes first.
 */
import type { Step } from '@/catalogue/types';
import {
  DAY_MS,
  type DatedThing,
  type DateFinding,
  type DatesFinding,
  type HeadroomFinding,
  type OwnedStep,
  type PositionFinding,
} from '../types';

/** What a step has to be ready for, without what waits for it. */
export interface Deadline {
  likelyAt: number | null;
  earlyAt: number | null;
  before: DatedThing | null;
}

export interface DeadlineInput {
  step: Step;
  /** Index of the step's phase, and whether it is required there. */
  phase: number;
  required: boolean;
  dates: DatesFinding | undefined;
  headroom: HeadroomFinding;
  position: PositionFinding;
  phaseIds: readonly string[];
}

const NONE: Deadline = { likelyAt: null, earlyAt: null, before: null };

export function deadlineOf(input: DeadlineInput): Deadline {
  const { step, dates, headroom } = input;
  if (dates === undefined) return NONE;
  const relieved = new Set(step.relieves.map(({ signal }) => signal));
  const things: [DatedThing, DateFinding][] = dates.limits
    .filter(({ signal }) => relieved.has(signal) && !headroom.first.includes(signal))
    .map(({ thresholdId, date }) => [`limit:${thresholdId}`, date]);
  // The date in large type holds for the signals that it names.
  if (headroom.first.some((signal) => relieved.has(signal))) things.push(['first', dates.first.date]);
  things.push(...phaseThing(input, dates));
  return things.map(([before, date]) => deadline(before, date)).reduce(sooner, NONE);
}

/** Steps of phases that load has reached are needed before it leaves them; those of the next before it enters. */
function phaseThing(
  { phase, required, position, phaseIds }: DeadlineInput,
  dates: DatesFinding,
): [DatedThing, DateFinding][] {
  if (!required || dates.phase === null || position.code !== 'position' || phase > dates.phase.phase) return [];
  return [[`phase:${phaseIds[dates.phase.phase] ?? ''}`, dates.phase.date]];
}

/** A limit that is crossed now is "now" and needs no date. */
function deadline(before: DatedThing, date: DateFinding): Deadline {
  if (date.code === 'date') return { likelyAt: date.likelyAt, earlyAt: date.earlyAt, before };
  return date.code === 'not-before' ? { likelyAt: null, earlyAt: date.earlyAt, before } : NONE;
}

function sooner(a: Deadline, b: Deadline): Deadline {
  const nearer = (b.earlyAt ?? Number.POSITIVE_INFINITY) < (a.earlyAt ?? Number.POSITIVE_INFINITY);
  return {
    likelyAt: least(a.likelyAt, b.likelyAt),
    earlyAt: least(a.earlyAt, b.earlyAt),
    before: nearer ? b.before : a.before,
  };
}

function least(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}

export interface Due {
  dueAt: number | null;
  safeAt: number | null;
  before: DatedThing | null;
}

export interface PlannedDue extends Due {
  /** By when it has to be ready, without other steps of its owner. */
  need: { likelyAt: number | null; earlyAt: number | null };
  /** Apps whose steps of the same owner move its dates. */
  busyWith: string[];
}

interface Lead {
  stepId: string;
  leadDays: { low: number; high: number };
}

/** By a step's id, those that it has to be ready before. */
type Following = ReadonlyMap<string, readonly string[]>;

interface DueInput {
  steps: ReadonlyMap<string, Step>;
  deadlines: ReadonlyMap<string, Deadline>;
  /** Who does a step, by its id. */
  owners?: Readonly<Record<string, string>>;
  /** Steps of the same owners in other apps. */
  elsewhere?: readonly OwnedStep[];
}

/**
 * When each open step has to begin. `list` holds the open steps; what one of them waits for has to be ready
 * when that one begins. Steps of one owner are done one after another, in all apps, the soonest needed first;
 * where nobody is named they are done side by side.
 */
export function dueDates(list: readonly Lead[], it: DueInput): Map<string, PlannedDue> {
  const waiting = waitingFor(list, it.steps);
  const lastFirst = dependentsFirst(list, waiting);
  const alone = plan(lastFirst, waiting, it.deadlines);
  const { elsewhere = [], owners = {} } = it;
  const here = oneAfterAnother(lastFirst, { ...it, waiting, alone, elsewhere: [] });
  const planned = elsewhere.length === 0 ? here : oneAfterAnother(lastFirst, { ...it, waiting, alone, elsewhere });
  return new Map(
    list.map(({ stepId }) => {
      const due = planned.get(stepId)?.due ?? NOT_DUE;
      const { likelyAt, earlyAt, before } = alone.get(stepId)?.ready ?? NONE;
      const isMoved = due.safeAt !== here.get(stepId)?.due.safeAt || due.dueAt !== here.get(stepId)?.due.dueAt;
      const busy = isMoved ? elsewhere.filter(({ owner }) => nameOf(owner) === nameOf(owners[stepId])) : [];
      const busyWith = [...new Set(busy.map(({ app }) => app))].sort();
      // Another step of the same owner moves a date; what the step is for stays.
      const own = alone.get(stepId)?.due.before ?? before;
      return [stepId, { ...due, before: own, need: { likelyAt, earlyAt }, busyWith }];
    }),
  );
}

const NOT_DUE: Due = { dueAt: null, safeAt: null, before: null };
/** Begins no step's id. */
const ELSEWHERE = ' ';

/** The plan in which each owner does one step at a time, those of other apps among them. */
function oneAfterAnother(
  lastFirst: readonly Lead[],
  given: DueInput & { waiting: Following; alone: ReturnType<typeof plan>; elsewhere: readonly OwnedStep[] },
): ReturnType<typeof plan> {
  const { waiting, alone, elsewhere, owners = {} } = given;
  const others = elsewhere.map((it, i) => ({ ...it, stepId: `${ELSEWHERE}${i}` }));
  const deadlines = new Map<string, Deadline>(given.deadlines);
  for (const { stepId, likelyAt, earlyAt } of others) deadlines.set(stepId, { likelyAt, earlyAt, before: null });
  const earlyOf = ({ stepId }: Lead) =>
    (stepId.startsWith(ELSEWHERE) ? deadlines.get(stepId) : alone.get(stepId)?.ready)?.earlyAt ??
    Number.POSITIVE_INFINITY;
  // What waits is never needed before what it waits for: the order by need keeps every chain's own.
  const byNeed = [...lastFirst, ...others].sort((a, b) => (earlyOf(a) === earlyOf(b) ? 0 : earlyOf(b) - earlyOf(a)));
  const named = { ...owners, ...Object.fromEntries(others.map(({ stepId, owner }) => [stepId, owner])) };
  return plan(byNeed, inSequence(byNeed, waiting, named), deadlines);
}

/** Names differ in more than capitals and blanks. */
const nameOf = (owner: string | undefined): string => owner?.trim().toLowerCase() ?? '';

function waitingFor(list: readonly Lead[], steps: ReadonlyMap<string, Step>): Following {
  const waiting = new Map<string, string[]>(list.map(({ stepId }) => [stepId, []]));
  for (const { stepId } of list) for (const first of steps.get(stepId)?.after ?? []) waiting.get(first)?.push(stepId);
  return waiting;
}

/** Every step after all that wait for it. The catalogue refuses cycles; one that slips through is cut here. */
function dependentsFirst(list: readonly Lead[], waiting: Following): Lead[] {
  const leads = new Map(list.map((lead) => [lead.stepId, lead]));
  const seen = new Set<string>();
  const order: Lead[] = [];
  const visit = (id: string) => {
    const lead = leads.get(id);
    if (lead === undefined || seen.has(id)) return;
    seen.add(id);
    for (const next of waiting.get(id) ?? []) visit(next);
    order.push(lead);
  };
  // The roadmap's later steps come first, so that of equals its earlier one begins sooner.
  for (const { stepId } of [...list].reverse()) visit(stepId);
  return order;
}

/** What waits for a step, and the next step of its owner. */
function inSequence(byNeed: readonly Lead[], waiting: Following, owners: Readonly<Record<string, string>>): Following {
  const nextOf = new Map<string, string>();
  return new Map(
    byNeed.map(({ stepId }) => {
      const owner = nameOf(owners[stepId]);
      const next = nextOf.get(owner);
      if (owner !== '') nextOf.set(owner, stepId);
      return [stepId, [...(waiting.get(stepId) ?? []), ...(next === undefined ? [] : [next])]];
    }),
  );
}

/** From the last step to the first: ready by the soonest start of what follows it, begun a lead before. */
function plan(
  lastFirst: readonly Lead[],
  following: Following,
  deadlines: ReadonlyMap<string, Deadline>,
): Map<string, { ready: Deadline; due: Due }> {
  const found = new Map<string, { ready: Deadline; due: Due }>();
  for (const { stepId, leadDays } of lastFirst) {
    const starts = (following.get(stepId) ?? []).flatMap((next) => found.get(next)?.due ?? []);
    const ready = starts
      .map(({ dueAt, safeAt, before }): Deadline => ({ likelyAt: dueAt, earlyAt: safeAt, before }))
      .reduce(sooner, deadlines.get(stepId) ?? NONE);
    const due = {
      dueAt: ready.likelyAt === null ? null : ready.likelyAt - ((leadDays.low + leadDays.high) / 2) * DAY_MS,
      safeAt: ready.earlyAt === null ? null : ready.earlyAt - leadDays.high * DAY_MS,
      before: ready.before,
    };
    found.set(stepId, { ready, due });
  }
  return found;
}
