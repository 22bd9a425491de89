/**
 * Dates and clock times in a viewer's zone, as people say them: "14 Mar", "14:32", "4 Feb, 18:46–20:10".
 * Storage is UTC; only these functions turn an instant into a wall clock, with the zone as an argument.
 */
import { DAY_MS } from '@/advisor/types';

interface WallClock {
  year: number;
  day: number;
  month: string;
  weekday: string;
  time: string;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** True if the runtime knows the zone; what a browser sends is not trusted. */
export function isZone(zone: string): boolean {
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  let found = formatters.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formatters.set(zone, found);
  }
  return found;
}

function wallClock(at: number, zone: string): WallClock {
  const parts = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  return {
    year: Number(parts.year),
    day: Number(parts.day),
    // British short months say "Sept"; three letters keep columns even.
    month: (parts.month ?? '').slice(0, 3),
    weekday: parts.weekday ?? '',
    time: `${parts.hour}:${parts.minute}`,
  };
}

/** "14 Mar"; with the year where it is more than ten months from `nowAt`: "14 Mar 2028". */
export function formatDay(at: number, zone = 'UTC', nowAt?: number): string {
  const clock = wallClock(at, zone);
  const far = nowAt !== undefined && Math.abs(at - nowAt) > 300 * DAY_MS;
  return far ? `${clock.day} ${clock.month} ${clock.year}` : `${clock.day} ${clock.month}`;
}

/** "5 Feb 2027", for reports and prices. */
export function formatDayYear(at: number, zone = 'UTC'): string {
  const clock = wallClock(at, zone);
  return `${clock.day} ${clock.month} ${clock.year}`;
}

/** "14:32". */
export function formatTime(at: number, zone = 'UTC'): string {
  return wallClock(at, zone).time;
}

/** "4 Feb, 18:46". */
export function formatDayTime(at: number, zone = 'UTC'): string {
  return `${formatDay(at, zone)}, ${formatTime(at, zone)}`;
}

/** The time alone if it is the same day as `nowAt`, else day and time: "13:52", "4 Feb, 18:46". */
export function formatSince(at: number, nowAt: number, zone = 'UTC'): string {
  return formatDayYear(at, zone) === formatDayYear(nowAt, zone) ? formatTime(at, zone) : formatDayTime(at, zone);
}

/** "20 Feb–30 Apr", "5–12 Feb" within one month. */
export function formatDayRange(fromAt: number, toAt: number, zone = 'UTC'): string {
  const [from, to] = [wallClock(fromAt, zone), wallClock(toAt, zone)];
  const sameMonth = from.month === to.month && from.year === to.year;
  if (sameMonth && from.day === to.day) return formatDay(fromAt, zone);
  return sameMonth ? `${from.day}–${to.day} ${to.month}` : `${from.day} ${from.month}–${to.day} ${to.month}`;
}

/** "4 Feb, 18:46–20:10", and both days where it passes midnight. */
export function formatTimeRange(fromAt: number, toAt: number, zone = 'UTC'): string {
  const sameDay = formatDayYear(fromAt, zone) === formatDayYear(toAt, zone);
  return `${formatDayTime(fromAt, zone)}–${sameDay ? formatTime(toAt, zone) : formatDayTime(toAt, zone)}`;
}

/** "Fri 5 Feb 2027, 14:32 UTC−5": the exact instant, for a title attribute. */
export function exactTime(at: number, zone = 'UTC'): string {
  const clock = wallClock(at, zone);
  return `${clock.weekday} ${clock.day} ${clock.month} ${clock.year}, ${clock.time} ${formatZone(at, zone)}`;
}

/** Making one takes longer than a hundred uses. */
const offsetsOf = new Map<string, Intl.DateTimeFormat>();

/** The zone's distance from UTC at that instant: "UTC", "UTC−5", "UTC+5:30". */
export function formatZone(at: number, zone = 'UTC'): string {
  let offsets = offsetsOf.get(zone);
  if (!offsets) {
    offsets = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'shortOffset' });
    offsetsOf.set(zone, offsets);
  }
  const name = offsets.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value;
  // Of one and the same instant, some engines say "GMT" and some "GMT+0": server and browser must agree.
  return (name ?? 'UTC')
    .replace(/^GMT[+-]0$/, 'GMT')
    .replace('GMT', 'UTC')
    .replace('-', '−');
}
