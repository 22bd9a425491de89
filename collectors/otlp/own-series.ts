/**
 * Series that Headroom counts itself, from spans and log records: the sender's resource, a scope of our
 * own, attributes that we chose. They live in the same cache and under the same limit as those sent.
 */
import { type Attributes, OWN_SCOPE, type PointKind } from '@/store';
import { addPoint, type Decoded } from './decoded';
import { entryFor, makeMetric } from './find-series';
import { noPattern } from './pattern';
import { reject } from './reasons';
import { type Entry, type MetricNode, type ResourceNode, type ScopeNode, touch } from './series-cache';

export interface OwnMetric {
  name: string;
  kind: PointKind;
  unit: string;
  description: string;
}

export interface OwnSeries {
  node: MetricNode;
  entry: Entry;
}

/**
 * Attribute sets of one metric and resource that are told apart, as far as one collector remembers; what
 * comes beyond is counted together, as the SDKs do it.
 * https://opentelemetry.io/docs/specs/otel/metrics/sdk/#overflow-attribute
 */
const mostSets = 500;
/** What makes sets many; the others have a handful of values. */
const manyValued = new Set([
  'http.route',
  'rpc.service',
  'rpc.method',
  'server.address',
  'server.port',
  'service.peer.name',
]);

/** Beside the tree of what was sent: no raw bytes of a sender can lead here. */
const scopes = new WeakMap<ResourceNode, ScopeNode>();
/** What an entry costs beside its key, roughly. */
const entryBytes = 400;

/** The series of these attributes. If it would be one too many, the one in which such are counted together. */
export function ownSeries(resource: ResourceNode, metric: OwnMetric, attributes: Attributes, out: Decoded): OwnSeries {
  const node = nodeOf(resource, metric, out);
  const key = JSON.stringify(attributes);
  const known = node.entries.get(key);
  if (known && isOpen(known, out)) return { node, entry: known };
  if (!known && node.entries.size < mostSets) {
    const entry = remember(node, key, attributes, out);
    if (isOpen(entry, out)) return { node, entry };
  }
  const together: Attributes = { 'otel.metric.overflow': true };
  for (const [name, value] of Object.entries(attributes)) if (!manyValued.has(name)) together[name] = value;
  const rest = JSON.stringify(together);
  return { node, entry: node.entries.get(rest) ?? remember(node, rest, together, out) };
}

/** Whether points may be added; takes one of the app's active series if it is not among them. */
function isOpen({ ref }: Entry, { app }: Decoded): boolean {
  return ref !== null && touch(app, ref);
}

function nodeOf(resource: ResourceNode, metric: OwnMetric, { app }: Decoded): MetricNode {
  let scope = scopes.get(resource);
  if (!scope) {
    scope = { name: OWN_SCOPE, version: '', resource, metrics: new Map(), first: null };
    scopes.set(resource, scope);
  }
  let node = scope.metrics.get(metric.name);
  if (!node) {
    node = makeMetric({ ...metric, temporality: 1, monotonic: metric.kind === 2 }, scope);
    scope.metrics.set(metric.name, node);
    app.cost.bytes += entryBytes;
  }
  return node;
}

function remember(node: MetricNode, key: string, attributes: Attributes, out: Decoded): Entry {
  const entry = entryFor(noPattern, attributes, node.scope.resource.refusal, node, out);
  // One that was refused for want of room may find some in the next request.
  if (entry.ref) {
    node.entries.set(key, entry);
    out.app.cost.bytes += key.length + entryBytes;
  }
  return entry;
}

const MINUTE = 60_000;

/**
 * Adds a delta of `items` spans or records, the newest at `time`; answers its index, or -1 if it was refused
 * (and counted). A repeated request gives the same (series, start, time) and counts once, another request
 * gives another: its start lies up to a minute before, by a fraction that its bytes decide.
 */
export function addOwnPoint(
  out: Decoded,
  { node, entry }: OwnSeries,
  point: { time: number; fraction: number; items: number; example: string },
): number {
  const start = point.time - MINUTE * (1 - point.fraction);
  const index = addPoint(out, node, entry, point.time, start, 0);
  if (index < 0 && point.items > 1)
    reject(out.rejections, entry.refusal ?? 'too-many-series', point.example, point.items - 1);
  return index;
}
