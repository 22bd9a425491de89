/** Who was there: live instances a minute, versions, and minutes in which anything of the app arrived. */
import { type HourFacts, MINUTE_MS } from '../types';
import { maxInstancesOf, startedAt, startsOf } from './instance-facts';
import { at, hourGrid, type Prepared, resource } from './points';
import type { Scope } from './scope';

export interface Presence {
  /** 1 where any series of the main component reported. */
  alive: Uint8Array;
  /** Minutes of each live instance of the main component, by index into Scope.instances. */
  instances: Map<number, Uint8Array>;
  newestAt: number;
  /** When each instance began, as far as the hour's points tell (ms). */
  starts: Map<number, number>;
}

export function presenceOf(scope: Scope): Presence {
  const alive = new Uint8Array(hourGrid.minutes);
  const instances = new Map<number, Uint8Array>();
  const { endAt } = scope;
  let newestAt = Number.NEGATIVE_INFINITY;
  for (const series of scope.own.values()) {
    for (const each of series) {
      let mine = instances.get(each.instance);
      if (!mine) {
        mine = new Uint8Array(hourGrid.minutes);
        instances.set(each.instance, mine);
      }
      markMinutes(each, scope.hourAt, mine);
      for (let i = each.points.length - 1; i >= 0; i--) {
        const time = at(each.points.time, i);
        if (time >= endAt) continue;
        newestAt = Math.max(newestAt, time);
        break;
      }
    }
  }
  for (const mine of instances.values()) for (let m = 0; m < hourGrid.minutes; m++) if (mine[m] === 1) alive[m] = 1;
  return { alive, instances, newestAt, starts: startsOf(scope) };
}

/** Minutes with a point, and those between two points no further apart than two intervals. */
function markMinutes({ points, intervalMs }: Prepared, hourAt: number, minutes: Uint8Array): void {
  const minuteOf = (time: number) => Math.floor((time - hourAt) / 60_000);
  for (let i = 0; i < points.length; i++) {
    const first = minuteOf(at(points.time, i));
    const next = i + 1 < points.length ? at(points.time, i + 1) : Number.POSITIVE_INFINITY;
    const final = next - at(points.time, i) <= 2 * intervalMs ? minuteOf(next) : first;
    for (let m = Math.max(0, first); m <= Math.min(hourGrid.minutes - 1, final); m++) minutes[m] = 1;
  }
}

export function factsOf(scope: Scope, presence: Presence): HourFacts {
  const counts: number[] = [];
  for (let m = 0; m < hourGrid.minutes; m++) {
    if (presence.alive[m] === 1) counts.push(liveAt(presence, m));
  }
  const deployments = versionsSince(scope);
  const most = maxInstancesOf(scope);
  return {
    at: scope.hourAt,
    instancesMedian: middleOf(counts),
    versions: deployments.map(({ version }) => version).sort(),
    deployments,
    ...(Number.isFinite(presence.newestAt) ? { newestAt: presence.newestAt } : {}),
    ...startedAt(liveOf(presence), presence.starts),
    ...(most === undefined ? {} : { maxInstances: most }),
    environment: scope.environment,
    service: scope.service,
    components: scope.components,
  };
}

/** The (upper) middle of the minutes' numbers of instances. */
export function middleOf(counts: number[]): number {
  return counts.sort((a, b) => a - b)[counts.length >> 1] ?? 0;
}

/** Instances that lived in any minute of the hour. */
export function liveOf({ instances }: Presence): number[] {
  return [...instances].filter(([, minutes]) => minutes.includes(1)).map(([instance]) => instance);
}

/**
 * When each version was first seen within the hour, oldest first. Points that were read around the hour
 * belong to its neighbours.
 */
export function versionsSince(scope: Scope): { at: number; version: string }[] {
  const since = new Map<string, number>();
  for (const each of [...scope.own.values()].flat()) {
    const version = resource(each, 'service.version');
    const first = each.points.time.find((time) => time >= scope.hourAt);
    if (version === undefined || first === undefined || first >= scope.endAt) continue;
    since.set(version, Math.min(since.get(version) ?? first, first));
  }
  return [...since].map(([version, time]) => ({ at: Math.floor(time / MINUTE_MS) * MINUTE_MS, version })).sort(byTime);
}

export const byTime = (a: { at: number; version: string }, b: { at: number; version: string }): number =>
  a.at - b.at || (a.version < b.version ? -1 : 1);

export function liveAt(presence: Presence, minute: number): number {
  let live = 0;
  for (const mine of presence.instances.values()) live += mine[minute] as number;
  return live;
}
