/** memory.used: bytes in use against the memory an instance may take; the worst instance counts. */
import type { SignalColumns } from '../types';
import { limitOf, nameOf } from './cpu';
import { summed } from './levels';
import { at, attribute, hourGrid, type Prepared, resource } from './points';
import { byInstance, resourceColumns, type Unit } from './resources';
import { type Scope, seriesOf } from './scope';

const CONTAINER_LIMITS = [
  'k8s.container.memory.limit.current',
  'k8s.container.memory.limit.desired',
  'k8s.container.memory.limit',
  'k8s.container.memory_limit',
  'container.memory.usage.limit',
];

/** The agent's names, its older ones, and Micrometer's. */
const JVM = [
  { used: 'jvm.memory.used', limit: 'jvm.memory.limit' },
  { used: 'jvm.memory.used', limit: 'jvm.memory.max' },
  { used: 'process.runtime.jvm.memory.usage', limit: 'process.runtime.jvm.memory.limit' },
  // client_java before 0.17 and jmx_exporter before 1.0.
  { used: 'jvm_memory_bytes_used', limit: 'jvm_memory_bytes_max' },
];

/** Metric of what the heap's parts hold after the last collection, as the Java agent tells it. */
export const AFTER_COLLECTION = 'jvm.memory.used_after_last_gc';

export interface Memory {
  columns: SignalColumns;
  units: Unit[];
  /** Of each unit, what is left after the last collection, where the runtime says so. */
  afterCollection: (Float64Array | undefined)[];
}

export function readMemory(scope: Scope): Memory | null {
  return container(scope) ?? jvm(scope) ?? nodeHeap(scope) ?? process(scope) ?? goLimit(scope) ?? host(scope);
}

function container(scope: Scope): Memory | null {
  for (const metric of ['container.memory.working_set', 'k8s.pod.memory.working_set', 'container.memory.usage.total']) {
    const units = unitsOf(scope, seriesOf(scope, metric), (series) => {
      return (
        limitOf(scope, series, CONTAINER_LIMITS) ?? scope.settings.deployment.perInstance?.memoryBytes ?? Number.NaN
      );
    });
    const found = used(scope, units, `${metric} ÷ the container's limit`);
    if (found) return found;
  }
  return null;
}

/** The heap. A part without a limit of its own (−1 where Micrometer tells it) shares the others'. */
function jvm(scope: Scope): Memory | null {
  const heap = (each: Prepared) => (attribute(each, 'jvm.memory.type', 'area', 'type') ?? 'heap') === 'heap';
  const limited = (each: Prepared) => at(each.points.value, each.points.length - 1) > 0;
  const names = JVM.find(({ used, limit }) => [used, limit].every((metric) => seriesOf(scope, metric).length > 0));
  const { used: inUse, limit } = names ?? { used: 'jvm.memory.used', limit: 'jvm.memory.limit' };
  const limits = seriesOf(scope, limit).filter((each) => heap(each) && limited(each));
  const units = unitsOf(scope, seriesOf(scope, inUse).filter(heap), (series) => {
    const mine = limits.filter((each) => each.instance === series[0]?.instance);
    return mine.length > 0 ? summed(scope.hourAt, mine).mean : Number.NaN;
  });
  const found = used(scope, units, `${inUse} ÷ ${limit} (heap)`);
  const left = byInstance(seriesOf(scope, AFTER_COLLECTION).filter(heap));
  return (
    found && {
      ...found,
      afterCollection: units.map(({ series }) => {
        const mine = left.get(series[0]?.instance ?? -1);
        return mine && summed(scope.hourAt, mine).mean;
      }),
    }
  );
}

/** Only against the limit that the deployment states: what V8 reports as its limit is what it has allocated. */
function nodeHeap(scope: Scope): Memory | null {
  const limit = scope.settings.deployment.perInstance?.heapLimitBytes;
  if (limit === undefined) return null;
  for (const metric of ['v8js.memory.heap.used', 'nodejs_heap_size_used_bytes']) {
    const units = unitsOf(scope, seriesOf(scope, metric), () => limit);
    const found = used(scope, units, `${metric} ÷ the heap limit of the deployment`);
    if (found) return found;
  }
  return null;
}

function process(scope: Scope): Memory | null {
  for (const metric of PROCESS) {
    const series = seriesOf(scope, metric).filter((each) => (attribute(each, 'type') ?? 'rss') === 'rss');
    if (series.length === 0) continue;
    const stated = scope.settings.deployment.perInstance?.memoryBytes;
    const limited = (mine: Prepared[]) => stated ?? limitOf(scope, mine, CONTAINER_LIMITS);
    const fromHost = limited(series) === undefined;
    const units = unitsOf(scope, series, (mine) => limited(mine) ?? hostMemory(scope, mine));
    const contained = series.some((each) => resource(each, 'container.id', 'k8s.pod.uid') !== undefined);
    const note = fromHost
      ? contained
        ? "capacity is the host's, not yours: no headroom from it"
        : "capacity is the host's memory"
      : undefined;
    const found = used(
      scope,
      units,
      `${metric} ÷ ${fromHost ? "the host's memory" : 'the memory of an instance'}`,
      note,
    );
    if (found) return found;
  }
  return null;
}

const PROCESS = [
  'process.memory.usage',
  'dotnet.process.memory.working_set',
  'process.runtime.cpython.memory',
  'process_resident_memory_bytes',
];

/** Go's own accounts, against the limit that GOMEMLIMIT sets; without one there is no capacity. */
function goLimit(scope: Scope): Memory | null {
  const limits = ['go.memory.limit', 'go.memory.soft_limit'];
  const units = unitsOf(
    scope,
    seriesOf(scope, 'go.memory.used'),
    (series) => scope.settings.deployment.perInstance?.memoryBytes ?? limitOf(scope, series, limits) ?? Number.NaN,
  );
  return used(scope, units, 'go.memory.used ÷ the memory of an instance, else go.memory.limit');
}

function host(scope: Scope): Memory | null {
  const inUse = seriesOf(scope, 'system.memory.usage').filter((each) => stateOf(each) === 'used');
  const units = unitsOf(scope, inUse, (series) => hostMemory(scope, series));
  return used(
    scope,
    units,
    'system.memory.usage (used) ÷ all of the host',
    "the host's, not the app's alone: no headroom from it",
  );
}

function stateOf(each: Prepared): string | undefined {
  return attribute(each, 'system.memory.state', 'state');
}

/** All states of the host's memory together, or its stated limit. */
function hostMemory(scope: Scope, series: Prepared[]): number | Float64Array {
  const mine = (metric: string) =>
    (scope.all.get(metric) ?? []).filter((each) => series.some(({ instance }) => instance === each.instance));
  const limit = mine('system.memory.limit');
  if (limit.length > 0) return summed(scope.hourAt, limit.slice(0, 1)).mean;
  const states = mine('system.memory.usage');
  return states.length > 1 ? summed(scope.hourAt, states).mean : Number.NaN;
}

function unitsOf(scope: Scope, series: Prepared[], capacity: (series: Prepared[]) => number | Float64Array): Unit[] {
  return [...byInstance(series)].map(([instance, mine]) => ({
    name: nameOf(scope, instance),
    demand: summed(scope.hourAt, mine).mean,
    capacity: capacity(mine),
    series: mine,
  }));
}

function used(scope: Scope, units: Unit[], recipe: string, note?: string): Memory | null {
  for (const unit of units) holdCapacity(unit);
  const said = note ? { note } : {};
  const columns = resourceColumns({ signal: 'memory.used', scope, units, merge: 'worst', recipe, ...said });
  return columns && { columns, units, afterCollection: [] };
}

/** A capacity changes rarely: minutes that miss its point have the last one known. */
function holdCapacity({ capacity }: Unit): void {
  if (typeof capacity === 'number') return;
  let last = capacity.find((value) => !Number.isNaN(value)) ?? Number.NaN;
  for (let m = 0; m < hourGrid.minutes; m++) {
    if (Number.isNaN(at(capacity, m))) capacity[m] = last;
    else last = at(capacity, m);
  }
}
