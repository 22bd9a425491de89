/** What was seen, minute by minute, that can prove a step (RULES 14). A column exists where its source reported. */
import type { ObservationId, Observations, SignalColumns } from '../types';
import type { CachePair } from './caches';
import { nans, perMinute } from './columns';
import { counted, grownSums, isCache } from './counts';
import { isFromSpans, metricsFirst } from './from-spans';
import { architectureObservations } from './observed-architecture';
import { databaseObservations } from './observed-databases';
import { at, attribute, hourGrid, type Prepared, resource } from './points';
import type { Pools } from './pools';
import { liveAt, type Presence } from './presence';
import type { Requests } from './requests';
import { type Scope, seriesOf } from './scope';

/** An instance or region that serves has at least this share of the minute's requests. */
const SERVING_INSTANCE = 0.1;
const SERVING_REGION = 0.05;

/** Histograms of what is sent out; the older name last. */
export const BODY_SIZES = ['http.server.response.body.size', 'http.server.response.size'];

const RELEASE = ['telemetry.sdk.name', 'telemetry.sdk.version', 'telemetry.distro.name', 'telemetry.distro.version'];

const PUBLISHED = [
  'messaging.client.sent.messages',
  'messaging.client.published.messages',
  'messaging.publish.messages',
  'messaging.client.operation.duration',
];
const PROCESSED = [
  'messaging.process.duration',
  'messaging.client.consumed.messages',
  'messaging.process.messages',
  'bullmq.job.duration',
  'flower.task.runtime.seconds',
];

export interface Readings {
  requests: Requests | null;
  presence: Presence;
  cache: CachePair | null;
  pools: Pools | null;
  queue: SignalColumns | null;
}

export function observationsOf(scope: Scope, readings: Readings): Observations {
  const columns: Observations['columns'] = {};
  const put = (id: ObservationId, values: Float64Array | null) => {
    if (values?.some((value) => !Number.isNaN(value))) columns[id] = values;
  };
  const { requests, presence, cache, pools, queue } = readings;
  if (requests) {
    const known = (values: ArrayLike<number>) =>
      perMinute((m) => (at(requests.coveredMs, m) > 0 ? (values[m] as number) : Number.NaN));
    put('requests', known(requests.count));
    put('rate.limited', known(requests.limited));
    if (requests.byInstance.size > 0)
      put('instances.serving', known(serving(requests.byInstance, requests.count, SERVING_INSTANCE)));
    if (requests.byRegion.size > 0)
      put('regions.serving', known(serving(requests.byRegion, requests.count, SERVING_REGION)));
  }
  const whereAlive = (value: (minute: number) => number) =>
    perMinute((m) => (presence.alive[m] === 1 ? value(m) : Number.NaN));
  put(
    'instances',
    whereAlive((m) => liveAt(presence, m)),
  );
  const contained = instancesWith(scope, (each) => resource(each, 'container.id') !== undefined);
  const inKubernetes = instancesWith(scope, (each) =>
    Boolean(resource(each, 'k8s.pod.uid') && resource(each, 'k8s.cluster.name')),
  );
  put(
    'container.instances',
    whereAlive((m) => liveAmong(presence, contained, m)),
  );
  put(
    'k8s.instances',
    whereAlive((m) => liveAmong(presence, inKubernetes, m)),
  );
  if (cache) {
    put('cache.hits', cache.hits.amount);
    put('cache.misses', cache.misses.amount);
  }
  const bodies = BODY_SIZES.map((metric) => seriesOf(scope, metric)).find((series) => series.length > 0);
  if (bodies) put('egress.bytes', grownSums(scope.hourAt, bodies));
  const operations = seriesOf(scope, 'db.client.operation.duration');
  put('redis.operations', countOf(scope, operations.filter(isCache)));
  for (const [id, values] of databaseObservations(scope, operations)) put(id, values);
  for (const [id, values] of architectureObservations(scope)) put(id, values);
  if (pools) putPools(put, pools);
  put('db.connections.made', countOf(scope, seriesOf(scope, 'db.client.connection.create_time')));
  put('queue.published', firstCount(scope, PUBLISHED));
  put('queue.processed', firstCount(scope, PROCESSED));
  if (queue) put('queue.depth', queue.value);
  put(
    'sampled',
    whereAlive(() => (isSampled(scope) ? 1 : Number.NaN)),
  );
  const releases = releasesOf(scope);
  put(
    'instrumentation',
    whereAlive(() => releases),
  );
  return { startAt: scope.hourAt, columns };
}

/** Whether anything that counts here is from spans of which nobody said how they are sampled. */
function isSampled({ own }: Scope): boolean {
  for (const series of own.values())
    if (series.some((each) => isFromSpans(each) && attribute(each, 'headroom.sampling') !== 'known')) return true;
  return false;
}

/** The releases of the SDKs and agents of the main component, as a hash (FNV-1a); NaN where none says its own. */
function releasesOf({ own }: Scope): number {
  const seen = new Set<unknown>();
  const releases = new Set<string>();
  for (const series of own.values())
    for (const each of series) {
      if (seen.has(each.series.resource)) continue;
      seen.add(each.series.resource);
      const release = RELEASE.map((name) => resource(each, name) ?? '').join(' ');
      if (release.trim() !== '') releases.add(release);
    }
  let hash = 0x811c9dc5;
  for (const code of [...releases].sort().join('\n')) hash = Math.imul(hash ^ (code.codePointAt(0) ?? 0), 0x01000193);
  return releases.size === 0 ? Number.NaN : hash >>> 0;
}

function serving<K>(parts: Map<K, Float64Array>, all: Float64Array, least: number): Float64Array {
  return perMinute((m) => {
    let n = 0;
    for (const part of parts.values()) if (at(part, m) > 0 && at(part, m) >= least * at(all, m)) n++;
    return n;
  });
}

function instancesWith(scope: Scope, test: (each: Prepared) => boolean): Set<number> {
  const result = new Set<number>();
  for (const series of scope.own.values()) for (const each of series) if (test(each)) result.add(each.instance);
  return result;
}

function liveAmong(presence: Presence, chosen: Set<number>, minute: number): number {
  let live = 0;
  for (const [instance, minutes] of presence.instances) if (chosen.has(instance)) live += minutes[minute] as number;
  return live;
}

function countOf(scope: Scope, series: Prepared[]): Float64Array | null {
  return series.length > 0 ? counted(scope.hourAt, series).amount : null;
}

/** Messages may be sent by one component and processed by another: every component counts. */
function firstCount(scope: Scope, metrics: string[]): Float64Array | null {
  const seriesFor = (metric: string) => (scope.all.get(metric) ?? []).filter(isOfMessages);
  for (const { series } of metricsFirst(metrics, seriesFor)) {
    const amount = countOf(scope, series);
    if (amount?.some((value) => !Number.isNaN(value))) return amount;
  }
  return null;
}

/** Of a client's operations only sending is publishing; other metrics are of one thing each. */
function isOfMessages(each: Prepared): boolean {
  if (each.series.metric !== 'messaging.client.operation.duration') return true;
  return attribute(each, 'messaging.operation.type') === 'send';
}

function putPools(put: (id: ObservationId, values: Float64Array) => void, { units }: Pools): void {
  const capacityAt = (unit: Pools['units'][number], m: number) =>
    typeof unit.capacity === 'number' ? unit.capacity : at(unit.capacity, m);
  const measured = units.filter((unit) => typeof unit.capacity !== 'number');
  const instances = nans();
  const largest = nans();
  const used = nans();
  for (let m = 0; m < hourGrid.minutes; m++) {
    const live = units.filter((unit) => !Number.isNaN(at(unit.demand, m)));
    if (live.length === 0) continue;
    used[m] = live.reduce((sum, unit) => sum + at(unit.demand, m), 0);
    const limited = live.filter((unit) => measured.includes(unit) && capacityAt(unit, m) > 0);
    instances[m] = new Set(limited.map((unit) => unit.instance)).size;
    const perInstance = new Map<number, number>();
    for (const unit of limited)
      perInstance.set(unit.instance, Math.max(perInstance.get(unit.instance) ?? 0, capacityAt(unit, m)));
    if (perInstance.size > 0) largest[m] = Math.max(...perInstance.values());
  }
  put('db.pool.instances', instances);
  put('db.pool.max', largest);
  put('db.pool.used', used);
}
