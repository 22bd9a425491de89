/** Signal columns for tests: one entry a minute, from plain arrays. null is no data, 'quiet' is no traffic. */
import { MINUTE_MS, MinuteState, type SignalColumns } from '@/advisor/types';

export const START = Date.UTC(2026, 10, 1);
export const minuteAt = (minute: number): number => START + minute * MINUTE_MS;

type Nothing = null | 'quiet';

function empty(signal: string, length: number): SignalColumns {
  return {
    signal,
    startAt: START,
    value: new Float64Array(length).fill(Number.NaN),
    state: new Uint8Array(length),
    expected: new Uint16Array(length),
    received: new Uint16Array(length),
    recipe: {
      recipe: 'test',
      metrics: [],
      quality: 'measured',
      newestAt: START + length * MINUTE_MS,
      intervalMs: 60_000,
    },
  };
}

function mark(columns: SignalColumns, i: number, here: 'value' | Nothing): void {
  columns.state[i] = here === null ? MinuteState.noData : here === 'quiet' ? MinuteState.noTraffic : MinuteState.value;
  columns.expected[i] = 1;
  columns.received[i] = here === null ? 0 : 1;
}

export function gauge(signal: string, values: (number | Nothing)[]): SignalColumns {
  const columns = empty(signal, values.length);
  for (const [i, value] of values.entries()) {
    mark(columns, i, typeof value === 'number' ? 'value' : value);
    if (typeof value === 'number') columns.value[i] = value;
  }
  return columns;
}

/** `hits` of `all` per minute; for errors hits are the bad ones, for a cache the good ones. */
export function ratio(signal: string, minutes: ([hits: number, all: number] | Nothing)[]): SignalColumns {
  const columns = empty(signal, minutes.length);
  const numerator = new Float64Array(minutes.length).fill(Number.NaN);
  const denominator = new Float64Array(minutes.length).fill(Number.NaN);
  for (const [i, minute] of minutes.entries()) {
    const some = Array.isArray(minute) && minute[1] > 0;
    mark(columns, i, some ? 'value' : minute === null ? null : 'quiet');
    if (!some || !Array.isArray(minute)) continue;
    [numerator[i], denominator[i]] = minute;
    columns.value[i] = (100 * minute[0]) / minute[1];
  }
  return { ...columns, numerator, denominator };
}

/** Requests by bucket; counts[i] has one entry more than the bounds. */
export function latency(signal: string, bounds: number[], minutes: (number[] | Nothing)[]): SignalColumns {
  const columns = empty(signal, minutes.length);
  const counts = new Float64Array(minutes.length * (bounds.length + 1));
  for (const [i, minute] of minutes.entries()) {
    mark(columns, i, Array.isArray(minute) ? 'value' : minute);
    if (!Array.isArray(minute)) continue;
    counts.set(minute, i * (bounds.length + 1));
    columns.value[i] = 1;
  }
  return { ...columns, buckets: { boundsMs: Float64Array.from(bounds), counts } };
}

/** Durations into buckets. */
export function bucketed(bounds: number[], durations: number[]): number[] {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (const duration of durations) {
    const found = bounds.findIndex((bound) => duration <= bound);
    const at = found === -1 ? bounds.length : found;
    counts[at] = (counts[at] as number) + 1;
  }
  return counts;
}

export const repeat = <T>(count: number, value: T): T[] => new Array<T>(count).fill(value);
