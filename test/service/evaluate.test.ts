import { beforeEach, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { catalogue } from '@/catalogue/index';
import {
  createApp,
  crossingsView,
  muteThreshold,
  noteCrossing,
  overview,
  removeOverride,
  setEvidenceWindow,
  setOverride,
  tickStep,
  unmuteThreshold,
} from '@/service';
import { evaluateApp } from '@/service/evaluate/evaluate';
import { setResources } from '@/service/resources';
import type { TestDatabase } from '../support/database';
import { HOST, ROADMAP, storeGauge } from './people';
import { outboxKeys, shopApp, shopDatabase, storedCrossings, storeSockets } from './shop';

/** 26 hours of data end "now": sockets.open, whose limit is 10,000 for 5 min. */
const nowAt = Date.UTC(2026, 4, 20, 12);
const startAt = nowAt - 26 * HOUR_MS;
const minutesBefore = (minutes: number) => nowAt - minutes * MINUTE_MS;

let database: TestDatabase;
let appId: number;
let slug: string;

shopDatabase(
  () => nowAt,
  (made) => {
    database = made;
  },
);

beforeEach(async () => {
  ({ id: appId, slug } = await shopApp(database));
});

const sockets = (...values: [over: number, fromMinutes: number, toMinutes: number]) =>
  storeSockets(database, { appId, nowAt }, values);
const stored = () => storedCrossings(database);
const outbox = () => outboxKeys(database);
const audited = async () =>
  (await database.prisma.auditEntry.findMany({ where: { actor: 'system:worker' } })).map(({ action }) => action);
const everything = async () => ({
  crossings: await stored(),
  outbox: await database.prisma.outbox.findMany(),
  steps: await database.prisma.stepState.findMany(),
  state: await database.prisma.appState.findMany(),
  audit: await database.prisma.auditEntry.count(),
});

test('a crossing opens, is told once and noted once, however often it is looked at', async () => {
  await sockets(12_000, 30, 0);
  for (let look = 0; look < 3; look++) await evaluateApp(appId, nowAt);
  const [crossing] = await stored();
  expect(crossing).toMatchObject({ thresholdId: 'sockets', state: 'open', closedAt: null, worstValue: 12_000 });
  expect(await outbox()).toEqual([`crossing:${crossing?.id}:opened`]);
  expect(await audited()).toEqual(['crossingOpened']);
});

test('evaluated twice, everything that is stored is the same', async () => {
  await sockets(12_000, 300, 200);
  await evaluateApp(appId, nowAt);
  const once = await everything();
  await evaluateApp(appId, nowAt);
  expect(await everything()).toEqual(once);
});

test('it closes under the same id and says so once', async () => {
  await sockets(12_000, 30, 0);
  await evaluateApp(appId, nowAt);
  const [open] = await stored();
  await storeGauge(database.pool, { appId, signal: 'sockets.open', startAt: nowAt, values: Array(60).fill(8_000) });
  await evaluateApp(appId, nowAt + 20 * MINUTE_MS);
  await evaluateApp(appId, nowAt + 21 * MINUTE_MS);
  const [closed, ...others] = await stored();
  expect(others).toEqual([]);
  expect(closed).toMatchObject({ id: open?.id, state: 'recovered' });
  expect(await outbox()).toEqual([`crossing:${open?.id}:opened`, `crossing:${open?.id}:closed`]);
});

test('a crossing revealed more than an hour after it opened is recorded and not told', async () => {
  await sockets(12_000, 120, 90);
  await evaluateApp(appId, nowAt);
  expect(await stored()).toHaveLength(1);
  expect(await outbox()).toEqual([]);
  expect(await audited()).toEqual(['crossingOpened']);
});

test('late data that deny a crossing withdraw it and leave a note', async () => {
  await sockets(12_000, 30, 0);
  await evaluateApp(appId, nowAt);
  await sockets(8_000, 0, 0);
  await evaluateApp(appId, nowAt);
  expect(await stored()).toEqual([]);
  expect(await outbox()).toEqual([]);
  expect(await audited()).toEqual(['crossingOpened', 'crossingWithdrawn']);
});

test('history of days is judged when the worker says that it was touched', async () => {
  const days = 6;
  const values = Array.from({ length: days * 24 * 60 }, (_, minute) =>
    minute >= 600 && minute < 660 ? 15_000 : 8_000,
  );
  await storeGauge(database.pool, { appId, signal: 'sockets.open', startAt: nowAt - days * DAY_MS, values });
  await evaluateApp(appId, nowAt);
  expect(await stored()).toEqual([]);
  await evaluateApp(appId, nowAt, nowAt - days * DAY_MS);
  expect(await stored()).toHaveLength(1);
  expect(await outbox()).toEqual([]);
});

test('an override moves the limit, and going back withdraws what it made', async () => {
  await sockets(9_500, 30, 0);
  await setOverride(HOST, slug, { thresholdId: 'sockets', limit: 9_000, reason: 'smaller servers' });
  await evaluateApp(appId, nowAt);
  expect(await stored()).toMatchObject([{ limit: 9_000, state: 'open' }]);
  await removeOverride(HOST, slug, 'sockets');
  await evaluateApp(appId, nowAt);
  expect(await stored()).toEqual([]);
});

test('a mute needs a reason, an end and a threshold that exists; taking it back leaves other overrides', async () => {
  const mute = (thresholdId: string, minutes: number, reason: string) =>
    muteThreshold(HOST, slug, { thresholdId, minutes, reason }).catch((error) => error.field);
  expect(await mute('sockets', 60, ' ')).toBe('reason');
  expect(await mute('sockets', 0, 'x')).toBe('minutes');
  expect(await mute('sockets', 91 * 1440, 'x')).toBe('minutes');
  expect(await mute('nothing', 60, 'x')).toBe('thresholdId');
  await setOverride(HOST, slug, { thresholdId: 'sockets', limit: 9_000, reason: 'smaller servers' });
  await mute('sockets', 60, 'load test');
  const [kept] = await database.prisma.thresholdOverride.findMany();
  expect(kept).toMatchObject({ limit: 9_000, reason: 'smaller servers', mutedReason: 'load test' });
  await unmuteThreshold(HOST, slug, 'sockets');
  expect(await database.prisma.thresholdOverride.findMany()).toMatchObject([{ limit: 9_000, mutedUntil: null }]);
  await expect(unmuteThreshold(HOST, slug, 'sockets')).rejects.toMatchObject({ code: 'not-found' });
});

test('late data that change a crossing leave a note on it; going on leaves none', async () => {
  await sockets(12_000, 60, 20);
  await evaluateApp(appId, nowAt - 30 * MINUTE_MS);
  await evaluateApp(appId, nowAt - 25 * MINUTE_MS);
  await evaluateApp(appId, nowAt);
  const [closed] = await stored();
  expect(closed).toMatchObject({ state: 'recovered', notes: [] });
  await sockets(15_000, 90, 20);
  await evaluateApp(appId, nowAt);
  await evaluateApp(appId, nowAt);
  const was = { openedAt: closed?.openedAt.getTime(), closedAt: closed?.closedAt?.getTime() };
  const [revised, ...others] = await stored();
  expect(others).toEqual([]);
  expect(revised).toMatchObject({ id: closed?.id, worstValue: 15_000 });
  expect(revised?.notes).toEqual([
    { at: nowAt, code: 'revised', was: { ...was, worstValue: 12_000, overMinutes: closed?.overMinutes } },
  ]);
  expect(await audited()).toContain('crossingRevised');
});

test('a crossing that data of hours ago reveal says so', async () => {
  await sockets(12_000, 300, 200);
  await evaluateApp(appId, nowAt);
  expect((await stored())[0]?.notes).toEqual([{ at: nowAt, code: 'revealed-late' }]);
});

test('the page shows open and past ones with their slice, notes, mutes, and what was withdrawn', async () => {
  await sockets(12_000, 300, 260);
  await evaluateApp(appId, nowAt);
  await sockets(12_000, 30, 0);
  await evaluateApp(appId, nowAt);
  await muteThreshold(HOST, slug, { thresholdId: 'sockets', minutes: 60, reason: 'load test' });
  const [open] = await stored();
  await noteCrossing(HOST, slug, { crossing: Number(open?.id), text: 'a batch import' });
  const view = await crossingsView(HOST, slug);
  expect(view.open).toMatchObject([{ signal: 'sockets.open', closedAt: null }]);
  expect(view.open[0]?.notes).toMatchObject([{ code: 'said', by: 'host', text: 'a batch import' }]);
  expect(Math.max(...(view.open[0]?.slice?.values ?? []).map((value) => value ?? 0))).toBe(12_000);
  expect(view.past).toEqual([]);
  expect(view.withdrawn).toMatchObject([{ signal: 'sockets.open', thresholdId: 'sockets' }]);
  expect(view.mutes).toMatchObject([{ thresholdId: 'sockets', until: nowAt + HOUR_MS, reason: 'load test' }]);
  expect(view.signalsCrossed).toEqual(['sockets.open']);
  expect((await crossingsView(HOST, slug, { signal: 'cpu.used' })).open).toEqual([]);
  await expect(noteCrossing(HOST, slug, { crossing: 1, text: 'x' })).rejects.toMatchObject({ code: 'not-found' });
});

test('an app without a crossing has an empty page', async () => {
  const view = await crossingsView(HOST, slug);
  expect([view.open, view.past, view.withdrawn, view.olderBefore]).toEqual([[], [], [], null]);
});

test('what happened within 30 minutes before is kept beside the crossing', async () => {
  await sockets(12_000, 30, 0);
  const step = [...catalogue().steps.keys()][0] ?? '';
  setResources({ now: () => minutesBefore(40) });
  await tickStep(HOST, slug, step, { status: 'done' });
  setResources({ now: () => nowAt });
  await storeGauge(database.pool, {
    appId,
    signal: 'sockets.open',
    startAt: nowAt - HOUR_MS,
    values: Array.from({ length: 60 }, (_, minute) => (minute < 30 ? 8_000 : 12_000)),
    version: '2.0',
  });
  await evaluateApp(appId, nowAt);
  expect((await stored())[0]?.before).toEqual([
    { kind: 'deployment', at: nowAt - HOUR_MS, says: '2.0', withinMinutes: 60 },
    { kind: 'step', at: minutesBefore(40), says: step, withinMinutes: 1 },
  ]);
});

test('steps that telemetry proves are ticked once; a person’s word is left alone', async () => {
  const values = Array(26 * 60).fill(8_000);
  const observed = {
    requests: 600,
    'db.operations': 900,
    'db.pool.instances': 1,
    'db.pool.max': 10,
    'db.pool.used': 3,
    instances: 1,
  };
  await storeGauge(database.pool, { appId, signal: 'sockets.open', startAt, values, observed });
  await evaluateApp(appId, nowAt);
  const ticked = await database.prisma.stepState.findMany();
  expect(ticked.length).toBeGreaterThan(0);
  expect(ticked.every(({ by, status }) => by === 'telemetry' && status === 'done')).toBe(true);
  const stepId = ticked[0]?.stepId ?? '';
  await tickStep(HOST, slug, stepId, { status: 'wont', reason: 'not ours' });
  await evaluateApp(appId, nowAt);
  expect(await database.prisma.stepState.findFirst({ where: { stepId } })).toMatchObject({
    by: 'person',
    status: 'wont',
  });
  expect((await audited()).filter((action) => action === 'stepTicked')).toHaveLength(ticked.length);
});

test('a step that telemetry no longer proves is withdrawn within the app’s own window, not after days', async () => {
  const values = Array(26 * 60).fill(8_000);
  const seen = { requests: 600, 'db.operations': 900, instances: 1 };
  const pool = { 'db.pool.instances': 1, 'db.pool.max': 10, 'db.pool.used': 3 };
  await storeGauge(database.pool, { appId, signal: 'sockets.open', startAt, values, observed: { ...seen, ...pool } });
  await setEvidenceWindow(HOST, slug, 60);
  await evaluateApp(appId, nowAt);
  expect(await database.prisma.stepState.count()).toBeGreaterThan(0);
  const without = { ...seen, 'db.pool.instances': 0, 'db.pool.max': 0, 'db.pool.used': 0 };
  const after = { appId, signal: 'sockets.open', startAt: nowAt, values: Array(8 * 60).fill(8_000), observed: without };
  await storeGauge(database.pool, after);
  for (let hours = 1; hours <= 8; hours++) await evaluateApp(appId, nowAt + hours * HOUR_MS);
  expect(await audited()).toContain('stepWithdrawn');
});

test('the team page puts what crosses first and what has no answer last', async () => {
  await createApp(HOST, { teamSlug: 'shop', name: 'Aardvark', roadmapId: ROADMAP });
  await sockets(12_000, 30, 0);
  await evaluateApp(appId, nowAt);
  const view = await overview(HOST, 'shop', 'UTC', ([first]) => (first ? [first] : []));
  expect(view.apps.map(({ name, state }) => [name, state])).toEqual([
    ['Checkout', 'crossing'],
    ['Aardvark', 'new'],
  ]);
  expect(view.rows.map(({ name, crossing }) => [name, crossing])).toMatchObject([
    ['Checkout', { signal: 'sockets.open', limit: 10_000, value: 12_000 }],
  ]);
  expect(view.crossingDays).toMatchObject([{ app: slug, signal: 'sockets.open', openNow: true }]);
  expect(view.crossingDays[0]?.days.at(-1)).toBe(1);
  // As a release left them that kept no line beside the summary.
  await database.prisma.$executeRaw`UPDATE app_state SET line = NULL`;
  expect(await overview(HOST, 'shop', 'UTC', ([first]) => (first ? [first] : []))).toEqual(view);
});
