/** A tree over steps: each node at once for all of them, a column a series. Pure. */
import { type Bucket, bucketQuantile } from './bucket-quantile';
import { type Aggregation, type Expression, type Operator, PromError, type Selector } from './expression';
import { calculate, constant } from './parse';
import type { Samples } from './samples';
import { type Column, emptyColumn, extrapolated, latest, type Steps } from './windows';

export interface ResultSeries extends Column {
  labels: Record<string, string>;
}

export type Result = { type: 'scalar'; value: number } | { type: 'vector'; series: ResultSeries[] };

/** Where samples come from: those of a selector that any of the steps may need. */
export type Source = (selector: Selector) => { samples: Samples[]; lookbackMs: number; leastRangeMs: number };

export function evaluate(expression: Expression, steps: Steps, source: Source): Result {
  const value = constant(expression);
  if (value !== null) return { type: 'scalar', value };
  return { type: 'vector', series: vector(expression, steps, source).filter(({ has }) => has.includes(1)) };
}

function vector(expression: Expression, steps: Steps, source: Source): ResultSeries[] {
  switch (expression.type) {
    case 'selector': {
      const { samples, lookbackMs } = source(expression);
      return samples.map((each) => ({ labels: each.labels, ...latest(each, steps, expression.offsetMs, lookbackMs) }));
    }
    case 'rate': {
      const { samples, leastRangeMs } = source(expression.selector);
      const { rangeMs, offsetMs } = expression.selector;
      const window = { rangeMs: Math.max(rangeMs ?? 0, leastRangeMs), offsetMs, of: expression.of };
      return unnamed(samples.map((each) => ({ labels: each.labels, ...extrapolated(each, steps, window) })));
    }
    case 'aggregate':
      return aggregate(expression, vector(expression.argument, steps, source), steps.count);
    case 'quantile':
      return quantiles(expression.q, vector(expression.argument, steps, source), steps.count);
    case 'negate':
      return unnamed(vector(expression.argument, steps, source).map((each) => mapped(each, (value) => -value)));
    case 'binary':
      return binary(expression, steps, source);
    case 'number':
      throw new Error('a number is no vector');
  }
}

function mapped(series: ResultSeries, change: (value: number) => number): ResultSeries {
  return { ...series, values: series.values.map(change) };
}

/** Without the metric's name: what was computed is another thing. Two that become alike may not overlap. */
function unnamed(all: ResultSeries[]): ResultSeries[] {
  const byLabels = new Map<string, ResultSeries>();
  for (const each of all) {
    if (!each.has.includes(1)) continue;
    const { __name__: _, ...labels } = each.labels;
    const key = keyOf(labels);
    const known = byLabels.get(key);
    byLabels.set(key, known ? joined(known, each) : { ...each, labels });
  }
  return [...byLabels.values()];
}

function joined(one: ResultSeries, other: ResultSeries): ResultSeries {
  if (one.has.some((has, step) => has === 1 && other.has[step] === 1))
    throw new PromError('execution', 'vector cannot contain metrics with the same labelset');
  return {
    labels: one.labels,
    values: one.values.map((value, step) => (one.has[step] === 1 ? value : (other.values[step] as number))),
    has: one.has.map((has, step) => has | (other.has[step] as number)),
  };
}

export function keyOf(labels: Record<string, string>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function aggregate(
  { op, by, labels: named }: { op: Aggregation; by: boolean; labels: string[] },
  all: ResultSeries[],
  count: number,
): ResultSeries[] {
  const groups = new Map<string, ResultSeries & { members: Float64Array }>();
  for (const { labels, values, has } of all) {
    const kept = groupLabels(labels, by, named);
    const key = keyOf(kept);
    let group = groups.get(key);
    if (!group) {
      group = { labels: kept, ...emptyColumn(count), members: new Float64Array(count) };
      groups.set(key, group);
    }
    for (let step = 0; step < count; step++) {
      if (has[step] === 0) continue;
      const value = values[step] as number;
      const before = group.values[step] as number;
      if (group.has[step] === 0) group.values[step] = value;
      else if (op === 'sum' || op === 'avg') group.values[step] = before + value;
      // A number takes the place of NaN, as Prometheus has it.
      else if (Number.isNaN(before) || (op === 'min' ? value < before : value > before)) group.values[step] = value;
      group.has[step] = 1;
      group.members[step] = (group.members[step] as number) + 1;
    }
  }
  return [...groups.values()].map(({ members, ...group }) =>
    op === 'avg' ? { ...group, values: group.values.map((sum, step) => sum / (members[step] as number)) } : group,
  );
}

function groupLabels(labels: Record<string, string>, by: boolean, named: string[]): Record<string, string> {
  if (by)
    return Object.fromEntries(named.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])));
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name !== '__name__' && !named.includes(name)));
}

function quantiles(q: number, all: ResultSeries[], count: number): ResultSeries[] {
  const groups = new Map<string, { labels: Record<string, string>; buckets: (ResultSeries & { upper: number })[] }>();
  for (const each of all) {
    const { __name__: _, le, ...labels } = each.labels;
    const upper = le === undefined ? Number.NaN : boundOf(le);
    if (Number.isNaN(upper)) continue;
    const key = keyOf(labels);
    const group = groups.get(key);
    if (group) group.buckets.push({ ...each, upper });
    else groups.set(key, { labels, buckets: [{ ...each, upper }] });
  }
  return [...groups.values()].map(({ labels, buckets }) => {
    const column = emptyColumn(count);
    for (let step = 0; step < count; step++) {
      const present: Bucket[] = [];
      for (const { upper, values, has } of buckets) {
        if (has[step] === 1) present.push({ upper, count: values[step] as number });
      }
      if (present.length === 0) continue;
      column.values[step] = bucketQuantile(q, present);
      column.has[step] = 1;
    }
    return { labels, ...column };
  });
}

function boundOf(le: string): number {
  if (/^\+?inf$/i.test(le)) return Number.POSITIVE_INFINITY;
  if (/^-inf$/i.test(le)) return Number.NEGATIVE_INFINITY;
  return le.trim() === '' ? Number.NaN : Number(le);
}

function binary(
  { op, left, right }: { op: Operator; left: Expression; right: Expression },
  steps: Steps,
  source: Source,
) {
  const [l, r] = [constant(left), constant(right)];
  if (l !== null)
    return unnamed(vector(right, steps, source).map((each) => mapped(each, (value) => calculate(op, l, value))));
  if (r !== null)
    return unnamed(vector(left, steps, source).map((each) => mapped(each, (value) => calculate(op, value, r))));
  return matched(op, unnamed(vector(left, steps, source)), unnamed(vector(right, steps, source)));
}

/** Series with equal labels, one on each side. */
function matched(op: Operator, left: ResultSeries[], right: ResultSeries[]): ResultSeries[] {
  const others = new Map<string, ResultSeries[]>();
  for (const each of right) {
    const key = keyOf(each.labels);
    others.set(key, [...(others.get(key) ?? []), each]);
  }
  return left.flatMap((each) =>
    (others.get(keyOf(each.labels)) ?? []).map((other) => ({
      labels: each.labels,
      values: each.values.map((value, step) => calculate(op, value, other.values[step] as number)),
      has: each.has.map((has, step) => has & (other.has[step] as number)),
    })),
  );
}
