/** Minutes of an hour from two derivations: whether they say the same where both tell, and laid end to end. */
import type { ObservationId, Observations, RecipeUse, SignalColumns } from '../types';
import { at } from './points';

export interface Columns {
  minutes: SignalColumns[];
  observations: Observations;
}

const PARTS = ['numerator', 'denominator', 'demand', 'capacity'] as const;
const COUNTS = ['state', 'expected', 'received'] as const;

/** Whether the minutes [from, to) are the same bit by bit, and made of the same sources in the same way. */
export function sameMinutes(before: Columns, now: Columns, from: number, to: number): boolean {
  const ids = Object.keys(now.observations.columns) as ObservationId[];
  const known = Object.keys(before.observations.columns);
  return (
    now.minutes.length === before.minutes.length &&
    now.minutes.every((columns, i) => sameSignal(before.minutes[i] as SignalColumns, columns, from, to)) &&
    ids.length === known.length &&
    ids.every((id, i) => {
      const [a, b] = [before.observations.columns[id], now.observations.columns[id]];
      return id === known[i] && a !== undefined && b !== undefined && same(a, b, from, to);
    })
  );
}

function sameSignal(before: SignalColumns, now: SignalColumns, from: number, to: number): boolean {
  if (before.signal !== now.signal || sourceOf(before.recipe) !== sourceOf(now.recipe)) return false;
  if (!same(before.value, now.value, from, to)) return false;
  for (const name of COUNTS) if (!same(before[name], now[name], from, to)) return false;
  for (const name of PARTS) {
    const [a, b] = [before[name], now[name]];
    if ((a === undefined) !== (b === undefined)) return false;
    if (a && b && !same(a, b, from, to)) return false;
  }
  if ((before.worst === undefined) !== (now.worst === undefined)) return false;
  for (let m = from; m < to; m++) if (before.worst?.[m] !== now.worst?.[m]) return false;
  return sameBuckets(before.buckets, now.buckets, from, to) && !fillsBack(before, now, to);
}

/** What a signal is made of, without how far it reaches. */
function sourceOf(recipe: RecipeUse | null): string {
  return recipe === null ? '' : JSON.stringify({ ...recipe, newestAt: 0 });
}

function sameBuckets(a: SignalColumns['buckets'], b: SignalColumns['buckets'], from: number, to: number): boolean {
  if (!a || !b) return a === b;
  const width = a.boundsMs.length + 1;
  return (
    a.boundsMs.length === b.boundsMs.length &&
    same(a.boundsMs, b.boundsMs, 0, a.boundsMs.length) &&
    same(a.counts, b.counts, from * width, to * width)
  );
}

/** A capacity that is told for the first time holds for the minutes before, too. */
function fillsBack(before: SignalColumns, now: SignalColumns, to: number): boolean {
  const { demand, capacity } = before;
  if (!capacity || !now.capacity?.some((value) => !Number.isNaN(value))) return false;
  for (let m = 0; m < to; m++)
    if (Number.isNaN(at(capacity, m)) && !(demand && Number.isNaN(at(demand, m)))) return true;
  return false;
}

export function same(a: ArrayLike<number>, b: ArrayLike<number>, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

/** `before` up to minute `keptTo`, `now` from there on, into the arrays of `now`; shared ones stay shared. */
export function joinMinutes(before: SignalColumns[], now: SignalColumns[], keptTo: number): SignalColumns[] {
  now.forEach((columns, i) => {
    const known = before[i] as SignalColumns;
    columns.value.set(known.value.subarray(0, keptTo));
    for (const name of COUNTS) columns[name].set(known[name].subarray(0, keptTo));
    for (const name of PARTS) {
      const values = known[name];
      if (values) columns[name]?.set(values.subarray(0, keptTo));
    }
    for (let m = 0; columns.worst && m < keptTo; m++) columns.worst[m] = known.worst?.[m] ?? null;
    if (columns.buckets && known.buckets) {
      const width = known.buckets.boundsMs.length + 1;
      columns.buckets.counts.set(known.buckets.counts.subarray(0, keptTo * width));
    }
  });
  return now;
}

export function joinObservations(before: Observations, now: Observations, keptTo: number): Observations {
  for (const [id, values] of Object.entries(now.columns) as [ObservationId, Float64Array][])
    values.set(before.columns[id]?.subarray(0, keptTo) ?? []);
  return now;
}
