/** The limits that hold at a moment, from the load alone: what the worker, a preview and a roadmap test judge by. */
import type { SignalId } from '@/catalogue/types';
import { dailyLoads, findLoad, loadSeries } from './load';
import { findPosition } from './position';
import { effectiveThresholds } from './thresholds';
import type { AppFacts, EffectiveThreshold, SignalColumns, SignalHour } from './types';

export interface ThresholdsNowInput {
  facts: AppFacts;
  minutes: Map<SignalId, SignalColumns>;
  hours: Map<SignalId, SignalHour[]>;
  nowAt: number;
}

/** Thresholds of the phase that the load is in; without a position those of the roadmap alone. */
export function thresholdsNow({ facts, minutes, hours, nowAt }: ThresholdsNowInput): EffectiveThreshold[] {
  const series = loadSeries({ facts, minutes, hours });
  const loads = dailyLoads(series?.unit === 'users' ? series.hours : [], nowAt);
  const position = findPosition({ facts, load: findLoad({ facts, nowAt, minutes, hours }), dailyLoads: loads, nowAt });
  return effectiveThresholds(facts, position.code === 'position' ? position.loadPhase : null);
}
