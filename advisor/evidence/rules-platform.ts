/** Rules for what stands around the app: poolers, gateways, shards, other databases, services, CDN. */
import { type EvidenceRule, mostly, positive, sum } from './slot';

/** From this share of the queries on, a database counts as used. */
const USED_SHARE = 0.01;
/** Share of what browsers load that the CDN's cache has to answer. */
const CDN_HITS = 0.5;

export const PLATFORM_RULES: Record<string, EvidenceRule> = {
  pooler: {
    source: ['pooler.clients'],
    operations: ['db.operations', 'requests'],
    holds: (slot) => mostly(slot, ['pooler.clients'], (at) => at('pooler.clients') > 0),
  },
  autoscaling: {
    source: ['autoscaler.max'],
    operations: ['requests'],
    holds: (slot) => mostly(slot, ['autoscaler.max'], (at) => at('autoscaler.max') >= 2),
  },
  'api-gateway': {
    source: ['gateway.requests'],
    operations: ['gateway.requests'],
    holds: (slot) => positive(sum(slot, 'gateway.requests')),
  },
  'mongodb-sharding': {
    source: ['mongo.shards', 'db.hosts'],
    operations: ['db.operations', 'requests'],
    holds: (slot) => mostly(slot, ['mongo.shards'], (at) => at('mongo.shards') >= 2),
    alsoSuggests: {
      holds: (slot) => mostly(slot, ['db.hosts'], (at) => at('db.hosts') >= 2),
      says: 'Several database hosts at once; replicas and a database for each service look alike.',
    },
  },
  'writing-hosts': {
    source: ['db.writing.hosts'],
    operations: ['db.operations'],
    holds: (slot) => mostly(slot, ['db.writing.hosts'], (at) => at('db.writing.hosts') >= 2),
  },
  'distributed-database': {
    source: ['db.distributed.operations'],
    operations: ['db.distributed.operations'],
    holds: (slot) => shareOf(sum(slot, 'db.distributed.operations'), sum(slot, 'db.operations')),
  },
  cassandra: {
    source: ['db.cassandra.operations'],
    operations: ['db.cassandra.operations'],
    holds: (slot) => shareOf(sum(slot, 'db.cassandra.operations'), sum(slot, 'db.operations')),
  },
  'second-kind-of-database': {
    source: ['db.kinds'],
    operations: ['db.operations'],
    holds: (slot) => mostly(slot, ['db.kinds'], (at) => at('db.kinds') >= 2),
  },
  'remote-database': {
    source: ['db.remote'],
    operations: ['db.operations'],
    holds: (slot) => positive(sum(slot, 'db.remote')),
  },
  'database-per-service': {
    source: ['db.own.services', 'db.hosts'],
    operations: ['db.operations'],
    holds: (slot) => mostly(slot, ['db.own.services'], (at) => at('db.own.services') >= 2),
  },
  'several-services': {
    source: ['services.serving'],
    operations: ['requests'],
    holds: (slot) => mostly(slot, ['services.serving'], (at) => at('services.serving') >= 2),
  },
  'object-storage': {
    source: ['object.operations'],
    operations: ['object.operations'],
    holds: (slot) => positive(sum(slot, 'object.operations')),
  },
  'publishing-instances': {
    source: ['redis.publish.instances'],
    operations: ['redis.operations'],
    holds: (slot) => mostly(slot, ['redis.publish.instances'], (at) => at('redis.publish.instances') >= 2),
  },
  'cdn-hits': {
    source: ['cdn.answers'],
    operations: ['cdn.answers'],
    holds: (slot) => {
      const answers = sum(slot, 'cdn.answers');
      return answers === null ? null : answers > 0 && (sum(slot, 'cdn.hits') ?? 0) / answers >= CDN_HITS;
    },
  },
};

function shareOf(part: number | null, all: number | null): boolean | null {
  if (part === null) return null;
  return part > 0 && part >= USED_SHARE * (all ?? part);
}
