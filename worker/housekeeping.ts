/** Partitions ahead of ingest, and what is older than its retention. */
import type { Pool } from 'pg';
import { DAY_MS, HOUR_MS } from '@/advisor/types';
import {
  dropBlockPartitions,
  dropFramePartitions,
  ensureFramePartitions,
  retainApp,
  retainSignals,
} from '@/store/index';

/** How long minutes and hours are kept, of telemetry and of signals. */
export interface Retention {
  minutesMs: number;
  hoursMs: number;
}

export const RETENTION: Retention = { minutesMs: 30 * DAY_MS, hoursMs: 396 * DAY_MS };

/** An app's own retention may be shorter than the installation's, never longer. */
export interface Kept {
  id: number;
  keep?: Partial<Retention>;
}

/** Frames of a past day are folded within the hour; their empty partitions go after this long. */
const FRAMES_MS = 2 * DAY_MS;
/** Longer ago nobody evaluates by whole days of hours. */
const DAYS_MS = 90 * DAY_MS;
/** Old rows go a batch at a time, and only so many batches an hour. */
const MOST_BATCHES = 200;
const BATCH = 1000;

export function retentionOf({ keep }: Kept, retention: Retention): Retention {
  return {
    minutesMs: Math.min(retention.minutesMs, keep?.minutesMs ?? Number.POSITIVE_INFINITY),
    hoursMs: Math.min(retention.hoursMs, keep?.hoursMs ?? Number.POSITIVE_INFINITY),
  };
}

export interface Housekeeping {
  /** Does what is due. */
  run(nowAt: number, apps: Kept[]): Promise<void>;
}

/** @param forget drops rows that are not telemetry's. */
export function housekeeping(
  db: Pool,
  retention: Retention,
  forget: (nowAt: number) => Promise<void> = async () => {},
): Housekeeping {
  let partitionsAt = Number.NEGATIVE_INFINITY;
  let retainedAt = Number.NEGATIVE_INFINITY;
  return {
    async run(nowAt, apps) {
      if (nowAt - partitionsAt >= HOUR_MS) {
        await ensureFramePartitions(db, nowAt);
        partitionsAt = nowAt;
      }
      if (nowAt - retainedAt >= HOUR_MS) {
        await dropFramePartitions(db, nowAt - FRAMES_MS);
        const before = beforeOf(retention, nowAt);
        await dropBlockPartitions(db, before);
        await inBatches(() => retainSignals(db, before, BATCH));
        for (const app of apps.filter(({ keep }) => keep)) {
          await inBatches(() => retainApp(db, app.id, beforeOf(retentionOf(app, retention), nowAt), BATCH));
        }
        await forget(nowAt);
        retainedAt = nowAt;
      }
    },
  };
}

function beforeOf({ minutesMs, hoursMs }: Retention, nowAt: number) {
  const daysMs = Math.min(DAYS_MS, hoursMs + DAY_MS);
  return { minutesBeforeAt: nowAt - minutesMs, hoursBeforeAt: nowAt - hoursMs, daysBeforeAt: nowAt - daysMs };
}

async function inBatches(work: () => Promise<number>): Promise<void> {
  for (let i = 0; i < MOST_BATCHES; i++) if ((await work()) < BATCH) break;
}
