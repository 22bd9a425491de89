/** From raw bytes to nodes of the series cache: looked up where known, read and made where not. */
import { type Attributes, OWN_SCOPE, type PointKind, type SeriesIdentity } from '@/store';
import { readAttributes } from './attributes';
import { type Decoded, look } from './decoded';
import { matches, noPattern, type Pattern, pattern } from './pattern';
import type { Reason } from './reasons';
import { type AppSeries, type Entry, type MetricNode, type ResourceNode, refOf, type ScopeNode } from './series-cache';
import { cursor, skip, span, text, varint } from './wire';

/** What a node costs beside its bytes, roughly. */
const nodeBytes = 350;

function copy(buf: Buffer, from: number, to: number): Buffer {
  return Buffer.from(buf.subarray(from, to));
}

export function findResource(buf: Buffer, from: number, to: number, out: Decoded): ResourceNode {
  const { app } = out;
  if (buf !== out.bytes) look(buf, out);
  if (app.last && matches(app.last.pattern, out.view, from, to)) return app.last;
  const key = buf.toString('latin1', from, to);
  let node = app.resources.get(key);
  if (!node) {
    const bytes = copy(buf, from, to);
    const refusal = bytes.length > out.limits.resourceBytes ? 'attribute-too-long' : null;
    node = {
      pattern: pattern(bytes),
      attributes: refusal ? {} : readAttributes(bytes, 0x0a),
      refusal,
      scopes: new Map(),
      imprints: new Map(),
    };
    app.resources.set(key, node);
    app.cost.bytes += 2 * bytes.length + nodeBytes;
  }
  app.last = node;
  return node;
}

export function findScope(buf: Buffer, from: number, to: number, app: AppSeries, resource: ResourceNode): ScopeNode {
  const key = buf.toString('latin1', from, to);
  let node = resource.scopes.get(key);
  if (node) return node;
  const bytes = copy(buf, from, to);
  let name = '';
  let version = '';
  cursor.at = 0;
  while (cursor.at < bytes.length) {
    const tag = varint(bytes, bytes.length);
    if (tag === 0x0a) name = text(bytes, bytes.length);
    else if (tag === 0x12) version = text(bytes, bytes.length);
    else skip(bytes, tag, bytes.length);
  }
  node = { name: scopeName(name), version: version.slice(0, 255), resource, metrics: new Map(), first: null };
  resource.scopes.set(key, node);
  app.cost.bytes += 2 * bytes.length + nodeBytes;
  return node;
}

/** A scope's name as sent, but for the one that is kept for what Headroom counts itself. */
export function scopeName(sent: string): string {
  return sent === OWN_SCOPE ? `${sent} (sent)` : sent.slice(0, 255);
}

/** Where a metric message's own fields stand: [from, dataFrom) and [dataTo, to), and what its data say. */
export interface MetricSpan {
  from: number;
  dataFrom: number;
  dataTo: number;
  to: number;
  kind: PointKind;
  temporality: 0 | 1 | 2;
  monotonic: boolean;
}

export function findMetric(
  buf: Buffer,
  at: MetricSpan,
  scope: ScopeNode,
  before: MetricNode | null,
  out: Decoded,
): MetricNode {
  const { app, view } = out;
  const guess = before ? before.next : scope.first;
  if (guess && isMetric(guess, view, at)) return guess;
  const key = `${at.kind}${at.temporality}${at.monotonic}${buf.toString('latin1', at.from, at.dataFrom)}${buf.toString('latin1', at.dataTo, at.to)}`;
  let node = scope.metrics.get(key);
  if (!node) {
    const head = copy(buf, at.from, at.dataFrom);
    const tail = copy(buf, at.dataTo, at.to);
    node = makeMetric({ ...at, ...readHeader(Buffer.concat([head, tail])) }, scope);
    node.head = pattern(head);
    node.tail = pattern(tail);
    scope.metrics.set(key, node);
    app.cost.bytes += 2 * (head.length + tail.length) + 2 * nodeBytes;
  }
  if (before) before.next = node;
  else scope.first = node;
  return node;
}

type MetricFacts = Pick<MetricNode, 'kind' | 'temporality' | 'monotonic' | 'name' | 'unit' | 'description'>;

export function makeMetric(
  { kind, temporality, monotonic, name, unit, description }: MetricFacts,
  scope: ScopeNode,
): MetricNode {
  const facts = {
    kind,
    temporality,
    monotonic,
    name: name.slice(0, 255),
    unit: unit.slice(0, 63),
    description: description.slice(0, 1024),
  };
  return {
    ...facts,
    head: noPattern,
    tail: noPattern,
    scope,
    entries: new Map(),
    first: null,
    next: null,
    bounds: null,
    boundBytes: null,
  };
}

function isMetric(node: MetricNode, view: DataView, at: MetricSpan): boolean {
  return (
    node.kind === at.kind &&
    node.temporality === at.temporality &&
    node.monotonic === at.monotonic &&
    matches(node.head, view, at.from, at.dataFrom) &&
    matches(node.tail, view, at.dataTo, at.to)
  );
}

function readHeader(bytes: Buffer): { name: string; unit: string; description: string } {
  const header = { name: '', unit: '', description: '' };
  cursor.at = 0;
  while (cursor.at < bytes.length) {
    const tag = varint(bytes, bytes.length);
    if (tag === 0x0a) header.name = text(bytes, bytes.length);
    else if (tag === 0x12) header.description = text(bytes, bytes.length);
    else if (tag === 0x1a) header.unit = text(bytes, bytes.length);
    else skip(bytes, tag, bytes.length);
  }
  return header;
}

/** The series of attributes buf[from, to), which are fields `tag` of a point; `before` is the entry of the point before it. */
export function findEntry(
  buf: Buffer,
  from: number,
  to: number,
  tag: number,
  node: MetricNode,
  before: Entry | null,
  out: Decoded,
): Entry {
  const guess = before ? before.next : node.first;
  if (guess && buf === out.bytes && matches(guess.pattern, out.view, from, to)) return guess;
  const key = buf.toString('latin1', from, to);
  let entry = node.entries.get(key);
  if (!entry) {
    entry = makeEntry(copy(buf, from, to), tag, node, out);
    // There may be room for it next time: it is neither remembered nor expected.
    if (entry.refusal === 'too-many-series') return entry;
    node.entries.set(key, entry);
    out.app.cost.bytes += 2 * key.length + nodeBytes;
  }
  if (before) before.next = entry;
  else node.first = entry;
  return entry;
}

function makeEntry(bytes: Buffer, tag: number, node: MetricNode, out: Decoded): Entry {
  const at = cursor.at;
  const refusal = node.scope.resource.refusal ?? overLimit(bytes, out);
  const attributes = refusal ? {} : readAttributes(bytes, tag);
  cursor.at = at;
  return entryFor(pattern(bytes), attributes, refusal, node, out);
}

/** An entry for attributes that were read already. */
export function entryFor(
  spelling: Pattern,
  attributes: Attributes,
  refusal: Reason | null,
  node: MetricNode,
  out: Decoded,
): Entry {
  const { kind, temporality, monotonic, unit, description, scope } = node;
  const identity: SeriesIdentity = {
    metric: node.name,
    kind,
    temporality,
    monotonic,
    unit,
    description,
    scope: { name: scope.name, version: scope.version },
    resource: scope.resource.attributes,
    attributes,
  };
  const ref = refusal ? null : refOf(out.app, identity);
  return { pattern: spelling, ref, refusal: refusal ?? (ref ? null : 'too-many-series'), next: null };
}

function overLimit(bytes: Buffer, { limits }: Decoded): Reason | null {
  let count = 0;
  let tooLong = false;
  cursor.at = 0;
  while (cursor.at < bytes.length) {
    varint(bytes, bytes.length);
    const end = span(bytes, bytes.length);
    if (end - cursor.at > limits.attributeBytes) tooLong = true;
    cursor.at = end;
    count++;
  }
  if (count > limits.attributesPerPoint) return 'too-many-attributes';
  return tooLong ? 'attribute-too-long' : null;
}
