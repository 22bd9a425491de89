/**
 * Users that are estimated from requests (RULES 4.1, 4.2), and how measured users compare with what the owner's
 * ratio made of requests, once they arrive (4.4).
 */
import { largest, median, nearestRank, smallest } from '../math';
import { DAY_MS, HOUR_MS, type HourFacts, type RatioFinding, type SignalHour } from '../types';

/** Both run side by side for so long before measured users are the load (4.4). */
export const SIDE_BY_SIDE_MS = 7 * DAY_MS;
/** Of these seven days, what a comparison needs. */
const HOURS_TO_COMPARE = 120;
/** The ratio moves over the day by more than this share, each way. */
const VARIES = 0.3;
/** Hours with a response time before any of it is believed. */
const HOURS_OF_RESPONSE = 24;

/**
 * requests/s × 60 s/min ÷ requests per user and minute = users. Where answers take longer than at low load, users
 * wait for them and ask less often: by the interactive response time law, users = X·(60/k − R0 + R). R is the
 * hour's mean, R0 that of the quietest quarter of the hours.
 */
export function estimateUsers(
  requests: readonly SignalHour[],
  perUserMinute: number,
  hourFacts: readonly HourFacts[] = [],
): SignalHour[] {
  const cycleMs = 60_000 / perUserMinute;
  const slower = slowDown(requests, hourFacts);
  return requests.map((hour) => {
    const by = (cycleMs + (slower.get(hour.at) ?? 0)) / 1000;
    return { ...hour, max5: hour.max5 * by, median5: hour.median5 * by };
  });
}

/** Hour → ms by which its mean response is slower than at low load; empty where too few hours tell. */
function slowDown(requests: readonly SignalHour[], hourFacts: readonly HourFacts[]): Map<number, number> {
  const response = new Map(hourFacts.flatMap(({ at, responseMs }) => (responseMs ? [[at, responseMs]] : [])));
  const known = requests.filter(({ at, median5 }) => response.has(at) && median5 > 0);
  if (known.length < HOURS_OF_RESPONSE) return new Map();
  const quiet = [...known].sort((a, b) => a.median5 - b.median5).slice(0, Math.ceil(known.length / 4));
  const atRest = median(quiet.map(({ at }) => response.get(at) as number));
  return new Map(known.map(({ at }) => [at, Math.max(0, (response.get(at) as number) - atRest)]));
}

/** Measured users began less than seven days ago, while requests and a ratio have told load for longer. */
export function stillSideBySide(users: readonly SignalHour[], requests: readonly SignalHour[]): boolean {
  const [first, newest] = [users.find(isKnown), requests.findLast(isKnown)];
  const [longer] = requests.filter(isKnown);
  if (first === undefined || newest === undefined || longer === undefined) return false;
  return newest.at - first.at < SIDE_BY_SIDE_MS && first.at - longer.at >= DAY_MS;
}

export interface Compared {
  users: readonly SignalHour[];
  requests: readonly SignalHour[];
  /** What the owner set; null: nothing. */
  set: number | null;
  sideBySide: boolean;
  nowAt: number;
}

/** Requests of a measured user in a minute, of the hours of seven days in which both arrived; null where none did. */
export function compareRatio({ users, requests, set, sideBySide, nowAt }: Compared): RatioFinding | null {
  const inWeek = (hour: SignalHour) => hour.at >= nowAt - SIDE_BY_SIDE_MS && hour.at < nowAt && isKnown(hour);
  const rates = new Map(requests.filter(inWeek).map((hour) => [hour.at, hour.median5]));
  const both = users.filter((hour) => inWeek(hour) && rates.has(hour.at));
  const sum = (of: (hour: SignalHour) => number) => both.reduce((total, hour) => total + of(hour), 0);
  const measured = (60 * sum(({ at }) => rates.get(at) as number)) / sum(({ median5 }) => median5);
  if (!(measured > 0) || !Number.isFinite(measured)) return null;
  const byHour = hoursOfDay(both, (hour) => (60 * (rates.get(hour.at) as number)) / hour.median5);
  const [low, high] = [smallest(byHour), largest(byHour)];
  const first = users.find(isKnown) as SignalHour;
  return {
    measured,
    low,
    high,
    varies: low < (1 - VARIES) * measured || high > (1 + VARIES) * measured,
    set,
    hours: both.length,
    enough: both.length >= HOURS_TO_COMPARE,
    usersNow: nearestRank(
      both.map(({ max5 }) => max5),
      0.95,
    ),
    settlesAt: sideBySide ? first.at + SIDE_BY_SIDE_MS + HOUR_MS : null,
  };
}

/** The median of each hour of the day (UTC) that has any. */
function hoursOfDay(hours: readonly SignalHour[], of: (hour: SignalHour) => number): number[] {
  const byHour = new Map<number, number[]>();
  for (const hour of hours) {
    const at = Math.floor((hour.at % DAY_MS) / HOUR_MS);
    byHour.set(at, [...(byHour.get(at) ?? []), of(hour)]);
  }
  return [...byHour.values()].map((own) => median(own));
}

const isKnown = ({ means, median5 }: SignalHour): boolean => means >= 9 && median5 > 0;
