/**
 * The order of open steps (RULES 13.1): what comes first comes first; then urgency, safe date, gain per effort,
 * phase, cost, id. What a step was ranked by stands until it changes for good (13.4), so that a list that
 * somebody works through does not turn over from one minute to the next.
 */
import type { Step } from '@/catalogue/types';
import { DAY_MS, type StepFinding, type StepRank } from '../types';

/** A change of gain, or of the time left to begin safely, by less than this share changes no order. */
const SAME = 0.2;
/** Effort where a step states none (RULES 13.1). */
const UNKNOWN_EFFORT_DAYS = 5;

export interface OrderInput {
  steps: ReadonlyMap<string, Step>;
  /** ln of the headroom that a step brings, by its id. */
  gain: ReadonlyMap<string, number>;
  /** As it was last shown. */
  standing: Readonly<Record<string, StepRank>>;
  nowAt: number;
}

/** What each open step is ranked by now. */
export function ranksOf(list: readonly StepFinding[], input: OrderInput): Record<string, StepRank> {
  return Object.fromEntries(
    list.map((it) => {
      const now: StepRank = {
        urgency: it.urgency,
        gain: (input.gain.get(it.stepId) ?? 0) / effort(it),
        safeAt: it.safeAt,
      };
      return [it.stepId, held(now, input.standing[it.stepId], input.nowAt)];
    }),
  );
}

function held(now: StepRank, before: StepRank | undefined, nowAt: number): StepRank {
  if (before === undefined || before.urgency !== now.urgency) return now;
  if (Math.abs(now.gain - before.gain) > SAME * Math.abs(before.gain)) return now;
  if ((before.safeAt === null) !== (now.safeAt === null)) return now;
  const left = Math.max(DAY_MS, Math.abs((before.safeAt ?? nowAt) - nowAt));
  return Math.abs((now.safeAt ?? 0) - (before.safeAt ?? 0)) > SAME * left ? now : before;
}

/** An earlier phase goes before a later one at equal gain, because the roadmap builds the later one on it. */
export function inOrder(
  list: readonly StepFinding[],
  ranks: Readonly<Record<string, StepRank>>,
  steps: ReadonlyMap<string, Step>,
): StepFinding[] {
  const rank = (it: StepFinding): StepRank => ranks[it.stepId] ?? { urgency: it.urgency, gain: 0, safeAt: it.safeAt };
  const first = (a: StepFinding, b: StepFinding) =>
    rank(b).urgency - rank(a).urgency ||
    (rank(a).safeAt ?? Number.MAX_VALUE) - (rank(b).safeAt ?? Number.MAX_VALUE) ||
    rank(b).gain - rank(a).gain ||
    a.phase - b.phase ||
    (a.addsCents ?? Number.MAX_VALUE) - (b.addsCents ?? Number.MAX_VALUE) ||
    (a.stepId < b.stepId ? -1 : 1);
  const rest = [...list];
  const sorted: StepFinding[] = [];
  while (rest.length > 0) {
    const waiting = new Set(rest.map((it) => it.stepId));
    const ready = rest.filter((it) => !(steps.get(it.stepId)?.after ?? []).some((id) => waiting.has(id)));
    const next = ready.reduce<StepFinding | undefined>((a, b) => (a && first(a, b) < 0 ? a : b), undefined);
    // The catalogue refuses cycles; if one slips through, the rest keeps its order instead of hanging.
    if (next === undefined) return [...sorted, ...rest];
    sorted.push(next);
    rest.splice(rest.indexOf(next), 1);
  }
  return sorted;
}

function effort({ effortDays }: StepFinding): number {
  if (effortDays === null) return UNKNOWN_EFFORT_DAYS;
  return Math.max(0.01, (effortDays.low + effortDays.high) / 2);
}
