/** What service reads of an app's signals, in the shape that the advisor takes. */

import type { SignalColumns, SignalHour } from '@/advisor/types';
import { DAY_MS, HOUR_MS, type HourFacts, MINUTE_MS, type Observations } from '@/advisor/types';
import type { SignalId } from '@/catalogue/types';
import { type Db, readObservations, readSignalHours, readSignals } from '@/store/index';

/** The advisor wants 26 hours of minutes; judging looks back up to 4 hours more. */
const MINUTES_MS = 30 * HOUR_MS;
const HOURS_MS = 84 * DAY_MS;
const OBSERVATIONS_MS = 26 * HOUR_MS;

export interface AppTelemetry {
  minutes: Map<SignalId, SignalColumns>;
  hours: Map<SignalId, SignalHour[]>;
  hourFacts: HourFacts[];
  observations: Observations;
  firstAt: number | null;
  newestAt: number | null;
  environment: { name: string; said: boolean } | null;
}

/** @param evidenceWindowMinutes the app's own window, if it has one. */
export async function readAppTelemetry(
  db: Db,
  app: { id: number; evidenceWindowMinutes: number | null },
  nowAt: number,
): Promise<AppTelemetry> {
  const toAt = Math.floor(nowAt / MINUTE_MS) * MINUTE_MS;
  const observedMs = Math.max(OBSERVATIONS_MS, (app.evidenceWindowMinutes ?? 0) * MINUTE_MS + 2 * HOUR_MS);
  const [minutes, hourly, observations] = await Promise.all([
    readSignals(db, app.id, 'all', toAt - MINUTES_MS, toAt),
    readSignalHours(db, app.id, toAt - HOURS_MS, nowAt),
    readObservations(db, app.id, toAt - observedMs, toAt),
  ]);
  const hourFacts = [...hourly.facts].sort((a, b) => a.at - b.at);
  return {
    minutes,
    hours: hourly.signals,
    hourFacts,
    observations,
    firstAt: firstOf(hourly.signals),
    newestAt: newestOf(hourFacts, minutes),
    environment: hourFacts.findLast((hour) => hour.environment !== undefined)?.environment ?? null,
  };
}

function firstOf(hours: Map<SignalId, SignalHour[]>): number | null {
  let first = Number.POSITIVE_INFINITY;
  for (const rows of hours.values()) for (const { at } of rows) first = Math.min(first, at);
  return Number.isFinite(first) ? first : null;
}

/** The newest point of the app, as its hours say; else the newest one behind a signal. */
function newestOf(hourFacts: HourFacts[], minutes: Map<SignalId, SignalColumns>): number | null {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { newestAt } of hourFacts) newest = Math.max(newest, newestAt ?? newest);
  for (const { recipe } of minutes.values()) newest = Math.max(newest, recipe?.newestAt ?? newest);
  return Number.isFinite(newest) ? newest : null;
}
