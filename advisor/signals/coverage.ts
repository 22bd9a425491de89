/**
 * How much of each minute is known, over several instances: what rates are divided by and states come from;
 * and how many points were expected and received.
 */
import { isFromSpans } from './from-spans';
import { firstTime, overlaps } from './gauges';
import { add, at, MINUTES, type Prepared } from './points';

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
  const seconds = new Uint8Array(SECONDS);
  return {
    note({ instance, endsAt }, coveredMs) {
      const both = byInstance.get(instance) ?? { now: new Float64Array(MINUTES), replaced: new Float64Array(MINUTES) };
      const mine = Number.isFinite(endsAt) ? both.replaced : both.now;
      for (let m = 0; m < MINUTES; m++) mine[m] = Math.max(at(mine, m), at(coveredMs, m));
      byInstance.set(instance, both);
    },
    mark(fromAt, toAt) {
      const first = Math.max(0, Math.floor((fromAt - hourAt) / 1000));
      const final = Math.min(SECONDS, Math.ceil((toAt - hourAt) / 1000));
      if (final > first) seconds.fill(1, first, final);
    },
    minutes() {
      const result = new Float64Array(MINUTES);
      for (const { now, replaced } of byInstance.values()) {
        for (let m = 0; m < MINUTES; m++) {
          // A release and the one that it replaced cover a minute one after the other.
          const [after, before] = [at(now, m), at(replaced, m)];
          const together = Math.min(after + before, Math.max(60_000, after, before));
          result[m] = Math.max(at(result, m), together);
        }
      }
      // Instances that relieve each other within a minute cover it together, though none does alone.
      for (let m = 0; m < MINUTES; m++) {
        if (at(result, m) >= ENOUGH_MS) continue;
        let known = 0;
        for (let s = m * 60; s < m * 60 + 60; s++) known += at(seconds, s);
        result[m] = Math.max(at(result, m), at(result, m) > 0 ? known * 1000 : 0);
      }
      return result;
    },
  };
}

/** Points expected and received each minute: of each instance its best-reporting series counts. */
export function receipts(series: Prepared[], hourAt: number): { expected: Uint16Array; received: Uint16Array } {
  const expected = new Uint16Array(MINUTES);
  const received = new Uint16Array(MINUTES);
  const byInstance = new Map<number, Prepared[]>();
  for (const each of series) {
    const list = byInstance.get(each.instance);
    if (list) list.push(each);
    else byInstance.set(each.instance, [each]);
  }
  for (const list of byInstance.values()) {
    const got = new Float64Array(MINUTES);
    let firstAt = Number.POSITIVE_INFINITY;
    let lastAt = Number.NEGATIVE_INFINITY;
    let intervalMs = Number.POSITIVE_INFINITY;
    for (const each of list) {
      const mine = new Float64Array(MINUTES);
      for (let i = 0; i < each.points.length; i++) {
        const minute = Math.floor((at(each.points.time, i) - hourAt) / 60_000);
        if (minute >= 0 && minute < MINUTES) add(mine, minute, Math.max(1, each.points.spread?.count[i] ?? 1));
      }
      for (let m = 0; m < MINUTES; m++) got[m] = Math.max(at(got, m), at(mine, m));
      // Where nothing was asked for, no spans are missing.
      if (isFromSpans(each)) continue;
      firstAt = Math.min(firstAt, firstTime(each, 0));
      lastAt = Math.max(lastAt, at(each.points.time, each.points.length - 1));
      intervalMs = Math.min(intervalMs, each.intervalMs);
    }
    const due = new Float64Array(MINUTES);
    overlaps(hourAt, firstAt - intervalMs, lastAt, (minute, ms) => add(due, minute, Math.round(ms / intervalMs)));
    for (let m = 0; m < MINUTES; m++) {
      received[m] = at(received, m) + at(got, m);
      expected[m] = at(expected, m) + Math.max(at(due, m), at(got, m));
    }
  }
  return { expected, received };
}
