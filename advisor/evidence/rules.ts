/**
 * What has to be seen for a step to count as working (RULES, evidence table). A rule judges a slot:
 * a stretch of minutes, an hour of the usual 24. True, false, or null where its source is silent.
 */
import { PLATFORM_RULES } from './rules-platform';
import { STORAGE_RULES } from './rules-storage';
import { type EvidenceRule, largest, mostly, positive, sum } from './slot';

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
      const pooled = mostly(
        slot,
        ['db.pool.instances', 'db.pool.used'],
        (at) => at('db.pool.instances') >= 1 || at('db.pool.used') >= 0,
      );
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
    holds: (slot) => mostly(slot, ['instances.serving'], (at) => at('instances.serving') >= 2),
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
    holds: (slot) => mostly(slot, ['db.hosts'], (at) => at('db.hosts') >= 2),
  },
  'read-replica': {
    source: ['db.readonly.hosts', 'db.replicas'],
    operations: ['db.operations'],
    // Without the database's own word shards, a second service or a failover look alike.
    holds: (slot) =>
      mostly(
        slot,
        ['db.readonly.hosts', 'db.replicas'],
        (at) => at('db.readonly.hosts') >= 1 && at('db.replicas') >= 1,
      ),
    alsoSuggests: {
      holds: (slot) => mostly(slot, ['db.readonly.hosts'], (at) => at('db.readonly.hosts') >= 1),
      says: 'One database host has reads only, another one the writes; that it is a replica the database itself does not say here.',
    },
  },
  'rate-limiting': {
    source: ['requests', 'rate.limiter'],
    operations: ['requests'],
    holds: (slot) => positive(sum(slot, 'rate.limited')) || positive(sum(slot, 'rate.limiter')),
    absenceSaysNothing: true,
  },
  containers: {
    source: ['container.instances'],
    operations: ['requests'],
    holds: (slot) => mostly(slot, ['container.instances'], (at) => at('container.instances') >= 1),
  },
  kubernetes: {
    source: ['k8s.instances'],
    operations: ['requests'],
    holds: (slot) =>
      mostly(
        slot,
        ['k8s.instances', 'instances'],
        (at) => at('k8s.instances') >= 1 && at('k8s.instances') >= POD_SHARE * at('instances'),
      ),
  },
  'multi-region': {
    source: ['regions.serving'],
    operations: ['requests'],
    holds: (slot) => mostly(slot, ['regions.serving'], (at) => at('regions.serving') >= 2),
  },
  'metrics-arrive': {
    source: ['requests'],
    operations: ['requests'],
    // No traffic is reported too: a quiet night does not undo it.
    holds: (slot) => mostly(slot, ['requests'], (at) => at('requests') >= 0),
  },
  ...PLATFORM_RULES,
  ...STORAGE_RULES,
};
