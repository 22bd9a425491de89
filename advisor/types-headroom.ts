/** What is said of headroom: of each limit, of the first of them, and of throughput. */
import type { SignalId } from '@/catalogue/types';
import type { DateFinding } from './types-dates';
import type { GrowthFinding } from './types-storage';

/** Multiple of today's busiest minutes at which one signal meets its limit (RULES 1, 2, 5, 6). */
export type SignalHeadroom =
  | {
      code: 'fits';
      signal: SignalId;
      thresholdId: string;
      multiple: number;
      low: number;
      high: number;
      /** "more than 3×": capped by what was seen (5.5). */
      moreThan: number | null;
      demandNow: number;
      limitDemand: number;
      demandUnit: string;
      limitLoad: number;
      r2: number;
      days: number;
      note?: string;
      /** Day on which the app began to answer load otherwise: only later days are fitted (RULES 6.6). */
      changedAt?: number;
    }
  | { code: 'crossed'; signal: SignalId; thresholdId: string; sinceAt: number }
  /** Memory that grows since the start, whatever the load (RULES 1.6): bytes a day of an instance, days to its limit. */
  | {
      code: 'grows-with-time';
      signal: SignalId;
      thresholdId: string;
      perDay: number;
      days: number;
      lowDays: number;
      highDays: number;
      /** When the instances of now began, and when they reach the limit. */
      startedAt: number;
      fullAt: number;
    }
  /** A disk that fills by time, whatever the load (RULES 15.3): when it is at its limit, and when nothing more fits. */
  | {
      code: 'fills';
      signal: SignalId;
      thresholdId: string;
      disk: string | null;
      usedBytes: number;
      sizeBytes: number;
      ofDatabase?: true;
      growth: GrowthFinding;
      date: DateFinding;
      full: DateFinding;
    }
  | { code: 'does-not-rise'; signal: SignalId; thresholdId: string; upToLoad: number }
  | { code: 'cannot-tell'; signal: SignalId; thresholdId: string; reason: CannotTell };

/** Why there is no number. Each becomes a "because …" sentence. */
export type CannotTell =
  | { code: 'no-data' }
  /** Whole days; `hours`: all that count, where days are those of a fit. `changedAt`: the days before it are of another response (RULES 6.6). */
  | { code: 'learning-days'; have: number; need: number; hours?: number; changedAt?: number }
  | { code: 'load-hardly-varied'; lowLoad: number; highLoad: number; days: number }
  | { code: 'no-busy-days'; have: number; need: number }
  | { code: 'too-uncertain'; low: number; high: number }
  | { code: 'maximum-instances-unknown'; seen: number; multipleAtSeen: number | null }
  | { code: 'capacity-unknown'; what: string }
  | { code: 'not-a-limit'; why: string }
  | { code: 'no-load' }
  | { code: 'differs-by-time-of-day' }
  /** Rates of errors and the like follow no load; latency's own form comes with RULES 7. */
  | { code: 'not-fitted'; why: string };

export interface HeadroomFinding {
  code: 'multiple' | 'at-most' | 'more-than' | 'crossed' | 'at-limit' | 'cannot-tell';
  multiple: number | null;
  low: number | null;
  high: number | null;
  /** Signals named as first: one, or two or more where they cannot be told apart (5.2). */
  first: SignalId[];
  seen: number;
  notMeasured: SignalId[];
  sinceAt: number | null;
  reason: CannotTell | null;
  bySignal: SignalHeadroom[];
  /** After the steps that relieve the first (5.6), where a source gives a factor. */
  next: { multiple: number; first: SignalId[]; withSteps: string[] } | null;
  /** Where requests a second themselves would peak (8); absent where nothing can be said. */
  throughput?: ThroughputFinding | null;
}

/**
 * Throughput by the Universal Scalability Law, intervals 80 %: on requests in progress, then `load` is the requests a
 * second at the peak; on measured users (`by` absent in advice of older releases), then it is users.
 */
export type ThroughputFinding =
  | ({ code: 'peaks'; load: number; low: number; high: number } & Law)
  | ({ code: 'none-in-sight'; upToLoad: number } & Partial<Law>);

interface Law {
  by?: 'in-progress' | 'users';
  of: 'app' | 'one-instance';
  days: number;
  /** Requests a second at which the mean response time meets the strictest latency limit, before the peak. */
  slow?: { signal: SignalId; limitMs: number; rate: number; low: number; high: number };
}
