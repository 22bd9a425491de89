/** Logs as counts: how many records of each severity, a delta a minute; what they say is not read. */
import { PointKind } from '@/store';
import { countGroup, type Decoded, ensureRoom } from './decoded';
import { findResource } from './find-series';
import { parse } from './json';
import { integer, type Json, list, object, string, time } from './json-values';
import { addOwnPoint, type OwnMetric, type OwnSeries, ownSeries } from './own-series';
import { reject } from './reasons';
import { type Encoding, Refused } from './reply';
import type { ResourceNode } from './series-cache';
import { resourceOf } from './traces-json';
import { fractionOf } from './traces-points';
import { cursor, cutOff, milliseconds, move, shortText, skip, span, splitGroup, varint, word } from './wire';

const metric: OwnMetric = {
  name: 'log.records',
  kind: PointKind.sum,
  unit: '{record}',
  description: 'Log records, counted by severity.',
};

/** SDKs send 512 records a request, Collectors some thousands. */
const mostRecords = 500_000;
const MINUTE = 60_000;

/** Records of one resource and severity that lie in one minute, and the newest of their times (ms). */
interface Count {
  severity: string;
  records: number;
  time: number;
}

interface Counts {
  out: Decoded;
  records: number;
  ofResource: Map<ResourceNode, Map<string, Count>>;
}

/**
 * Adds the counts of an unzipped ExportLogsServiceRequest to `out` and answers how many records it held.
 * Throws DecodeError, or Refused 413.
 */
export function addLogs(body: Buffer, encoding: Encoding, out: Decoded): number {
  const counts: Counts = { out, records: 0, ofResource: new Map() };
  if (encoding === 'json') readJson(body.toString('utf8'), counts);
  else readProtobuf(body, counts);
  if (counts.ofResource.size > 0) addPoints(counts, fractionOf(body));
  return counts.records;
}

/** Two spellings of one resource are one series, whose minute must be one point: equal keys count once. */
function addPoints({ ofResource, out }: Counts, fraction: number): void {
  const merged = new Map<unknown, Map<number, { series: OwnSeries; count: Count }>>();
  for (const [resource, found] of ofResource) {
    for (const count of found.values()) {
      const series = ownSeries(resource, metric, { severity: count.severity }, out);
      const identity = series.entry.ref?.row ?? series.entry;
      const minutes = merged.get(identity) ?? new Map<number, { series: OwnSeries; count: Count }>();
      merged.set(identity, minutes);
      const minute = Math.floor(count.time / MINUTE);
      const known = minutes.get(minute)?.count;
      if (!known) minutes.set(minute, { series, count });
      else {
        known.records += count.records;
        known.time = Math.max(known.time, count.time);
      }
    }
  }
  for (const minutes of merged.values()) {
    for (const { series, count } of minutes.values()) {
      ensureRoom(out, 1);
      const point = { time: count.time, fraction, items: count.records, example: metric.name };
      const index = addOwnPoint(out, series, point);
      if (index >= 0) out.points.value[index] = count.records;
    }
  }
}

/** OTLP's ranges of severity numbers, four each. https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber */
const severities = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** The range of a number from 1 to 24; without one, what the sender's own word begins with. */
function severityOf(number: number, word: string): string {
  const byNumber = number >= 1 ? severities[Math.floor((number - 1) / 4)] : undefined;
  return byNumber ?? severities.find((name) => word.toLowerCase().startsWith(name)) ?? 'unspecified';
}

function countRecord(counts: Counts, resource: ResourceNode, severity: string, at: number): void {
  const { out, ofResource } = counts;
  if (++counts.records > mostRecords) {
    const most = `the request holds more than ${mostRecords} log records: send it in several requests`;
    throw new Refused(413, most, 'too-much-at-once');
  }
  const wrong =
    at > out.newestAt ? 'too-far-in-future' : at < out.oldestAt ? 'too-old' : at > 0 ? null : ('no-time' as const);
  if (wrong) {
    reject(out.rejections, wrong, metric.name);
    return;
  }
  const found = ofResource.get(resource) ?? new Map<string, Count>();
  ofResource.set(resource, found);
  const key = `${severity} ${Math.floor(at / MINUTE)}`;
  const known = found.get(key);
  if (!known) found.set(key, { severity, records: 1, time: at });
  else {
    known.records++;
    known.time = Math.max(known.time, at);
  }
}

function readProtobuf(buf: Buffer, counts: Counts): void {
  cursor.at = 0;
  while (cursor.at < buf.length) {
    const tag = varint(buf, buf.length);
    if (tag !== 0x0a) {
      skip(buf, tag, buf.length);
      continue;
    }
    const end = span(buf, buf.length);
    countGroup(counts.out);
    const { about, held } = splitGroup(buf, end);
    const resource = findResource(buf, about[0], about[1], counts.out);
    for (const [from, to] of held) {
      countGroup(counts.out);
      cursor.at = from;
      readScope(buf, to, resource, counts);
    }
    cursor.at = end;
  }
}

function readScope(buf: Buffer, end: number, resource: ResourceNode, counts: Counts): void {
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag === 0x12) readRecord(buf, span(buf, end), resource, counts);
    else skip(buf, tag, end);
  }
}

function readRecord(buf: Buffer, end: number, resource: ResourceNode, counts: Counts): void {
  let at = 0;
  let observedAt = 0;
  let number = 0;
  let said = '';
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag === 0x09) at = timeAt(buf, end);
    else if (tag === 0x59) observedAt = timeAt(buf, end);
    else if (tag === 0x10) number = varint(buf, end);
    else if (tag === 0x1a) said = shortText(buf, end, 20);
    else skip(buf, tag, end);
  }
  if (cursor.at !== end) throw cutOff();
  countRecord(counts, resource, severityOf(number, said), at || observedAt);
}

function timeAt(buf: Buffer, end: number): number {
  const at = move(8, end);
  return milliseconds(word(buf, at), word(buf, at + 4));
}

const resourceFields = ['resource', 'scopeLogs', 'schemaUrl'];
const scopeFields = ['scope', 'logRecords', 'schemaUrl'];
const recordFields = [
  'timeUnixNano',
  'observedTimeUnixNano',
  'severityNumber',
  'severityText',
  'body',
  'attributes',
  'droppedAttributesCount',
  'flags',
  'traceId',
  'spanId',
  'eventName',
];

function readJson(text: string, counts: Counts): void {
  list(object(parse(text), '', ['resourceLogs']), 'resourceLogs', 'the body').forEach((item, r) => {
    const path = `resourceLogs[${r}]`;
    const group = object(item, path, resourceFields);
    countGroup(counts.out);
    const resource = resourceOf(group, path, counts.out);
    list(group, 'scopeLogs', path).forEach((inner, s) => {
      const at = `${path}.scopeLogs[${s}]`;
      countGroup(counts.out);
      list(object(inner, at, scopeFields), 'logRecords', at).forEach((record, i) => {
        readRecordJson(
          object(record, `${at}.logRecords[${i}]`, recordFields),
          `${at}.logRecords[${i}]`,
          resource,
          counts,
        );
      });
    });
  });
}

function readRecordJson(record: Json, path: string, resource: ResourceNode, counts: Counts): void {
  const at = time(record.timeUnixNano, `${path}.timeUnixNano`);
  const observedAt = time(record.observedTimeUnixNano, `${path}.observedTimeUnixNano`);
  // By name where protobuf's own JSON wrote it: SEVERITY_NUMBER_INFO2.
  const said = record.severityNumber;
  const named = typeof said === 'string' ? /^SEVERITY_NUMBER_([A-Z]+)/.exec(said)?.[1] : undefined;
  const number = named === undefined ? integer(said, `${path}.severityNumber`, 0) : 0;
  const word = named ?? string(record, 'severityText', path);
  countRecord(counts, resource, severityOf(number, word), Number.isNaN(at) ? observedAt : at);
}
