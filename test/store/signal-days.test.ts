import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HourFacts, SignalHour } from '@/advisor/types';
import { readSeen, writeDays, writeSignals } from '@/store/index';
import { decodeDay, encodeDay, headOf } from '@/store/signals/day-codec';
import { type Hours, noHours } from '@/store/signals/hour-codec';
import { type TestDatabase, testDatabase } from '../support/database';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const today = Date.UTC(2026, 4, 20);
const APP = 7;

const number = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: 0, max: 1000 }), fc.constant(Number.NaN));
const hourOf = (at: number): fc.Arbitrary<SignalHour> =>
  fc
    .record(
      {
        max5: number,
        median5: number,
        means: fc.integer({ min: 0, max: 12 }),
        numerator: number,
        denominator: number,
        demandMedian5: number,
        demandMax5: number,
        capacityMedian5: number,
      },
      { requiredKeys: ['max5', 'median5', 'means'] },
    )
    .map((fields) => ({ at, ...fields }));
const factsOf = (at: number): fc.Arbitrary<HourFacts> =>
  fc
    .record(
      {
        instancesMedian: fc.integer({ min: 0, max: 9 }),
        versions: fc.array(fc.constantFrom('1', '2', ''), { maxLength: 2 }),
        deployments: fc.array(fc.record({ at: fc.constant(at), version: fc.string() }), { maxLength: 2 }),
        responseMs: fc.double({ noNaN: true, noDefaultInfinity: true }),
        newestAt: fc.constant(at + 5),
        environment: fc.record({ name: fc.string(), said: fc.boolean() }),
        service: fc.constantFrom(null, 'shop'),
      },
      { requiredKeys: ['instancesMedian', 'versions'] },
    )
    .map((fields) => JSON.parse(JSON.stringify({ at, ...fields })) as HourFacts);
const IDS = ['users.active', 'disk.used', 'cpu.used', 'jobs.duration.p95{job=receipt}'];

const day: fc.Arbitrary<Hours> = fc
  .uniqueArray(fc.integer({ min: 0, max: 23 }), { maxLength: 24 })
  .chain((hours) => {
    const at = hours.sort((a, b) => a - b).map((h) => today + h * HOUR_MS);
    return fc.record({
      facts: fc.tuple(...at.map(factsOf)),
      signals: fc.tuple(
        ...IDS.map((id) => fc.subarray(at).chain((own) => fc.tuple(fc.constant(id), fc.tuple(...own.map(hourOf))))),
      ),
    });
  })
  .map(({ facts, signals }) => {
    const kept = signals.filter(([, hours]) => hours.length > 0) as [string, SignalHour[]][];
    const firsts = kept.map(([, hours]) => (hours[0] as SignalHour).at);
    return { facts, signals: new Map(kept), firstAt: firsts.length > 0 ? Math.min(...firsts) : null };
  });

/** Maps of another class are never equal. */
const plain = (read: Hours): Hours => ({ ...read, signals: new Map(read.signals) });

describe('a day row', () => {
  it('gives each signal alike in whatever order they are asked for, and with hours behind it', () => {
    fc.assert(
      fc.property(day, fc.shuffledSubarray(IDS), fc.integer({ min: 1, max: 3 }), (given, asked, later) => {
        const into = noHours();
        const whole = new Map(given.signals);
        decodeDay(encodeDay(given, today), today, into);
        for (let i = 0; i < later; i++) {
          const hour = { at: today + DAY_MS + i * HOUR_MS, max5: i, median5: i, means: 12 };
          into.signals.add('cpu.used', (list) => list.push(hour));
          whole.set('cpu.used', [...(whole.get('cpu.used') ?? []), hour]);
          expect(into.signals.get(asked[i] ?? '')).toEqual(whole.get(asked[i] ?? ''));
        }
        expect([...into.signals.keys()].sort()).toEqual([...whole.keys()].sort());
        expect([...into.signals.values()].flat().length).toBe([...whole.values()].flat().length);
        for (const [id, hours] of into.signals) expect(hours).toEqual(whole.get(id));
      }),
    );
  });

  it('gives back what went in', () => {
    fc.assert(
      fc.property(day, (given) => {
        const into = noHours();
        decodeDay(encodeDay(given, today), today, into);
        expect(plain(into)).toEqual(given);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('tells of its head the facts, the first hour and what load and growth are told from', () => {
    fc.assert(
      fc.property(day, (given) => {
        const into = noHours();
        decodeDay(headOf(encodeDay(given, today)), today, into);
        const long = [...given.signals].filter(([id]) => id !== 'cpu.used' && !id.startsWith('jobs.'));
        expect(plain(into)).toEqual({ ...given, signals: new Map(long) });
      }),
      { seed: 2, numRuns: 50 },
    );
  });

  it('reads what every version wrote', () => {
    const path = join(import.meta.dirname, '../fixtures/formats/signal-day-1.bin');
    const hours = (id: number) =>
      [0, 1, 23].map((h) => ({ at: today + h * HOUR_MS, max5: id + h / 3, median5: Number.NaN, means: 12 - h / 23 }));
    const facts = [0, 1, 23].map((h) => ({
      at: today + h * HOUR_MS,
      instancesMedian: 2,
      versions: ['1.0', `1.${h}`],
      ...(h === 1 ? { responseMs: 12.5, environment: { name: 'production', said: true } } : {}),
    }));
    const content: Hours = {
      signals: new Map([
        ['users.active', hours(1)],
        ['cpu.used', hours(2).map((hour, i) => (i === 1 ? { ...hour, demandMedian5: 0.5 } : hour))],
      ]),
      facts,
      firstAt: today,
    };
    if (!existsSync(path)) writeFileSync(path, encodeDay(content, today));
    const into = noHours();
    decodeDay(readFileSync(path), today, into);
    expect(plain(into)).toEqual(content);
  });

  it('refuses an unknown version', () => {
    expect(() => decodeDay(Uint8Array.of(99, 0, 0, 0), today, noHours())).toThrow('format 99 is not known');
  });
});

describe('hours through day rows', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());
  beforeEach(() => database.pool.query('TRUNCATE telemetry.signal_block'));

  async function onOne<T>(run: (db: PoolClient) => Promise<T>): Promise<T> {
    const client = await database.pool.connect();
    try {
      return await run(client);
    } finally {
      client.release();
    }
  }
  const block = (hourAt: number, value: number) => ({
    appId: APP,
    hourAt,
    minutes: [],
    hours: Object.fromEntries(IDS.map((id, i) => [id, { at: hourAt, max5: value + i, median5: value, means: 12 }])),
    facts: { at: hourAt, instancesMedian: 1, versions: [`v${value}`] },
    observations: { startAt: hourAt, columns: {} },
  });
  const write = (hourAt: number, value: number, nowAt: number) =>
    onOne((db) => writeSignals(db, [block(hourAt, value)], nowAt));
  const look = async (nowAt: number, wholeDays = 31) => {
    const looked = {
      appId: APP,
      minutesFromAt: nowAt - HOUR_MS,
      newestFromAt: nowAt - HOUR_MS,
      observationsFromAt: nowAt - HOUR_MS,
      toAt: nowAt,
      hoursFromAt: Math.floor((nowAt - 84 * DAY_MS) / DAY_MS) * DAY_MS,
      hoursToAt: nowAt,
      wholeFromAt: Math.floor((nowAt - wholeDays * DAY_MS) / DAY_MS) * DAY_MS,
    };
    const { seen, closed } = await readSeen(database.pool, [looked]);
    return { hours: seen.get(APP)?.hours, closed };
  };
  /** The same out of the hours alone. */
  async function withoutDays(nowAt: number, wholeDays?: number) {
    const { rows } = await database.pool.query("DELETE FROM telemetry.signal_block WHERE kind = 'day' RETURNING *");
    const { hours } = await look(nowAt, wholeDays);
    for (const { app_id, kind, start, written_at, payload } of rows)
      await database.pool.query('INSERT INTO telemetry.signal_block VALUES ($1, $2, $3, $4, $5)', [
        app_id,
        kind,
        start,
        written_at,
        payload,
      ]);
    return hours;
  }
  const days = async () =>
    (
      await database.pool.query("SELECT payload FROM telemetry.signal_block WHERE kind = 'day' ORDER BY start")
    ).rows.map(({ payload }) => (payload[0] === 0 ? 'mark' : 'day'));

  it('are the same as read one by one, whatever comes late and whenever somebody looks', async () => {
    const step = fc.oneof(
      // Hours back from now; a few are of the last days, where rows are made.
      fc.record({
        write: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 1500 })),
        value: fc.integer({ min: 1, max: 9 }),
      }),
      fc.record({ pass: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ look: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        await database.pool.query('TRUNCATE telemetry.signal_block');
        let nowAt = today;
        for (const each of steps) {
          if ('pass' in each) nowAt += each.pass * HOUR_MS;
          else if ('write' in each) await write(Math.floor(nowAt / HOUR_MS - each.write) * HOUR_MS, each.value, nowAt);
          else {
            const { hours, closed } = await look(nowAt, 20);
            if (each.look) await writeDays(database.pool, closed);
            expect(hours).toEqual(await withoutDays(nowAt, 20));
          }
        }
      }),
      { seed: 3, numRuns: 25 },
    );
  });

  it('an hour that is written while somebody makes its day row is in no row that lacks it', async () => {
    for (const first of ['hour', 'day'] as const) {
      await database.pool.query('TRUNCATE telemetry.signal_block');
      await write(today, 1, Number.POSITIVE_INFINITY);
      await database.pool.query("DELETE FROM telemetry.signal_block WHERE kind = 'day'");
      const nowAt = today + 3 * DAY_MS;
      const { closed } = await look(nowAt);
      expect(closed).toHaveLength(1);
      await onOne(async (db) => {
        await db.query('BEGIN');
        if (first === 'day') await writeDays(database.pool, closed);
        await writeSignals(db, [block(today + HOUR_MS, 2)], nowAt);
        // Waits for the other, which has marked the day.
        const made = first === 'hour' ? writeDays(database.pool, closed) : Promise.resolve();
        await db.query('COMMIT');
        await made;
      });
      expect(await days()).toEqual(['mark']);
      const { hours, closed: again } = await look(nowAt);
      expect(hours?.signals.get('cpu.used')?.map(({ median5 }) => median5)).toEqual([1, 2]);
      await writeDays(database.pool, again);
      expect(await days()).toEqual(['day']);
      expect((await look(nowAt)).hours).toEqual(hours);
    }
  });

  it('the running day and an hour that came on time leave no mark', async () => {
    await write(today + 2 * HOUR_MS, 1, today + 3 * HOUR_MS);
    expect(await days()).toEqual([]);
    expect((await look(today + 20 * HOUR_MS)).closed).toEqual([]);
    expect((await look(today + DAY_MS + 4 * HOUR_MS)).closed).toEqual([]);
    expect((await look(today + DAY_MS + 5 * HOUR_MS)).closed).toHaveLength(1);
  });
});
