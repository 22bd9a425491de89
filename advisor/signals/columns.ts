/** Columns of one hour of one signal, empty or from what a recipe found; and its provenance. */
import { bytes, shorts } from '@/store/points/scratch';
import { MinuteState, type RecipeUse, type SignalColumns } from '../types';
import { type Receipts, receipts } from './coverage';
import { spansNote } from './from-spans';
import { at, hourGrid, lastTime, type Prepared, zeros } from './points';
import type { Scope } from './scope';

export function emptyColumns(signal: string, hourAt: number): SignalColumns {
  return {
    signal,
    startAt: hourAt,
    value: nans(),
    state: bytes(hourGrid.minutes),
    expected: shorts(hourGrid.minutes),
    received: shorts(hourGrid.minutes),
    recipe: null,
  };
}

export function nans(): Float64Array {
  return zeros().fill(Number.NaN);
}

export function perMinute(value: (minute: number) => number): Float64Array {
  const values = zeros();
  for (let minute = 0; minute < hourGrid.minutes; minute++) values[minute] = value(minute);
  return values;
}

/** Columns that came from these series, with provenance and receipts. */
export function columnsFrom(input: {
  signal: string;
  scope: Scope;
  series: Prepared[];
  recipe: string;
  quality?: RecipeUse['quality'];
  note?: string;
}): SignalColumns {
  const { signal, scope, series } = input;
  const columns = emptyColumns(signal, scope.hourAt);
  const { expected, received } = receiptsOf(scope, series);
  const other = series.find((each) => each.service !== scope.service && each.service !== null)?.service;
  const notes = [input.note, spansNote(series), other ? `from the component ${other}` : undefined].filter(
    (note) => note !== undefined,
  );
  columns.expected = expected.slice();
  columns.received = received.slice();
  columns.recipe = {
    recipe: input.recipe,
    metrics: [...new Set(series.map(({ series: { metric, sentAs = metric } }) => sentAs))],
    quality: input.quality ?? 'measured',
    newestAt: newestIn(series, scope.endAt),
    intervalMs: Math.min(...series.map((each) => each.intervalMs)),
    ...(notes.length > 0 ? { note: notes.join('; ') } : {}),
  };
  return columns;
}

/** Five signals come from one reading of requests: their points are counted once. */
function receiptsOf({ hourAt, counted }: Scope, series: Prepared[]): Receipts {
  let found = counted.get(series);
  if (!found) {
    found = receipts(series, hourAt);
    counted.set(series, found);
  }
  return found;
}

/** Newest point inside the hour; the window may reach a little beyond it. */
function newestIn(series: Prepared[], endAt: number): number {
  let newest = Number.NEGATIVE_INFINITY;
  for (const each of series) {
    const last = lastTime(each);
    if (last < endAt) newest = Math.max(newest, last);
    else {
      for (let i = each.points.length - 1; i >= 0; i--) {
        if (at(each.points.time, i) >= endAt) continue;
        newest = Math.max(newest, at(each.points.time, i));
        break;
      }
    }
  }
  return newest;
}

/** Writes a value where there is one; the state says so. */
export function setValue(columns: SignalColumns, minute: number, value: number): void {
  if (Number.isNaN(value)) return;
  columns.value[minute] = value;
  columns.state[minute] = MinuteState.value;
}

export function hasData(columns: SignalColumns | null): columns is SignalColumns {
  return columns?.state.some((state) => state !== MinuteState.noData) ?? false;
}

/** Takes what is larger than what stands there, or stands where nothing does, with whose it is. */
export function takeWorse(columns: SignalColumns, name: string, values: Float64Array): void {
  columns.worst ??= new Array<string | null>(hourGrid.minutes).fill(null);
  for (let minute = 0; minute < hourGrid.minutes; minute++) {
    const value = at(values, minute);
    if (Number.isNaN(value) || value <= at(columns.value, minute)) continue;
    setValue(columns, minute, value);
    columns.worst[minute] = name;
  }
}
