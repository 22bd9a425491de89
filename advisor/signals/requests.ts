/**
 * The requests of an app: how many, how long, how many failed; from one histogram, else from a counter.
 * Five signals and several observations come from this one reading.
 */
import { type Coverage, coverageOf } from './coverage';
import { type Buckets, growthOf, type HistogramGrowth, minuteBuckets } from './histograms';
import { counterIncreases, eachGrowth, firstMinute, lastMinute, partOf } from './increases';
import { add, at, attribute, PointKind, type Prepared, resource, toMs, zeros } from './points';
import {
  classify,
  PROXY_COUNTERS,
  PROXY_HISTOGRAM,
  REQUEST_COUNTERS,
  REQUEST_HISTOGRAMS,
  type RequestClass,
  type RequestMetric,
} from './request-metrics';
import type { Scope } from './scope';

export interface Requests {
  recipe: string;
  series: Prepared[];
  /** Completed in each minute; health checks and synthetic ones are in none of these. */
  count: Float64Array;
  errors: Float64Array;
  limited: Float64Array;
  /** Known time of each minute, ms. */
  coveredMs: Float64Array;
  byInstance: Map<number, Float64Array>;
  byRegion: Map<string, Float64Array>;
  /** Null where requests come from a plain counter. */
  buckets: Buckets | null;
  /** How many requests of each minute told how long they took, and their sum; open streams are not in it. */
  timed: { count: Float64Array; ms: Float64Array };
  /** Where buckets come from, if from elsewhere than the counts. */
  timedBy?: { recipe: string; series: Prepared[]; note?: string | undefined };
  note?: string;
}

/** The first recipe with data in this hour: the main component's, or (where it has none) the others'. */
export function readRequests(scope: Scope): Requests | null {
  for (const byMetric of [scope.own, scope.all]) {
    const histograms = firstHistograms(scope, (metric) => byMetric.get(metric) ?? []);
    if (histograms) return judgedByCounter(scope, histograms, byMetric);
    const found = firstCounters(scope, byMetric);
    if (found) return byMetric === scope.own ? timedBySpans(scope, found) : found;
  }
  return ofProxy(scope);
}

/** Which instance of the app answered, and where, a proxy before it does not say. */
function ofProxy(scope: Scope): Requests | null {
  const of = (metric: string) => scope.all.get(metric) ?? [];
  // Each of Caddy's handlers counts: of a Caddyfile the outermost one, which all requests pass.
  const handled = of(PROXY_HISTOGRAM.metric).filter(
    (each) => attribute(each, 'handler') === 'subroute' && isHistogram(each),
  );
  const timed = handled.length > 0 ? fromHistograms(scope, handled, PROXY_HISTOGRAM) : null;
  const found =
    timed ??
    PROXY_COUNTERS.map((metric) => (of(metric).length > 0 ? fromCounters(scope, of(metric), metric) : null)).find(
      (each) => each !== null,
    );
  return found ? { ...found, byInstance: new Map(), byRegion: new Map(), note: 'counted before the app' } : null;
}

function firstCounters(scope: Scope, byMetric: Scope['own'], isWanted = (_: Prepared) => true): Requests | null {
  for (const metric of REQUEST_COUNTERS) {
    const series = (byMetric.get(metric) ?? []).filter((each) => each.series.kind === PointKind.sum && isWanted(each));
    const found = series.length > 0 ? fromCounters(scope, series, metric) : null;
    if (found) return found;
  }
  return null;
}

/** A histogram without statuses tells no errors: where a counter beside it has them, it counts, and the histogram times. */
function judgedByCounter(scope: Scope, histograms: Requests, byMetric: Scope['own']): Requests {
  const isJudged = (each: Prepared) => classify(each).judged;
  const counted = histograms.series.some(isJudged) ? null : firstCounters(scope, byMetric, isJudged);
  if (!counted) return histograms;
  const { recipe, series, note, buckets, timed } = histograms;
  return { ...counted, buckets, timed, timedBy: { recipe, series, note } };
}

function firstHistograms(scope: Scope, seriesOf: (metric: string) => Prepared[]): Requests | null {
  for (const metric of REQUEST_HISTOGRAMS) {
    const series = seriesOf(metric.metric).filter((each) => isHistogram(each));
    const found = series.length > 0 ? fromHistograms(scope, series, metric) : null;
    if (found) return found;
  }
  return null;
}

/** A plain counter tells no response times: those of the same component's spans stand in, its counts stay. */
function timedBySpans(scope: Scope, counted: Requests): Requests {
  const spans = firstHistograms(scope, (metric) => scope.leftOut.filter((each) => each.series.metric === metric));
  if (!spans?.buckets) return counted;
  const { recipe, series, note, buckets, timed } = spans;
  return { ...counted, buckets, timed, timedBy: { recipe, series, note } };
}

function isHistogram({ series }: Prepared): boolean {
  return series.kind === PointKind.histogram || series.kind === PointKind.exponentialHistogram;
}

function fromHistograms(scope: Scope, series: Prepared[], metric: RequestMetric): Requests | null {
  const { hourAt } = scope;
  const coverage = coverageOf(hourAt);
  const buckets = minuteBuckets(hourAt);
  const result = emptyRequests(metric.recipe, series);
  for (const { each, siblings } of withSiblings(series)) {
    const kind = classify(each, scope.settings.metricNames);
    const unitMs = toMs(each.series.unit, metric.toMs);
    const amount = zeros();
    const coveredMs = zeros();
    eachGrowth(each, siblings, (index, previous, fromAt, toAt) => {
      const now = each.points.histograms[index];
      const before = previous < 0 ? null : (each.points.histograms[previous] ?? null);
      const grown = now ? growthOf(now, before, unitMs) : null;
      if (!grown) return;
      coverage.mark(fromAt, toAt);
      const counts = kind.timed && !kind.excluded;
      const last = lastMinute(hourAt, fromAt, toAt);
      for (let minute = firstMinute(hourAt, fromAt, toAt); minute <= last; minute++) {
        const part = partOf(minute, hourAt, fromAt, toAt);
        add(amount, minute, grown.count * part);
        add(coveredMs, minute, (toAt - fromAt) * part);
        if (counts) addTime(result, minute, grown, part * unitMs, part);
      }
      if (counts) buckets.add(grown, fromAt, toAt, unitMs);
    });
    collect(result, coverage, each, { amount, coveredMs, kind });
  }
  const best = buckets.best();
  result.buckets = best?.buckets ?? null;
  if (best && best.others > 0)
    result.note = 'some instances use other bucket bounds; their response times are not merged in';
  return finish(result, coverage);
}

function fromCounters(scope: Scope, series: Prepared[], metric: string): Requests | null {
  const coverage = coverageOf(scope.hourAt);
  const result = emptyRequests(`${metric} (counter)`, series);
  for (const { each, siblings } of withSiblings(series)) {
    eachGrowth(each, siblings, (_index, _previous, fromAt, toAt) => coverage.mark(fromAt, toAt));
    const kind = classify(each, scope.settings.metricNames);
    collect(result, coverage, each, { ...counterIncreases(each, siblings, scope.hourAt), kind });
  }
  return finish(result, coverage);
}

function emptyRequests(recipe: string, series: Prepared[]): Requests {
  return {
    recipe,
    series,
    count: zeros(),
    errors: zeros(),
    limited: zeros(),
    coveredMs: zeros(),
    byInstance: new Map(),
    byRegion: new Map(),
    buckets: null,
    timed: { count: zeros(), ms: zeros() },
  };
}

/** A sum is not always sent, and durations below zero are none. */
function addTime(
  { timed }: Requests,
  minute: number,
  { count, sum }: HistogramGrowth,
  toMs: number,
  part: number,
): void {
  if (!(sum >= 0)) return;
  add(timed.count, minute, count * part);
  add(timed.ms, minute, sum * toMs);
}

function collect(
  result: Requests,
  coverage: Coverage,
  each: Prepared,
  { kind, ...grown }: { amount: Float64Array; coveredMs: Float64Array; kind: RequestClass },
): void {
  coverage.note(each, grown.coveredMs);
  if (kind.excluded) return;
  addAll(result.count, grown.amount);
  if (kind.error) addAll(result.errors, grown.amount);
  if (kind.limited) addAll(result.limited, grown.amount);
  addAll(entry(result.byInstance, each.instance), grown.amount);
  const region = resource(each, 'cloud.region');
  if (region !== undefined) addAll(entry(result.byRegion, region), grown.amount);
}

function finish(result: Requests, coverage: Coverage): Requests | null {
  result.coveredMs = coverage.minutes();
  return result.coveredMs.some((ms) => ms > 0) ? result : null;
}

function entry<K>(map: Map<K, Float64Array>, key: K): Float64Array {
  let found = map.get(key);
  if (!found) {
    found = zeros();
    map.set(key, found);
  }
  return found;
}

export function addAll(to: Float64Array, from: Float64Array): void {
  for (let i = 0; i < to.length; i++) add(to, i, at(from, i));
}

/** Each series with all of the same metric, component and instance (itself among them). */
export function withSiblings(series: Prepared[]): { each: Prepared; siblings: Prepared[] }[] {
  const [only] = series;
  if (only && series.length === 1) return [{ each: only, siblings: series }];
  if (only && series.every((each) => isSibling(each, only))) return series.map((each) => ({ each, siblings: series }));
  const groups = new Map<string, Prepared[]>();
  const siblingsOf = (each: Prepared): Prepared[] => {
    const key = `${each.series.metric}|${each.service}|${each.instance}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    return group;
  };
  return series.map((each) => {
    const siblings = siblingsOf(each);
    siblings.push(each);
    return { each, siblings };
  });
}

const isSibling = (a: Prepared, b: Prepared): boolean =>
  a.series.metric === b.series.metric && a.service === b.service && a.instance === b.instance;
