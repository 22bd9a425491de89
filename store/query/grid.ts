/** Steps of a query, and how what grew between two points is shared among them. */
import type { ReadOptions } from '../contract';
import type { Query } from './types';

export interface Grid {
  startAt: number;
  stepMs: number;
  steps: number;
  /** Where each step begins and the last one ends, if they are not all `stepMs` long: days, when clocks change. */
  edges?: readonly number[] | undefined;
}

export type Resolution = NonNullable<ReadOptions['resolution']>;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

export function gridOf({ fromAt, toAt, stepMs, edges }: Pick<Query, 'fromAt' | 'toAt' | 'stepMs' | 'edges'>): Grid {
  if (edges) return { startAt: edges[0] as number, stepMs, steps: edges.length - 1, edges };
  const startAt = Math.floor(fromAt / stepMs) * stepMs;
  return { startAt, stepMs, steps: Math.max(1, Math.ceil((toAt - startAt) / stepMs)) };
}

/** Where a step begins; of `grid.steps`: where the last one ends. */
export function beginOf({ startAt, stepMs, edges }: Grid, step: number): number {
  return edges ? (edges[step] as number) : startAt + step * stepMs;
}

/** The step that a moment lies in; below 0 before the first, `steps` or more after the last. */
export function stepAt({ startAt, stepMs, steps, edges }: Grid, at: number): number {
  const guess = Math.floor((at - startAt) / stepMs);
  if (!edges || at < startAt) return guess;
  let step = Math.min(guess, steps - 1);
  while (step > 0 && at < (edges[step] as number)) step--;
  while (step < steps && at >= (edges[step + 1] as number)) step++;
  return step;
}

/** How many steps begin before a moment. */
export function stepsBefore(grid: Grid, at: number): number {
  if (!grid.edges) return Math.min(grid.steps, Math.max(0, Math.ceil((at - grid.startAt) / grid.stepMs)));
  const step = stepAt(grid, at);
  if (step < 0 || step >= grid.steps) return step < 0 ? 0 : grid.steps;
  return beginOf(grid, step) === at ? step : step + 1;
}

/** What a growth's length says of it, ms. */
export interface Patience {
  /** Up to here a growth belongs to the step of its end; a longer one is spread evenly over its time. */
  byEndMs: number;
  /** Beyond it is a gap: what was counted in it belongs to no step we know. */
  longestMs: number;
}

/** As signals are derived (advisor/signals/increases.ts), and wider where points stand further apart. */
export function patienceFor(resolution: Resolution, intervalMs: number): Patience {
  const apart = resolution === 'hour' ? HOUR_MS : MINUTE_MS;
  return { byEndMs: 1.5 * apart, longestMs: Math.max(5 * MINUTE_MS + 5_000, 2.5 * apart, 2.5 * intervalMs) };
}

/** Calls `visit` for the steps that a growth belongs to; parts of a whole inside the grid add up to 1. */
export function shareOut(
  grid: Grid,
  patience: Patience,
  fromAt: number,
  toAt: number,
  visit: (step: number, part: number) => void,
): void {
  const length = toAt - fromAt;
  if (length > patience.longestMs) return;
  const { steps } = grid;
  if (length <= patience.byEndMs) {
    const step = stepAt(grid, toAt);
    if (step >= 0 && step < steps) visit(step, 1);
    return;
  }
  const first = Math.max(0, stepAt(grid, fromAt));
  const final = Math.min(steps - 1, stepAt(grid, toAt - 1));
  for (let step = first; step <= final; step++) {
    const begin = Math.max(fromAt, beginOf(grid, step));
    const end = Math.min(toAt, beginOf(grid, step + 1));
    visit(step, (end - begin) / length);
  }
}
