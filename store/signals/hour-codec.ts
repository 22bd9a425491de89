/** The bytes of an hour row: version, the hour's facts as JSON, signal ids, one column a field over the signals. */
import type { HourFacts, SignalHour } from '@/advisor/types';
import { FormatError, finish, makeSink, putByte, putVarint, type Source, takeByte, takeVarint } from '../bytes';
import { putColumn, takeColumn } from '../points/columns';
import { putText, takeText } from './codec';

/** 1: no `deployments` in the facts. */
export const hourVersion = 2;
const READABLE = [1, hourVersion];

/** In stored order; a new field is a new version. */
const FIELDS = [
  'max5',
  'median5',
  'means',
  'numerator',
  'denominator',
  'demandMedian5',
  'demandMax5',
  'capacityMedian5',
] as const;
const REQUIRED = 3;

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
  const version = takeByte(source);
  if (!READABLE.includes(version)) {
    throw new FormatError(
      `hour row format ${version} is not known to this release of Headroom (it reads ${READABLE.join(' and ')}); a newer release wrote it`,
    );
  }
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
