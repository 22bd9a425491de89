/**
 * Series by the raw bytes that announce them, a bounded cache in front of their identity. A tree:
 * resource → scope → metric → point attributes. Each node remembers which sibling came next last time,
 * because senders repeat their order; then a known series costs one comparison of bytes.
 */
import type { IngestLimits } from '@/service/ingest';
import { identityHash, type PointKind, type SeriesIdentity } from '@/store';
import type { Pattern } from './pattern';
import type { Reason } from './reasons';

/** A series of one app; several raw spellings may lead to it. */
export interface SeriesRef {
  /** 0 until the store has given one. */
  id: number;
  /** Kept until there is an id. */
  identity: SeriesIdentity | null;
  /** Minute (since 1970) of its last point. */
  seenMinute: number;
}

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

/** The bytes of a request, and where in them stands what changes (trace.ts). */
export interface Imprint {
  bytes: Buffer;
  view: DataView;
  refs: SeriesRef[];
  ids: Float64Array;
  places: Int32Array;
  inside: Int32Array;
  bounds: Float64Array[];
  /** Of all histograms together. */
  counts: number;
  /** When its series were last noted as active. */
  seenMinute: number;
}

export interface AppSeries {
  appId: number;
  resources: Map<string, ResourceNode>;
  last: ResourceNode | null;
  refs: Map<string, SeriesRef>;
  /** Series with a point in the last hour, as of `countedMinute`. */
  active: number;
  countedMinute: number;
  limit: number;
  usedAt: number;
  cost: { bytes: number };
  /** Settles when the store has answered about the series asked for so far: requests that bring the same news ask once. */
  naming: Promise<unknown>;
}

export interface SeriesCache {
  /** The app's series, those of its pages apart; `nowAt` in ms, `limit` of series active in an hour. */
  of(appId: number, limit: number, nowAt: number, share?: IngestLimits['share']): AppSeries;
  bytes(): number;
}

/** Bytes are estimates: content plus what a node costs in objects. */
export function seriesCache(mostBytes: number): SeriesCache {
  const apps = new Map<number, AppSeries>();
  const total = () => [...apps.values()].reduce((sum, app) => sum + app.cost.bytes, 0);
  return {
    of(appId, limit, nowAt, share) {
      const key = share === 'pages' ? -appId : appId;
      let app = apps.get(key);
      if (!app) {
        app = {
          appId,
          resources: new Map(),
          last: null,
          refs: new Map(),
          active: 0,
          countedMinute: 0,
          limit,
          usedAt: nowAt,
          cost: { bytes: 0 },
          naming: Promise.resolve(),
        };
        apps.set(key, app);
      }
      app.usedAt = nowAt;
      app.limit = limit;
      const minute = Math.floor(nowAt / 60_000);
      if (minute !== app.countedMinute) {
        count(app, minute);
        if (total() > mostBytes) shrink(apps, mostBytes);
      }
      // One app's new spellings must neither fill the memory within a minute nor push out all others'.
      if (app.cost.bytes > mostBytes / 2) forget(app);
      return app;
    },
    bytes: total,
  };
}

/** Once a minute: how many are active, forgetting series that no point came for in two hours. */
function count(app: AppSeries, minute: number): void {
  app.countedMinute = minute;
  app.active = 0;
  for (const [key, ref] of app.refs) {
    if (ref.seenMinute > minute - 60) app.active++;
    else if (ref.seenMinute < minute - 120) app.refs.delete(key);
  }
}

/** Forgets raw bytes, never which series are active: apps unused for longest first, down to half. */
function shrink(apps: Map<number, AppSeries>, mostBytes: number): void {
  let sum = [...apps.values()].reduce((bytes, app) => bytes + app.cost.bytes, 0);
  for (const [key, app] of [...apps].sort(([, a], [, b]) => a.usedAt - b.usedAt)) {
    if (sum <= mostBytes / 2) return;
    sum -= app.cost.bytes;
    forget(app);
    if (app.refs.size === 0) apps.delete(key);
  }
}

function forget(app: AppSeries): void {
  app.resources = new Map();
  app.last = null;
  app.cost = { bytes: 0 };
}

/** Refs stay for two hours, and one may be made for a point that is then refused: more than this is no sender's order. */
const refsALimit = 4;

/** The series of this identity, made if the app may have one more; null: it may not. */
export function refOf(app: AppSeries, identity: SeriesIdentity): SeriesRef | null {
  const key = identityHash(identity);
  const known = app.refs.get(key);
  if (known) return known;
  if (app.active >= app.limit || app.refs.size >= refsALimit * app.limit) return null;
  const ref: SeriesRef = { id: 0, identity, seenMinute: 0 };
  app.refs.set(key, ref);
  app.cost.bytes += 200;
  return ref;
}

/** Notes that a series has a point this minute; false: that would be one active series too many. */
export function touch(app: AppSeries, ref: SeriesRef): boolean {
  if (ref.seenMinute > app.countedMinute - 60) {
    ref.seenMinute = app.countedMinute;
    return true;
  }
  if (app.active >= app.limit) return false;
  app.active++;
  ref.seenMinute = app.countedMinute;
  return true;
}
