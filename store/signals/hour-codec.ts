/** The bytes of an hour row: version, the hour's facts as JSON, signal ids, one column a field over the signals. */
import type { HourFacts, SignalHour } from '@/advisor/types';
import type { SignalId } from '@/catalogue/types';
import { finish, makeSink, putByte, putVarint, type Source, takeByte, takeVarint, takeVersion } from '../bytes';
import { putColumn, takeColumn } from '../points/columns';
import { putText, takeText } from './codec';

/** 1: no `deployments` in the facts. */
export const hourVersion = 2;
const READABLE = [1, hourVersion];

/** In stored order; a new field is a new version, here and of a day (day-codec.ts). */
export const FIELDS = [
  'max5',
  'median5',
  'means',
  'numerator',
  'denominator',
  'demandMedian5',
  'demandMax5',
  'capacityMedian5',
] as const;
/** The first so many are in every hour. */
export const REQUIRED = 3;

/** Hours by signal, oldest first. A signal's are made when they are first asked for: nobody asks for many of them. */
export class SignalHours extends Map<SignalId, SignalHour[]> {
  readonly #later = new Map<SignalId, ((into: SignalHour[]) => void)[]>();

  /** Hours behind those that it has. */
  add(id: SignalId, more: (into: SignalHour[]) => void): void {
    const later = this.#later.get(id);
    if (later) later.push(more);
    else this.#later.set(id, [more]);
    if (!this.has(id)) this.set(id, []);
  }

  override get(id: SignalId): SignalHour[] | undefined {
    const list = super.get(id);
    const later = this.#later.get(id);
    if (list === undefined || later === undefined) return list;
    this.#later.delete(id);
    for (const more of later) more(list);
    return list;
  }

  override entries() {
    for (const id of this.#later.keys()) this.get(id);
    return super.entries();
  }

  override [Symbol.iterator]() {
    return this.entries();
  }

  override values() {
    this.entries();
    return super.values();
  }

  override forEach(visit: (hours: SignalHour[], id: SignalId, all: Map<SignalId, SignalHour[]>) => void): void {
    this.entries();
    super.forEach(visit);
  }
}

/** Hours of an app, as they are read. */
export interface Hours {
  signals: Map<SignalId, SignalHour[]>;
  facts: HourFacts[];
  /** When the first hour with any signal begins (ms), whether or not that signal was asked for. */
  firstAt: number | null;
}

/** To which more are added while they are read. */
export interface HoursRead extends Hours {
  signals: SignalHours;
}

export const noHours = (): HoursRead => ({ signals: new SignalHours(), facts: [], firstAt: null });

export interface HourRow {
  hours: Record<string, SignalHour>;
  facts: HourFacts;
}

export function encodeHour({ hours, facts }: HourRow): Uint8Array {
  const sink = makeSink(1024);
  const ids = Object.keys(hours);
  putByte(sink, hourVersion);
  putText(sink, JSON.stringify(facts));
  putVarint(sink, ids.length);
  // Which optional fields a signal has: absent is not the same as unknown.
  const has = (id: string) =>
    FIELDS.slice(REQUIRED).reduce((bits, field, i) => bits | (hours[id]?.[field] === undefined ? 0 : 1 << i), 0);
  for (const id of ids) {
    putText(sink, id);
    putByte(sink, has(id));
  }
  for (const field of FIELDS)
    putColumn(
      sink,
      Float64Array.from(ids, (id) => hours[id]?.[field] ?? Number.NaN),
      'values',
    );
  return finish(sink);
}

/** Throws FormatError for an unknown version. */
export function decodeHour(payload: Uint8Array, hourAt: number): HourRow {
  const source: Source = { bytes: payload, at: 0 };
  takeVersion(source, READABLE, 'hour row');
  const facts = JSON.parse(takeText(source)) as HourFacts;
  const count = takeVarint(source);
  const signals: { id: string; has: number }[] = [];
  for (let i = 0; i < count; i++) signals.push({ id: takeText(source), has: takeByte(source) });
  const columns = FIELDS.map(() => takeColumn(source, count));
  const hours: Record<string, SignalHour> = {};
  signals.forEach(({ id, has }, s) => {
    const hour: SignalHour = { at: hourAt, max5: Number.NaN, median5: Number.NaN, means: 0 };
    FIELDS.forEach((field, f) => {
      if (f < REQUIRED || has & (1 << (f - REQUIRED))) hour[field] = columns[f]?.[s] as number;
    });
    hours[id] = hour;
  });
  return { hours, facts };
}

/** Adds the hour to those before it. */
export function addHour(payload: Uint8Array, hourAt: number, into: HoursRead): void {
  const { hours, facts } = decodeHour(payload, hourAt);
  into.facts.push(facts);
  const entries = Object.entries(hours);
  if (entries.length > 0) into.firstAt = Math.min(into.firstAt ?? Number.POSITIVE_INFINITY, hourAt);
  for (const [id, hour] of entries) into.signals.add(id, (list) => list.push(hour));
}
