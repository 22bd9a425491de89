/** A stretch of minutes that evidence is judged over, and what can be read off it. */
import type { ObservationId, Observations } from '../types';

/** Minutes [from, to) of the observations' columns. */
export interface Slot {
  observations: Observations;
  from: number;
  to: number;
}

export interface EvidenceRule {
  /** Without a value in any of these the rule cannot say anything: the source is silent. */
  source: ObservationId[];
  /** Operations behind the rule; at least 100 in the window (RULES 14.2). */
  operations: ObservationId[];
  holds(slot: Slot): boolean | null;
  /** A weaker sign, shown as "looks done: confirm", and the words for it. */
  alsoSuggests?: { holds(slot: Slot): boolean | null; says: string };
  /** Not being seen says nothing (429s): a tick is never withdrawn, and once seen counts on. */
  absenceSaysNothing?: true;
}

/** Sum over the slot's reported minutes; null when none of them reports. */
export function sum({ observations, from, to }: Slot, id: ObservationId): number | null {
  const column = observations.columns[id];
  if (column === undefined) return null;
  let total = 0;
  let reported = false;
  for (let i = Math.max(0, from); i < Math.min(to, column.length); i++) {
    const value = column[i] as number;
    if (Number.isNaN(value)) continue;
    total += value;
    reported = true;
  }
  return reported ? total : null;
}

/** Minutes of the slot in which at least one of the columns has a value. */
export function reportedMinutes({ observations, from, to }: Slot, ids: ObservationId[]): number {
  const columns = ids.flatMap((id) => observations.columns[id] ?? []);
  const end = Math.min(to, longest(columns));
  let minutes = 0;
  for (let i = Math.max(0, from); i < end; i++) {
    for (const column of columns) {
      if (!Number.isNaN(column[i] ?? Number.NaN)) {
        minutes += 1;
        break;
      }
    }
  }
  return minutes;
}

const longest = (columns: Float64Array[]): number => columns.reduce((most, { length }) => Math.max(most, length), 0);

export function largest({ observations, from, to }: Slot, id: ObservationId): number | null {
  const column = observations.columns[id];
  if (column === undefined) return null;
  let most: number | null = null;
  for (let i = Math.max(0, from); i < Math.min(to, column.length); i++) {
    const value = column[i] as number;
    if (!Number.isNaN(value)) most = Math.max(most ?? value, value);
  }
  return most;
}

/**
 * True in at least half of *all* minutes of the slot: the two sets of a rolling deployment overlap for
 * minutes of an hour only. Null where no minute can tell. A comparison with NaN is never true. `ids`: all that the
 * condition asks for.
 */
export function mostly(
  { observations: { columns }, from, to }: Slot,
  ids: readonly ObservationId[],
  condition: (at: (id: ObservationId) => number) => boolean,
): boolean | null {
  if (ids.every((id) => columns[id] === undefined)) return null;
  let yes = 0;
  let known = 0;
  let minute = Math.max(0, from);
  let seen = false;
  const at = (id: ObservationId) => {
    const value = columns[id]?.[minute] ?? Number.NaN;
    seen ||= !Number.isNaN(value);
    return value;
  };
  for (; minute < to; minute++) {
    seen = false;
    if (condition(at)) yes += 1;
    if (seen) known += 1;
  }
  return known === 0 ? null : yes * 2 >= to - from;
}

export function positive(value: number | null): boolean | null {
  return value === null ? null : value > 0;
}
