/** Which limits hold for an app now, and when they were crossed (RULES 12). */
import type { CustomSignal, SignalDefinition, Threshold } from '@/catalogue/types';
import { filteredId } from '../signal-ids';
import {
  type AppFacts,
  type CrossingFacts,
  type EffectiveThreshold,
  MINUTE_MS,
  MinuteState,
  type SignalColumns,
  type ThresholdStatus,
} from '../types';
import { replayCrossings } from './crossings';
import { type Judge, judgeOf } from './judge';
import { WIDEST_MINUTES } from './verdict';

type Override = AppFacts['overrides'][number];

/**
 * The limits that hold, after precedence: the app's own override, then the phase of its load, then the
 * roadmap. A phase's limit on a signal stands for the roadmap's on the same signal. Without a load
 * phase (null) the roadmap's hold alone.
 */
export function effectiveThresholds(facts: AppFacts, loadPhase: number | null): EffectiveThreshold[] {
  const ofPhase = loadPhase === null ? [] : (facts.roadmap.phases[loadPhase]?.thresholds ?? []);
  const taken = new Set(ofPhase.flatMap((threshold) => [signalOf(threshold), threshold.id]));
  const ofRoadmap = facts.roadmap.thresholds.filter(
    (threshold) => !taken.has(signalOf(threshold)) && !taken.has(threshold.id),
  );
  const definitions = new Map(facts.signals.map((definition) => [definition.id, definition]));
  const overrides = new Map(facts.overrides.map((override) => [override.thresholdId, override]));
  const fromRoadmap = [
    ...ofPhase.map((threshold) => ({ threshold, from: 'phase' as const })),
    ...ofRoadmap.map((threshold) => ({ threshold, from: 'roadmap' as const })),
  ].map(({ threshold, from }) =>
    withOverride(threshold, from, overrides.get(threshold.id), definitions.get(signalOf(threshold))),
  );
  const named = new Set(fromRoadmap.map(({ signal }) => signal));
  const own = (facts.customSignals ?? []).flatMap((custom) => (named.has(custom.id) ? [] : ownThreshold(custom)));
  return [...fromRoadmap, ...own.map((threshold) => changed(threshold, overrides.get(threshold.id)))];
}

/** The id of the threshold that a signal of the team's own brings with it. */
export const ownThresholdId = (signal: string): string => `own-${signal}`;

function ownThreshold({ id, limit, holdMinutes, worsens }: CustomSignal): EffectiveThreshold[] {
  if (limit === null) return [];
  const sourceText = "this app's own, declared with the signal";
  const direction = worsens === 'down' ? 'down' : 'up';
  return [{ id: ownThresholdId(id), signal: id, limit, worsens: direction, holdMinutes, from: 'app', sourceText }];
}

function changed(threshold: EffectiveThreshold, override: Override | undefined): EffectiveThreshold {
  if (override === undefined) return threshold;
  return {
    ...threshold,
    limit: override.limit ?? threshold.limit,
    holdMinutes: override.holdMinutes ?? threshold.holdMinutes,
    ...(override.mutedUntil === null ? {} : { mutedUntil: override.mutedUntil }),
  };
}

const signalOf = ({ signal, where }: Threshold) => filteredId(signal, where);

function withOverride(
  threshold: Threshold,
  from: 'roadmap' | 'phase',
  override: Override | undefined,
  definition: SignalDefinition | undefined,
): EffectiveThreshold {
  const own = override !== undefined && (override.limit !== null || override.holdMinutes !== null);
  const { document, place, ours } = threshold.source;
  const says = `document ${document}, “${place}”`;
  const sourced = ours === undefined ? says : `ours: ${ours}; ${says}`;
  return {
    id: threshold.id,
    signal: signalOf(threshold),
    limit: override?.limit ?? threshold.limit,
    worsens: definition?.worsens === 'down' ? 'down' : 'up',
    holdMinutes: override?.holdMinutes ?? threshold.holdMinutes,
    from: own ? 'app' : from,
    sourceText: own ? `this app's own: ${override.reason.replace(/\.$/, '')}; instead of ${sourced}` : sourced,
    ...(override?.mutedUntil == null ? {} : { mutedUntil: override.mutedUntil }),
  };
}

export interface EvaluateInput {
  threshold: EffectiveThreshold;
  /** Undefined: the signal never had data. Must reach `lookBackMinutes` before `fromAt`, as far as stored. */
  columns: SignalColumns | undefined;
  /** Of the threshold's signal; its unit decides between ms and s. */
  definition?: SignalDefinition | undefined;
  /** Minutes in [fromAt, toAt) are judged anew; both on a minute. */
  fromAt: number;
  toAt: number;
  /** This threshold's crossings as stored. */
  earlier: CrossingFacts[];
}

export interface Evaluation {
  /** Takes the place of `earlier`: what ended before `fromAt` as it was, then what [fromAt, toAt) shows. */
  crossings: CrossingFacts[];
  /** As of the last judged minute. */
  status: ThresholdStatus;
}

/**
 * Judges a threshold minute by minute. Depends on the columns and on `earlier` alone: the whole range at
 * once, in pieces or again gives the same crossings.
 */
export function evaluate({ threshold, columns, definition, fromAt, toAt, earlier }: EvaluateInput): Evaluation {
  const judge = judgeOf(threshold, columns, definition);
  const from = Math.floor(fromAt / MINUTE_MS) * MINUTE_MS;
  const to = Math.floor(toAt / MINUTE_MS) * MINUTE_MS;
  const trustedFromAt =
    columns === undefined ? Number.POSITIVE_INFINITY : columns.startAt + lookBackMinutes(threshold) * MINUTE_MS;
  const crossings = replayCrossings({ threshold, judge, trustedFromAt, fromAt: from, toAt: to, earlier });
  const open = crossings.find(({ closedAt }) => closedAt === null);
  return { crossings, status: statusAt({ threshold, judge, columns, atAt: to - MINUTE_MS, open }) };
}

/**
 * Whether judging [fromAt, toAt) gives other openings or endings than `earlier` has: asked of the minutes that changed
 * since then, it is true exactly when judging everything again would be worth it. Counts of an open crossing move on
 * without it.
 */
export function hasTurned(input: EvaluateInput): boolean {
  return spans(evaluate(input).crossings, input.fromAt) !== spans(input.earlier, input.fromAt);
}

/** Beginnings and ends of the crossings that reach a time. */
function spans(crossings: readonly CrossingFacts[], fromAt: number): string {
  return crossings
    .filter(({ closedAt }) => closedAt === null || closedAt >= fromAt)
    .map(({ openedAt, closedAt }) => `${openedAt}-${closedAt}`)
    .sort()
    .join();
}

/** Minutes of columns before `fromAt` that judging may look at. */
export function lookBackMinutes(threshold: EffectiveThreshold): number {
  return Math.max(WIDEST_MINUTES, 2 * threshold.holdMinutes) + WIDEST_MINUTES;
}

interface StatusInput {
  threshold: EffectiveThreshold;
  judge: Judge;
  columns: SignalColumns | undefined;
  atAt: number;
  open: CrossingFacts | undefined;
}

/** The last minutes may not have arrived yet: the newest one with data speaks, within the grace time. */
function statusAt({ threshold, judge, columns, atAt, open }: StatusInput): ThresholdStatus {
  let verdict = judge.at(atAt);
  for (let back = 0; back < judge.graceMinutes; back++) {
    if (!judge.hasValue(atAt - back * MINUTE_MS)) continue;
    verdict = judge.at(atAt - back * MINUTE_MS);
    break;
  }
  if (open !== undefined) {
    return { code: 'crossed', threshold, value: Number.isNaN(verdict.value) ? null : verdict.value, crossing: open };
  }
  switch (verdict.data) {
    case 'known':
      return { code: 'clear', threshold, value: verdict.value };
    case 'no-data':
      return { code: 'no-data', threshold, lastAt: lastValueAt(columns, atAt) };
    case 'no-traffic':
      return { code: 'no-traffic', threshold };
    case 'too-few':
      return { code: 'too-few', threshold, have: verdict.have, need: verdict.need };
    case 'between-bounds':
      return { code: 'between-bounds', threshold, lowMs: verdict.lowMs, highMs: verdict.highMs };
  }
}

function lastValueAt(columns: SignalColumns | undefined, atAt: number): number | null {
  if (columns === undefined) return null;
  let minute = Math.min(columns.state.length - 1, Math.floor((atAt - columns.startAt) / MINUTE_MS));
  while (minute >= 0 && columns.state[minute] !== MinuteState.value) minute--;
  return minute < 0 ? (columns.recipe?.newestAt ?? null) : columns.startAt + minute * MINUTE_MS;
}
