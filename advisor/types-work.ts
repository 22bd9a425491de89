/** Findings about work and money: the checklist with its evidence, and the bills. */
import type { SignalId } from '@/catalogue/types';
import type { DatedThing } from './types-dates';

// ---------- checklist ----------

/** What telemetry says of a step (RULES 14). */
export type EvidenceFinding =
  | { code: 'proved'; rule: string; trueHours: number; needHours: number; says: string }
  /** True now, not for long enough: "seen working, ticks after 20 of 24 h". */
  | { code: 'seen'; rule: string; trueHours: number; needHours: number; windowHours: number; says: string }
  | { code: 'suggested'; rule: string; says: string }
  /** `instrumentation`: which releases of the SDKs reported when the proof was last seen. */
  | { code: 'gone'; rule: string; sinceAt: number; sourceStillReports: boolean; instrumentation?: number }
  | { code: 'not-seen'; rule: string; says: string }
  | { code: 'person' };

export interface GrowFinding {
  /** Null where its telemetry names none. */
  disk: string | null;
  fromBytes: number;
  toBytes: number;
}

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
  /** Of a step that enlarges a disk: which one, and to what size for six months of its growth. */
  grow?: GrowFinding;
  /** Of `addsCents`; absent: US dollars. */
  currency?: string;
  /** Begin by: likely date − lead. Null where only a bound or no date is known. */
  dueAt: number | null;
  /** Begin by, to be safe: early end − longest lead. Order and colour go by it. */
  safeAt: number | null;
  /** What the dates above come from; absent in advice of older releases. */
  before?: DatedThing | null;
  /** By when it has to be ready, without other steps of its owner; absent in advice of older releases. */
  need?: { likelyAt: number | null; earlyAt: number | null };
  /** Apps whose steps of the same owner move its dates forward. */
  busyWith?: string[];
  /** Of a finished step that names what it relieves. */
  effect?: EffectFinding | null;
}

/** Whether a finished step worked (RULES 9); kept with the step once measured. */
export type EffectFinding = { computedAt: number; doneAt: number } & (
  | { code: 'too-early'; readyAt: number }
  | { code: 'short-history'; haveDays: number; needDays: number }
  | {
      code: 'measured';
      signals: SignalEffect[];
      /** Finished, or seen for the first time, within a week of it: cannot be told apart. */
      togetherWith: { steps: string[]; versions: string[] };
    }
);

export type SignalEffect =
  | {
      code: 'change';
      signal: SignalId;
      /** After ÷ before at equal load, with its 95 % interval. */
      ratio: number;
      low: number;
      high: number;
      /** Stands out from the app's own past (Holm over the step's signals, 5 %). */
      claimed: boolean;
      /** What was compared: the signal, the demand behind a percentage, or misses where a low rate is bad. */
      of: 'value' | 'demand' | 'misses';
      /**
       * Each route held against itself, at the mix of requests before: how many, which share of the requests they
       * had, and those that stand out by themselves, none where the whole does not.
       */
      byRoute?: {
        routes: number;
        share: number;
        named: { route: string; ratio: number; low: number; high: number }[];
      };
    }
  | {
      code: 'cannot-compare';
      signal: SignalId;
      why: 'mix-of-requests' | 'too-many-routes' | 'no-equal-load' | 'too-few-hours' | 'is-load';
    };

/** What an open step was last ranked by; kept until it changes by more than the order's hysteresis (RULES 13.4). */
export interface StepRank {
  urgency: StepFinding['urgency'];
  /** ln of the headroom that it brings, for each day of effort. */
  gain: number;
  safeAt: number | null;
}

export interface ChecklistFinding {
  /** By step id; absent in advice of older releases. */
  ranks?: Record<string, StepRank>;
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
  /** The formula behind the quantity, where a roadmap or the team wrote one. */
  formula?: string;
  /** The team's own quantity: its formula replaces the roadmap's. */
  ownQuantity?: boolean;
  priceId: string | null;
  /** Decimal, in `priceCurrency`. */
  unitPrice: string | null;
  priceCurrency: string;
  priceUnit: string | null;
  /** The team's own price instead of the list's. */
  ownPrice?: boolean;
  /** In the bill's currency. */
  cents: number | null;
  lowCents: number | null;
  highCents: number | null;
  priceDate: string | null;
  priceSource: string | null;
  stale: boolean;
  note?: string;
}

export interface Bill {
  /** In the app's own population. */
  load: number;
  phase: number | null;
  lines: BillLine[];
  /** ISO 4217; every cent of the bill is one of this currency. Absent in advice of earlier releases: USD. */
  currency?: string;
  cents: number;
  /** 10th and 90th of the bills at joint draws of demand and busiest minutes; equal to `cents` where nothing varies. */
  lowCents: number;
  highCents: number;
  /** "without egress": what is not in it and why. */
  without: { what: string; why: string }[];
  /** The roadmap's own ranges for this phase, and where ours lies. */
  roadmap: { lowUsd: number; highUsd: number | null; verdict: 'below' | 'inside' | 'above'; place: string }[];
  /** Nothing measured yet: quantities are the roadmap's own lines. */
  basis: 'measured' | 'deployment' | 'roadmap';
}

/** Money that need not be spent, each with what it rests on; told in the bill's currency. */
export type SavingFinding =
  /** p95 of 14 days below 40 % of capacity, nothing due within 90 days (RULES 15.6). */
  | {
      code: 'right-size';
      usedShare: number;
      signal: SignalId;
      days: number;
      from: { count: number; plan: string };
      to: { count: number; plan: string };
      centsAMonth: number;
    }
  /** All that can be read again and again in six months fits into half of the smaller class's memory (RULES 15.3). */
  | {
      code: 'smaller-database';
      from: string;
      to: string;
      /** Most in use at once in the last `days` days. */
      connections: number;
      days: number;
      workingSetBytes: number;
      bound: 'database-size' | 'own-cache';
      /** 95th percentile of the processors' use; absent: not measured, and the smaller class has as many. */
      cpuShare?: number;
      centsAMonth: number;
    }
  /** Instances follow the week's load instead of its peak. */
  | { code: 'follow-load'; peakInstances: number; meanInstances: number; centsAMonth: number }
  /** Hours of the week in which nobody came in any of the last weeks, and CPU stayed below `idleShare`. */
  | {
      code: 'off-hours';
      hoursAWeek: number;
      instances: number;
      weeks: number;
      idleShare: number;
      centsAMonth: number;
    }
  /** Always there for 30 days; `centsAMonth` null: the price lists hold no reserved price of it. */
  | { code: 'reserved'; instances: number; days: number; centsAMonth: number | null }
  /** Beyond what has to stay (needed and spares), at the listed spot price; `first`: what that takes and is not known. */
  | {
      code: 'spot';
      instances: number;
      plan: string;
      priceDate: string | null;
      first?: ('stateless' | 'zones')[];
      centsAMonth: number;
    };

export interface EstimateFinding {
  now: Bill | null;
  phases: Bill[];
  /** Absent in advice of earlier releases. */
  savings?: SavingFinding[];
}
