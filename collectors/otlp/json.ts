/** An ExportMetricsServiceRequest in OTLP's JSON, into the same columns as protobuf. */
import { type HistogramValue, PointKind } from '@/store';
import { fits, sane } from './decode-histograms';
import { addPoint, countPoints, type Decoded, ensureRoom, takeBack } from './decoded';
import { entryFor, makeMetric, scopeName } from './find-series';
import {
  attributes,
  boolean,
  integer,
  type Json,
  list,
  number,
  object,
  string,
  temporality,
  time,
} from './json-values';
import { noPattern } from './pattern';
import type { Entry, MetricNode, ResourceNode, ScopeNode } from './series-cache';
import { addSummary, summaryNodes } from './summaries';
import { DecodeError } from './wire';

const resourceFields = ['resource', 'scopeMetrics', 'schemaUrl'];
const scopeFields = ['scope', 'metrics', 'schemaUrl'];
const metricFields = [
  'name',
  'description',
  'unit',
  'gauge',
  'sum',
  'histogram',
  'exponentialHistogram',
  'summary',
  'metadata',
];
const dataFields = ['dataPoints', 'aggregationTemporality', 'isMonotonic'];
const commonFields = ['attributes', 'startTimeUnixNano', 'timeUnixNano', 'flags', 'exemplars'];
const numberFields = [...commonFields, 'asDouble', 'asInt'];
const summaryFields = [...commonFields, 'count', 'sum', 'quantileValues'];
const totals = ['count', 'sum', 'min', 'max'];
const histogramFields = [...commonFields, ...totals, 'bucketCounts', 'explicitBounds'];
const exponentialFields = [...commonFields, ...totals, 'scale', 'zeroCount', 'zeroThreshold', 'positive', 'negative'];

const kinds = [
  ['gauge', PointKind.gauge],
  ['sum', PointKind.sum],
  ['histogram', PointKind.histogram],
  ['exponentialHistogram', PointKind.exponentialHistogram],
  ['summary', PointKind.summary],
] as const;

/** Throws DecodeError that names the field and what it must be. */
export function decodeJson(text: string, out: Decoded): void {
  const body = object(parse(text), '', ['resourceMetrics']);
  list(body, 'resourceMetrics', 'the body').forEach((item, r) => {
    const path = `resourceMetrics[${r}]`;
    const group = object(item, path, resourceFields);
    const resource = resourceNode(group, path, out);
    list(group, 'scopeMetrics', path).forEach((inner, s) => {
      decodeScope(inner, `${path}.scopeMetrics[${s}]`, resource, out);
    });
  });
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DecodeError(`the body is not JSON: ${(error as Error).message}`);
  }
}

function resourceNode(group: Json, path: string, out: Decoded): ResourceNode {
  const resource =
    group.resource == null
      ? {}
      : object(group.resource, `${path}.resource`, ['attributes', 'droppedAttributesCount', 'entityRefs']);
  const found = attributes(resource, `${path}.resource`);
  const refusal = JSON.stringify(found).length > out.limits.resourceBytes ? 'attribute-too-long' : null;
  return { pattern: noPattern, attributes: found, refusal, scopes: new Map(), imprints: new Map() };
}

function decodeScope(value: unknown, path: string, resource: ResourceNode, out: Decoded): void {
  const group = object(value, path, scopeFields);
  const about =
    group.scope == null
      ? {}
      : object(group.scope, `${path}.scope`, ['name', 'version', 'attributes', 'droppedAttributesCount']);
  const name = scopeName(string(about, 'name', `${path}.scope`));
  const version = string(about, 'version', `${path}.scope`).slice(0, 255);
  const scope: ScopeNode = { name, version, resource, metrics: new Map(), first: null };
  list(group, 'metrics', path).forEach((item, m) => {
    decodeMetric(item, `${path}.metrics[${m}]`, scope, out);
  });
}

function decodeMetric(value: unknown, path: string, scope: ScopeNode, out: Decoded): void {
  const metric = object(value, path, metricFields);
  const present = kinds.filter(([field]) => metric[field] != null);
  if (present.length > 1)
    throw new DecodeError(`${path} carries ${present.map(([field]) => field).join(' and ')}: it may carry one`);
  const [field, kind] = present[0] ?? [];
  if (field === undefined || kind === undefined) return;
  const data = object(metric[field], `${path}.${field}`, dataFields);
  const facts = {
    name: string(metric, 'name', path),
    unit: string(metric, 'unit', path),
    description: string(metric, 'description', path),
  };
  const cumulates = kind !== PointKind.gauge && kind !== PointKind.summary;
  const node = makeMetric(
    {
      ...facts,
      kind,
      temporality: cumulates ? temporality(data, `${path}.${field}`) : 0,
      monotonic: kind === PointKind.sum && boolean(data, 'isMonotonic', `${path}.${field}`),
    },
    scope,
  );
  const points = list(data, 'dataPoints', `${path}.${field}`);
  if (points.length === 0) return;
  countPoints(out, points.length);
  if (node.name === '') throw new DecodeError(`${path}.name must be the metric's name; it is empty or not sent`);
  if (cumulates && node.temporality === 0) {
    throw new DecodeError(`${path}.${field}.aggregationTemporality must be 1 (delta) or 2 (cumulative); it is not set`);
  } else {
    ensureRoom(out, points.length);
    const decode = kind === PointKind.summary ? decodeSummary : decodePoint;
    points.forEach((point, p) => {
      decode(point, `${path}.${field}.dataPoints[${p}]`, node, out);
    });
  }
}

function decodePoint(value: unknown, path: string, node: MetricNode, out: Decoded): void {
  const fields =
    node.kind === PointKind.histogram
      ? histogramFields
      : node.kind === PointKind.exponentialHistogram
        ? exponentialFields
        : numberFields;
  const point = object(value, path, fields);
  const entry = findEntry(attributes(point, path), node, out);
  const at = time(point.timeUnixNano, `${path}.timeUnixNano`);
  const start = time(point.startTimeUnixNano, `${path}.startTimeUnixNano`);
  const flags = integer(point.flags, `${path}.flags`, 0) & 1;
  const result =
    node.kind === PointKind.gauge || node.kind === PointKind.sum
      ? numberOf(point, path)
      : histogramOf(point, path, node.kind);
  const index = addPoint(out, node, entry, at, start, flags);
  if (index < 0) return;
  if (typeof result !== 'number' && result !== null) {
    const { count, exponential, bounds = noDoubles, counts = noDoubles } = result;
    const whole = exponential ? sane(exponential) : fits(bounds, counts);
    if (count < 0 || !whole) {
      takeBack(out, node, 'broken-histogram');
      return;
    }
    if (result.counts?.length === 0) {
      delete result.counts;
      delete result.bounds;
    }
    out.points.histograms[index] = result;
  } else if (flags === 0) {
    if (result === null) takeBack(out, node, 'no-value');
    else if (!Number.isFinite(result)) takeBack(out, node, 'not-a-number');
    else out.points.value[index] = result;
  }
}

function decodeSummary(value: unknown, path: string, node: MetricNode, out: Decoded): void {
  const point = object(value, path, summaryFields);
  const nodes = summaryNodes(node);
  const found = attributes(point, path);
  const when = {
    time: time(point.timeUnixNano, `${path}.timeUnixNano`),
    start: time(point.startTimeUnixNano, `${path}.startTimeUnixNano`) || Number.NaN,
    flags: integer(point.flags, `${path}.flags`, 0) & 1,
  };
  const quantiles = list(point, 'quantileValues', path).map((item, q): [number, number] => {
    const at = `${path}.quantileValues[${q}]`;
    const pair = object(item, at, ['quantile', 'value']);
    return [number(pair.quantile, `${at}.quantile`, 0), number(pair.value, `${at}.value`, 0)];
  });
  countPoints(out, quantiles.length);
  addSummary(out, { node, nodes, entry: findEntry(found, nodes.count, out), attributes: () => found }, when, {
    count: integer(point.count, `${path}.count`, 0),
    sum: number(point.sum, `${path}.sum`, 0),
    quantiles: new Map(quantiles),
  });
}

const noDoubles = new Float64Array(0);

function findEntry(found: ReturnType<typeof attributes>, node: MetricNode, out: Decoded): Entry {
  const pairs = Object.entries(found);
  const { limits } = out;
  const tooLong = pairs.some(
    ([key, value]) => key.length + (JSON.stringify(value)?.length ?? 0) > limits.attributeBytes,
  );
  const refusal =
    node.scope.resource.refusal ??
    (pairs.length > limits.attributesPerPoint ? 'too-many-attributes' : tooLong ? 'attribute-too-long' : null);
  return entryFor(noPattern, found, refusal, node, out);
}

function numberOf(point: Json, path: string): number | null {
  if (point.asInt != null) return integer(point.asInt, `${path}.asInt`, 0);
  if (point.asDouble != null) return number(point.asDouble, `${path}.asDouble`, 0);
  return null;
}

function integers(parent: Json, name: string, path: string): Float64Array {
  return Float64Array.from(list(parent, name, path), (value, i) => integer(value, `${path}.${name}[${i}]`, 0));
}

function histogramOf(point: Json, path: string, kind: PointKind): HistogramValue {
  const value: HistogramValue = {
    count: integer(point.count, `${path}.count`, 0),
    sum: number(point.sum, `${path}.sum`, Number.NaN),
    min: number(point.min, `${path}.min`, Number.NaN),
    max: number(point.max, `${path}.max`, Number.NaN),
  };
  if (kind === PointKind.histogram) {
    value.counts = integers(point, 'bucketCounts', path);
    value.bounds = Float64Array.from(list(point, 'explicitBounds', path), (bound, i) =>
      number(bound, `${path}.explicitBounds[${i}]`, Number.NaN),
    );
    return value;
  }
  const [positiveOffset, positive] = buckets(point.positive, `${path}.positive`);
  const [negativeOffset, negative] = buckets(point.negative, `${path}.negative`);
  value.exponential = {
    scale: integer(point.scale, `${path}.scale`, 0),
    zeroCount: integer(point.zeroCount, `${path}.zeroCount`, 0),
    zeroThreshold: number(point.zeroThreshold, `${path}.zeroThreshold`, 0),
    positiveOffset,
    positive,
    negativeOffset,
    negative,
  };
  return value;
}

function buckets(value: unknown, path: string): [offset: number, counts: Float64Array] {
  if (value == null) return [0, noDoubles];
  const group = object(value, path, ['offset', 'bucketCounts']);
  return [integer(group.offset, `${path}.offset`, 0), integers(group, 'bucketCounts', path)];
}
