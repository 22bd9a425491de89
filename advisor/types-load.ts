/** What is said of load and of the phases that it and the architecture are in. */
import type { Population, SignalId } from '@/catalogue/types';

export type LoadFinding =
  | {
      code: 'load';
      value: number;
      unit: 'users';
      quality: 'measured' | 'estimated';
      hours: number;
      learning: boolean;
      peakFactor: number;
      peakValue: number;
      signal: SignalId;
      population: Population | null;
      /** Estimated, and latency so near its limit that users who wait or gave up are not counted (RULES 4.2). */
      atLeast?: true;
      /** Measured users beside requests; absent where one of them does not arrive. */
      ratio?: RatioFinding;
    }
  | { code: 'learning'; hours: number; needHours: number; value: number | null }
  | { code: 'no-load'; reason: 'no-users-metric-and-no-ratio' | 'no-data' };

/** Requests of a measured user in a minute, over seven days (RULES 4.4). */
export interface RatioFinding {
  measured: number;
  /** Of the hours of the day, the lowest and the highest; `varies`: by more than 30 % from `measured`. */
  low: number;
  high: number;
  varies: boolean;
  /** As the owner set it; null: not set. */
  set: number | null;
  /** Hours in which both arrived, and whether these are enough to offer the measured ratio. */
  hours: number;
  enough: boolean;
  /** Load by measured users, of these hours. */
  usersNow: number;
  /** Until then the estimate is the load; null: measured users are. */
  settlesAt: number | null;
}

export type PositionFinding =
  | {
      code: 'position';
      loadPhase: number;
      architecturePhase: number;
      loadInRoadmapUnit: number;
      requiredDone: number[];
      requiredTotal: number[];
      openStepsOfArchitecturePhase: number;
      acceptedRisks: number;
      /** Load lies between this phase's upper and the next one's lower bound. */
      inHole: boolean;
      probability: number | null;
    }
  | {
      code: 'cannot-tell';
      reason: 'population-not-said' | 'population-differs' | 'no-load' | 'learning';
      roadmapUnit: Population;
      appUnit: Population | null;
      architecturePhase: number;
      requiredDone: number[];
      requiredTotal: number[];
    };
