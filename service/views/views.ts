/**
 * What pages are handed: plain JSON, already authorised, computed by service from Prisma rows,
 * store reads and the advisor. Pages and components import these types and no other room's rows.
 */
import type { Advice, AppStateWord, Bill, DateFinding, SignalHeadroom } from '@/advisor/types';
import type { AdviceBrief } from '@/advisor/types-brief';
import type { Deployment, Phase, Population, Roadmap, SignalDefinition, SignalId, Step } from '@/catalogue/types';
import type { Role } from './actor';

export type { Actor, Role } from './actor';

/** Errors a person can mend; service returns or throws only these on purpose (service/errors.ts). */
export type ServiceErrorCode =
  | 'not-found'
  | 'forbidden'
  | 'invalid'
  | 'conflict'
  | 'unavailable'
  | 'too-many'
  | 'unsupported';

export interface Viewer {
  email: string;
  name: string | null;
  operator: boolean;
  teams: { slug: string; name: string; role: Role }[];
}

/** What the team page knows of every app: its place among the others, and what counts them all. */
export interface OverviewLine {
  slug: string;
  name: string;
  state: AppStateWord;
  synthetic: boolean;
  self: boolean;
  headroom: { multiple: number | null; code: string; first: SignalId[] } | null;
  /** The one that waited longest. */
  crossing: { openedAt: number } | null;
  /** When the first limit is met; null where no limit is known. */
  date?: DateFinding | null;
  /** That limit, where it is met by time, before load meets one. */
  fills?: SignalId | null;
  /** Of the sums; absent: US dollars. */
  currency?: string | undefined;
  nowCents: number | null;
}

export interface OverviewRow extends OverviewLine {
  /** `low` and `high` bound the multiple, as HeadroomFinding has them. */
  headroom: (NonNullable<OverviewLine['headroom']> & { low?: number | null; high?: number | null }) | null;
  crossing: { openedAt: number; thresholdId: string; signal: SignalId; limit: number; value: number | null } | null;
  /** It sends, and Headroom is behind with reading. */
  catchingUp: boolean;
  /** When there is no answer: the sentence for the "when" column. */
  sentence: string | null;
  phases: { title: string; from: number; to: number | null }[];
  loadPhase: number | null;
  architecturePhase: number;
  /** Share of that phase's required steps that are done, 0–1. */
  architectureShare?: number | null;
  load: number | null;
  dailyLoad: { at: number; peak: number }[];
  nextCents: number | null;
  lastDataAt: number | null;
}

export interface OverviewView {
  team: { slug: string; name: string };
  /** Most urgent first. */
  apps: OverviewLine[];
  /** Those of them that were asked for, whole. */
  rows: OverviewRow[];
  dueNext: { app: string; appName: string; step: AdviceBrief['due'][number] }[];
  /** Per app and signal: number of crossings on each of the last 14 days, and minutes over; the longest where there are many. */
  crossingDays: { app: string; appName: string; signal: SignalId; days: number[]; openNow: boolean; minutes: number }[];
  /** How many such there are in all. */
  crossingLines: number;
  computedAt: number | null;
  /** Apps deleted in the last 30 days; `rows` of telemetry are gone so far. */
  deleted: { name: string; deletedAt: number; erasedAt: number | null; rows: number }[];
}

/** An app's own retention in days, null where it is the installation's, which is the most it may be. */
export interface RetentionView {
  minutesDays: number | null;
  hoursDays: number | null;
  mostMinutesDays: number;
  mostHoursDays: number;
}

export interface AppHeader {
  slug: string;
  name: string;
  team: { slug: string; name: string };
  role: Role;
  synthetic: boolean;
  self: boolean;
  tabs: {
    checklistOpen: number | null;
    costCents: number | null;
    currency?: string | undefined;
    signalsHave: number;
    signalsAll: number;
    crossingsOpen: number;
  };
}

/** Everything the app's pages share: one read of app_state plus the roadmap. */
export interface AppView {
  app: AppHeader & {
    population: Population | null;
    concurrentPerDaily: number | null;
    requestsPerUserMinute: number | null;
    deployment: Deployment;
    evidenceWindowMinutes: number | null;
    overrides: {
      thresholdId: string;
      limit: number | null;
      holdMinutes: number | null;
      mutedUntil: number | null;
      reason: string;
    }[];
    createdAt: number;
  };
  roadmap: Roadmap;
  steps: Step[];
  signals: SignalDefinition[];
  /** Null until the worker has looked for the first time. */
  advice: Advice | null;
  /** Hours whose data arrived and are not in what is shown yet; 0 where Headroom is up to date with reading. */
  underivedHours: number;
}

export interface PhaseView extends AppView {
  phaseIndex: number;
  phase: Phase;
}

/** A version that was first seen then, milliseconds. */
export interface DeploymentMark {
  at: number;
  version: string;
}

/** Columns for uPlot: one x, one array a series; null is a gap. */
export interface ChartData {
  /** Seconds since 1970, one a step. */
  x: number[];
  stepSeconds: number;
  series: { signal: SignalId; unit: string; values: (number | null)[]; compare: (number | null)[] | null }[];
  crossings: { signal: SignalId; openedAt: number; closedAt: number | null; worstValue: number; worstAt: number }[];
  deployments: DeploymentMark[];
  /** Stretches without data, so that the gap can be named: "no data 04:10–05:10". */
  gaps: { signal: SignalId; fromAt: number; toAt: number; kind: 'no-data' | 'no-traffic' }[];
  newestAt: number | null;
}

export interface CostsView extends AppView {
  whatIf: {
    load: number;
    multiple: number;
    bill: Bill | null;
    firstThen: SignalHeadroom | null;
    openSteps: number;
  } | null;
  /** Bill at a ladder of loads, for the chart. */
  curve: { load: number; cents: number; lowCents: number; highCents: number }[];
  money: { currency: string; perUsd: string; perUsdAt: number | null };
  ownPrices: { priceId: string; title: string; price: string; currency: string; at: number }[];
  /** The team's own quantities of bill lines. */
  quantities: { lineId: string; formula: string; reason: string }[];
}

/** Progress of a new app, polled or pushed while waiting for its first point. */
export interface FirstDataView {
  slug: string;
  name: string;
  createdAt: number;
  firstPointAt: number | null;
  firstSignalAt: number | null;
  firstHeadroom: boolean;
  requests: number;
  refused: { count: number; lastReason: string | null };
}

export interface StatusView {
  ok: boolean;
  parts: { name: string; state: 'ok' | 'late' | 'down' | 'warn'; says: string }[];
  /** Null while the database is down. */
  flow: FlowView | null;
}

/** How telemetry goes through the installation: sums over all apps. */
export interface FlowView {
  nowAt: number;
  stages: StageView[];
  /** Points kept in each of the last 60 whole minutes, oldest first. */
  minutes: { fromAt: number; points: number[] };
  /** Requests of the last hour, and points, spans and log records of today (UTC), that were not kept; null: not for this actor. */
  refused: { what: 'request' | 'item'; reason: string; count: number; lastAt: number }[] | null;
  stored: { name: string; bytes: number }[];
}

export interface StageView {
  id: string;
  name: string;
  /** Null: not known. */
  value: number | null;
  unit: string;
  says: string;
  state: 'ok' | 'late' | 'warn' | 'no-data';
}

/** An ingest token as the settings page lists it. */
export interface TokenView {
  id: number;
  /** The first characters, to tell tokens apart. */
  hint: string;
  label: string;
  kind: 'server' | 'browser';
  /** Pages that may use it; empty for a server's. */
  origins: string[];
  createdAt: number;
  /** When it ends or ended; may lie ahead. */
  revokedAt: number | null;
  ended: boolean;
}

/** A read token as the settings page lists it. */
export interface ReadTokenView extends Omit<TokenView, 'kind' | 'origins' | 'ended'> {
  /** Reads every app of the team, not this one alone. */
  wholeTeam: boolean;
  /** To the nearest minutes. */
  lastUsedAt: number | null;
}

/** One limit of what an app may send. */
export interface LimitLine {
  limit: 'pointsPerSecond' | 'burstPoints' | 'activeSeries' | 'attributesPerPoint' | 'bodyBytes';
  value: number;
  /** The installation's, which holds where no operator said otherwise. */
  installation: number;
  /** Set for this app. */
  own: boolean;
  /** What the app uses now; null where that is not measured. */
  now: number | null;
}

export interface LimitsView {
  lines: LimitLine[];
  /** Whether the asker may change them. */
  mayEdit: boolean;
}

/** A Prometheus target as the settings page lists it. */
export interface TargetView {
  id: number;
  url: string;
  instance: string;
  intervalSeconds: number;
  /** Its kind; what it is, nobody is shown. */
  credential: 'basic' | 'bearer' | null;
  state: 'up' | 'failing' | 'waiting' | 'paused';
  /** A test was asked for and has no outcome yet. */
  testing: boolean;
  /** Since when it is up or failing. */
  since: number | null;
  lastScrapeAt: number | null;
  /** Why it fails, with what to do. */
  error: string | null;
  samples: number | null;
  durationMs: number | null;
}
