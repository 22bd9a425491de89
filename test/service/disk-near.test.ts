/** A disk fills, a day at a time: its step comes, is told of once, and comes back for its next time. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Advice, DAY_MS, HOUR_MS } from '@/advisor/types';
import { createApp, tickStep } from '@/service';
import { evaluateApp } from '@/service/evaluate/evaluate';
import { setResources } from '@/service/resources';
import { writeSignals } from '@/store/index';
import { type TestDatabase, testDatabase } from '../support/database';
import { appIdOf, HOST, person } from './people';

const firstAt = Date.UTC(2026, 0, 5);
const GIB = 1024 ** 3;

let database: TestDatabase;
let appId: number;
let slug: string;

beforeAll(async () => {
  database = await testDatabase();
  await person(database.prisma, 'ann@example.org', 'shop', 'admin');
  clockAt(firstAt);
  ({ slug } = await createApp(HOST, {
    teamSlug: 'shop',
    name: 'Checkout',
    roadmapId: 'five-stages',
    population: 'daily',
  }));
  appId = await appIdOf(database, slug);
});
afterAll(() => database.close());

function clockAt(at: number) {
  setResources({ prisma: database.prisma, telemetry: database.pool, now: () => at });
}

/** One GiB a day on one that holds `size` GiB. */
async function storeDay(day: number, size: number) {
  const client = await database.pool.connect();
  try {
    for (let h = 0; h < 24; h++) {
      const at = firstAt + day * DAY_MS + h * HOUR_MS;
      const disk = { name: 'db-1 /data', usedBytes: (40 + day + h / 24) * GIB, sizeBytes: size * GIB };
      await writeSignals(client, [
        {
          appId,
          hourAt: at,
          minutes: [],
          hours: { 'users.active': { at, max5: 100 + h, median5: 100 + h, means: 12 } },
          facts: { at, instancesMedian: 2, versions: ['1.0'], newestAt: at + 59 * 60_000, disks: [disk] },
          observations: { startAt: at, columns: {} },
        },
      ]);
    }
  } finally {
    client.release();
  }
}

const middayOf = (day: number) => firstAt + day * DAY_MS + 12 * HOUR_MS;
const stepNow = async (): Promise<string | undefined> => {
  const { advice } = await database.prisma.appState.findFirstOrThrow({ where: { appId } });
  const { open, done } = (advice as unknown as Advice).checklist;
  return [...open, ...done].find(({ stepId }) => stepId === 'grow-storage')?.status;
};
const told = () => database.prisma.outbox.findMany({ where: { kind: 'date.near' }, orderBy: { id: 'asc' } });

async function live(from: number, to: number, size: number) {
  for (let day = from; day < to; day++) {
    await storeDay(day, size);
    clockAt(middayOf(day + 1));
    await evaluateApp(appId, middayOf(day + 1));
  }
}

test('the step of a disk comes with its date, is told of once, and comes back with the next date', async () => {
  await live(0, 20, 100);
  expect(await stepNow()).toBeUndefined();
  await live(20, 24, 100);
  expect(await stepNow()).toBe('open');
  expect(await told()).toEqual([]);
  // 85 GiB on day 45: within the fortnight that its steps take from day 31 on, once the date is published anew.
  await live(24, 40, 100);
  const [first, ...more] = await told();
  expect(more).toEqual([]);
  expect(first?.payload).toMatchObject({ signal: 'disk.used', disk: 'db-1 /data', leadDays: 14, thresholdId: 'disk' });
  const { likelyAt } = (first?.payload ?? {}) as { likelyAt: number };
  expect(Math.abs(likelyAt - (firstAt + 45 * DAY_MS))).toBeLessThanOrEqual(2 * DAY_MS);

  await tickStep(HOST, slug, 'grow-storage', { status: 'done' });
  expect(await stepNow()).toBe('done');
  // Of 200 GiB 85 % are reached on day 130.
  await live(40, 60, 200);
  expect(await stepNow()).toBe('done');
  expect(await told()).toHaveLength(1);
  await live(60, 122, 200);
  expect(await stepNow()).toBe('open');
  expect(await told()).toHaveLength(2);
}, 240_000);
