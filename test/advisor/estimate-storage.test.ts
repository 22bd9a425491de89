/** Storage in a bill: a condition of a database's class, what is paid for it, and what a month adds (RULES 15.2, 15.3). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceBook } from '@/advisor/estimate/book';
import { billFor, findEstimate } from '@/advisor/estimate/estimate';
import { databaseFor } from '@/advisor/estimate/size';
import type { AppFacts, Bill, GrowthFinding, StorageFinding } from '@/advisor/types';
import type { Deployment, Price } from '@/catalogue/types';
import { demand, facts, fixed, line, load, NOW } from './estimate-facts';

const GIB = 1024 ** 3;
const MONTH_DAYS = 730 / 24;

const rds = (more: Deployment['database'] = {}): Deployment => ({
  provider: 'AWS',
  database: { priceId: 'aws-rds-postgres-m7g-large', ...more },
});

const stored = (bytes: number, growth: GrowthFinding): StorageFinding => ({
  disks: [],
  database: {
    bytes,
    growth,
    inSixMonths: null,
    workingSet: { atMostBytes: bytes, from: 'database-size', hitRate: null },
  },
});
const grows = (perDay: number, low = perDay, high = perDay): GrowthFinding => ({
  code: 'grows',
  perDay,
  low,
  high,
  days: 56,
});

const bill = (storage: StorageFinding | null, deployment = rds(), atLoad = 20_000) =>
  billFor({ facts: facts(deployment), nowAt: NOW, load: atLoad, phase: null, demand, storage }) as Bill;
const lineOf = (of: Bill, id: string) => of.lines.find((it) => it.id === id);

describe('storage in today’s bill', () => {
  it('is what is stored, and what a month adds with its range', () => {
    const of = bill(stored(100 * GIB, grows(GIB, 0.5 * GIB, 2 * GIB)));
    const now = lineOf(of, 'database-storage');
    // RDS gp3 in us-east-1: 0.115 a GiB and month.
    expect([now?.quantity, now?.cents, now?.lowCents, now?.highCents]).toEqual([100, 1150, 1150, 1150]);
    const added = lineOf(of, 'database-growth');
    expect(added?.quantity).toBeCloseTo(MONTH_DAYS, 9);
    expect(added?.cents).toBe(Math.round(MONTH_DAYS * 11.5));
    // 80 % of the months lie between half and twice of it.
    expect(Math.abs((added?.lowCents ?? 0) - MONTH_DAYS * 5.75)).toBeLessThan(25);
    expect(Math.abs((added?.highCents ?? 0) - MONTH_DAYS * 23)).toBeLessThan(60);
    expect(of.highCents - of.cents).toBe((added?.highCents ?? 0) - (added?.cents ?? 0));
    expect(of.cents).toBe(of.lines.reduce((sum, it) => sum + (it.cents ?? 0), 0));
  });

  it('is what is allocated where the owner states it, and growth inside of it costs nothing', () => {
    const of = bill(stored(100 * GIB, grows(GIB)), rds({ storageBytes: 500 * GIB }));
    expect([lineOf(of, 'database-storage')?.quantity, lineOf(of, 'database-growth')?.cents]).toEqual([500, 0]);
  });

  it('is paid twice where a standby has its own', () => {
    const standby = { ...rds(), database: { priceId: 'aws-rds-postgres-multi-az-m7g-large' } };
    expect(lineOf(bill(stored(100 * GIB, grows(GIB)), standby), 'database-storage')?.quantity).toBe(200);
  });

  it('is not counted a second time beside a line of the owner’s', () => {
    const own = {
      ...rds(),
      lines: [{ title: 'Disk', priceId: 'aws-rds-storage-gp3-single-az-storage', quantity: 100 }],
    };
    expect(lineOf(bill(stored(100 * GIB, grows(GIB)), own), 'database-storage')).toBeUndefined();
  });

  it('has no line where neither size nor price is known; growth waits for its days', () => {
    expect(lineOf(bill(null), 'database-storage')).toBeUndefined();
    const learning = bill(stored(GIB, { code: 'learning-days', have: 3, need: 21 }));
    expect([lineOf(learning, 'database-storage')?.quantity, lineOf(learning, 'database-growth')]).toEqual([
      1,
      undefined,
    ]);
    const steady = lineOf(bill(stored(GIB, { code: 'steady', low: -GIB, high: GIB, days: 56 })), 'database-growth');
    expect([steady?.cents, steady?.lowCents]).toEqual([0, 0]);
    expect(steady?.highCents).toBeGreaterThan(0);
  });

  it('is in the bills of the phases that the app’s database is billed in', () => {
    const { now } = findEstimate({
      facts: facts(rds()),
      nowAt: NOW,
      load: load(20_000),
      position: { code: 'position', loadPhase: 0, architecturePhase: 0 } as never,
      demand,
      storage: stored(100 * GIB, grows(GIB)),
    });
    expect(now && lineOf(now, 'database-storage')?.cents).toBe(1150);
  });
});

describe('storage as a condition of a class', () => {
  const price = (id: string, monthly: string, maxStorageGib?: number): Price => ({
    id,
    provider: 'Cloud',
    service: 'Database',
    plan: id,
    unit: 'instance-month',
    price: monthly,
    currency: 'USD',
    vcpu: 2,
    memoryGib: 4,
    maxConnections: 500,
    ...(maxStorageGib === undefined ? {} : { maxStorageGib }),
    source: 'test',
    date: '2026-10-01',
    confidence: 'high',
  });
  const book = priceBook({
    prices: [price('small', '10', 128), price('middle', '20', 512), price('large', '40', 4096)],
  } as AppFacts);
  const small = book.find('small');
  const chosen = (storageGib: number | null, connections: number | null = 10) =>
    small && databaseFor(book, small, { connections, storageGib }, null).id;

  it('takes the cheapest class that holds it, and the largest where none does', () => {
    expect([chosen(100), chosen(129), chosen(600), chosen(9000)]).toEqual(['small', 'middle', 'large', 'large']);
  });

  it('is never below today’s, although a cheaper one has the connections that today’s was stated not to have', () => {
    const middle = book.find('middle');
    const of = (own: number | null) =>
      middle && databaseFor(book, middle, { connections: 300, storageGib: null }, own).id;
    expect([of(null), of(100)]).toEqual(['middle', 'large']);
  });

  it('is no condition where it is not known, of the data or of the class', () => {
    expect(chosen(null)).toBe('small');
    const unlisted = priceBook({ prices: [price('a', '10'), price('b', '20')] } as AppFacts);
    const a = unlisted.find('a');
    expect(a && databaseFor(unlisted, a, { connections: null, storageGib: 9e9 }, null).id).toBe('a');
  });
});

describe('properties', () => {
  const databases = [
    'aws-rds-postgres-m7g-large',
    'aws-rds-postgres-multi-az-m7g-large',
    'gcp-cloud-sql-zonal-small',
    'render-postgres-basic-256mb',
    'atlas-m10',
  ];
  const gib = fc.double({ min: 0, max: 70_000, noNaN: true });
  const growth = fc.oneof(
    fc.tuple(gib, gib, gib).map((them): GrowthFinding => {
      const [low, perDay, high] = them.map((it) => (it * GIB) / 1000).sort((a, b) => a - b) as [number, number, number];
      return { code: 'grows', perDay, low, high, days: 56 };
    }),
    fc.tuple(gib, gib).map(([a, b]): GrowthFinding => ({ code: 'steady', low: -a * 1e6, high: b * 1e6, days: 56 })),
    fc.constant<GrowthFinding>({ code: 'learning-days', have: 2, need: 21 }),
  );
  const given = fc.record({
    database: fc.constantFrom(...databases),
    stated: fc.option(gib, { nil: null }),
    bytes: gib,
    growth,
    perLoad: fc.double({ min: 0, max: 1, noNaN: true }),
    draws: fc.integer({ min: 0, max: 60 }),
    loads: fc.array(fc.double({ min: 1, max: 1e7, noNaN: true }), { minLength: 2, maxLength: 5 }),
  });

  it('more load never costs less, lines add up to the cent, nothing is negative or no number, ends enclose the middle', () => {
    fc.assert(
      fc.property(given, ({ database, stated, bytes, growth, perLoad, draws, loads }) => {
        const deployment: Deployment = {
          provider: 'any',
          database: { priceId: database, ...(stated === null ? {} : { storageBytes: Math.ceil(stated * GIB) + 1 }) },
        };
        const of = fixed({
          lines: new Map([['db.connections.used', line(5, perLoad)]]),
          instances: 1,
          loadNow: 1000,
          peakFactor: 1.2,
          draws: Array.from({ length: draws }, (_, i) => ({
            lines: new Map([['db.connections.used', line(5, perLoad * (1 + i / 60))]]),
            peakFactor: 1 + i / 100,
          })),
        });
        const storage = stored(bytes * GIB, growth);
        const app = facts(deployment);
        for (const phase of [null, 0, 1]) {
          let before = 0;
          for (const at of [...loads].sort((a, b) => a - b)) {
            const found = billFor({ facts: app, nowAt: NOW, load: at, phase, demand: of, storage });
            if (found === null) continue;
            expect(found.cents).toBe(found.lines.reduce((sum, it) => sum + (it.cents ?? 0), 0));
            for (const value of [found.cents, found.lowCents, found.highCents]) {
              expect(Number.isInteger(value)).toBe(true);
              expect(value).toBeGreaterThanOrEqual(0);
            }
            expect(found.lowCents).toBeLessThanOrEqual(found.cents);
            expect(found.highCents).toBeGreaterThanOrEqual(found.cents);
            for (const { cents, lowCents, highCents, quantity } of found.lines) {
              if (cents === null) continue;
              expect([quantity >= 0, cents >= 0, (lowCents ?? cents) <= cents, (highCents ?? cents) >= cents]).toEqual([
                true,
                true,
                true,
                true,
              ]);
            }
            expect(found.cents).toBeGreaterThanOrEqual(before);
            before = found.cents;
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
