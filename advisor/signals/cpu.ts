/** cpu.used: cores busy against usable cores. */
import type { SignalColumns } from '../types';
import { columnsFrom } from './columns';
import { counted } from './counts';
import { summed } from './levels';
import { at, attribute, type Prepared, resource } from './points';
import { byInstance, resourceColumns, type Unit } from './resources';
import { type Scope, seriesOf } from './scope';

const LIMITS = [
  'k8s.container.cpu.limit.current',
  'k8s.container.cpu.limit.desired',
  'k8s.container.cpu.limit',
  'k8s.container.cpu_limit',
  'container.cpu.limit',
];
/** The runtime's instrumentation, and prom-client: worked out by the process between two exports, in seconds. */
export const LOOP_DELAYS = ['nodejs.eventloop.delay.p99', 'nodejs_eventloop_lag_p99_seconds'];
/** Metrics that only a runtime with one thread sends. */
export const EVENT_LOOPS = ['nodejs.eventloop.utilization', 'nodejs.eventloop.time', ...LOOP_DELAYS];
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
  { metric: 'process_cpu_seconds_total', recipe: 'process_cpu_seconds_total (counter, s)', demand: busySeconds },
  {
    metric: 'system.cpu.time',
    recipe: 'system.cpu.time (counter, s, not idle)',
    demand: (scope, series) => busySeconds(scope, series.filter(isBusy)),
    note: HOSTS_OWN,
    host: true,
  },
  {
    metric: 'system.cpu.utilization',
    recipe: 'system.cpu.utilization (gauge, not idle)',
    demand: (scope, series) => times(scope, series.filter(isBusy), eachCore),
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
  const share = RECIPES.find(
    ({ metric, host }) => !host && /utilization|usage$/.test(metric) && seriesOf(scope, metric).length > 0,
  );
  if (share === undefined) return null;
  const note = 'state the cores of an instance in the deployment';
  return columnsFrom({ signal: 'cpu.used', scope, series: seriesOf(scope, share.metric), recipe: share.recipe, note });
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
  'process.cpu.count',
  'go.processor.limit',
  'system.cpu.logical.count',
  'system.cpu.count',
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
      const number = coreOf(each);
      if (number !== undefined) numbers.add(number);
    }
  }
  return numbers.size > 0 ? numbers.size : Number.NaN;
}

/** Shares of single cores add up to cores; one of the whole host is a share of all. */
function eachCore(scope: Scope, series: Prepared[]): number {
  return series.some((each) => coreOf(each) !== undefined) ? 1 : hostCores(scope, series);
}

function coreOf(each: Prepared): string | undefined {
  return attribute(each, 'cpu.logical_number', 'system.cpu.logical_number', 'cpu');
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
