/**
 * Open hours of many apps → signals, out of what is held and what came since; all of a batch in one read and one
 * transaction. Held are the points and the hours derived from them, so that only the newest minutes are derived
 * again. It is only a short cut: what the newest points cannot tell is derived from all that are held, and where
 * anything goes wrong or comes late, the hours are read whole, with the same result to the byte.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Pool } from 'pg';
import {
  type Before,
  type DeriveSettings,
  LOOK_AHEAD_MS,
  LOOK_BACK_MS,
  wantedMetrics,
  windowOf,
} from '@/advisor/signals/index';
import { HOUR_MS, type HourFacts, MINUTE_MS } from '@/advisor/types';
import {
  addFrames,
  bucketOf,
  decodeSignals,
  dropBefore,
  encodeSignals,
  type FrameRead,
  type Held,
  hasNewSeries,
  heldBytes,
  holdOpen,
  inLeases,
  inScratch,
  isStale,
  type OpenPoints,
  openFrames,
  packSeries,
  readFramesSince,
  readOpened,
  readSeries,
  readSeriesNames,
  type SeriesPoints,
  type SignalRows,
  writeSignalRows,
} from '@/store/index';
import { type Derived, deriveFrom, deriveOn, newestOf, settle } from './derive';
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
  /** Of `points`; by start of the hour (ms). */
  hours: Map<number, KeptHour>;
  /** Settings and lease under which it was made. */
  under: string;
  bytes: number;
}

/** An hour as it was written last. */
export interface KeptHour {
  rows: SignalRows;
  facts: HourFacts;
  carry: Before['carry'];
}

/** Minutes of open hours: `newest` from `newestFrom` on, nothing before `newFrom` having changed. */
interface Points {
  newest: SeriesPoints[];
  newestFrom: number;
  newFrom: number;
  whole: () => SeriesPoints[];
  metricNames: string[];
  next: OpenPoints | null;
  touchedAt: number;
}

type Moment = Pick<Batch, 'upTo' | 'nowAt'>;

/** What became of an app: its rows to be written, and what to hold of it. */
interface Done {
  derived: Derived;
  rows: SignalRows[];
  next: Map<number, KeptHour>;
  points: OpenPoints | null;
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
    const given = tasks.map((task) => {
      const { appId, settings } = task;
      const under = JSON.stringify([settings, batch.held.epochs.get(bucketOf(appId)), batch.held.owner]);
      const mine = kept.get(appId);
      return { task, under, mine: mine?.under === under && !isStale(mine.points, nowAt) ? mine : null };
    });
    const since = given.flatMap(({ task: { appId, receivedAt }, mine }) =>
      mine ? [{ appId, receivedAt, after: mine.points.upTo, fromAt: mine.points.fromAt }] : [],
    );
    const frames = await readFramesSince(db, since, upTo);
    const results = new Map<number, Derived>();
    const written: SignalRows[] = [];
    const held: { appId: number; next: Kept | null }[] = [];
    for (const { task, under, mine } of given) {
      const { appId } = task;
      const payloads = frames.get(appId) ?? [];
      // Let go one app at a time: what lives briefly costs next to nothing to throw away.
      frames.delete(appId);
      const { derived, rows, next, points } = await deriveOne(task, mine, payloads, { upTo, nowAt });
      results.set(appId, derived);
      written.push(...rows);
      held.push({ appId, next: points && keptOf(dropBefore(points, openFrom(nowAt)), next, under) });
      await breathe();
    }
    await inLeases(db, batch.held, async (client) => {
      await writeSignalRows(client, written, nowAt);
      await settle(
        client,
        tasks.flatMap(({ appId, claimed }) => claimed.map((hourAt) => ({ appId, hourAt }))),
        nowAt,
      );
    });
    for (const { appId, next } of held) keep(appId, next);
    return results;
  }

  /** Out of what is held and these frames; where that is not enough, out of the database. */
  async function deriveOne(task: OpenTask, mine: Kept | null, payloads: Uint8Array[], at: Moment): Promise<Done> {
    const { appId, settings } = task;
    const metrics = () => wantedMetrics(settings.metricNames, settings.custom);
    if (mine) {
      let held = mine.points;
      let done = goOn(task, { ...mine, points: held }, payloads, at);
      if (done === 'new series') {
        const names = await readSeriesNames(db, appId);
        held = { ...held, ...names, series: packSeries(await readSeries(db, appId, metrics())) };
        done = goOn(task, { ...mine, points: held }, payloads, at);
      }
      if (typeof done === 'object' && !('lateMs' in done)) return done;
      // A minute more: from a minute's beginning on, how late a point was is told within that only.
      if (typeof done === 'object') tails.set(appId, held.tailMs + done.lateMs + MINUTE_MS);
    }
    const fromAt = openFrom(at.nowAt);
    const opened = await readOpened(db, { appId, metrics: metrics(), fromAt, upTo: at.upTo });
    const now: Points = {
      newest: opened.points,
      newestFrom: fromAt,
      newFrom: Number.NEGATIVE_INFINITY,
      whole: () => opened.points,
      metricNames: opened.metricNames,
      touchedAt: fromAt,
      next: holdOpen(opened, at.nowAt, tails.get(appId)),
    };
    return inScratch(() => hoursOf(task, now, null));
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

/** All in the memory that the next app uses again; a reason where it cannot be done. */
function goOn(
  task: OpenTask,
  mine: Kept,
  payloads: Uint8Array[],
  at: Moment,
): Done | { lateMs: number } | 'new series' {
  return inScratch(() => {
    const frames = openFrames(payloads);
    const { points: held } = mine;
    if (hasNewSeries(held, frames)) return 'new series';
    const added = addFrames(held, frames, { ...at, neededFrom: windowFrom(held.sealedAt, at.nowAt) });
    if ('lateMs' in added) return added;
    const { metricNames, sealedAt: newFrom } = held;
    return hoursOf(task, { ...added, newFrom, metricNames, touchedAt: oldestOf(frames) - REACH_MS }, mine.hours);
  });
}

/** The task's hours from these points, and from what they were before. */
function hoursOf(task: OpenTask, now: Points, before: Kept['hours'] | null): Done {
  const derived: Derived = { hours: task.hours, newestAt: null, touchedAt: now.touchedAt };
  const next = new Map<number, KeptHour>();
  const rows: SignalRows[] = [];
  for (const hourAt of task.hours) {
    const known = before?.get(hourAt);
    const hour = hourOf(task, hourAt, now, known);
    next.set(hourAt, hour);
    if (hour !== known) rows.push(hour.rows);
    derived.newestAt = newestOf(derived.newestAt, hour);
  }
  return { derived, rows, next, points: now.next };
}

/** From when on points are decoded: what the running hour, and a young one's predecessor, need to go on. */
export function windowFrom(newFrom: number, nowAt: number): number {
  const hours = [openFrom(nowAt) + LOOK_BACK_MS, Math.floor(nowAt / HOUR_MS) * HOUR_MS];
  return Math.min(...hours.map((hourAt) => windowOf(hourAt, newFrom) ?? hourAt - LOOK_BACK_MS));
}

/** The hour from all points, by the shortest way that tells it; `before` itself where nothing can have changed. */
export function hourOf(
  { appId, settings }: Pick<OpenTask, 'appId' | 'settings'>,
  hourAt: number,
  now: Points,
  before: KeptHour | undefined,
): KeptHour {
  const { newest, newestFrom, newFrom, metricNames: knownMetrics } = now;
  if (before && newFrom >= hourAt + HOUR_MS + LOOK_AHEAD_MS) return before;
  const given = { hourAt, settings, knownMetrics };
  const fromAt = before ? windowOf(hourAt, newFrom) : null;
  const next =
    before && fromAt !== null && fromAt >= newestFrom
      ? deriveOn({ ...decodeSignals(before.rows), ...before }, newest, { ...given, fromAt, newFrom })
      : null;
  const { hour, carry } = next ?? deriveFrom(now.whole(), given);
  return { rows: encodeSignals({ ...hour, appId }), facts: hour.facts, carry };
}

function keptOf(points: OpenPoints, hours: Map<number, KeptHour>, under: string): Kept {
  const derived = [...hours.values()].reduce(
    (sum, { rows, carry }) => sum + rows.hour.length + rows.minutes.length + 16 * carry.ids.length + 1000,
    0,
  );
  return { points, hours, under, bytes: heldBytes(points) + derived };
}
