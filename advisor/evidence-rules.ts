/**
 * What has to be seen for a step to count as working (RULES, evidence table). A rule judges a slot:
 * a stretch of minutes, an hour of the usual 24. True, false, or null where its source is silent.
 */
import type { ObservationId, Observations } from './types';

/** Minutes [from, to) of the observations' columns. */
export interface Slot {
  observations: Observations;
  from: number;
  to: number;
}

export interface EvidenceRule {
  /** Without a value in any of these the rule cannot say anything: the source is silent. */
  source: ObservationId[];
  /** Operations behind the rule; at least 100 in the window (RULES 14.2). */
  operations: ObservationId[];
  holds(slot: Slot): boolean | null;
  /** A weaker sign, shown as "looks done: confirm", and the words for it. */
  alsoSuggests?: { holds(slot: Slot): boolean | null; says: string };
  /** Not being seen says nothing (429s): a tick is never withdrawn, and once seen counts on. */
  absenceSaysNothing?: true;
}

/** Hits among all lookups from which on a cache counts as read (evidence table, "Redis cache"). */
const CACHE_HIT_RATE = 0.2;
/** Share of published messages that must be processed ("message queue"). */
const PROCESSED_SHARE = 0.9;
/** Share of the data that must come from pods ("Kubernetes"). */
const POD_SHARE = 0.9;
/** Queries each connection must serve before a pool counts as shared ("connection pool in the app"). */
const QUERIES_PER_CONNECTION = 2;

export const EVIDENCE_RULES: Record<string, EvidenceRule> = {
  'redis-cache': {
    source: ['cache.hits', 'cache.misses'],
    operations: ['cache.hits', 'cache.misses'],
    holds: (slot) => {
      const hits = sum(slot, 'cache.hits');
      if (hits === null) return null;
      return hits > 0 && hits / (hits + (sum(slot, 'cache.misses') ?? 0)) >= CACHE_HIT_RATE;
    },
    alsoSuggests: {
      holds: (slot) => positive(sum(slot, 'redis.operations')),
      says: 'Redis is used, but perhaps as a queue or for sessions: hits of a cache are not counted yet.',
    },
  },
  'connection-pool': {
    source: ['db.pool.instances', 'db.pool.used'],
    operations: ['db.operations'],
    holds: (slot) => {
      const pooled = mostly(slot, (at) => at('db.pool.instances') >= 1 || at('db.pool.used') >= 0);
      const queries = sum(slot, 'db.operations');
      if (pooled === null || queries === null) return null;
      // A pool that opens a connection for each query is none, whatever its maximum says.
      const made = sum(slot, 'db.connections.made');
      if (made !== null) return pooled && queries >= QUERIES_PER_CONNECTION * Math.max(1, made);
      const shares = (largest(slot, 'db.pool.max') ?? 0) >= 2;
      return pooled && shares && queries >= QUERIES_PER_CONNECTION * Math.max(1, largest(slot, 'db.pool.used') ?? 1);
    },
  },
  'several-instances': {
    source: ['instances.serving'],
    operations: ['requests'],
    holds: (slot) => mostly(slot, (at) => at('instances.serving') >= 2),
  },
  'message-queue': {
    source: ['queue.published', 'queue.processed'],
    operations: ['queue.published'],
    holds: (slot) => {
      const published = sum(slot, 'queue.published');
      if (published === null) return null;
      return published > 0 && (sum(slot, 'queue.processed') ?? 0) / published >= PROCESSED_SHARE;
    },
    alsoSuggests: {
      holds: (slot) => (largest(slot, 'queue.depth') === null ? null : true),
      says: 'The depth of a queue is reported, but not how many messages go in and come out.',
    },
  },
  'distinct-database-hosts': {
    source: ['db.hosts'],
    operations: ['db.operations'],
    holds: (slot) => mostly(slot, (at) => at('db.hosts') >= 2),
  },
  'read-replica': {
    source: ['db.readonly.hosts'],
    operations: ['db.operations'],
    holds: (slot) => mostly(slot, (at) => at('db.readonly.hosts') >= 1),
  },
  'rate-limiting': {
    source: ['requests'],
    operations: ['requests'],
    holds: (slot) => positive(sum(slot, 'rate.limited')),
    absenceSaysNothing: true,
  },
  containers: {
    source: ['container.instances'],
    operations: ['requests'],
    holds: (slot) => mostly(slot, (at) => at('container.instances') >= 1),
  },
  kubernetes: {
    source: ['k8s.instances'],
    operations: ['requests'],
    holds: (slot) =>
      mostly(slot, (at) => at('k8s.instances') >= 1 && at('k8s.instances') >= POD_SHARE * at('instances')),
  },
  'multi-region': {
    source: ['regions.serving'],
    operations: ['requests'],
    holds: (slot) => mostly(slot, (at) => at('regions.serving') >= 2),
  },
  'metrics-arrive': {
    source: ['requests'],
    operations: ['requests'],
    // No traffic is reported too: a quiet night does not undo it.
    holds: (slot) => mostly(slot, (at) => at('requests') >= 0),
  },
};

/** Sum over the slot's reported minutes; null when none of them reports. */
export function sum({ observations, from, to }: Slot, id: ObservationId): number | null {
  const column = observations.columns[id];
  if (column === undefined) return null;
  let total = 0;
  let reported = false;
  for (let i = Math.max(0, from); i < Math.min(to, column.length); i++) {
    const value = column[i] as number;
    if (Number.isNaN(value)) continue;
    total += value;
    reported = true;
  }
  return reported ? total : null;
}

/** Minutes of the slot in which at least one of the columns has a value. */
export function reportedMinutes({ observations, from, to }: Slot, ids: ObservationId[]): number {
  let minutes = 0;
  for (let i = Math.max(0, from); i < to; i++) {
    if (ids.some((id) => !Number.isNaN(observations.columns[id]?.[i] ?? Number.NaN))) minutes += 1;
  }
  return minutes;
}

function largest({ observations, from, to }: Slot, id: ObservationId): number | null {
  const column = observations.columns[id];
  if (column === undefined) return null;
  let most: number | null = null;
  for (let i = Math.max(0, from); i < Math.min(to, column.length); i++) {
    const value = column[i] as number;
    if (!Number.isNaN(value)) most = Math.max(most ?? value, value);
  }
  return most;
}

/**
 * True in at least half of *all* minutes of the slot: the two sets of a rolling deployment overlap for
 * minutes of an hour only. Null where no minute can tell. A comparison with NaN is never true.
 */
function mostly(
  { observations, from, to }: Slot,
  condition: (at: (id: ObservationId) => number) => boolean,
): boolean | null {
  let yes = 0;
  let known = 0;
  for (let i = Math.max(0, from); i < to; i++) {
    let seen = false;
    const at = (id: ObservationId) => {
      const value = observations.columns[id]?.[i] ?? Number.NaN;
      seen ||= !Number.isNaN(value);
      return value;
    };
    if (condition(at)) yes += 1;
    if (seen) known += 1;
  }
  return known === 0 ? null : yes * 2 >= to - from;
}

function positive(value: number | null): boolean | null {
  return value === null ? null : value > 0;
}
