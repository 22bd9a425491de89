/** What service reads of an app's signals, in the shape that the advisor takes. */

import type { SignalColumns, SignalHour } from '@/advisor/types';
import { DAY_MS, HOUR_MS, type HourFacts, MINUTE_MS, type Observations } from '@/advisor/types';
import type { SignalId } from '@/catalogue/types';
import { type Db, readSeen, type Seen } from '@/store/index';

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

interface Asked {
  id: number;
  /** The app's own window, if it has one. */
  evidenceWindowMinutes: number | null;
}

export async function readAppTelemetry(db: Db, app: Asked, nowAt: number): Promise<AppTelemetry> {
  const found = await readAppsTelemetry(db, [app], nowAt);
  return found.get(app.id) as AppTelemetry;
}

/** The same of several apps in one statement; every one of them is in the answer. */
export async function readAppsTelemetry(db: Db, apps: Asked[], nowAt: number): Promise<Map<number, AppTelemetry>> {
  const toAt = Math.floor(nowAt / MINUTE_MS) * MINUTE_MS;
  const seen = await readSeen(
    db,
    apps.map(({ id, evidenceWindowMinutes }) => ({
      appId: id,
      minutesFromAt: toAt - MINUTES_MS,
      observationsFromAt: toAt - Math.max(OBSERVATIONS_MS, (evidenceWindowMinutes ?? 0) * MINUTE_MS + 2 * HOUR_MS),
      toAt,
      hoursFromAt: toAt - HOURS_MS,
      hoursToAt: nowAt,
    })),
  );
  return new Map([...seen].map(([appId, each]) => [appId, telemetryOf(each)]));
}

function telemetryOf({ minutes, observations, hours }: Seen): AppTelemetry {
  const hourFacts = [...hours.facts].sort((a, b) => a.at - b.at);
  return {
    minutes,
    hours: hours.signals,
    hourFacts,
    observations,
    firstAt: firstOf(hours.signals),
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
