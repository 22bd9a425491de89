/** What is told of dates at a moment, were this day's forecast the first: by the functions that publish them. */
import { freshDates } from '../forecast/claims';
import { datesTold } from '../forecast/told';
import { dailyPeaks, loadSeries } from '../load/load';
import type { AdviseInput, DatesFinding, SignalHour } from '../types';
import { dayIn, startOf } from '../zone-days';

/** As service/evaluate/dates.ts reads. */
const HISTORY_DAYS = 761;

/** `hours`: all since the test began, longer than the advice reads. */
export function foresee(advise: AdviseInput, hours: Map<string, SignalHour[]>): DatesFinding {
  const { roadmap, timeZone: zone = 'UTC' } = advise.facts;
  const dayAt = dayIn(zone, advise.nowAt);
  const load = loadSeries({ ...advise, hours })?.hours ?? [];
  const peaks = dailyPeaks(load, startOf(zone, dayAt), { zone, daysKept: HISTORY_DAYS });
  const thresholds = [...roadmap.thresholds, ...roadmap.phases.flatMap((phase) => phase.thresholds)];
  return datesTold({
    fresh: freshDates({ advise, dayAt, peaks }),
    standing: new Map(),
    published: [],
    record: { cameTrue: 0, settled: 0, boundsHeld: 0, bounds: 0, open: 0 },
    phaseIds: roadmap.phases.map(({ id }) => id),
    signalOf: (thresholdId) => thresholds.find(({ id }) => id === thresholdId)?.signal ?? null,
  });
}
