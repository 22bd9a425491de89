/** Signals that are a level now, summed over instances: users, sockets, queues. */
import type { SignalColumns } from '../types';
import { columnsFrom, nans, setValue } from './columns';
import { eachHold, hold, isLevel, overlaps } from './gauges';
import { add, at, attribute, hourGrid, type Prepared, zeros } from './points';
import { type Scope, seriesOf } from './scope';

interface LevelRecipe {
  metric: string;
  /** Keeps only the series that mean this signal. */
  where?: (prepared: Prepared) => boolean;
  says?: string;
  /** What a value stands for. */
  read?: (value: number) => number;
}

const USERS: LevelRecipe[] = ['app.users.active', 'active_users', 'users.active', 'sessions.active'].map((metric) => ({
  metric,
}));
const SOCKETS: LevelRecipe[] = [
  'socketio.connections',
  'socket_io_connected',
  'signalr.server.active_connections',
  // Upgraded ones are WebSockets; kestrel.active_connections are any, as http.server.active_requests.
  'kestrel.upgraded_connections',
  'websocket.connections.active',
].map((metric) => ({ metric }));
const QUEUES: LevelRecipe[] = [
  { metric: 'messaging.queue.depth' },
  { metric: 'rabbitmq.message.current', where: stateIs('ready'), says: 'state ready' },
  { metric: 'kafka.consumer_group.lag', read: behind },
  { metric: 'rabbitmq_queue_messages_ready' },
  { metric: 'kafka_consumergroup_lag', read: behind },
  { metric: 'bullmq.queue.jobs', where: stateIs('waiting', 'wait', 'prioritized'), says: 'state waiting' },
  { metric: 'bullmq_jobs', where: stateIs('waiting', 'wait'), says: 'state waiting' },
  { metric: 'bullmq_job_count', where: stateIs('waiting'), says: 'state waiting' },
];

/** Exporters of Kafka say −1 of a partition of which the group has read nothing yet. */
function behind(lag: number): number {
  return Math.max(0, lag);
}

function stateIs(...states: string[]) {
  return (prepared: Prepared) =>
    states.includes(attribute(prepared, 'bullmq.queue.jobs.state', 'state', 'status') ?? '');
}

export function usersActive(scope: Scope): SignalColumns | null {
  return level('users.active', scope, named(scope.settings.metricNames.users, USERS));
}

/** Demand is the number of connections; a limit on it comes from the threshold alone. */
export function socketsOpen(scope: Scope): SignalColumns | null {
  const columns = level('sockets.open', scope, named(scope.settings.metricNames.sockets, SOCKETS));
  if (columns) columns.demand = columns.value.slice();
  return columns;
}

export function queueDepth(scope: Scope): SignalColumns | null {
  return level('queue.depth', scope, named(scope.settings.metricNames.queueDepth, QUEUES));
}

/** The team's own name first, where it gave one. */
function named(metric: string | undefined, builtIn: LevelRecipe[]): LevelRecipe[] {
  return metric ? [{ metric, says: 'named in the settings' }, ...builtIn] : builtIn;
}

function level(signal: string, scope: Scope, recipes: LevelRecipe[]): SignalColumns | null {
  for (const recipe of recipes) {
    const series = seriesOf(scope, recipe.metric).filter((each) => isLevel(each) && (recipe.where?.(each) ?? true));
    if (series.length === 0) continue;
    const { mean } = summed(scope.hourAt, series, recipe.read);
    if (mean.every(Number.isNaN)) continue;
    const kind = series[0]?.series.kind === 1 ? 'gauge' : 'up-down counter';
    const columns = columnsFrom({
      signal,
      scope,
      series,
      recipe: `${recipe.metric} (${[kind, recipe.says].filter(Boolean).join(', ')})`,
    });
    mean.forEach((value, minute) => {
      setValue(columns, minute, value);
    });
    return columns;
  }
  return null;
}

/**
 * Mean over each minute's known time of the sum of all series, so that instances that relieve each other
 * are not counted twice. NaN where nothing is known.
 */
export function summed(
  hourAt: number,
  series: Prepared[],
  read?: (mean: number, most: number) => number,
): { mean: Float64Array; coveredMs: Float64Array } {
  const stretches: [fromAt: number, toAt: number][] = [];
  const integral = zeros();
  for (const each of series) {
    const held = hold(each, hourAt, read);
    eachHold(each, (_mean, _most, fromAt, toAt) => stretches.push([fromAt, toAt]));
    for (let m = 0; m < hourGrid.minutes; m++) add(integral, m, at(held.integral, m));
  }
  const coveredMs = union(hourAt, stretches);
  const mean = nans();
  for (let m = 0; m < hourGrid.minutes; m++) if (at(coveredMs, m) > 0) mean[m] = at(integral, m) / at(coveredMs, m);
  return { mean, coveredMs };
}

/** Time of each minute in which at least one of the stretches lasts, ms. */
function union(hourAt: number, stretches: [fromAt: number, toAt: number][]): Float64Array {
  const covered = zeros();
  let knownTo = Number.NEGATIVE_INFINITY;
  for (const stretch of stretches.sort((a, b) => a[0] - b[0])) {
    const fromAt = stretch[0];
    const toAt = stretch[1];
    if (toAt <= knownTo) continue;
    overlaps(hourAt, Math.max(fromAt, knownTo), toAt, (minute, ms) => add(covered, minute, ms));
    knownTo = toAt;
  }
  return covered;
}
