/** In which phase the load is, and in which the architecture is (RULES 3.1–3.3). */
import type { Phase, Population, Roadmap } from '@/catalogue/types';
import { deviation, normalBelow } from '../math';
import { type AppFacts, DAY_MS, type LoadFinding, type PositionFinding } from '../types';
import { dayIn } from '../zone-days';

const DAYS_UP = 3;
const DAYS_DOWN = 28;
const DOWN_SHARE = 0.9;
const NEAR_BOUND = 0.1;

export type StepStatusWord = 'open' | 'done' | 'wont';

export interface PositionInput {
  facts: AppFacts;
  load: LoadFinding;
  /** Load at the end of each past day of the team's zone, oldest first (load.ts, dailyLoads). */
  dailyLoads: readonly { at: number; value: number }[];
  nowAt: number;
  /** Status of a step now; default: what is stored. */
  statusOf?: (stepId: string) => StepStatusWord;
}

/** Both positions; where the load's cannot be told, why, with the architecture's all the same. */
export function findPosition({ facts, load, dailyLoads, nowAt, statusOf }: PositionInput): PositionFinding {
  const stored = new Map(facts.stepStates.map((state) => [state.stepId, state.status]));
  const architecture = findArchitecture(facts.roadmap, statusOf ?? ((id) => stored.get(id) ?? 'open'));
  const { architecturePhase, requiredDone, requiredTotal } = architecture;
  const cannot = (reason: 'population-not-said' | 'population-differs' | 'no-load' | 'learning'): PositionFinding => ({
    code: 'cannot-tell',
    reason,
    roadmapUnit: facts.roadmap.loadUnit,
    appUnit: facts.population,
    architecturePhase,
    requiredDone,
    requiredTotal,
  });
  if (load.code === 'no-load') return cannot('no-load');
  if (facts.population === null) return cannot('population-not-said');
  const factor = unitFactor(facts.population, facts.roadmap.loadUnit, facts.concurrentPerDaily);
  if (factor === null) return cannot('population-differs');
  if (load.value === null) return cannot('learning');

  const now = load.value * factor;
  const today = dayIn(facts.timeZone ?? 'UTC', nowAt);
  const past = dailyLoads.filter((day) => day.at < today).map((day) => ({ at: day.at, value: day.value * factor }));
  const loadPhase = replayPhase(facts.roadmap.phases, [...past, { at: today, value: now }]);
  const upper = facts.roadmap.phases[loadPhase]?.to ?? null;
  const next = facts.roadmap.phases[loadPhase + 1];
  return {
    code: 'position',
    loadPhase,
    ...architecture,
    loadInRoadmapUnit: now,
    inHole: upper !== null && now > upper && next !== undefined && now < next.from,
    probability:
      load.code === 'load' && load.quality === 'estimated'
        ? phaseProbability(facts.roadmap.phases, loadPhase, now, past)
        : null,
  };
}

/**
 * P(load lies in this phase) where an estimated load is within 10 % of the nearest bound (3.3): its days of
 * four weeks scatter as the estimate does. Null away from bounds, and with fewer than two weeks.
 */
function phaseProbability(
  phases: readonly Phase[],
  phase: number,
  now: number,
  past: readonly { value: number }[],
): number | null {
  const days = past.slice(-28).filter(({ value }) => value > 0);
  const bounds = [phases[phase], phases[phase + 1]].map((own, i) => ({ side: i, from: own?.from ?? 0 }));
  const near = bounds.find(({ from }) => from > 0 && Math.abs(now / from - 1) <= NEAR_BOUND);
  if (near === undefined || days.length < 14) return null;
  const sd = Math.max(0.01, deviation(days.map(({ value }) => Math.log(value))));
  const above = normalBelow(Math.log(now / near.from) / sd);
  return near.side === 0 ? above : 1 - above;
}

/** Factor from the app's population to the roadmap's; null where the owner has to say a ratio (3.2). */
export function unitFactor(app: Population, roadmap: Population, concurrentPerDaily: number | null): number | null {
  if (app === roadmap) return 1;
  if (concurrentPerDaily === null || !(concurrentPerDaily > 0)) return null;
  if (app === 'concurrent' && roadmap === 'daily') return 1 / concurrentPerDaily;
  if (app === 'daily' && roadmap === 'concurrent') return concurrentPerDaily;
  return null;
}

/** Last phase whose lower bound ≤ load: a hole between ranges belongs to the phase before it. */
export function phaseOf(phases: readonly Phase[], load: number): number {
  let found = 0;
  for (let i = 0; i < phases.length; i++) if ((phases[i] as Phase).from <= load) found = i;
  return found;
}

/**
 * Hysteresis, replayed from the first known day: up when load ≥ bound on 3 successive days, down when
 * < 90 % of it on 28. A new app enters the phase of its first load at once. A missing day breaks a run.
 */
export function replayPhase(phases: readonly Phase[], days: readonly { at: number; value: number }[]): number {
  const first = days[0];
  if (first === undefined) return 0;
  let phase = phaseOf(phases, first.value);
  for (let i = 1; i < days.length; i++) {
    const up = lastDays(days, i, DAYS_UP);
    if (up !== null) phase = Math.max(phase, Math.min(...up.map((load) => phaseOf(phases, load))));
    const down = lastDays(days, i, DAYS_DOWN);
    if (down !== null) phase = Math.min(phase, Math.max(...down.map((load) => phaseOf(phases, load / DOWN_SHARE))));
  }
  return phase;
}

function lastDays(days: readonly { at: number; value: number }[], end: number, count: number): number[] | null {
  if (end + 1 < count) return null;
  const run = days.slice(end + 1 - count, end + 1);
  const successive = run.every((day, i) => i === 0 || day.at - (run[i - 1] as { at: number }).at === DAY_MS);
  return successive ? run.map((day) => day.value) : null;
}

/** First phase with an open required step (the last one if none); "won't do" closes as accepted risk. */
function findArchitecture(roadmap: Roadmap, statusOf: (stepId: string) => StepStatusWord) {
  const requiredDone = roadmap.phases.map((phase) => phase.required.filter((id) => statusOf(id) !== 'open').length);
  const requiredTotal = roadmap.phases.map((phase) => phase.required.length);
  const open = requiredTotal.map((total, i) => total - (requiredDone[i] as number));
  const first = open.findIndex((count) => count > 0);
  const architecturePhase = first === -1 ? Math.max(0, roadmap.phases.length - 1) : first;
  const acceptedRisks = new Set(
    roadmap.phases.flatMap((phase) => phase.required.filter((id) => statusOf(id) === 'wont')),
  ).size;
  return {
    architecturePhase,
    requiredDone,
    requiredTotal,
    openStepsOfArchitecturePhase: open[architecturePhase] ?? 0,
    acceptedRisks,
  };
}
