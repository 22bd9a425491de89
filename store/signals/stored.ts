/** Rows of signal_block, of many apps and ranges in one statement. */
import type { Db } from '../contract';
import { HEAD_AT } from './day-codec';

export type Kind = 'minutes' | 'hour' | 'day';

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
  const { rows } = await db.query<{ app_id: string; kind: Kind; start: Date; payload: Buffer }>(
    // OFFSET 0: one index range an app, whatever the planner thinks of so many of them. What is longer than a mark of a
    // day (days.ts) tells the length of its head in its first bytes: only so much of it is fetched.
    `SELECT w.app_id, w.kind, b.start, CASE WHEN b.start < w.heads AND octet_length(b.payload) > 16
         THEN substr(b.payload, 1, ${HEAD_AT} + get_byte(b.first, 1) + 256 * get_byte(b.first, 2) + 65536 * get_byte(b.first, 3))
         ELSE b.payload END AS payload
     FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[])
       AS w(app_id, kind, first, last, heads)
     CROSS JOIN LATERAL (
       SELECT start, payload, CASE WHEN start < w.heads THEN substr(payload, 1, ${HEAD_AT}) END AS first
       FROM telemetry.signal_block
       WHERE app_id = w.app_id AND kind = w.kind AND start >= w.first AND start < w.last
       ORDER BY start OFFSET 0
     ) AS b`,
    [
      ranges.map(({ appId }) => appId),
      ranges.map(({ kind }) => kind),
      ranges.map(({ fromAt }) => new Date(fromAt)),
      ranges.map(({ toAt }) => new Date(toAt)),
      ranges.map(({ headsBefore }) => (headsBefore === undefined ? null : new Date(headsBefore))),
    ],
  );
  const found = new Map<string, StoredRow[]>();
  for (const { app_id, kind, start, payload } of rows) {
    const key = `${app_id} ${kind}`;
    const row = { hourAt: start.getTime(), payload };
    const mine = found.get(key);
    if (mine) mine.push(row);
    else found.set(key, [row]);
  }
  for (const mine of found.values()) mine.sort((a, b) => a.hourAt - b.hourAt);
  return (appId, kind) => found.get(`${appId} ${kind}`) ?? [];
}

const hourMs = 3_600_000;

export const hourOf = (at: number) => Math.floor(at / hourMs) * hourMs;
