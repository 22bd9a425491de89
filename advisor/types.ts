/**
 * What flows into the advisor and what it answers. Findings are codes with typed facts, numbers
 * with their units in the name; sentences are made from them last (advisor/words).
 * All times are milliseconds since 1970, UTC (`…At`), unless a name says minutes.
 */
import type {
  CustomSignal,
  Deployment,
  Formula,
  Population,
  Price,
  Roadmap,
  SignalDefinition,
  SignalId,
  Step,
} from '@/catalogue/types';
import type { Money } from './estimate/money';

import type { DatesFinding, Holiday } from './types-dates';
import type { HeadroomFinding } from './types-headroom';
import type { LoadFinding, PositionFinding } from './types-load';
import type { HourFacts, MinuteState, Observations, RecipeUse, SignalColumns, SignalHour } from './types-signals';
import type { StorageFinding } from './types-storage';
import type { ChecklistFinding, EffectFinding, EstimateFinding, StepRank } from './types-work';

export * from './types-dates';
export * from './types-headroom';
export * from './types-load';
export * from './types-signals';
export * from './types-storage';
export * from './types-work';

// ---------- thresholds and crossings ----------

/** A threshold after overrides: what is judged. */
export interface EffectiveThreshold {
  id: string;
  signal: SignalId;
  limit: number;
  worsens: 'up' | 'down';
  holdMinutes: number;
  /** "roadmap" | "phase" | "app" – where the limit comes from. */
  from: 'roadmap' | 'phase' | 'app';
  /** As people read it: "ours: p95 for 5 min; document 002 says response time > 500 ms". */
  sourceText: string;
  mutedUntil?: number;
}

export interface CrossingFacts {
  thresholdId: string;
  signal: SignalId;
  limit: number;
  holdMinutes: number;
  openedAt: number;
  closedAt: number | null;
  state: 'open' | 'recovered' | 'unknown';
  /** Known minutes over the limit. */
  overMinutes: number;
  worstValue: number;
  worstAt: number;
  instances: string[];
  /** Since when an open crossing has had no data (or no traffic to judge by). */
  unknownSinceAt: number | null;
  /** Minutes before this are in `overMinutes` and `worstValue`. Absent: all up to the next evaluation's start. */
  judgedToAt?: number | null;
}

export type ThresholdStatus =
  | { code: 'crossed'; threshold: EffectiveThreshold; value: number | null; crossing: CrossingFacts }
  | { code: 'clear'; threshold: EffectiveThreshold; value: number }
  | { code: 'no-data'; threshold: EffectiveThreshold; lastAt: number | null }
  | { code: 'no-traffic'; threshold: EffectiveThreshold }
  | { code: 'too-few'; threshold: EffectiveThreshold; have: number; need: number }
  | { code: 'between-bounds'; threshold: EffectiveThreshold; lowMs: number; highMs: number };

// ---------- all together ----------

/** Where a signal comes from today, or what to send to get it. */
export type SignalFinding =
  | {
      code: 'measured';
      signal: SignalId;
      use: RecipeUse;
      value: number | null;
      state: MinuteState;
      demand: number | null;
      capacity: number | null;
    }
  | { code: 'missing'; signal: SignalId }
  /** Its points arrive, and no value comes of them: a part of it (a capacity, a limit) is not known. */
  | { code: 'incomplete'; signal: SignalId; use: RecipeUse; lastAt: number }
  /** Its points have stopped. */
  | { code: 'stale'; signal: SignalId; use: RecipeUse; lastAt: number };

export interface Advice {
  version: 1;
  computedAt: number;
  /** Newest minute with any data; null before the first point. */
  newestAt: number | null;
  firstAt: number | null;
  environment: { name: string; said: boolean } | null;
  synthetic: boolean;
  load: LoadFinding;
  position: PositionFinding;
  headroom: HeadroomFinding;
  thresholds: ThresholdStatus[];
  /** Open ones first, then the last 30 days, newest first. */
  crossings: CrossingFacts[];
  signals: SignalFinding[];
  checklist: ChecklistFinding;
  estimate: EstimateFinding;
  /** Daily peaks (max 5-minute mean) of load, oldest first, at most 84 days. */
  dailyLoad: { at: number; peak: number }[];
  /** When load meets what; absent in advice of older releases and where no forecast was made. */
  dates?: DatesFinding;
  /** Disks and the database's size; absent in advice of older releases and where nothing tells them. */
  storage?: StorageFinding;
}

/** A limit closer than this multiple of the busiest minutes is "soon" while there are no dates (judgement). */
export const SOON_MULTIPLE = 1.5;

/** State word of an app on the team page. */
export type AppStateWord = 'crossing' | 'soon' | 'clear' | 'no-data' | 'learning' | 'cannot-tell' | 'new';

/** What the advisor is given besides telemetry: who the app is and what its owner said. */
export interface AppFacts {
  appId: number;
  roadmap: Roadmap;
  steps: Step[];
  signals: SignalDefinition[];
  /** Those of the team's own, which are among `signals` too. */
  customSignals?: CustomSignal[];
  prices: Price[];
  /** The currency of the team's bills, with its rate; absent: US dollars. */
  money?: Money;
  /** Prices that the team pays instead of the list's. */
  ownPrices?: { priceId: string; price: string; currency: string; at: number }[];
  /** The team's own quantities of bill lines, as formulas. */
  ownQuantities?: { lineId: string; formula: string; reason: string }[];
  /** Reads a formula (catalogue/formula.ts); throws where it is none. Absent: formulas count as not readable. */
  readFormula?: (text: string) => Formula;
  deployment: Deployment;
  population: Population | null;
  concurrentPerDaily: number | null;
  requestsPerUserMinute: number | null;
  evidenceWindowMinutes: number | null;
  /** The team's; absent: UTC. */
  timeZone?: string;
  /** The team's calendar; absent: none is kept. */
  holidays?: Holiday[];
  overrides: {
    thresholdId: string;
    limit: number | null;
    holdMinutes: number | null;
    mutedUntil: number | null;
    reason: string;
  }[];
  /** Who does a step, by its id; steps of one owner are done in sequence. Absent: nobody is named. */
  owners?: Record<string, string>;
  /** Open steps of the same owners in the team's other apps, as those apps were last found to need them. */
  elsewhere?: OwnedStep[];
  stepStates: {
    stepId: string;
    status: 'done' | 'wont';
    by: 'telemetry' | 'person';
    at: number;
    reason: string | null;
    falseSinceAt: number | null;
    /** Which releases of the SDKs reported when its proof was last seen (a hash). */
    instrumentation?: number;
    /** As last measured. */
    effect?: EffectFinding | null;
  }[];
}

/** An open step of another app, whose owner has steps of this one too. */
export interface OwnedStep {
  app: string;
  owner: string;
  leadDays: { low: number; high: number };
  /** By when it has to be ready (ms). */
  likelyAt: number | null;
  earlyAt: number | null;
}

/** Everything `advise` (advisor/advice.ts) needs; the service reads it, the advisor only computes. */
export interface AdviseInput {
  facts: AppFacts;
  nowAt: number;
  firstAt: number | null;
  newestAt: number | null;
  environment: { name: string; said: boolean } | null;
  synthetic: boolean;
  /** At least the last 26 hours. */
  minutes: Map<SignalId, SignalColumns>;
  /** What limits are judged by now, as far back as they look; absent: `minutes`, which then hold buckets too. */
  judged?: Map<SignalId, SignalColumns>;
  /** The last 28 days (84 for load). */
  hours: Map<SignalId, SignalHour[]>;
  hourFacts: HourFacts[];
  /** At least the last 24 hours. */
  observations: Observations;
  /** As stored, last 30 days, already re-evaluated for the touched range. */
  crossings: CrossingFacts[];
  /** As published (forecast/publish.ts); the crossings that are open now are put over it. */
  dates?: DatesFinding;
  /** What the open steps were ranked by in the advice before. */
  standing?: Record<string, StepRank>;
}
