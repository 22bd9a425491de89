/** What a cache tells: its hit rate, and the misses and evictions a second, which grow with load (RULES 2.4). */
import { MinuteState, type SignalColumns } from '../types';
import { columnsFrom, nans, setValue } from './columns';
import { counted, ratePerSecond } from './counts';
import { at, attribute, type Counted, hourGrid, type Prepared } from './points';
import { type Scope, seriesOf } from './scope';

export interface CachePair {
  recipe: string;
  hits: Counted;
  misses: Counted;
}

/** Two counters, or one whose attributes tell a hit from a miss. */
interface Pair {
  hits: string;
  misses: string;
  says: string;
  is?: (each: Prepared, what: 'hit' | 'miss') => boolean;
}

const WHOLE_REDIS = 'counters of the whole Redis server';
const WHOLE_MEMCACHED = 'counters of the whole Memcached server';
const PAIRS: Pair[] = [
  { hits: 'cache.hits', misses: 'cache.misses', says: 'counters' },
  { hits: 'redis.keyspace.hits', misses: 'redis.keyspace.misses', says: WHOLE_REDIS },
  { hits: 'redis_keyspace_hits_total', misses: 'redis_keyspace_misses_total', says: WHOLE_REDIS },
  // The Collector's receiver, and memcached_exporter: other commands have hits too, reads alone count.
  {
    hits: 'memcached.operations',
    misses: 'memcached.operations',
    says: WHOLE_MEMCACHED,
    is: (each, what) => attribute(each, 'operation') === 'get' && attribute(each, 'type') === what,
  },
  {
    hits: 'memcached_commands_total',
    misses: 'memcached_commands_total',
    says: WHOLE_MEMCACHED,
    is: (each, what) => attribute(each, 'command') === 'get' && attribute(each, 'status') === what,
  },
];

/** The first pair of hit and miss counters with data. */
export function readCache(scope: Scope): CachePair | null {
  const { cacheHits, cacheMisses } = scope.settings.metricNames;
  const named: Pair[] =
    cacheHits && cacheMisses ? [{ hits: cacheHits, misses: cacheMisses, says: 'counters named in the settings' }] : [];
  for (const { hits: hitsName, misses: missesName, says, is = () => true } of [...named, ...PAIRS]) {
    const hitSeries = seriesOf(scope, hitsName).filter((each) => is(each, 'hit'));
    const missSeries = seriesOf(scope, missesName).filter((each) => is(each, 'miss'));
    if (hitSeries.length + missSeries.length === 0) continue;
    const hits = counted(scope.hourAt, hitSeries);
    const misses = counted(scope.hourAt, missSeries);
    if (hits.amount.every(Number.isNaN) && misses.amount.every(Number.isNaN)) continue;
    const of = hitsName === missesName ? `${hitsName}, hits ÷ gets` : `${hitsName} ÷ (${hitsName} + ${missesName})`;
    return { recipe: `${of} (${says})`, hits, misses };
  }
  return null;
}

export function cacheHitRate(scope: Scope, pair: CachePair | null): SignalColumns | null {
  if (!pair) return null;
  const series = [...pair.hits.series, ...pair.misses.series];
  const columns = columnsFrom({ signal: 'cache.hit_rate', scope, series, recipe: pair.recipe });
  columns.numerator = nans();
  columns.denominator = nans();
  for (let m = 0; m < hourGrid.minutes; m++) {
    const hits = at(pair.hits.amount, m);
    const misses = at(pair.misses.amount, m);
    // One of the two is unknown until its first event; where the other reports, it was zero.
    if (Number.isNaN(hits) && Number.isNaN(misses)) continue;
    const hit = Number.isNaN(hits) ? 0 : hits;
    const all = hit + (Number.isNaN(misses) ? 0 : misses);
    columns.numerator[m] = hit;
    columns.denominator[m] = all;
    if (all > 0) setValue(columns, m, (100 * hit) / all);
    else columns.state[m] = MinuteState.noTraffic;
  }
  return columns;
}

/** Reads that the cache could not answer: what reaches the database instead. */
export function cacheMisses(scope: Scope, pair: CachePair | null): SignalColumns | null {
  if (!pair || pair.misses.series.length === 0 || pair.misses.amount.every(Number.isNaN)) return null;
  const recipe = `${pair.misses.series[0]?.series.metric} (counter)`;
  return ratePerSecond({ signal: 'cache.misses.rate', scope, recipe }, pair.misses);
}

/** Keys thrown out because the cache's memory is full; of one that is named, or the whole server. */
export function cacheEvictions(scope: Scope): SignalColumns | null {
  for (const metric of EVICTIONS) {
    const series = seriesOf(scope, metric);
    if (series.length === 0) continue;
    const found = counted(scope.hourAt, series);
    if (found.amount.every(Number.isNaN)) continue;
    return ratePerSecond({ signal: 'cache.evictions.rate', scope, recipe: `${metric} (counter)` }, found);
  }
  return null;
}

/** Names of the receivers and of the exporters. */
export const EVICTIONS = [
  'cache.evictions',
  'redis.keys.evicted',
  'redis_evicted_keys_total',
  'memcached.evictions',
  'memcached_items_evicted_total',
];
