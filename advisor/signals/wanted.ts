/** Metrics that derivation reads; the store leaves the rest undecoded. */

import type { CustomSignal } from '@/catalogue/types';
import { classicParts } from '@/store/points/classic-buckets';
import { EVICTIONS } from './caches';
import { EVENT_LOOPS } from './cpu';
import { DATABASE_CPU } from './database-cpu';
import { DATABASE_METRICS } from './database-size';
import { DISK_METRICS } from './disks';
import { AUTOSCALER_MAXIMUM } from './instance-facts';
import { AFTER_COLLECTION } from './memory';
import { BODY_SIZES } from './observations';
import { ARCHITECTURE_METRICS } from './observed-architecture';
import { spelledNames } from './prometheus-names';
import { PROXY_COUNTERS, PROXY_HISTOGRAM, REQUEST_COUNTERS, REQUEST_HISTOGRAMS } from './request-metrics';
import type { MetricNames } from './settings';

const BUILT_IN = [
  ...REQUEST_HISTOGRAMS.map((each) => each.metric),
  ...REQUEST_COUNTERS,
  PROXY_HISTOGRAM.metric,
  ...PROXY_COUNTERS,
  ...BODY_SIZES,
  // users, sockets, queues, complaints
  'app.users.active',
  'active_users',
  'users.active',
  'sessions.active',
  'socketio.connections',
  'socket_io_connected',
  'signalr.server.active_connections',
  'kestrel.upgraded_connections',
  'websocket.connections.active',
  'messaging.queue.depth',
  'rabbitmq.message.current',
  'kafka.consumer_group.lag',
  'bullmq.queue.jobs',
  'bullmq_jobs',
  'bullmq_job_count',
  'rabbitmq_queue_messages_ready',
  'kafka_consumergroup_lag',
  'app.complaints',
  // databases, pools, caches
  'db.client.operation.duration',
  'db.client.operations',
  'db.client.commands.duration',
  'pg_stat_database_xact_commit',
  'pg_stat_database_xact_rollback',
  'postgresql.commits',
  'postgresql.rollbacks',
  'mysql_global_status_questions',
  'mysql.query.client.count',
  'mysql.query.count',
  'mongodb.operation.count',
  'mongodb_ss_opcounters',
  'mongodb_op_counters_total',
  'prisma_client_queries_total',
  'db.client.connection.count',
  'db.client.connection.max',
  'db.client.connection.pending_requests',
  'db.client.connection.create_time',
  'db.client.connections.usage',
  'db.client.connections.max',
  'db.client.connections.pending_requests',
  'pg_stat_activity_count',
  'pg_settings_max_connections',
  'pg_settings_superuser_reserved_connections',
  'pg_settings_reserved_connections',
  'hikaricp.connections.active',
  'hikaricp.connections.max',
  'hikaricp.connections.pending',
  'prisma_pool_connections_busy',
  'prisma_client_queries_wait',
  'postgresql.backends',
  'postgresql.connection.max',
  'mysql_global_status_threads_connected',
  'mysql_global_variables_max_connections',
  'mysql.threads',
  'mongodb_ss_connections',
  'mongodb_connections',
  'mongodb.connection.count',
  'cache.hits',
  'cache.misses',
  'redis.keyspace.hits',
  'redis.keyspace.misses',
  'redis_keyspace_hits_total',
  'redis_keyspace_misses_total',
  'memcached.operations',
  'memcached_commands_total',
  ...EVICTIONS,
  // resources
  'container.cpu.usage',
  'container.cpu.time',
  'container.cpu.usage.total',
  'container.cpu.limit',
  'k8s.pod.cpu.usage',
  'k8s.container.cpu.limit.current',
  'k8s.container.cpu.limit.desired',
  'k8s.container.cpu.limit',
  'k8s.container.cpu_limit',
  'process.cpu.time',
  'process.cpu.utilization',
  'jvm.cpu.recent_utilization',
  'jvm.cpu.count',
  'process.runtime.jvm.cpu.utilization',
  'process.cpu.usage',
  'dotnet.process.cpu.time',
  'dotnet.process.cpu.count',
  'process.cpu.count',
  'process.runtime.cpython.cpu_time',
  'go.processor.limit',
  'system.cpu.count',
  'process_cpu_seconds_total',
  'system.cpu.time',
  'system.cpu.utilization',
  'system.cpu.logical.count',
  'container.memory.working_set',
  'container.memory.usage.total',
  'container.memory.usage.limit',
  'k8s.pod.memory.working_set',
  'k8s.container.memory.limit.current',
  'k8s.container.memory.limit.desired',
  'k8s.container.memory.limit',
  'k8s.container.memory_limit',
  'jvm.memory.used',
  AFTER_COLLECTION,
  'jvm.memory.limit',
  'jvm.memory.max',
  'process.runtime.jvm.memory.usage',
  'process.runtime.jvm.memory.limit',
  'jvm_memory_bytes_used',
  'jvm_memory_bytes_max',
  'dotnet.process.memory.working_set',
  'process.runtime.cpython.memory',
  'go.memory.used',
  'go.memory.limit',
  'go.memory.soft_limit',
  'v8js.memory.heap.used',
  'nodejs_heap_size_used_bytes',
  'process.memory.usage',
  'process_resident_memory_bytes',
  'system.memory.usage',
  'system.memory.limit',
  ...EVENT_LOOPS,
  // disks and what is on them
  ...DISK_METRICS,
  ...DATABASE_METRICS,
  ...DATABASE_CPU,
  // what stands around the app
  ...ARCHITECTURE_METRICS,
  // instances
  'process_start_time_seconds',
  ...AUTOSCALER_MAXIMUM,
  // messages, jobs, browsers
  'messaging.client.sent.messages',
  'messaging.client.published.messages',
  'messaging.publish.messages',
  'messaging.client.operation.duration',
  'messaging.client.consumed.messages',
  'messaging.process.messages',
  'messaging.process.duration',
  'bullmq.job.duration',
  'flower.task.runtime.seconds',
  'job_duration_seconds',
  'bullmq_job_duration_seconds',
  'browser.resource.duration',
  'web_vitals_lcp',
];

/** How Prometheus spells names of OpenTelemetry that are read, and what they stand for. */
export const SPELLED: ReadonlyMap<string, string> = spelledNames(BUILT_IN);

/** Histograms that Prometheus sends as a counter for each bucket. */
const CLASSIC = [
  'http_request_duration_seconds',
  PROXY_HISTOGRAM.metric,
  'job_duration_seconds',
  'bullmq_job_duration_seconds',
  ...[...SPELLED].flatMap(([spelling, name]) =>
    /(duration|time|\.size|server\.requests|runtime\.seconds)$/.test(name) && !spelling.endsWith('_total')
      ? spelling
      : [],
  ),
];
const READ = [...new Set([...BUILT_IN, ...SPELLED.keys(), ...CLASSIC.flatMap(classicParts)])];

/** Built-in names and those that the team gave, a named histogram's buckets too. */
export function wantedMetrics(
  { routesLeftOut: _, routesHeldOpen: __, ...names }: MetricNames,
  custom: Pick<CustomSignal, 'metric'>[] = [],
): string[] {
  const own = custom.map(({ metric }) => metric);
  const named = [...Object.values(names).filter((name): name is string => Boolean(name)), ...own];
  if (named.length === 0) return READ;
  const histograms = [names.jobDuration, names.assetLoad, ...own].filter((name) => name !== undefined);
  return [...new Set([...READ, ...named, ...histograms.flatMap(classicParts)])];
}
