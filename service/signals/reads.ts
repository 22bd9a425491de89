/** What service reads of an app's signals, in the shape that the advisor takes. */

import { withDisks } from '@/advisor/storage/seen';
import type { SignalColumns, SignalHour } from '@/advisor/types';
import { DAY_MS, HOUR_MS, type HourFacts, MINUTE_MS, type Observations } from '@/advisor/types';
import type { SignalId } from '@/catalogue/types';
import { type Db, readSeen, type Seen, writeDays } from '@/store/index';

/** The advisor wants 26 hours of minutes; judging looks back up to 4 hours more. */
const MINUTES_MS = 30 * HOUR_MS;
/** As far back as most limits are judged from; what needs more is read again. */
const NEWEST_MS = 5 * HOUR_MS;
const HOURS_MS = 84 * DAY_MS;
/** Before these days load and bytes alone are of interest: fits look back two weeks, savings four. */
const WHOLE_MS = 31 * DAY_MS;
const OBSERVATIONS_MS = 26 * HOUR_MS;

export interface AppTelemetry {
  minutes: Map<SignalId, SignalColumns>;
  /** The last hours of them, with what limits are judged by (buckets, worst instances). */
  judged: Map<SignalId, SignalColumns>;
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

/** The same of several apps together; every one of them is in the answer. Days that closed are kept for the next time. */
export async function readAppsTelemetry(db: Db, apps: Asked[], nowAt: number): Promise<Map<number, AppTelemetry>> {
  const toAt = Math.floor(nowAt / MINUTE_MS) * MINUTE_MS;
  const dayOf = (at: number) => Math.floor(at / DAY_MS) * DAY_MS;
  const { seen, closed } = await readSeen(
    db,
    apps.map(({ id, evidenceWindowMinutes }) => ({
      appId: id,
      minutesFromAt: toAt - MINUTES_MS,
      newestFromAt: Math.floor((toAt - NEWEST_MS) / HOUR_MS) * HOUR_MS,
      observationsFromAt: toAt - Math.max(OBSERVATIONS_MS, (evidenceWindowMinutes ?? 0) * MINUTE_MS + 2 * HOUR_MS),
      toAt,
      hoursFromAt: dayOf(toAt - HOURS_MS),
      wholeFromAt: dayOf(toAt - WHOLE_MS),
      hoursToAt: nowAt,
    })),
  );
  await writeDays(db, closed);
  return new Map([...seen].map(([appId, each]) => [appId, telemetryOf(each, nowAt)]));
}

function telemetryOf({ minutes, newest, observations, hours }: Seen, nowAt: number): AppTelemetry {
  const hourFacts = [...hours.facts].sort((a, b) => a.at - b.at);
  return {
    minutes,
    judged: newest,
    hours: hours.signals,
    hourFacts,
    observations: withDisks(observations, { hours: hours.signals, hourFacts, nowAt }),
    firstAt: hours.firstAt,
    newestAt: newestOf(hourFacts, minutes),
    environment: hourFacts.findLast((hour) => hour.environment !== undefined)?.environment ?? null,
  };
}

/** The newest point of the app, as its hours say; else the newest one behind a signal. */
function newestOf(hourFacts: HourFacts[], minutes: Map<SignalId, SignalColumns>): number | null {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { newestAt } of hourFacts) newest = Math.max(newest, newestAt ?? newest);
  for (const { recipe } of minutes.values()) newest = Math.max(newest, recipe?.newestAt ?? newest);
  return Number.isFinite(newest) ? newest : null;
}
