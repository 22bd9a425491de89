/**
 * Resources: demand against capacity of each instance (or pool), merged to what the signal shows. The
 * percentage is for display and thresholds; demand and capacity are what is fitted (RULES 1.1).
 */
import type { SignalColumns } from '../types';
import { columnsFrom, nans, setValue } from './columns';
import { at, hourGrid, type Prepared } from './points';
import type { Scope } from './scope';

/** One instance (or pool): its demand a minute, NaN where unknown, and its capacity (NaN unknown). */
export interface Unit {
  name: string;
  demand: Float64Array;
  capacity: Float64Array | number;
  /** Share used a minute, where it is not simply demand ÷ capacity. */
  share?: Float64Array;
  series: Prepared[];
}

export type UnitMerge = 'worst' | 'mean';

/**
 * Merges units: the value is the worst or the mean percentage; demand and capacity are sums. A minute
 * whose capacity is unknown keeps its demand and has no value.
 */
export function resourceColumns(input: {
  signal: string;
  scope: Scope;
  units: Unit[];
  merge: UnitMerge;
  recipe: string;
  note?: string;
}): SignalColumns | null {
  const { signal, scope, units, merge } = input;
  if (!units.some((unit) => unit.demand.some((value) => !Number.isNaN(value)))) return null;
  const columns = columnsFrom({
    signal,
    scope,
    series: [...new Set(units.flatMap((unit) => unit.series))],
    recipe: input.recipe,
    ...(input.note ? { note: input.note } : {}),
  });
  columns.demand = nans();
  columns.capacity = nans();
  columns.worst = new Array<string | null>(hourGrid.minutes).fill(null);
  for (let m = 0; m < hourGrid.minutes; m++) mergeMinute(columns, m, units, merge);
  if (columns.recipe && columns.value.every(Number.isNaN)) {
    columns.recipe.note = [input.note, 'capacity unknown'].filter(Boolean).join('; ');
  }
  return columns;
}

function mergeMinute(columns: SignalColumns, minute: number, units: Unit[], merge: UnitMerge): void {
  let demand = 0;
  let capacity = 0;
  let live = 0;
  let worst = Number.NEGATIVE_INFINITY;
  let worstName: string | null = null;
  let shares = 0;
  let shared = 0;
  for (const unit of units) {
    const mine = at(unit.demand, minute);
    if (Number.isNaN(mine)) continue;
    live++;
    demand += mine;
    const room = typeof unit.capacity === 'number' ? unit.capacity : at(unit.capacity, minute);
    capacity += room;
    const share = unit.share ? at(unit.share, minute) : mine / room;
    if (!Number.isFinite(share)) continue;
    shares += share;
    shared++;
    if (share > worst) {
      worst = share;
      worstName = unit.name;
    }
  }
  if (live === 0) return;
  if (columns.demand) columns.demand[minute] = demand;
  if (columns.capacity) columns.capacity[minute] = capacity;
  if (shared === 0) return;
  if (columns.worst) columns.worst[minute] = worstName;
  setValue(columns, minute, 100 * (merge === 'worst' ? worst : shares / shared));
}

/** Series by instance. */
export function byInstance(series: Prepared[]): Map<number, Prepared[]> {
  const result = new Map<number, Prepared[]>();
  for (const each of series) {
    const list = result.get(each.instance);
    if (list) list.push(each);
    else result.set(each.instance, [each]);
  }
  return result;
}
