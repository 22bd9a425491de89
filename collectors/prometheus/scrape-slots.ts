/** Where a sample belongs: a series of its own, or a part of a histogram. */
import type { IngestLimits } from '@/service/ingest';
import type { Reason } from '../otlp/reasons';
import { type AppSeries, refOf } from '../otlp/series-cache';
import type { SeriesRef } from '../otlp/series-table';
import { readNumber } from './exposition-number';
import type { Spelled } from './exposition-spelling';
import { type PrometheusType, seriesOfLabels } from './labels';

/** Put on every series of a target. */
export interface TargetLabels {
  job: string;
  instance: string;
}

/** Samples of one family with the same labels, `le` and `quantile` aside: they share a start time. */
export interface Group {
  /** Ms since 1970; NaN while no `_created` says it. */
  start: number;
  /** Its points of the scrape `scrape`, whose start a later line may tell. */
  indexes: number[];
  scrape: number;
  histogram: HistogramGroup | null;
}

export interface HistogramGroup {
  ref: SeriesRef;
  metric: string;
  /** Of the scrape under way: bounds and cumulative counts as they came. */
  bounds: number[];
  counts: number[];
  sum: number;
  count: number;
  time: number;
  /** Those of the last point: most scrapes have the same. */
  lastBounds: Float64Array;
}

export type Slot = { metric: string; scrape: number } & (
  | { part: 'value'; ref: SeriesRef; group: Group | null }
  | { part: 'bucket'; group: Group; bound: number }
  | { part: 'sum' | 'count' | 'created'; group: Group }
);

export interface Making {
  app: AppSeries;
  limits: IngestLimits;
  labels: TargetLabels;
  groups: Map<string, Group>;
  types: ReadonlyMap<string, PrometheusType>;
  helps: ReadonlyMap<string, string>;
}

/** The slot of a sample that is seen for the first time, or why there cannot be one. */
export function makeSlot(spelled: Spelled, making: Making): Slot | Reason {
  const { metric, family, type, part } = placeOf(spelled, making.types);
  const labels = spelled.labels.map(([name, value]) => [renamed(name), value] as const);
  const tooMuch = overLimit(labels, making.limits);
  if (tooMuch) return tooMuch;
  const help = making.helps.get(family) ?? '';
  if (part === 'value') {
    const group = type === 'counter' || type === 'summary' ? groupOf(family, labels, making) : null;
    const ref = refFor({ metric, type, help, labels, shape: 'number' }, making);
    return ref ? { part, ref, group, metric, scrape: -1 } : 'too-many-series';
  }
  const group = groupOf(family, labels, making);
  if (part === 'created') return { part, group, metric, scrape: -1 };
  if (!group.histogram) {
    const ref = refFor({ metric, type, help, labels: labels.filter(isOwn), shape: 'explicit' }, making);
    if (!ref) return 'too-many-series';
    group.histogram = emptyHistogram(ref, metric);
  }
  if (part !== 'bucket') return { part, group, metric, scrape: -1 };
  const le = Buffer.from(spelled.labels.find(([name]) => name === 'le')?.[1] ?? '');
  const bound = readNumber(le, 0, le.length);
  return bound === undefined || Number.isNaN(bound) ? 'broken-histogram' : { part, group, bound, metric, scrape: -1 };
}

interface Place {
  /** Name of the series. */
  metric: string;
  family: string;
  type: PrometheusType;
  part: Slot['part'];
}

/** Which family a name belongs to, and what of it: only a `# TYPE` line tells `requests_count` from a histogram's. */
function placeOf({ name, labels }: Spelled, types: Making['types']): Place {
  const own = types.get(name);
  if (own && own !== 'histogram') return { metric: name, family: name, type: own, part: 'value' };
  const suffix = /_(bucket|sum|count|created|total|info|gsum|gcount)$/.exec(name)?.[1];
  const family = suffix ? name.slice(0, -suffix.length - 1) : name;
  const type = types.get(family);
  if (!suffix || !type || family === name) return { metric: name, family: name, type: 'unknown', part: 'value' };
  const whole: Place = { metric: name, family, type, part: 'value' };
  if (suffix === 'created' && /^(counter|histogram|summary)$/.test(type)) return { ...whole, part: 'created' };
  if (type !== 'histogram') return whole;
  if (suffix === 'bucket' && labels.some(([label]) => label === 'le'))
    return { ...whole, metric: family, part: 'bucket' };
  if (suffix === 'sum' || suffix === 'count') return { ...whole, metric: family, part: suffix };
  return { metric: name, family: name, type: 'unknown', part: 'value' };
}

/** The target's own job and instance win, as Prometheus has it by default. */
function renamed(label: string): string {
  return label === 'job' || label === 'instance' ? `exported_${label}` : label;
}

const isOwn = ([name]: readonly [string, string]) => name !== 'le' && name !== 'quantile';

type Labels = (readonly [string, string])[];

function overLimit(labels: Labels, limits: IngestLimits): Reason | null {
  if (labels.length > limits.attributesPerPoint) return 'too-many-attributes';
  const tooLong = labels.some((pair) => Buffer.byteLength(pair.join('')) > limits.attributeBytes);
  return tooLong ? 'attribute-too-long' : null;
}

function groupOf(family: string, labels: Labels, { groups }: Making): Group {
  const key = JSON.stringify([family, ...labels.filter(isOwn).sort(([a], [b]) => (a < b ? -1 : 1))]);
  let group = groups.get(key);
  if (!group) {
    group = { start: Number.NaN, indexes: [], scrape: -1, histogram: null };
    groups.set(key, group);
  }
  return group;
}

interface Wanted {
  metric: string;
  type: PrometheusType;
  help: string;
  labels: Labels;
  shape: 'number' | 'explicit';
}

function refFor({ metric, labels, ...rest }: Wanted, { app, labels: target }: Making): SeriesRef | null {
  const all = [...labels, ['__name__', metric], ['job', target.job], ['instance', target.instance]] as const;
  return refOf(app, seriesOfLabels({ labels: all, ...rest }));
}

function emptyHistogram(ref: SeriesRef, metric: string): HistogramGroup {
  const parts = { bounds: [], counts: [], sum: Number.NaN, count: Number.NaN, time: Number.NaN };
  return { ref, metric, ...parts, lastBounds: new Float64Array(0) };
}

/** Forgets what a scrape that was not read to its end left behind. */
export function emptyParts(histogram: HistogramGroup): void {
  Object.assign(histogram, { bounds: [], counts: [], sum: Number.NaN, count: Number.NaN });
}
