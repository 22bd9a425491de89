import type { Pool } from 'pg';
import { makeSink, type Sink } from './bytes';
import type { Batch } from './contract';
import { putFrame } from './frame/frame';
import { ensureFramePartitions } from './partitions';
import { concatPoints, hourMs, makePoints, splitByHour } from './points/point-columns';
import type { PointColumns } from './points/points';
import { isDatabaseAway } from './pool';

/** Some apps' points could not be stored; the others' of the same call are committed. */
export class AppendError extends Error {
  constructor(readonly failed: Map<number, Error>) {
    super(`points of ${failed.size} app(s) could not be stored: ${[...failed.values()][0]?.message}`);
  }
}

/** Rows for one statement; their payloads lie behind one another. */
interface Frames {
  payloads: Sink;
  rows: FrameRow[];
}

interface FrameRow {
  appId: number;
  eventHourAt: number;
  points: number;
  /** Where its payload begins, and how long it is. */
  at: number;
  bytes: number;
}

/** After so many a statement takes no more rows. */
const bytesPerStatement = 16 * 1024 * 1024;

/**
 * Stores points: one frame row per (app, event hour) and the marks of what they touched. When it returns
 * they are durable. If the database refuses for another reason than being away, each app is tried alone and
 * AppendError names those that failed; if it is away the error is thrown as it came (`isDatabaseAway`), the
 * outcome is unknown and a repeat is harmless.
 */
export async function appendBatches(db: Pool, batches: Batch[], receivedAt: number): Promise<void> {
  const failed = new Map<number, Error>();
  for (const frames of makeFrames(batches)) {
    try {
      await appendRows(db, frames, receivedAt);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      await appendEachApp(db, frames, receivedAt, error as Error, failed);
    }
  }
  if (failed.size > 0) throw new AppendError(failed);
}

/** Almost always for one statement. */
function makeFrames(batches: Batch[]): Frames[] {
  const byApp = new Map<number, PointColumns[]>();
  let points = 0;
  for (const { appId, points: part } of batches) {
    if (part.length === 0) continue;
    points += part.length;
    const parts = byApp.get(appId);
    if (parts) parts.push(part);
    else byApp.set(appId, [part]);
  }
  const all: Frames[] = [];
  let frames: Frames | null = null;
  // Sorted: two collectors that mark the same hours never wait for each other in a circle.
  for (const [appId, parts] of [...byApp].sort(([a], [b]) => a - b)) {
    for (const [eventHourAt, part] of [...splitByHour(join(parts))].sort(([a], [b]) => a - b)) {
      if (!frames || frames.payloads.at >= bytesPerStatement) {
        frames = { payloads: makeSink(Math.min(points * 12, bytesPerStatement)), rows: [] };
        all.push(frames);
      }
      const { payloads, rows } = frames;
      const { at } = payloads;
      putFrame(payloads, part);
      rows.push({ appId, eventHourAt, points: part.length, at, bytes: payloads.at - at });
    }
  }
  return all;
}

/** Where requests of one app come together, kept: they are encoded before the next ones need it. */
let joined = makePoints(4096);
const mostKept = 65_536;

function join(parts: PointColumns[]): PointColumns {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (parts.length === 1 || length > mostKept) return concatPoints(parts);
  if (joined.flags.length < length) joined = makePoints(Math.min(2 * length, mostKept));
  return concatPoints(parts, joined);
}

async function appendEachApp(
  db: Pool,
  { payloads, rows }: Frames,
  receivedAt: number,
  first: Error,
  failed: Map<number, Error>,
): Promise<void> {
  const apps = [...new Set(rows.map((row) => row.appId))];
  for (const appId of apps) {
    const mine = { payloads, rows: rows.filter((row) => row.appId === appId) };
    const work = apps.length === 1 ? Promise.reject(first) : appendRows(db, mine, receivedAt);
    await work.catch((error) => failed.set(appId, error));
  }
}

async function appendRows(db: Pool, frames: Frames, receivedAt: number): Promise<void> {
  try {
    await insert(db, frames, receivedAt);
  } catch (error) {
    // "no partition of relation": nobody made the day's partition. Make it and try once more.
    if ((error as { code?: string }).code !== '23514') throw error;
    await ensureFramePartitions(db, receivedAt);
    await insert(db, frames, receivedAt);
  }
}

/**
 * One statement, which is a transaction: a round trip costs more than a row. The payloads travel as one value and are
 * cut apart by the database: the statement's text stays the same however many rows there are, and no payload is spelt
 * as text. What it does, and why in this order: store/migrations/0031_append_frames.sql.
 */
const appendFrames = 'SELECT telemetry.append_frames($1, $2, $3, $4, $5, $6, $7)';

async function insert(db: Pool, { payloads, rows }: Frames, receivedAt: number): Promise<void> {
  await db.query(appendFrames, [
    hourSeconds(receivedAt),
    arrayOf(rows, ({ appId }) => appId),
    arrayOf(rows, ({ eventHourAt }) => hourSeconds(eventHourAt)),
    arrayOf(rows, ({ points }) => points),
    arrayOf(rows, ({ at }) => at + 1),
    arrayOf(rows, ({ bytes }) => bytes),
    // Last: pg would make room once more, and copy it, for what comes behind it.
    Buffer.from(payloads.bytes.buffer, 0, payloads.at),
  ]);
}

/** Whole numbers as PostgreSQL spells an array of them, which pg would quote one by one. */
function arrayOf(rows: FrameRow[], read: (row: FrameRow) => number): string {
  return `{${rows.map(read).join(',')}}`;
}

function hourSeconds(at: number): number {
  return (Math.floor(at / hourMs) * hourMs) / 1000;
}
