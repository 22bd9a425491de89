/**
 * One threshold at one minute: is the signal over its limit, on the better side of it, or can nobody
 * tell (RULES 12.1–12.3, 7.3)? Ratios and latency are judged from their parts, everything else from
 * the merged value of each minute. Looks at the given columns only, so asking twice gives the same.
 */
import type { SignalDefinition } from '@/catalogue/types';
import { judgeGauge } from './judge-gauge';
import { judgeLatency } from './judge-latency';
import { judgeRatio } from './judge-ratio';
import { quantileOf } from './signal-ids';
import { type EffectiveThreshold, MINUTE_MS, MinuteState, type SignalColumns } from './types';
import { type JudgeInput, type KindJudge, unknown, type Verdict } from './verdict';

const SILENCE_MINUTES = 3;
const INTERVALS = 3;

export interface Judge {
  at(timeAt: number): Verdict;
  /** The minute itself has a value. */
  hasValue(timeAt: number): boolean;
  /** First minute of the silence that lasts at this time, as far as the columns reach. */
  silentSinceAt(timeAt: number): number;
  /** Worst instance of the minute, where the merge names one. */
  instance(timeAt: number): string | null;
  window: number;
  /** Minutes without any data after which it is "no data" (12.3). */
  graceMinutes: number;
}

export function judgeOf(
  threshold: EffectiveThreshold,
  columns: SignalColumns | undefined,
  definition: SignalDefinition | undefined,
): Judge {
  const intervalMinutes = (columns?.recipe?.intervalMs ?? MINUTE_MS) / MINUTE_MS;
  const window = Math.max(1, threshold.holdMinutes, Math.ceil(INTERVALS * intervalMinutes));
  const graceMinutes = Math.max(window, SILENCE_MINUTES);
  if (columns === undefined || columns.state.length === 0) return silent(window, graceMinutes);

  const { startAt, state } = columns;
  const judge = kindJudge({ threshold, columns, definition, window });
  const lastValue = lastIndices(state, (s) => s === MinuteState.value);
  const lastSeen = lastIndices(state, (s) => s !== MinuteState.noData);
  const indexOf = (timeAt: number) => Math.floor((timeAt - startAt) / MINUTE_MS);
  const last = (indices: Int32Array, minute: number) =>
    minute < 0 ? -1 : (indices[Math.min(minute, indices.length - 1)] as number);

  return {
    window,
    graceMinutes,
    at(timeAt) {
      const minute = indexOf(timeAt);
      if (minute - last(lastValue, minute) < graceMinutes && last(lastValue, minute) >= 0) return judge(minute);
      const seen = last(lastSeen, minute);
      return seen >= 0 && minute - seen < graceMinutes ? unknown('no-traffic') : unknown('no-data');
    },
    hasValue: (timeAt) => state[indexOf(timeAt)] === MinuteState.value,
    silentSinceAt: (timeAt) => startAt + (last(lastValue, indexOf(timeAt)) + 1) * MINUTE_MS,
    instance: (timeAt) => columns.worst?.[indexOf(timeAt)] ?? null,
  };
}

function kindJudge(input: JudgeInput): KindJudge {
  const { columns, threshold, definition } = input;
  if (columns.buckets !== undefined && quantileOf(threshold.signal) !== null) return judgeLatency(input);
  // A rate has parts too (events and seconds), but is no share of anything.
  const isShare = definition === undefined || definition.kind === 'ratio';
  if (isShare && columns.numerator !== undefined && columns.denominator !== undefined) return judgeRatio(input);
  return judgeGauge(input);
}

/** For each minute the newest one up to it that matches; −1 where none does. */
function lastIndices(state: Uint8Array, matches: (state: number) => boolean): Int32Array {
  const out = new Int32Array(state.length);
  let last = -1;
  for (let i = 0; i < state.length; i++) {
    if (matches(state[i] as number)) last = i;
    out[i] = last;
  }
  return out;
}

function silent(window: number, graceMinutes: number): Judge {
  return {
    window,
    graceMinutes,
    at: () => unknown('no-data'),
    hasValue: () => false,
    silentSinceAt: () => Number.NEGATIVE_INFINITY,
    instance: () => null,
  };
}
