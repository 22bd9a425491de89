/**
 * The bytes of a closed day: what its hour rows say, column by column, so that weeks of an app are read in dozens of
 * rows. Version, length of the head, head, the other signals. The head alone tells what is read of older days: the
 * hours' facts and the signals of load and of what grows by time.
 */
import type { HourFacts, SignalHour } from '@/advisor/types';
import type { SignalId } from '@/catalogue/types';
import {
  FormatError,
  finish,
  makeSink,
  putByte,
  putRaw,
  putVarint,
  type Sink,
  type Source,
  takeByte,
  takeVarint,
} from '../bytes';
import { putColumn, takeColumn } from '../points/columns';
import { skipColumn } from '../points/skip-column';
import { putText, takeText } from './codec';
import { FIELDS, type Hours, type HoursRead, REQUIRED } from './hour-codec';

const dayVersion = 1;
const hourMs = 3_600_000;
/** Part of the format: other ones are another version. */
const IN_HEAD: ReadonlySet<SignalId> = new Set(['users.active', 'requests.rate', 'disk.used', 'db.size']);
/** Where the head begins: after the version and three bytes of its length. */
export const HEAD_AT = 4;

/** Signals that are told of older days too. */
const isLong = (signal: SignalId): boolean => IN_HEAD.has(signal);

/** @param hours of the day that begins at `dayAt`, any number of them */
export function encodeDay({ signals, facts, firstAt }: Hours, dayAt: number): Uint8Array {
  const all = [...signals];
  const head = makeSink(1024);
  putVarint(head, firstAt === null ? 0 : 1 + (firstAt - dayAt) / hourMs);
  putFacts(head, facts);
  putSignals(
    head,
    all.filter(([id]) => isLong(id)),
    dayAt,
  );
  const sink = makeSink(8192);
  putByte(sink, dayVersion);
  for (let shift = 0; shift < 24; shift += 8) putByte(sink, (head.at >> shift) & 255);
  putRaw(sink, finish(head));
  putSignals(
    sink,
    all.filter(([id]) => !isLong(id)),
    dayAt,
  );
  return finish(sink).slice();
}

/** The bytes that tell of an older day. */
export const headOf = (payload: Uint8Array): Uint8Array =>
  payload.subarray(0, HEAD_AT + (payload[1] ?? 0) + 256 * (payload[2] ?? 0) + 65_536 * (payload[3] ?? 0));

/** Adds the day's hours; a payload that ends with its head has no others. Throws FormatError for an unknown version. */
export function decodeDay(payload: Uint8Array, dayAt: number, into: HoursRead): void {
  const source: Source = { bytes: payload, at: 0 };
  const version = takeByte(source);
  if (version !== dayVersion) {
    throw new FormatError(
      `day row format ${version} is not known to this release of Headroom (it reads ${dayVersion}); a newer release wrote it`,
    );
  }
  source.at = HEAD_AT;
  const first = takeVarint(source);
  if (first > 0) into.firstAt = Math.min(into.firstAt ?? Number.POSITIVE_INFINITY, dayAt + (first - 1) * hourMs);
  takeFacts(source, into.facts);
  takeSignals(source, dayAt, into.signals);
  if (source.at < payload.length) takeSignals(source, dayAt, into.signals);
}

function putSignals(sink: Sink, signals: [SignalId, SignalHour[]][], dayAt: number): void {
  putVarint(sink, signals.length);
  for (const [id, hours] of signals) {
    putText(sink, id);
    putVarint(sink, hours.length);
    putVarint(
      sink,
      hours.reduce((bits, { at }) => bits | (1 << ((at - dayAt) / hourMs)), 0),
    );
    // Absent is not the same as unknown.
    const has = hours.map((hour) => hasOf(hour));
    const any = has.reduce((all, bits) => all | bits, 0);
    putByte(sink, any);
    putColumn(sink, Float64Array.from(has), 'integers');
    FIELDS.forEach((field, f) => {
      if (f < REQUIRED || any & (1 << (f - REQUIRED)))
        putColumn(
          sink,
          Float64Array.from(hours, (hour) => hour[field] ?? Number.NaN),
          'values',
        );
    });
  }
}

const hasOf = (hour: SignalHour) =>
  FIELDS.slice(REQUIRED).reduce((bits, field, i) => bits | (hour[field] === undefined ? 0 : 1 << i), 0);

/** A day's columns for as long as it takes to read them. */
const columns = FIELDS.map(() => new Float64Array(24));
const presence = new Float64Array(24);

function takeDayColumn(source: Source, n: number, column: Float64Array): Float64Array {
  return takeColumn(source, n, (n === column.length ? column : column.subarray(0, n)).fill(0));
}

function takeSignals(source: Source, dayAt: number, into: HoursRead['signals']): void {
  for (let left = takeVarint(source); left > 0; left--) {
    const id = takeText(source);
    const n = takeHours(source);
    const present = takeVarint(source);
    const { bytes, at } = source;
    into.add(id, (list) => takeSignal({ bytes, at }, { dayAt, n, present }, list));
    const any = takeByte(source);
    skipColumn(source, n);
    for (let f = 0; f < FIELDS.length; f++) if (isIn(any, f)) skipColumn(source, n);
  }
}

const isIn = (any: number, f: number): boolean => f < REQUIRED || (any & (1 << (f - REQUIRED))) !== 0;

/** Hours of one signal; bit h of `present`: it has hour h of the day. */
function takeSignal(
  source: Source,
  { dayAt, n, present }: { dayAt: number; n: number; present: number },
  into: SignalHour[],
): void {
  const any = takeByte(source);
  const has = takeDayColumn(source, n, presence);
  for (let f = 0; f < FIELDS.length; f++) if (isIn(any, f)) takeDayColumn(source, n, columns[f] as Float64Array);
  for (let h = 0, i = 0; h < 24; h++)
    if ((present & (1 << h)) !== 0) {
      into.push(hourOf(dayAt + h * hourMs, i, has[i] as number));
      i++;
    }
}

/** Row `i` of the columns. The usual ones are made in one piece: fields that come one by one cost more than the rest. */
function hourOf(at: number, i: number, has: number): SignalHour {
  const [max5, median5, means] = [field(0, i), field(1, i), field(2, i)];
  if (has === 0) return { at, max5, median5, means };
  if (has === SHARE) return { at, max5, median5, means, numerator: field(3, i), denominator: field(4, i) };
  if (has === DEMAND)
    return {
      at,
      max5,
      median5,
      means,
      demandMedian5: field(5, i),
      demandMax5: field(6, i),
      capacityMedian5: field(7, i),
    };
  const hour: SignalHour = { at, max5, median5, means };
  for (let f = REQUIRED; f < FIELDS.length; f++)
    if (has & (1 << (f - REQUIRED))) hour[FIELDS[f] as (typeof FIELDS)[number]] = field(f, i);
  return hour;
}

const field = (f: number, i: number) => (columns[f] as Float64Array)[i] as number;
const SHARE = 0b00011;
const DEMAND = 0b11100;

function takeHours(source: Source): number {
  const n = takeVarint(source);
  if (n > 24) throw new FormatError('a day has no more than 24 hours');
  return n;
}

/** A column a name: of numbers, or of the few different texts that an hour's may be. */
function putFacts(sink: Sink, facts: HourFacts[]): void {
  const rows = facts as unknown as Record<string, unknown>[];
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  putVarint(sink, rows.length);
  putVarint(sink, names.length);
  for (const name of names) {
    const values = rows.map((row) => row[name]);
    const isNumber = values.every((value) => value === undefined || (typeof value === 'number' && value === value));
    putText(sink, name);
    putByte(sink, isNumber ? 1 : 0);
    if (isNumber) {
      putColumn(
        sink,
        Float64Array.from(values, (value) => (value as number | undefined) ?? Number.NaN),
        'integers',
      );
    } else {
      const texts = values.map((value) => (value === undefined ? '' : JSON.stringify(value)));
      const different = [...new Set(texts)];
      putVarint(sink, different.length);
      for (const text of different) putText(sink, text);
      putColumn(
        sink,
        Float64Array.from(texts, (text) => different.indexOf(text)),
        'integers',
      );
    }
  }
}

/** Hours share what they say alike. */
function takeFacts(source: Source, into: HourFacts[]): void {
  const n = takeHours(source);
  const rows: Record<string, unknown>[] = Array.from({ length: n }, () => ({}));
  for (let left = takeVarint(source); left > 0; left--) {
    const name = takeText(source);
    if (takeByte(source) === 1) {
      const values = takeDayColumn(source, n, presence);
      for (let i = 0; i < n; i++) {
        const value = values[i] as number;
        if (value === value) (rows[i] as Record<string, unknown>)[name] = value;
      }
      continue;
    }
    const different = Array.from({ length: takeVarint(source) }, () => takeText(source)).map((text) =>
      text === '' ? undefined : JSON.parse(text),
    );
    const indexes = takeDayColumn(source, n, presence);
    for (let i = 0; i < n; i++) {
      const value = different[indexes[i] as number];
      if (value !== undefined) (rows[i] as Record<string, unknown>)[name] = value;
    }
  }
  into.push(...(rows as unknown as HourFacts[]));
}
