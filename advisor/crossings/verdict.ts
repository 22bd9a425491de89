/** What a threshold's judges answer, and what the three kinds of them share. */
import type { SignalDefinition } from '@/catalogue/types';
import type { EffectiveThreshold, SignalColumns } from '../types';

/** Ratios and latency look back this far for enough requests (12.1). */
export const WIDEST_MINUTES = 60;

export interface Verdict {
  /** `known`: `over` and `better` mean something. */
  readonly data: 'known' | 'no-data' | 'no-traffic' | 'too-few' | 'between-bounds';
  readonly over: boolean;
  /** On the better side of the second limit (12.2). */
  readonly better: boolean;
  /** Over the window, in the signal's unit; NaN where there is none. */
  readonly value: number;
  /** too-few: requests (or points) there are and are needed. */
  readonly have: number;
  readonly need: number;
  /** between-bounds: the bucket that the limit lies in. */
  readonly lowMs: number;
  readonly highMs: number;
}

/** What a judge of one kind is given; minutes are indices into the columns. */
export interface JudgeInput {
  threshold: EffectiveThreshold;
  columns: SignalColumns;
  definition: SignalDefinition | undefined;
  /** Window in minutes: the hold time, at least three export intervals. */
  window: number;
}

export type KindJudge = (minute: number) => Verdict;

export function unknown(data: Exclude<Verdict['data'], 'known'>, more: Partial<Verdict> = {}): Verdict {
  return { ...NOTHING, data, ...more };
}

export function known(over: boolean, better: boolean, value: number): Verdict {
  return { data: 'known', over, better, value, have: 0, need: 0, lowMs: Number.NaN, highMs: Number.NaN };
}

const NOTHING: Verdict = { ...known(false, false, Number.NaN), data: 'no-data' };

/** A known verdict whose value takes some reckoning: most minutes are asked for `over` alone. */
export class LazyVerdict implements Verdict {
  readonly data = 'known';
  readonly have = 0;
  readonly need = 0;
  readonly lowMs = Number.NaN;
  readonly highMs = Number.NaN;

  constructor(
    readonly over: boolean,
    private readonly isBetter: () => boolean,
    private readonly reckon: () => number,
  ) {}

  get better(): boolean {
    return this.isBetter();
  }

  get value(): number {
    return this.reckon();
  }
}

/**
 * Lower end of Wilson's one-sided interval for a share (Wilson 1927), z = 1.645 for 95 %: a share is
 * over its limit only when chance alone does not explain it.
 */
export function wilsonLower(hits: number, n: number, z = 1.645): number {
  if (!(n > 0) || !(hits > 0)) return 0;
  const share = Math.min(1, hits / n);
  const z2 = z * z;
  const centre = share + z2 / (2 * n);
  const spread = z * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return (centre - spread) / (1 + z2 / n);
}

/**
 * Judged from `need` requests on, but widened until there are half as many again: stopping at `need`
 * made 17 false crossings a month of a true 0.5 % at a limit of 1 % and 1 request/s, this makes 4
 * (docs/advice.md).
 */
const WIDEN_TO = 1.5;

/**
 * First minute of the smallest window, from the hold time up to an hour, that holds enough to judge.
 * `sums`: of events; entry i holds the minutes before i.
 */
export function widen(minute: number, window: number, need: number, sums: Float64Array): number {
  const widest = Math.max(0, minute - Math.max(window, WIDEST_MINUTES) + 1);
  let first = Math.max(0, minute - window + 1);
  const enough = (sums[minute + 1] as number) - WIDEN_TO * need;
  while (first > widest && (sums[first] as number) > enough) first--;
  return first;
}
