/**
 * Steps of a chart in time. Days are those of a zone, with 23 or 25 hours when its clocks change, and steps of some
 * hours part them by its clock; steps of an hour or less are as long as each other and lie in UTC. "A week before" is
 * when the clock on the wall showed the same.
 */
import { dayIn, instantOf, offsetAt } from '@/advisor/zone-days';
import { beginOf, type Grid, gridOf } from '@/store';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** @param zone of the IANA's list */
export function timeGrid(fromAt: number, toAt: number, stepMs: number, zone: string): Grid {
  if (stepMs <= HOUR_MS || DAY_MS % stepMs !== 0 || zone === 'UTC') return gridOf({ fromAt, toAt, stepMs });
  const day = dayIn(zone, fromAt);
  // By the clock at `fromAt`, which a change of clocks may have moved back beyond it.
  const first = day + Math.floor((fromAt + offsetAt(zone, fromAt) - day) / stepMs) * stepMs;
  const edges: number[] = [];
  for (let clock = first; edges.length < 2 || (edges.at(-1) as number) < toAt; clock += stepMs)
    edges.push(instantOf(zone, clock));
  return gridOf({ fromAt, toAt, stepMs, edges });
}

/** Seconds at which the steps begin. */
export function secondsOf(grid: Grid): number[] {
  return Array.from({ length: grid.steps }, (_, step) => beginOf(grid, step) / 1000);
}

/** A grid a week before, and the steps that it answers for. */
export interface Earlier {
  grid: Grid;
  covers(step: number): boolean;
}

/**
 * The same a week before by the zone's clock: one grid, or one for each side of a change of clocks. A clock time that
 * the week before left out or had twice is taken an hour later or earlier.
 */
export function weekBefore(grid: Grid, zone: string): Earlier[] {
  if (grid.edges) {
    const edges = grid.edges.map((at) => earlierBy(at, zone) + at);
    return [{ grid: { ...grid, startAt: edges[0] as number, edges }, covers: () => true }];
  }
  const shifts = Array.from({ length: grid.steps }, (_, step) => earlierBy(beginOf(grid, step), zone));
  return [...new Set(shifts)].map((shift) => ({
    grid: { ...grid, startAt: grid.startAt + shift },
    covers: (step: number) => shifts[step] === shift,
  }));
}

/** What a moment lies after the one with the same clock a week before it, below 0 (ms). */
function earlierBy(at: number, zone: string): number {
  return offsetAt(zone, at) - offsetAt(zone, at - WEEK_MS) - WEEK_MS;
}
