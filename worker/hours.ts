/** Which hours a claim asks for: its own, and the neighbours that were derived with a look at them. */
import { LOOK_AHEAD_MS, LOOK_BACK_MS } from '@/advisor/signals/index';
import { HOUR_MS } from '@/advisor/types';
import { FOLD_AFTER_MS } from '@/store/index';

/** So long after its beginning an hour still changes the one before it. */
export const YOUNG_MS = 2 * LOOK_AHEAD_MS;

/**
 * The hour after each (counters' bases, held gauges), and the hour before (its last minutes), which the
 * running hour touches only while it is young.
 */
export function neighboursOf(claimed: number[], nowAt: number): number[] {
  const neighbours = new Set<number>();
  for (const hourAt of claimed) {
    neighbours.add(hourAt + HOUR_MS);
    if (nowAt >= hourAt + HOUR_MS || nowAt < hourAt + YOUNG_MS) neighbours.add(hourAt - HOUR_MS);
  }
  for (const hourAt of claimed) neighbours.delete(hourAt);
  return [...neighbours];
}

/**
 * The claimed hours and those neighbours that have signals (`written`: since when), oldest first. Hours whose
 * frames may be gone keep what they have.
 */
export function hoursToDerive(
  claimed: number[],
  written: ReadonlyMap<number, number>,
  { nowAt, minutesFromAt }: { nowAt: number; minutesFromAt: number },
): number[] {
  const whole = (hourAt: number) =>
    hourAt >= minutesFromAt || (written.get(hourAt) ?? Number.POSITIVE_INFINITY) > nowAt - FOLD_AFTER_MS;
  const neighbours = neighboursOf(claimed, nowAt).filter((hourAt) => written.has(hourAt));
  return [...claimed, ...neighbours].filter(whole).sort((a, b) => a - b);
}

/** From where on points of the open hours are needed: the running hour, and the one before while it is young. */
export function openFrom(nowAt: number): number {
  const hourAt = Math.floor(nowAt / HOUR_MS) * HOUR_MS;
  return (nowAt < hourAt + YOUNG_MS ? hourAt - HOUR_MS : hourAt) - LOOK_BACK_MS;
}
