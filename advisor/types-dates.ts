/** Findings about time: when load meets a limit or enters the next phase (RULES 10). Days are the team's (zone-days.ts), `…At` their name. */
import type { SignalId } from '@/catalogue/types';
import type { HolidayAhead } from './forecast/holidays';

export type { Holiday, HolidayAhead } from './forecast/holidays';

/** One answer to "when". 8 in 10 lie from early to late. */
export type DateFinding =
  /** `lateAt` is null where the far end lies beyond the horizon. */
  | { code: 'date'; earlyAt: number; likelyAt: number; lateAt: number | null; horizonAt: number }
  /** 9 in 10 are later than `earlyAt`; `share` of all are within the horizon. */
  | { code: 'not-before'; earlyAt: number; horizonAt: number; share: number; reason: 'rather-not' | 'young' | 'capped' }
  | { code: 'not-within'; horizonAt: number; share: number }
  /** The limit is crossed now, or load has been at it within the last seven days. */
  | { code: 'past'; sinceAt: number }
  | { code: 'cannot-tell'; reason: NoDate };

export type NoDate =
  | { code: 'too-short'; have: number; need: number }
  | { code: 'no-load' }
  /** No fit; why is in the headroom's own reason. */
  | { code: 'no-limit' }
  | { code: 'does-not-rise'; upToLoad: number };

/** What a date was computed from; kept with it. */
export interface Known {
  /** Load at which it happens, with its 80 % interval, in the app's unit. */
  load: number;
  low: number;
  high: number;
  /** Counted days of the history, and the newest daily peak. */
  days: number;
  peak: number;
  /** Thresholds whose crossing settles it; empty for phases. */
  thresholds: string[];
}

/** What can have a date: the first limit, one threshold, the entry of one phase. */
export type DatedThing = 'first' | `limit:${string}` | `phase:${string}`;

/** Today's answer for one thing, before the rule that published dates move seldom. */
export interface Claim {
  what: DatedThing;
  date: DateFinding;
  known: Known | null;
  /** Changes when a person changed what it rests on (limits, deployment, steps): the old date is then withdrawn. */
  facts: string;
}

/** Why a published date replaced the one before it (RULES 10.5). */
export type Moved = 'first-time' | 'left-interval' | 'by-a-fifth' | 'weekly' | 'other-answer' | 'facts-changed';

/** What became of a published date. */
export type Outcome = 'in' | 'early' | 'late' | 'withdrawn';

/** A published date as it is stored; never changed but for `replacedAt` and its outcome. */
export interface PublishedDate extends Claim {
  publishedAt: number;
  moved: Moved;
  replacedAt: number | null;
  outcome: Outcome | null;
  /** The day on which it was met; null where it was not. */
  metAt: number | null;
}

/** Of published dates that are settled, how many came true in their interval. */
export interface DateRecord {
  cameTrue: number;
  settled: number;
  /** "Not before" and "not within": 9 in 10 are meant to hold. */
  boundsHeld: number;
  bounds: number;
  /** Still running. */
  open: number;
}

/** One step of how a date moved, oldest first. */
export interface DateMove {
  publishedAt: number;
  date: DateFinding;
  moved: Moved;
  outcome: Outcome | null;
}

/** Daily peaks to come: ends of the 80 % band and middle, sparser where far. */
export interface FanFinding {
  at: number[];
  low: number[];
  middle: number[];
  high: number[];
}

export interface DatesFinding {
  /** All whole days before it are in the forecast. */
  dayAt: number;
  first: { date: DateFinding; publishedAt: number | null };
  limits: {
    thresholdId: string;
    signal: SignalId;
    date: DateFinding;
    publishedAt: number | null;
    /** The value that was told before; null: none. Absent in findings of older releases. */
    before?: Pick<DateMove, 'date' | 'publishedAt'> | null;
  }[];
  /** Entry of the next phase; null in the last one and where the phase cannot be told. */
  phase: { phase: number; date: DateFinding; publishedAt: number | null } | null;
  /** Growth of load as a share a day with its 80 % interval; null where it cannot be told from none. */
  growth: { perDay: number; low: number; high: number } | null;
  /** Whole days of load that the forecast knows; absent in findings of older releases. */
  days?: number;
  /** The level of load moved within the last four weeks; absent in findings of older releases. */
  level?: LevelFinding | null;
  fan: FanFinding | null;
  /** Of the team's calendar, those of the next eight weeks; absent without a calendar and in older releases. */
  holidays?: HolidayAhead[];
  record: DateRecord;
  /** How the first limit's date moved, at most the last 12 values. */
  moves: DateMove[];
}

/** Load moved at once: for good, or not yet to be told from outliers (RULES 11.4). `ratio`: after ÷ before. */
export interface LevelFinding {
  code: 'shifted' | 'undecided';
  sinceAt: number;
  ratio: number;
}

/** What the forecast of one day says, before publishing. */
export interface FreshDates {
  dayAt: number;
  claims: Claim[];
  growth: DatesFinding['growth'];
  level: LevelFinding | null;
  days: number;
  fan: FanFinding | null;
  holidays?: HolidayAhead[];
}
