/** Which steps telemetry proves (RULES 14). Bodies follow. */
import type { Step } from '@/catalogue/types';
import type { AppFacts, EvidenceFinding, Observations } from './types';

export type StepState = AppFacts['stepStates'][number];

export interface EvidenceOptions {
  nowAt: number;
  /** The app's own window; null is the usual 24 hours. */
  evidenceWindowMinutes: number | null;
  /** What is stored of this step, if anything. */
  state?: StepState | undefined;
}

/** What the last window of observations says of one step. */
export function findEvidence(step: Step, _observations: Observations, _options: EvidenceOptions): EvidenceFinding {
  return step.evidence.rule === null
    ? { code: 'person' }
    : { code: 'not-seen', rule: step.evidence.rule, says: step.evidence.says };
}

export interface StepStatus {
  status: 'open' | 'done' | 'wont';
  by: 'telemetry' | 'person' | null;
  doneAt: number | null;
  reason: string | null;
}

/** Whether a step counts as done: what is stored, or proof seen now. */
export function stepStatus(_state: StepState | undefined, _evidence: EvidenceFinding, _nowAt: number): StepStatus {
  return { status: 'open', by: null, doneAt: null, reason: null };
}

/**
 * What the service has to store after looking: `tick` a step that is proved, `withdraw` a machine's
 * tick whose proof has been false for 72 h while its source reports, and since when it has been false.
 */
export type EvidenceChange =
  | { change: 'tick'; at: number }
  | { change: 'withdraw' }
  | { change: 'false-since'; at: number | null }
  | { change: 'none' };

export function evidenceChange(_state: StepState | undefined, _evidence: EvidenceFinding, _nowAt: number): EvidenceChange {
  return { change: 'none' };
}
