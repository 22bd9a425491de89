/** Connections to databases: the app's own pools (db.pool.used) and the server's limit (db.connections.used). */
import type { SignalColumns } from '../types';
import { columnsFrom, setValue } from './columns';
import { isCache } from './counts';
import { nameOf } from './cpu';
import { summed } from './levels';
import { at, attribute, hourGrid, type Prepared, zeros } from './points';
import { resourceColumns, type Unit } from './resources';
import { type Scope, seriesOf } from './scope';

/** PostgreSQL's superuser_reserved_connections where nobody says otherwise. */
const DEFAULT_RESERVED = 3;

const NAMES: { count: string; max: string | null; pending: string }[] = [
  {
    count: 'db.client.connection.count',
    max: 'db.client.connection.max',
    pending: 'db.client.connection.pending_requests',
  },
  {
    count: 'db.client.connections.usage',
    max: 'db.client.connections.max',
    pending: 'db.client.connections.pending_requests',
  },
  // HikariCP by Micrometer.
  { count: 'hikaricp.connections.active', max: 'hikaricp.connections.max', pending: 'hikaricp.connections.pending' },
  // Prisma before 7; what it calls open is open now, not the most that may be.
  { count: 'prisma_pool_connections_busy', max: null, pending: 'prisma_client_queries_wait' },
];

export interface Pools {
  recipe: string;
  units: (Unit & { instance: number })[];
  /** Some capacities are the deployment's, not measured. */
  stated: boolean;
}

/** Every pool of every instance; the first names with data. */
export function readPools(scope: Scope): Pools | null {
  for (const names of NAMES) {
    const used = seriesOf(scope, names.count).filter(
      (each) => (!names.max?.startsWith('db.') || stateOf(each) === 'used') && !isCache(each),
    );
    if (used.length === 0) continue;
    const max = groupByPool(names.max === null ? [] : seriesOf(scope, names.max));
    const pending = groupByPool(seriesOf(scope, names.pending));
    const stated = scope.settings.deployment.perInstance?.poolMax;
    let anyStated = false;
    const units = [...groupByPool(used)].map(([pool, series]) => {
      const limits = max.get(pool);
      anyStated ||= !limits && stated !== undefined;
      const demand = summed(scope.hourAt, series).mean;
      const capacity = limits ? held(summed(scope.hourAt, limits).mean) : (stated ?? Number.NaN);
      const waiting = pending.get(pool);
      const instance = series[0]?.instance ?? 0;
      return {
        name: `${nameOf(scope, instance)} ${poolName(series[0])}`.trim(),
        instance,
        demand,
        capacity,
        share: share(demand, capacity, waiting ? summed(scope.hourAt, waiting, waitingShare).mean : null),
        series: [...series, ...(limits ?? [])],
      };
    });
    const limit = anyStated || names.max === null ? "the deployment's pool maximum" : names.max;
    return { recipe: `${names.count} (used) ÷ ${limit}`, units, stated: anyStated };
  }
  return null;
}

/** The worst pool; with requests waiting for a connection a pool is full, whatever it counts. */
export function poolUsed(scope: Scope, pools: Pools | null): SignalColumns | null {
  if (!pools) return null;
  return resourceColumns({ signal: 'db.pool.used', scope, units: pools.units, merge: 'worst', recipe: pools.recipe });
}

/** Share of a stretch in which requests waited: at least the mean of their number ÷ its most. */
function waitingShare(mean: number, most: number): number {
  return most > 0 ? mean / most : 0;
}

/** used ÷ max, and 1 for the part of the minute in which requests waited. */
function share(demand: Float64Array, capacity: Float64Array | number, waiting: Float64Array | null): Float64Array {
  return demand.map((value, m) => {
    const room = typeof capacity === 'number' ? capacity : at(capacity, m);
    const waited = waiting ? at(waiting, m) || 0 : 0;
    return (1 - waited) * Math.min(1, value / room) + waited;
  });
}

function stateOf(each: Prepared): string | undefined {
  return attribute(each, 'db.client.connection.state', 'db.client.connections.state', 'state');
}

function poolName(each: Prepared | undefined): string {
  return (
    (each &&
      attribute(each, 'db.client.connection.pool.name', 'db.client.connections.pool.name', 'pool.name', 'pool')) ??
    ''
  );
}

function groupByPool(series: Prepared[]): Map<string, Prepared[]> {
  const groups = new Map<string, Prepared[]>();
  for (const each of series) {
    const key = `${each.instance} ${poolName(each)}`;
    const list = groups.get(key);
    if (list) list.push(each);
    else groups.set(key, [each]);
  }
  return groups;
}

/** A maximum changes rarely: minutes that miss its point have the last one known. */
function held(values: Float64Array): Float64Array {
  let last = values.find((value) => !Number.isNaN(value)) ?? Number.NaN;
  return values.map((value) => {
    if (!Number.isNaN(value)) last = value;
    return last;
  });
}

/** The server's connections: what it says itself, else what the app holds open against the stated limit. */
export function connectionsUsed(scope: Scope): SignalColumns | null {
  const { database } = scope.settings.deployment;
  const reserved = database?.reservedConnections ?? reservedSettings(scope) ?? DEFAULT_RESERVED;
  const statedLimit = database?.maxConnections;
  const server = [
    { demand: 'pg_stat_activity_count', limit: 'pg_settings_max_connections' },
    { demand: 'postgresql.backends', limit: 'postgresql.connection.max' },
  ];
  for (const names of server) {
    const open = scope.all.get(names.demand) ?? [];
    if (open.length === 0) continue;
    const limits = (scope.all.get(names.limit) ?? []).slice(0, 1);
    const measured = limits.length > 0 ? held(summed(scope.hourAt, limits).mean) : null;
    const limit = measured ?? zeros().fill(statedLimit ?? Number.NaN);
    const recipe = `${names.demand} ÷ (${measured ? names.limit : "the deployment's maximum"} − ${reserved} reserved)`;
    const columns = whole({ scope, series: open, limit, reserved, recipe });
    if (columns) return columns;
  }
  return mysqlServer(scope, statedLimit) ?? mongoServer(scope) ?? appsOwn(scope, statedLimit, reserved);
}

/** What PostgreSQL keeps for superusers (and, from 16 on, for pg_use_reserved_connections), as its exporter tells. */
function reservedSettings(scope: Scope): number | undefined {
  const said = ['pg_settings_superuser_reserved_connections', 'pg_settings_reserved_connections']
    .map((metric) => scope.all.get(metric)?.[0]?.points)
    .filter((points) => points !== undefined)
    .map((points) => at(points.value, points.length - 1));
  return said.length > 0 ? said.reduce((sum, value) => sum + value, 0) : undefined;
}

/** One connection beyond max_connections is kept for an administrator: none of it is reserved. */
function mysqlServer(scope: Scope, statedLimit: number | undefined): SignalColumns | null {
  const names = ['mysql_global_status_threads_connected', 'mysql.threads'];
  for (const name of names) {
    const open = (scope.all.get(name) ?? []).filter((each) => (attribute(each, 'kind') ?? 'connected') === 'connected');
    if (open.length === 0) continue;
    const limits = (scope.all.get('mysql_global_variables_max_connections') ?? []).slice(0, 1);
    const limit = limits.length > 0 ? held(summed(scope.hourAt, limits).mean) : zeros().fill(statedLimit ?? Number.NaN);
    const said = limits.length > 0 ? 'mysql_global_variables_max_connections' : "the deployment's maximum";
    return whole({ scope, series: open, limit, reserved: 0, recipe: `${name} ÷ ${said}` });
  }
  return null;
}

const MONGO = [
  { metric: 'mongodb_ss_connections', type: 'conn_type' },
  // Before percona's exporter 0.20.
  { metric: 'mongodb_connections', type: 'state' },
  { metric: 'mongodb.connection.count', type: 'type' },
];

function mongoServer(scope: Scope): SignalColumns | null {
  for (const { metric, type } of MONGO) {
    const all = onceAServer(scope.all.get(metric) ?? []);
    const typeIs = (name: string) => all.filter((each) => attribute(each, type) === name);
    const current = typeIs('current');
    if (current.length === 0) continue;
    const limit = summed(scope.hourAt, [...current, ...typeIs('available')]).mean;
    const recipe = `${metric} current ÷ (current + available)`;
    return whole({ scope, series: current, limit, reserved: 0, recipe });
  }
  return null;
}

/** The collector's receiver says the server's connections once for each of its databases: those of one are all. */
function onceAServer(series: Prepared[]): Prepared[] {
  const databases = new Map<number, string | undefined>();
  return series.filter((each) => {
    const database = attribute(each, 'db.namespace', 'database');
    if (!databases.has(each.instance)) databases.set(each.instance, database);
    return databases.get(each.instance) === database;
  });
}

/** What the app's own pools hold open each minute, used and idle; null where they do not say. */
export function openConnections(scope: Scope): Float64Array | null {
  for (const { count } of NAMES.filter(({ max }) => max?.startsWith('db.'))) {
    const open = seriesOf(scope, count).filter((each) => !isCache(each) && stateOf(each) !== undefined);
    if (!open.some((each) => stateOf(each) === 'idle')) continue;
    const { mean } = summed(scope.hourAt, open);
    if (!mean.every(Number.isNaN)) return mean;
  }
  return null;
}

/** Open connections, idle ones too, of all components: they share the server. */
function appsOwn(scope: Scope, statedLimit: number | undefined, reserved: number): SignalColumns | null {
  for (const { count } of NAMES.filter(({ max }) => max?.startsWith('db.'))) {
    const open = (scope.all.get(count) ?? []).filter(
      (each) => !isCache(each) && ['used', 'idle'].includes(stateOf(each) ?? 'used'),
    );
    if (open.length === 0) continue;
    const limit = zeros().fill(statedLimit ?? Number.NaN);
    const recipe = `${count} of all instances ÷ (the deployment's maximum − ${reserved} reserved)`;
    const note =
      statedLimit === undefined
        ? "state the database's connection limit in the deployment"
        : "this app's connections only";
    const columns = whole({ scope, series: open, limit, reserved, recipe, note });
    if (columns) return columns;
  }
  return null;
}

function whole(input: {
  scope: Scope;
  series: Prepared[];
  limit: Float64Array;
  reserved: number;
  recipe: string;
  note?: string;
}): SignalColumns | null {
  const { scope, series, limit, reserved, recipe, note } = input;
  const { mean } = summed(scope.hourAt, series);
  if (mean.every(Number.isNaN)) return null;
  const columns = columnsFrom({ signal: 'db.connections.used', scope, series, recipe, ...(note ? { note } : {}) });
  columns.demand = mean;
  columns.capacity = limit.map((value) => value - reserved);
  for (let m = 0; m < hourGrid.minutes; m++) setValue(columns, m, (100 * at(mean, m)) / at(columns.capacity, m));
  return columns;
}
