/** From the points of series to columns: pure, so that any source of points may be asked the same. */
import type { SeriesPoints } from '../points/points';
import { mergeBuckets, stepQuantiles } from './buckets';
import { type Grid, patienceFor, type Resolution, shareOut } from './grid';
import { type Group, groupsOf, joiner } from './groups';
import { addCounts, eachGrowth, type Grown, intervalOf, valuesOfGrown } from './growth';
import { type FillLevels, levelsFiller, sameTimes } from './levels';
import type { Measured } from './measured';
import { turnoverOf } from './turnover';
import type { AnswerSeries, Query } from './types';

export interface Evaluated {
  /** In the order of their first series; of more than `most` groups the ones that reach highest. */
  series: AnswerSeries[];
  /** Groups that there were. */
  groups: number;
  notes: string[];
}

/** @param among which groups are meant, by their labels; those that are not are not even added up */
export function evaluate(
  query: Query,
  found: SeriesPoints[],
  grid: Grid,
  resolution: Resolution,
  { most = Number.POSITIVE_INFINITY, among }: { most?: number; among?: ((labels: Labels) => boolean) | undefined } = {},
): Evaluated {
  const notes = new Set<string>();
  const groups = groupsOf(found, query.groupBy).filter(({ labels }) => !among || among(labels()));
  const fill = filler(query, grid, resolution, notes);
  // Only what is shown gets memory of its own: what 500 of 10,000 series say is told again sooner than all is kept.
  const shown = groups.length <= most ? groups : highest(groups, most, (group) => peakOf(fill(group).values));
  const series = shown.map((group) => {
    const { values, atLeast } = fill(group);
    return { labels: group.labels(), values: values.slice(), atLeast: atLeast === null ? null : atLeast.slice() };
  });
  return { series, groups: groups.length, notes: [...notes] };
}

type Labels = AnswerSeries['labels'];
type Column = Pick<AnswerSeries, 'values' | 'atLeast'>;

/** Of many the ones with the highest peaks, in the order they have. */
function highest<T>(all: T[], most: number, peak: (each: T) => number): T[] {
  const peaks = all.map(peak);
  const order = peaks.map((_, i) => i).sort((a, b) => compare(peaks[b] as number, peaks[a] as number) || a - b);
  const shown = new Set(order.slice(0, most));
  return all.filter((_, i) => shown.has(i));
}

function peakOf(values: Float64Array): number {
  let peak = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if ((values[i] as number) > peak) peak = values[i] as number;
  return peak;
}

/** Two infinities are as high as each other. */
const compare = (a: number, b: number) => (a === b ? 0 : a - b);

type Scratch = Grown & {
  column: Float64Array;
  fillLevels: FillLevels;
  /** The series before. */
  last: Measured | null;
};

/** What a group says a step, in columns that are valid until the next group is asked. */
function filler(query: Query, grid: Grid, resolution: Resolution, notes: Set<string>): (group: Group) => Column {
  const column = () => new Float64Array(grid.steps);
  const fillLevels = levelsFiller(grid);
  const scratch: Scratch = { amount: column(), coveredMs: column(), column: column(), fillLevels, last: null };
  const values = column();
  const atLeast = new Uint8Array(grid.steps);
  const join = joiner(query.across, values);
  return ({ members }) => {
    const measured = measuredOf(members, resolution, scratch);
    if (query.value === 'quantile') return quantileOf(query, measured, grid, { values, atLeast }, notes);
    const [only] = measured;
    if (only && measured.length === 1) {
      columnOf(query.value, only, grid, scratch, values);
      return { values, atLeast: null };
    }
    const turnover = query.across === 'sum' ? turnoverOf(measured, grid, query.value) : null;
    join.begin();
    for (const [member, each] of measured.entries()) {
      columnOf(query.value, each, grid, scratch, scratch.column);
      join.add(scratch.column);
      turnover?.keep(member, scratch.column);
    }
    join.end();
    turnover?.correct(values);
    return { values, atLeast: null };
  };
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

function columnOf(
  value: Exclude<Query['value'], 'quantile'>,
  each: Measured,
  grid: Grid,
  scratch: Scratch,
  column: Float64Array,
): void {
  const { amount, coveredMs, fillLevels } = scratch;
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
  group: Measured[],
  grid: Grid,
  { values, atLeast }: { values: Float64Array; atLeast: Uint8Array },
  notes: Set<string>,
): Column {
  values.fill(Number.NaN);
  atLeast.fill(0);
  const { buckets, others } = mergeBuckets(group.filter(isHistogram), grid);
  if (buckets) stepQuantiles(buckets, query.quantile ?? 0.5, values, atLeast);
  if (others > 0) {
    notes.add(`${others} series with other bucket bounds are left out: buckets add up only where bounds are equal.`);
  }
  const unbounded = atLeast.includes(1);
  if (unbounded) notes.add('Some values are a lower bound only: they lie above the highest bucket bound.');
  return { values, atLeast: unbounded ? atLeast : null };
}
