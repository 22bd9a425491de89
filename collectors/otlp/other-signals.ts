/** Traces and logs: not kept yet, but counted, so that the signals page can say what is lost. */

import { parse } from './json';
import { list, object } from './json-values';
import { cursor, skip, span, varint } from './wire';

/** Names of the three levels in JSON; in protobuf traces and logs share the field numbers 1, 2, 2. */
const levels = {
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
} as const;

export type OtherSignal = keyof typeof levels;

/** How many spans or records a request holds. Throws DecodeError if it cannot be read. */
export function countProtobuf(buf: Buffer): number {
  cursor.at = 0;
  return countLevel(buf, buf.length, [0x0a, 0x12, 0x12]);
}

function countLevel(buf: Buffer, end: number, tags: number[]): number {
  const [wanted, ...rest] = tags;
  let count = 0;
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag !== wanted) {
      skip(buf, tag, end);
      continue;
    }
    const to = span(buf, end);
    if (rest.length === 0) count++;
    else count += countLevel(buf, to, rest);
    cursor.at = to;
  }
  return count;
}

export function countJson(text: string, signal: OtherSignal): number {
  const [outer, middle, inner] = levels[signal];
  let count = 0;
  for (const resource of list(object(parse(text), '', [outer]), outer, 'the body')) {
    for (const scope of list(object(resource, outer, [middle]), middle, outer)) {
      count += list(object(scope, middle, [inner]), inner, middle).length;
    }
  }
  return count;
}
