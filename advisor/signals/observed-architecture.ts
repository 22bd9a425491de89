/**
 * What is seen of the parts around an app, minute by minute: poolers, gateways, replicas, shards, kinds of
 * databases, services, stores, CDN. A column exists where its source reported (RULES 14, its table).
 */
import type { ObservationId } from '../types';
import { perMinute } from './columns';
import { counted, isCache } from './counts';
import { AUTOSCALER_MAXIMUM } from './instance-facts';
import { summed } from './levels';
import { at, attribute, type Prepared, resource } from './points';
import { isRequestMetric } from './request-metrics';
import { type Scope, seriesOf } from './scope';

/** Exporters' metrics that are read for nothing else. */
export const ARCHITECTURE_METRICS = [
  'pgbouncer_pools_client_active_connections',
  'kong_http_requests_total',
  'kong_http_status',
  'pg_replication_is_replica',
  'mongodb_mongos_sharding_shards_total',
  'aspnetcore.rate_limiting.requests',
  'rpc.client.call.duration',
  'rpc.client.duration',
];

const GATEWAY = ['kong_http_requests_total', 'kong_http_status'];
const WRITES = /^(insert|update|delete|merge|upsert|replace|put|copy|findandmodify|bulkwrite)/i;
/** Databases that are spread over machines by themselves; Aurora is told by its host's name. */
const DISTRIBUTED = new Set(['gcp.spanner', 'cassandra', 'aws.dynamodb', 'dynamodb', 'cockroachdb', 'azure.cosmosdb']);
const AURORA = /\.cluster-(ro-)?[a-z0-9]+\.[a-z0-9-]+\.rds\.amazonaws\.com$/;
const LOCAL = /^(localhost|127\.|::1|\/|0\.0\.0\.0)/;
const HIT = /hit/i;

type Seen = [ObservationId, Float64Array];

export function architectureObservations(scope: Scope): Seen[] {
  return [...ofExporters(scope), ...ofDatabases(scope), ...ofServices(scope), ...ofBrowsers(scope)];
}

function ofExporters(scope: Scope): Seen[] {
  const level = (metric: string) => {
    const series = scope.all.get(metric) ?? [];
    return series.length === 0 ? null : summed(scope.hourAt, series).mean;
  };
  const gateway = GATEWAY.map((metric) => scope.all.get(metric) ?? []).find((series) => series.length > 0);
  const limited = seriesOf(scope, 'aspnetcore.rate_limiting.requests');
  const stored = ['rpc.client.call.duration', 'rpc.client.duration']
    .map((metric) => seriesOf(scope, metric).filter(isObjectStore))
    .find((series) => series.length > 0);
  return present([
    ['autoscaler.max', AUTOSCALER_MAXIMUM.map(level).find((found) => found !== null) ?? null],
    ['pooler.clients', level('pgbouncer_pools_client_active_connections')],
    ['db.replicas', level('pg_replication_is_replica')],
    ['mongo.shards', level('mongodb_mongos_sharding_shards_total')],
    ['gateway.requests', gateway ? counted(scope.hourAt, gateway).amount : null],
    ['rate.limiter', limited.length > 0 ? counted(scope.hourAt, limited).amount : null],
    ['object.operations', stored ? counted(scope.hourAt, stored).amount : null],
  ]);
}

const isObjectStore = (each: Prepared): boolean =>
  attribute(each, 'rpc.service') === 'S3' || /^S3\//.test(attribute(each, 'rpc.method') ?? '');

function ofDatabases(scope: Scope): Seen[] {
  const operations = (scope.all.get('db.client.operation.duration') ?? []).filter((each) => !isCache(each));
  const published = (scope.own.get('db.client.operation.duration') ?? []).filter(
    (each) => isCache(each) && /^s?publish$/i.test(attribute(each, 'db.operation.name', 'db.operation') ?? ''),
  );
  const known = operations.length === 0 ? null : counted(scope.hourAt, operations).amount;
  const count = (series: Prepared[]) =>
    known === null ? null : zeroWhere(known, series.length === 0 ? null : counted(scope.hourAt, series).amount);
  const systemOf = (each: Prepared) => attribute(each, 'db.system.name', 'db.system') ?? '';
  const ofSystem = (test: (system: string) => boolean) => operations.filter((each) => test(systemOf(each)));
  return present([
    [
      'db.distributed.operations',
      count(operations.filter((each) => DISTRIBUTED.has(systemOf(each)) || AURORA.test(hostOf(each) ?? ''))),
    ],
    ['db.cassandra.operations', count(ofSystem((system) => system === 'cassandra'))],
    ['db.kinds', kinds(scope, operations, systemOf)],
    ['db.writing.hosts', distinct(scope, operations.filter(isWrite), (each) => hostOf(each), known)],
    ['db.remote', count(operations.filter((each) => isRemote(each)))],
    ['db.own.services', ownDatabases(scope, operations)],
    ['redis.publish.instances', distinct(scope, published, (each) => String(each.instance), null)],
  ]);
}

const hostOf = (each: Prepared): string | undefined => attribute(each, 'server.address', 'net.peer.name');
const isWrite = (each: Prepared): boolean => WRITES.test(attribute(each, 'db.operation.name', 'db.operation') ?? '');

/** Neither loopback nor a socket nor the app's own host: a machine of its own, or a container beside it. */
function isRemote(each: Prepared): boolean {
  const host = hostOf(each);
  return host !== undefined && !LOCAL.test(host) && host !== resource(each, 'host.name');
}

/** Kinds of databases with at least 1 % of the minute's operations each. */
function kinds(scope: Scope, operations: Prepared[], systemOf: (each: Prepared) => string): Float64Array | null {
  if (operations.length === 0) return null;
  const groups = grouped(operations, systemOf);
  const parts = [...groups.values()].map((series) => counted(scope.hourAt, series).amount);
  return perMinute((m) => {
    const all = parts.reduce((sum, part) => sum + (at(part, m) || 0), 0);
    return all === 0 ? Number.NaN : parts.filter((part) => at(part, m) >= 0.01 * all && at(part, m) > 0).length;
  });
}

/** How many different ones had operations in the minute; `known`: minutes in which none is zero and no silence. */
function distinct(
  scope: Scope,
  series: Prepared[],
  by: (each: Prepared) => string | undefined,
  known: Float64Array | null,
): Float64Array | null {
  if (series.length === 0 && known === null) return null;
  const parts = [...grouped(series, by).values()].map((group) => counted(scope.hourAt, group).amount);
  return perMinute((m) => {
    const reported = known === null ? parts.some((part) => !Number.isNaN(at(part, m))) : !Number.isNaN(at(known, m));
    return reported ? parts.filter((part) => at(part, m) > 0).length : Number.NaN;
  });
}

/** Services with a database, where none shares host and name with another one; 0 where any does. */
function ownDatabases(scope: Scope, operations: Prepared[]): Float64Array | null {
  const users = new Map<string, Set<string>>();
  for (const each of operations) {
    const host = hostOf(each);
    if (host === undefined || each.service === null) continue;
    const place = `${host}/${attribute(each, 'db.namespace', 'db.name') ?? ''}`;
    users.set(place, (users.get(place) ?? new Set()).add(each.service));
  }
  const services = new Set([...users.values()].flatMap((names) => [...names]));
  if (services.size < 2) return null;
  const own = [...users.values()].every((names) => names.size === 1) ? services.size : 0;
  return counted(scope.hourAt, operations).amount.map((amount) => (Number.isNaN(amount) ? Number.NaN : own));
}

/** Components that answer requests themselves. */
function ofServices(scope: Scope): Seen[] {
  const serving = new Map<string, Prepared[]>();
  for (const [metric, series] of scope.all) {
    if (!isRequestMetric(metric)) continue;
    for (const each of series) {
      if (each.service !== null) place(serving, each.service, each);
    }
  }
  if (serving.size === 0) return [];
  const parts = [...serving.values()].map((series) => counted(scope.hourAt, series).amount);
  const many = perMinute((m) =>
    parts.some((part) => !Number.isNaN(at(part, m))) ? parts.filter((part) => at(part, m) > 0).length : Number.NaN,
  );
  return [['services.serving', many]];
}

/** What browsers loaded, by the word of the CDN's own header on it. */
function ofBrowsers(scope: Scope): Seen[] {
  const named = [scope.settings.metricNames.assetLoad, 'browser.resource.duration'].flatMap((name) => name ?? []);
  const told = named.flatMap((name) => seriesOf(scope, name)).filter((each) => cacheWord(each) !== undefined);
  if (told.length === 0) return [];
  const answers = counted(scope.hourAt, told).amount;
  const hits = told.filter((each) => HIT.test(cacheWord(each) ?? ''));
  return present([
    ['cdn.answers', answers],
    ['cdn.hits', zeroWhere(answers, hits.length === 0 ? null : counted(scope.hourAt, hits).amount)],
  ]);
}

const cacheWord = (each: Prepared): string | undefined =>
  attribute(each, 'http.response.header.cf-cache-status', 'http.response.header.x-cache', 'cf-cache-status', 'x-cache');

/** Zero where the whole is known and the part had nothing. */
function zeroWhere(known: Float64Array, part: Float64Array | null): Float64Array {
  return known.map((amount, m) => (Number.isNaN(amount) ? Number.NaN : part === null ? 0 : at(part, m) || 0));
}

function grouped(series: Prepared[], by: (each: Prepared) => string | undefined): Map<string, Prepared[]> {
  const groups = new Map<string, Prepared[]>();
  for (const each of series) {
    const key = by(each);
    if (key !== undefined) place(groups, key, each);
  }
  return groups;
}

function place(groups: Map<string, Prepared[]>, key: string, each: Prepared): void {
  const group = groups.get(key);
  if (group) group.push(each);
  else groups.set(key, [each]);
}

const present = (list: [ObservationId, Float64Array | null][]): Seen[] =>
  list.filter((seen): seen is Seen => seen[1]?.some((value) => !Number.isNaN(value)) ?? false);
