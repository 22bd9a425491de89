/** Metrics that derivation reads; the store leaves the rest undecoded. */

import type { CustomSignal } from '@/catalogue/types';
import { classicParts } from '@/store/classic-buckets';
import { REQUEST_COUNTERS, REQUEST_HISTOGRAMS } from './request-metrics';
import type { MetricNames } from './settings';

const BUILT_IN = [
  ...REQUEST_HISTOGRAMS.map((each) => each.metric),
  ...REQUEST_COUNTERS,
  // users, sockets, queues, complaints
  'app.users.active',
  'active_users',
  'users.active',
  'sessions.active',
  'socketio.connections',
  'socket_io_connected',
  'signalr.server.active_connections',
  'websocket.connections.active',
  'messaging.queue.depth',
  'rabbitmq.message.current',
  'kafka.consumer_group.lag',
  'bullmq_jobs',
  'bullmq_job_count',
  'rabbitmq_queue_messages_ready',
  'kafka_consumergroup_lag',
  'app.complaints',
  // databases, pools, caches
  'db.client.operation.duration',
  'db.client.operations',
  'pg_stat_database_xact_commit',
  'pg_stat_database_xact_rollback',
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
  'prisma_pool_connections_busy',
  'prisma_client_queries_wait',
  'postgresql.backends',
  'postgresql.connection.max',
  'mongodb_ss_connections',
  'cache.hits',
  'cache.misses',
  'redis.keyspace.hits',
  'redis.keyspace.misses',
  'redis_keyspace_hits_total',
  'redis_keyspace_misses_total',
  // resources
  'container.cpu.usage',
  'container.cpu.time',
  'k8s.container.cpu.limit.current',
  'k8s.container.cpu.limit.desired',
  'k8s.container.cpu.limit',
  'k8s.container.cpu_limit',
  'process.cpu.time',
  'process.cpu.utilization',
  'jvm.cpu.recent_utilization',
  'jvm.cpu.count',
  'process_cpu_seconds_total',
  'system.cpu.time',
  'system.cpu.logical.count',
  'container.memory.working_set',
  'k8s.pod.memory.working_set',
  'k8s.container.memory.limit.current',
  'k8s.container.memory.limit.desired',
  'k8s.container.memory.limit',
  'k8s.container.memory_limit',
  'jvm.memory.used',
  'jvm.memory.limit',
  'v8js.memory.heap.used',
  'nodejs_heap_size_used_bytes',
  'process.memory.usage',
  'process_resident_memory_bytes',
  'system.memory.usage',
  'system.memory.limit',
  'nodejs.eventloop.utilization',
  'nodejs.eventloop.time',
  'nodejs_eventloop_lag_p99_seconds',
  // messages, jobs, browsers
  'messaging.client.sent.messages',
  'messaging.client.published.messages',
  'messaging.publish.messages',
  'messaging.client.operation.duration',
  'messaging.client.consumed.messages',
  'messaging.process.messages',
  'messaging.process.duration',
  'job_duration_seconds',
  'bullmq_job_duration_seconds',
  'browser.resource.duration',
  'web_vitals_lcp',
];

/** Histograms that Prometheus sends as a counter for each bucket. */
const CLASSIC = [
  'http_request_duration_seconds',
  'http_server_requests_seconds',
  'job_duration_seconds',
  'bullmq_job_duration_seconds',
];

/** Built-in names and those that the team gave, a named histogram's buckets too. */
export function wantedMetrics(names: MetricNames, custom: Pick<CustomSignal, 'metric'>[] = []): string[] {
  const own = custom.map(({ metric }) => metric);
  const named = [...Object.values(names).filter((name): name is string => Boolean(name)), ...own];
  const histograms = [...CLASSIC, names.jobDuration, names.assetLoad, ...own].filter((name) => name !== undefined);
  return [...new Set([...BUILT_IN, ...named, ...histograms.flatMap(classicParts)])];
}
