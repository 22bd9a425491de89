/** Partitions ahead of ingest, and what is older than its retention. */
import type { Pool } from 'pg';
import { DAY_MS, HOUR_MS } from '@/advisor/types';
import { dropFramePartitions, ensureFramePartitions, retainSignals } from '@/store/index';

export interface Retention {
  framesMs: number;
  minutesMs: number;
  hoursMs: number;
}

/** Frames 15 days until they are folded into blocks; minutes of signals 30 days, hours 13 months. */
export const RETENTION: Retention = { framesMs: 15 * DAY_MS, minutesMs: 30 * DAY_MS, hoursMs: 396 * DAY_MS };

/** Old rows go a batch at a time, and only so many batches an hour. */
const MOST_BATCHES = 200;
const BATCH = 1000;

/** The start of the oldest frames that are certain to be there; a day of margin for what was on its way. */
export function framesFrom(nowAt: number, retention: Retention): number {
  return Math.floor((nowAt - retention.framesMs) / DAY_MS) * DAY_MS + DAY_MS;
}

export interface Housekeeping {
  /** Does what is due. */
  run(nowAt: number): Promise<void>;
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
    async run(nowAt) {
      if (nowAt - partitionsAt >= HOUR_MS) {
        await ensureFramePartitions(db, nowAt);
        partitionsAt = nowAt;
      }
      if (nowAt - retainedAt >= HOUR_MS) {
        await dropFramePartitions(db, nowAt - retention.framesMs);
        const before = { minutesBeforeAt: nowAt - retention.minutesMs, hoursBeforeAt: nowAt - retention.hoursMs };
        for (let i = 0; i < MOST_BATCHES; i++) if ((await retainSignals(db, before, BATCH)) < BATCH) break;
        await forget(nowAt);
        retainedAt = nowAt;
      }
    },
  };
}
