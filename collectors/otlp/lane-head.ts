/**
 * The head of a request as SDKs write it. Only what is beyond doubt is read: whatever is unusual, allowed or
 * not, is left to node:http, so that nobody can make the two understand one request differently.
 */
import type { Coding } from './ingest';
import { tokenOf } from './sender';

export interface Head {
  token: string | null;
  coding: Coding;
  /** Bytes of the body. */
  length: number;
  forwardedFor: string | undefined;
}

const firstLine = 'POST /v1/metrics HTTP/1.1\r\n';
/** A name, and what may stand in a value beyond doubt; no white space before the colon, no folded lines. */
const line = /^([a-zA-Z0-9-]+): ?([\x20-\x7e]*)$/;
/** Each of these says something about where the body ends, who asks, or what happens next. */
const notHere = new Set(['transfer-encoding', 'expect', 'upgrade', 'origin', 'te', 'trailer', 'proxy-connection']);
/** Of these a request has one at most. */
const once = new Set([
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'authorization',
  'x-headroom-token',
  'connection',
  'x-forwarded-for',
]);

/** Null: left to node:http. `text` is the head in latin1, without the empty line at its end. */
export function readHead(text: string): Head | null {
  if (!text.startsWith(firstLine)) return null;
  const headers: Record<string, string> = {};
  for (const each of text.slice(firstLine.length).split('\r\n')) {
    const [, given, value] = line.exec(each) ?? [];
    if (given === undefined || value === undefined) return null;
    const name = given.toLowerCase();
    if (notHere.has(name)) return null;
    if (!once.has(name)) continue;
    if (headers[name] !== undefined) return null;
    headers[name] = value.trimEnd();
  }
  const { host, connection = 'keep-alive', 'content-length': length = '', 'content-encoding': coding } = headers;
  if (host === undefined || connection.toLowerCase() !== 'keep-alive' || !/^\d{1,7}$/.test(length)) return null;
  if (headers['content-type'] !== 'application/x-protobuf') return null;
  if (coding !== undefined && coding !== 'gzip') return null;
  return {
    token: tokenOf(headers),
    coding: coding ?? 'identity',
    length: Number(length),
    forwardedFor: headers['x-forwarded-for'],
  };
}

/** A head that was read, without the digits of its length: what a sender's next one mostly looks like. */
export interface Mould {
  before: string;
  after: string;
}

/** Of a text that `readHead` read: it has one length. */
export function mouldOf(text: string): Mould {
  const found = /\r\ncontent-length: ?(?=\d)/i.exec(text);
  const from = found ? found.index + found[0].length : text.length;
  let to = from;
  while (isDigit(text.charCodeAt(to))) to++;
  return { before: text.slice(0, from), after: text.slice(to) };
}

/** The length in a head that is otherwise the same; -1: it is another one, and to be read. */
export function lengthBy({ before, after }: Mould, text: string): number {
  const to = text.length - after.length;
  const digits = to - before.length;
  if (digits < 1 || digits > 7 || !text.startsWith(before) || !text.endsWith(after)) return -1;
  let length = 0;
  for (let i = before.length; i < to; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code)) return -1;
    length = length * 10 + code - 48;
  }
  return length;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
