/** The steps of an app in the order in which they should be done (RULES 13.1). Bodies follow. */
import type {
  AppFacts,
  ChecklistFinding,
  CrossingFacts,
  EvidenceFinding,
  HeadroomFinding,
  PositionFinding,
  ThresholdStatus,
} from './types';

export interface ChecklistInput {
  facts: AppFacts;
  nowAt: number;
  position: PositionFinding;
  crossings: CrossingFacts[];
  thresholds: ThresholdStatus[];
  headroom: HeadroomFinding;
  /** By step id, from `findEvidence`. */
  evidence: Map<string, EvidenceFinding>;
}

export function findChecklist(_input: ChecklistInput): ChecklistFinding {
  return { open: [], done: [], wont: [], helpful: [] };
}
