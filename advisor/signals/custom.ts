/**
 * Signals that a team declares itself: one metric, a filter, and how its points become a number a minute.
 * Made of the same counters, gauges and histograms as the built-in ones, so that they are charted and judged alike.
 */
import type { CustomSignal } from '@/catalogue/types';
import { quantileOf } from '../signal-ids';
import { MinuteState, type SignalColumns } from '../types';
import { columnsFrom, nans, setValue } from './columns';
import { counted } from './counts';
import { nameOf } from './cpu';
import { quantileColumns } from './durations';
import { matcherOf } from './filters';
import { eachHold, isLevel, overlaps } from './gauges';
import { eachGrowth, firstMinute, lastMinute, partOf } from './increases';
import { summed } from './levels';
import { add, at, hourGrid, type Prepared, toMs, zeros } from './points';
import { withSiblings } from './requests';
import { type Scope, seriesOf } from './scope';

/** The signal of one hour; null where its metric did not come, or is of a kind that cannot tell it. */
export function customSignal(scope: Scope, custom: CustomSignal): SignalColumns | null {
  const matches = matcherOf(custom.where);
  const series = seriesOf(scope, custom.metric).filter(matches);
  if (series.length === 0) return null;
  const histograms = series.filter(isHistogram);
  switch (custom.aggregation) {
    case 'rate':
    case 'increase':
      return growth(scope, custom, series);
    case 'avg':
      return histograms.length > 0 ? meanOfHistograms(scope, custom, histograms) : levels(scope, custom, series);
    case 'sum':
    case 'max':
    case 'min':
      return levels(scope, custom, series);
    default:
      return quantiles(scope, custom, histograms);
  }
}

function isHistogram({ series }: Prepared): boolean {
  return series.kind === 3 || series.kind === 4;
}

function columnsOf(scope: Scope, custom: CustomSignal, series: Prepared[]): SignalColumns {
  const filter = Object.entries(custom.where).map(([key, value]) => `${key}=${value}`);
  const says = [`${custom.aggregation}, declared by the team`, ...filter].join(', ');
  return columnsFrom({ signal: custom.id, scope, series, recipe: `${custom.metric} (${says})` });
}

/** Per second, or per minute for `increase`. */
function growth(scope: Scope, custom: CustomSignal, series: Prepared[]): SignalColumns | null {
  const counts = series.filter((each) => isHistogram(each) || (each.series.kind === 2 && each.series.monotonic));
  const { amount, coveredMs } = counted(scope.hourAt, counts);
  if (amount.every(Number.isNaN)) return null;
  const columns = columnsOf(scope, custom, counts);
  const perMs = custom.aggregation === 'rate' ? 1000 : 60_000;
  for (let m = 0; m < hourGrid.minutes; m++) {
    if (at(coveredMs, m) > 0) setValue(columns, m, (perMs * at(amount, m)) / at(coveredMs, m));
  }
  return columns;
}

/** Σ sum ÷ Σ count of the minute, in the signal's unit. */
function meanOfHistograms(scope: Scope, custom: CustomSignal, series: Prepared[]): SignalColumns | null {
  const sums = zeros();
  const counts = zeros();
  const covered = new Uint8Array(hourGrid.minutes);
  for (const { each, siblings } of withSiblings(series)) {
    const factor = unitFactor(each, custom);
    eachGrowth(each, siblings, (index, previous, fromAt, toAt) => {
      const now = each.points.histograms[index];
      const earlier = previous < 0 ? null : each.points.histograms[previous];
      if (!now) return;
      const before = earlier && earlier.count <= now.count ? earlier : null;
      const last = lastMinute(scope.hourAt, fromAt, toAt);
      for (let minute = firstMinute(scope.hourAt, fromAt, toAt); minute <= last; minute++) {
        const part = partOf(minute, scope.hourAt, fromAt, toAt);
        add(sums, minute, (now.sum - (before?.sum ?? 0)) * factor * part);
        add(counts, minute, (now.count - (before?.count ?? 0)) * part);
        covered[minute] = 1;
      }
    });
  }
  if (!covered.includes(1)) return null;
  const columns = columnsOf(scope, custom, series);
  for (let m = 0; m < hourGrid.minutes; m++) {
    if (covered[m] === 0) continue;
    columns.state[m] = MinuteState.noTraffic;
    if (at(counts, m) > 0) setValue(columns, m, at(sums, m) / at(counts, m));
  }
  return columns;
}

/** Gauges and up-down counters: the sum of all series, their mean, or the most (least) of any with its instance. */
function levels(scope: Scope, custom: CustomSignal, all: Prepared[]): SignalColumns | null {
  const series = all.filter(isLevel);
  const { mean } = summed(scope.hourAt, series);
  if (mean.every(Number.isNaN)) return null;
  const columns = columnsOf(scope, custom, series);
  const factor = series[0] ? unitFactor(series[0], custom) : 1;
  if (custom.aggregation === 'sum') setAll(columns, mean, factor);
  else if (custom.aggregation === 'avg') setAll(columns, meanOfLevels(scope, series), factor);
  else extreme(scope, columns, series, custom.aggregation === 'max' ? factor : -factor);
  return columns;
}

function setAll(columns: SignalColumns, values: Float64Array, factor: number): void {
  for (let m = 0; m < hourGrid.minutes; m++) setValue(columns, m, at(values, m) * factor);
}

function meanOfLevels({ hourAt }: Scope, series: Prepared[]): Float64Array {
  const sums = zeros();
  const times = zeros();
  for (const each of series) {
    eachHold(each, (mean, _most, fromAt, toAt) =>
      overlaps(hourAt, fromAt, toAt, (minute, ms) => {
        if (Number.isNaN(mean)) return;
        add(sums, minute, mean * ms);
        add(times, minute, ms);
      }),
    );
  }
  return sums.map((sum, m) => (at(times, m) > 0 ? sum / at(times, m) : Number.NaN));
}

/** The most of any series (`factor` negative: the least), and which instance it was. */
function extreme(scope: Scope, columns: SignalColumns, series: Prepared[], factor: number): void {
  const down = factor < 0;
  const best = nans();
  const worst = new Array<string | null>(hourGrid.minutes).fill(null);
  for (const each of series) {
    eachHold(each, (mean, most, fromAt, toAt) => {
      const value = (down ? mean : most) * factor;
      if (Number.isNaN(value)) return;
      overlaps(scope.hourAt, fromAt, toAt, (minute) => {
        if (value <= at(best, minute)) return;
        best[minute] = value;
        worst[minute] = nameOf(scope, each.instance);
      });
    });
  }
  columns.worst = worst;
  setAll(columns, best, down ? -1 : 1);
}

function quantiles(scope: Scope, custom: CustomSignal, series: Prepared[]): SignalColumns | null {
  const q = quantileOf(custom.id);
  if (q === null) return null;
  const isTime = custom.unit === 's' || custom.unit === 'ms';
  return quantileColumns(scope, {
    series,
    q,
    columns: () => columnsOf(scope, custom, series),
    toMs: (each) => (isTime ? toMs(each.series.unit, custom.unit === 's' ? 1000 : 1) : 1),
    msPerUnit: msPerUnit(custom),
  });
}

/** What buckets are counted in (ms) a unit of the signal; other units than times are kept as they come. */
export function msPerUnit({ unit }: Pick<CustomSignal, 'unit'>): number {
  return unit === 's' ? 1000 : 1;
}

/** From the metric's unit to the signal's, where both are times. */
function unitFactor({ series }: Prepared, { unit }: CustomSignal): number {
  if (unit !== 's' && unit !== 'ms') return 1;
  const own = unit === 's' ? 1000 : 1;
  return toMs(series.unit, own) / own;
}
