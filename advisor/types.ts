/**
 * What flows into the advisor and what it answers. Findings are codes with typed facts, numbers
 * with their units in the name; sentences are made from them last (advisor/words).
 * All times are milliseconds since 1970, UTC (`…At`), unless a name says minutes.
 */
import type { Deployment, Population, Price, Roadmap, SignalDefinition, SignalId, Step } from '@/catalogue/types';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** What one minute of one signal is: three different kinds of nothing, and a value (RULES 12.3). */
export const MinuteState = { noData: 0, noTraffic: 1, value: 2 } as const;
export type MinuteState = (typeof MinuteState)[keyof typeof MinuteState];

/**
 * One signal over successive minutes, as columns of equal length `n`; NaN where there is none.
 * Ratios carry numerator and denominator, resources demand and capacity, latency merged buckets:
 * thresholds and headroom are judged from these parts, `value` is for display.
 */
export interface SignalColumns {
  signal: SignalId;
  startAt: number;
  /** In the signal's unit. */
  value: Float64Array;
  state: Uint8Array;
  numerator?: Float64Array;
  denominator?: Float64Array;
  /** Summed over instances, in the signal's demandUnit. */
  demand?: Float64Array;
  capacity?: Float64Array;
  /** Latency: upper bounds in ms (the last bucket is unbounded) and counts, row-major minutes × (bounds + 1). */
  buckets?: { boundsMs: Float64Array; counts: Float64Array };
  /** Worst instance's id of each minute, where the merge is "worst". */
  worst?: (string | null)[];
  /** Points expected and received of the series behind the minute. */
  expected: Uint16Array;
  received: Uint16Array;
  /** Which recipe each stretch came from. */
  recipe: RecipeUse | null;
}

/** Provenance of a signal: the recipe that had data first. */
export interface RecipeUse {
  /** e.g. "http.server.request.duration (histogram, s)". */
  recipe: string;
  metrics: string[];
  /** "measured", or "estimated" (users from requests), or "per instance" (summary quantiles). */
  quality: 'measured' | 'estimated' | 'per-instance';
  /** Newest point behind it. */
  newestAt: number;
  intervalMs: number;
  /** e.g. "host's, not yours: no headroom from it". */
  note?: string;
}

/** An hour of a signal, kept long: what load, fits and daily peaks are made of. */
export interface SignalHour {
  at: number;
  /** Largest and median of the 5-minute means, and how many of the twelve there were. NaN when none. */
  max5: number;
  median5: number;
  means: number;
  numerator?: number;
  denominator?: number;
  /** Medians and maxima of the 5-minute means of demand and capacity. */
  demandMedian5?: number;
  demandMax5?: number;
  capacityMedian5?: number;
}

/** Live instances and other facts of one hour that are not signals. */
export interface HourFacts {
  at: number;
  /** Median over minutes of distinct live service.instance.id. */
  instancesMedian: number;
  /** service.version values seen. */
  versions: string[];
  /** Time of the newest point of the environment and component that signals cover. */
  newestAt?: number;
  /** The environment that signals cover; `said` is false where telemetry names none and it counts as production. */
  environment?: { name: string; said: boolean };
  /** service.name that signals cover, and the others that arrive (components). */
  service?: string | null;
  components?: string[];
}

/**
 * What was seen, minute by minute, that can prove a step (RULES 14, SIGNALS.md last paragraph).
 * Columns of equal length from `startAt` on; NaN = the source did not report in that minute.
 */
export interface Observations {
  startAt: number;
  columns: Partial<Record<ObservationId, Float64Array>>;
}

export type ObservationId =
  /** Requests completed in the minute (production environment only, as everything here). */
  | 'requests'
  /** Distinct live service.instance.id; and those with ≥ 10 % of the minute's requests. */
  | 'instances'
  | 'instances.serving'
  /** Counter pairs the team names, or redis keyspace: hits and misses in the minute. */
  | 'cache.hits'
  | 'cache.misses'
  /** Client operations with db.system.name = redis / valkey / memcached. */
  | 'redis.operations'
  /** Client operations of databases (not caches), and distinct server.address:port of them. */
  | 'db.operations'
  | 'db.hosts'
  /** Hosts with reads only while another host has writes. */
  | 'db.readonly.hosts'
  /** Instances that report a pool maximum; largest pool maximum of one instance; connections in use. */
  | 'db.pool.instances'
  | 'db.pool.max'
  | 'db.pool.used'
  /** Connections opened in the minute (`db.client.connection.create_time` count), where it is sent. */
  | 'db.connections.made'
  /** Messages published and processed (messaging.*), and a named queue-depth gauge's value. */
  | 'queue.published'
  | 'queue.processed'
  | 'queue.depth'
  /** Requests answered 429. */
  | 'rate.limited'
  /** Instances with container.id / with k8s.pod.uid and k8s.cluster.name. */
  | 'container.instances'
  | 'k8s.instances'
  /** Distinct cloud.region with ≥ 5 % of requests. */
  | 'regions.serving';

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

// ---------- load, position ----------

export type LoadFinding =
  | { code: 'load'; value: number; unit: 'users'; quality: 'measured' | 'estimated'; hours: number; learning: boolean;
      peakFactor: number; peakValue: number; signal: SignalId; population: Population | null }
  | { code: 'learning'; hours: number; needHours: number; value: number | null }
  | { code: 'no-load'; reason: 'no-users-metric-and-no-ratio' | 'no-data' };

export type PositionFinding =
  | { code: 'position'; loadPhase: number; architecturePhase: number; loadInRoadmapUnit: number;
      requiredDone: number[]; requiredTotal: number[]; openStepsOfArchitecturePhase: number; acceptedRisks: number;
      /** Load lies between this phase's upper and the next one's lower bound. */
      inHole: boolean; probability: number | null }
  | { code: 'cannot-tell'; reason: 'population-not-said' | 'population-differs' | 'no-load' | 'learning';
      roadmapUnit: Population; appUnit: Population | null; architecturePhase: number; requiredDone: number[]; requiredTotal: number[] };

// ---------- headroom ----------

/** Multiple of today's busiest minutes at which one signal meets its limit (RULES 1, 2, 5, 6). */
export type SignalHeadroom =
  | { code: 'fits'; signal: SignalId; thresholdId: string; multiple: number; low: number; high: number;
      /** "more than 3×": capped by what was seen (5.5). */
      moreThan: number | null;
      demandNow: number; limitDemand: number; demandUnit: string; limitLoad: number; r2: number;
      days: number; note?: string }
  | { code: 'crossed'; signal: SignalId; thresholdId: string; sinceAt: number }
  | { code: 'does-not-rise'; signal: SignalId; thresholdId: string; upToLoad: number }
  | { code: 'cannot-tell'; signal: SignalId; thresholdId: string; reason: CannotTell };

/** Why there is no number. Each becomes a "because …" sentence. */
export type CannotTell =
  | { code: 'no-data' }
  | { code: 'learning-days'; have: number; need: number }
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
}

// ---------- checklist ----------

/** What telemetry says of a step (RULES 14). */
export type EvidenceFinding =
  | { code: 'proved'; rule: string; trueHours: number; needHours: number; says: string }
  /** True now, not for long enough: "seen working, ticks after 20 of 24 h". */
  | { code: 'seen'; rule: string; trueHours: number; needHours: number; windowHours: number; says: string }
  | { code: 'suggested'; rule: string; says: string }
  | { code: 'gone'; rule: string; sinceAt: number; sourceStillReports: boolean }
  | { code: 'not-seen'; rule: string; says: string }
  | { code: 'person' };

export interface StepFinding {
  stepId: string;
  title: string;
  phase: number;
  required: boolean;
  status: 'open' | 'done' | 'wont';
  by: 'telemetry' | 'person' | null;
  doneAt: number | null;
  reason: string | null;
  evidence: EvidenceFinding;
  /** RULES 13.1: 3 open crossing, 2 limit soon, 1 this phase, 0 next. */
  urgency: 0 | 1 | 2 | 3;
  /** Why this urgency, e.g. the crossing's threshold id. */
  becauseOf: string[];
  relieves: { signal: SignalId; factor: number | null }[];
  effortDays: { low: number; high: number } | null;
  leadDays: { low: number; high: number };
  who: string;
  waitsFor: string[];
  /** Cents a month this step adds to the bill; null where no price is known. */
  addsCents: number | null;
  dueAt: number | null;
  safeAt: number | null;
}

export interface ChecklistFinding {
  /** In the order in which they should be done. */
  open: StepFinding[];
  done: StepFinding[];
  wont: StepFinding[];
  /** Not required: quick wins, tips. */
  helpful: StepFinding[];
}

// ---------- estimate ----------

export interface BillLine {
  id: string;
  title: string;
  plan: string;
  /** "peak cores ÷ 60 % target", … */
  quantityFrom: string;
  quantity: number;
  quantityUnit: string;
  priceId: string | null;
  microUsdPerUnit: number | null;
  priceUnit: string | null;
  cents: number | null;
  lowCents: number | null;
  highCents: number | null;
  priceDate: string | null;
  priceSource: string | null;
  stale: boolean;
  note?: string;
}

export interface Bill {
  load: number;
  phase: number | null;
  lines: BillLine[];
  cents: number;
  lowCents: number;
  highCents: number;
  /** "without egress": what is not in it and why. */
  without: { what: string; why: string }[];
  /** The roadmap's own ranges for this phase, and where ours lies. */
  roadmap: { lowUsd: number; highUsd: number | null; verdict: 'below' | 'inside' | 'above'; place: string }[];
  /** Nothing measured yet: quantities are the roadmap's own lines. */
  basis: 'measured' | 'deployment' | 'roadmap';
}

export interface EstimateFinding {
  now: Bill | null;
  phases: Bill[];
}

// ---------- all together ----------

/** Where a signal comes from today, or what to send to get it. */
export type SignalFinding =
  | { code: 'measured'; signal: SignalId; use: RecipeUse; value: number | null; state: MinuteState; demand: number | null; capacity: number | null }
  | { code: 'missing'; signal: SignalId }
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
}

/** State word of an app on the team page. */
export type AppStateWord = 'crossing' | 'soon' | 'clear' | 'no-data' | 'learning' | 'cannot-tell' | 'new';

/** What the advisor is given besides telemetry: who the app is and what its owner said. */
export interface AppFacts {
  appId: number;
  roadmap: Roadmap;
  steps: Step[];
  signals: SignalDefinition[];
  prices: Price[];
  deployment: Deployment;
  population: Population | null;
  concurrentPerDaily: number | null;
  requestsPerUserMinute: number | null;
  evidenceWindowMinutes: number | null;
  overrides: { thresholdId: string; limit: number | null; holdMinutes: number | null; mutedUntil: number | null; reason: string }[];
  stepStates: { stepId: string; status: 'done' | 'wont'; by: 'telemetry' | 'person'; at: number; reason: string | null; falseSinceAt: number | null }[];
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
  /** The last 28 days (84 for load). */
  hours: Map<SignalId, SignalHour[]>;
  hourFacts: HourFacts[];
  /** At least the last 24 hours. */
  observations: Observations;
  /** As stored, last 30 days, already re-evaluated for the touched range. */
  crossings: CrossingFacts[];
}
