/**
 * Gauges over time: a value holds until the next point, at most twice its own interval and 5 minutes; a
 * "no recorded value" ends it at once. A minute's value is the mean over the time that is covered.
 */
import { add, at, hasNoValue, hourGrid, type Prepared, zeros } from './points';

const MINUTE = 60_000;
const LONGEST_HOLD_MS = 5 * MINUTE;

export interface Held {
  /** ∫ value dt within each minute, value · ms. */
  integral: Float64Array;
  coveredMs: Float64Array;
}

/** Mean and most of what held in a stretch of time. */
export type VisitHold = (mean: number, most: number, fromAt: number, toAt: number) => void;

/**
 * Calls `visit` with each stretch in which a value holds. Behind a folded point (the last of its minute)
 * stand others: they are taken to be one interval apart, so what they add up to is exact and only the place
 * within the minute is not.
 */
export function eachHold(prepared: Prepared, visit: VisitHold): void {
  const { points, intervalMs, endsAt } = prepared;
  const { spread } = points;
  const hold = Math.min(2 * intervalMs, LONGEST_HOLD_MS);
  for (let i = 0; i < points.length; i++) {
    if (hasNoValue(points, i)) continue;
    const lastAt = at(points.time, i);
    const value = at(points.value, i);
    const others = spread ? at(spread.count, i) - 1 : 0;
    if (spread && others > 0) {
      const rest = (at(spread.sum, i) - value) / others;
      visit(rest, at(spread.max, i), firstTime(prepared, i), lastAt);
    }
    const next = i + 1 < points.length ? firstTime(prepared, i + 1) : endsAt;
    visit(value, value, lastAt, Math.min(next, lastAt + hold));
  }
}

/** When the first of the points behind a folded one was; of a single point its own time. */
export function firstTime({ points, intervalMs }: Pick<Prepared, 'points' | 'intervalMs'>, index: number): number {
  const lastAt = at(points.time, index);
  const others = points.spread ? at(points.spread.count, index) - 1 : 0;
  if (others <= 0) return lastAt;
  return Math.max(Math.floor(lastAt / MINUTE) * MINUTE, lastAt - others * intervalMs);
}

/** The parts of [fromAt, toAt) that lie in each minute of the hour, ms. */
export function overlaps(
  hourAt: number,
  fromAt: number,
  toAt: number,
  visit: (minute: number, ms: number) => void,
): void {
  const first = Math.max(0, Math.floor((fromAt - hourAt) / MINUTE));
  const final = Math.min(hourGrid.minutes - 1, Math.ceil((toAt - hourAt) / MINUTE) - 1);
  for (let minute = first; minute <= final; minute++) {
    const begin = Math.max(fromAt, hourAt + minute * MINUTE);
    const end = Math.min(toAt, hourAt + (minute + 1) * MINUTE);
    if (end > begin) visit(minute, end - begin);
  }
}

/** Integrates a gauge (or `read` of the mean and the most of its stretches) over the minutes of the hour. */
export function hold(prepared: Prepared, hourAt: number, read?: (mean: number, most: number) => number): Held {
  const integral = zeros();
  const coveredMs = zeros();
  eachHold(prepared, (mean, most, fromAt, toAt) => {
    const value = read ? read(mean, most) : mean;
    if (Number.isNaN(value)) return;
    overlaps(hourAt, fromAt, toAt, (minute, ms) => {
      add(integral, minute, value * ms);
      add(coveredMs, minute, ms);
    });
  });
  return { integral, coveredMs };
}

/** A gauge that counts something now: a gauge, or a sum that goes up and down (cumulative; a delta has no "now"). */
export function isLevel({ series }: Prepared): boolean {
  return series.kind === 1 || (series.kind === 2 && !series.monotonic && series.temporality !== 1);
}
