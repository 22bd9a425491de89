/** Reads for derivation: what came since the last time, of many apps at once; or all of an app's open hours. */
import type { Pool } from 'pg';
import { copyRows, number, numberIn, time } from '../copy';
import { Resolution, readFolded } from '../fold/folded';
import { decodeFrames } from '../frame/frame';
import { hourMs } from '../points/point-columns';
import type { PointColumns } from '../points/points';
import { inSnapshot, storedMinutes } from '../read';
import { readSeries } from '../series/series';
import type { FrameRead, Opened } from './points';

/** Open hours lie within this of where they begin: two hours, the look back, and clocks that are ahead. */
const openMs = 4 * hourMs;

export interface Since {
  appId: number;
  /** Hours in which frames were received, as the claimed marks name them (ms). */
  receivedAt: number[];
  /** Frames after this sequence number. */
  after: number;
  /** Points of this hour (ms) and later ones. */
  fromAt: number;
}

/** Frames with after < seq <= upTo of each app. Every transaction that got such a number has ended: see claimDirtyHours. */
export async function readFramesSince(db: Pool, wanted: Since[], upTo: number): Promise<Map<number, Uint8Array[]>> {
  const found = new Map<number, Uint8Array[]>();
  const rows = wanted.flatMap(({ appId, receivedAt, after, fromAt }) =>
    receivedAt.map((at) => {
      const hourAt = Math.floor(fromAt / hourMs) * hourMs;
      return `(${number(appId)}::bigint, ${time(at)}, ${number(after)}::bigint, ${time(hourAt)})`;
    }),
  );
  if (rows.length === 0) return found;
  const frames = await copyRows(
    db,
    // OFFSET 0: one index range an app, whatever the planner thinks of so many of them.
    `SELECT f.app_id, f.payload
     FROM (VALUES ${rows.join()}) AS w(app_id, received_hour, after, from_hour)
     CROSS JOIN LATERAL (
       SELECT app_id, payload FROM telemetry.frame
       WHERE app_id = w.app_id AND received_hour = w.received_hour AND seq > w.after AND seq <= ${number(upTo)}
         AND event_hour >= w.from_hour
       OFFSET 0
     ) AS f`,
  );
  for (const [id, payload] of frames as [Buffer, Buffer][]) {
    const appId = numberIn(id);
    const list = found.get(appId);
    if (list) list.push(payload);
    else found.set(appId, [payload]);
  }
  return found;
}

/** Frames of one app, opened together: see decodeFrames. */
export function openFrames(payloads: Uint8Array[]): FrameRead[] {
  const points = decodeFrames(payloads);
  return payloads.map((payload, i) => ({ payload, points: points[i] as PointColumns }));
}

/** Everything of an app's open hours up to a frame, in one snapshot. `metrics`: those that signals want. */
export async function readOpened(
  db: Pool,
  { appId, metrics, fromAt, upTo }: { appId: number; metrics: string[]; fromAt: number; upTo: number },
): Promise<Opened> {
  const hourAt = Math.floor(fromAt / hourMs) * hourMs;
  return inSnapshot(db, async (client) => {
    const minutes = await readFolded(client, {
      appId,
      resolution: Resolution.minute,
      fromAt: hourAt,
      toAt: hourAt + openMs,
      metrics,
    });
    const rows = await copyRows(
      client,
      `SELECT payload FROM telemetry.frame WHERE app_id = ${number(appId)} AND seq <= ${number(upTo)}
         AND event_hour >= ${time(hourAt)} AND event_hour < ${time(hourAt + openMs)}`,
    );
    const frames = openFrames(rows.map(([payload]) => payload as Buffer));
    const names = await readSeriesNames(client, appId);
    const series = await readSeries(client, appId, metrics);
    const stored = { series, frames: frames.map(({ points }) => points), minutes, hours: new Map() };
    return {
      fromAt,
      upTo,
      series,
      ...names,
      points: storedMinutes(stored, hourAt),
      frames,
      foldedHourAt: minutes.size > 0 ? Math.max(...minutes.keys()) : null,
    };
  });
}

/** Ids of an app's series, and every metric that it has ever sent. */
export async function readSeriesNames(
  db: Parameters<typeof readSeries>[0],
  appId: number,
): Promise<{ known: ReadonlySet<number>; metricNames: string[] }> {
  const { rows } = await db.query<{ metric: string; ids: string[] }>(
    'SELECT metric, array_agg(series_id) AS ids FROM telemetry.series WHERE app_id = $1 GROUP BY metric ORDER BY metric',
    [appId],
  );
  return { known: new Set(rows.flatMap(({ ids }) => ids.map(Number))), metricNames: rows.map(({ metric }) => metric) };
}
