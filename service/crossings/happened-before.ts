/** What happened within 30 minutes before a crossing opened (RULES 12.5): said beside it, never as its cause. */
import { type AppFacts, type HourFacts, MINUTE_MS, type Observations, type SignalColumns } from '@/advisor/types';
import { formatNumber, withUnit } from '@/advisor/words/format';
import type { SignalId } from '@/catalogue/types';
import type { Happened } from './notes';

const SHORTLY_MS = 30 * MINUTE_MS;
/** Load of the last 10 minutes against the 20 before them: a fifth more or less is worth saying (judgement). */
const RECENT_MINUTES = 10;
const EARLIER_MINUTES = 20;
const LOAD_CHANGED = 1.2;

export interface Past {
  hourFacts: HourFacts[];
  observations: Observations;
  stepStates: AppFacts['stepStates'];
  /** What tells the app's load by the minute. */
  load?: () => Load;
}

type Load = { columns: SignalColumns; unit: string } | null;

/** Users where they are counted, else requests. */
export function loadOf(minutes: Map<SignalId, SignalColumns>): Load {
  const users = minutes.get('users.active');
  if (users?.recipe?.quality === 'measured') return { columns: users, unit: 'users' };
  const requests = minutes.get('requests.rate');
  return requests ? { columns: requests, unit: 'req/s' } : null;
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
    ...loadChange(past.load?.() ?? null, openedAt),
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

function loadChange(load: Load, openedAt: number): Happened[] {
  if (!load) return [];
  const turnAt = openedAt - RECENT_MINUTES * MINUTE_MS;
  const was = meanBetween(load.columns, turnAt - EARLIER_MINUTES * MINUTE_MS, turnAt);
  const is = meanBetween(load.columns, turnAt, openedAt);
  if (!(was > 0) || !(is > 0)) return [];
  const ratio = is / was;
  if (ratio < LOAD_CHANGED && ratio > 1 / LOAD_CHANGED) return [];
  const says = `${formatNumber(was)} → ${withUnit(formatNumber(is), load.unit)}`;
  return [{ kind: 'load', at: turnAt, says, withinMinutes: RECENT_MINUTES }];
}

/** NaN with less than half of the minutes known. */
function meanBetween({ startAt, value }: SignalColumns, fromAt: number, toAt: number): number {
  let sum = 0;
  let known = 0;
  for (let at = fromAt; at < toAt; at += MINUTE_MS) {
    const here = value[Math.floor((at - startAt) / MINUTE_MS)];
    if (here === undefined || Number.isNaN(here)) continue;
    sum += here;
    known++;
  }
  return known * 2 >= (toAt - fromAt) / MINUTE_MS ? sum / known : Number.NaN;
}
