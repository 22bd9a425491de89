/**
 * Series of remote write by what announces them: raw label bytes (1.0), or the symbols they refer to (2.0).
 * A cache in front of `seriesOfLabels`, one an app. Each entry remembers which came next last time,
 * because senders repeat their order; then a known series costs one comparison.
 */
import type { Decoded } from '../otlp/decoded';
import type { Reason } from '../otlp/reasons';
import { type AppSeries, refOf } from '../otlp/series-cache';
import type { SeriesRef } from '../otlp/series-table';
import { type PrometheusType, type SampleShape, seriesOfLabels } from './labels';

export type Label = readonly [name: string, value: string];

/** The series of these labels for one shape of sample; `ref` null: refused for `refusal`. */
export interface Found {
  name: string;
  ref: SeriesRef | null;
  refusal: Reason | null;
  /** Whether a start time means anything: gauges have none. */
  cumulative: boolean;
}

export interface LabelEntry {
  /** Raw bytes of the labels (1.0), or numbers of their symbols (2.0). */
  spelling: ArrayLike<number>;
  type: PrometheusType;
  help: string;
  labels: Label[];
  found: Partial<Record<SampleShape, Found>>;
  next: LabelEntry | null;
}

/** What an app's remote write requests have shown so far. */
export interface RemoteSeries {
  byLabels: Map<string, LabelEntry>;
  bySymbols: Map<string, LabelEntry>;
  /** Strings of 2.0 requests, numbered as they came. */
  symbols: Map<string, number>;
  /** The entry looked up last. */
  last: LabelEntry | null;
}

/** By the cost record of the app's series: where that is replaced, the app's spellings are forgotten. */
const remembered = new WeakMap<AppSeries['cost'], RemoteSeries>();

export function remoteSeriesOf({ cost }: AppSeries): RemoteSeries {
  let known = remembered.get(cost);
  if (!known) {
    known = { byLabels: new Map(), bySymbols: new Map(), symbols: new Map(), last: null };
    remembered.set(cost, known);
  }
  return known;
}

/** What an entry costs beside its strings, roughly. */
const entryBytes = 400;

/** Makes an entry and notes what it costs; `length` of its spelling. */
export function makeEntry(made: Pick<LabelEntry, 'spelling' | 'type' | 'help' | 'labels'>, app: AppSeries): LabelEntry {
  const text = made.labels.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  app.cost.bytes += entryBytes + 3 * text;
  return { ...made, found: {}, next: null };
}

/** The entry's series for samples of this shape. */
export function foundOf(entry: LabelEntry, shape: SampleShape, out: Decoded): Found {
  const known = entry.found[shape];
  if (known) return known;
  const { labels, type, help } = entry;
  const identity = seriesOfLabels({ labels, type, help, shape });
  const refusal = overLimit(labels, identity.metric, out);
  const ref = refusal ? null : refOf(out.app, identity);
  const found: Found = {
    name: identity.metric,
    ref,
    refusal: refusal ?? (ref ? null : 'too-many-series'),
    cumulative: identity.temporality === 2,
  };
  if (found.refusal !== 'too-many-series') entry.found[shape] = found;
  return found;
}

function overLimit(labels: Label[], metric: string, { limits }: Decoded): Reason | null {
  if (metric === '') return 'no-metric-name';
  if (new Set(labels.map(([name]) => name)).size < labels.length) return 'repeated-label';
  if (labels.length > limits.attributesPerPoint) return 'too-many-attributes';
  const tooLong = labels.some(
    ([name, value]) => Buffer.byteLength(name) + Buffer.byteLength(value) > limits.attributeBytes,
  );
  return tooLong ? 'attribute-too-long' : null;
}
