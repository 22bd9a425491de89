/**
 * An ExportMetricsServiceRequest in protobuf, scanned in place into columns: first a plan of its metrics
 * (fields may come in any order, so a metric's name or temporality can follow its points), then the
 * points, in slices, so that one large request does not hold up the others.
 */
import { PointKind } from '@/store';
import { decodePoint } from './decode-points';
import { countGroup, countPoints, type Decoded, ensureRoom, look, refuse } from './decoded';
import { findMetric, findResource, findScope, type MetricSpan } from './find-series';
import type { Entry, MetricNode, ResourceNode, ScopeNode } from './series-cache';
import { cursor, DecodeError, skip, span, varint } from './wire';

/** One metric's points in buf[at, to); `before` is the entry of the point before `at`. */
export interface Task {
  node: MetricNode;
  at: number;
  to: number;
  points: number;
  before: Entry | null;
}

type Range = [from: number, to: number];
const nothing: Range = [0, 0];

/** Reads the request's structure. Throws DecodeError if it is not one. */
export function planMetrics(buf: Buffer, out: Decoded): Task[] {
  const tasks: Task[] = [];
  look(buf, out);
  cursor.at = 0;
  while (cursor.at < buf.length) {
    const tag = varint(buf, buf.length);
    if (tag !== 0x0a) {
      skip(buf, tag, buf.length);
      continue;
    }
    const end = span(buf, buf.length);
    countGroup(out);
    const [resource, scopes] = split(buf, end, out);
    const node = findResource(buf, resource[0], resource[1], out);
    for (const [from, to] of scopes) planScope(buf, from, to, node, out, tasks);
    cursor.at = end;
  }
  return tasks;
}

/** ResourceMetrics and ScopeMetrics look alike: 1 is what it is about, 2 repeated is what it holds, 3 a schema URL. */
function split(buf: Buffer, end: number, out: Decoded): [about: Range, held: Range[]] {
  let about = nothing;
  const held: Range[] = [];
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag !== 0x0a && tag !== 0x12) {
      skip(buf, tag, end);
      continue;
    }
    const to = span(buf, end);
    if (tag === 0x0a) about = [cursor.at, to];
    else {
      countGroup(out);
      held.push([cursor.at, to]);
    }
    cursor.at = to;
  }
  return [about, held];
}

function planScope(buf: Buffer, from: number, to: number, resource: ResourceNode, out: Decoded, tasks: Task[]): void {
  cursor.at = from;
  const [about, metrics] = split(buf, to, out);
  const scope = findScope(buf, about[0], about[1], out.app, resource);
  let before: MetricNode | null = null;
  for (const [metricFrom, metricTo] of metrics)
    before = planMetric(buf, metricFrom, metricTo, scope, before, out, tasks) ?? before;
}

/** By the tag of a metric's field 5, 7, 9, 10 or 11, all length-delimited: field × 8 + 2. */
const kindOfTag: Record<number, PointKind> = {
  42: PointKind.gauge,
  58: PointKind.sum,
  74: PointKind.histogram,
  82: PointKind.exponentialHistogram,
  90: PointKind.summary,
};

function planMetric(
  buf: Buffer,
  from: number,
  to: number,
  scope: ScopeNode,
  before: MetricNode | null,
  out: Decoded,
  tasks: Task[],
): MetricNode | null {
  const at: MetricSpan = {
    from,
    dataFrom: -1,
    dataTo: to,
    to,
    kind: PointKind.gauge,
    temporality: 0,
    monotonic: false,
  };
  let content = 0;
  cursor.at = from;
  while (cursor.at < to) {
    const tagAt = cursor.at;
    const tag = varint(buf, to);
    const kind = kindOfTag[tag];
    if (kind === undefined) {
      skip(buf, tag, to);
      continue;
    }
    if (at.dataFrom >= 0)
      throw new DecodeError(
        'a metric carries two kinds of data: it may carry one of gauge, sum, histogram, exponential_histogram, summary',
      );
    at.dataTo = span(buf, to);
    at.dataFrom = tagAt;
    at.kind = kind;
    content = cursor.at;
    cursor.at = at.dataTo;
  }
  if (at.dataFrom < 0) return null;
  const points = scanData(buf, content, at);
  countPoints(out, points);
  const node = findMetric(buf, at, scope, before, out);
  if (node.name === '') refuse(out, node, 'no-metric-name', points);
  else if (cumulates(node) && node.temporality === 0) refuse(out, node, 'no-temporality', points);
  else if (points > 0) tasks.push({ node, at: content, to: at.dataTo, points, before: null });
  return node;
}

function cumulates({ kind }: MetricNode): boolean {
  return kind !== PointKind.gauge && kind !== PointKind.summary;
}

/** Counts the points of a Gauge, Sum or histogram message and reads what stands beside them. */
function scanData(buf: Buffer, content: number, at: MetricSpan): number {
  let points = 0;
  cursor.at = content;
  while (cursor.at < at.dataTo) {
    const tag = varint(buf, at.dataTo);
    if (tag === 0x0a) {
      cursor.at = span(buf, at.dataTo);
      points++;
    } else if (tag === 0x10 && at.kind !== PointKind.gauge) {
      const value = varint(buf, at.dataTo);
      at.temporality = value === 1 || value === 2 ? value : 0;
    } else if (tag === 0x18 && at.kind === PointKind.sum) at.monotonic = varint(buf, at.dataTo) !== 0;
    else skip(buf, tag, at.dataTo);
  }
  return points;
}

/** Decodes about `budget` points of the plan, which it uses up; true when all are done. */
export function runTasks(buf: Buffer, tasks: Task[], out: Decoded, budget: number): boolean {
  look(buf, out);
  let left = budget;
  let done = 0;
  for (; done < tasks.length && left > 0; done++) {
    const task = tasks[done] as Task;
    const now = Math.min(task.points, left);
    ensureRoom(out, now);
    runTask(buf, task, out, now);
    left -= now;
    if (task.points > 0) break;
  }
  tasks.splice(0, done);
  return tasks.length === 0;
}

function runTask(buf: Buffer, task: Task, out: Decoded, count: number): void {
  const { node, to } = task;
  let { before } = task;
  cursor.at = task.at;
  for (let n = 0; n < count; ) {
    const tag = varint(buf, to);
    if (tag !== 0x0a) {
      skip(buf, tag, to);
      continue;
    }
    const end = span(buf, to);
    before = decodePoint(buf, end, node, before, out);
    cursor.at = end;
    n++;
  }
  task.at = cursor.at;
  task.before = before;
  task.points -= count;
}
