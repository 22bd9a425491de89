/**
 * One threshold at one minute: is the signal over its limit, on the better side of it, or can nobody
 * tell (RULES 12.1–12.3, 7.3)? Ratios and latency are judged from their parts, everything else from
 * the merged value of each minute. Looks at the given columns only, so asking twice gives the same.
 */
import type { SignalDefinition } from '@/catalogue/types';
import { quantileOf } from '../signal-ids';
import { type EffectiveThreshold, MINUTE_MS, MinuteState, type SignalColumns } from '../types';
import { judgeGauge } from './gauge';
import { judgeLatency } from './latency';
import { judgeRatio } from './ratio';
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
  const indexOf = (timeAt: number) => Math.floor((timeAt - startAt) / MINUTE_MS);
  const lastValue = (minute: number) => {
    let last = Math.min(minute, state.length - 1);
    while (last >= 0 && state[last] !== MinuteState.value) last--;
    return last;
  };
  /** Whether one of the minutes of grace up to this one is of such a state. */
  const recently = (minute: number, is: (state: number) => boolean) => {
    const until = Math.max(-1, minute - graceMinutes);
    for (let i = Math.min(minute, state.length - 1); i > until; i--) if (is(state[i] as number)) return true;
    return false;
  };

  return {
    window,
    graceMinutes,
    at(timeAt) {
      const minute = indexOf(timeAt);
      if (recently(minute, hasValue)) return judge(minute);
      return unknown(recently(minute, wasSeen) ? 'no-traffic' : 'no-data');
    },
    hasValue: (timeAt) => state[indexOf(timeAt)] === MinuteState.value,
    silentSinceAt: (timeAt) => startAt + (lastValue(indexOf(timeAt)) + 1) * MINUTE_MS,
    instance: (timeAt) => columns.worst?.[indexOf(timeAt)] ?? null,
  };
}

const hasValue = (state: number) => state === MinuteState.value;
const wasSeen = (state: number) => state !== MinuteState.noData;

function kindJudge(input: JudgeInput): KindJudge {
  const { columns, threshold, definition } = input;
  if (columns.buckets !== undefined && quantileOf(threshold.signal) !== null) return judgeLatency(input);
  // A rate has parts too (events and seconds), but is no share of anything.
  const isShare = definition === undefined || definition.kind === 'ratio';
  if (isShare && columns.numerator !== undefined && columns.denominator !== undefined) return judgeRatio(input);
  return judgeGauge(input);
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
