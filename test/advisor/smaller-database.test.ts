import { describe, expect, it } from 'vitest';
import { priceBook } from '@/advisor/estimate/book';
import { smallerDatabase } from '@/advisor/estimate/smaller-database';
import { type AppFacts, type DatabaseFinding, HOUR_MS } from '@/advisor/types';
import type { Price } from '@/catalogue/types';

const GIB = 1024 ** 3;
const NOW = Date.UTC(2026, 10, 21);

const price = (plan: string, memoryGib: number, dollars: string, vcpu = 2): Price => ({
  id: plan.replaceAll('.', '-'),
  provider: 'AWS',
  service: 'RDS',
  plan,
  unit: 'instance-hour',
  price: dollars,
  currency: 'USD',
  vcpu,
  memoryGib,
  maxConnections: memoryGib * 100,
  source: 'test',
  date: '2026-11-01',
  confidence: 'high',
});
const prices = [
  price('db.t4g.medium', 4, '0.065'),
  price('db.m7g.large', 8, '0.168'),
  price('db.r7g.large', 16, '0.239'),
  price('db.m7g.medium', 8, '0.080', 1),
];
const book = priceBook({ prices } as AppFacts);
const base = book.find('db-r7g-large');

const database = (bytes: number, inSixMonths: number): DatabaseFinding => ({
  bytes: bytes * GIB,
  growth: { code: 'grows', perDay: 1, low: 1, high: 1, days: 56 },
  inSixMonths: { low: 0, likely: 0, high: inSixMonths * GIB },
  workingSet: { atMostBytes: bytes * GIB, from: 'database-size', hitRate: null },
});
const connections = (most: number, days = 14) =>
  Array.from({ length: days * 24 }, (_, h) => ({
    at: NOW - (h + 1) * HOUR_MS,
    max5: 10,
    median5: 10,
    means: 12,
    demandMax5: most,
  }));
const busy = (percent: number) => connections(0).map((hour) => ({ ...hour, max5: percent }));
const ask = (of: DatabaseFinding, used = connections(100), cpu?: ReturnType<typeof busy>) =>
  smallerDatabase({ book, base, database: of, connections: used, nowAt: NOW, ...(cpu ? { cpu } : {}) });

describe('a smaller database', () => {
  it('is advised where half of its memory holds the database of six months ahead, with as many processors', () => {
    expect(ask(database(2, 3.5))).toMatchObject({
      code: 'smaller-database',
      to: 'AWS db.m7g.large',
      connections: 100,
      workingSetBytes: 3.5 * GIB,
      centsAMonth: Math.round(730 * 23.9) - Math.round(730 * 16.8),
    });
  });

  it('is not where the database grows beyond it, connections are too many, or days too few', () => {
    expect(ask(database(2, 4.5))).toBeNull();
    expect(ask(database(2, 3.5), connections(641))).toBeNull();
    expect(ask(database(2, 3.5), connections(100, 7))).toBeNull();
    expect(ask({ ...database(2, 3.5), inSixMonths: null })).toBeNull();
  });

  it('has fewer processors only where their use is measured and low enough for them', () => {
    const to = (percent: number) => {
      const found = ask(database(2, 3.5), connections(100), busy(percent));
      return found?.code === 'smaller-database' ? [found.to, found.cpuShare] : null;
    };
    // 30 % of two are 60 % of one.
    expect(to(30)).toEqual(['AWS db.m7g.medium', 0.3]);
    expect(to(31)).toEqual(['AWS db.m7g.large', 0.31]);
    expect(to(90)).toEqual(['AWS db.m7g.large', 0.9]);
  });

  it('has fewer processors by the 95th percentile of their use: neither its middle nor its most', () => {
    const own = priceBook({ prices: [price('large', 16, '0.239', 4), price('middle', 8, '0.168', 3)] } as AppFacts);
    const of = (oneIn: number) =>
      smallerDatabase({
        book: own,
        base: own.find('large'),
        database: database(2, 3.5),
        connections: connections(100),
        // 42 % of four are 56 % of three.
        cpu: busy(10).map((hour, i) => ({ ...hour, max5: i % oneIn === 0 ? 42 : i % 8 === 1 ? 20 : 10 })),
        nowAt: NOW,
      });
    expect(of(10)).toBeNull();
    expect(of(24)).toMatchObject({ to: 'AWS middle', cpuShare: 0.2 });
  });

  it('counts what its own cache holds, grown like the database', () => {
    const of = database(20, 30);
    const cached: DatabaseFinding = { ...of, workingSet: { atMostBytes: 2 * GIB, from: 'own-cache', hitRate: 0.99 } };
    expect(ask(cached)).toMatchObject({ workingSetBytes: 3 * GIB, bound: 'own-cache' });
  });
});
