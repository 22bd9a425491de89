/**
 * Open hours of many apps → signals, out of the points that are held and what came since; all of a batch in
 * one read and one transaction. What is held is only a short cut: whatever goes wrong or comes late, it is
 * dropped, and the hours are read whole, with the same result to the byte.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Pool } from 'pg';
import { type DeriveSettings, LOOK_BACK_MS, wantedMetrics } from '@/advisor/signals/index';
import {
  addFrames,
  bucketOf,
  dropBefore,
  type FrameRead,
  type Held,
  hasNewSeries,
  heldBytes,
  holdOpen,
  inLeases,
  isStale,
  type OpenPoints,
  packSeries,
  readFramesSince,
  readOpened,
  readSeries,
  readSeriesNames,
  type SeriesPoints,
  type SignalHourBlock,
  writeSignals,
} from '@/store/index';
import { type Derived, deriveFrom, newestOf, settle } from './derive';
import { openFrom } from './hours';

/** What all held points together may take; apps beyond it are read whole each time. */
const MOST_BYTES = 1024 ** 3;

export interface OpenTask {
  appId: number;
  settings: DeriveSettings;
  /** Claimed hours (ms) and those in which frames of them were received. */
  claimed: number[];
  receivedAt: number[];
  /** Hours to derive, oldest first; see isOpen. */
  hours: number[];
}

export interface Batch {
  held: Held;
  tasks: OpenTask[];
  /** See claimDirtyHours. */
  upTo: number;
  nowAt: number;
}

/** Whether all of these hours are open ones at `nowAt`. */
export function isOpen(hours: number[], nowAt: number): boolean {
  return hours.every((hourAt) => hourAt - LOOK_BACK_MS >= openFrom(nowAt));
}

/** So far back a point changes minutes before its own: growth is spread over a silence of at most 5 minutes. */
const REACH_MS = 6 * 60_000;

/** When the oldest point of these frames was (ms); infinite without one. */
function oldestOf(frames: FrameRead[]): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const { points } of frames)
    for (let i = 0; i < points.length; i++) oldest = Math.min(oldest, points.time[i] as number);
  return oldest;
}

interface Kept {
  points: OpenPoints;
  /** Settings and lease under which it was made. */
  under: string;
  bytes: number;
}

export interface OpenHours {
  /** Derives and writes; throws LeaseLostError (and writes nothing) where a lease is another worker's by now. */
  derive(batch: Batch): Promise<Map<number, Derived>>;
  /** Holds these apps no more. */
  drop(appIds: Iterable<number>): void;
  /** What is held: apps, and about so many bytes. */
  size(): { apps: number; bytes: number };
}

export function openHours(db: Pool): OpenHours {
  const kept = new Map<number, Kept>();
  /** How late points of an app were: so much longer are its minutes kept open. */
  const tails = new Map<number, number>();
  let bytes = 0;

  function keep(appId: number, next: Kept | null): void {
    bytes -= kept.get(appId)?.bytes ?? 0;
    kept.delete(appId);
    if (!next || bytes + next.bytes > MOST_BYTES) return;
    bytes += next.bytes;
    kept.set(appId, next);
  }

  async function derive(batch: Batch): Promise<Map<number, Derived>> {
    const { tasks, upTo, nowAt } = batch;
    const underOf = ({ appId, settings }: OpenTask) =>
      JSON.stringify([settings, batch.held.epochs.get(bucketOf(appId)), batch.held.owner]);
    const usable = (task: OpenTask) => {
      const mine = kept.get(task.appId);
      return mine?.under === underOf(task) && !isStale(mine.points, nowAt) ? mine.points : null;
    };
    const since = tasks.flatMap(({ appId, receivedAt }, i) => {
      const mine = usable(tasks[i] as OpenTask);
      return mine ? [{ appId, receivedAt, after: mine.upTo, fromAt: mine.fromAt }] : [];
    });
    const frames = await readFramesSince(db, since, upTo);
    const results = new Map<number, Derived>();
    const blocks: (SignalHourBlock & { appId: number })[] = [];
    const held: { appId: number; next: Kept | null }[] = [];
    for (const task of tasks) {
      const { appId, settings, hours } = task;
      const now = await pointsOf(task, usable(task), frames.get(appId) ?? [], { upTo, nowAt });
      const derived: Derived = { hours, newestAt: null, touchedAt: now.touchedAt };
      for (const hourAt of hours) {
        const block = deriveFrom(now.points, { hourAt, settings, knownMetrics: now.metricNames });
        blocks.push({ ...block, appId });
        derived.newestAt = newestOf(derived.newestAt, block);
      }
      results.set(appId, derived);
      const next = now.next && dropBefore(now.next, openFrom(nowAt));
      held.push({ appId, next: next && { points: next, under: underOf(task), bytes: heldBytes(next) } });
      await breathe();
    }
    await inLeases(db, batch.held, async (client) => {
      await writeSignals(client, blocks);
      await settle(
        client,
        tasks.flatMap(({ appId, claimed }) => claimed.map((hourAt) => ({ appId, hourAt }))),
        nowAt,
      );
    });
    for (const { appId, next } of held) keep(appId, next);
    return results;
  }

  /** All minutes of the open hours, and what to hold of them next. */
  async function pointsOf(
    { appId, settings }: OpenTask,
    mine: OpenPoints | null,
    frames: FrameRead[],
    at: { upTo: number; nowAt: number },
  ): Promise<{ points: SeriesPoints[]; metricNames: string[]; next: OpenPoints | null; touchedAt: number }> {
    const metrics = wantedMetrics(settings.metricNames, settings.custom);
    if (mine) {
      let known = mine;
      if (hasNewSeries(mine, frames)) {
        const names = await readSeriesNames(db, appId);
        known = { ...mine, ...names, series: packSeries(await readSeries(db, appId, metrics)) };
      }
      const added = addFrames(known, frames, at);
      if (!('lateMs' in added))
        return { ...added, metricNames: known.metricNames, touchedAt: oldestOf(frames) - REACH_MS };
      tails.set(appId, mine.tailMs + added.lateMs);
    }
    const opened = await readOpened(db, { appId, metrics, fromAt: openFrom(at.nowAt), upTo: at.upTo });
    return { ...opened, touchedAt: openFrom(at.nowAt), next: holdOpen(opened, at.nowAt, tails.get(appId)) };
  }

  return {
    derive,
    drop: (appIds) => {
      for (const appId of appIds) {
        keep(appId, null);
        tails.delete(appId);
      }
    },
    size: () => ({ apps: kept.size, bytes }),
  };
}
