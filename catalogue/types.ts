/**
 * The shapes of what people edit as data: signals, roadmaps, steps, prices, deployments.
 * The advisor and the components import these types and nothing else of the catalogue.
 * The zod schemas that check the YAML files produce exactly these types.
 */

/** A named measure of an app, e.g. `latency.p95`. The full list is catalogue/signals/. */
export type SignalId = string;

export type Worsens = 'up' | 'down' | 'none';

/** How several instances become one value (SIGNALS.md, last column). */
export type Merge = 'buckets' | 'ratio' | 'sum' | 'worst' | 'mean' | 'worst-pool';

/** What a signal is made of; decides which parts a minute keeps (DESIGN.md, "Signals"). */
export type SignalKind = 'latency' | 'ratio' | 'rate' | 'load' | 'resource' | 'gauge';

export interface SignalDefinition {
  id: SignalId;
  /** As people read it: "Database connections". */
  title: string;
  /** Shown after the number: ms, %, req/s, users, connections … */
  unit: string;
  kind: SignalKind;
  worsens: Worsens;
  merge: Merge;
  /** For a resource: the unit of its demand and capacity, e.g. "connections", "cores", "bytes". */
  demandUnit?: string;
  /** One sentence: what to send to get this signal. */
  send: string;
  /** Code or settings per SDK (`node`, `python`, …); shown on the signals page. */
  snippets: { sdk: string; code: string }[];
}

/** Attributes that a signal's series must have; `*` in a value stands for anything. */
export type Where = Record<string, string>;

export type Aggregation = 'rate' | 'increase' | 'avg' | 'sum' | 'max' | 'min' | 'p50' | 'p90' | 'p95' | 'p99';

/** A signal that a team declares for one of its apps. */
export interface CustomSignal {
  /** Ends in the aggregation: `orders.rate`, `recommendations.p95`. */
  id: SignalId;
  title: string;
  metric: string;
  where: Where;
  aggregation: Aggregation;
  unit: string;
  worsens: Worsens;
  /** Its own threshold, where no roadmap names it. */
  limit: number | null;
  holdMinutes: number;
}

/** Which people a load counts. */
export type Population = 'concurrent' | 'daily' | 'monthly' | 'registered';

/** Where a figure or a sentence comes from. `ours` says why where the document is silent. */
export interface Source {
  document: string;
  /** Place in the document, in its own words, e.g. "When to Scale". */
  place: string;
  ours?: string;
}

export interface Threshold {
  id: string;
  signal: SignalId;
  /** Of the signal's series those with these attributes alone. */
  where?: Where;
  /** In the signal's unit. */
  limit: number;
  holdMinutes: number;
  /** Ids of its own steps: on the checklist while it is crossed or has a date; those that help then. */
  required?: string[];
  helpful?: string[];
  source: Source;
}

/** US dollars a month as a document states them; `high: null` is "and more". */
export interface MoneyRange {
  lowUsd: number;
  highUsd: number | null;
  source: Source;
}

/** One line of a phase's bill, as the document lists it and as price ids we can look up. */
export interface CostLine {
  id: string;
  title: string;
  /** What the document says this line costs a month; null where it gives none. */
  documentUsd: number | null;
  /** Price id in catalogue/prices/ of today's list price for the same thing, when there is one. */
  priceId?: string;
  /** How many units of that price a month takes, as a formula (catalogue/formula.ts). Absent: instances, or one. */
  quantity?: string;
  /** Said beside the line, e.g. that the document's plan name is another plan's price. */
  note?: string;
  source: Source;
}

export interface Phase {
  id: string;
  title: string;
  /** Load range in the roadmap's population; `to: null` is open-ended. */
  from: number;
  to: number | null;
  /** Where the range comes from, if the document names none or another one for it. */
  rangeSource?: Source;
  /** The bottleneck that this phase takes away, in the document's summary. */
  solves?: { text: string; source: Source };
  /** What the document counts for and against this architecture. */
  pros?: string[];
  cons?: string[];
  /** Every variant the document gives; the first is shown large, disagreement is said. */
  timelines: { text: string; source: Source }[];
  costs: MoneyRange[];
  bill: CostLine[];
  /** Ids of the required steps of this phase, in the document's order (its numbered sections). */
  required: string[];
  /** Ids of the steps that help in this phase but are not required (tips, checklists, quick wins). */
  helpful: string[];
  thresholds: Threshold[];
  /** What the architecture is in this phase, one line a part. */
  architecture: string[];
}

export type EvidenceStrength = 'proves' | 'suggests' | 'person';

/** A step of a migration. Exists once, shared by roadmaps. */
export interface Step {
  id: string;
  title: string;
  why: string;
  how: { stack: string; text: string; code?: string }[];
  wayBack: string;
  risks: string[];
  effortDays: { low: number; high: number } | null;
  /** Calendar days from decision to effect. */
  leadDays: { low: number; high: number };
  who: string;
  /** Signals it relieves; `factor` multiplies demand (0.65 = −35 %) only where a source gives one. */
  relieves: { signal: SignalId; factor?: number; source?: Source }[];
  after: string[];
  /** Ids of bill lines (component kinds of an estimate) that this step adds, e.g. "redis". */
  adds: string[];
  /** Name of the evidence rule in advisor/evidence/evidence.ts, or none: then only a person can tick. */
  evidence: { rule: string | null; strength: EvidenceStrength; says: string };
  /** Minutes the document promises, where it is one of its quick wins. */
  quickWinMinutes?: number;
  sources: Source[];
  /** Where the document's advice is unsafe or outdated: the right way and why. */
  correction?: string;
}

export interface Roadmap {
  id: string;
  version: number;
  title: string;
  summary: string;
  document: string;
  stack: string[];
  loadUnit: Population;
  /** The document's word, and whether the population is our reading of it. */
  loadUnitSays: { word: string; ourReading: boolean };
  startingPoint: { range: string; has: string[]; limitations: string[] };
  phases: Phase[];
  /** Thresholds that hold in every phase. */
  thresholds: Threshold[];
  checklists: { title: string; items: { text: string; step: string }[] }[];
  quickWins: { text: string; minutes: number; step: string }[];
  tips: { text: string; step?: string }[];
  tools: { purpose: string; names: string[] }[];
  metrics: { text: string; signals: SignalId[] }[];
  migration: { when: string; what: string; steps: string[] }[];
  cacheLifetimes: { what: string; minutes: number }[];
  nextSteps: string[];
  /** Where the document disagrees with itself: all variants, said on the page. */
  disagreements: { about: string; says: { text: string; place: string }[] }[];
  /** Steps of its own, beside those that all roadmaps share. */
  steps?: Step[];
}

/** What a quantity's formula may name, and what it stands for at the load of the bill. */
export const FORMULA_NAMES = {
  users: "load, in the app's own population",
  peak_users: 'users in the busiest five minutes',
  cores: 'CPU cores busy in the busiest five minutes',
  loops: 'event loops busy in the busiest five minutes',
  memory_gib: 'memory in use in the busiest five minutes, GiB',
  connections: 'database connections in use in the busiest five minutes',
  instances: 'web instances that carry the load',
  requests: 'requests a month',
  egress_gb: 'gigabytes sent out a month, × 1.05 for headers and retries',
} as const;

export type FormulaName = keyof typeof FORMULA_NAMES;

/** A formula that was read and checked; it evaluates in at most as many steps as it has parts. */
export interface Formula {
  text: string;
  /** The names that it needs. */
  names: string[];
  /** NaN or infinite where the arithmetic gives no number; throws on a division of whole numbers by zero. */
  value(values: Record<string, number>): number;
}

/** What a product allows, by plan or by a formula over its size. */
export interface Limit {
  id: string;
  provider: string;
  services: string[];
  /** What is limited: connections, or GiB of storage. */
  of: 'connections' | 'storage';
  /** By plan as the price files name it. */
  plans?: Record<string, number>;
  /** Over memory_gib and vcpu of the class, for plans that are not listed. */
  formula?: string;
  /** Of storage that is paid for by itself: the id of its price, and how many copies are paid (default one). */
  priceId?: string;
  copies?: number;
  source: string;
  date: string | null;
  note?: string;
}

/** A dated, sourced unit price. Money is a decimal string with its currency. */
export interface Price {
  id: string;
  provider: string;
  service: string;
  plan: string;
  /** instance-month | instance-hour | month | gb-month | gb-egress | vcpu-month | … */
  unit: string;
  /** Decimal, "0.0336". */
  price: string;
  /** ISO 4217, "USD". */
  currency: string;
  vcpu: number | null;
  memoryGib: number | null;
  /** Connections that this class allows, from catalogue/limits/; absent: connection limit not known. */
  maxConnections?: number;
  /** GiB of storage that this class allows, likewise. */
  maxStorageGib?: number;
  /** What its storage costs beside it: the price's id, and how many copies are paid. */
  storage?: { priceId: string; copies: number };
  source: string;
  /** ISO date, month or year as the source states it; null where undated. */
  date: string | null;
  confidence: 'high' | 'medium' | 'low';
  note?: string;
}

/** What an app runs on today, as its owner states it. Everything may be unknown. */
export interface Deployment {
  provider?: string;
  /** Price id of one web instance. */
  webPriceId?: string;
  instances?: { min?: number; max?: number };
  perInstance?: {
    cores?: number;
    memoryBytes?: number;
    heapLimitBytes?: number;
    poolMax?: number;
    /** Sockets that one instance is let keep open. */
    socketsMax?: number;
  };
  /** Zones that the instances stand in: where there are two or more, one may fail. */
  zones?: number;
  database?: { priceId?: string; maxConnections?: number; reservedConnections?: number; storageBytes?: number };
  /** Extra fixed lines of today's bill. */
  lines?: { title: string; priceId: string; quantity: number }[];
}
