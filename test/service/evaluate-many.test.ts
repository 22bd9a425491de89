import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Advice, HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { createApp, deleteApp, setOverride } from '@/service';
import { evaluateApp, evaluateApps } from '@/service/evaluate/evaluate';
import { setResources } from '@/service/resources';
import type { Actor } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { appIdOf, HOST, person, ROADMAP, serviceDatabase, storeGauge } from './people';

const nowAt = Date.UTC(2026, 4, 20, 12);
const startAt = nowAt - 26 * HOUR_MS;
let database: TestDatabase;
let admin: Actor;

beforeAll(async () => {
  database = await serviceDatabase({ now: () => nowAt });
  admin = await person(database.prisma, 'ann@example.org', 'shop', 'admin');
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.prisma.$executeRaw`TRUNCATE app, outbox, audit_entry, telemetry.signal_block CASCADE`;
});

/** An app whose sockets are at `value` in the last half hour; the limit is 10,000. */
async function appAt(name: string, value: number): Promise<{ id: number; slug: string }> {
  const { slug } = await createApp(HOST, { teamSlug: 'shop', name, roadmapId: ROADMAP, population: 'daily' });
  const id = await appIdOf(database, slug);
  const values = Array.from({ length: 26 * 60 }, (_, minute) => (minute < 26 * 60 - 30 ? 8_000 : value));
  await storeGauge(database.pool, { appId: id, signal: 'sockets.open', startAt, values });
  return { id, slug };
}

/** What is stored of an app, but for numbers that count up. */
async function storedOf(id: number) {
  const where = { appId: BigInt(id) };
  const { prisma } = database;
  const crossings = (await prisma.crossing.findMany({ where })).map(({ id: _, ...row }) => row);
  const audited = await prisma.auditEntry.findMany({ where: { ...where, actor: 'system:worker' } });
  return {
    crossings,
    told: (await prisma.outbox.findMany({ where })).map(({ kind }) => kind),
    audited: audited.map(({ action }) => action),
    state: await prisma.appState.findUnique({ where }),
    forecast: await prisma.appForecast.findUnique({ where }),
    dates: (await prisma.publishedDate.findMany({ where, orderBy: { id: 'asc' } })).map(({ id: _, ...row }) => row),
  };
}

test('evaluated together, each app gets what it gets alone', async () => {
  const [busy, calm, own] = [await appAt('Busy', 12_000), await appAt('Calm', 7_000), await appAt('Own', 9_000)];
  await setOverride(admin, own.slug, { thresholdId: 'sockets', limit: 8_500, reason: 'small machines' });
  const ids = [busy.id, calm.id, own.id];
  for (const id of ids) await evaluateApp(id, nowAt);
  const alone = await Promise.all(ids.map(storedOf));
  expect(alone.map(({ told }) => told)).toEqual([['crossing.opened'], [], ['crossing.opened']]);
  await database.prisma.$executeRaw`TRUNCATE crossing, outbox, app_state, app_forecast, published_date CASCADE`;
  await database.prisma.$executeRaw`DELETE FROM audit_entry WHERE actor = 'system:worker'`;
  await evaluateApps(
    ids.map((appId) => ({ appId })),
    nowAt,
  );
  expect(await Promise.all(ids.map(storedOf))).toEqual(alone);
});

test('an app that was deleted meanwhile is left out; the others are evaluated', async () => {
  const [kept, gone] = [await appAt('Kept', 12_000), await appAt('Gone', 12_000)];
  await deleteApp(admin, gone.slug, 'Gone');
  await evaluateApps([{ appId: gone.id }, { appId: kept.id }, { appId: 999_999 }], nowAt);
  expect((await storedOf(gone.id)).state).toBeNull();
  expect((await storedOf(kept.id)).told).toEqual(['crossing.opened']);
});

test('where one cannot be evaluated nothing of the others is written', async () => {
  const [good, bad] = [await appAt('Good', 12_000), await appAt('Bad', 12_000)];
  await database.prisma.app.update({ where: { slug: bad.slug }, data: { roadmapId: 'not-there' } });
  await expect(evaluateApps([{ appId: good.id }, { appId: bad.id }], nowAt)).rejects.toThrow('not-there');
  expect(await storedOf(good.id)).toMatchObject({ crossings: [], told: [], state: null });
});

test('who read before another evaluated, and comes later, writes nothing', async () => {
  const { id } = await appAt('Slow', 12_000);
  const { pool, prisma } = database;
  const { sleepy, wake } = asleep();
  setResources({ telemetry: sleepy });
  const sleeper = evaluateApp(id, nowAt);
  setResources({ telemetry: pool });
  const calm = Array.from({ length: 60 }, () => 7_000);
  await storeGauge(pool, { appId: id, signal: 'sockets.open', startAt: nowAt, values: calm });
  await evaluateApp(id, nowAt + HOUR_MS);
  const after = await storedOf(id);
  expect(after.crossings).toMatchObject([{ state: 'recovered' }]);
  wake();
  await sleeper;
  expect(await storedOf(id)).toEqual(after);
  expect((await prisma.appState.findUniqueOrThrow({ where: { appId: id } })).computedAt.getTime()).toBe(
    nowAt + HOUR_MS,
  );
});

test('what a person changed between its reading and its lock is judged by', async () => {
  const { id } = await appAt('Changed', 12_000);
  const { pool, prisma } = database;
  const checklist = async () => {
    const { advice } = await prisma.appState.findUniqueOrThrow({ where: { appId: id } });
    return (advice as unknown as Advice).checklist;
  };
  await evaluateApp(id, nowAt);
  const { stepId } = (await checklist()).open[0] as { stepId: string };
  const { sleepy, wake } = asleep();
  setResources({ telemetry: sleepy });
  const sleeper = evaluateApp(id, nowAt + MINUTE_MS);
  setResources({ telemetry: pool });
  const word = { status: 'wont' as const, by: 'person' as const, at: new Date(nowAt), evidence: {} };
  await prisma.stepState.create({ data: { appId: id, stepId, ...word } });
  wake();
  await sleeper;
  expect((await checklist()).wont.map((step) => step.stepId)).toEqual([stepId]);
});

/** A pool whose answers come when it is woken: who reads by it sleeps between its reading and its lock. */
function asleep() {
  const { pool } = database;
  const query = pool.query.bind(pool);
  let wake = () => {};
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const sleepy = new Proxy(pool, {
    get: (target, name) =>
      name === 'query'
        ? async (...given: Parameters<typeof query>) => {
            const answer = await query(...given);
            await woken;
            return answer;
          }
        : Reflect.get(target, name),
  });
  return { sleepy, wake };
}
