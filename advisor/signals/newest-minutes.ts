/**
 * An hour that goes on: its newest minutes, derived from its newest points alone, joined to the minutes that were
 * derived before. What comes out is bit by bit what all points give, or nothing: whatever of the newest points could
 * say something else of earlier minutes (a series that begins, ends, is silent or restarts, another interval or
 * source, a second environment or component) makes all points needed. Why that is enough: within SILENCE_MS behind
 * the points before, a steady series' new ones change minutes from REACH_MS before `newFrom` on and no others; what
 * holds for the hour as a whole is either decided by which series there are, or carried along, or compared.
 */
import { HOUR_MS, type HourFacts, MINUTE_MS, type Observations } from '../types';
import { heldMeasured, joinMeasured, type Measured, measuresOf } from './hour-measures';
import { maxInstancesOf, startedAt } from './instance-facts';
import { type Columns, joinMinutes, joinObservations, sameMinutes } from './join-minutes';
import { at, hasNoValue, hourGrid, type Prepared, type SeriesPoints } from './points';
import { byTime, liveOf, middleOf, type Presence, versionsSince } from './presence';
import { RECENT_POINTS, type Scope } from './scope';
import type { DeriveSettings } from './settings';

/** A steady series is silent for at most so long. */
const SILENCE_MS = 2 * MINUTE_MS;
const REACH_MS = SILENCE_MS;
/** A minute that is derived a second time, to be compared. */
const COMPARED_MS = MINUTE_MS;
/** From where the points are read to the first minute that they tell in full. */
const RUN_UP_MS = SILENCE_MS + MINUTE_MS;

/** The readings of an hour, or of its newest points. */
export interface HourRead extends Columns {
  scope: Scope;
  presence: Presence;
  measured: Measured;
}

/** What the next derivation has to know of all points so far, beside the hour itself. */
export interface Carry {
  /** Series with points, and the interval of each. */
  ids: Float64Array;
  intervals: Float64Array;
  /** By name of instance: since when it runs (ms). */
  starts: Map<string, number>;
  /** Names of instances that lived in the hour. */
  live: Set<string>;
  measured: Measured;
}

/** Columns and observations are written over by what goes on. */
export interface Before extends Columns {
  facts: HourFacts;
  carry: Carry;
}

export interface ContinueInput {
  hourAt: number;
  /** Points of [fromAt, hourAt + 1 h + LOOK_AHEAD_MS) of the wanted metrics. */
  points: SeriesPoints[];
  settings: DeriveSettings;
  knownMetrics?: string[];
  /** See windowOf. */
  fromAt: number;
  /** Points before it were all there when `before` was derived. */
  newFrom: number;
}

/** From when on (ms) points are needed to continue the hour; null where all of it is as quickly derived. */
export function windowOf(hourAt: number, newFrom: number): number | null {
  const keptTo = Math.min(newFrom - REACH_MS, hourAt + HOUR_MS);
  const fromAt = Math.floor((keptTo - COMPARED_MS - RUN_UP_MS) / MINUTE_MS) * MINUTE_MS;
  return fromAt + RUN_UP_MS < hourAt ? null : fromAt;
}

/** So many minutes behind the newest point nothing changes any more: a gauge holds for 5 at most. */
const STILL_MINUTES = 7;

/** The minutes of the hour that its newest points can change: how many, from which one on. Those behind them are as the last. */
export function gridOf({ hourAt, points, fromAt }: Pick<ContinueInput, 'hourAt' | 'points' | 'fromAt'>): {
  first: number;
  minutes: number;
} {
  const newestAt = points.reduce((newest, { points: { time, length } }) => Math.max(newest, time[length - 1] ?? 0), 0);
  const first = Math.max(0, Math.floor((fromAt - hourAt) / MINUTE_MS));
  const end = Math.min(hourGrid.minutes, Math.floor((newestAt - hourAt) / MINUTE_MS) + 1 + STILL_MINUTES);
  return { first, minutes: Math.max(1, end - first) };
}

export function carryOf({ scope, presence, measured }: Pick<HourRead, 'scope' | 'presence' | 'measured'>): Carry {
  const nameOf = (instance: number) => scope.instances[instance] ?? '';
  return {
    ids: Float64Array.from(scope.sent, (each) => each.series.id),
    intervals: Float64Array.from(scope.sent, (each) => each.intervalMs),
    starts: new Map([...presence.starts].map(([instance, time]) => [nameOf(instance), time])),
    live: new Set(liveOf(presence).map(nameOf)),
    measured: heldMeasured(measured),
  };
}

/** Whether the newest points can continue the hour, as far as is told without reading them. */
export function goesOn(before: Before, scope: Scope, fromAt: number): boolean {
  return sameScope(before, scope) && isSteady(scope.sent, fromAt) && sameIntervals(before.carry, scope.sent);
}

/** The whole hour, of what goes on; null: see above. */
export function joinHour(
  before: Before,
  read: HourRead,
  { hourAt, fromAt, newFrom, first }: ContinueInput & { first: number },
): (Columns & { facts: HourFacts; carry: Carry }) | null {
  const keptTo = Math.min(hourGrid.minutes, Math.floor((newFrom - REACH_MS - hourAt) / MINUTE_MS));
  const compareFrom = Math.ceil((fromAt + RUN_UP_MS - hourAt) / MINUTE_MS);
  if (first + read.presence.alive.length < keptTo) return null;
  const range = { from: compareFrom, keptTo, first };
  if (!sameMinutes(before, read, range)) return null;
  const measured = joinMeasured(before.carry.measured, read.measured, range);
  if (!measured) return null;
  const minutes = joinMinutes(before.minutes, read.minutes, range);
  const observations = joinObservations(before.observations, read.observations, range);
  return { minutes, observations, ...joinFacts(before, { ...read, measured }, observations) };
}

/** Which environment and component count is decided by more than the newest points where there are several. */
function sameScope({ facts }: Before, { environment, environments, settings, service, components }: Scope): boolean {
  const decided = settings.environment !== null || environment.name === 'production' || environments < 2;
  return (
    decided &&
    (settings.mainService !== null || components.length === 0) &&
    environment.name === facts.environment?.name &&
    service === facts.service &&
    components.join('\n') === (facts.components ?? []).join('\n')
  );
}

/** Every series goes on without a silence, a restart or anything that is no value. */
function isSteady(sent: Prepared[], fromAt: number): boolean {
  const shapes = new Map<string, Shape>();
  for (const each of sent) {
    const { points, series } = each;
    if (points.length < RECENT_POINTS || Number.isFinite(each.endsAt)) return false;
    let last = fromAt;
    const start = at(points.start, 0);
    const isHistogram = series.kind === 3 || series.kind === 4;
    for (let i = 0; i < points.length; i++) {
      const time = at(points.time, i);
      if (time - last > SILENCE_MS || hasNoValue(points, i)) return false;
      if (series.temporality === 2 && !Object.is(at(points.start, i), start)) return false;
      if (isHistogram ? !hasShape(shapes, each, i) : Number.isNaN(at(points.value, i))) return false;
      last = time;
    }
  }
  return true;
}

interface Shape {
  unit: string;
  scale: number | undefined;
  bounds: Float64Array | undefined;
}

/** All histograms of a metric have the same buckets. */
function hasShape(shapes: Map<string, Shape>, { series, points }: Prepared, index: number): boolean {
  const histogram = points.histograms[index];
  if (!histogram) return false;
  const { bounds, exponential } = histogram;
  const known = shapes.get(series.metric);
  if (!known) {
    shapes.set(series.metric, { unit: series.unit, scale: exponential?.scale, bounds });
    return true;
  }
  if (known.unit !== series.unit || known.scale !== exponential?.scale) return false;
  if (known.bounds === bounds) return true;
  return known.bounds !== undefined && bounds !== undefined && equal(known.bounds, bounds);
}

function sameIntervals({ ids, intervals }: Carry, sent: Prepared[]): boolean {
  return (
    ids.length === sent.length &&
    sent.every(({ series, intervalMs }, i) => series.id === ids[i] && intervalMs === intervals[i])
  );
}

function equal(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

/** The hour's facts, from what was known and what the newest points add. */
function joinFacts(
  before: Before,
  { scope, presence, measured }: Pick<HourRead, 'scope' | 'presence' | 'measured'>,
  { columns }: Observations,
): { facts: HourFacts; carry: Carry } {
  const now = carryOf({ scope, presence, measured });
  const starts = new Map(before.carry.starts);
  for (const [name, time] of now.starts) starts.set(name, Math.min(starts.get(name) ?? time, time));
  const live = new Set([...before.carry.live, ...now.live]);
  // In the order of the series, as ever: what is added up depends on it.
  const names = [...presence.instances.keys()].map((instance) => scope.instances[instance] ?? '');
  const alive = (columns.instances ?? new Float64Array(0)).filter((count) => !Number.isNaN(count));
  const newestAt = Math.max(before.facts.newestAt ?? Number.NEGATIVE_INFINITY, presence.newestAt);
  const maxInstances = maxInstancesOf(scope);
  const since = new Map(before.facts.deployments?.map(({ at, version }) => [version, at]));
  for (const { at, version } of versionsSince(scope)) since.set(version, Math.min(since.get(version) ?? at, at));
  const deployments = [...since].map(([version, time]) => ({ at: time, version })).sort(byTime);
  return {
    facts: {
      at: before.facts.at,
      instancesMedian: middleOf([...alive]),
      versions: deployments.map(({ version }) => version).sort(),
      deployments,
      ...(Number.isFinite(newestAt) ? { newestAt } : {}),
      ...startedAt(
        names.filter((name) => live.has(name)),
        starts,
      ),
      ...(maxInstances === undefined ? {} : { maxInstances }),
      environment: { ...scope.environment, said: scope.environment.said || before.facts.environment?.said === true },
      service: scope.service,
      components: scope.components,
      ...measuresOf(measured),
    },
    carry: { ...now, starts, live },
  };
}
