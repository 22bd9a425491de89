import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Intake,
  readDeriveLag,
  readFlow,
  readFoldLag,
  readStoredBytes,
  recordIntake,
  recordRefusals,
} from '@/store';
import { type TestDatabase, testDatabase } from '../support/database';

const minute = 60_000;
const nowAt = Date.UTC(2026, 10, 21, 10, 30, 20);
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const intake = (appId: number, at: number, outcome: string, requests: number, points: number): Intake => ({
  appId,
  minuteAt: Math.floor(at / minute) * minute,
  outcome,
  tokenId: 1,
  address: '',
  requests,
  points,
  series: 0,
  lastAt: at,
});

it('adds up what all apps sent in each whole minute, and what was refused and why', async () => {
  await recordIntake(database.pool, [
    intake(1, nowAt - minute, 'kept', 2, 240),
    intake(2, nowAt - minute, 'kept', 1, 60),
    intake(2, nowAt - 59 * minute, 'kept', 1, 7),
    // The running minute is not whole yet; the other is over an hour old.
    intake(1, nowAt, 'kept', 5, 500),
    intake(1, nowAt - 62 * minute, 'kept', 5, 500),
    intake(1, nowAt, 'too-many-points', 3, 0),
    intake(0, nowAt - minute, 'unknown-token', 1, 0),
    intake(2, nowAt - minute, 'too-many-points', 1, 0),
  ]);
  await recordRefusals(database.pool, [
    { appId: 1, reason: 'too-old', points: 4, lastAt: nowAt - 1000, example: '' },
    { appId: 2, reason: 'too-old', points: 5, lastAt: nowAt - 2000, example: '' },
    { appId: 2, reason: 'no-time', points: 9, lastAt: nowAt - 86_400_000, example: '' },
  ]);
  const flow = await readFlow(database.pool, nowAt);
  expect(flow.fromAt).toBe(Date.UTC(2026, 10, 21, 9, 30));
  expect([flow.points.length, flow.points[59], flow.requests[59], flow.points[1]]).toEqual([60, 300, 3, 7]);
  expect(flow.points.reduce((a, b) => a + b)).toBe(307);
  expect(flow.refusedRequests).toEqual([
    { reason: 'too-many-points', count: 4, lastAt: nowAt },
    { reason: 'unknown-token', count: 1, lastAt: nowAt - minute },
  ]);
  expect(flow.refusedItems).toEqual([{ reason: 'too-old', count: 9, lastAt: nowAt - 1000 }]);
});

it('says how long an app waits for signals: since it sent what its newest ones do not hold', async () => {
  const { pool } = database;
  expect(await readDeriveLag(pool, nowAt)).toEqual({ hours: 0, longestMs: 0 });
  const mark = (appId: number, hour: string) =>
    pool.query('INSERT INTO telemetry.dirty_hour (app_id, event_hour, received_hour) VALUES ($1, $2, $3)', [
      appId,
      `2026-11-21 ${hour}+00`,
      '2026-11-21 10:00+00',
    ]);
  const derivedAt = (appId: number, at: number) =>
    pool.query(
      "INSERT INTO telemetry.signal_block (app_id, kind, start, written_at, payload) VALUES ($1, 'minutes', $2, $3, '')",
      [appId, new Date(Date.UTC(2026, 10, 21, 10)), new Date(at)],
    );
  // Sends without end and was derived 20 s ago.
  await mark(11, '10:00');
  await derivedAt(11, nowAt - 20_000);
  await recordIntake(pool, [intake(11, nowAt - 1000, 'kept', 1, 1), intake(11, nowAt - minute, 'kept', 1, 1)]);
  expect(await readDeriveLag(pool, nowAt)).toEqual({ hours: 1, longestMs: 20_000 });
  // Was derived a day ago and sends again since 10:28: it waits since then, not since yesterday.
  await mark(12, '10:00');
  await mark(12, '09:00');
  await derivedAt(12, nowAt - 86_400_000);
  await recordIntake(pool, [intake(12, nowAt - 2 * minute, 'kept', 1, 1)]);
  expect(await readDeriveLag(pool, nowAt)).toEqual({ hours: 3, longestMs: 2 * minute + 20_000 });
});

it('says what is due to be folded, and since when', async () => {
  const due = (start: string, dueAt: number) =>
    database.pool.query('INSERT INTO telemetry.fold_due (app_id, resolution, start, due_at) VALUES (1, 60, $1, $2)', [
      `2026-11-21 ${start}+00`,
      new Date(dueAt),
    ]);
  await due('08:00', nowAt - 5 * minute);
  await due('09:00', nowAt - 1 * minute);
  await due('10:00', nowAt + 40 * minute);
  expect(await readFoldLag(database.pool, nowAt)).toEqual({ hours: 2, longestMs: 5 * minute });
});

it('counts bytes of every table of telemetry', async () => {
  const bytes = await readStoredBytes(database.pool);
  const { rows } = await database.pool.query(
    `SELECT sum(pg_total_relation_size(c.oid)) AS all FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
     WHERE nspname = 'telemetry' AND relkind = 'r'`,
  );
  expect(Object.values(bytes).reduce((a, b) => a + b)).toBe(Number(rows[0].all));
  expect(bytes.signals).toBeGreaterThan(0);
});
