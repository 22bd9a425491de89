/** The thresholds that hold in one phase: the phase's own before the roadmap's, the app's override before both. */
import type { EffectiveThreshold, ThresholdStatus } from '@/advisor/types';
import type { Threshold } from '@/catalogue/types';
import type { PhaseView } from '@/service/views/views';

export interface PhaseThreshold {
  threshold: EffectiveThreshold;
  /** How it stands now; null where it is not this phase's turn to be judged. */
  status: ThresholdStatus | null;
}

export function phaseThresholds(view: PhaseView): PhaseThreshold[] {
  const { advice, phase, roadmap } = view;
  const judged = advice?.thresholds ?? [];
  if (isLoadPhase(view) && judged.length > 0) return judged.map((status) => ({ threshold: status.threshold, status }));
  const own = phase.thresholds;
  const shared = roadmap.thresholds.filter((t) => !own.some((o) => o.id === t.id || o.signal === t.signal));
  return [...own.map((t) => effective(t, 'phase', view)), ...shared.map((t) => effective(t, 'roadmap', view))].map(
    (threshold) => ({
      threshold,
      // The same limit on the same signal is judged already, whatever phase it is listed in.
      status:
        judged.find((s) => s.threshold.signal === threshold.signal && s.threshold.limit === threshold.limit) ?? null,
    }),
  );
}

/** Load is in this phase; without a known load the architecture's phase stands in. */
export function isLoadPhase({ advice, phaseIndex }: PhaseView): boolean {
  const position = advice?.position;
  if (!position) return phaseIndex === 0;
  return phaseIndex === (position.code === 'position' ? position.loadPhase : position.architecturePhase);
}

function effective(threshold: Threshold, from: 'phase' | 'roadmap', { app, signals }: PhaseView): EffectiveThreshold {
  const override = app.overrides.find((o) => o.thresholdId === threshold.id);
  const definition = signals.find((s) => s.id === threshold.signal);
  const { ours, document, place } = threshold.source;
  return {
    id: threshold.id,
    signal: threshold.signal,
    limit: override?.limit ?? threshold.limit,
    worsens: definition?.worsens === 'down' ? 'down' : 'up',
    holdMinutes: override?.holdMinutes ?? threshold.holdMinutes,
    from: override ? 'app' : from,
    sourceText: override
      ? `this app’s own: ${override.reason}`
      : `${ours ? `ours: ${ours}; ` : ''}${document}, “${place}”`,
  };
}
