/** An ExportTraceServiceRequest in protobuf, scanned in place: first where its scopes lie, then spans, in slices. */
import { countGroup } from './decoded';
import { findResource } from './find-series';
import type { ResourceNode } from './series-cache';
import { emptyFacts, hashOf, MOST_VALUE_BYTES, resetFacts, type SpanFacts, slotOf } from './traces-attributes';
import { addSpan, countSpan, type Tally } from './traces-tally';
import { cursor, cutOff, double, milliseconds, move, shortText, skip, span, splitGroup, varint, word } from './wire';

/** Spans of one scope in buf[at, to). */
export interface SpanTask {
  resource: ResourceNode;
  at: number;
  to: number;
  /** The library that made them, as a number. */
  scope: number;
}

/** Throws DecodeError if the bytes are no such request. */
export function planSpans(buf: Buffer, tally: Tally): SpanTask[] {
  const tasks: SpanTask[] = [];
  cursor.at = 0;
  while (cursor.at < buf.length) {
    const tag = varint(buf, buf.length);
    if (tag !== 0x0a) {
      skip(buf, tag, buf.length);
      continue;
    }
    const end = span(buf, buf.length);
    countGroup(tally.out);
    planResource(buf, end, tally, tasks);
    cursor.at = end;
  }
  return tasks;
}

function planResource(buf: Buffer, end: number, tally: Tally, tasks: SpanTask[]): void {
  const { about, held } = splitGroup(buf, end);
  const resource = findResource(buf, about[0], about[1], tally.out);
  for (const [at, to] of held) {
    countGroup(tally.out);
    tasks.push({ resource, at, to, scope: 0 });
  }
}

const facts = emptyFacts();

/** Reads about `budget` spans of the plan, which it uses up; true when all are done. */
export function runSpanTasks(buf: Buffer, tasks: SpanTask[], tally: Tally, budget: number): boolean {
  let left = budget;
  let done = 0;
  for (; done < tasks.length && left > 0; done++) {
    const task = tasks[done] as SpanTask;
    cursor.at = task.at;
    while (cursor.at < task.to && left > 0) {
      const tag = varint(buf, task.to);
      if (tag !== 0x12) {
        const from = cursor.at;
        skip(buf, tag, task.to);
        if (tag === 0x0a) task.scope = hashOf(buf, from, cursor.at);
        continue;
      }
      const end = span(buf, task.to);
      countSpan(tally);
      readSpan(buf, end, facts);
      addSpan(tally, facts, task.resource, task.scope);
      cursor.at = end;
      left--;
    }
    task.at = cursor.at;
    if (task.at < task.to) break;
  }
  tasks.splice(0, done);
  return tasks.length === 0;
}

function readSpan(buf: Buffer, end: number, into: SpanFacts): void {
  resetFacts(into);
  let startAt = -1;
  let endAt = -1;
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag === 0x4a) readAttribute(buf, span(buf, end), into);
    else if (tag === 0x30) into.kind = varint(buf, end);
    else if (tag === 0x39) startAt = move(8, end);
    else if (tag === 0x41) endAt = move(8, end);
    else if (tag === 0x12) into.id = readId(buf, end);
    else if (tag === 0x22) into.parent = readId(buf, end);
    else if (tag === 0x1a) into.traceState = shortText(buf, end, 512);
    else if (tag === 0x2a) into.name = shortText(buf, end, 100);
    else if (tag === 0x7a) into.failed = readFailed(buf, span(buf, end));
    else skip(buf, tag, end);
  }
  if (cursor.at !== end) throw cutOff();
  if (startAt >= 0 && endAt >= 0) readTimes(buf, startAt, endAt, into);
}

function readTimes(buf: Buffer, startAt: number, endAt: number, into: SpanFacts): void {
  const [low, high] = [word(buf, endAt), word(buf, endAt + 4)];
  const [startLow, startHigh] = [word(buf, startAt), word(buf, startAt + 4)];
  if (startLow === 0 && startHigh === 0) return;
  into.endAt = milliseconds(low, high);
  into.exactEndAt = (high * 0x100000000 + low) / 1e6;
  into.seconds = ((high - startHigh) * 0x100000000 + (low - startLow)) / 1e9;
}

/** Span ids are 8 random bytes; 53 bits of one are a number. */
function readId(buf: Buffer, end: number): number {
  const to = span(buf, end);
  const at = cursor.at;
  cursor.at = to;
  return to - at === 8 ? word(buf, at) * 0x200000 + (word(buf, at + 4) >>> 11) : 0;
}

function readFailed(buf: Buffer, end: number): boolean {
  let failed = false;
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag === 0x18) failed = varint(buf, end) === 2;
    else skip(buf, tag, end);
  }
  return failed;
}

/** A KeyValue; its value becomes text if the key is one that is asked for. */
function readAttribute(buf: Buffer, end: number, into: SpanFacts): void {
  let slot = -1;
  let valueFrom = -1;
  let valueTo = -1;
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag === 0x0a) {
      const to = span(buf, end);
      slot = slotOf(buf, cursor.at, to);
      cursor.at = to;
    } else if (tag === 0x12) {
      valueTo = span(buf, end);
      valueFrom = cursor.at;
      cursor.at = valueTo;
    } else skip(buf, tag, end);
  }
  if (slot >= 0 && valueFrom >= 0) {
    cursor.at = valueFrom;
    into.values[slot] = readText(buf, valueTo);
  }
  cursor.at = end;
}

/** Text, booleans and numbers as text; lists and maps are none of ours. */
function readText(buf: Buffer, end: number): string | undefined {
  let value: string | undefined;
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag === 0x0a) value = shortText(buf, end, MOST_VALUE_BYTES);
    else if (tag === 0x10) value = String(varint(buf, end) !== 0);
    else if (tag === 0x18) value = String(varint(buf, end));
    else if (tag === 0x21) value = String(double(buf, end));
    else skip(buf, tag, end);
  }
  return value;
}
