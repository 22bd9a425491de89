import type { Pool, PoolClient } from 'pg';
import type { Batch } from './contract';
import { encodeFrame } from './frame';
import { ensureFramePartitions } from './partitions';
import { concatPoints, hourMs, splitByHour } from './point-columns';
import { isDatabaseAway } from './pool';

/** Some apps' points could not be stored; the others' of the same call are committed. */
export class AppendError extends Error {
  constructor(readonly failed: Map<number, Error>) {
    super(`points of ${failed.size} app(s) could not be stored: ${[...failed.values()][0]?.message}`);
  }
}

interface FrameRow {
  appId: number;
  eventHourAt: number;
  points: number;
  payload: Buffer;
}

const bytesPerStatement = 16 * 1024 * 1024;

/**
 * Stores points: one frame row per (app, event hour) and the marks of what they touched, in one
 * transaction. When it returns they are durable. If the database refuses for another reason than being
 * away, each app is tried alone and AppendError names those that failed; if it is away the error is
 * thrown as it came (`isDatabaseAway`), the outcome is unknown and a repeat is harmless.
 */
export async function appendBatches(db: Pool, batches: Batch[], receivedAt: number): Promise<void> {
  const rows = frameRows(batches);
  if (rows.length === 0) return;
  try {
    await appendRows(db, rows, receivedAt);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    await appendEachApp(db, rows, receivedAt, error as Error);
  }
}

function frameRows(batches: Batch[]): FrameRow[] {
  const byApp = new Map<number, Batch['points'][]>();
  for (const { appId, points } of batches) {
    if (points.length === 0) continue;
    const parts = byApp.get(appId);
    if (parts) parts.push(points);
    else byApp.set(appId, [points]);
  }
  const rows: FrameRow[] = [];
  for (const [appId, parts] of byApp) {
    for (const [eventHourAt, points] of splitByHour(concatPoints(parts))) {
      const frame = encodeFrame(points);
      const payload = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
      rows.push({ appId, eventHourAt, points: points.length, payload });
    }
  }
  // Sorted: two collectors that mark the same hours never wait for each other in a circle.
  return rows.sort((a, b) => a.appId - b.appId || a.eventHourAt - b.eventHourAt);
}

async function appendEachApp(db: Pool, rows: FrameRow[], receivedAt: number, first: Error): Promise<void> {
  const apps = [...new Set(rows.map((row) => row.appId))];
  const failed = new Map<number, Error>();
  if (apps.length === 1) throw new AppendError(new Map([[apps[0] as number, first]]));
  for (const appId of apps) {
    try {
      await appendRows(
        db,
        rows.filter((row) => row.appId === appId),
        receivedAt,
      );
    } catch (error) {
      failed.set(appId, error as Error);
    }
  }
  if (failed.size > 0) throw new AppendError(failed);
}

async function appendRows(db: Pool, rows: FrameRow[], receivedAt: number): Promise<void> {
  try {
    await transact(db, rows, receivedAt);
  } catch (error) {
    // "no partition of relation": nobody made the day's partition. Make it and try once more.
    if ((error as { code?: string }).code !== '23514') throw error;
    await ensureFramePartitions(db, receivedAt);
    await transact(db, rows, receivedAt);
  }
}

async function transact(db: Pool, rows: FrameRow[], receivedAt: number): Promise<void> {
  const client = await db.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN; SET LOCAL synchronous_commit = on');
    await insertFrames(client, rows, receivedAt);
    await insertMarks(client, rows, receivedAt);
    await client.query('COMMIT');
  } catch (error) {
    broken = await rollBack(client, error as Error);
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The connection is thrown away unless it is certainly idle again. */
async function rollBack(client: PoolClient, error: Error): Promise<Error | undefined> {
  if (isDatabaseAway(error)) return error;
  return client.query('ROLLBACK').then(
    () => undefined,
    () => error,
  );
}

/**
 * The payloads travel as one value and are cut apart by the database: the statement's text and its plan
 * stay the same however many rows there are, and no payload is spelt as text.
 */
async function insertFrames(client: PoolClient, rows: FrameRow[], receivedAt: number): Promise<void> {
  for (const part of byBytes(rows)) {
    const starts: number[] = [];
    part.reduce((at, { payload }) => {
      starts.push(at);
      return at + payload.length;
    }, 1);
    await client.query(
      `INSERT INTO telemetry.frame (app_id, received_hour, event_hour, points, payload)
       SELECT app_id, to_timestamp($1), to_timestamp(hour), points, substr($2::bytea, at, length)
       FROM unnest($3::bigint[], $4::bigint[], $5::int[], $6::int[], $7::int[]) AS row(app_id, hour, points, at, length)`,
      [
        hourSeconds(receivedAt),
        Buffer.concat(part.map(({ payload }) => payload)),
        part.map(({ appId }) => appId),
        part.map(({ eventHourAt }) => hourSeconds(eventHourAt)),
        part.map(({ points }) => points),
        starts,
        part.map(({ payload }) => payload.length),
      ],
    );
  }
}

/** Rows for one statement each. */
function* byBytes(rows: FrameRow[]): Generator<FrameRow[]> {
  let part: FrameRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    part.push(row);
    bytes += row.payload.length;
    if (bytes < bytesPerStatement) continue;
    yield part;
    part = [];
    bytes = 0;
  }
  if (part.length > 0) yield part;
}

function hourSeconds(at: number): number {
  return (Math.floor(at / hourMs) * hourMs) / 1000;
}

/**
 * After the frames, never before: the frames give this transaction its id, and claimDirtyHours waits for
 * the transactions that had one when it claimed. A mark that "is there already" is thus never lost.
 */
async function insertMarks(client: PoolClient, rows: FrameRow[], receivedAt: number): Promise<void> {
  await client.query(
    `INSERT INTO telemetry.dirty_hour (app_id, event_hour, received_hour)
     SELECT app_id, to_timestamp(hour), to_timestamp($3) FROM unnest($1::bigint[], $2::bigint[]) AS touched(app_id, hour)
     ON CONFLICT DO NOTHING`,
    [rows.map(({ appId }) => appId), rows.map(({ eventHourAt }) => hourSeconds(eventHourAt)), hourSeconds(receivedAt)],
  );
}
