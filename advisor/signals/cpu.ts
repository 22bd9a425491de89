/** cpu.used: cores busy against usable cores; and eventloop.used, the limit of a one-threaded runtime. */
import type { SignalColumns } from '../types';
import { columnsFrom } from './columns';
import { counted } from './counts';
import { hold } from './gauges';
import { summed } from './levels';
import { add, at, attribute, MINUTES, type Prepared, resource } from './points';
import { byInstance, resourceColumns, type Unit } from './resources';
import { type Scope, seriesOf } from './scope';

const LIMITS = [
  'k8s.container.cpu.limit.current',
  'k8s.container.cpu.limit.desired',
  'k8s.container.cpu.limit',
  'k8s.container.cpu_limit',
  'container.cpu.limit',
];
/** Metrics that only a runtime with one thread sends; the last one is prom-client's. */
const EVENT_LOOPS = ['nodejs.eventloop.utilization', 'nodejs.eventloop.time', 'nodejs_eventloop_lag_p99_seconds'];
const HOSTS_OWN = "the host's, not the app's alone: no headroom from it";

interface CpuRecipe {
  metric: string;
  recipe: string;
  /** Cores busy of one instance. */
  demand(scope: Scope, series: Prepared[]): Float64Array;
  note?: string;
  /** The metric tells the host's load, whatever the deployment says. */
  host?: boolean;
}

const RECIPES: CpuRecipe[] = [
  {
    metric: 'container.cpu.usage',
    recipe: 'container.cpu.usage (gauge, cores)',
    demand: (scope, series) => summed(scope.hourAt, series).mean,
  },
  { metric: 'container.cpu.time', recipe: 'container.cpu.time (counter, s)', demand: busySeconds },
  {
    metric: 'container.cpu.usage.total',
    recipe: 'container.cpu.usage.total (counter, ns)',
    demand: (scope, series) => busySeconds(scope, series).map((nanoseconds) => nanoseconds / 1e9),
  },
  {
    metric: 'k8s.pod.cpu.usage',
    recipe: 'k8s.pod.cpu.usage (gauge, cores)',
    demand: (scope, series) => summed(scope.hourAt, series).mean,
  },
  { metric: 'process.cpu.time', recipe: 'process.cpu.time (counter, s)', demand: busySeconds },
  { metric: 'dotnet.process.cpu.time', recipe: 'dotnet.process.cpu.time (counter, s)', demand: busySeconds },
  {
    metric: 'process.runtime.cpython.cpu_time',
    recipe: 'process.runtime.cpython.cpu_time (counter, s, older name)',
    demand: busySeconds,
  },
  {
    metric: 'process.cpu.utilization',
    recipe: 'process.cpu.utilization (gauge)',
    demand: (scope, series) => times(scope, series, processCores),
  },
  {
    metric: 'jvm.cpu.recent_utilization',
    recipe: 'jvm.cpu.recent_utilization (gauge)',
    demand: (scope, series) => times(scope, series, jvmCores),
  },
  {
    metric: 'process.runtime.jvm.cpu.utilization',
    recipe: 'process.runtime.jvm.cpu.utilization (gauge, older name)',
    demand: (scope, series) => times(scope, series, processCores),
  },
  {
    metric: 'process.cpu.usage',
    recipe: 'process.cpu.usage (gauge, Micrometer)',
    demand: (scope, series) => times(scope, series, processCores),
  },
  {
    metric: 'process_cpu_usage',
    recipe: 'process_cpu_usage (gauge, Micrometer)',
    demand: (scope, series) => times(scope, series, processCores),
  },
  { metric: 'process_cpu_seconds_total', recipe: 'process_cpu_seconds_total (counter, s)', demand: busySeconds },
  {
    metric: 'system.cpu.time',
    recipe: 'system.cpu.time (counter, s, not idle)',
    demand: (scope, series) => busySeconds(scope, series.filter(isBusy)),
    note: HOSTS_OWN,
    host: true,
  },
];

export function cpuUsed(scope: Scope): SignalColumns | null {
  for (const { metric, recipe, demand, note, host } of RECIPES) {
    const units = [...byInstance(seriesOf(scope, metric))].map(([instance, series]): Unit => {
      const capacity = host ? hostCores(scope, series) : usableCores(scope, series);
      return { name: nameOf(scope, instance), demand: demand(scope, series), capacity, series };
    });
    const columns = resourceColumns({
      signal: 'cpu.used',
      scope,
      units,
      merge: 'mean',
      recipe,
      note: note ?? threadNote(scope, units),
    });
    if (columns) return columns;
  }
  return withoutCores(scope);
}

/** A share of cores that nobody counted is no number of cores: it arrives, and says what to state. */
function withoutCores(scope: Scope): SignalColumns | null {
  const share = RECIPES.find(({ metric }) => /utilization|usage$/.test(metric) && seriesOf(scope, metric).length > 0);
  if (share === undefined) return null;
  const note = 'state the cores of an instance in the deployment';
  return columnsFrom({ signal: 'cpu.used', scope, series: seriesOf(scope, share.metric), recipe: share.recipe, note });
}

/** Share of time in which the event loop worked; each instance has one loop. */
export function eventLoopUsed(scope: Scope): SignalColumns | null {
  const utilization = [...byInstance(seriesOf(scope, 'nodejs.eventloop.utilization'))].map(
    ([instance, series]): Unit => ({
      name: nameOf(scope, instance),
      demand: meanOfLoops(scope, series),
      capacity: 1,
      series,
    }),
  );
  const recipe = 'nodejs.eventloop.utilization (gauge)';
  const measured = resourceColumns({ signal: 'eventloop.used', scope, units: utilization, merge: 'worst', recipe });
  if (measured) return measured;
  const times = [...byInstance(seriesOf(scope, 'nodejs.eventloop.time'))].map(([instance, series]): Unit => {
    const active = counted(
      scope.hourAt,
      series.filter((each) => attribute(each, 'nodejs.eventloop.state') === 'active'),
    );
    const all = counted(scope.hourAt, series);
    return {
      name: nameOf(scope, instance),
      demand: active.amount.map((value, m) => (at(all.amount, m) > 0 ? value / at(all.amount, m) : Number.NaN)),
      capacity: 1,
      series,
    };
  });
  return resourceColumns({
    signal: 'eventloop.used',
    scope,
    units: times,
    merge: 'worst',
    recipe: 'nodejs.eventloop.time (active share)',
  });
}

/**
 * Several loops of one instance (worker threads) are one unit each in the mean. Only loops alive in the
 * minute count: a new release is a new series, and the one it replaced is no second loop.
 */
function meanOfLoops({ hourAt }: Scope, series: Prepared[]): Float64Array {
  const time = new Float64Array(MINUTES);
  const busy = new Float64Array(MINUTES);
  for (const each of series) {
    const { integral, coveredMs } = hold(each, hourAt);
    for (let m = 0; m < MINUTES; m++) {
      add(busy, m, at(integral, m));
      add(time, m, at(coveredMs, m));
    }
  }
  return busy.map((sum, m) => (at(time, m) > 0 ? sum / at(time, m) : Number.NaN));
}

/** Seconds of work a second. */
function busySeconds(scope: Scope, series: Prepared[]): Float64Array {
  const { amount, coveredMs } = counted(scope.hourAt, series);
  return amount.map((seconds, m) => (seconds * 1000) / at(coveredMs, m));
}

function isBusy(prepared: Prepared): boolean {
  return !['idle', 'iowait'].includes(attribute(prepared, 'cpu.mode', 'system.cpu.state', 'state') ?? '');
}

function times(scope: Scope, series: Prepared[], cores: (scope: Scope, series: Prepared[]) => number): Float64Array {
  const factor = cores(scope, series);
  return summed(scope.hourAt, series).mean.map((share) => share * factor);
}

/**
 * RULES 1.5: the container's limit, else what the deployment states, else what the host has; but a
 * runtime with one thread uses one core, however many there are.
 */
function usableCores(scope: Scope, series: Prepared[]): number {
  const limit = limitOf(scope, series, LIMITS);
  const stated = scope.settings.deployment.perInstance?.cores;
  const cores = limit ?? stated ?? (oneThreaded(scope, series) ? 1 : hostCores(scope, series));
  return oneThreaded(scope, series) ? Math.min(cores, 1) : cores;
}

function oneThreaded(scope: Scope, series: Prepared[]): boolean {
  const language = series.map((each) => resource(each, 'telemetry.sdk.language')).find((each) => each !== undefined);
  return language === 'nodejs' || EVENT_LOOPS.some((metric) => scope.own.has(metric));
}

function threadNote(scope: Scope, units: Unit[]): string | undefined {
  return units.some((unit) => oneThreaded(scope, unit.series))
    ? 'one-threaded runtime: eventloop.used is the limit'
    : undefined;
}

/** What a runtime says of the cores that it may use, and then what is said of the host. */
const CORE_COUNTS = [
  'jvm.cpu.count',
  'dotnet.process.cpu.count',
  'go.processor.limit',
  'system.cpu.logical.count',
  'system.cpu.count',
  'system_cpu_count',
];

/** Cores of the host as any of its metrics tells; NaN where none does. */
function hostCores(scope: Scope, series: Prepared[]): number {
  for (const metric of CORE_COUNTS) {
    const said = newest(scope, metric, series);
    if (said !== undefined) return said;
  }
  const numbers = new Set<string>();
  for (const metric of ['system.cpu.time', 'system.cpu.utilization']) {
    for (const each of scope.all.get(metric) ?? []) {
      if (!series.some(({ instance }) => instance === each.instance)) continue;
      const number = attribute(each, 'cpu.logical_number', 'system.cpu.logical_number', 'cpu');
      if (number !== undefined) numbers.add(number);
    }
  }
  return numbers.size > 0 ? numbers.size : Number.NaN;
}

/** The cores that a process's share is a share of. */
function processCores(scope: Scope, series: Prepared[]): number {
  const host = hostCores(scope, series);
  return Number.isNaN(host) ? (scope.settings.deployment.perInstance?.cores ?? Number.NaN) : host;
}

function jvmCores(scope: Scope, series: Prepared[]): number {
  return newest(scope, 'jvm.cpu.count', series) ?? scope.settings.deployment.perInstance?.cores ?? Number.NaN;
}

/** Newest value of a gauge of the same instance. */
function newest(scope: Scope, metric: string, series: Prepared[]): number | undefined {
  const found = scope.all.get(metric)?.find((each) => series.some(({ instance }) => instance === each.instance));
  return found ? at(found.points.value, found.points.length - 1) : undefined;
}

/**
 * The first of these limits that is known of an instance: the sum over its containers. A pod of which one
 * container measured has no limit has none itself.
 */
export function limitOf(scope: Scope, series: Prepared[], metrics: string[]): number | undefined {
  const measured = new Set(series.map(containerName).filter((name) => name !== ''));
  for (const metric of metrics) {
    const byContainer = new Map<string, { value: number; time: number }>();
    for (const each of scope.all.get(metric) ?? []) {
      if (!series.some(({ instance }) => instance === each.instance)) continue;
      const last = each.points.length - 1;
      const [value, time] = [at(each.points.value, last), at(each.points.time, last)];
      const name = containerName(each);
      if (value > 0 && time >= (byContainer.get(name)?.time ?? 0)) byContainer.set(name, { value, time });
    }
    const whole = byContainer.size === 0 || byContainer.has('') || [...measured].every((name) => byContainer.has(name));
    if (byContainer.size > 0 && whole) return [...byContainer.values()].reduce((sum, { value }) => sum + value, 0);
  }
  return undefined;
}

function containerName(prepared: Prepared): string {
  return resource(prepared, 'k8s.container.name') ?? '';
}

export function nameOf(scope: Scope, instance: number): string {
  return scope.instances[instance] ?? '';
}
