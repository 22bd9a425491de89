/** From the points of series to columns: pure, so that any source of points may be asked the same. */
import type { SeriesPoints } from '../points/points';
import { mergeBuckets, stepQuantiles } from './buckets';
import { type Grid, patienceFor, type Resolution, shareOut } from './grid';
import { type Group, groupsOf, joiner } from './groups';
import { addCounts, eachGrowth, type Grown, intervalOf, valuesOfGrown } from './growth';
import { type FillLevels, levelsFiller, sameTimes } from './levels';
import type { Measured } from './measured';
import type { AnswerSeries, Query } from './types';

export interface Evaluated {
  series: AnswerSeries[];
  notes: string[];
}

export function evaluate(query: Query, found: SeriesPoints[], grid: Grid, resolution: Resolution): Evaluated {
  const notes = new Set<string>();
  const scratch = scratchOf(grid);
  const series = groupsOf(found, query.groupBy).map((group) =>
    answerOf(query, group, grid, resolution, scratch, notes),
  );
  return { series, notes: [...notes] };
}

type Scratch = Grown & {
  column: Float64Array;
  fillLevels: FillLevels;
  /** The series before. */
  last: Measured | null;
};

function scratchOf(grid: Grid): Scratch {
  const column = () => new Float64Array(grid.steps);
  return { amount: column(), coveredMs: column(), column: column(), fillLevels: levelsFiller(grid), last: null };
}

function answerOf(
  query: Query,
  { labels, members }: Group,
  grid: Grid,
  resolution: Resolution,
  scratch: Scratch,
  notes: Set<string>,
): AnswerSeries {
  const measured = measuredOf(members, resolution, scratch);
  if (query.value === 'quantile') return quantileOf(query, labels, measured, grid, notes);
  const [only] = measured;
  if (only && measured.length === 1) {
    const values = new Float64Array(grid.steps);
    columnOf(query.value, only, grid, { ...scratch, column: values });
    return { labels, values, atLeast: null };
  }
  const join = joiner(query.across, grid.steps);
  for (const each of measured) {
    columnOf(query.value, each, grid, scratch);
    join.add(scratch.column);
  }
  return { labels, values: join.values(), atLeast: null };
}

/** Series of one sender mostly share their times, and so their interval. */
function measuredOf(members: SeriesPoints[], resolution: Resolution, scratch: Scratch): Measured[] {
  return members.map(({ series, points }) => {
    const { last } = scratch;
    const { time, length } = points;
    const known = last?.points.length === length && sameTimes(last.points.time, time, length) ? last : null;
    const intervalMs = known?.intervalMs ?? intervalOf(points);
    scratch.last = { series, points, intervalMs, patience: known?.patience ?? patienceFor(resolution, intervalMs) };
    return scratch.last;
  });
}

function columnOf(value: Exclude<Query['value'], 'quantile'>, each: Measured, grid: Grid, scratch: Scratch): void {
  const { column, amount, coveredMs, fillLevels } = scratch;
  if (value === 'rate' || value === 'increase') {
    amount.fill(0);
    coveredMs.fill(0);
    addCounts(each, each.intervalMs, grid, each.patience, scratch);
    valuesOfGrown(scratch, value, column);
  } else if (isHistogram(each)) meanOf(each, grid, column);
  else fillLevels(each.points, each.intervalMs, value, column);
}

export const isHistogram = ({ series }: SeriesPoints) => series.kind === 3 || series.kind === 4;

/** What a histogram measured, on average: growth of its sum by growth of its count. */
function meanOf(each: Measured, grid: Grid, out: Float64Array): void {
  const sums = new Float64Array(grid.steps);
  const counts = new Float64Array(grid.steps);
  const { histograms } = each.points;
  eachGrowth(each, each.intervalMs, (index, previous, fromAt, toAt) => {
    const now = histograms[index];
    if (!now) return;
    const then = previous < 0 ? null : histograms[previous];
    const before = then && then.count <= now.count ? then : null;
    shareOut(grid, each.patience, fromAt, toAt, (step, part) => {
      sums[step] = (sums[step] as number) + (now.sum - (before?.sum ?? 0)) * part;
      counts[step] = (counts[step] as number) + (now.count - (before?.count ?? 0)) * part;
    });
  });
  for (let step = 0; step < grid.steps; step++) out[step] = (sums[step] as number) / (counts[step] as number);
}

function quantileOf(
  query: Query,
  labels: Record<string, string>,
  group: Measured[],
  grid: Grid,
  notes: Set<string>,
): AnswerSeries {
  const values = new Float64Array(grid.steps).fill(Number.NaN);
  const atLeast = new Uint8Array(grid.steps);
  const { buckets, others } = mergeBuckets(group.filter(isHistogram), grid);
  if (buckets) stepQuantiles(buckets, query.quantile ?? 0.5, values, atLeast);
  if (others > 0) {
    notes.add(`${others} series with other bucket bounds are left out: buckets add up only where bounds are equal.`);
  }
  const unbounded = atLeast.includes(1);
  if (unbounded) notes.add('Some values are a lower bound only: they lie above the highest bucket bound.');
  return { labels, values, atLeast: unbounded ? atLeast : null };
}
