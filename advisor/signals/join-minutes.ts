/** Minutes of an hour from two derivations: whether they say the same where both tell, and laid end to end. */
import type { ObservationId, Observations, RecipeUse, SignalColumns } from '../types';
import { at } from './points';

export interface Columns {
  minutes: SignalColumns[];
  observations: Observations;
}

const PARTS = ['numerator', 'denominator', 'demand', 'capacity'] as const;
const COUNTS = ['state', 'expected', 'received'] as const;

/** Minutes of the hour: those from `keptTo` on are new, those in [from, keptTo) are compared; the new columns begin at `first`. */
export interface JoinRange {
  from: number;
  keptTo: number;
  first: number;
}

/** Whether the compared minutes are the same bit by bit, and made of the same sources in the same way. */
export function sameMinutes(before: Columns, now: Columns, range: JoinRange): boolean {
  const ids = Object.keys(now.observations.columns) as ObservationId[];
  const known = Object.keys(before.observations.columns);
  return (
    now.minutes.length === before.minutes.length &&
    now.minutes.every((columns, i) => sameSignal(before.minutes[i] as SignalColumns, columns, range)) &&
    ids.length === known.length &&
    ids.every((id, i) => {
      const [a, b] = [before.observations.columns[id], now.observations.columns[id]];
      return id === known[i] && a !== undefined && b !== undefined && same(a, b, range);
    })
  );
}

function sameSignal(before: SignalColumns, now: SignalColumns, range: JoinRange): boolean {
  if (before.signal !== now.signal || !sameSource(before.recipe, now.recipe)) return false;
  if (!same(before.value, now.value, range)) return false;
  for (const name of COUNTS) if (!same(before[name], now[name], range)) return false;
  for (const name of PARTS) {
    const [a, b] = [before[name], now[name]];
    if ((a === undefined) !== (b === undefined)) return false;
    if (a && b && !same(a, b, range)) return false;
  }
  const { from, keptTo, first } = range;
  if ((before.worst === undefined) !== (now.worst === undefined)) return false;
  for (let m = from; m < keptTo; m++) if (before.worst?.[m] !== now.worst?.[m - first]) return false;
  return sameBuckets(before.buckets, now.buckets, range) && !fillsBack(before, now, keptTo);
}

/** Whether a signal is made of the same, how far it reaches left aside. */
function sameSource(before: RecipeUse | null, now: RecipeUse | null): boolean {
  if (!before || !now) return before === now;
  return (
    before.recipe === now.recipe &&
    before.quality === now.quality &&
    before.intervalMs === now.intervalMs &&
    before.note === now.note &&
    before.metrics.length === now.metrics.length &&
    before.metrics.every((metric, i) => metric === now.metrics[i])
  );
}

function sameBuckets(a: SignalColumns['buckets'], b: SignalColumns['buckets'], range: JoinRange): boolean {
  if (!a || !b) return a === b;
  const { length } = a.boundsMs;
  return (
    length === b.boundsMs.length &&
    same(a.boundsMs, b.boundsMs, { from: 0, keptTo: length, first: 0 }) &&
    same(a.counts, b.counts, range, length + 1)
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

/** @param width elements a minute. */
export function same(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { from, keptTo, first }: JoinRange,
  width = 1,
): boolean {
  const behind = first * width;
  for (let i = from * width; i < keptTo * width; i++) if (!Object.is(a[i], b[i - behind])) return false;
  return true;
}

/** `before`, its minutes from `keptTo` on written over; shared columns stay shared. */
export function joinMinutes(before: SignalColumns[], now: SignalColumns[], range: JoinRange): SignalColumns[] {
  now.forEach((columns, i) => {
    const known = before[i] as SignalColumns;
    known.recipe = columns.recipe;
    renew(known.value, columns.value, range);
    for (const name of COUNTS) renew(known[name], columns[name], range);
    for (const name of PARTS) {
      const [values, newer] = [known[name], columns[name]];
      if (values && newer) renew(values, newer, range);
    }
    const { worst } = columns;
    for (let m = range.keptTo; worst && known.worst && m < known.worst.length; m++)
      known.worst[m] = worst[Math.min(m - range.first, worst.length - 1)] ?? null;
    if (columns.buckets && known.buckets)
      renew(known.buckets.counts, columns.buckets.counts, range, known.buckets.boundsMs.length + 1);
  });
  return before;
}

export function joinObservations(before: Observations, now: Observations, range: JoinRange): Observations {
  for (const [id, values] of Object.entries(now.columns) as [ObservationId, Float64Array][])
    renew(before.columns[id] as Float64Array, values, range);
  return before;
}

/** Writes the minutes from `keptTo` on over the known ones; those behind the new ones are as the last of these. */
export function renew<T extends Float64Array | Uint8Array | Uint16Array>(
  known: T,
  now: T,
  { keptTo, first }: Pick<JoinRange, 'keptTo' | 'first'>,
  width = 1,
): void {
  known.set(now.subarray((keptTo - first) * width), keptTo * width);
  for (let end = first * width + now.length; end < known.length; end += width) known.copyWithin(end, end - width, end);
}
