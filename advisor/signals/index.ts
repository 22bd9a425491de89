/**
 * From stored points to signals: which metric says what, counters and histograms and gauges made into
 * minutes, hours and observations. May import catalogue/types, the shapes of store/points and the gathering
 * of classic buckets only; no clock, no I/O. Comes in: the points of one hour of an app (and a little around it) and what its owner
 * said; goes out: the hour's signals with their parts and provenance, the same for the same input.
 */

import type { CustomSignal } from '@/catalogue/types';
import { gatherClassicBuckets } from '@/store/points/classic-buckets';
import { HOUR_MS, type HourFacts, MINUTE_MS, type Observations, type SignalColumns, type SignalHour } from '../types';
import { cacheEvictions, cacheHitRate, cacheMisses, readCache } from './caches';
import { hasData } from './columns';
import { complaints, queriesRate } from './counts';
import { cpuUsed } from './cpu';
import { customSignal, msPerUnit } from './custom';
import { databaseCpu } from './database-cpu';
import { databaseSize, memoryHitRate, serverCaches } from './database-size';
import { diskUsed, readDisks } from './disks';
import { assetsLoad, jobsDuration } from './durations';
import { eventLoopDelay, eventLoopUsed } from './event-loop';
import { restrict } from './filters';
import { measuredOf, measuresOf } from './hour-measures';
import { signalHour } from './hours';
import { queueDepth, socketsOpen, usersActive } from './levels';
import { readMemory } from './memory';
import {
  type Before,
  type Carry,
  type ContinueInput,
  carryOf,
  goesOn,
  gridOf,
  type HourRead,
  joinHour,
} from './newest-minutes';
import { observationsOf } from './observations';
import { type SeriesPoints, withMinutes } from './points';
import { connectionsUsed, poolUsed, readPools } from './pools';
import { factsOf, type Presence, presenceOf } from './presence';
import { unspelled } from './prometheus-names';
import { requestSignals } from './request-signals';
import { type Requests, readRequests } from './requests';
import { type Scope, scopeOf } from './scope';
import type { DeriveSettings } from './settings';
import { summaryLatency } from './summaries';
import { SPELLED } from './wanted';

export type { Before } from './newest-minutes';
export { windowOf } from './newest-minutes';
export { isHealthRoute } from './request-metrics';
export { type RouteAttributes, routeAttributes } from './routes';
export type { DeriveSettings, MetricNames } from './settings';
export { wantedMetrics } from './wanted';

/** How much before the hour derivation looks at (counters' bases, held gauges), ms. */
export const LOOK_BACK_MS = 10 * 60_000;
/** And after it: growths longer than 90 s are spread back over the hour's last minutes. */
export const LOOK_AHEAD_MS = 6 * 60_000;

export interface DeriveInput {
  hourAt: number;
  /** Points of [hourAt − LOOK_BACK_MS, hourAt + 1 h + LOOK_AHEAD_MS) of the wanted metrics. */
  points: SeriesPoints[];
  settings: DeriveSettings;
  /** Metrics that the app has ever sent. */
  knownMetrics?: string[];
}

export interface DerivedHour {
  hourAt: number;
  minutes: SignalColumns[];
  hours: Record<string, SignalHour>;
  facts: HourFacts;
  observations: Observations;
}

export interface Derivation {
  hour: DerivedHour;
  carry: Carry;
}

/** Everything that Headroom keeps of one app-hour. */
export function deriveHour(input: DeriveInput): DerivedHour {
  return deriveAll(input).hour;
}

/** The same, with what the hour's next points are joined to (continueHour). */
export function deriveAll(input: DeriveInput): Derivation {
  const read = readHour(scopeFrom(input, input.hourAt));
  const { scope, presence, minutes, observations, measured } = read;
  const facts = { ...factsOf(scope, presence), ...measuresOf(measured) };
  return {
    hour: { hourAt: input.hourAt, minutes, hours: hoursOf(minutes, input.settings), facts, observations },
    carry: carryOf(read),
  };
}

/**
 * What deriveAll makes of all of the hour's points, out of what it made of those before `newFrom` and of the newest
 * points alone; null where they do not tell.
 */
export function continueHour(before: Before, input: ContinueInput): Derivation | null {
  const { hourAt, settings } = input;
  const grid = gridOf(input);
  const scope = scopeFrom(input, hourAt + grid.first * MINUTE_MS);
  if (!goesOn(before, scope, input.fromAt)) return null;
  const read = withMinutes(grid.minutes, () => readHour(scope));
  const joined = joinHour(before, read, { ...input, first: grid.first });
  if (!joined) return null;
  const { minutes, observations, facts, carry } = joined;
  return { hour: { hourAt, minutes, hours: hoursOf(minutes, settings), facts, observations }, carry };
}

/** @param beginsAt where minutes begin (ms). */
const scopeFrom = (input: DeriveInput, beginsAt: number): Scope =>
  scopeOf({
    ...input,
    hourAt: beginsAt,
    endAt: input.hourAt + HOUR_MS,
    points: unspelled([...input.points, ...gatherClassicBuckets(input.points)], SPELLED),
  });

/** The readings that an hour's signals, facts and observations come from. */
function readHour(scope: Scope): HourRead {
  const presence = presenceOf(scope);
  const requests = readRequests(scope);
  const cache = readCache(scope);
  const pools = readPools(scope);
  const memory = readMemory(scope);
  const queue = queueDepth(scope);
  const disks = readDisks(scope);
  const { filtered = [], custom = [] } = scope.settings;
  const minutes = [
    ...ofRequests(scope, requests, presence),
    usersActive(scope),
    socketsOpen(scope),
    queriesRate(scope),
    poolUsed(scope, pools),
    connectionsUsed(scope),
    databaseSize(scope),
    databaseCpu(scope),
    memoryHitRate(scope),
    diskUsed(scope, disks),
    cacheHitRate(scope, cache),
    cacheMisses(scope, cache),
    cacheEvictions(scope),
    cpuUsed(scope),
    memory?.columns ?? null,
    eventLoopUsed(scope),
    eventLoopDelay(scope),
    queue,
    jobsDuration(scope),
    assetsLoad(scope),
    complaints(scope),
    ...filtered.map((each) => filteredSignal(scope, presence, each)),
    ...custom.map((each) => customSignal(scope, each)),
  ].filter((columns) => hasData(columns) || arrives(columns));
  return {
    scope,
    presence,
    minutes,
    measured: measuredOf(scope, { requests, memory, disks, caches: serverCaches(scope) }),
    observations: observationsOf(scope, { requests, presence, cache, pools, queue }),
  };
}

function hoursOf(minutes: SignalColumns[], { custom = [] }: DeriveSettings): Record<string, SignalHour> {
  return Object.fromEntries(minutes.map((columns) => [columns.signal, signalHour(columns, unitMs(columns, custom))]));
}

function ofRequests(scope: Scope, requests: Requests | null, presence: Presence): SignalColumns[] {
  const summarised = requests && !requests.buckets ? summaryLatency(scope) : [];
  return [...requestSignals(scope, requests, presence.alive), ...summarised];
}

const BY_ID: Record<string, (scope: Scope) => SignalColumns | null> = {
  'users.active': usersActive,
  'sockets.open': socketsOpen,
  'db.queries.rate': queriesRate,
  'db.pool.used': (scope) => poolUsed(scope, readPools(scope)),
  'db.connections.used': connectionsUsed,
  'db.size': databaseSize,
  'db.cpu.used': databaseCpu,
  'db.memory.hit_rate': memoryHitRate,
  'disk.used': (scope) => diskUsed(scope, readDisks(scope)),
  'cache.hit_rate': (scope) => cacheHitRate(scope, readCache(scope)),
  'cache.misses.rate': (scope) => cacheMisses(scope, readCache(scope)),
  'cache.evictions.rate': cacheEvictions,
  'cpu.used': cpuUsed,
  'memory.used': (scope) => readMemory(scope)?.columns ?? null,
  'eventloop.used': eventLoopUsed,
  'eventloop.delay': eventLoopDelay,
  'queue.depth': queueDepth,
  'jobs.duration.p95': jobsDuration,
  'assets.load.p95': assetsLoad,
  complaints,
};

type Filtered = NonNullable<DeriveSettings['filtered']>[number];

/** A built-in signal of the matching series alone. */
function filteredSignal(whole: Scope, presence: Presence, { id, base, where }: Filtered): SignalColumns | null {
  const scope = restrict(whole, where);
  const make = BY_ID[base];
  const columns = make
    ? make(scope)
    : ofRequests(scope, readRequests(scope), presence).find(({ signal }) => signal === base);
  return columns ? { ...columns, signal: id } : null;
}

/** Buckets are in ms; jobs and some of the team's own signals are told in seconds. */
function unitMs({ signal }: SignalColumns, custom: CustomSignal[]): number {
  const own = custom.find(({ id }) => id === signal);
  return own ? msPerUnit(own) : signal.startsWith('jobs.') ? 1000 : 1;
}

/** Points without a value, such as a demand without a capacity, are worth keeping: they say what to state. */
function arrives(columns: SignalColumns | null): columns is SignalColumns {
  if (columns?.demand?.some((value) => !Number.isNaN(value))) return true;
  return columns?.signal === 'cpu.used' && columns.received.some((points) => points > 0);
}
