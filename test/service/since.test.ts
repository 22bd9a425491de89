/** An evaluation that goes by what the last one of the same process left gives what a whole one gives. */
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { muteThreshold, removeOverride, setOverride, unmuteThreshold } from '@/service';
import { evaluateApp, evaluateApps } from '@/service/evaluate/evaluate';
import { type Watch, watch } from '@/service/evaluate/watch';
import { setResources } from '@/service/resources';
import type { TestDatabase } from '../support/database';
import { HOST, storeGauge } from './people';
import { shopApp, shopDatabase } from './shop';

/** sockets.open, whose limit is 10,000 for 5 min. */
const beginAt = Date.UTC(2026, 4, 20, 6);
const PAST_HOURS = 32;
let nowAt = beginAt;
let database: TestDatabase;

shopDatabase(
  () => nowAt,
  (made) => {
    database = made;
  },
);
beforeEach(async () => {
  nowAt = beginAt;
  setResources({ now: () => nowAt });
});

type Step =
  | { minutes: number; value: number | null }
  | { late: number; minutes: number; value: number | null }
  | { does: 'override' | 'remove' | 'mute' | 'unmute' | 'restart' | 'other worker' | 'nothing' };

const level = fc.constantFrom<(number | null)[]>(8_000, 8_000, 9_500, 12_000, null);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ minutes: fc.integer({ min: 1, max: 45 }), value: level }) },
  {
    weight: 2,
    arbitrary: fc.record({
      late: fc.integer({ min: 1, max: 1700 }),
      minutes: fc.integer({ min: 1, max: 40 }),
      value: level,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constantFrom('override', 'remove', 'mute', 'unmute', 'restart', 'other worker', 'nothing'),
    }),
  },
) as fc.Arbitrary<Step>;

interface App {
  id: number;
  slug: string;
  values: Map<number, number | null>;
}

async function app(name: string): Promise<App> {
  const made = { ...(await shopApp(database, name)), values: new Map<number, number | null>() };
  await put(made, beginAt - PAST_HOURS * HOUR_MS, PAST_HOURS * 60, 8_000);
  return made;
}

/** Answers the oldest hour that changed. */
async function put({ id, values }: App, fromAt: number, minutes: number, value: number | null): Promise<number> {
  for (let m = 0; m < minutes; m++) values.set(fromAt + m * MINUTE_MS, value);
  const first = Math.floor(fromAt / HOUR_MS) * HOUR_MS;
  for (let hourAt = first; hourAt < fromAt + minutes * MINUTE_MS; hourAt += HOUR_MS) {
    const hour = Array.from({ length: 60 }, (_, m) => values.get(hourAt + m * MINUTE_MS) ?? null);
    await storeGauge(database.pool, { appId: id, signal: 'sockets.open', startAt: hourAt, values: hour });
  }
  return first;
}

async function does(what: string, { slug }: App): Promise<void> {
  const id = { thresholdId: 'sockets' };
  if (what === 'override') await setOverride(HOST, slug, { ...id, limit: 9_000, reason: 'small machines' });
  if (what === 'remove') await removeOverride(HOST, slug, id.thresholdId).catch(() => {});
  if (what === 'mute') await muteThreshold(HOST, slug, { ...id, minutes: 60, reason: 'a test' });
  if (what === 'unmute') await unmuteThreshold(HOST, slug, id.thresholdId).catch(() => {});
}

/** What is stored of an app, but for numbers that count up. */
async function storedOf({ id }: App) {
  const where = { appId: BigInt(id) };
  const { prisma } = database;
  const { advice } = (await prisma.appState.findUnique({ where })) ?? { advice: null };
  const order = { orderBy: { id: 'asc' as const } };
  return {
    crossings: (await prisma.crossing.findMany({ where, orderBy: [{ openedAt: 'asc' }, { id: 'asc' }] })).map(
      ({ id: _, appId: __, ...row }) => row,
    ),
    told: (await prisma.outbox.findMany({ where, ...order })).map(({ kind }) => kind),
    audited: (await prisma.auditEntry.findMany({ where: { ...where, actor: 'system:worker' }, ...order })).map(
      ({ action }) => action,
    ),
    advice,
  };
}

test('after late data, overrides, mutes, restarts and what others evaluated', { timeout: 240_000 }, async () => {
  let short = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 14, maxLength: 22 }), async (steps) => {
      await database.prisma.$executeRaw`TRUNCATE app, outbox, audit_entry, telemetry.signal_block CASCADE`;
      nowAt = beginAt;
      const [mine, whole] = [await app('Mine'), await app('Whole')];
      let watched: Watch = watch();
      let touched: number | undefined;
      const both = async (run: (app: App) => Promise<unknown>) => {
        for (const each of [mine, whole]) await run(each);
      };
      for (const each of [{ does: 'nothing' } as Step, ...steps]) {
        if ('late' in each) {
          const fromAt = Math.floor(nowAt / MINUTE_MS) * MINUTE_MS - (each.late + each.minutes) * MINUTE_MS;
          await both(async (one) => {
            const hourAt = await put(one, fromAt, each.minutes, each.value);
            touched = Math.min(touched ?? hourAt, hourAt);
          });
        } else if ('minutes' in each) {
          const fromAt = nowAt;
          nowAt += each.minutes * MINUTE_MS;
          await both(async (one) => {
            const hourAt = await put(one, fromAt, each.minutes, each.value);
            touched = Math.min(touched ?? hourAt, hourAt);
          });
        } else if (each.does === 'restart') watched = watch();
        else if (each.does === 'other worker') await both(({ id }) => evaluateApp(id, nowAt, touched));
        else await both((one) => does(each.does, one));
        const since = watched.since(mine.id);
        if (since) short++;
        watched.evaluated(await evaluateApps([{ appId: mine.id, touchedFromAt: touched, since }], nowAt));
        // Whole: without what the last one left, and with the columns of the whole day behind it.
        await evaluateApp(whole.id, nowAt, touched);
        touched = undefined;
        const [is, should] = [await storedOf(mine), await storedOf(whole)];
        expect(is).toEqual(should);
      }
    }),
    { seed: 5, numRuns: 8 },
  );
  expect(short).toBeGreaterThan(50);
});

test('a minute that nobody told of is judged by who knows nothing of the app, as after a restart or a take-over', async () => {
  const { id, slug, values } = await app('Mine');
  const watched = watch();
  const evaluate = async () => watched.evaluated(await evaluateApps([{ appId: id, since: watched.since(id) }], nowAt));
  await evaluate();
  // Derived by another worker, who did not come to evaluate it.
  await put({ id, slug, values }, nowAt - 5 * HOUR_MS, 30, 12_000);
  nowAt += MINUTE_MS;
  await evaluate();
  expect(await database.prisma.crossing.count()).toBe(0);
  watched.keepOnly(new Set());
  expect(watched.since(id)).toBeUndefined();
  await evaluate();
  expect(await database.prisma.crossing.count()).toBe(1);
});
