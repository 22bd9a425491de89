/** Where axes put their ticks and what stands there. Few, round, with the unit where it is not obvious. */

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** "18:04", in the viewer's zone. */
export function clockOf(seconds: number): string {
  return clock.format(seconds * 1000);
}

/** "5 Feb", in the viewer's zone. */
export function dayOf(seconds: number): string {
  return dayMonth.format(seconds * 1000);
}

/** Midnight is told by its date, every other tick by the clock. */
export function timeTick(seconds: number): string {
  const date = new Date(seconds * 1000);
  return date.getHours() === 0 && date.getMinutes() === 0 ? dayOf(seconds) : clockOf(seconds);
}

const STEPS_S = [300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600];

/**
 * Round local times between two ends, at most `most` of them. Months and weeks for long stretches, so that
 * a tick is always a date or an hour that people say.
 */
export function timeSplits(from: number, to: number, most: number): number[] {
  const wanted = (to - from) / Math.max(1, most);
  const step = STEPS_S.find((s) => s >= wanted);
  if (step === undefined) return monthSplits(from, to, most);
  const splits: number[] = [];
  const first = new Date(from * 1000);
  first.setHours(0, 0, 0, 0);
  if (step <= 43_200) {
    // Walk the clock hour by hour of each local day, so that a change of summer time moves no tick.
    for (const day = new Date(first); day.getTime() / 1000 <= to; day.setDate(day.getDate() + 1)) {
      for (let s = 0; s < 86_400; s += step) {
        const at = new Date(day);
        at.setSeconds(s);
        const seconds = at.getTime() / 1000;
        if (seconds >= from && seconds <= to) splits.push(seconds);
      }
    }
    return splits;
  }
  const days = step / 86_400;
  // Weeks begin on a Monday; days count from the first one shown.
  if (days >= 7) first.setDate(first.getDate() + ((8 - first.getDay()) % 7));
  for (const day = first; day.getTime() / 1000 <= to; day.setDate(day.getDate() + days)) {
    const seconds = day.getTime() / 1000;
    if (seconds >= from) splits.push(seconds);
  }
  return splits;
}

function monthSplits(from: number, to: number, most: number): number[] {
  const months = Math.max(1, Math.ceil((to - from) / 2_629_800 / most));
  const splits: number[] = [];
  const day = new Date(from * 1000);
  day.setHours(0, 0, 0, 0);
  day.setDate(1);
  for (; day.getTime() / 1000 <= to; day.setMonth(day.getMonth() + months)) {
    const seconds = day.getTime() / 1000;
    if (seconds >= from) splits.push(seconds);
  }
  return splits;
}

/** 0 and up to four round steps above it: 0, 250, 500, 750 for a top of 790. */
export function linearSplits(top: number, most = 4): number[] {
  if (!(top > 0)) return [0, 1];
  const raw = top / most;
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 2.5, 5, 10].find((m) => m * magnitude >= raw) ?? 10) * magnitude;
  const splits: number[] = [];
  for (let i = 0; i * step <= top * 1.0001; i++) splits.push(Number((i * step).toPrecision(12)));
  return splits;
}

/** "0", "0.5", "250", "38K", "2M": tick numbers, three digits at most. */
export function compact(value: number): string {
  const size = Math.abs(value);
  const [divisor, suffix] = size >= 1e9 ? [1e9, 'B'] : size >= 1e6 ? [1e6, 'M'] : size >= 10_000 ? [1e3, 'K'] : [1, ''];
  const scaled = value / divisor;
  if (divisor === 1 && size >= 1000) return Math.round(value).toLocaleString('en-US');
  return `${Number(scaled.toPrecision(3))}${suffix}`;
}
