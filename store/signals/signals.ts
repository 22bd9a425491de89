/** Derived signals: written whole an (app, hour), read as continuous columns. */
import type { Pool, PoolClient } from 'pg';
import type { Observations, SignalColumns } from '@/advisor/types';
import type { SignalId } from '@/catalogue/types';
import type { Db, SignalHourBlock } from '../contract';
import { makeRoom } from '../points/room';
import { decodeMinutes, decodeObservations } from './codec';
import { markDays } from './days';
import { addHour, decodeHour, type Hours, noHours } from './hour-codec';
import { joinObservations, joinSignals } from './join';
import { encodeSignals, type SignalRows } from './rows';
import { hourOf, readRows } from './stored';

const hourMs = 3_600_000;

/**
 * Replaces the hours' minutes blocks and hour rows, in the caller's transaction. @param nowAt see markDays. An hour row's `written_at`
 * stays at the first writing: what was received since then is what a new derivation can rest on (see
 * writtenHours). That of a minutes block is the last one: how fresh the signals are.
 */
export async function writeSignals(
  db: PoolClient,
  blocks: (SignalHourBlock & { appId: number })[],
  nowAt?: number,
): Promise<void> {
  await writeSignalRows(db, blocks.map(encodeSignals), nowAt);
}

/**
 * The same of hours that are encoded already. The payloads travel as one value and are cut apart by the database, so
 * that none is spelt as text.
 */
export async function writeSignalRows(
  db: PoolClient,
  hours: SignalRows[],
  nowAt = Number.POSITIVE_INFINITY,
): Promise<void> {
  if (hours.length === 0) return;
  await markDays(db, hours, nowAt);
  const payloads: Uint8Array[] = [];
  const rows: { appId: number; kind: string; start: Date; at: number; bytes: number }[] = [];
  let at = 1;
  for (const { appId, hourAt, hour, minutes } of hours) {
    for (const [kind, payload] of [['hour', hour] as const, ['minutes', minutes] as const]) {
      payloads.push(payload);
      rows.push({ appId, kind, start: new Date(hourAt), at, bytes: payload.length });
      at += payload.length;
    }
  }
  await db.query(
    `INSERT INTO telemetry.signal_block AS old (app_id, kind, start, payload)
     SELECT app_id, kind, start, substr($1::bytea, at, bytes)
     FROM unnest($2::bigint[], $3::text[], $4::timestamptz[], $5::int[], $6::int[]) AS row(app_id, kind, start, at, bytes)
     ON CONFLICT (app_id, kind, start) DO UPDATE SET payload = excluded.payload,
       written_at = CASE excluded.kind WHEN 'minutes' THEN excluded.written_at ELSE old.written_at END`,
    [
      Buffer.concat(payloads),
      rows.map(({ appId }) => appId),
      rows.map(({ kind }) => kind),
      rows.map(({ start }) => start),
      rows.map((row) => row.at),
      rows.map(({ bytes }) => bytes),
    ],
  );
}

/** Minutes in [fromAt, toAt) (ms, taken down and up to whole minutes) as one column set a signal; holes are noData. */
export async function readSignals(
  db: Db,
  appId: number,
  signals: SignalId[] | 'all',
  fromAt: number,
  toAt: number,
): Promise<Map<SignalId, SignalColumns>> {
  const wanted = signals === 'all' ? 'all' : new Set(signals);
  const rows = await blocks(db, { appId, kind: 'minutes', fromAt, toAt });
  return signalsOf(rows, wanted, fromAt, toAt);
}

/** Signals out of the minutes blocks of an app, oldest first; bytes to columns, without the database. `judged`: see decodeMinutes. */
export function signalsOf(
  hours: { hourAt: number; payload: Uint8Array }[],
  wanted: ReadonlySet<SignalId> | 'all',
  fromAt: number,
  toAt: number,
  judged = true,
): Map<SignalId, SignalColumns> {
  const room = makeRoom();
  return joinSignals(
    hours.map(({ hourAt, payload }) => decodeMinutes(payload, hourAt, wanted, { room, judged })),
    fromAt,
    toAt,
  );
}

/** The same of several apps in one statement; none for none. */
export async function readSignalsOf(
  db: Db,
  wanted: { appId: number; signals: ReadonlySet<SignalId>; fromAt: number; toAt: number }[],
  judged = true,
): Promise<Map<number, Map<SignalId, SignalColumns>>> {
  if (wanted.length === 0) return new Map();
  const found = await readRows(
    db,
    wanted.map(({ appId, fromAt, toAt }) => ({ appId, kind: 'minutes', fromAt: hourOf(fromAt), toAt })),
  );
  return new Map(
    wanted.map(({ appId, signals, fromAt, toAt }) => [
      appId,
      signalsOf(found(appId, 'minutes'), signals, fromAt, toAt, judged),
    ]),
  );
}

/** Hour rows that begin in [fromAt, toAt), oldest first. */
export async function readSignalHours(
  db: Db,
  appId: number,
  fromAt: number,
  toAt: number,
): Promise<Pick<Hours, 'signals' | 'facts'>> {
  const result = noHours();
  for (const { hourAt, payload } of await blocks(db, { appId, kind: 'hour', fromAt, toAt }))
    addHour(payload, hourAt, result);
  return result;
}

/** Observations of the minutes in [fromAt, toAt). */
export async function readObservations(db: Db, appId: number, fromAt: number, toAt: number): Promise<Observations> {
  const rows = await blocks(db, { appId, kind: 'minutes', fromAt, toAt });
  return joinObservations(
    rows.map(({ hourAt, payload }) => decodeObservations(payload, hourAt)),
    fromAt,
    toAt,
  );
}

/** When the first hour with signals begins and when the newest point behind a signal was (ms); null: none yet. */
export async function readDataSpan(db: Db, appId: number): Promise<{ firstAt: number; newestAt: number } | null> {
  const { rows } = await db.query<{ first: Date; last: Date; payload: Buffer }>(
    `SELECT min.start AS first, max.start AS last, max.payload
     FROM (SELECT start FROM telemetry.signal_block WHERE app_id = $1 AND kind = 'hour' ORDER BY start LIMIT 1) AS min,
          (SELECT start, payload FROM telemetry.signal_block WHERE app_id = $1 AND kind = 'hour' ORDER BY start DESC LIMIT 1) AS max`,
    [appId],
  );
  const [row] = rows;
  if (!row) return null;
  const { facts } = decodeHour(row.payload, row.last.getTime());
  return { firstAt: row.first.getTime(), newestAt: facts.newestAt ?? row.last.getTime() };
}

/**
 * Which of these hours have signals, and when they were first written (ms): of an hour whose minutes are not
 * kept, frames that came before a fold are gone, so it must not be derived again from what came after.
 */
export async function writtenHours(db: Db, appId: number, hours: number[]): Promise<Map<number, number>> {
  const found = await writtenHoursOf(
    db,
    hours.map((hourAt) => ({ appId, hourAt })),
  );
  return found.get(appId) ?? new Map();
}

/** The same of many apps, by app. */
export async function writtenHoursOf(
  db: Db,
  hours: { appId: number; hourAt: number }[],
): Promise<Map<number, Map<number, number>>> {
  const { rows } = await db.query<{ app_id: string; start: Date; written_at: Date }>(
    `SELECT s.app_id, s.start, s.written_at FROM unnest($1::bigint[], $2::timestamptz[]) AS asked(app_id, start)
     JOIN telemetry.signal_block s ON s.app_id = asked.app_id AND s.kind = 'hour' AND s.start = asked.start`,
    [hours.map(({ appId }) => appId), hours.map(({ hourAt }) => new Date(hourAt))],
  );
  const found = new Map<number, Map<number, number>>();
  for (const row of rows) {
    const appId = Number(row.app_id);
    const mine = found.get(appId) ?? new Map<number, number>();
    found.set(appId, mine.set(row.start.getTime(), row.written_at.getTime()));
  }
  return found;
}

/** App-hours that wait for their signals. */
export async function countDirtyHours(db: Db): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    'SELECT count(DISTINCT (app_id, event_hour))::int AS n FROM telemetry.dirty_hour',
  );
  return rows[0]?.n ?? 0;
}

/** Tells live pages that a bucket's newest minute is derived: `headroom_minute`, {"bucket", "minuteAt"}. */
export async function announceMinute(db: Db, bucket: number, minuteAt: number): Promise<void> {
  await db.query("SELECT pg_notify('headroom_minute', $1)", [JSON.stringify({ bucket, minuteAt })]);
}

/** Deletes what is older than its retention, a batch at a time; returns how many rows went. */
export async function retainSignals(
  db: Pool,
  before: { minutesBeforeAt: number; hoursBeforeAt: number; daysBeforeAt: number },
  batch = 1000,
): Promise<number> {
  const { rowCount } = await db.query(
    `DELETE FROM telemetry.signal_block WHERE (app_id, kind, start) IN (
       (SELECT app_id, kind, start FROM telemetry.signal_block WHERE kind = 'minutes' AND start < $1 LIMIT $4)
       UNION ALL
       (SELECT app_id, kind, start FROM telemetry.signal_block WHERE kind = 'hour' AND start < $2 LIMIT $4)
       UNION ALL
       (SELECT app_id, kind, start FROM telemetry.signal_block WHERE kind = 'day' AND start < $3 LIMIT $4)
       LIMIT $4)`,
    [new Date(before.minutesBeforeAt), new Date(before.hoursBeforeAt), new Date(before.daysBeforeAt), batch],
  );
  return rowCount ?? 0;
}

async function blocks(db: Db, what: { appId: number; kind: 'minutes' | 'hour'; fromAt: number; toAt: number }) {
  // An hour row counts by its start; a minutes block as soon as one of its minutes lies in the range.
  const first = what.kind === 'minutes' ? Math.floor(what.fromAt / hourMs) * hourMs : what.fromAt;
  const { rows } = await db.query<{ start: Date; payload: Buffer }>(
    'SELECT start, payload FROM telemetry.signal_block WHERE app_id = $1 AND kind = $2 AND start >= $3 AND start < $4 ORDER BY start',
    [what.appId, what.kind, new Date(first), new Date(what.toAt)],
  );
  return rows.map((row) => ({ hourAt: row.start.getTime(), payload: row.payload }));
}
