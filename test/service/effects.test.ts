import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Advice, DAY_MS, HOUR_MS } from '@/advisor/types';
import { createApp, tickStep } from '@/service';
import { evaluateApp } from '@/service/evaluate/evaluate';
import { writeSignals } from '@/store/index';
import type { TestDatabase } from '../support/database';
import { appIdOf, HOST, person, ROADMAP, serviceDatabase } from './people';

const doneAt = Date.UTC(2026, 4, 20, 12);
const STEP = 'socketio-redis-adapter';
let clock = doneAt;
let database: TestDatabase;
let appId: number;
let slug: string;

beforeAll(async () => {
  database = await serviceDatabase({ now: () => clock });
  await person(database.prisma, 'ann@example.org', 'shop', 'admin');
  ({ slug } = await createApp(HOST, { teamSlug: 'shop', name: 'Checkout', roadmapId: ROADMAP, population: 'daily' }));
  appId = await appIdOf(database, slug);
  await hours(doneAt - 62 * DAY_MS, doneAt + 17 * DAY_MS);
});
afterAll(() => database.close());

/** Sockets follow users; from the step on a third fewer. */
async function hours(fromAt: number, toAt: number) {
  const client = await database.pool.connect();
  await client.query('BEGIN');
  for (let hourAt = fromAt; hourAt < toAt; hourAt += HOUR_MS) {
    const users = 1000 * (1.5 + Math.sin((2 * Math.PI * hourAt) / DAY_MS) + 0.1 * Math.sin(hourAt / 9_876_543));
    const sockets = 2 * users * (1 + 0.02 * Math.sin(hourAt / 1e8)) * (hourAt >= doneAt ? 0.67 : 1);
    const hour = (value: number) => ({ at: hourAt, max5: value, median5: value, means: 12 });
    const block = {
      appId,
      hourAt,
      minutes: [],
      hours: { 'users.active': hour(users), 'sockets.open': hour(sockets) },
      facts: { at: hourAt, instancesMedian: 1, versions: ['1.0'], newestAt: hourAt },
      observations: { startAt: hourAt, columns: {} },
    };
    await writeSignals(client, [block]);
  }
  await client.query('COMMIT');
  client.release();
}

async function effectNow() {
  const row = await database.prisma.appState.findUniqueOrThrow({ where: { appId } });
  const { checklist } = row.advice as unknown as Advice;
  return [...checklist.done, ...checklist.helpful].find(({ stepId }) => stepId === STEP)?.effect;
}

test('a finished step says when its effect can be told, then what it was, and keeps that', async () => {
  await tickStep(HOST, slug, STEP, { status: 'done' });
  await evaluateApp(appId, doneAt + HOUR_MS);
  expect(await effectNow()).toMatchObject({ code: 'too-early', readyAt: Date.UTC(2026, 5, 5) });

  clock = doneAt + 17 * DAY_MS;
  await evaluateApp(appId, clock);
  const measured = await effectNow();
  expect(measured).toMatchObject({ code: 'measured', signals: [{ signal: 'sockets.open', claimed: true }] });
  const [change] = measured?.code === 'measured' ? measured.signals : [];
  expect(change?.code === 'change' ? change.ratio : 0).toBeCloseTo(0.67, 1);

  // The past that it was measured on may go; what was measured stays.
  await database.prisma.$executeRaw`DELETE FROM telemetry.signal_block WHERE app_id = ${appId}`;
  clock += 90 * DAY_MS;
  await evaluateApp(appId, clock);
  expect(await effectNow()).toEqual(measured);
});

test('ticked anew, it is measured anew', async () => {
  await tickStep(HOST, slug, STEP, { status: 'open' });
  await tickStep(HOST, slug, STEP, { status: 'done' });
  await evaluateApp(appId, clock + HOUR_MS);
  expect(await effectNow()).toMatchObject({ code: 'too-early', doneAt: clock });
});
