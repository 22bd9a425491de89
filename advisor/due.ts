/**
 * By when a step has to begin (RULES 13.3): due = likely date − lead, safe = early date − longest lead, both
 * summed backward along what waits for it. The date is that of the limit that the step relieves, or of the
 * phase that its own ends with, whichever comes first.
 */
import type { Step } from '@/catalogue/types';
import {
  DAY_MS,
  type DatedThing,
  type DateFinding,
  type DatesFinding,
  type HeadroomFinding,
  type PositionFinding,
} from './types';

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

/**
 * When each open step has to begin. `list` holds the open steps; what one of them waits for has to be ready
 * when that one begins.
 */
export function dueDates(
  list: readonly { stepId: string; leadDays: { low: number; high: number } }[],
  { steps, deadlines }: { steps: ReadonlyMap<string, Step>; deadlines: ReadonlyMap<string, Deadline> },
): Map<string, Due> {
  const leads = new Map(list.map(({ stepId, leadDays }) => [stepId, leadDays]));
  const waiting = new Map<string, string[]>();
  for (const { stepId } of list)
    for (const first of steps.get(stepId)?.after ?? [])
      if (leads.has(first)) waiting.set(first, [...(waiting.get(first) ?? []), stepId]);
  const found = new Map<string, Due>();
  const dueOf = (id: string, seen: readonly string[]): Due => {
    const known = found.get(id);
    if (known !== undefined) return known;
    let ready = deadlines.get(id) ?? NONE;
    for (const next of waiting.get(id) ?? []) {
      // The catalogue refuses cycles; one that slips through is cut here.
      if (seen.includes(next)) continue;
      const { dueAt, safeAt, before } = dueOf(next, [...seen, id]);
      ready = sooner(ready, { likelyAt: dueAt, earlyAt: safeAt, before });
    }
    const lead = leads.get(id) ?? { low: 0, high: 0 };
    const due = {
      dueAt: ready.likelyAt === null ? null : ready.likelyAt - ((lead.low + lead.high) / 2) * DAY_MS,
      safeAt: ready.earlyAt === null ? null : ready.earlyAt - lead.high * DAY_MS,
      before: ready.before,
    };
    found.set(id, due);
    return due;
  };
  for (const { stepId } of list) dueOf(stepId, [stepId]);
  return found;
}
