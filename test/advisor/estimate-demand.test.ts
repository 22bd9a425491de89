import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DemandView } from '@/advisor/estimate/demand';
import { billFor, measureDemand } from '@/advisor/estimate/estimate';
import { type Bill, HOUR_MS, type LoadFinding, type SignalHour } from '@/advisor/types';
import { facts, fixed, line, load, NOW } from './estimate-facts';

describe('bills never fall as load rises', () => {
  const plans = ['render-web-starter', 'render-web-pro', 'aws-ec2-t4g-micro', 'gcp-e2-medium'];
  const databases = ['atlas-m10', 'atlas-m30', 'render-postgres-basic-1gb', 'aws-rds-postgres-t4g-micro'];
  const positive = (max: number) => fc.double({ min: 0, max, noNaN: true });
  const anyDemand = fc.record({
    loop: positive(1e-3),
    core: positive(1e-3),
    bytes: positive(1e6),
    connections: positive(0.5),
    base: positive(20),
    spread: positive(2),
    instances: fc.option(fc.integer({ min: 1, max: 9 })),
    loadNow: fc.option(fc.integer({ min: 1, max: 400_000 })),
    week: fc.boolean(),
    egress: fc.boolean(),
    euro: fc.boolean(),
  });
  const anyDeployment = fc.record({
    webPriceId: fc.constantFrom(...plans, undefined),
    database: fc.option(fc.record({ priceId: fc.constantFrom(...databases) }), { nil: undefined }),
    instances: fc.option(
      fc.record({
        min: fc.integer({ min: 1, max: 5 }),
        max: fc.option(fc.integer({ min: 5, max: 9 }), { nil: undefined }),
      }),
      { nil: undefined },
    ),
  });

  it('for any demand, deployment and pair of loads; low ≤ likely ≤ high', () => {
    const loads = fc.tuple(fc.integer({ min: 0, max: 4_900_000 }), fc.integer({ min: 0, max: 4_900_000 }));
    fc.assert(
      fc.property(anyDemand, anyDeployment, loads, (it, deployment, pair) => {
        const view = (off: number, factor: number): DemandView => ({
          lines: new Map([
            ['eventloop.used', line((it.base + off) / 10, it.loop * factor)],
            ['cpu.used', line((it.base + off) / 10, it.core)],
            ['memory.used', line((it.base + off) * 1e7, it.bytes * factor)],
            ['db.connections.used', line(it.base + off, it.connections * factor)],
          ]),
          peakFactor: 1.14 * factor,
        });
        const given = fixed({
          ...view(0, 1),
          instances: it.instances,
          loadNow: it.loadNow,
          draws: [-1, -0.4, 0, 0.3, 1].map((at) => view(at * it.spread, 1 + at / 4)),
          week: it.week
            ? Array.from({ length: 168 }, (_, h) => ({ share: (h % 24) / 24, instances: it.instances ?? 0 }))
            : [],
          requestsAMonth: it.base * 1e5,
          egressGbAMonth: it.egress ? it.base * 10 : null,
        });
        const stated = deployment.webPriceId !== undefined || deployment.database !== undefined;
        const [small, large] = [...pair]
          .sort((a, b) => a - b)
          .map((users) =>
            billFor({
              facts: facts(deployment, { money: it.euro ? { currency: 'EUR', perUsd: '0.9213' } : undefined }),
              nowAt: NOW,
              load: users,
              phase: stated ? null : 1,
              demand: given,
            }),
          ) as [Bill, Bill];
        expect(small.cents).toBeLessThanOrEqual(large.cents);
        expect(small.lowCents).toBeLessThanOrEqual(large.lowCents);
        expect(small.highCents).toBeLessThanOrEqual(large.highCents);
        for (const bill of [small, large]) {
          expect(bill.lowCents).toBeLessThanOrEqual(bill.cents);
          expect(bill.cents).toBeLessThanOrEqual(bill.highCents);
          expect(bill.cents).toBe(bill.lines.reduce((sum, each) => sum + (each.cents ?? 0), 0));
          for (const cents of [bill.lowCents, ...bill.lines.flatMap((each) => each.cents ?? [])]) {
            expect(Number.isInteger(cents)).toBe(true);
            expect(cents).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('across the roadmap’s own phases', () => {
    const totals = [1_000, 49_999, 50_000, 499_999, 500_000, 4_999_999].map(
      (users) => billFor({ facts: facts({}), nowAt: NOW, load: users, phase: null, demand: null })?.cents ?? 0,
    );
    expect(totals).toEqual([...totals].sort((a, b) => a - b));
  });
});

describe('demand per user', () => {
  const hours = (many: number, at: (hour: number) => Partial<SignalHour>): SignalHour[] =>
    Array.from({ length: many }, (_, hour) => ({
      at: NOW - (many - hour) * HOUR_MS,
      max5: Number.NaN,
      median5: Number.NaN,
      means: 12,
      ...at(hour),
    }));
  const users = (hour: number) => 1_000 + 100 * (hour % 24);

  it('is the line through the busy hours: 2 cores and 1 more for each 1,000 users', () => {
    const found = measureDemand({
      load: { ...load(3_000), peakFactor: 1.2 } as LoadFinding,
      minutes: new Map(),
      hours: new Map([
        ['users.active', hours(72, (hour) => ({ max5: users(hour) }))],
        ['cpu.used', hours(72, (hour) => ({ demandMax5: 2 + users(hour) / 1_000 }))],
      ]),
      hourFacts: [{ at: NOW - HOUR_MS, instancesMedian: 3, versions: [] }],
    });
    const cpu = found?.lines.get('cpu.used');
    expect(cpu?.base).toBeCloseTo(2, 6);
    expect(cpu?.perLoad).toBeCloseTo(0.001, 9);
    expect(found).toMatchObject({ instances: 3, loadNow: 3_000, peakFactor: 1.2 });
    expect(found?.lines.has('memory.used')).toBe(false);
  });

  it('is in proportion where load hardly moved, level where it does not rise', () => {
    const flat = (at: (hour: number) => number) =>
      measureDemand({
        load: load(1_000),
        minutes: new Map(),
        hours: new Map([['cpu.used', hours(48, (hour) => ({ demandMax5: at(hour) }))]]),
        hourFacts: [],
        loadHours: hours(48, () => ({ max5: 1_000 })),
      })?.lines.get('cpu.used');
    expect(flat(() => 4)).toMatchObject({ base: 0, perLoad: 0.004 });
    const falling = measureDemand({
      load: load(1_000),
      minutes: new Map(),
      hours: new Map([['cpu.used', hours(48, (hour) => ({ demandMax5: 5 - users(hour) / 1_000 }))]]),
      hourFacts: [],
      loadHours: hours(48, (hour) => ({ max5: users(hour) })),
    })?.lines.get('cpu.used');
    expect(falling?.perLoad).toBe(0);
  });

  it('needs six full hours, and is null where nothing is known', () => {
    const few = measureDemand({
      load: load(1_000),
      minutes: new Map(),
      hours: new Map([['cpu.used', hours(5, () => ({ demandMax5: 1 }))]]),
      hourFacts: [],
      loadHours: hours(5, () => ({ max5: 1_000 })),
    });
    expect(few?.lines.size).toBe(0);
    const none: LoadFinding = { code: 'no-load', reason: 'no-data' };
    expect(measureDemand({ load: none, minutes: new Map(), hours: new Map(), hourFacts: [] })).toBeNull();
  });
});
