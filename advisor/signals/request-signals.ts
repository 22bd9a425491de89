/** What the requests of an app tell: latency.*, errors.rate and requests.rate, minute by minute. */
import { MinuteState, type SignalColumns } from '../types';
import { columnsFrom, nans, setValue } from './columns';
import { minuteQuantile } from './histograms';
import { at, hourGrid } from './points';
import { classify, REQUEST_HISTOGRAMS } from './request-metrics';
import type { Requests } from './requests';
import type { Scope } from './scope';

const QUANTILES = [
  ['latency.p50', 0.5],
  ['latency.p95', 0.95],
  ['latency.p99', 0.99],
] as const;

/** latency.*, errors.rate and requests.rate. `alive`: minutes in which anything of the app arrived. */
export function requestSignals(scope: Scope, requests: Requests | null, alive: Uint8Array): SignalColumns[] {
  if (!requests) return idleSignals(scope, alive);
  const columns = (signal: string, { recipe, series, note }: NonNullable<Requests['timedBy']> = requests) =>
    columnsFrom({ signal, scope, series, recipe, note });
  const result: SignalColumns[] = [];
  const { buckets } = requests;
  for (const [signal, q] of buckets ? QUANTILES : []) {
    if (!buckets) break;
    const latency = columns(signal, requests.timedBy ?? requests);
    latency.buckets = buckets;
    for (let m = 0; m < hourGrid.minutes; m++) {
      setValue(latency, m, minuteQuantile(buckets, m, q));
      idle(latency, m, requests, alive);
    }
    result.push(latency);
  }
  const errors = columns('errors.rate');
  const rate = columns('requests.rate');
  errors.numerator = nans();
  errors.denominator = nans();
  rate.numerator = nans();
  rate.denominator = nans();
  for (let m = 0; m < hourGrid.minutes; m++) {
    const coveredS = at(requests.coveredMs, m) / 1000;
    const count = at(requests.count, m);
    if (coveredS > 0) {
      rate.numerator[m] = count;
      rate.denominator[m] = coveredS;
      setValue(rate, m, count / coveredS);
      errors.numerator[m] = at(requests.errors, m);
      errors.denominator[m] = count;
      if (count > 0) setValue(errors, m, (100 * at(requests.errors, m)) / count);
    }
    idle(errors, m, requests, alive);
    if (coveredS === 0 && alive[m] === 1) rate.state[m] = MinuteState.noTraffic;
  }
  result.push(...(tellsErrors(requests) ? [errors] : []), rate);
  return result;
}

/** By the conventions what says nothing of an error had none; names of Prometheus promise no status. */
function tellsErrors({ series }: Requests): boolean {
  return series.some((each) => each.series.metric.includes('.') || classify(each).judged);
}

/** No value: "no traffic" where the source or anything else of the app arrived. */
function idle(columns: SignalColumns, minute: number, requests: Requests, alive: Uint8Array): void {
  if (columns.state[minute] === MinuteState.value) return;
  if (at(requests.coveredMs, minute) > 0 || alive[minute] === 1) columns.state[minute] = MinuteState.noTraffic;
}

/**
 * Nothing of any request metric in the window. With delta temporality an idle app sends none, so an app
 * that has sent one before and lives has no traffic; one that never did has no data.
 */
function idleSignals(scope: Scope, alive: Uint8Array): SignalColumns[] {
  const metric = REQUEST_HISTOGRAMS.find((each) => scope.known.has(each.metric));
  if (!metric || !alive.includes(1)) return [];
  return ['latency.p50', 'latency.p95', 'latency.p99', 'errors.rate', 'requests.rate'].map((signal) => {
    const columns = columnsFrom({ signal, scope, series: [], recipe: metric.recipe });
    columns.recipe = null;
    for (let m = 0; m < hourGrid.minutes; m++) if (alive[m] === 1) columns.state[m] = MinuteState.noTraffic;
    return columns;
  });
}
