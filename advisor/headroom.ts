/** How far the app is from its first limit (RULES 1, 2, 5, 6). */
import type { SignalId } from '@/catalogue/types';
import type { LoadSeries } from './load';
import type {
  AppFacts,
  CrossingFacts,
  EffectiveThreshold,
  HeadroomFinding,
  HourFacts,
  SignalColumns,
  SignalHour,
} from './types';

export interface HeadroomInput {
  facts: AppFacts;
  nowAt: number;
  thresholds: EffectiveThreshold[];
  /** What fits are cut by; null without users and requests. */
  load: LoadSeries | null;
  minutes: Map<SignalId, SignalColumns>;
  hours: Map<SignalId, SignalHour[]>;
  hourFacts: HourFacts[];
  crossings: CrossingFacts[];
}

/** The multiple of today's busiest minutes at which the first threshold is met. (The fits follow.) */
export function findHeadroom({ thresholds }: HeadroomInput): HeadroomFinding {
  return {
    code: 'cannot-tell',
    multiple: null,
    low: null,
    high: null,
    first: [],
    seen: 0,
    notMeasured: [],
    sinceAt: null,
    reason: { code: 'not-fitted', why: 'no fit yet' },
    bySignal: thresholds.map(({ id, signal }) => ({
      code: 'cannot-tell',
      signal,
      thresholdId: id,
      reason: { code: 'not-fitted', why: 'no fit yet' },
    })),
    next: null,
  };
}
