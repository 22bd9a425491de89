/**
 * `io.prometheus.write.v2.Request` of remote write 2.0, scanned in place: every string stands once, in a
 * table of symbols.
 * https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/
 */
import type { Decoded } from '../otlp/decoded';
import { cursor, DecodeError, skip, span, varint } from '../otlp/wire';
import type { PrometheusType } from './labels';
import { int64 } from './remote-write-histograms';
import { announce, readPointField, type Written } from './remote-write-points';
import { type Label, type LabelEntry, makeEntry, type RemoteSeries } from './remote-write-series';

const sampleTag = 0x12;
const histogramTag = 0x1a;

/** By Metadata.MetricType. */
const types: PrometheusType[] = [
  'unknown',
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'info',
  'stateset',
];

/** The request's symbols as numbers of the app's. */
export interface Symbols {
  buf: Buffer;
  /** Where each symbol begins and ends, in turns. */
  spans: number[];
  numbers: Uint32Array;
}

/** Numbers of the app's own for the symbols at these places (begin and end in turns). */
export function readSymbols(buf: Buffer, spans: number[], { symbols }: RemoteSeries, out: Decoded): Symbols {
  const numbers = new Uint32Array(spans.length / 2);
  for (let s = 0; s < numbers.length; s++) {
    const raw = buf.toString('latin1', spans[2 * s], spans[2 * s + 1]);
    let number = symbols.get(raw);
    if (number === undefined) {
      number = symbols.size;
      symbols.set(raw, number);
      out.app.cost.bytes += 2 * raw.length + 60;
    }
    numbers[s] = number;
  }
  return { buf, spans, numbers };
}

function textOf({ buf, spans }: Symbols, reference: number): string {
  return buf.toString('utf8', spans[2 * reference], spans[2 * reference + 1]);
}

/** The references of the TimeSeries that is read, and how many of them count. */
let references = new Uint32Array(64);
let referred = 0;

/** One TimeSeries: its content is buf[from, end). */
export function readTimeSeries(
  buf: Buffer,
  from: number,
  end: number,
  symbols: Symbols,
  remote: RemoteSeries,
  out: Decoded,
  written: Written,
): void {
  let created = Number.NaN;
  let type: PrometheusType = 'unknown';
  let help = 0;
  let points = 0;
  referred = 0;
  cursor.at = from;
  while (cursor.at < end) {
    const tag = varint(buf, end);
    if (tag === 0x08) refer(varint(buf, end));
    else if (tag === 0x0a) {
      const to = span(buf, end);
      while (cursor.at < to) refer(varint(buf, to));
    } else if (tag === 0x2a) {
      const to = span(buf, end);
      while (cursor.at < to) {
        const field = varint(buf, to);
        if (field === 0x08) type = types[varint(buf, to)] ?? 'unknown';
        else if (field === 0x18) help = varint(buf, to);
        else skip(buf, field, to);
      }
    } else if (tag === 0x30) created = int64(buf, end);
    else {
      if (tag === sampleTag || tag === histogramTag) points++;
      skip(buf, tag, end);
    }
  }
  announce(out, points);
  checkReferences(symbols, help);
  const entry = findEntry(symbols, type, help, remote, out);
  const at = { entry, created, histogramTag };
  cursor.at = from;
  while (cursor.at < end) readPointField(buf, varint(buf, end), end, at, out, written);
}

/** More references than any limit on labels lets pass. */
const mostReferences = 65_536;

function refer(reference: number): void {
  if (referred >= references.length) {
    if (referred >= mostReferences) throw new DecodeError(`a series has more than ${mostReferences / 2} labels`);
    const grown = new Uint32Array(references.length * 2);
    grown.set(references);
    references = grown;
  }
  references[referred++] = Math.min(reference, 0xffffffff);
}

function checkReferences({ numbers }: Symbols, help: number): void {
  if (referred % 2 === 1) throw new DecodeError('labels_refs of a series holds a name without a value');
  let highest = help;
  for (let r = 0; r < referred; r++) highest = Math.max(highest, references[r] as number);
  if (highest >= numbers.length && (referred > 0 || help > 0))
    throw new DecodeError(`a series refers to symbol ${highest}, but there are ${numbers.length} symbols`);
}

function findEntry(
  symbols: Symbols,
  type: PrometheusType,
  help: number,
  remote: RemoteSeries,
  out: Decoded,
): LabelEntry {
  const guess = remote.last?.next;
  if (guess && guess.type === type && isSpelled(guess.spelling, symbols)) {
    remote.last = guess;
    return guess;
  }
  const spelling = new Uint32Array(referred);
  for (let r = 0; r < referred; r++) spelling[r] = symbols.numbers[references[r] as number] as number;
  const key = `${type} ${Buffer.from(spelling.buffer).toString('latin1')}`;
  let entry = remote.bySymbols.get(key);
  if (!entry) {
    const labels: Label[] = [];
    for (let r = 0; r < referred; r += 2)
      labels.push([textOf(symbols, references[r] as number), textOf(symbols, references[r + 1] as number)]);
    entry = makeEntry({ spelling, type, help: help > 0 ? textOf(symbols, help) : '', labels }, out.app);
    remote.bySymbols.set(key, entry);
    out.app.cost.bytes += 8 * referred;
  }
  if (remote.last) remote.last.next = entry;
  remote.last = entry;
  return entry;
}

function isSpelled(spelling: ArrayLike<number>, { numbers }: Symbols): boolean {
  if (spelling.length !== referred) return false;
  for (let r = 0; r < referred; r++) if (spelling[r] !== numbers[references[r] as number]) return false;
  return true;
}
