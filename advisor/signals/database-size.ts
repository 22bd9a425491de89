/**
 * How large a database is (db.size), how often it answers from memory (db.memory.hit_rate), and how much of its own
 * cache it fills (RULES 15.3). Copies of one database report alike: the largest server counts, never their sum.
 */
import { type HourFacts, MinuteState, type SignalColumns } from '../types';
import { columnsFrom, nans, setValue } from './columns';
import { counted } from './counts';
import { summed } from './levels';
import { at, attribute, type Counted, hourGrid, type Prepared } from './points';
import { byInstance } from './resources';
import type { Scope } from './scope';

const GIB = 1024 ** 3;

const is =
  (name: string, ...values: string[]) =>
  (each: Prepared) =>
    values.includes(attribute(each, name) ?? '');

interface Part {
  metric: string;
  where?: (each: Prepared) => boolean;
}

const SIZES: { recipe: string; parts: Part[] }[] = [
  { recipe: 'pg_database_size_bytes', parts: [{ metric: 'pg_database_size_bytes' }] },
  { recipe: 'postgresql.db_size', parts: [{ metric: 'postgresql.db_size' }] },
  {
    recipe: 'mysql_info_schema_table_size (data and indexes)',
    parts: [{ metric: 'mysql_info_schema_table_size', where: is('component', 'data_length', 'index_length') }],
  },
  {
    recipe: 'mysql.table.size (data and indexes)',
    parts: [{ metric: 'mysql.table.size', where: is('kind', 'data', 'index') }],
  },
  {
    recipe: 'mongodb.storage.size + mongodb.index.size',
    parts: [{ metric: 'mongodb.storage.size' }, { metric: 'mongodb.index.size' }],
  },
  {
    recipe: 'mongodb_dbstats_storageSize + indexSize',
    parts: [{ metric: 'mongodb_dbstats_storageSize' }, { metric: 'mongodb_dbstats_indexSize' }],
  },
];

export interface ServersSizes {
  recipe: string;
  /** Bytes of all databases of one server. */
  servers: { bytes: Float64Array; series: Prepared[] }[];
}

/** Of each server, the first way of telling that has data. */
export function serversSizes(scope: Scope): ServersSizes | null {
  for (const { recipe, parts } of SIZES) {
    const series = pick(scope, parts);
    const servers = [...byInstance(series).values()].map((mine) => ({
      bytes: summed(scope.hourAt, mine).mean,
      series: mine,
    }));
    if (servers.some(({ bytes }) => !bytes.every(Number.isNaN))) return { recipe, servers };
  }
  return null;
}

/** Bytes of the largest server, minute by minute. */
export function largestServer({ servers }: ServersSizes): Float64Array {
  return nans().map((_, m) => {
    const known = servers.map(({ bytes }) => at(bytes, m)).filter((bytes) => !Number.isNaN(bytes));
    return known.length === 0 ? Number.NaN : Math.max(...known);
  });
}

export function databaseSize(scope: Scope): SignalColumns | null {
  const found = serversSizes(scope);
  if (found === null) return null;
  const series = found.servers.flatMap((server) => server.series);
  const note = found.servers.length > 1 ? { note: 'the largest of several servers' } : {};
  const columns = columnsFrom({ signal: 'db.size', scope, series, recipe: `${found.recipe} (gauge, bytes)`, ...note });
  largestServer(found).forEach((bytes, minute) => {
    setValue(columns, minute, bytes / GIB);
  });
  return columns;
}

/** `reads`: what was asked for; without it, hits and misses are counted apart. */
const READS: { recipe: string; hits?: Part; reads?: Part; misses: Part }[] = [
  {
    recipe: 'pg_stat_database_blks_hit ÷ (hit + read)',
    hits: { metric: 'pg_stat_database_blks_hit' },
    misses: { metric: 'pg_stat_database_blks_read' },
  },
  {
    recipe: 'postgresql.blks_hit ÷ (hit + read)',
    hits: { metric: 'postgresql.blks_hit' },
    misses: { metric: 'postgresql.blks_read' },
  },
  {
    recipe: 'postgresql.blocks_read: hit ÷ (hit + read)',
    hits: {
      metric: 'postgresql.blocks_read',
      where: is('source', 'heap_hit', 'idx_hit', 'toast_hit', 'tidx_hit'),
    },
    misses: {
      metric: 'postgresql.blocks_read',
      where: is('source', 'heap_read', 'idx_read', 'toast_read', 'tidx_read'),
    },
  },
  {
    recipe: 'mysql_global_status_innodb_buffer_pool_reads of read_requests',
    reads: { metric: 'mysql_global_status_innodb_buffer_pool_read_requests' },
    misses: { metric: 'mysql_global_status_innodb_buffer_pool_reads' },
  },
  {
    recipe: 'mysql.buffer_pool.operations: reads of read_requests',
    reads: { metric: 'mysql.buffer_pool.operations', where: is('operation', 'read_requests') },
    misses: { metric: 'mysql.buffer_pool.operations', where: is('operation', 'reads') },
  },
  {
    recipe: 'mongodb.cache.operations: hit ÷ (hit + miss)',
    hits: { metric: 'mongodb.cache.operations', where: is('type', 'hit') },
    misses: { metric: 'mongodb.cache.operations', where: is('type', 'miss') },
  },
  {
    recipe: 'mongodb_ss_wt_cache_pages_read_into_cache of pages_requested_from_the_cache',
    reads: { metric: 'mongodb_ss_wt_cache_pages_requested_from_the_cache' },
    misses: { metric: 'mongodb_ss_wt_cache_pages_read_into_cache' },
  },
];

/** Reads that the database's own cache answered; what it reads may still come from the system's memory. */
export function memoryHitRate(scope: Scope): SignalColumns | null {
  for (const { recipe, hits, reads, misses } of READS) {
    const asked = pick(scope, [hits ?? reads ?? misses]);
    const missed = pick(scope, [misses]);
    if (asked.length === 0 || missed.length === 0) continue;
    const [many, not] = [counted(scope.hourAt, asked), counted(scope.hourAt, missed)];
    if (many.amount.every(Number.isNaN) && not.amount.every(Number.isNaN)) continue;
    const given = {
      signal: 'db.memory.hit_rate',
      scope,
      series: [...asked, ...missed],
      recipe: `${recipe} (counters)`,
    };
    return shareOf(columnsFrom(given), many, not, reads !== undefined);
  }
  return null;
}

function shareOf(columns: SignalColumns, many: Counted, not: Counted, hasMisses: boolean): SignalColumns {
  const [numerator, denominator] = [nans(), nans()];
  columns.numerator = numerator;
  columns.denominator = denominator;
  for (let m = 0; m < hourGrid.minutes; m++) {
    const [asked, missed] = [at(many.amount, m), at(not.amount, m)];
    if (Number.isNaN(asked) || Number.isNaN(missed)) continue;
    const all = hasMisses ? Math.max(asked, missed) : asked + missed;
    numerator[m] = all - missed;
    denominator[m] = all;
    if (all > 0) setValue(columns, m, (100 * (all - missed)) / all);
    else columns.state[m] = MinuteState.noTraffic;
  }
  return columns;
}

/** Bytes in a database's own cache, and the most that may be there; PostgreSQL tells no such thing. */
const CACHES: { used: Part; size: Part }[] = [
  {
    used: { metric: 'mysql_global_status_innodb_buffer_pool_bytes_data' },
    size: { metric: 'mysql_global_variables_innodb_buffer_pool_size' },
  },
  { used: { metric: 'mysql.buffer_pool.usage' }, size: { metric: 'mysql.buffer_pool.limit' } },
  {
    used: { metric: 'mongodb_ss_wt_cache_bytes_currently_in_the_cache' },
    size: { metric: 'mongodb_ss_wt_cache_maximum_bytes_configured' },
  },
];

export interface ServerCache {
  used: Float64Array;
  size: Float64Array;
}

/** Of each server. */
export function serverCaches(scope: Scope): ServerCache[] {
  for (const { used, size } of CACHES) {
    const sizes = byInstance(pick(scope, [size]));
    const found = [...byInstance(pick(scope, [used]))].flatMap(([instance, mine]) => {
      const limit = sizes.get(instance);
      return limit
        ? [{ used: summed(scope.hourAt, mine).mean, size: summed(scope.hourAt, limit.slice(0, 1)).mean }]
        : [];
    });
    if (found.length > 0) return found;
  }
  return [];
}

/** The server that holds most in its cache. */
export function cacheFacts(caches: readonly ServerCache[]): Pick<HourFacts, 'databaseCache'> {
  const known = caches
    .map(({ used, size }) => ({ usedBytes: middleBytes(used), sizeBytes: middleBytes(size) }))
    .filter(({ usedBytes, sizeBytes }) => usedBytes >= 0 && sizeBytes > 0)
    .sort((a, b) => b.usedBytes - a.usedBytes);
  return known[0] === undefined ? {} : { databaseCache: known[0] };
}

/** Whole bytes of the (upper) middle known minute, NaN without one. */
export function middleBytes(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  return Math.round(known[known.length >> 1] ?? Number.NaN);
}

function pick(scope: Scope, parts: Part[]): Prepared[] {
  return parts.flatMap(({ metric, where }) => (scope.all.get(metric) ?? []).filter((each) => where?.(each) ?? true));
}

/** Everything that is read here. */
export const DATABASE_METRICS = [
  ...SIZES.flatMap(({ parts }) => parts),
  ...READS.flatMap(({ hits, reads, misses }) => [hits, reads, misses].filter((part) => part !== undefined)),
  ...CACHES.flatMap(({ used, size }) => [used, size]),
].map(({ metric }) => metric);
