/**
 * Days as a team has them (RULES 11.1). A day is named by the midnight of its date in UTC, so that days follow each
 * other in steps of 24 hours whatever the clocks do; only these functions turn instants into days and back.
 */
import { DAY_MS, HOUR_MS } from './types-signals';

/** The day that an instant lies in, in a zone of the IANA's list; one that is not known counts as UTC. */
export function dayIn(zone: string, at: number): number {
  return Math.floor((at + offsetAt(zone, at)) / DAY_MS) * DAY_MS;
}

/** The instant at which a day begins; on a day whose midnight the clocks leave out, the next whole hour. */
export const startOf = (zone: string, day: number): number => instantOf(zone, day);

/**
 * The instant at which a zone's clock shows what UTC's shows at `clock`; of a time that the clocks leave out the same
 * while after it, of one that they show twice the first.
 */
export function instantOf(zone: string, clock: number): number {
  const guess = clock - offsetAt(zone, clock);
  const again = clock - offsetAt(zone, guess);
  if (again + offsetAt(zone, again) !== clock) return Math.max(guess, again);
  const before = clock - offsetAt(zone, again - HOUR_MS);
  return before < again && before + offsetAt(zone, before) === clock ? before : again;
}

/** Offsets by zone and hour: formatting takes microseconds, and an evaluation asks for each hour of weeks. */
const offsets = new Map<string, Map<number, number>>();
const MOST_HOURS = 20_000;
const MOST_ZONES = 500;

/** What the zone's clock is ahead of UTC (ms). */
export function offsetAt(zone: string, at: number): number {
  if (zone === 'UTC') return 0;
  let known = offsets.get(zone);
  if (known === undefined) {
    if (offsets.size >= MOST_ZONES) offsets.clear();
    known = new Map();
    offsets.set(zone, known);
  }
  const hour = Math.floor(at / HOUR_MS);
  const found = known.get(hour);
  if (found !== undefined) return found;
  if (known.size >= MOST_HOURS) known.clear();
  const offset = readOffset(zone, hour * HOUR_MS);
  known.set(hour, offset);
  return offset;
}

const clocks = new Map<string, Intl.DateTimeFormat | null>();

function readOffset(zone: string, at: number): number {
  const clock = clockOf(zone);
  if (clock === null) return 0;
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute) - at;
}

function clockOf(zone: string): Intl.DateTimeFormat | null {
  let clock = clocks.get(zone);
  if (clock !== undefined) return clock;
  const part = '2-digit' as const;
  const parts = { year: 'numeric', month: part, day: part, hour: part, minute: part, hourCycle: 'h23' } as const;
  try {
    clock = new Intl.DateTimeFormat('en-US', { ...parts, timeZone: zone });
  } catch {
    clock = null;
  }
  clocks.set(zone, clock);
  return clock;
}
