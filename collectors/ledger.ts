/** Counts of what came in and what was refused, gathered in memory and written every second for the pages. */
import type pg from 'pg';
import { dropAccessChanges, dropIntake, type Intake, type Refusal, recordIntake, recordRefusals } from '@/store';
import { ingestPoints, ingestRefusedPoints, ingestRefusedRequests } from '@/telemetry';

const flushMs = 1_000;
const keepMs = 3_600_000;
/** Different senders of refused requests that are told apart between two writes. */
const mostSenders = 500;
/**
 * Rows written a second, the longest known first: apps that send every ten seconds would else be written six times
 * a minute each, which costs the database as much as a frame.
 */
const rowsAFlush = 50;
/** Beside them those of apps that this collector has not heard of before: somebody waits for a first point. */
const firstRowsAFlush = 200;
/** Beyond that so that nothing waits much longer than this many flushes. */
const mostFlushes = 60;

export interface Ledger {
  /** A request that was acknowledged; `series` are active in the app now. */
  kept(appId: number, tokenId: number, points: number, series?: number): void;
  /** A request that was refused as a whole; `appId` and `tokenId` 0 where unknown. */
  refused(appId: number, tokenId: number, reason: string, address: string): void;
  /** Points, spans or records of a request that were not kept. */
  lost(appId: number, reason: string, points: number, example: string): void;
  /** Writes all of them. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export function ledger(pool: pg.Pool, now: () => number): Ledger {
  const intake = new Map<string, Intake>();
  const heardOf = new Set<number>();
  /** Keys of rows with which apps were first heard of. */
  let firsts: string[] = [];
  let refusals = new Map<string, Refusal>();
  /** Rows of `intake` that name a sender. */
  let senders = 0;
  let writing: Promise<void> = Promise.resolve();
  let sweptAt = 0;
  /** Since they were told to our own telemetry. */
  let keptPoints = 0;
  let refusedRequests = new Map<string, number>();

  function request(appId: number, tokenId: number, outcome: string, from: string, points: number, series = 0): void {
    const at = now();
    const minuteAt = Math.floor(at / 60_000) * 60_000;
    const address = from === '' || senders < mostSenders ? from : 'others';
    const key = `${appId} ${minuteAt} ${outcome} ${tokenId} ${address}`;
    const row = intake.get(key);
    if (!row) {
      intake.set(key, { appId, minuteAt, outcome, tokenId, address, requests: 1, points, series, lastAt: at });
      if (address !== '') senders++;
      if (!heardOf.has(appId)) firsts.push(key);
      heardOf.add(appId);
    } else {
      row.requests++;
      row.points += points;
      row.series = Math.max(row.series, series);
      row.lastAt = at;
    }
  }

  /** First rows of apps, then the oldest: a Map keeps order. */
  function take(most: number): Intake[] {
    const rows: Intake[] = [];
    const takeOne = (key: string) => {
      const row = intake.get(key);
      if (!row) return;
      rows.push(row);
      intake.delete(key);
      if (row.address !== '') senders--;
    };
    for (const key of firsts.slice(0, firstRowsAFlush)) takeOne(key);
    firsts = firsts.slice(firstRowsAFlush);
    const room = rows.length + most;
    for (const key of intake.keys()) {
      if (rows.length >= room) break;
      takeOne(key);
    }
    return rows;
  }

  async function write(most: number): Promise<void> {
    const rows = take(most);
    const lost = refusals;
    refusals = new Map();
    ingestPoints.add(keptPoints);
    keptPoints = 0;
    for (const [reason, requests] of refusedRequests) ingestRefusedRequests.add(requests, { reason });
    refusedRequests = new Map();
    // Counts only: a database that is away loses some of them, which nobody decides by.
    await recordIntake(pool, rows).catch(() => {});
    await recordRefusals(pool, [...lost.values()]).catch(() => {});
    if (now() - sweptAt < 60_000) return;
    sweptAt = now();
    await dropIntake(pool, now() - keepMs).catch(() => {});
    await dropAccessChanges(pool, now() - keepMs).catch(() => {});
  }

  function flush(most = Number.POSITIVE_INFINITY): Promise<void> {
    if (intake.size > 0 || refusals.size > 0) writing = writing.then(() => write(most));
    return writing;
  }

  const timer = setInterval(() => void flush(Math.max(rowsAFlush, Math.ceil(intake.size / mostFlushes))), flushMs);
  timer.unref();

  return {
    kept(appId, tokenId, points, series) {
      request(appId, tokenId, 'kept', '', points, series);
      keptPoints += points;
    },
    refused(appId, tokenId, reason, address) {
      request(appId, tokenId, reason, address, 0);
      refusedRequests.set(reason, (refusedRequests.get(reason) ?? 0) + 1);
    },
    lost(appId, reason, points, example) {
      if (points === 0) return;
      ingestRefusedPoints.add(points, { reason });
      const known = refusals.get(`${appId} ${reason}`);
      if (known) Object.assign(known, { points: known.points + points, lastAt: now(), example });
      else refusals.set(`${appId} ${reason}`, { appId, reason, points, lastAt: now(), example });
    },
    flush: () => flush(),
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}
