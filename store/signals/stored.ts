/** Rows of signal_block, of many apps and ranges in one statement. */
import type { Db } from '../contract';
import { copyRows, numberIn, numbers, timeIn, times } from '../copy';
import { HEAD_AT } from './day-codec';

const kinds = ['minutes', 'hour', 'day'] as const;
export type Kind = (typeof kinds)[number];

export interface Range {
  appId: number;
  kind: Kind;
  /** Rows that begin in [fromAt, toAt) (ms). */
  fromAt: number;
  toAt: number;
  /** Of days that begin before it, the head alone. */
  headsBefore?: number;
}

export interface StoredRow {
  /** When it begins (ms). */
  hourAt: number;
  payload: Buffer;
}

/** Oldest first; ranges of one app and kind are put together. */
export async function readRows(db: Db, ranges: Range[]): Promise<(appId: number, kind: Kind) => StoredRow[]> {
  const found = new Map<string, StoredRow[]>();
  if (ranges.length > 0) {
    for (const [nth, start, payload] of (await copyRows(db, rowsOf(ranges))) as [Buffer, Buffer, Buffer][]) {
      const { appId, kind } = ranges[numberIn(nth) - 1] as Range;
      const key = `${appId} ${kind}`;
      const row = { hourAt: timeIn(start), payload };
      const mine = found.get(key);
      if (mine) mine.push(row);
      else found.set(key, [row]);
    }
  }
  for (const mine of found.values()) mine.sort((a, b) => a.hourAt - b.hourAt);
  return (appId, kind) => found.get(`${appId} ${kind}`) ?? [];
}

/** The number of the range that a row lies in, counted from 1, when it begins, and its bytes. */
function rowsOf(ranges: Range[]): string {
  const asked = [
    numbers(ranges.map(({ appId }) => appId)),
    numbers(ranges.map(({ kind }) => kinds.indexOf(kind) + 1)),
    times(ranges.map(({ fromAt }) => fromAt)),
    times(ranges.map(({ toAt }) => toAt)),
    times(ranges.map(({ headsBefore }) => headsBefore ?? null)),
  ];
  // OFFSET 0: one index range an app, whatever the planner thinks of so many of them. What is longer than a mark of a
  // day (days.ts) tells the length of its head in its first bytes: only so much of it is fetched.
  return `SELECT w.nth, b.start, CASE WHEN b.start < w.heads AND octet_length(b.payload) > 16
       THEN substr(b.payload, 1, ${HEAD_AT} + get_byte(b.first, 1) + 256 * get_byte(b.first, 2) + 65536 * get_byte(b.first, 3))
       ELSE b.payload END AS payload
     FROM unnest(${asked.join()}) WITH ORDINALITY AS w(app_id, kind, first, last, heads, nth)
     CROSS JOIN LATERAL (
       SELECT start, payload, CASE WHEN start < w.heads THEN substr(payload, 1, ${HEAD_AT}) END AS first
       FROM telemetry.signal_block
       WHERE app_id = w.app_id AND kind = ('{${kinds.join()}}'::text[])[w.kind] AND start >= w.first AND start < w.last
       ORDER BY start OFFSET 0
     ) AS b`;
}

const hourMs = 3_600_000;

export const hourOf = (at: number) => Math.floor(at / hourMs) * hourMs;
