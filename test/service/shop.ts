/** A team "shop" of an admin, whose apps are forgotten before each test, and an app of it that tells its sockets. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { HOUR_MS } from '@/advisor/types';
import { createApp } from '@/service';
import type { TestDatabase } from '../support/database';
import { appIdOf, HOST, person, ROADMAP, serviceDatabase, storeGauge } from './people';

/** Hours of data that end "now". */
const HOURS = 26;

/** For a test file: the database of its shop, from the first test on. */
export function shopDatabase(now: () => number, made: (database: TestDatabase) => void): void {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await serviceDatabase({ now });
    made(database);
    await person(database.prisma, 'ann@example.org', 'shop', 'admin');
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.prisma.$executeRaw`TRUNCATE app, outbox, audit_entry, telemetry.signal_block CASCADE`;
  });
}

/** An app of the shop. */
export async function shopApp(database: TestDatabase, name = 'Checkout'): Promise<{ id: number; slug: string }> {
  const { slug } = await createApp(HOST, { teamSlug: 'shop', name, roadmapId: ROADMAP, population: 'daily' });
  return { id: await appIdOf(database, slug), slug };
}

/**
 * 26 hours of sockets.open, whose limit is 10,000 for 5 min: 8,000, and `over` in the last minutes from `fromMinutes`
 * before `nowAt` to `toMinutes` before it.
 */
export async function storeSockets(
  { pool }: TestDatabase,
  { appId, nowAt }: { appId: number; nowAt: number },
  [over, fromMinutes, toMinutes]: [over: number, fromMinutes: number, toMinutes: number],
): Promise<void> {
  const values = Array.from({ length: HOURS * 60 }, (_, minute) => {
    const before = HOURS * 60 - minute;
    return before <= fromMinutes && before > toMinutes ? over : 8_000;
  });
  await storeGauge(pool, { appId, signal: 'sockets.open', startAt: nowAt - HOURS * HOUR_MS, values });
}

export const storedCrossings = ({ prisma }: TestDatabase) => prisma.crossing.findMany({ orderBy: { openedAt: 'asc' } });

/** Keys of all that would be told, in order. */
export const outboxKeys = async ({ prisma }: TestDatabase) =>
  (await prisma.outbox.findMany({ orderBy: { id: 'asc' } })).map(({ key }) => key);
