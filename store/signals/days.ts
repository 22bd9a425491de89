/**
 * Closed days of hour rows (kind 'day'): what evaluation reads instead of thousands of hours. A day row is made by who
 * first reads the day's hours and finds none; who writes an hour of a day that may have one leaves a mark in its place,
 * in the same transaction. Of an app that has any of these rows, a day before the newest one without a row of its own
 * has no hours.
 */
import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Db } from '../contract';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A day row is made so long after the day's end; until then nothing needs to be marked. */
const CLOSED_MS = 5 * hourMs;
/** Hours that began longer ago may be in a day row. Between the two lies what clocks may differ and writers may take. */
const MARKED_MS = 3 * hourMs;
/** Byte 0 of a mark, where a day row has its version. The bytes after it make it unlike the marks before. */
const MARK = 0;

export const dayOf = (at: number) => Math.floor(at / dayMs) * dayMs;

/** Days that begin before it are closed. */
export const closedBefore = (nowAt: number) => dayOf(nowAt - CLOSED_MS);

export const isMark = (payload: Uint8Array) => payload[0] === MARK;

/** In the transaction that writes these hours. @param nowAt now (ms); infinite: whatever the time is. */
export async function markDays(
  db: PoolClient,
  hours: { appId: number; hourAt: number }[],
  nowAt: number,
): Promise<void> {
  const late = hours.filter(({ hourAt }) => hourAt < nowAt - MARKED_MS);
  if (late.length === 0) return;
  const byKey = new Map(
    late.map(({ appId, hourAt }) => [`${appId} ${dayOf(hourAt)}`, { appId, dayAt: dayOf(hourAt) }]),
  );
  const days = [...byKey.values()].sort(inOrder);
  await db.query(
    `INSERT INTO telemetry.signal_block (app_id, kind, start, payload)
     SELECT app_id, 'day', start, $3 FROM unnest($1::bigint[], $2::timestamptz[]) AS day(app_id, start)
     ON CONFLICT (app_id, kind, start) DO UPDATE SET payload = excluded.payload, written_at = excluded.written_at`,
    [
      days.map(({ appId }) => appId),
      days.map(({ dayAt }) => new Date(dayAt)),
      Buffer.concat([Buffer.from([MARK]), randomBytes(12)]),
    ],
  );
}

/** Rows are locked in one order, so that nobody waits for each other. */
const inOrder = (a: { appId: number; dayAt: number }, b: { appId: number; dayAt: number }) =>
  a.appId - b.appId || a.dayAt - b.dayAt;

export interface DayRow {
  appId: number;
  dayAt: number;
  payload: Uint8Array;
  /** What stood in its place when its hours were read; null: nothing. */
  instead: Uint8Array | null;
}

/** Only where nobody has written an hour of it since its hours were read. */
export async function writeDays(db: Db, made: DayRow[]): Promise<void> {
  if (made.length === 0) return;
  const days = [...made].sort(inOrder);
  await db.query(
    `INSERT INTO telemetry.signal_block AS old (app_id, kind, start, payload)
     SELECT app_id, 'day', start, payload FROM unnest($1::bigint[], $2::timestamptz[], $3::bytea[]) AS day(app_id, start, payload)
     ON CONFLICT (app_id, kind, start) DO UPDATE SET payload = excluded.payload, written_at = excluded.written_at
       WHERE old.payload = ANY($4::bytea[])`,
    [
      days.map(({ appId }) => appId),
      days.map(({ dayAt }) => new Date(dayAt)),
      days.map(({ payload }) => Buffer.from(payload)),
      days.flatMap(({ instead }) => (instead === null ? [] : [Buffer.from(instead)])),
    ],
  );
}
