/** Where axes put their ticks and what stands there. Few, round, with the unit where it is not obvious. */
import { formatBytes } from '@/advisor/words/format';

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
  if (step <= 43_200) return clockSplits(from, to, step);
  const splits: number[] = [];
  const first = new Date(from * 1000);
  first.setHours(0, 0, 0, 0);
  const days = step / 86_400;
  // Weeks begin on a Monday; days count from the first one shown.
  if (days >= 7) first.setDate(first.getDate() + ((8 - first.getDay()) % 7));
  for (const day = first; day.getTime() / 1000 <= to; day.setDate(day.getDate() + days)) {
    const seconds = day.getTime() / 1000;
    if (seconds >= from) splits.push(seconds);
  }
  return splits;
}

/** Where the clock on the wall shows a multiple of the step: on a day that loses or repeats an hour too. */
function clockSplits(from: number, to: number, step: number): number[] {
  const grain = Math.min(step, 900);
  const splits: number[] = [];
  for (let at = Math.ceil(from / grain) * grain; at <= to; at += grain) {
    const wall = new Date(at * 1000);
    const shows = (wall.getHours() * 60 + wall.getMinutes()) * 60;
    // An hour that comes twice has one tick where ticks are hours apart.
    const again = step > 3600 && at - (splits.at(-1) ?? Number.NEGATIVE_INFINITY) <= step / 2;
    if (shows % step === 0 && !again) splits.push(at);
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

/** Bytes by themselves or a second, as senders (`By`) and signals (`bytes`) name them. */
const isBytes = (unit: string) => /^(By|bytes)(\/s)?$/.test(unit);

/** `linearSplits`, round in the unit's own sizes: 0, 2 GiB, 4 GiB. */
export function unitSplits(top: number, unit: string): number[] {
  if (!isBytes(unit) || !(top >= 1024)) return linearSplits(top);
  const size = 1024 ** Math.floor(Math.log2(top) / 10);
  return linearSplits(top / size).map((split) => split * size);
}

/** A tick's number; bytes with their size, as beside the chart. */
export function unitTick(value: number, unit: string): string {
  return isBytes(unit) && value !== 0 ? formatBytes(value) : compact(value);
}

/** "0", "0.5", "250", "38K", "2M": tick numbers, three digits at most. */
export function compact(value: number): string {
  const size = Math.abs(value);
  const [divisor, suffix] = size >= 1e9 ? [1e9, 'B'] : size >= 1e6 ? [1e6, 'M'] : size >= 10_000 ? [1e3, 'K'] : [1, ''];
  const scaled = value / divisor;
  if (divisor === 1 && size >= 1000) return Math.round(value).toLocaleString('en-US');
  return `${Number(scaled.toPrecision(3))}${suffix}`;
}
