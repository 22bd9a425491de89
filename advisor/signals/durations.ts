/** p95 of durations other than requests: jobs (seconds) and assets in the browser (milliseconds). */
import { MinuteState, type SignalColumns } from '../types';
import { columnsFrom, setValue } from './columns';
import { metricsFirst } from './from-spans';
import { growthOf, minuteBuckets, minuteQuantile } from './histograms';
import { eachGrowth, firstMinute, lastMinute } from './increases';
import { hourGrid, type Prepared, toMs } from './points';
import { withSiblings } from './requests';
import { type Scope, seriesOf } from './scope';

interface DurationRecipe {
  metric: string;
  /** To milliseconds, where the metric says no unit. */
  toMs: number;
}

const JOBS: DurationRecipe[] = [
  { metric: 'messaging.process.duration', toMs: 1000 },
  { metric: 'bullmq.job.duration', toMs: 1 },
  // Celery, by opentelemetry-instrumentation-celery.
  { metric: 'flower.task.runtime.seconds', toMs: 1000 },
  { metric: 'job_duration_seconds', toMs: 1000 },
  { metric: 'bullmq_job_duration_seconds', toMs: 1000 },
];
const ASSETS: DurationRecipe[] = [
  { metric: 'browser.resource.duration', toMs: 1 },
  { metric: 'web_vitals_lcp', toMs: 1 },
];

export function jobsDuration(scope: Scope): SignalColumns | null {
  const named = scope.settings.metricNames.jobDuration;
  return durations('jobs.duration.p95', scope, named ? [{ metric: named, toMs: 1000 }, ...JOBS] : JOBS, 1000);
}

export function assetsLoad(scope: Scope): SignalColumns | null {
  const named = scope.settings.metricNames.assetLoad;
  return durations('assets.load.p95', scope, named ? [{ metric: named, toMs: 1 }, ...ASSETS] : ASSETS, 1);
}

/** `msPerUnit`: what the signal's value is counted in; its buckets are always in ms. */
function durations(signal: string, scope: Scope, recipes: DurationRecipe[], msPerUnit: number): SignalColumns | null {
  const histograms = ({ metric }: DurationRecipe) =>
    seriesOf(scope, metric).filter(({ series: { kind } }) => kind === 3 || kind === 4);
  for (const { recipe, series } of metricsFirst(recipes, histograms)) {
    const found = quantileColumns(scope, {
      series,
      q: 0.95,
      columns: () => columnsFrom({ signal, scope, series, recipe: `${recipe.metric} (histogram)` }),
      toMs: (each) => toMs(each.series.unit, recipe.toMs),
      msPerUnit,
    });
    if (found) return found;
  }
  return null;
}

export interface QuantileOf {
  /** Histograms. */
  series: Prepared[];
  q: number;
  columns: () => SignalColumns;
  /** From a series' own unit to what buckets are kept in. */
  toMs: (each: Prepared) => number;
  msPerUnit: number;
}

/** A quantile of merged buckets a minute; null where no histogram grew or reported. */
export function quantileColumns(scope: Scope, { series, q, columns: make, toMs, msPerUnit }: QuantileOf) {
  const buckets = minuteBuckets(scope.hourAt);
  const covered = new Uint8Array(hourGrid.minutes);
  for (const { each, siblings } of withSiblings(series)) {
    const unitMs = toMs(each);
    eachGrowth(each, siblings, (index, previous, fromAt, toAt) => {
      const now = each.points.histograms[index];
      const before = previous < 0 ? null : (each.points.histograms[previous] ?? null);
      const grown = now ? growthOf(now, before, unitMs) : null;
      if (!grown) return;
      buckets.add(grown, fromAt, toAt, unitMs);
      const last = lastMinute(scope.hourAt, fromAt, toAt);
      for (let minute = firstMinute(scope.hourAt, fromAt, toAt); minute <= last; minute++) covered[minute] = 1;
    });
  }
  if (!covered.includes(1)) return null;
  const best = buckets.best();
  const columns = make();
  if (best) columns.buckets = best.buckets;
  for (let m = 0; m < hourGrid.minutes; m++) {
    if (covered[m] === 1) columns.state[m] = MinuteState.noTraffic;
    if (best) setValue(columns, m, minuteQuantile(best.buckets, m, q) / msPerUnit);
  }
  return columns;
}
