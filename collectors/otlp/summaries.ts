/**
 * Summaries, kept as Prometheus keeps them: the counters `X_count` and `X_sum` and a gauge `X` for each
 * quantile, with the attribute `quantile`. One way for every sender, whatever it speaks.
 */
import { type Attributes, PointKind } from '@/store';
import { readAttributes } from './attributes';
import { addPoint, countPoints, type Decoded, ensureRoom, refuse } from './decoded';
import { entryFor, makeMetric } from './find-series';
import { noPattern } from './pattern';
import {
  type AttributeSpan,
  attributeBytes,
  entryAt,
  noteAttribute,
  resetAttributes,
  startAt,
  timeAt,
} from './point-fields';
import { type Entry, type MetricNode, touch } from './series-cache';
import { cursor, cutOff, double, fixed64, move, skip, span, varint } from './wire';

export interface Summary {
  count: number;
  sum: number;
  /** Value by quantile (0 to 1). */
  quantiles: Map<number, number>;
}

interface When {
  time: number;
  start: number;
  flags: number;
}

interface Nodes {
  count: MetricNode;
  sum: MetricNode;
  quantile: MetricNode;
}

/** Series beside the one that counts; the quantiles' as they come. */
interface Siblings {
  attributes: Attributes;
  sum: Entry;
  quantiles: Map<number, Entry>;
}

/** SDKs and client libraries send up to ten. */
const mostQuantiles = 100;
/** What a series beside costs, roughly. */
const entryBytes = 400;

const nodesOf = new WeakMap<MetricNode, Nodes>();
const siblingsOf = new WeakMap<Entry, Siblings>();

/** The three metrics that a summary is kept as. */
export function summaryNodes(node: MetricNode): Nodes {
  let nodes = nodesOf.get(node);
  if (!nodes) {
    const { name, unit, description, scope } = node;
    const counter = { kind: PointKind.sum, temporality: 2 as const, monotonic: true, description };
    const gauge = { kind: PointKind.gauge, temporality: 0 as const, monotonic: false, description };
    nodes = {
      count: makeMetric({ ...counter, name: `${name}_count`, unit: '' }, scope),
      sum: makeMetric({ ...counter, name: `${name}_sum`, unit }, scope),
      quantile: makeMetric({ ...gauge, name, unit }, scope),
    };
    nodesOf.set(node, nodes);
  }
  return nodes;
}

/** One SummaryDataPoint whose content ends at `end`; the entry of its count, from which the next is guessed. */
export function decodeSummary(buf: Buffer, end: number, node: MetricNode, before: Entry | null, out: Decoded): Entry {
  out.trace = null;
  const spans = resetAttributes();
  const summary: Summary = { count: 0, sum: 0, quantiles: new Map() };
  const when: When = { time: 0, start: Number.NaN, flags: 0 };
  while (cursor.at < end) {
    const tagAt = cursor.at;
    const tag = varint(buf, end);
    if (tag === 0x3a) noteAttribute(buf, tagAt, end, spans);
    else if (tag === 0x11) when.start = startAt(out.view, move(8, end));
    else if (tag === 0x19) when.time = timeAt(out.view, move(8, end));
    else if (tag === 0x21) summary.count = fixed64(buf, end);
    else if (tag === 0x29) summary.sum = double(buf, end);
    else if (tag === 0x32) readQuantile(buf, end, summary, out);
    else if (tag === 0x40) when.flags = varint(buf, end) & 1;
    else skip(buf, tag, end);
  }
  if (cursor.at !== end) throw cutOff();
  const nodes = summaryNodes(node);
  const entry = entryAt(buf, spans, 0x3a, nodes.count, before, out);
  const attributes = () => readBytes(buf, spans);
  addSummary(out, { node, nodes, entry, attributes }, when, summary);
  cursor.at = end;
  return entry;
}

function readBytes(buf: Buffer, spans: AttributeSpan): Attributes {
  return readAttributes(attributeBytes(buf, spans), 0x3a);
}

function readQuantile(buf: Buffer, end: number, { quantiles }: Summary, out: Decoded): void {
  const to = span(buf, end);
  countPoints(out, 1);
  let quantile = 0;
  let value = 0;
  while (cursor.at < to) {
    const tag = varint(buf, to);
    if (tag === 0x09) quantile = double(buf, to);
    else if (tag === 0x11) value = double(buf, to);
    else skip(buf, tag, to);
  }
  quantiles.set(quantile, value);
}

interface SummarySeries {
  node: MetricNode;
  nodes: Nodes;
  /** Of the count. */
  entry: Entry;
  attributes: () => Attributes;
}

/** Adds the points of one summary: all of them, or none and one refusal. A quantile without a number is left out. */
export function addSummary(out: Decoded, series: SummarySeries, when: When, { count, sum, quantiles }: Summary): void {
  const { node, nodes, entry } = series;
  const sane = [...quantiles.keys()].every((quantile) => quantile >= 0 && quantile <= 1);
  if (!sane || quantiles.size > mostQuantiles || count < 0) {
    refuse(out, node, 'broken-summary');
    return;
  }
  const told = [...quantiles].filter(([, value]) => when.flags === 1 || Number.isFinite(value));
  const siblings = entry.ref ? siblingsFor(out, series) : null;
  const places: [Entry, number][] = [[entry, count]];
  if (siblings && (when.flags === 1 || Number.isFinite(sum))) places.push([siblings.sum, sum]);
  if (siblings)
    for (const [quantile, value] of told) places.push([quantileEntry(out, nodes, siblings, quantile), value]);
  if (entry.ref && !places.every(([{ ref }]) => ref !== null && touch(out.app, ref))) {
    refuse(out, node, 'too-many-series');
    return;
  }
  ensureRoom(out, places.length);
  for (const [each, value] of places) {
    const isGauge = each !== entry && each !== siblings?.sum;
    const index = addPoint(out, node, each, when.time, isGauge ? Number.NaN : when.start, when.flags);
    // What is wrong with one of them (its time) is wrong with all.
    if (index < 0) return;
    if (when.flags === 0) out.points.value[index] = value;
  }
}

function siblingsFor(out: Decoded, { nodes, entry, attributes }: SummarySeries): Siblings {
  let siblings = siblingsOf.get(entry);
  if (!siblings) {
    const mine = attributes();
    siblings = { attributes: mine, sum: entryFor(noPattern, mine, null, nodes.sum, out), quantiles: new Map() };
    if (siblings.sum.ref === null) return siblings;
    siblingsOf.set(entry, siblings);
    out.app.cost.bytes += entryBytes;
  }
  return siblings;
}

function quantileEntry(out: Decoded, nodes: Nodes, siblings: Siblings, quantile: number): Entry {
  const known = siblings.quantiles.get(quantile);
  if (known) return known;
  const attributes = { ...siblings.attributes, quantile: String(quantile) };
  const entry = entryFor(noPattern, attributes, null, nodes.quantile, out);
  if (entry.ref) {
    siblings.quantiles.set(quantile, entry);
    out.app.cost.bytes += entryBytes;
  }
  return entry;
}
