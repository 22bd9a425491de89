/**
 * Steps of limits: what a threshold names as its own is on the list while it is crossed or has a date, whatever phase
 * load is in, and goes with the date. A disk that is enlarged fills again, so such a step comes back.
 */
import type { Step, Threshold } from '@/catalogue/types';
import { growTo } from '../storage/grow';
import { DISK } from '../storage/storage';
import {
  type AppFacts,
  DAY_MS,
  type DatesFinding,
  type GrowFinding,
  type HeadroomFinding,
  type PositionFinding,
  type StorageFinding,
  type ThresholdStatus,
} from '../types';

/** Dates are made once a day: sooner nobody can see what a finished step did. */
const LEAST_DAYS = 2;

interface LimitStep {
  /** What it relieves holds the limit's own signal, filtered or not. */
  step: Step;
  required: boolean;
  thresholdId: string;
  /** Crossed now, or at it within a week. */
  isPast: boolean;
}

interface Input {
  facts: AppFacts;
  position: PositionFinding;
  thresholds: readonly ThresholdStatus[];
  dates?: DatesFinding | undefined;
}

/** Those of limits that are crossed or dated, and what a person or telemetry has said of any of them; each once. */
export function limitSteps({ facts, position, thresholds, dates }: Input): LimitStep[] {
  const steps = new Map(facts.steps.map((step) => [step.id, step]));
  const ofPhase = position.code === 'position' ? facts.roadmap.phases[position.loadPhase]?.thresholds : undefined;
  const named = [...(ofPhase ?? []), ...facts.roadmap.thresholds];
  const found = new Map<string, LimitStep>();
  for (const status of thresholds) {
    const { id, signal } = status.threshold;
    const date = dates?.limits.find(({ thresholdId }) => thresholdId === id)?.date;
    const isPast = status.code === 'crossed' || date?.code === 'past';
    for (const { stepId, required } of stepsOf(named.find((it) => it.id === id))) {
      const step = steps.get(stepId);
      const isTold = facts.stepStates.some((state) => state.stepId === stepId);
      if (step === undefined || !(isPast || date?.code === 'date' || isTold) || found.has(stepId)) continue;
      found.set(stepId, { step: relieving(step, signal), required, thresholdId: id, isPast });
    }
  }
  return [...found.values()];
}

function stepsOf({ required = [], helpful = [] }: Partial<Pick<Threshold, 'required' | 'helpful'>> = {}) {
  return [
    ...required.map((stepId) => ({ stepId, required: true })),
    ...helpful.map((stepId) => ({ stepId, required: false })),
  ];
}

const relieving = (step: Step, signal: string): Step =>
  step.relieves.some((it) => it.signal === signal) ? step : { ...step, relieves: [...step.relieves, { signal }] };

/** Ticked for an earlier time: its lead is over, and its limit is near again, or still. */
export function isOutdated(
  step: Step,
  { facts, nowAt }: { facts: AppFacts; nowAt: number },
  isPressing: boolean,
): boolean {
  const state = facts.stepStates.find(({ stepId }) => stepId === step.id);
  if (state?.status !== 'done') return false;
  return isPressing && nowAt - state.at > Math.max(LEAST_DAYS, step.leadDays.high) * DAY_MS;
}

/** Which disk a step enlarges and how far: the one that meets the limit first, the fullest where it is met. */
export function growOf(
  step: Step,
  {
    thresholds,
    headroom,
    storage,
  }: { headroom: HeadroomFinding; storage?: StorageFinding | null } & Pick<Input, 'thresholds'>,
): (GrowFinding & { ofDatabase: boolean }) | null {
  if (!step.adds.includes('storage')) return null;
  const limit = thresholds.find(({ threshold }) => threshold.signal.startsWith(DISK))?.threshold;
  if (limit === undefined) return null;
  const fills = headroom.bySignal.find((own) => own.thresholdId === limit.id);
  const fullest = storage?.disks.toSorted((a, b) => b.usedBytes / b.sizeBytes - a.usedBytes / a.sizeBytes)[0];
  const disk = fills?.code === 'fills' ? { ...fills, name: fills.disk ?? '' } : fullest;
  if (disk === undefined) return null;
  const { name, ofDatabase = false } = disk;
  return { disk: name === '' ? null : name, ...growTo(disk, limit.limit), ofDatabase };
}
