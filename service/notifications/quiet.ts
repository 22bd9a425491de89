/** Quiet hours: from one minute of the day to another in a team's zone, over midnight too. */
import { MINUTE_MS } from '@/advisor/types';

export interface QuietHours {
  /** Minutes of the day, 0–1439. */
  quietFrom: number | null;
  quietTo: number | null;
}

const DAY_MINUTES = 1440;
/** A day with an hour more, and a little. */
const MOST_MINUTES = 26 * 60;

/** `at`, or the first minute after it that is not quiet (ms). Days that daylight saving makes longer or shorter included. */
export function afterQuiet(at: number, { quietFrom, quietTo }: QuietHours, zone: string): number {
  if (quietFrom === null || quietTo === null || quietFrom === quietTo) return at;
  const minuteOf = clock(zone);
  const isQuiet = (ms: number) =>
    (minuteOf(ms) - quietFrom + DAY_MINUTES) % DAY_MINUTES < (quietTo - quietFrom + DAY_MINUTES) % DAY_MINUTES;
  if (!isQuiet(at)) return at;
  let minuteAt = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  for (let i = 0; i < MOST_MINUTES && isQuiet(minuteAt); i++) minuteAt += MINUTE_MS;
  return minuteAt;
}

function clock(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (at) => {
    const [hour = 0, minute = 0] = format.format(at).split(':').map(Number);
    return hour * 60 + minute;
  };
}
