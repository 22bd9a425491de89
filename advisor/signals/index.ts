/**
 * From stored points to signals: which metric says what, counters and histograms and gauges made into
 * minutes, hours and observations. May import catalogue/types, the shapes of store/points and the gathering
 * of classic buckets only; no clock, no I/O. Comes in: the points of one hour of an app (and a little around it) and what its owner
 * said; goes out: the hour's signals with their parts and provenance, the same for the same input.
 */
import { gatherClassicBuckets } from '@/store/classic-buckets';
import type { HourFacts, Observations, SignalColumns, SignalHour } from '../types';
import { hasData } from './columns';
import { cacheHitRate, complaints, queriesRate, readCache } from './counts';
import { cpuUsed, eventLoopUsed } from './cpu';
import { assetsLoad, jobsDuration } from './durations';
import { signalHour } from './hours';
import { queueDepth, socketsOpen, usersActive } from './levels';
import { memoryUsed } from './memory';
import { observationsOf } from './observations';
import type { SeriesPoints } from './points';
import { connectionsUsed, poolUsed, readPools } from './pools';
import { factsOf, presenceOf } from './presence';
import { readRequests, requestSignals } from './requests';
import { scopeOf } from './scope';
import type { DeriveSettings } from './settings';
import { summaryLatency } from './summaries';

export { isHealthRoute } from './request-metrics';
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

/** Everything that Headroom keeps of one app-hour. */
export function deriveHour(input: DeriveInput): DerivedHour {
  const scope = scopeOf({ ...input, points: [...input.points, ...gatherClassicBuckets(input.points)] });
  const presence = presenceOf(scope);
  const requests = readRequests(scope);
  const cache = readCache(scope);
  const pools = readPools(scope);
  const queue = queueDepth(scope);
  const minutes = [
    ...requestSignals(scope, requests, presence.alive),
    ...(requests && !requests.buckets ? summaryLatency(scope) : []),
    usersActive(scope),
    socketsOpen(scope),
    queriesRate(scope),
    poolUsed(scope, pools),
    connectionsUsed(scope),
    cacheHitRate(scope, cache),
    cpuUsed(scope),
    memoryUsed(scope),
    eventLoopUsed(scope),
    queue,
    jobsDuration(scope),
    assetsLoad(scope),
    complaints(scope),
  ].filter((columns) => hasData(columns) || arrives(columns));
  return {
    hourAt: input.hourAt,
    minutes,
    hours: Object.fromEntries(minutes.map((columns) => [columns.signal, signalHour(columns)])),
    facts: factsOf(scope, presence),
    observations: observationsOf(scope, { requests, presence, cache, pools, queue }),
  };
}

/** Points without a value, such as a demand without a capacity, are worth keeping: they say what to state. */
function arrives(columns: SignalColumns | null): columns is SignalColumns {
  if (columns?.demand?.some((value) => !Number.isNaN(value))) return true;
  return columns?.signal === 'cpu.used' && columns.received.some((points) => points > 0);
}
