/** Steps of a query, and how what grew between two points is shared among them. */
import type { ReadOptions } from '../contract';

export interface Grid {
  startAt: number;
  stepMs: number;
  steps: number;
}

export type Resolution = NonNullable<ReadOptions['resolution']>;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

export function gridOf({ fromAt, toAt, stepMs }: { fromAt: number; toAt: number; stepMs: number }): Grid {
  const startAt = Math.floor(fromAt / stepMs) * stepMs;
  return { startAt, stepMs, steps: Math.max(1, Math.ceil((toAt - startAt) / stepMs)) };
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
  const { startAt, stepMs, steps } = grid;
  if (length <= patience.byEndMs) {
    const step = Math.floor((toAt - startAt) / stepMs);
    if (step >= 0 && step < steps) visit(step, 1);
    return;
  }
  const first = Math.max(0, Math.floor((fromAt - startAt) / stepMs));
  const final = Math.min(steps - 1, Math.floor((toAt - startAt - 1) / stepMs));
  for (let step = first; step <= final; step++) {
    const begin = Math.max(fromAt, startAt + step * stepMs);
    const end = Math.min(toAt, startAt + (step + 1) * stepMs);
    visit(step, (end - begin) / length);
  }
}
