/** Each way to save, on a stated deployment: what it is worth, and when nothing is said. */
import { describe, expect, it } from 'vitest';
import type { DemandPerUser } from '@/advisor/estimate/estimate';
import { findSavings } from '@/advisor/estimate/savings';
import { type AppFacts, DAY_MS, HOUR_MS, type SavingFinding, type SignalHour } from '@/advisor/types';
import { overlapWords } from '@/advisor/words/work';
import type { Price } from '@/catalogue/types';
import { demand, facts, fixed, line, NOW } from './estimate-facts';

const priceOf = (id: string) => facts({}).prices.find((price) => price.id === id) as Price;
/** Whole cents of so many machines a month. */
const cents = (price: string, count: number) => Math.round(Number(price) * 730 * count * 100);

/** Thirty days of hours at a share of the CPU's capacity. */
const used = (share: number, days = 30): Map<string, SignalHour[]> => {
  const at = (i: number) => NOW - (i + 1) * HOUR_MS;
  const hour = (i: number) => ({
    at: at(i),
    max5: 0,
    median5: 0,
    means: 12,
    demandMax5: share * 4,
    capacityMedian5: 4,
  });
  return new Map([['cpu.used', Array.from({ length: days * 24 }, (_, i) => hour(i)).reverse()]]);
};
const running = (count: number, days = 30) =>
  Array.from({ length: days * 24 }, (_, i) => ({ at: NOW - (i + 1) * HOUR_MS, instancesMedian: count, versions: [] }));

interface Given {
  facts: AppFacts;
  demand: DemandPerUser;
  hours?: Map<string, SignalHour[]>;
  hourFacts?: ReturnType<typeof running>;
  dueInDays?: number | null;
}
const ask = <Code extends SavingFinding['code']>(code: Code, { facts, demand, ...more }: Given) =>
  findSavings({ facts, nowAt: NOW, demand, hours: new Map(), hourFacts: [], dueInDays: null, ...more }).find(
    (it): it is Extract<SavingFinding, { code: Code }> => it.code === code,
  );

const m7g = (more: Parameters<typeof facts>[0] = {}, rest: Partial<AppFacts> = {}) =>
  facts({ provider: 'AWS', webPriceId: 'aws-ec2-m7g-xlarge', ...more }, rest);
/** So many instances of four cores; 0.8 cores are busy at 20,000 users. */
const idle = (instances: number, more: Partial<DemandPerUser> = {}) =>
  fixed({
    lines: new Map([
      ['cpu.used', line(0, 0.8 / 20_000)],
      ['memory.used', line(0, 2e9 / 20_000)],
    ]),
    instances,
    loadNow: 20_000,
    peakFactor: 1,
    ...more,
  });

describe('a smaller size', () => {
  const given = { facts: m7g(), demand: idle(1), hours: used(0.2) };

  it('is told with the difference of the two bills', () => {
    const found = ask('right-size', given);
    expect(found).toMatchObject({ signal: 'cpu.used', from: { count: 1, plan: 'AWS m7g.xlarge' }, days: 14 });
    const to = given.facts.prices.find(
      ({ plan, service }) => `AWS ${plan}` === found?.to.plan && /on-demand/.test(service),
    );
    expect(found?.centsAMonth).toBe(
      cents(priceOf('aws-ec2-m7g-xlarge').price, 1) - cents(to?.price ?? '0', found?.to.count ?? 0),
    );
    expect(found?.centsAMonth).toBeGreaterThan(0);
  });

  it.each<[string, Partial<Given>]>([
    ['where 41 % are used', { hours: used(0.41) }],
    ['after eleven days', { hours: used(0.2, 11) }],
    ['where a limit may come within 89 days', { dueInDays: 89 }],
  ])('is not told %s', (_, more) => {
    expect(ask('right-size', { ...given, ...more })).toBeUndefined();
    expect(ask('right-size', { ...given, dueInDays: 90 })).toBeDefined();
  });
});

it('a smaller size is judged by the 95th percentile of what is used, not by the middle of it', () => {
  const busyOneIn = (n: number) =>
    new Map(
      [...used(0.2)].map(([signal, hours]) => [
        signal,
        hours.map((hour, i) => (i % n === 0 ? { ...hour, demandMax5: 0.6 * 4 } : hour)),
      ]),
    );
  const asked = (n: number) => ask('right-size', { facts: m7g(), demand: idle(1), hours: busyOneIn(n) });
  expect(asked(10)).toBeUndefined();
  expect(asked(24)).toMatchObject({ usedShare: 0.2 });
});

describe('instances that follow the load', () => {
  const week = Array.from({ length: 168 }, (_, hour) => ({ share: hour % 2 === 0 ? 1 : 0.05, instances: 4 }));
  const busy = idle(4, { week, lines: new Map([['cpu.used', line(0, 8 / 20_000)]]) });

  it('pay for the mean of the week’s hours: 4 in one half, 1 in the other, is 2.5 instead of 4', () => {
    const found = ask('follow-load', { facts: m7g(), demand: busy });
    expect(found).toMatchObject({ peakInstances: 4, meanInstances: 2.5 });
    expect(found?.centsAMonth).toBe(
      cents(priceOf('aws-ec2-m7g-xlarge').price, 4) - cents(priceOf('aws-ec2-m7g-xlarge').price, 2.5),
    );
  });

  it('are as many as an hour’s own busiest minutes ask for, without the week’s peak factor', () => {
    // 4 of 8 cores in one half: 4 ÷ 2.4 are 2 instances, not 4.
    const half = week.map(({ share, instances }) => ({ share: share === 1 ? 0.5 : share, instances }));
    const found = ask('follow-load', { facts: m7g(), demand: { ...busy, week: half, peakFactor: 2 } });
    expect(found).toMatchObject({ meanInstances: 1.5 });
  });

  it('is not told of an app that scales itself, nor of one whose load stands still', () => {
    expect(ask('follow-load', { facts: m7g({ instances: { min: 2, max: 6 } }), demand: busy })).toBeUndefined();
    const level = { ...busy, week: week.map((hour) => ({ ...hour, share: 1 })) };
    expect(ask('follow-load', { facts: m7g(), demand: level })).toBeUndefined();
  });
});

describe('spot machines', () => {
  const stateless = {
    stepStates: [
      { stepId: 'stateless-app', status: 'done', by: 'person', at: NOW - DAY_MS, reason: null, falseSinceAt: null },
    ],
  } satisfies Partial<AppFacts>;

  it('are for what is beyond need and one spare, at the listed price', () => {
    const found = ask('spot', { facts: m7g(), demand: idle(5) });
    const spot = priceOf('aws-ec2-spot-m7g-xlarge');
    expect(found).toMatchObject({ instances: 3, plan: 'AWS m7g.xlarge', priceDate: spot.date });
    expect(found?.centsAMonth).toBe(cents(priceOf('aws-ec2-m7g-xlarge').price, 3) - cents(spot.price, 3));
    expect(ask('spot', { facts: m7g(), demand: idle(2) })).toBeUndefined();
  });

  it('say what has to be first: no state in the instances, and two zones', () => {
    expect(ask('spot', { facts: m7g(), demand: idle(5) })?.first).toEqual(['stateless', 'zones']);
    expect(ask('spot', { facts: m7g({ zones: 2 }), demand: idle(5) })?.first).toEqual(['stateless']);
    expect(ask('spot', { facts: m7g({ zones: 2 }, stateless), demand: idle(5) })?.first).toEqual([]);
  });

  it('are not told where no list has a spot price', () => {
    expect(ask('spot', { facts: m7g({ webPriceId: 'aws-ec2-m7g-medium' }), demand: idle(9) })).toBeUndefined();
  });
});

describe('a commitment', () => {
  const given = { facts: m7g(), demand: idle(3), hourFacts: running(3) };

  it('is for the fewest instances of any hour of 30 days', () => {
    const once = given.hourFacts.map((hour, i) => (i === 400 ? { ...hour, instancesMedian: 2 } : hour));
    expect(ask('reserved', { ...given, hourFacts: once })).toMatchObject({ instances: 2, days: 30, centsAMonth: null });
  });

  it('has a figure where a list has its price', () => {
    const web = priceOf('aws-ec2-m7g-xlarge');
    const price = { ...web, id: 'aws-reserved', service: 'EC2 (Linux reserved, 1 year)', price: '0.1' };
    const listed = m7g({}, { prices: [...given.facts.prices, price] });
    expect(ask('reserved', { ...given, facts: listed })?.centsAMonth).toBe(cents(web.price, 3) - cents('0.1', 3));
  });

  it('has Google’s figure, 28 % off the list price of a machine that is not shared', () => {
    const google = m7g({ provider: 'Google Cloud', webPriceId: 'gcp-e2-standard-2' });
    const found = ask('reserved', { ...given, facts: google });
    expect(found?.centsAMonth).toBe(cents(priceOf('gcp-e2-standard-2').price, 3) - cents('0.048248', 3));
  });

  it('is not told after three weeks, nor where all instances stop at times', () => {
    expect(ask('reserved', { ...given, hourFacts: running(3, 21) })).toBeUndefined();
    expect(ask('reserved', { ...given, hourFacts: running(0) })).toBeUndefined();
  });
});

describe('savings together', () => {
  it('stand largest first, and say that they do not add up', () => {
    const found = findSavings({
      facts: m7g(),
      nowAt: NOW,
      demand: idle(5),
      hours: used(0.2),
      hourFacts: running(5),
      dueInDays: null,
    });
    const amounts = found.map(({ centsAMonth }) => centsAMonth ?? 0);
    expect(amounts.filter((amount) => amount > 0).length).toBeGreaterThan(1);
    expect(amounts).toEqual([...amounts].sort((a, b) => b - a));
    expect(overlapWords(found)).toMatch(/do not add up/);
    expect(overlapWords(found.slice(0, 1))).toBe('');
  });

  it('are none where nothing is stated or nothing runs', () => {
    expect(
      findSavings({ facts: facts({}), nowAt: NOW, demand, hours: used(0.1), hourFacts: running(3), dueInDays: null }),
    ).toEqual([]);
  });
});

describe('instances for sockets and zones', () => {
  const sockets = { ...idle(3), lines: new Map([['sockets.open', line(0, 1)]]) };
  const count = (deployment: Parameters<typeof facts>[0]) =>
    findSavings({
      facts: m7g(deployment),
      nowAt: NOW,
      demand: { ...sockets, instances: 20 },
      hours: new Map(),
      hourFacts: [],
      dueInDays: null,
    }).find(({ code }) => code === 'spot');

  it('20,000 sockets at 70 % of 5,000 each are 6 instances, and one spare: 13 of 20 are beyond', () => {
    expect(count({ perInstance: { socketsMax: 5000 } })).toMatchObject({ instances: 13 });
    expect(count({})).toBeUndefined();
  });

  it('over two zones twice as many, over three half as many more: one zone may fail', () => {
    expect(count({ perInstance: { socketsMax: 5000 }, zones: 2 })).toMatchObject({ instances: 8 });
    expect(count({ perInstance: { socketsMax: 5000 }, zones: 3 })).toMatchObject({ instances: 11 });
  });
});
