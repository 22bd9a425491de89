/** Rows of telemetry.block: an app's hour of minutes, an app's UTC day of hours. */
import type { Pool, PoolClient } from 'pg';
import { blockRanges, decodeBlock } from '../block/block';
import type { BlockPart, Db, ReadOptions } from '../contract';
import { ensureBlockPartition } from '../partitions';
import type { PointColumns } from '../points/points';
import { makeRoom } from '../points/room';

/** Seconds of a slot. */
export const Resolution = { minute: 60, hour: 3600 } as const;
export type Resolution = (typeof Resolution)[keyof typeof Resolution];

/** Time that a block holds. */
const spanMs = { [Resolution.minute]: 3_600_000, [Resolution.hour]: 86_400_000 };

export interface FoldedWanted {
  appId: number;
  resolution: Resolution;
  /** Starts of blocks (hours or days, ms) in [fromAt, toAt). */
  fromAt: number;
  toAt: number;
  /** Default: all. */
  metrics?: string[];
  series?: ReadonlySet<number>;
  without?: ReadOptions['without'];
  /** Points before it (ms) may be left out of blocks that start before `settledBefore`. */
  pointsFrom?: number;
  settledBefore?: number;
}

/** A block up to this size is fetched with its directory: a second question costs more than its bytes. */
const smallBytes = 65_536;
/** And so are larger ones where so few are asked for that they cannot be more than this together. */
const fewBytes = 262_144;

/** Points by block (its start, ms) and series id. Of large blocks reads no more bytes than the metrics need. */
export async function readFolded(db: Db, wanted: FoldedWanted): Promise<Map<number, Map<number, PointColumns>>> {
  return decodeFolded(await fetchSlices(db, wanted, await fetchFolded(db, wanted)), wanted);
}

/** The rows of the blocks; large ones without their payload. */
export async function fetchFolded(db: Db, { appId, resolution, fromAt, toAt }: FoldedWanted): Promise<BlockRow[]> {
  const blocks = Math.max(1, Math.ceil((toAt - fromAt) / spanMs[resolution]));
  const { rows } = await db.query<BlockRow>(
    `SELECT start, part, directory, CASE WHEN octet_length(payload) <= $5 THEN payload END AS payload
     FROM telemetry.block WHERE app_id = $1 AND resolution = $2 AND start >= $3 AND start < $4 ORDER BY start, part`,
    [appId, resolution, new Date(fromAt), new Date(toAt), Math.max(smallBytes, Math.floor(fewBytes / blocks))],
  );
  return rows;
}

export function decodeFolded(rows: BlockRow[], wanted: FoldedWanted): Map<number, Map<number, PointColumns>> {
  const { metrics, series, without, pointsFrom, settledBefore = Number.POSITIVE_INFINITY } = wanted;
  const result = new Map<number, Map<number, PointColumns>>(rows.map(({ start }) => [start.getTime(), new Map()]));
  const asked = { ...(metrics && { metrics }), ...(series && { series }), ...(without && { without }) };
  const late = { ...asked, ...(pointsFrom !== undefined && { fromAt: pointsFrom }) };
  const room = makeRoom();
  for (const { start, directory, payload } of rows) {
    if (!payload) continue;
    const startAt = start.getTime();
    const block = result.get(startAt) as Map<number, PointColumns>;
    const points = decodeBlock(directory, payload, startAt < settledBefore ? late : asked, room);
    for (const [id, columns] of points) block.set(id, columns);
  }
  return result;
}

export interface BlockRow {
  start: Date;
  part: number;
  directory: number[];
  payload: Buffer | null;
}

/** The same rows; those without a payload get the bytes that hold the metrics. */
export async function fetchSlices(
  db: Db,
  { appId, resolution, metrics }: FoldedWanted,
  all: BlockRow[],
): Promise<BlockRow[]> {
  const rows = all.filter(({ payload }) => payload === null);
  const asked = rows.flatMap((row) => blockRanges(row.directory, metrics).map((range) => ({ ...row, ...range })));
  if (asked.length === 0) return all;
  const { rows: slices } = await db.query<{ start: Date; part: number; payload: Buffer }>(
    `SELECT b.start, b.part, string_agg(substr(b.payload, asked.first + 1, asked.length), ''::bytea ORDER BY asked.first) AS payload
     FROM unnest($3::timestamptz[], $4::smallint[], $5::integer[], $6::integer[]) AS asked(start, part, first, length)
     JOIN telemetry.block b ON b.app_id = $1 AND b.resolution = $2 AND b.start = asked.start AND b.part = asked.part
     GROUP BY b.start, b.part`,
    [
      appId,
      resolution,
      asked.map(({ start }) => start),
      asked.map(({ part }) => part),
      asked.map(({ from }) => from),
      asked.map(({ length }) => length),
    ],
  );
  const rowOf = new Map(rows.map((row) => [`${row.start.getTime()} ${row.part}`, row]));
  for (const { start, part, payload } of slices) {
    const row = rowOf.get(`${start.getTime()} ${part}`);
    if (!row) throw new Error('a block changed while it was read: read it in a repeatable-read transaction');
    row.payload = payload;
  }
  return all;
}

/** Replaces a block with what `encodeBlock` made, in the caller's transaction. Its partition must be there (see withPartitions). */
export async function writeFolded(
  db: PoolClient,
  block: { appId: number; resolution: Resolution; startAt: number; parts: BlockPart[] },
): Promise<void> {
  const { appId, resolution, startAt, parts } = block;
  const key = [appId, resolution, new Date(startAt)];
  await db.query('DELETE FROM telemetry.block WHERE app_id = $1 AND resolution = $2 AND start = $3', key);
  for (const [part, { directory, payload }] of parts.entries()) {
    await db.query(
      'INSERT INTO telemetry.block (app_id, resolution, start, part, directory, payload) VALUES ($1, $2, $3, $4, $5, $6)',
      [...key, part, directory, Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)],
    );
  }
}

/**
 * Runs what writes the blocks of this time; where a partition is missing ("no partition of relation") makes
 * the day of minutes and the month of hours and runs it again.
 */
export async function withPartitions<T>(db: Pool, startAt: number, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if ((error as { code?: string }).code !== '23514') throw error;
    for (const resolution of [Resolution.minute, Resolution.hour]) await ensureBlockPartition(db, resolution, startAt);
    return write();
  }
}
