/** An app on a small roadmap, as a test needs it: only what the test says differs from here. */
import type { AppFacts, CrossingFacts, EffectiveThreshold } from '@/advisor/types';
import type { Phase, Roadmap, SignalDefinition, Step, Threshold } from '@/catalogue/types';

const source = { document: '002', place: 'When to Scale' };

export function threshold(signal: string, limit: number, holdMinutes = 5): Threshold {
  return { id: `${signal}-limit`, signal, limit, holdMinutes, source };
}

export function effective(signal: string, limit: number, more: Partial<EffectiveThreshold> = {}): EffectiveThreshold {
  return {
    id: `${signal}-limit`,
    signal,
    limit,
    worsens: signal === 'cache.hit_rate' ? 'down' : 'up',
    holdMinutes: 5,
    from: 'roadmap',
    sourceText: '002, “When to Scale”',
    ...more,
  };
}

type Kind = Pick<SignalDefinition, 'id' | 'unit' | 'kind' | 'merge' | 'worsens'> & { demandUnit?: string };

const KINDS: Kind[] = [
  { id: 'users.active', unit: 'users', kind: 'load', merge: 'sum', worsens: 'none' },
  { id: 'requests.rate', unit: 'req/s', kind: 'rate', merge: 'sum', worsens: 'none' },
  { id: 'latency.p95', unit: 'ms', kind: 'latency', merge: 'buckets', worsens: 'up' },
  { id: 'latency.p99', unit: 'ms', kind: 'latency', merge: 'buckets', worsens: 'up' },
  { id: 'jobs.duration.p95', unit: 's', kind: 'latency', merge: 'buckets', worsens: 'up' },
  { id: 'errors.rate', unit: '%', kind: 'ratio', merge: 'ratio', worsens: 'up' },
  { id: 'cache.hit_rate', unit: '%', kind: 'ratio', merge: 'ratio', worsens: 'down' },
  { id: 'cache.misses.rate', unit: 'misses/s', kind: 'rate', merge: 'sum', worsens: 'up' },
  { id: 'sockets.open', unit: 'connections', kind: 'load', merge: 'sum', worsens: 'up' },
  { id: 'db.connections.used', unit: '%', kind: 'resource', merge: 'sum', worsens: 'up', demandUnit: 'connections' },
  { id: 'db.pool.used', unit: '%', kind: 'resource', merge: 'worst-pool', worsens: 'up', demandUnit: 'connections' },
  { id: 'cpu.used', unit: '%', kind: 'resource', merge: 'mean', worsens: 'up', demandUnit: 'cores' },
  { id: 'memory.used', unit: '%', kind: 'resource', merge: 'worst', worsens: 'up', demandUnit: 'bytes' },
  { id: 'eventloop.used', unit: '%', kind: 'resource', merge: 'worst', worsens: 'up', demandUnit: 'loops' },
  { id: 'queue.depth', unit: 'messages', kind: 'gauge', merge: 'sum', worsens: 'up' },
];

export const definitions: SignalDefinition[] = KINDS.map((kind) => ({
  ...kind,
  title: kind.id,
  send: `Send ${kind.id}.`,
  snippets: [],
}));

export function definitionOf(id: string): SignalDefinition | undefined {
  return definitions.find((definition) => definition.id === id);
}

export function phase(title: string, from: number, to: number | null, more: Partial<Phase> = {}): Phase {
  return {
    id: title.toLowerCase().replaceAll(' ', '-'),
    title,
    from,
    to,
    timelines: [],
    costs: [],
    bill: [],
    required: [],
    helpful: [],
    thresholds: [],
    architecture: [],
    ...more,
  };
}

export const roadmap: Roadmap = {
  id: 'thousands-to-millions',
  version: 1,
  title: 'From thousands to millions',
  summary: '',
  document: '002',
  stack: [],
  loadUnit: 'daily',
  loadUnitSays: { word: 'users', ourReading: true },
  startingPoint: { range: '', has: [], limitations: [] },
  phases: [
    phase('Phase 1', 0, 50_000, { required: ['indexes', 'pool', 'redis'] }),
    phase('Phase 2', 50_000, 500_000, { required: ['balancer', 'queue'] }),
    phase('Phase 3', 500_000, null, { required: ['services'] }),
  ],
  thresholds: [threshold('latency.p95', 500), threshold('errors.rate', 1), threshold('cpu.used', 80)],
  checklists: [],
  quickWins: [],
  tips: [],
  tools: [],
  metrics: [],
  migration: [],
  cacheLifetimes: [],
  nextSteps: [],
  disagreements: [],
};

export function step(id: string, more: Partial<Step> = {}): Step {
  return {
    id,
    title: id,
    why: '',
    how: [],
    wayBack: '',
    risks: [],
    effortDays: { low: 1, high: 2 },
    leadDays: { low: 1, high: 5 },
    who: 'backend',
    relieves: [],
    after: [],
    adds: [],
    evidence: { rule: null, strength: 'person', says: '' },
    sources: [],
    ...more,
  };
}

export function facts(more: Partial<AppFacts> = {}): AppFacts {
  return {
    appId: 1,
    roadmap,
    steps: ['indexes', 'pool', 'redis', 'balancer', 'queue', 'services'].map((id) => step(id)),
    signals: definitions,
    prices: [],
    deployment: {},
    population: 'daily',
    concurrentPerDaily: null,
    requestsPerUserMinute: null,
    evidenceWindowMinutes: null,
    overrides: [],
    stepStates: [],
    ...more,
  };
}

export function crossing(more: Partial<CrossingFacts> = {}): CrossingFacts {
  return {
    thresholdId: 'latency.p95-limit',
    signal: 'latency.p95',
    limit: 500,
    holdMinutes: 5,
    openedAt: 0,
    closedAt: null,
    state: 'open',
    overMinutes: 0,
    worstValue: 734,
    worstAt: 0,
    instances: [],
    unknownSinceAt: null,
    ...more,
  };
}
