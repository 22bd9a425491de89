/** What an hour says of its instances beside their number: since when they run, and how many an autoscaler may start. */
import { at, attribute, type Prepared, resource } from './points';
import type { Scope } from './scope';

/** Seconds since 1970 at which the process began, as Prometheus's clients tell it. */
const START_SECONDS = 'process_start_time_seconds';
/** Counters of the host count since it was booted, whatever runs on it. */
const OF_THE_HOST = /^(system|host|k8s\.node)[._]/;
/** The k8s_cluster receiver's name, newer and older, and kube-state-metrics'. */
export const AUTOSCALER_MAXIMUM = [
  'k8s.hpa.pod.max',
  'k8s.hpa.max_pods',
  'kube_horizontalpodautoscaler_spec_max_replicas',
];

/**
 * When instances began, ms: what a process says itself, else the earliest start of its cumulative counters, each as
 * far as the hour's points tell.
 */
export function startsOf(scope: Scope): Map<number, number> {
  const starts = new Map<number, number>();
  const note = (instance: number, time: number) =>
    starts.set(instance, Math.min(starts.get(instance) ?? Number.POSITIVE_INFINITY, time));
  const { endAt } = scope;
  for (const [metric, series] of scope.own) {
    if (OF_THE_HOST.test(metric)) continue;
    for (const each of series) {
      if (metric !== START_SECONDS && each.series.temporality !== 2) continue;
      const { points } = each;
      let earliest = Number.POSITIVE_INFINITY;
      for (let i = 0; i < points.length; i++) {
        const time = at(points.time, i);
        if (time < scope.hourAt || time >= endAt) continue;
        if (metric === START_SECONDS) earliest = Math.min(earliest, at(points.value, i) * 1000);
        else if (at(points.start, i) > 0) earliest = Math.min(earliest, at(points.start, i));
      }
      if (earliest !== Number.POSITIVE_INFINITY) note(each.instance, earliest);
    }
  }
  return starts;
}

/** Mean time at which the hour's live instances began; nothing where one of them says none. */
export function startedAt<Key>(live: readonly Key[], starts: ReadonlyMap<Key, number>): { startedAt?: number } {
  const known = live.flatMap((instance) => starts.get(instance) ?? []);
  if (known.length === 0 || known.length < live.length) return {};
  return { startedAt: Math.round(known.reduce((a, b) => a + b, 0) / known.length) };
}

/** The most instances that the app's autoscaler starts; undefined where none, or more than one that may be meant. */
export function maxInstancesOf(scope: Scope): number | undefined {
  const deployments = new Set(
    [...scope.own.values()]
      .flat()
      .flatMap((each) => resource(each, 'k8s.deployment.name', 'k8s.statefulset.name') ?? []),
  );
  for (const metric of AUTOSCALER_MAXIMUM) {
    const all = scope.all.get(metric) ?? [];
    const named = all.filter((each) => namesOf(each).some((name) => deployments.has(name)));
    const meant = named.length > 0 ? named : all;
    if (new Set(meant.map((each) => namesOf(each).join('/'))).size !== 1) continue;
    const newest = meant.reduce((a, b) => (newestTime(b, scope) > newestTime(a, scope) ? b : a));
    const value = newest.points.value[indexOf(newest, scope)];
    if (value !== undefined && value >= 1) return value;
  }
  return undefined;
}

const namesOf = (each: Prepared): string[] =>
  [
    resource(each, 'k8s.hpa.scaletargetref.name'),
    resource(each, 'k8s.hpa.name'),
    attribute(each, 'horizontalpodautoscaler'),
  ].filter((name) => name !== undefined);

/** Index of the newest point before the hour's end. */
const indexOf = ({ points }: Prepared, { endAt }: Scope): number => points.time.findLastIndex((time) => time < endAt);

const newestTime = (each: Prepared, scope: Scope): number => each.points.time[indexOf(each, scope)] ?? 0;
