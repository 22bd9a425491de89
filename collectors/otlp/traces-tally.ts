/** Spans of one request as rows: what each counts for, when it ended, how long it took, for how many it stands. */
import type { Decoded } from './decoded';
import { type Reason, reject } from './reasons';
import { Refused } from './reply';
import type { ResourceNode } from './series-cache';
import type { SpanFacts } from './traces-attributes';
import { metricOf, type SpanMetric } from './traces-metrics';
import { adjustedCount } from './traces-sampling';

/** Spans of one resource that make one series. */
export interface SpanGroup {
  resource: ResourceNode;
  metric: SpanMetric;
  /** In the order of the metric's attributes. */
  values: string[];
  /** The sender says how it samples: counts are scaled up to all. */
  samplingKnown: boolean;
}

export interface Tally {
  out: Decoded;
  groups: SpanGroup[];
  known: Map<ResourceNode, Map<string, number>>;
  /** Spans read, counted or not. */
  spans: number;
  /** One entry a counted span in each. */
  group: number[];
  endAt: number[];
  seconds: number[];
  weight: number[];
  id: number[];
  parent: number[];
  exactEndAt: number[];
  /** The library that made the span. */
  scope: number[];
}

/** Batches of SDKs hold 512 spans, of Collectors some thousands. */
const mostSpans = 200_000;

export function startTally(out: Decoded): Tally {
  return {
    out,
    groups: [],
    known: new Map(),
    spans: 0,
    group: [],
    endAt: [],
    seconds: [],
    weight: [],
    id: [],
    parent: [],
    exactEndAt: [],
    scope: [],
  };
}

/** Throws Refused 413 beyond what one request may hold. */
export function countSpan(tally: Tally): void {
  if (++tally.spans <= mostSpans) return;
  throw new Refused(
    413,
    `the request holds more than ${mostSpans} spans: send it in several requests`,
    'too-much-at-once',
  );
}

/** Adds one span to the rows, if it counts for anything. */
export function addSpan(tally: Tally, facts: SpanFacts, resource: ResourceNode, scope: number): void {
  const metric = metricOf(facts);
  if (metric === null) return;
  const wrong = refusalOf(facts, tally.out);
  if (wrong !== null) {
    reject(tally.out.rejections, wrong, facts.name);
    return;
  }
  const weight = adjustedCount(facts.traceState);
  tally.group.push(groupFor(tally, { resource, metric, values: metric.read(facts), samplingKnown: weight !== null }));
  tally.endAt.push(facts.endAt);
  tally.seconds.push(facts.seconds);
  tally.weight.push(weight ?? 1);
  tally.id.push(facts.id);
  tally.parent.push(facts.parent);
  tally.exactEndAt.push(facts.exactEndAt);
  tally.scope.push(scope);
}

function refusalOf({ endAt, seconds }: SpanFacts, { oldestAt, newestAt }: Decoded): Reason | null {
  if (!(endAt > 0)) return 'no-time';
  if (endAt > newestAt) return 'too-far-in-future';
  if (endAt < oldestAt) return 'too-old';
  return seconds < 0 ? 'starts-after-its-end' : null;
}

function groupFor({ known, groups }: Tally, group: SpanGroup): number {
  let ofResource = known.get(group.resource);
  if (!ofResource) {
    ofResource = new Map();
    known.set(group.resource, ofResource);
  }
  const key = `${group.metric.name}\u0001${group.samplingKnown}\u0001${group.values.join('\u0001')}`;
  let index = ofResource.get(key);
  if (index === undefined) {
    index = groups.push(group) - 1;
    ofResource.set(key, index);
  }
  return index;
}

/**
 * Takes out spans that tell of the same thing as their parent or child in the same process: a framework's
 * server span inside the HTTP library's is one request, a query inside an object mapper's call one query.
 */
export function leaveOutNested(tally: Tally): Uint8Array {
  const { group, id, parent, groups } = tally;
  const out = new Uint8Array(group.length);
  const rows = new Map<number, number>();
  for (let row = 0; row < id.length; row++) if (id[row] !== 0) rows.set(id[row] as number, row);
  for (let row = 0; row < parent.length; row++) {
    const above = parent[row] === 0 ? undefined : rows.get(parent[row] as number);
    if (above === undefined || above === row) continue;
    const inner = groups[group[row] as number] as SpanGroup;
    const outer = groups[group[above] as number] as SpanGroup;
    if (inner.metric !== outer.metric || inner.resource !== outer.resource) continue;
    if (inner.metric.counts === 'inner') out[above] = 1;
    else {
      out[row] = 1;
      // The framework knows the route, the library below it only that there was a request.
      const route = inner.metric.attributes.indexOf('http.route');
      if (route >= 0 && outer.values[route] === '' && inner.values[route] !== '') group[above] = group[row] as number;
    }
  }
  leaveOutBeside(tally, out);
  return out;
}

/** Calls of one parent that can run at the same time, and are looked through. */
const mostAtOnce = 100;

/**
 * Some object mappers' spans stand beside the driver's, under one parent, and last a little longer
 * (SQLAlchemy's): of such calls of one database by different libraries, one inside the other's time, the
 * inner counts. Each takes one of each other library away, the closest around it: queries that run at the
 * same time stay as many as they are.
 */
function leaveOutBeside(tally: Tally, out: Uint8Array): void {
  const { group, groups, scope, exactEndAt, seconds } = tally;
  const startAt = (row: number) => (exactEndAt[row] as number) - 1000 * (seconds[row] as number);
  const kind = (row: number) => groups[group[row] as number] as SpanGroup;
  for (const rows of besides(tally, out)) {
    rows.sort((a, b) => startAt(b) - startAt(a));
    rows.forEach((inner, i) => {
      if (out[inner] === 1) return;
      const libraries = new Set([scope[inner]]);
      for (const outer of rows.slice(i + 1, i + mostAtOnce)) {
        const around = (exactEndAt[outer] as number) >= (exactEndAt[inner] as number);
        if (!around || out[outer] === 1 || libraries.has(scope[outer])) continue;
        if (kind(inner).resource !== kind(outer).resource || kind(inner).values[0] !== kind(outer).values[0]) continue;
        libraries.add(scope[outer]);
        out[outer] = 1;
      }
    });
  }
}

/** Rows of database calls by parent, of parents under which more than one library made them. */
function besides({ group, groups, parent, scope }: Tally, out: Uint8Array): number[][] {
  const byParent = new Map<number, number[]>();
  const mixed = new Set<number>();
  for (let row = 0; row < group.length; row++) {
    const above = parent[row] as number;
    const { metric } = groups[group[row] as number] as SpanGroup;
    if (out[row] === 1 || above === 0 || metric.name !== 'db.client.operation.duration') continue;
    const rows = byParent.get(above);
    if (!rows) byParent.set(above, [row]);
    else if (rows.push(row) && scope[rows[0] as number] !== scope[row]) mixed.add(above);
  }
  return [...mixed].map((above) => byParent.get(above) as number[]);
}
