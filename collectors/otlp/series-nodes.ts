/** What is remembered of an app's series, and of how a sender spells them: resource → scope → metric → attributes. */
import type { PointKind, SeriesIdentity } from '@/store';
import type { Pattern } from './pattern';
import type { Reason } from './reasons';
import type { SeriesRef, SeriesTable } from './series-table';

export interface Entry {
  /** The point's attributes as they were sent. */
  pattern: Pattern;
  ref: SeriesRef | null;
  /** Set instead of `ref`: points with these attributes are refused. */
  refusal: Reason | null;
  next: Entry | null;
}

export interface MetricNode {
  /** Raw bytes before and behind the points, to recognise the metric without reading it. */
  head: Pattern;
  tail: Pattern;
  kind: PointKind;
  temporality: 0 | 1 | 2;
  monotonic: boolean;
  name: string;
  unit: string;
  description: string;
  scope: ScopeNode;
  entries: Map<string, Entry>;
  first: Entry | null;
  next: MetricNode | null;
  /** The bounds of its last explicit histogram and their raw bytes. */
  bounds: Float64Array | null;
  boundBytes: Pattern | null;
}

export interface ScopeNode {
  name: string;
  version: string;
  resource: ResourceNode;
  metrics: Map<string, MetricNode>;
  first: MetricNode | null;
}

export interface ResourceNode {
  pattern: Pattern;
  attributes: SeriesIdentity['resource'];
  refusal: Reason | null;
  scopes: Map<string, ScopeNode>;
  /** Of requests that begin with it, by their length; null: one of this length was met. */
  imprints: Map<number, Imprint | null>;
}

/** How a request looked, and where in it stands what changes (trace.ts). */
export interface Imprint {
  /** SHA-256 of the request with zeros where something changes. */
  digest: string;
  /** The request itself, which is quicker to compare; only of senders that come often. */
  bytes: Buffer | null;
  view: DataView;
  table: SeriesTable;
  rows: Int32Array;
  places: Int32Array;
  inside: Int32Array;
  bounds: Float64Array[];
  /** Of all histograms together. */
  counts: number;
  /** When its series were last noted as active. */
  seenMinute: number;
  usedAt: number;
}

/** Estimated bytes: of what was spelt, and of imprints. */
export interface Cost {
  bytes: number;
  imprints: number;
}

export interface AppSeries {
  appId: number;
  resources: Map<string, ResourceNode>;
  last: ResourceNode | null;
  refs: SeriesTable;
  /** Series with a point in the last hour, as of `countedMinute`. */
  active: number;
  countedMinute: number;
  limit: number;
  usedAt: number;
  /** When a request was last read in full. */
  readAt: number;
  cost: Cost;
  /** Settles when the store has answered about the series asked for so far: requests that bring the same news ask once. */
  naming: Promise<unknown>;
}
