/**
 * Response times where an app sends quantiles that it worked out itself and nothing else tells them.
 * Quantiles of several instances or routes cannot be merged (RULES 7.4): the worst one is the answer, and
 * the provenance says so.
 */
import type { SignalColumns } from '../types';
import { columnsFrom, setValue } from './columns';
import { nameOf } from './cpu';
import { hold } from './gauges';
import { at, attribute, hourGrid, PointKind, type Prepared, toMs } from './points';
import { classify, REQUEST_HISTOGRAMS, type RequestMetric } from './request-metrics';
import { type Scope, seriesOf } from './scope';
import type { RouteNames } from './settings';

const QUANTILES = [
  ['latency.p50', 0.5],
  ['latency.p95', 0.95],
  ['latency.p99', 0.99],
] as const;

/** latency.* of the first summary with data. */
export function summaryLatency(scope: Scope): SignalColumns[] {
  for (const metric of REQUEST_HISTOGRAMS) {
    const quantiles = seriesOf(scope, metric.metric).filter((each) => isQuantile(each, scope.settings.metricNames));
    if (quantiles.length === 0) continue;
    return QUANTILES.flatMap(([signal, q]) => {
      const series = quantiles.filter((each) => Number(attribute(each, 'quantile')) === q);
      return series.length > 0 ? [worstOf(scope, signal, series, metric)] : [];
    });
  }
  return [];
}

function isQuantile(each: Prepared, names: RouteNames): boolean {
  const { excluded, timed } = classify(each, names);
  return each.series.kind === PointKind.gauge && attribute(each, 'quantile') !== undefined && timed && !excluded;
}

function worstOf(scope: Scope, signal: string, series: Prepared[], metric: RequestMetric): SignalColumns {
  const columns = columnsFrom({
    signal,
    scope,
    series,
    recipe: `${metric.metric} (summary, its quantile)`,
    quality: 'per-instance',
    note: 'the worst instance and route: quantiles of a summary cannot be merged; send a histogram',
  });
  columns.worst = new Array<string | null>(hourGrid.minutes).fill(null);
  for (const each of series) {
    const { integral, coveredMs } = hold(each, scope.hourAt);
    const unitMs = toMs(each.series.unit, metric.toMs);
    for (let m = 0; m < hourGrid.minutes; m++) {
      if (at(coveredMs, m) === 0) continue;
      const ms = (at(integral, m) / at(coveredMs, m)) * unitMs;
      if (ms <= at(columns.value, m)) continue;
      setValue(columns, m, ms);
      columns.worst[m] = nameOf(scope, each.instance);
    }
  }
  return columns;
}
