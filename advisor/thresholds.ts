/** Which limits hold for an app now, and when they were crossed (RULES 12). */
import type { SignalDefinition, Threshold } from '@/catalogue/types';
import type { AppFacts, CrossingFacts, EffectiveThreshold, SignalColumns, ThresholdStatus } from './types';

type Override = AppFacts['overrides'][number];

/**
 * The limits that hold, after precedence: the app's own override, then the phase of its load, then the
 * roadmap. A phase's limit on a signal stands for the roadmap's on the same signal. Without a load
 * phase (null) the roadmap's hold alone.
 */
export function effectiveThresholds(facts: AppFacts, loadPhase: number | null): EffectiveThreshold[] {
  const ofPhase = loadPhase === null ? [] : (facts.roadmap.phases[loadPhase]?.thresholds ?? []);
  const taken = new Set(ofPhase.flatMap((threshold) => [threshold.signal, threshold.id]));
  const ofRoadmap = facts.roadmap.thresholds.filter(({ signal, id }) => !taken.has(signal) && !taken.has(id));
  const definitions = new Map(facts.signals.map((definition) => [definition.id, definition]));
  const overrides = new Map(facts.overrides.map((override) => [override.thresholdId, override]));
  return [
    ...ofPhase.map((threshold) => ({ threshold, from: 'phase' as const })),
    ...ofRoadmap.map((threshold) => ({ threshold, from: 'roadmap' as const })),
  ].map(({ threshold, from }) =>
    withOverride(threshold, from, overrides.get(threshold.id), definitions.get(threshold.signal)),
  );
}

function withOverride(
  threshold: Threshold,
  from: 'roadmap' | 'phase',
  override: Override | undefined,
  definition: SignalDefinition | undefined,
): EffectiveThreshold {
  const own = override !== undefined && (override.limit !== null || override.holdMinutes !== null);
  const { document, place, ours } = threshold.source;
  const sourced = ours === undefined ? `${document}, “${place}”` : `ours: ${ours}; ${document}, “${place}”`;
  return {
    id: threshold.id,
    signal: threshold.signal,
    limit: override?.limit ?? threshold.limit,
    worsens: definition?.worsens === 'down' ? 'down' : 'up',
    holdMinutes: override?.holdMinutes ?? threshold.holdMinutes,
    from: own ? 'app' : from,
    sourceText: own ? `this app's own: ${override.reason}; instead of ${sourced}` : sourced,
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

/** Judges a threshold minute by minute. (The judging follows; signatures first.) */
export function evaluate({ threshold, earlier }: EvaluateInput): Evaluation {
  return { crossings: earlier, status: { code: 'no-data', threshold, lastAt: null } };
}

/** Minutes of columns before `fromAt` that judging may look at. */
export function lookBackMinutes(threshold: EffectiveThreshold): number {
  return Math.max(60, 2 * threshold.holdMinutes) + 60;
}
