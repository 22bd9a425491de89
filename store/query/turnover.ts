/**
 * Series that come and go inside a step. A deployment ends one instance's series and begins another's: added as they
 * are, both would count for the whole step, and a gauge of 30 would be drawn as 60.
 */
import { PointKind, type Series } from '../points/points';
import { beginOf, type Grid, stepAt, stepsBefore } from './grid';
import { holdOf } from './levels';
import type { Measured } from './measured';
import type { Query } from './types';

/** Numbers kept for a group at once (16 MiB). Beyond it a step counts whoever was there in it, as if for all of it. */
const KEPT_AT_MOST = 2_000_000;

/** When a series was there, ms; open where the group's newest points are, and where the query begins. */
interface Span {
  fromAt: number;
  untilAt: number;
}

export interface Turnover {
  /** Remembers what a member says in the steps that matter. */
  keep(member: number, column: Float64Array): void;
  /** Puts the sum of those steps right: each member by the share of the time in which anybody was there. */
  correct(total: Float64Array): void;
}

/** Of members that will be added up; null where all of them are there throughout, and where what grew is asked for. */
export function turnoverOf(members: readonly Measured[], grid: Grid, value: Query['value']): Turnover | null {
  if (value === 'rate' || value === 'increase' || members.some(({ series }) => !isNumber(series))) return null;
  const newestAt = members.reduce((at, { points }) => Math.max(at, points.time[points.length - 1] ?? at), -Infinity);
  const spans = members.map((each) => spanOf(each, newestAt));
  const steps = stepsOfTurns(members, spans, grid);
  if (steps.length === 0 || steps.length * members.length > KEPT_AT_MOST) return null;
  const kept = new Float64Array(steps.length * members.length);
  return {
    keep(member, column) {
      const at = member * steps.length;
      for (let i = 0; i < steps.length; i++) kept[at + i] = column[steps[i] as number] as number;
    },
    correct(total) {
      for (let i = 0; i < steps.length; i++) {
        const step = steps[i] as number;
        const [beginAt, endAt] = [beginOf(grid, step), beginOf(grid, step + 1)];
        const there: (Span & { value: number })[] = [];
        for (let member = 0; member < spans.length; member++) {
          const said = kept[member * steps.length + i] as number;
          const { fromAt, untilAt } = spans[member] as Span;
          const span = { fromAt: Math.max(fromAt, beginAt), untilAt: Math.min(untilAt, endAt) };
          if (said === said && span.untilAt > span.fromAt) there.push({ ...span, value: said });
        }
        const counted = value === 'last' ? there.filter(({ untilAt }) => untilAt === endAt) : there;
        // Where nobody is left (a shutdown), what was there last holds as it does for one series.
        if (counted.length > 0) total[step] = value === 'last' ? sumOf(counted) : sumByTime(counted);
      }
    },
  };
}

const isNumber = ({ kind }: Series) => kind === PointKind.gauge || kind === PointKind.sum;

function spanOf({ points, intervalMs }: Measured, newestAt: number): Span {
  const { time, length, spread } = points;
  const isValue = (i: number) => ((points.flags[i] as number) & 1) === 0 && !Number.isNaN(points.value[i] as number);
  let first = 0;
  while (first < length && !isValue(first)) first++;
  let last = length - 1;
  while (last > first && !isValue(last)) last--;
  if (first >= length) return { fromAt: Infinity, untilAt: -Infinity };
  /** How far apart the points behind a folded one lie. */
  const apartMs = (i: number) =>
    i > first && spread
      ? ((time[i] as number) - (time[i - 1] as number)) / Math.max(1, spread.count[i] as number)
      : intervalMs;
  const lastAt = time[last] as number;
  const endedAt = last + 1 < length ? (time[last + 1] as number) : lastAt + apartMs(last);
  const isEnded = last + 1 < length || lastAt + holdOf(intervalMs) < newestAt;
  const folded = spread ? (spread.count[first] as number) - 1 : 0;
  // A lone folded point does not say how far its points lay apart: it counts from its step's begin.
  const fromAt = folded > 0 && last === first ? -Infinity : (time[first] as number) - folded * apartMs(first + 1);
  return { fromAt, untilAt: isEnded ? endedAt : Infinity };
}

/** Steps in which somebody came or went, and those in which what is over would still hold; rising. */
function stepsOfTurns(members: readonly Measured[], spans: readonly Span[], grid: Grid): number[] {
  const found = new Set<number>();
  for (const [i, { points, intervalMs }] of members.entries()) {
    const { fromAt, untilAt } = spans[i] as Span;
    const came = Number.isFinite(fromAt) ? stepAt(grid, fromAt) : -1;
    if (came >= 0 && came < grid.steps && fromAt > beginOf(grid, came)) found.add(came);
    if (!Number.isFinite(untilAt)) continue;
    const heldTo = stepsBefore(grid, (points.time[points.length - 1] as number) + holdOf(intervalMs));
    for (let step = Math.max(0, stepAt(grid, untilAt)); step < heldTo; step++) found.add(step);
  }
  return [...found].sort((a, b) => a - b);
}

const sumOf = (there: readonly { value: number }[]) => there.reduce((sum, { value }) => sum + value, 0);

/** Each by how long it was there, over the time in which at least one was. */
function sumByTime(there: (Span & { value: number })[]): number {
  there.sort((a, b) => a.fromAt - b.fromAt);
  let weighed = 0;
  let anyMs = 0;
  let reachedAt = -Infinity;
  for (const { fromAt, untilAt, value } of there) {
    weighed += value * (untilAt - fromAt);
    anyMs += Math.max(0, untilAt - Math.max(fromAt, reachedAt));
    reachedAt = Math.max(reachedAt, untilAt);
  }
  return weighed / anyMs;
}
