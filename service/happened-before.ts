/** What happened within 30 minutes before a crossing opened (RULES 12.5): said beside it, never as its cause. */
import { type AppFacts, type HourFacts, MINUTE_MS, type Observations } from '@/advisor/types';
import type { Happened } from './crossings';

const SHORTLY_MS = 30 * MINUTE_MS;

export interface Past {
  hourFacts: HourFacts[];
  observations: Observations;
  stepStates: AppFacts['stepStates'];
}

export function happenedBefore(past: Past, openedAt: number): Happened[] {
  const fromAt = openedAt - SHORTLY_MS;
  const within = (at: number) => at >= fromAt && at <= openedAt;
  return [
    // Where only the hour is known in which a version first appears, that hour has to touch the half hour.
    ...deployments(past.hourFacts)
      .filter(({ at, withinMinutes }) => at <= openedAt && at + (withinMinutes - 1) * MINUTE_MS >= fromAt)
      .map(({ at, version, withinMinutes }) => ({ kind: 'deployment' as const, at, says: version, withinMinutes })),
    ...instanceChanges(past.observations, fromAt, openedAt),
    ...past.stepStates
      .filter(({ at, status }) => status === 'done' && within(at))
      .map(({ at, stepId }) => ({ kind: 'step' as const, at, says: stepId, withinMinutes: 1 })),
  ].sort((a, b) => a.at - b.at);
}

/**
 * When a service.version appears that the hour before did not have: the minute, or for hours of older
 * releases the hour. The first hour is no deployment.
 */
export function deployments(hourFacts: HourFacts[]): { at: number; version: string; withinMinutes: number }[] {
  const found: { at: number; version: string; withinMinutes: number }[] = [];
  let before: Set<string> | null = null;
  for (const { at, versions, deployments: since } of hourFacts) {
    if (versions.length === 0) continue;
    for (const version of versions) {
      if (!before || before.has(version)) continue;
      const minute = since?.find((seen) => seen.version === version)?.at;
      found.push({ at: minute ?? at, version, withinMinutes: minute === undefined ? 60 : 1 });
    }
    before = new Set(versions);
  }
  return found;
}

function instanceChanges({ startAt, columns }: Observations, fromAt: number, toAt: number): Happened[] {
  const instances = columns.instances;
  if (!instances) return [];
  const found: Happened[] = [];
  const first = Math.max(1, Math.ceil((fromAt - startAt) / MINUTE_MS));
  for (let minute = first; minute < instances.length && startAt + minute * MINUTE_MS <= toAt; minute++) {
    const [was, is] = [instances[minute - 1], instances[minute]];
    if (was === undefined || is === undefined || Number.isNaN(was) || Number.isNaN(is) || was === is) continue;
    found.push({ kind: 'instances', at: startAt + minute * MINUTE_MS, says: `${was} → ${is}`, withinMinutes: 1 });
  }
  return found;
}
