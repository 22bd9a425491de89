/** Telemetry as the advisor reads it: signals by minute and hour, and what was seen that can prove a step. */
import type { SignalId } from '@/catalogue/types';

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
  /** Of each version the minute of its first point in this hour; hours of older releases do not have it. */
  deployments?: { at: number; version: string }[];
  /** Mean time at which the live instances began, where each says so. */
  startedAt?: number;
  /** Mean response time of the hour's requests, health checks and open streams left out, ms. */
  responseMs?: number;
  /** Bytes that all instances keep in use after collections: the floor of memory, where demand of memory is known. */
  memoryFloor?: number;
  /** Connections to the database that the app's own pools hold open, used and idle, mean. */
  connectionsOpen?: number;
  /** Disks that telemetry tells, the fullest first, at most eight. */
  disks?: { name: string; usedBytes: number; sizeBytes: number; ofDatabase?: true }[];
  /** What the database holds in its own cache, of how much; the server that holds most. */
  databaseCache?: { usedBytes: number; sizeBytes: number };
  /** The most instances that the app's autoscaler starts, where its metrics arrive. */
  maxInstances?: number;
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
  /** Bytes of response bodies sent in the minute (`http.server.response.body.size`, its sum). */
  | 'egress.bytes'
  /** What else stands around the app (signals/observed-architecture.ts): clients of PgBouncer, requests of a gateway. */
  | 'pooler.clients'
  /** The most instances that an autoscaler may start. */
  | 'autoscaler.max'
  | 'gateway.requests'
  /** Servers that call themselves a replica; shards behind a mongos; hosts with writes. */
  | 'db.replicas'
  | 'mongo.shards'
  | 'db.writing.hosts'
  /** Operations on databases that spread by themselves, on Cassandra, on hosts that are not the app's own. */
  | 'db.distributed.operations'
  | 'db.cassandra.operations'
  | 'db.remote'
  /** Kinds of databases with 1 % of the operations each; services with a database that no other one uses. */
  | 'db.kinds'
  | 'db.own.services'
  /** Requests that a limiter saw; operations on an object store; instances that PUBLISH to Redis. */
  | 'rate.limiter'
  | 'object.operations'
  | 'redis.publish.instances'
  /** Components with requests of their own. */
  | 'services.serving'
  /** What browsers loaded with a CDN's word on it, and how much of that was a hit. */
  | 'cdn.answers'
  | 'cdn.hits'
  /** One where a disk is told; where the fullest disk of two weeks is larger now, or emptier (storage/seen.ts). */
  | 'disk.told'
  | 'disk.larger'
  | 'disk.emptier'
  /** One where anything was counted from spans whose sampling is not known. */
  | 'sampled'
  /** The releases of the SDKs that report, as a hash. */
  | 'instrumentation'
  /** Distinct cloud.region with ≥ 5 % of requests. */
  | 'regions.serving';
