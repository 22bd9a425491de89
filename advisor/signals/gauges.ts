/**
 * Gauges over time: a value holds until the next point, at most twice its own interval and 5 minutes; a
 * "no recorded value" ends it at once. A minute's value is the mean over the time that is covered.
 */
import { add, at, hasNoValue, MINUTES, type Prepared } from './points';

const MINUTE = 60_000;
const LONGEST_HOLD_MS = 5 * MINUTE;

export interface Held {
  /** ∫ value dt within each minute, value · ms. */
  integral: Float64Array;
  coveredMs: Float64Array;
}

/** Calls `visit` with each stretch in which the i-th point holds. */
export function eachHold(prepared: Prepared, visit: (index: number, fromAt: number, toAt: number) => void): void {
  const { points, intervalMs, endsAt } = prepared;
  const hold = Math.min(2 * intervalMs, LONGEST_HOLD_MS);
  for (let i = 0; i < points.length; i++) {
    if (hasNoValue(points, i)) continue;
    const fromAt = at(points.time, i);
    const next = i + 1 < points.length ? at(points.time, i + 1) : endsAt;
    visit(i, fromAt, Math.min(next, fromAt + hold));
  }
}

/** The parts of [fromAt, toAt) that lie in each minute of the hour, ms. */
export function overlaps(
  hourAt: number,
  fromAt: number,
  toAt: number,
  visit: (minute: number, ms: number) => void,
): void {
  const first = Math.max(0, Math.floor((fromAt - hourAt) / MINUTE));
  const final = Math.min(MINUTES - 1, Math.ceil((toAt - hourAt) / MINUTE) - 1);
  for (let minute = first; minute <= final; minute++) {
    const begin = Math.max(fromAt, hourAt + minute * MINUTE);
    const end = Math.min(toAt, hourAt + (minute + 1) * MINUTE);
    if (end > begin) visit(minute, end - begin);
  }
}

/** Integrates a gauge (or `read` of its points) over the minutes of the hour. */
export function hold(prepared: Prepared, hourAt: number, read?: (value: number) => number): Held {
  const integral = new Float64Array(MINUTES);
  const coveredMs = new Float64Array(MINUTES);
  eachHold(prepared, (index, fromAt, toAt) => {
    const raw = at(prepared.points.value, index);
    const value = read ? read(raw) : raw;
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
