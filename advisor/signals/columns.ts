/** Columns of one hour of one signal, empty or from what a recipe found; and its provenance. */
import { MINUTE_MS, MinuteState, type RecipeUse, type SignalColumns } from '../types';
import { type Receipts, receipts } from './coverage';
import { spansNote } from './from-spans';
import { at, lastTime, MINUTES, type Prepared } from './points';
import type { Scope } from './scope';

export function emptyColumns(signal: string, hourAt: number): SignalColumns {
  return {
    signal,
    startAt: hourAt,
    value: nans(),
    state: new Uint8Array(MINUTES),
    expected: new Uint16Array(MINUTES),
    received: new Uint16Array(MINUTES),
    recipe: null,
  };
}

export function nans(length = MINUTES): Float64Array {
  return new Float64Array(length).fill(Number.NaN);
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
    metrics: [...new Set(series.map((each) => each.series.metric))],
    quality: input.quality ?? 'measured',
    newestAt: newestIn(series, scope.hourAt),
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
function newestIn(series: Prepared[], hourAt: number): number {
  const endAt = hourAt + MINUTES * MINUTE_MS;
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
