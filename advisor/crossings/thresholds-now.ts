/** The limits that hold at a moment, from the load alone: what the worker, a preview and a roadmap test judge by. */
import type { SignalId } from '@/catalogue/types';
import { dailyLoads, loadNow, loadSeries } from '../load/load';
import { findPosition } from '../load/position';
import type { AppFacts, EffectiveThreshold, HourFacts, SignalColumns, SignalHour } from '../types';
import { effectiveThresholds } from './thresholds';

export interface ThresholdsNowInput {
  facts: AppFacts;
  minutes: Map<SignalId, SignalColumns>;
  hours: Map<SignalId, SignalHour[]>;
  hourFacts: readonly HourFacts[];
  nowAt: number;
}

/** Thresholds of the phase that the load is in; without a position those of the roadmap alone. */
export function thresholdsNow({ nowAt, ...read }: ThresholdsNowInput): EffectiveThreshold[] {
  const { facts } = read;
  const series = loadSeries(read);
  const loads = dailyLoads(series?.unit === 'users' ? series.hours : [], nowAt, facts.timeZone);
  const position = findPosition({ facts, load: loadNow({ ...read, nowAt }, series), dailyLoads: loads, nowAt });
  return effectiveThresholds(facts, position.code === 'position' ? position.loadPhase : null);
}
