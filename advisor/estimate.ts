/** Bills: quantity × unit price, nothing hidden (RULES 15). Bodies follow. */
import type { SignalId } from '@/catalogue/types';
import type {
  AppFacts,
  Bill,
  EstimateFinding,
  HourFacts,
  LoadFinding,
  PositionFinding,
  SignalColumns,
  SignalHour,
} from './types';

/** Demand of one resource as a line over load: D = base + perLoad × load, with its spread. */
export interface DemandLine {
  base: number;
  perLoad: number;
  /** Offsets of the 10th and 90th percentile hour from the line. */
  lowOffset: number;
  highOffset: number;
}

/** What the app was seen to need, from `measureDemand`; signals that were not measured are absent. */
export interface DemandPerUser {
  lines: Map<SignalId, DemandLine>;
  /** Live instances now; null where none reports. */
  instances: number | null;
  /** Load of now and the factor from load to its busiest five minutes (RULES 3.5). */
  loadNow: number;
  peakFactor: number;
}

export function measureDemand(_input: {
  load: LoadFinding;
  minutes: Map<SignalId, SignalColumns>;
  hours: Map<SignalId, SignalHour[]>;
  hourFacts: HourFacts[];
}): DemandPerUser | null {
  return null;
}

/**
 * The bill at one load. `load` is in the app's own population; `phase` null means what the app runs on
 * today scaled to that load, a number means that phase's components. Null where nothing is known.
 */
export function billFor(_input: {
  facts: AppFacts;
  nowAt: number;
  load: number;
  phase: number | null;
  demand: DemandPerUser | null;
}): Bill | null {
  return null;
}

/** Today's bill and one for each phase of the roadmap. */
export function findEstimate(_input: {
  facts: AppFacts;
  nowAt: number;
  load: LoadFinding;
  position: PositionFinding;
  demand: DemandPerUser | null;
}): EstimateFinding {
  return { now: null, phases: [] };
}
