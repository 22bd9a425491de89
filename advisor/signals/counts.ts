/** Signals made of plain counts: database queries, cache hits and misses, complaints. */
import { MinuteState, type SignalColumns } from '../types';
import { columnsFrom, nans, setValue } from './columns';
import { coverageOf } from './coverage';
import { metricsFirst } from './from-spans';
import { counterIncreases, eachGrowth, minutesOf } from './increases';
import { add, at, attribute, MINUTES, type Prepared } from './points';
import { addAll, withSiblings } from './requests';
import { type Scope, seriesOf } from './scope';

/** Growth of several series together, a minute; `amount` is NaN where nothing is known. */
export interface Counted {
  series: Prepared[];
  amount: Float64Array;
  coveredMs: Float64Array;
}

/** Counts of counters and of histograms alike: a histogram counts what it measured. */
export function counted(hourAt: number, series: Prepared[]): Counted {
  const coverage = coverageOf(hourAt);
  const amount = new Float64Array(MINUTES);
  for (const { each, siblings } of withSiblings(series)) {
    eachGrowth(each, siblings, ({ fromAt, toAt }) => coverage.mark(fromAt, toAt));
    const grown = each.points.histograms.some((value) => value !== null)
      ? histogramCounts(each, siblings, hourAt)
      : counterIncreases(each, siblings, hourAt);
    coverage.note(each, grown.coveredMs);
    addAll(amount, grown.amount);
  }
  const coveredMs = coverage.minutes();
  for (let m = 0; m < MINUTES; m++) if (at(coveredMs, m) === 0) amount[m] = Number.NaN;
  return { series, amount, coveredMs };
}

/** Growth of the histograms' sums, in the metric's unit a minute; NaN where nothing is known. */
export function grownSums(hourAt: number, series: Prepared[]): Float64Array {
  const amount = new Float64Array(MINUTES);
  const coveredMs = new Float64Array(MINUTES);
  for (const { each, siblings } of withSiblings(series)) {
    eachGrowth(each, siblings, ({ index, previous, fromAt, toAt }) => {
      const now = each.points.histograms[index]?.sum ?? Number.NaN;
      const before = previous < 0 ? 0 : (each.points.histograms[previous]?.sum ?? Number.NaN);
      if (Number.isNaN(now) || Number.isNaN(before)) return;
      minutesOf(hourAt, fromAt, toAt, (minute, part) => {
        add(amount, minute, (now >= before ? now - before : now) * part);
        add(coveredMs, minute, (toAt - fromAt) * part);
      });
    });
  }
  for (let m = 0; m < MINUTES; m++) if (at(coveredMs, m) === 0) amount[m] = Number.NaN;
  return amount;
}

function histogramCounts(each: Prepared, siblings: Prepared[], hourAt: number) {
  const amount = new Float64Array(MINUTES);
  const coveredMs = new Float64Array(MINUTES);
  eachGrowth(each, siblings, ({ index, previous, fromAt, toAt }) => {
    const now = each.points.histograms[index]?.count ?? 0;
    const before = previous < 0 ? 0 : (each.points.histograms[previous]?.count ?? 0);
    minutesOf(hourAt, fromAt, toAt, (minute, part) => {
      add(amount, minute, (now >= before ? now - before : now) * part);
      add(coveredMs, minute, (toAt - fromAt) * part);
    });
  });
  return { amount, coveredMs };
}

const CACHES = new Set(['redis', 'valkey', 'memcached', 'dragonfly']);

/** Whether a client operation or connection belongs to a cache, by db.system.name. */
export function isCache(prepared: Prepared): boolean {
  return CACHES.has(attribute(prepared, 'db.system.name', 'db.system') ?? '');
}

const QUERIES = [
  { metrics: ['db.client.operation.duration'], recipe: 'db.client.operation.duration (histogram, its count)' },
  { metrics: ['db.client.operations'], recipe: 'db.client.operations (counter)' },
  {
    metrics: ['pg_stat_database_xact_commit', 'pg_stat_database_xact_rollback'],
    recipe: 'pg_stat_database_xact_commit + rollback (counters)',
  },
  { metrics: ['prisma_client_queries_total'], recipe: 'prisma_client_queries_total (counter)' },
];

/** Queries a second of databases; caches are not databases. */
export function queriesRate(scope: Scope): SignalColumns | null {
  const seriesFor = ({ metrics }: (typeof QUERIES)[number]) =>
    metrics.flatMap((metric) => seriesOf(scope, metric)).filter((each) => !isCache(each));
  for (const { recipe: found, series } of metricsFirst(QUERIES, seriesFor)) {
    const { recipe } = found;
    const { amount, coveredMs } = counted(scope.hourAt, series);
    if (amount.every(Number.isNaN)) continue;
    const columns = columnsFrom({ signal: 'db.queries.rate', scope, series, recipe });
    columns.numerator = amount;
    columns.denominator = nans();
    for (let m = 0; m < MINUTES; m++) {
      if (at(coveredMs, m) === 0) continue;
      columns.denominator[m] = at(coveredMs, m) / 1000;
      setValue(columns, m, (1000 * at(amount, m)) / at(coveredMs, m));
    }
    return columns;
  }
  return null;
}

export interface CachePair {
  recipe: string;
  hits: Counted;
  misses: Counted;
}

/** The first pair of hit and miss counters with data. */
export function readCache(scope: Scope): CachePair | null {
  const { cacheHits, cacheMisses } = scope.settings.metricNames;
  const pairs = [
    ...(cacheHits && cacheMisses ? [[cacheHits, cacheMisses, 'counters named in the settings'] as const] : []),
    ['cache.hits', 'cache.misses', 'counters'] as const,
    ['redis.keyspace.hits', 'redis.keyspace.misses', 'counters of the whole Redis server'] as const,
    ['redis_keyspace_hits_total', 'redis_keyspace_misses_total', 'counters of the whole Redis server'] as const,
  ];
  for (const [hitsName, missesName, says] of pairs) {
    const hitSeries = seriesOf(scope, hitsName);
    const missSeries = seriesOf(scope, missesName);
    if (hitSeries.length + missSeries.length === 0) continue;
    const hits = counted(scope.hourAt, hitSeries);
    const misses = counted(scope.hourAt, missSeries);
    if (hits.amount.every(Number.isNaN) && misses.amount.every(Number.isNaN)) continue;
    return { recipe: `${hitsName} ÷ (${hitsName} + ${missesName}) (${says})`, hits, misses };
  }
  return null;
}

export function cacheHitRate(scope: Scope, pair: CachePair | null): SignalColumns | null {
  if (!pair) return null;
  const series = [...pair.hits.series, ...pair.misses.series];
  const columns = columnsFrom({ signal: 'cache.hit_rate', scope, series, recipe: pair.recipe });
  columns.numerator = nans();
  columns.denominator = nans();
  for (let m = 0; m < MINUTES; m++) {
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

/** Complaints an hour, at the minute's pace; the numerator is how many came in it. */
export function complaints(scope: Scope): SignalColumns | null {
  const series = seriesOf(scope, 'app.complaints');
  if (series.length === 0) return null;
  const { amount, coveredMs } = counted(scope.hourAt, series);
  if (amount.every(Number.isNaN)) return null;
  const columns = columnsFrom({ signal: 'complaints', scope, series, recipe: 'app.complaints (counter)' });
  columns.numerator = amount;
  for (let m = 0; m < MINUTES; m++) {
    if (at(coveredMs, m) > 0) setValue(columns, m, (3_600_000 * at(amount, m)) / at(coveredMs, m));
  }
  return columns;
}
