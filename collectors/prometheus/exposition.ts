/**
 * Prometheus text format 0.0.4 and OpenMetrics 1.0, read from bytes line by line. What a line says goes to a
 * sink; a sample's name and labels travel as they are spelled (`readSpelling` takes them apart), because a
 * scraper sees the same spellings again and again. Where the two formats allow different things, both are
 * understood in both, as Prometheus does; only the end mark is asked of OpenMetrics alone.
 * https://prometheus.io/docs/instrumenting/exposition_formats/, https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
import { readNumber } from './exposition-number';
import type { PrometheusType } from './labels';

export type ExpositionFormat = 'text' | 'openmetrics';

const types: Record<string, PrometheusType> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  gaugehistogram: 'gaugehistogram',
  summary: 'summary',
  info: 'info',
  stateset: 'stateset',
  unknown: 'unknown',
  untyped: 'unknown',
};

export interface ExpositionSink {
  type(family: string, type: PrometheusType): void;
  unit(family: string, unit: string): void;
  help(family: string, text: string): void;
  /** `spelling`: name and labels, each byte one character. `time` in ms since 1970, NaN where the line has none. */
  sample(spelling: string, value: number, time: number): void;
}

/** What is wrong with a line, without its content: it may come from a place that the reader must not see. */
export class ExpositionError extends Error {
  override name = 'ExpositionError';
  constructor(
    readonly problem: string,
    /** 1 for the first; 0 until it is known. */
    readonly line = 0,
  ) {
    super(line > 0 ? `line ${line}: ${problem}` : problem);
  }
}

const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const tab = 0x09;
const hash = 0x23;
const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Reads a whole exposition.
 * @throws ExpositionError with the number of the first line that is wrong; also what the sink throws as one
 */
export function readExposition(bytes: Buffer, format: ExpositionFormat, sink: ExpositionSink): void {
  let line = 0;
  let ended = false;
  try {
    for (let at = 0; at < bytes.length; ) {
      line++;
      const end = lineEnd(bytes, at);
      const from = skipBlanks(bytes, at, end);
      if (from < end) {
        if (ended) throw new ExpositionError('something follows # EOF');
        if (bytes[from] !== hash) readSample(bytes, from, end, format, sink);
        else ended = readComment(bytes, from, end, sink) && format === 'openmetrics';
      }
      at = end + 1;
    }
  } catch (error) {
    if (error instanceof ExpositionError && error.line === 0) throw new ExpositionError(error.problem, line);
    throw error;
  }
  if (format === 'openmetrics' && !ended) {
    throw new ExpositionError('the text stops before # EOF: it was cut off, or its exporter leaves the end out', line);
  }
}

function lineEnd(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(newline, from);
  return at < 0 ? bytes.length : at;
}

const isBlank = (byte: number | undefined) => byte === space || byte === tab || byte === carriageReturn;

function skipBlanks(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(bytes[at])) at++;
  return at;
}

function tokenEnd(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && !isBlank(bytes[at])) at++;
  return at;
}

function readSample(
  bytes: Buffer,
  from: number,
  end: number,
  format: ExpositionFormat,
  { sample }: ExpositionSink,
): void {
  const spellingEnd = endOfSpelling(bytes, from, end);
  const valueAt = skipBlanks(bytes, spellingEnd, end);
  const valueEnd = tokenEnd(bytes, valueAt, end);
  if (valueAt === valueEnd) throw new ExpositionError('a sample has no value');
  const value = readNumber(bytes, valueAt, valueEnd);
  if (value === undefined) throw new ExpositionError('a value is not a number');
  let time = Number.NaN;
  let at = skipBlanks(bytes, valueEnd, end);
  if (at < end && bytes[at] !== hash) {
    const timeEnd = tokenEnd(bytes, at, end);
    time = readTime(bytes, at, timeEnd, format);
    at = skipBlanks(bytes, timeEnd, end);
  }
  if (at < end) checkExemplar(bytes, at, end);
  sample(bytes.toString('latin1', from, spellingEnd), value, time);
}

/** Where name and labels end: the first blank, or the brace that closes the labels. */
function endOfSpelling(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && !isBlank(bytes[at]) && bytes[at] !== openBrace) at++;
  const nameEnd = at;
  at = skipBlanks(bytes, at, end);
  return bytes[at] === openBrace && at < end ? endOfLabels(bytes, at + 1, end) : nameEnd;
}

function endOfLabels(bytes: Buffer, from: number, end: number): number {
  let quoted = false;
  for (let at = from; at < end; at++) {
    const byte = bytes[at];
    if (quoted && byte === backslash) at++;
    else if (byte === quote) quoted = !quoted;
    else if (byte === closeBrace && !quoted) return at + 1;
  }
  throw new ExpositionError(quoted ? 'a label value has no closing quote' : 'the labels have no closing brace');
}

/** Milliseconds; the text format has whole ones, OpenMetrics has seconds with a fraction. */
function readTime(bytes: Buffer, from: number, to: number, format: ExpositionFormat): number {
  const given = readNumber(bytes, from, to);
  const time = given === undefined || format === 'text' ? given : Math.round(given * 1000);
  if (time === undefined || !Number.isSafeInteger(time)) {
    const unit = format === 'text' ? 'whole milliseconds' : 'seconds';
    throw new ExpositionError(`a timestamp is not a number of ${unit} since 1970`);
  }
  return time;
}

/** An exemplar is read past, but only if it is one: `# {labels} value [time]`. */
function checkExemplar(bytes: Buffer, from: number, end: number): void {
  const bracesAt = skipBlanks(bytes, from + 1, end);
  if (bytes[from] !== hash || bracesAt >= end || bytes[bracesAt] !== openBrace) {
    throw new ExpositionError('something follows value and timestamp that is no exemplar');
  }
  const valueAt = skipBlanks(bytes, endOfLabels(bytes, bracesAt + 1, end), end);
  if (readNumber(bytes, valueAt, tokenEnd(bytes, valueAt, end)) === undefined) {
    throw new ExpositionError('the value of an exemplar is not a number');
  }
}

/** Reads a line that begins with #; true for the end mark. What is neither that nor metadata is a comment. */
function readComment(bytes: Buffer, from: number, end: number, sink: ExpositionSink): boolean {
  const wordAt = skipBlanks(bytes, from + 1, end);
  const wordEnd = tokenEnd(bytes, wordAt, end);
  const word = bytes.toString('latin1', wordAt, wordEnd);
  if (word === 'EOF') return skipBlanks(bytes, wordEnd, end) === end;
  if (word !== 'TYPE' && word !== 'HELP' && word !== 'UNIT') return false;
  const nameAt = skipBlanks(bytes, wordEnd, end);
  const nameEnd = bytes[nameAt] === quote ? endOfQuoted(bytes, nameAt + 1, end) : tokenEnd(bytes, nameAt, end);
  if (nameAt === nameEnd) throw new ExpositionError(`# ${word} names no metric`);
  const family = familyName(bytes.toString('utf8', nameAt, nameEnd));
  const text = bytes.toString('utf8', skipBlanks(bytes, nameEnd, end), end).trimEnd();
  if (word === 'HELP') sink.help(family, unescaped(text));
  else if (word === 'UNIT') sink.unit(family, text);
  else sink.type(family, typeOf(text));
  return false;
}

function endOfQuoted(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] === backslash) at++;
    else if (bytes[at] === quote) return at + 1;
  }
  throw new ExpositionError('the name of a metric has no closing quote');
}

const familyName = (spelled: string) => (spelled.startsWith('"') ? unescaped(spelled.slice(1, -1)) : spelled);

function typeOf(text: string): PrometheusType {
  const type = Object.hasOwn(types, text) ? types[text] : undefined;
  if (!type) throw new ExpositionError(`# TYPE must be one of ${Object.keys(types).join(', ')}`);
  return type;
}

/** What stands in a help text or between the quotes of a label value; an unknown escape stays as it is. */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\([\\"n])/g, (_, what) => (what === 'n' ? '\n' : what));
}
