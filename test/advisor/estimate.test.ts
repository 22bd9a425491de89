import { describe, expect, it } from 'vitest';
import { billFor, type DemandPerUser, findEstimate } from '@/advisor/estimate/estimate';
import { instancesFor } from '@/advisor/estimate/size';
import type { Bill, PositionFinding } from '@/advisor/types';
import { demand, facts, fixed, line, load, NOW, render } from './estimate-facts';

const position = { code: 'position', loadPhase: 0, architecturePhase: 0 } as PositionFinding;

const said = (bill: Bill | null) =>
  bill?.lines.map((it) => [it.id, it.quantity, it.quantityUnit, it.unitPrice, it.cents]);

describe('today’s bill', () => {
  const bill = billFor({ facts: facts(render), nowAt: NOW, load: 20_000, phase: null, demand });

  it('is what runs: 2 × $25 + $56.94 + $10 = $116.94', () => {
    expect(said(bill)).toEqual([
      ['compute', 2, 'instances', '25.00', 5000],
      ['database', 1, 'database', '56.94', 5694],
      ['own-1', 1, 'instance-month', '10.00', 1000],
    ]);
    expect(bill).toMatchObject({ cents: 11_694, lowCents: 11_694, highCents: 11_694, basis: 'measured', phase: null });
    expect(bill?.lines[0]?.quantityFrom).toBe('live instances');
  });

  it('lies beside the roadmap’s own figures of the phase that the load is in', () => {
    expect(bill?.roadmap).toEqual([
      { lowUsd: 50, highUsd: 200, verdict: 'inside', place: 'Phase 1, Cost' },
      { lowUsd: 200, highUsd: 200, verdict: 'below', place: 'Small Scale, Monthly Cost (about)' },
      { lowUsd: 231, highUsd: 231, verdict: 'below', place: 'Small Scale' },
    ]);
  });

  it('names what is not in it, and which prices are old', () => {
    expect(bill?.without).toEqual([{ what: 'egress', why: 'bytes sent out are not measured' }]);
    expect(bill?.lines.map(({ priceDate, stale }) => [priceDate, stale])).toEqual([
      ['2026-02-25', true],
      ['2026-09-20', false],
      ['2026-02-25', true],
    ]);
  });

  it('takes the stated smallest number where no instance reports', () => {
    const stated = billFor({ facts: facts(render), nowAt: NOW, load: 20_000, phase: null, demand: null });
    expect(stated).toMatchObject({ cents: 11_694, basis: 'deployment' });
    expect(stated?.lines[0]?.quantityFrom).toBe('smallest number stated');
  });

  it('counts hourly prices for 730 hours, each line rounded to cents: 2 × 730 × $0.0336 = $49.06', () => {
    const aws = facts({ webPriceId: 'aws-ec2-t4g-medium' });
    expect(said(billFor({ facts: aws, nowAt: NOW, load: 20_000, phase: null, demand }))).toEqual([
      ['compute', 1460, 'hours', '0.0336', 4906],
    ]);
  });

  it('is not told where nobody said what the app runs on', () => {
    const estimate = findEstimate({ facts: facts({}), nowAt: NOW, load: load(20_000), position, demand });
    expect(estimate.now).toBeNull();
    expect(estimate.phases.map(({ phase }) => phase)).toEqual([0, 1, 2]);
  });
});

describe('a what-if bill', () => {
  const at = (users: number) => billFor({ facts: facts(render), nowAt: NOW, load: users, phase: null, demand });

  it('at five times: 10 loops ÷ 60 % = 17, 11 cores ÷ 60 % = 19, + 1 spare = 20 × $25', () => {
    const bill = at(100_000);
    expect(bill?.lines[0]).toMatchObject({
      quantity: 20,
      cents: 50_000,
      quantityFrom: 'peak cores ÷ 60 % target + 1 spare',
    });
  });

  it('runs an event loop on one core at most: 6 busy ones ÷ 60 % are 10 instances of four cores, 20 of half a core', () => {
    const count = (priceId: string, busy: [string, number][]) => {
      const price = facts({}).prices.find(({ id }) => id === priceId);
      const lines = new Map(busy.map(([signal, cores]) => [signal, line(0, cores / 60_000)]));
      const view = fixed({ lines, instances: 2, loadNow: 20_000, peakFactor: 1 });
      const of = { facts: facts({}), demand: view, view, statedFor: null, load: 60_000, redundant: false };
      return price && instancesFor({ ...of, price })?.count;
    };
    expect(count('aws-ec2-m7g-xlarge', [['eventloop.used', 6]])).toBe(10);
    expect(count('render-web-starter', [['eventloop.used', 6]])).toBe(20);
    // What else a process does, it does on that core too, where it has a loop; else on all four.
    const both: [string, number][] = [
      ['eventloop.used', 3],
      ['cpu.used', 6],
    ];
    expect(count('aws-ec2-m7g-xlarge', both)).toBe(10);
    expect(count('aws-ec2-m7g-xlarge', both.slice(1))).toBe(3);
  });

  it('moves to the database class whose connections last: 5,010 ÷ 80 % needs M50’s 16,000', () => {
    const database = at(100_000)?.lines[1];
    expect(database).toMatchObject({ priceId: 'atlas-m50', cents: 146_000 });
    expect(database?.quantityFrom).toContain('80 %');
  });

  it('counts what an instance needs without load once for each: 15 instances of 4 GiB, not 8', () => {
    // Two instances idle at 1.55 GiB each; 18 GiB more at 200,000 users. 18 ÷ (4 × 0.7 − 1.55) = 14.4.
    const gib = 2 ** 30;
    const memory = { ...demand, lines: new Map([['memory.used', line(3.1 * gib, (18 * gib) / 200_000)]]) };
    const stated = { ...render, perInstance: { memoryBytes: 4 * gib } };
    const compute = (load: number) =>
      billFor({ facts: facts(stated, { population: null }), nowAt: NOW, load, phase: null, demand: memory })?.lines[0];
    expect(compute(200_000)).toMatchObject({
      quantity: 15,
      quantityFrom: 'peak memory ÷ 70 % target, each instance with its own idle memory',
    });
    // An instance that idles above the target is not helped by others: the whole divided by the room.
    const small = { ...render, perInstance: { memoryBytes: 2 * gib } };
    const bill = billFor({
      facts: facts(small, { population: null }),
      nowAt: NOW,
      load: 200_000,
      phase: null,
      demand: memory,
    });
    expect(bill?.lines[0]?.quantity).toBe(Math.ceil(21.1 / 1.4));
  });

  it('has a range where demand has one', () => {
    const bill = at(40_000) as Bill;
    expect(bill.lowCents).toBeLessThanOrEqual(bill.cents);
    expect(bill.highCents).toBeGreaterThanOrEqual(bill.cents);
  });

  it('below today’s load never costs more, and never goes below the stated smallest number', () => {
    expect(at(1_000)?.lines[0]?.quantity).toBe(2);
  });

  it('is not scaled where demand is not measured, and says so', () => {
    const blind: DemandPerUser = { ...demand, lines: new Map() };
    const bill = billFor({ facts: facts(render), nowAt: NOW, load: 100_000, phase: null, demand: blind });
    expect(bill?.lines[0]).toMatchObject({
      quantity: 2,
      quantityFrom: 'live instances; demand not measured, so not scaled',
    });
  });

  it('without a deployment follows the roadmap’s own lines: 25 + 56.94 + 89 + 0 = $170.94', () => {
    const bill = billFor({ facts: facts({}), nowAt: NOW, load: 20_000, phase: null, demand: null });
    expect(bill).toMatchObject({ phase: 0, basis: 'roadmap', cents: 17_094 });
    expect(said(bill)?.map(([id, , , , cents]) => [id, cents])).toEqual([
      ['compute', 2500],
      ['database', 5694],
      ['media', 8900],
      ['redis', 0],
    ]);
  });
});

describe('a bill for each phase', () => {
  const estimate = findEstimate({ facts: facts({}), nowAt: NOW, load: load(20_000), position, demand: null });

  it('of the second phase: 500 + 394.20 + 200 + 249 + 200 + 100 = $1,643.20, inside its range', () => {
    const second = estimate.phases[1];
    expect(second).toMatchObject({ load: 50_000, cents: 164_320, basis: 'roadmap' });
    expect(second?.roadmap.map(({ verdict }) => verdict)).toEqual(['inside', 'below', 'below']);
    const [kubernetes, atlas] = second?.lines ?? [];
    expect(kubernetes).toMatchObject({
      priceId: null,
      cents: 50_000,
      priceSource: 'document 002, Medium Scale, AWS/GCP Kubernetes',
    });
    expect(atlas).toMatchObject({ priceId: 'atlas-m30', quantity: 730, unitPrice: '0.54', cents: 39_420 });
    expect(atlas?.note).toContain('$580');
  });

  it('of the third is the document’s own $20,000', () => {
    expect(estimate.phases[2]).toMatchObject({ cents: 2_000_000 });
    expect(estimate.phases[2]?.roadmap.map(({ verdict }) => verdict)).toEqual(['inside', 'inside', 'inside']);
  });

  it('of the fourth is none, because the document prices no line of it', () => {
    expect(estimate.phases).toHaveLength(3);
  });

  it('counts measured instances instead of the document’s Kubernetes, and says so', () => {
    const own = findEstimate({ facts: facts(render), nowAt: NOW, load: load(20_000), position, demand });
    expect(own.now?.cents).toBe(11_694);
    // 50,000 users: 5.5 cores ÷ 60 % are 10 × 1 core, + 1 spare, $275; 19 half cores, + 1 spare, cost $140.
    expect(own.phases[1]).toMatchObject({ basis: 'measured', load: 50_000 });
    expect(own.phases[1]?.lines[0]).toMatchObject({ quantity: 20, cents: 14_000, plan: 'Render starter' });
    expect(own.phases[1]?.lines[0]?.note).toContain("Instead of the document's $500");
    expect(own.phases[1]?.without.map(({ what }) => what)).toEqual(['your own extra lines', 'egress']);
  });

  it('converts a phase’s bounds to the app’s own population', () => {
    const concurrent = facts(render, { population: 'concurrent', concurrentPerDaily: 0.1 });
    const own = findEstimate({
      facts: concurrent,
      nowAt: NOW,
      load: load(2_000),
      position,
      demand: { ...demand, loadNow: 2_000 },
    });
    expect(own.phases.map((bill) => bill.load)).toEqual([2_000, 5_000, 50_000]);
  });
});
