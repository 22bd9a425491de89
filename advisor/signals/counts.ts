/** Signals made of plain counts: database queries, complaints. */
import type { SignalColumns } from '../types';
import { columnsFrom, nans, setValue } from './columns';
import { coverageOf } from './coverage';
import { metricsFirst } from './from-spans';
import { addGrowth, counterIncreases, eachGrowth, increases } from './increases';
import { at, attribute, type Counted, hourGrid, type Prepared, zeros } from './points';
import { addAll, withSiblings } from './requests';
import { type Scope, seriesOf } from './scope';

/**
 * Counts of counters and of histograms alike: a histogram counts what it measured. Several signals and observations
 * count the same series: it is done once.
 */
export function counted(hourAt: number, series: Prepared[]): Counted {
  const [first] = series;
  if (!first) return count(hourAt, series);
  const counts = first.counted ?? [];
  first.counted = counts;
  let found = counts.find((each) => each.hourAt === hourAt && sameSeries(each.counted.series, series))?.counted;
  if (!found) {
    found = count(hourAt, series);
    counts.push({ hourAt, counted: found });
  }
  // Of their own to everybody: minutes that were derived before are joined into them.
  const amount = zeros();
  amount.set(found.amount);
  return { series, amount, coveredMs: found.coveredMs };
}

const sameSeries = (a: Prepared[], b: Prepared[]): boolean =>
  a.length === b.length && a.every((each, i) => each === b[i]);

function count(hourAt: number, series: Prepared[]): Counted {
  const coverage = coverageOf(hourAt);
  const amount = zeros();
  for (const { each, siblings } of withSiblings(series)) {
    const grown = each.points.histograms.some((value) => value !== null)
      ? increases(each, siblings, hourAt, (index) => each.points.histograms[index]?.count ?? 0)
      : counterIncreases(each, siblings, hourAt);
    for (let i = 0; i < grown.spans.length; i += 2)
      coverage.mark(grown.spans[i] as number, grown.spans[i + 1] as number);
    coverage.note(each, grown.coveredMs);
    addAll(amount, grown.amount);
  }
  const coveredMs = coverage.minutes();
  for (let m = 0; m < hourGrid.minutes; m++) if (at(coveredMs, m) === 0) amount[m] = Number.NaN;
  return { series, amount, coveredMs };
}

/** Growth of the histograms' sums, in the metric's unit a minute; NaN where nothing is known. */
export function grownSums(hourAt: number, series: Prepared[]): Float64Array {
  const amount = zeros();
  const coveredMs = zeros();
  for (const { each, siblings } of withSiblings(series)) {
    eachGrowth(each, siblings, (index, previous, fromAt, toAt) => {
      const now = each.points.histograms[index]?.sum ?? Number.NaN;
      const before = previous < 0 ? 0 : (each.points.histograms[previous]?.sum ?? Number.NaN);
      if (Number.isNaN(now) || Number.isNaN(before)) return;
      addGrowth({ amount, coveredMs }, now >= before ? now - before : now, hourAt, fromAt, toAt);
    });
  }
  for (let m = 0; m < hourGrid.minutes; m++) if (at(coveredMs, m) === 0) amount[m] = Number.NaN;
  return amount;
}

/** A count as a rate a second: events over the seconds that are known of each minute. */
export function ratePerSecond(
  what: { signal: string; scope: Scope; recipe: string },
  { series, amount, coveredMs }: Counted,
): SignalColumns {
  const columns = columnsFrom({ ...what, series });
  columns.numerator = amount;
  columns.denominator = nans();
  for (let m = 0; m < hourGrid.minutes; m++) {
    if (at(coveredMs, m) === 0) continue;
    columns.denominator[m] = at(coveredMs, m) / 1000;
    setValue(columns, m, (1000 * at(amount, m)) / at(coveredMs, m));
  }
  return columns;
}

const CACHES = new Set(['redis', 'valkey', 'memcached', 'dragonfly']);

/** Whether a client operation or connection belongs to a cache, by db.system.name. */
export function isCache(prepared: Prepared): boolean {
  return CACHES.has(attribute(prepared, 'db.system.name', 'db.system') ?? '');
}

const QUERIES = [
  { metrics: ['db.client.operation.duration'], recipe: 'db.client.operation.duration (histogram, its count)' },
  // Npgsql up to 9.
  { metrics: ['db.client.commands.duration'], recipe: 'db.client.commands.duration (histogram, its count)' },
  { metrics: ['db.client.operations'], recipe: 'db.client.operations (counter)' },
  {
    metrics: ['pg_stat_database_xact_commit', 'pg_stat_database_xact_rollback'],
    recipe: 'pg_stat_database_xact_commit + rollback (counters)',
  },
  {
    metrics: ['postgresql.commits', 'postgresql.rollbacks'],
    recipe: 'postgresql.commits + postgresql.rollbacks (counters)',
  },
  { metrics: ['mysql_global_status_questions'], recipe: 'mysql_global_status_questions (counter)' },
  { metrics: ['mysql.query.client.count'], recipe: 'mysql.query.client.count (counter)' },
  { metrics: ['mysql.query.count'], recipe: 'mysql.query.count (counter)' },
  { metrics: ['mongodb.operation.count'], recipe: 'mongodb.operation.count (counter)' },
  { metrics: ['mongodb_ss_opcounters'], recipe: 'mongodb_ss_opcounters (counter)' },
  { metrics: ['mongodb_op_counters_total'], recipe: 'mongodb_op_counters_total (counter)' },
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
    return ratePerSecond({ signal: 'db.queries.rate', scope, recipe }, { series, amount, coveredMs });
  }
  return null;
}

/** Complaints an hour, at the minute's pace; the numerator is how many came in it. */
export function complaints(scope: Scope): SignalColumns | null {
  const series = seriesOf(scope, 'app.complaints');
  if (series.length === 0) return null;
  const { amount, coveredMs } = counted(scope.hourAt, series);
  if (amount.every(Number.isNaN)) return null;
  const columns = columnsFrom({ signal: 'complaints', scope, series, recipe: 'app.complaints (counter)' });
  columns.numerator = amount;
  for (let m = 0; m < hourGrid.minutes; m++) {
    if (at(coveredMs, m) > 0) setValue(columns, m, (3_600_000 * at(amount, m)) / at(coveredMs, m));
  }
  return columns;
}
