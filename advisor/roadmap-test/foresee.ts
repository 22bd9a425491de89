/** What is told of dates at a moment, were this day's forecast the first: by the functions that publish them. */
import { freshDates } from '../forecast/claims';
import { datesTold } from '../forecast/told';
import { dailyPeaks, dayOf, loadSeries } from '../load/load';
import type { AdviseInput, DatesFinding, SignalHour } from '../types';

/** As service/evaluate/dates.ts reads. */
const HISTORY_DAYS = 400;

/** `hours`: all since the test began, longer than the advice reads. */
export function foresee(advise: AdviseInput, hours: Map<string, SignalHour[]>): DatesFinding {
  const { roadmap } = advise.facts;
  const dayAt = dayOf(advise.nowAt);
  const peaks = dailyPeaks(loadSeries({ ...advise, hours })?.hours ?? [], dayAt, { daysKept: HISTORY_DAYS });
  const thresholds = [...roadmap.thresholds, ...roadmap.phases.flatMap((phase) => phase.thresholds)];
  return datesTold({
    fresh: freshDates({ advise, dayAt, peaks }),
    standing: new Map(),
    ofFirst: [],
    record: { cameTrue: 0, settled: 0, boundsHeld: 0, bounds: 0, open: 0 },
    phaseIds: roadmap.phases.map(({ id }) => id),
    signalOf: (thresholdId) => thresholds.find(({ id }) => id === thresholdId)?.signal ?? null,
  });
}
