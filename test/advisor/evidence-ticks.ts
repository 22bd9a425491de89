/** Observed minutes, a step with evidence and its state, for tests of what telemetry ticks. */
import { findEvidence, type StepState } from '@/advisor/evidence/evidence';
import { MINUTE_MS, type ObservationId, type Observations } from '@/advisor/types';
import type { EvidenceStrength, Step } from '@/catalogue/types';

export const START = Date.UTC(2026, 10, 20);
/** Minutes. */
export const DAY = 1440;

/** Columns of `minutes` minutes, each from a function of the minute; NaN where the source is silent. */
export function observed(
  minutes: number,
  columns: Partial<Record<ObservationId, (minute: number) => number>>,
): { observations: Observations; nowAt: number } {
  const filled = Object.entries(columns).map(([id, at]) => [
    id,
    Float64Array.from({ length: minutes }, (_, i) => at(i)),
  ]);
  return { observations: { startAt: START, columns: Object.fromEntries(filled) }, nowAt: START + minutes * MINUTE_MS };
}

export function step(rule: string | null, strength: EvidenceStrength = 'proves'): Step {
  return { id: 'step', evidence: { rule, strength, says: 'what proves it' } } as Step;
}

export function evidence(
  rule: string,
  seen: ReturnType<typeof observed>,
  more: { window?: number; state?: StepState; strength?: EvidenceStrength; environment?: string } = {},
) {
  return findEvidence(step(rule, more.strength), seen.observations, {
    nowAt: seen.nowAt,
    evidenceWindowMinutes: more.window ?? null,
    state: more.state,
    environment: more.environment === undefined ? null : { name: more.environment, said: true },
  });
}

export const ticked = (falseSinceAt: number | null = null): StepState => ({
  stepId: 'step',
  status: 'done',
  by: 'telemetry',
  at: START - DAY * MINUTE_MS,
  reason: null,
  falseSinceAt,
});
