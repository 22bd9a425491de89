/** When a schedule is due: an hour of the wall clock in a zone, on days when clocks change too. Pure. */

export interface Rhythm {
  every: 'weekly' | 'monthly';
  /** 1 Monday – 7 Sunday; or 1–31, the month's last day where it is shorter. */
  day: number;
  /** 0–23, of the wall clock. */
  hour: number;
}

export interface Due {
  at: number;
  /** The local day: 2027-02-01. */
  day: string;
}

const DAY_MS = 86_400_000;

/** The newest due moment that is not after `nowAt`. */
export function latestDue(rhythm: Rhythm, zone: string, nowAt: number): Due {
  return dueFrom(rhythm, zone, nowAt, -1, (at) => at <= nowAt);
}

/** The first due moment after `nowAt`. */
export function nextDue(rhythm: Rhythm, zone: string, nowAt: number): Due {
  return dueFrom(rhythm, zone, nowAt, 1, (at) => at > nowAt);
}

/** Walks the calendar of the zone day by day; days of a calendar have no clocks that change. */
function dueFrom(rhythm: Rhythm, zone: string, nowAt: number, step: 1 | -1, found: (at: number) => boolean): Due {
  const today = localOf(nowAt, zone);
  const start = Date.UTC(today.year, today.month - 1, today.day) - step * DAY_MS;
  for (let i = 0; i < 64; i++) {
    const date = new Date(start + step * i * DAY_MS);
    if (!isDay(rhythm, date)) continue;
    const at = instantOf(date, rhythm.hour, zone);
    if (found(at)) return { at, day: date.toISOString().slice(0, 10) };
  }
  throw new Error('a rhythm without a day');
}

function isDay({ every, day }: Rhythm, date: Date): boolean {
  if (every === 'weekly') return (date.getUTCDay() || 7) === day;
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return date.getUTCDate() === Math.min(day, last);
}

/**
 * The moment when the wall clock shows that hour. Of an hour that comes twice the first; of one that is left
 * out the moment when it would have begun, had the clock not been put forward.
 */
function instantOf(date: Date, hour: number, zone: string): number {
  const wall = date.getTime() + hour * 3_600_000;
  const offsets = [wall - DAY_MS, wall + DAY_MS].map((at) => offsetOf(at, zone));
  const hits = offsets.map((offset) => wall - offset).filter((at) => offsetOf(at, zone) === wall - at);
  return hits.length > 0 ? Math.min(...hits) : wall - (offsets[0] as number);
}

/** What the wall clock is ahead of UTC (ms). */
function offsetOf(at: number, zone: string): number {
  const { year, month, day, hour, minute, second } = localOf(at, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

function localOf(at: number, zone: string) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (part: string) => parts[part] ?? 0;
  return {
    year: of('year'),
    month: of('month'),
    day: of('day'),
    hour: of('hour'),
    minute: of('minute'),
    second: of('second'),
  };
}
