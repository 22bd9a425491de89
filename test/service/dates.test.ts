/** A past of months is lived through, a day at a time: dates are told, move seldom, and are settled by what came. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Advice, DAY_MS, HOUR_MS, type SignalHour } from '@/advisor/types';
import { addHolidays, createApp, removeHoliday, setOverride } from '@/service';
import { evaluateApp } from '@/service/evaluate/evaluate';
import { setResources } from '@/service/resources';
import { writeSignals } from '@/store/index';
import { type TestDatabase, testDatabase } from '../support/database';
import { appIdOf, HOST, person, ROADMAP } from './people';

const firstAt = Date.UTC(2026, 0, 5);
const WEEKDAYS = [0, 0.03, 0.04, 0.02, -0.02, -0.15, -0.2];
/** sockets.open has a limit of 10,000 in this roadmap; one user in two has one open. */
const SOCKETS_PER_USER = 0.5;

let database: TestDatabase;
let appId: number;
let slug: string;

beforeAll(async () => {
  database = await testDatabase();
  await person(database.prisma, 'ann@example.org', 'shop', 'admin');
});
afterAll(() => database.close());

beforeEach(async () => {
  clockAt(firstAt);
  await database.prisma.$executeRaw`TRUNCATE app, outbox, audit_entry, telemetry.signal_block CASCADE`;
  ({ slug } = await createApp(HOST, { teamSlug: 'shop', name: 'Checkout', roadmapId: ROADMAP, population: 'daily' }));
  appId = await appIdOf(database, slug);
});

/** Busiest five minutes of users in an hour: a day's curve, a week's, growth, a little that looks like chance. */
function usersAt(at: number, perDay: number): number {
  const day = Math.floor((at - firstAt) / DAY_MS);
  const hour = (at % DAY_MS) / HOUR_MS;
  const curve = 0.35 + 0.65 * Math.max(0, Math.sin(((hour - 6) / 18) * Math.PI));
  const chance = 1 + 0.03 * Math.sin(day * 12.9898 + hour * 78.233);
  return 8_000 * Math.exp(perDay * day + (WEEKDAYS[day % 7] as number)) * curve * chance;
}

async function storeDays(fromDay: number, toDay: number, perDay = 0.008, order = (hours: number[]) => hours) {
  const hours = Array.from({ length: (toDay - fromDay) * 24 }, (_, i) => firstAt + fromDay * DAY_MS + i * HOUR_MS);
  const client = await database.pool.connect();
  try {
    for (const at of order(hours)) {
      const users = usersAt(at, perDay);
      const hour = (value: number): SignalHour => ({ at, max5: value, median5: value * 0.97, means: 12 });
      const block = {
        appId,
        hourAt: at,
        minutes: [],
        hours: { 'users.active': hour(users), 'sockets.open': hour(users * SOCKETS_PER_USER) },
        facts: { at, instancesMedian: 2, versions: ['1.0'], newestAt: at + 59 * 60_000 },
        observations: { startAt: at, columns: {} },
      };
      await writeSignals(client, [block]);
    }
  } finally {
    client.release();
  }
}

function clockAt(at: number) {
  setResources({ prisma: database.prisma, telemetry: database.pool, now: () => at });
}

const middayOf = (day: number) => firstAt + day * DAY_MS + 12 * HOUR_MS;
const advice = async () =>
  (await database.prisma.appState.findFirstOrThrow({ where: { appId } })).advice as unknown as Advice;
const told = (what = 'first') =>
  database.prisma.publishedDate.findMany({ where: { appId, what }, orderBy: [{ publishedAt: 'asc' }, { id: 'asc' }] });
const withoutIds = (rows: Awaited<ReturnType<typeof told>>) => rows.map(({ id, ...row }) => row);

/** The crossing that growth brings, as judging the minutes would have stored it. */
async function cross(day: number) {
  const openedAt = new Date(firstAt + day * DAY_MS + 15 * HOUR_MS);
  await database.prisma.crossing.create({
    data: {
      appId,
      thresholdId: 'sockets',
      signal: 'sockets.open',
      limit: 10_000,
      holdMinutes: 5,
      openedAt,
      closedAt: new Date(openedAt.getTime() + HOUR_MS),
      state: 'recovered',
      overMinutes: 60,
      worstValue: 10_400,
      worstAt: openedAt,
    },
  });
}

describe('a past of 130 days', () => {
  test('is told a date that moves seldom and comes true in its interval', async () => {
    // 8,000 × e^(0.008 d) × weekday ÷ 2 meets 10,000 on day 112.
    const days = 130;
    let crossed: number | null = null;
    for (let day = 10; day < days; day++) {
      await storeDays(day === 10 ? 0 : day - 1, day);
      const peak = Math.max(
        ...Array.from({ length: 24 }, (_, hour) => usersAt(firstAt + (day - 1) * DAY_MS + hour * HOUR_MS, 0.008)),
      );
      if (crossed === null && peak * SOCKETS_PER_USER >= 10_000) {
        crossed = day - 1;
        await cross(crossed);
      }
      clockAt(middayOf(day));
      // Not within 26 hours of the crossing: it has no minutes here from which it would be judged again.
      if (crossed === null ? day % 2 === 0 : day >= crossed + 3) await evaluateApp(appId, middayOf(day));
    }
    expect(crossed).not.toBeNull();
    const rows = await told();
    const codes = rows.map(({ date }) => (date as { code: string }).code);
    // Too short a past, then bounds, then dates.
    expect(codes[0]).toBe('cannot-tell');
    expect(codes.indexOf('not-before')).toBeGreaterThan(0);
    expect(codes.indexOf('date')).toBeGreaterThan(codes.indexOf('not-before'));
    const dates = rows.filter(({ date }) => (date as { code: string }).code === 'date');
    // 52 evaluated days between the first date and the crossing, and a handful of values.
    expect(dates.length).toBeGreaterThan(1);
    expect(dates.length).toBeLessThan(15);
    const settled = dates.filter(({ outcome }) => outcome !== null && outcome !== 'withdrawn');
    expect(settled.length).toBeGreaterThan(1);
    const came = settled.filter(({ outcome }) => outcome === 'in');
    expect(came.length / settled.length).toBeGreaterThan(0.6);
    for (const { metAt } of came) expect(metAt?.getTime()).toBe(firstAt + (crossed as number) * DAY_MS);
    const { dates: finding } = await advice();
    expect(finding?.record).toMatchObject({ settled: expect.any(Number), cameTrue: expect.any(Number) });
    expect(finding?.record.settled).toBeGreaterThan(1);
    expect(finding?.moves.length).toBeGreaterThan(1);
  }, 240_000);
});

describe('what is told', () => {
  const asked = 90;

  test('is the same, evaluated once a day or a hundred times', async () => {
    await storeDays(0, asked);
    await evaluateApp(appId, middayOf(asked));
    const once = withoutIds(await told());
    for (let look = 1; look <= 5; look++) await evaluateApp(appId, middayOf(asked) + look * HOUR_MS);
    expect(withoutIds(await told())).toEqual(once);
    expect(once).toHaveLength(1);
  });

  test('is the same in whatever order the days arrived', async () => {
    await storeDays(0, asked);
    await evaluateApp(appId, middayOf(asked));
    const inOrder = [withoutIds(await told()), withoutIds(await told('limit:sockets'))];
    await database.prisma.$executeRaw`TRUNCATE telemetry.signal_block, published_date, app_forecast`;
    // Backwards, with a look at every half: what was told with half of the past is told anew with all of it.
    await storeDays(asked / 2, asked, 0.008, (hours) => hours.toReversed());
    await evaluateApp(appId, middayOf(asked));
    await storeDays(0, asked / 2, 0.008, (hours) => hours.toReversed());
    await evaluateApp(appId, middayOf(asked), firstAt);
    expect([withoutIds(await told()), withoutIds(await told('limit:sockets'))]).toEqual(inOrder);
  });

  test('is withdrawn, not scored, when a person moves the limit', async () => {
    await storeDays(0, asked);
    await evaluateApp(appId, middayOf(asked));
    await storeDays(asked, asked + 1);
    clockAt(middayOf(asked + 1));
    await setOverride(HOST, slug, { thresholdId: 'sockets', limit: 14_000, reason: 'larger servers' });
    const [before, after, ...more] = await told('limit:sockets');
    expect(more).toEqual([]);
    expect(before).toMatchObject({ outcome: 'withdrawn' });
    expect(after).toMatchObject({ moved: 'facts-changed', outcome: null, replacedAt: null });
    expect((await advice()).dates?.record).toMatchObject({ settled: 0 });
  });

  test('is told anew the same day when the team’s calendar changes, and as before when it changes back', async () => {
    await storeDays(0, asked);
    const at = firstAt + (asked + 10) * DAY_MS;
    const forecast = async () => {
      await evaluateApp(appId, middayOf(asked));
      const { key, dates } = await database.prisma.appForecast.findUniqueOrThrow({ where: { appId } });
      const { fan } = dates as unknown as NonNullable<Advice['dates']>;
      const day = fan?.at.indexOf(at) ?? -1;
      return { key, width: (fan?.high[day] ?? Number.NaN) / (fan?.low[day] ?? Number.NaN) };
    };
    const before = await forecast();
    const holiday = { name: 'Sale', from: new Date(at).toISOString().slice(0, 10) };
    await addHolidays(HOST, 'shop', { holidays: [holiday] });
    const after = await forecast();
    expect(after.key).not.toBe(before.key);
    // Nobody knows what such a day does: it is wider than the same day as an ordinary one.
    expect(after.width).toBeGreaterThan(before.width);
    expect(await forecast()).toEqual(after);
    await removeHoliday(HOST, 'shop', holiday);
    expect(await forecast()).toEqual(before);
  });

  test('says why there is no date: too short a past, no load', async () => {
    await storeDays(0, 9);
    await evaluateApp(appId, middayOf(9));
    expect((await advice()).dates?.first.date).toEqual({
      code: 'cannot-tell',
      reason: { code: 'too-short', have: 9, need: 14 },
    });
  });

  test('goes further back than what is read each minute, and remembers it', async () => {
    await storeDays(0, 200, 0.004);
    await evaluateApp(appId, middayOf(200));
    const kept = await database.prisma.appForecast.findUniqueOrThrow({ where: { appId } });
    expect(kept.days as unknown[]).toHaveLength(200);
    await storeDays(200, 201, 0.004);
    await evaluateApp(appId, middayOf(201));
    const next = await database.prisma.appForecast.findUniqueOrThrow({ where: { appId } });
    expect(next.days as unknown[]).toHaveLength(201);
    expect(next.key).not.toBe(kept.key);
  });
});
