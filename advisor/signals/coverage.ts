/**
 * How much of each minute is known, over several instances: what rates are divided by and states come from;
 * and how many points were expected and received.
 */
import { shorts } from '@/store/points/scratch';
import { isFromSpans } from './from-spans';
import { firstTime, overlaps } from './gauges';
import { add, at, hourGrid, type Prepared, zeros } from './points';

/** With this much of a minute covered by one instance, its own clock is the measure (ms). */
const ENOUGH_MS = 40_000;
const SECONDS = 3600;

export interface Coverage {
  /** Marks what one series covered of its instance, by its own count of each minute. */
  note(each: Prepared, coveredMs: Float64Array): void;
  /** Marks a stretch as covered by anybody. */
  mark(fromAt: number, toAt: number): void;
  /** Known time of each minute, ms. */
  minutes(): Float64Array;
}

export function coverageOf(hourAt: number): Coverage {
  const byInstance = new Map<number, { now: Float64Array; replaced: Float64Array }>();
  /** Seconds of the hour: from and to, in turns. Most hours never ask for them. */
  const marks: number[] = [];
  return {
    note({ instance, endsAt }, coveredMs) {
      const both = byInstance.get(instance) ?? { now: zeros(), replaced: zeros() };
      const mine = Number.isFinite(endsAt) ? both.replaced : both.now;
      for (let m = 0; m < hourGrid.minutes; m++) if (at(coveredMs, m) > at(mine, m)) mine[m] = at(coveredMs, m);
      byInstance.set(instance, both);
    },
    mark(fromAt, toAt) {
      marks.push(
        Math.max(0, Math.floor((fromAt - hourAt) / 1000)),
        Math.min(SECONDS, Math.ceil((toAt - hourAt) / 1000)),
      );
    },
    minutes() {
      const result = zeros();
      for (const { now, replaced } of byInstance.values()) {
        for (let m = 0; m < hourGrid.minutes; m++) {
          // A release and the one that it replaced cover a minute one after the other.
          const after = at(now, m);
          const before = at(replaced, m);
          const together = Math.min(after + before, Math.max(60_000, after, before));
          result[m] = Math.max(at(result, m), together);
        }
      }
      // Instances that relieve each other within a minute cover it together, though none does alone.
      let seconds: Uint8Array | null = null;
      for (let m = 0; m < hourGrid.minutes; m++) {
        if (at(result, m) === 0 || at(result, m) >= ENOUGH_MS) continue;
        seconds ??= marked(marks);
        let known = 0;
        for (let s = m * 60; s < m * 60 + 60; s++) known += seconds[s] as number;
        result[m] = Math.max(at(result, m), known * 1000);
      }
      return result;
    },
  };
}

function marked(marks: number[]): Uint8Array {
  const seconds = new Uint8Array(SECONDS);
  for (let i = 0; i < marks.length; i += 2) {
    const [first, final] = [marks[i] as number, marks[i + 1] as number];
    if (final > first) seconds.fill(1, first, final);
  }
  return seconds;
}

export interface Receipts {
  expected: Uint16Array;
  received: Uint16Array;
}

/** Points expected and received each minute: of each instance its best-reporting series counts. */
export function receipts(series: Prepared[], hourAt: number): Receipts {
  const expected = shorts(hourGrid.minutes);
  const received = shorts(hourGrid.minutes);
  const byInstance = new Map<number, Prepared[]>();
  for (const each of series) {
    const list = byInstance.get(each.instance);
    if (list) list.push(each);
    else byInstance.set(each.instance, [each]);
  }
  const mine = zeros();
  for (const list of byInstance.values()) {
    const got = zeros();
    let firstAt = Number.POSITIVE_INFINITY;
    let lastAt = Number.NEGATIVE_INFINITY;
    let intervalMs = Number.POSITIVE_INFINITY;
    for (const each of list) {
      const { points } = each;
      const count = points.spread?.count;
      mine.fill(0);
      for (let i = 0; i < points.length; i++) {
        const minute = Math.floor((at(points.time, i) - hourAt) / 60_000);
        if (minute >= 0 && minute < hourGrid.minutes) add(mine, minute, count ? Math.max(1, at(count, i)) : 1);
      }
      for (let m = 0; m < hourGrid.minutes; m++) if (at(mine, m) > at(got, m)) got[m] = at(mine, m);
      // Where nothing was asked for, no spans are missing.
      if (isFromSpans(each)) continue;
      firstAt = Math.min(firstAt, firstTime(each, 0));
      lastAt = Math.max(lastAt, at(points.time, points.length - 1));
      intervalMs = Math.min(intervalMs, each.intervalMs);
    }
    const due = zeros();
    overlaps(hourAt, firstAt - intervalMs, lastAt, (minute, ms) => add(due, minute, Math.round(ms / intervalMs)));
    for (let m = 0; m < hourGrid.minutes; m++) {
      received[m] = (received[m] as number) + at(got, m);
      expected[m] = (expected[m] as number) + Math.max(at(due, m), at(got, m));
    }
  }
  return { expected, received };
}
