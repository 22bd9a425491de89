/**
 * From samples to a value a step, as Prometheus 2 does it (windows closed at both ends): the newest sample
 * of the last 5 minutes, and the extrapolated rate of a range (promql/functions.go, extrapolatedRate).
 */
import type { Samples } from './samples';

export interface Steps {
  startAt: number;
  stepMs: number;
  count: number;
}

/** A value a step; `has` is 0 where there is none, because NaN is a value. */
export interface Column {
  values: Float64Array;
  has: Uint8Array;
}

export function emptyColumn(count: number): Column {
  return { values: new Float64Array(count), has: new Uint8Array(count) };
}

export function latest(samples: Samples, steps: Steps, offsetMs: number, lookbackMs: number): Column {
  const { time, value, stale } = samples;
  const column = emptyColumn(steps.count);
  let next = 0;
  for (let step = 0; step < steps.count; step++) {
    const at = steps.startAt + step * steps.stepMs - offsetMs;
    while (next < time.length && (time[next] as number) <= at) next++;
    const last = next - 1;
    if (last < 0 || at - (time[last] as number) > lookbackMs || stale?.[last] === 1) continue;
    column.values[step] = value[last] as number;
    column.has[step] = 1;
  }
  return column;
}

export function extrapolated(
  samples: Samples,
  steps: Steps,
  { rangeMs, offsetMs, of }: { rangeMs: number; offsetMs: number; of: 'rate' | 'increase' },
): Column {
  const { time, value } = withoutStale(samples);
  const column = emptyColumn(steps.count);
  const resets = resetsOf(value);
  let first = 0;
  let next = 0;
  for (let step = 0; step < steps.count; step++) {
    const endAt = steps.startAt + step * steps.stepMs - offsetMs;
    const startAt = endAt - rangeMs;
    while (next < time.length && (time[next] as number) <= endAt) next++;
    while (first < next && (time[first] as number) < startAt) first++;
    const last = next - 1;
    if (last - first < 1) continue;
    const grown = (value[last] as number) - (value[first] as number) + ((resets?.[last] ?? 0) - (resets?.[first] ?? 0));
    const sampled = ((time[last] as number) - (time[first] as number)) / 1000;
    const factor = reach(endsOf(time, value, first, last), { startAt, endAt, grown, sampled }) / sampled;
    column.values[step] = grown * (of === 'rate' ? factor / (rangeMs / 1000) : factor);
    column.has[step] = 1;
  }
  return column;
}

interface Ends {
  firstAt: number;
  firstValue: number;
  lastAt: number;
  gaps: number;
}

function endsOf(time: Float64Array, value: Float64Array, first: number, last: number): Ends {
  return {
    firstAt: time[first] as number,
    firstValue: value[first] as number,
    lastAt: time[last] as number,
    gaps: last - first,
  };
}

/** Seconds that the growth stands for: to the window's ends where they are near, else half a gap further. */
function reach(
  { firstAt, firstValue, lastAt, gaps }: Ends,
  { startAt, endAt, grown, sampled }: { startAt: number; endAt: number; grown: number; sampled: number },
): number {
  let toStart = (firstAt - startAt) / 1000;
  const toEnd = (endAt - lastAt) / 1000;
  const gap = sampled / gaps;
  // A counter was not below zero: no growth is drawn from before it was zero.
  if (grown > 0 && firstValue >= 0) toStart = Math.min(toStart, sampled * (firstValue / grown));
  const near = gap * 1.1;
  return sampled + (toStart < near ? toStart : gap / 2) + (toEnd < near ? toEnd : gap / 2);
}

/** What was lost by resets up to each sample; null: nothing. */
function resetsOf(value: Float64Array): Float64Array | null {
  let sums: Float64Array | null = null;
  let lost = 0;
  for (let i = 1; i < value.length; i++) {
    if ((value[i] as number) < (value[i - 1] as number)) {
      lost += value[i - 1] as number;
      sums ??= new Float64Array(value.length);
    }
    if (sums) sums[i] = lost;
  }
  return sums;
}

function withoutStale(samples: Samples): Pick<Samples, 'time' | 'value'> {
  const { stale } = samples;
  if (!stale) return samples;
  return { time: samples.time.filter((_, i) => stale[i] === 0), value: samples.value.filter((_, i) => stale[i] === 0) };
}
