import { describe, expect, it } from 'vitest';
import { billFor } from '@/advisor/estimate/estimate';
import { demand, facts, fixed, line, NOW, render } from './estimate-facts';

describe('the cheapest size', () => {
  const aws = (webPriceId: string) => facts({ webPriceId });
  const big = fixed({
    lines: new Map([
      ['cpu.used', line(0, 1 / 10_000)],
      ['memory.used', line(1e9, 50_000)],
    ]),
    instances: 2,
    loadNow: 20_000,
    peakFactor: 1,
  });
  const compute = (it: Parameters<typeof billFor>[0]['facts'], demand = big, load = 200_000) =>
    billFor({ facts: it, nowAt: NOW, load, phase: 1, demand })?.lines[0];

  it('stays in its family: no burstable machine instead of one that is not', () => {
    expect(compute(aws('aws-ec2-m7g-large'))?.plan).toMatch(/^AWS m7g\./);
  });

  it('is never smaller than today’s in what was not measured', () => {
    const blind = { ...big, lines: new Map([['cpu.used', line(0, 1 / 10_000)]]) };
    const found = compute(aws('aws-ec2-m7g-xlarge'), blind);
    const price = facts({}).prices.find(({ id }) => id === found?.priceId);
    expect(price?.memoryGib).toBeGreaterThanOrEqual(16);
  });
});

describe('draws', () => {
  const view = (factor: number) => ({ lines: new Map([['cpu.used', line(0, factor / 10_000)]]), peakFactor: 1 });
  const drawn = fixed({
    ...view(1.1),
    instances: 2,
    loadNow: 20_000,
    draws: [0.8, 0.9, 1, 1, 1.1, 1.1, 1.2, 1.3, 1.6, 2].map(view),
  });

  it('make the range: 10th and 90th percentile of whole bills, the likely one between', () => {
    const bill = billFor({ facts: facts(render), nowAt: NOW, load: 100_000, phase: null, demand: drawn });
    // 0.9 → 15 + 1 and 2 → 34 + 1 instances of $25; database and cache stay.
    expect(bill?.lines[0]).toMatchObject({ quantity: 20, lowCents: 40_000, highCents: 87_500 });
    expect(bill?.highCents).toBe((bill?.cents ?? 0) + 37_500);
  });

  it('touch nothing of what runs today', () => {
    const bill = billFor({ facts: facts(render), nowAt: NOW, load: 20_000, phase: null, demand: drawn });
    expect([bill?.lowCents, bill?.highCents]).toEqual([bill?.cents, bill?.cents]);
  });
});

describe('an app that scales itself', () => {
  it('pays for the week’s hours, not for its peak: half of them 2, half 6, is 4 × $25', () => {
    const week = Array.from({ length: 168 }, (_, hour) => ({ share: hour % 2, instances: hour % 2 ? 6 : 2 }));
    const bill = billFor({ facts: facts(render), nowAt: NOW, load: 20_000, phase: null, demand: { ...demand, week } });
    expect(bill?.lines[0]).toMatchObject({ quantity: 4, cents: 10_000 });
    expect(bill?.lines[0]?.quantityFrom).toContain('mean of the week’s hours');
  });

  it('pays for an hour’s own busiest minutes, not for those times the week’s peak factor', () => {
    // At twice the load half of the hours keep 4 loops busy, 4 ÷ 60 % are 7, and half of them 2: 4. With 25 % more: 9, 5.
    const own = { ...demand, lines: new Map([['eventloop.used', line(0, 1 / 10_000)]]), peakFactor: 1.25 };
    const week = Array.from({ length: 168 }, (_, hour) => ({ share: hour % 2 ? 1 : 0.5, instances: 2 }));
    const bill = billFor({ facts: facts(render), nowAt: NOW, load: 40_000, phase: null, demand: { ...own, week } });
    expect(bill?.lines[0]).toMatchObject({ quantity: 5.5, cents: 13_750 });
  });
});

describe('quantities', () => {
  const measured = { ...demand, requestsAMonth: 4e6, egressGbAMonth: 300 };
  const own = (formula: string) => ({ ownQuantities: [{ lineId: 'compute', formula, reason: 'two regions' }] });

  it('of the team win over what was measured, and say why', () => {
    const bill = billFor({ facts: facts(render, own('2 * instances')), nowAt: NOW, load: 20_000, phase: null, demand });
    expect(bill?.lines[0]).toMatchObject({
      formula: '2 * instances',
      ownQuantity: true,
      note: 'Your own quantity: two regions',
    });
  });

  it('by a formula over what is not measured are one, and say so', () => {
    const bill = billFor({
      facts: facts(render, own('requests / 1000')),
      nowAt: NOW,
      load: 20_000,
      phase: null,
      demand,
    });
    expect(bill?.lines[0]).toMatchObject({ quantity: 1, quantityFrom: '1, requests a month not measured' });
  });

  it.each(['0 / 0.0', '-3', '1 / 0', '1e300 * 1e300'])('by %s are one: no bill is negative or no number', (formula) => {
    const bill = billFor({ facts: facts(render, own(formula)), nowAt: NOW, load: 20_000, phase: null, demand });
    expect(bill?.lines[0]).toMatchObject({ quantity: 1, quantityFrom: '1, its formula gives no number at this load' });
  });

  it('of what is sent out follow the measured bytes: 300 GB × $0.09', () => {
    const aws = facts({ webPriceId: 'aws-ec2-m7g-large' });
    const bill = billFor({ facts: aws, nowAt: NOW, load: 20_000, phase: null, demand: measured });
    expect(bill?.lines.find(({ id }) => id === 'egress')).toMatchObject({ quantity: 300, cents: 2700 });
    expect(bill?.without).toEqual([]);
  });
});

describe('prices and currency of a team', () => {
  it('win over the list’s, and are turned by the team’s rate', () => {
    const team = facts(render, {
      money: { currency: 'EUR', perUsd: '0.92' },
      ownPrices: [{ priceId: 'render-web-standard', price: '18.00', currency: 'EUR', at: NOW }],
    });
    const bill = billFor({ facts: team, nowAt: NOW, load: 20_000, phase: null, demand });
    expect(bill?.lines[0]).toMatchObject({ cents: 3600, ownPrice: true, priceDate: '2026-11-21', stale: false });
    expect(bill?.lines[1]).toMatchObject({ cents: Math.round(5694 * 0.92), unitPrice: '56.94', priceCurrency: 'USD' });
    expect(bill?.currency).toBe('EUR');
  });
});

describe('a database whose limit nobody lists', () => {
  it('says so and stays as large as it is', () => {
    const bill = billFor({
      facts: facts({ webPriceId: 'railway-small', database: { priceId: 'railway-medium' } }),
      nowAt: NOW,
      load: 400_000,
      phase: null,
      demand,
    });
    expect(bill?.lines[1]).toMatchObject({
      priceId: 'railway-medium',
      note: 'Connection limit not known: chosen on memory and storage.',
    });
  });
});

describe('egress', () => {
  const egress = (gb: number) =>
    billFor({
      facts: facts({ provider: 'AWS', webPriceId: 'aws-ec2-m7g-medium' }),
      nowAt: NOW,
      load: 20_000,
      phase: null,
      demand: { ...demand, egressGbAMonth: gb },
    })?.lines.find(({ id }) => id === 'egress');

  it('costs each tier’s price for its part, rounded by itself', () => {
    expect(egress(10_240)).toMatchObject({ quantity: 10_240, cents: 92_160 });
    // 10,240 × $0.09 + 40,960 × $0.085 + 8,800 × $0.07
    expect(egress(60_000)?.cents).toBe(92_160 + 348_160 + 61_600);
    expect(egress(60_000)?.note).toContain('3 tiers');
    // … + 102,400 × $0.07 + 46,400 × $0.05
    expect(egress(200_000)?.cents).toBe(92_160 + 348_160 + 716_800 + 232_000);
  });
});

describe('a line that is paid by use', () => {
  it('is the requests that are measured, and the document’s own figure while they are not', () => {
    const base = facts({});
    const [first, ...others] = base.roadmap.phases;
    if (first === undefined) return;
    const paid = { id: 'cdn', title: 'CDN', documentUsd: 20, priceId: 'cloudflare-r2-standard-class-b-operations' };
    const source = { document: '002', place: 'costs' };
    const roadmap = { ...base.roadmap, phases: [{ ...first, bill: [{ ...paid, source }] }, ...others] };
    const line = (requestsAMonth: number | null) =>
      billFor({
        facts: { ...base, roadmap },
        nowAt: NOW,
        load: 20_000,
        phase: 0,
        demand: { ...demand, requestsAMonth },
      })?.lines[0];
    expect(line(50e6)).toMatchObject({ quantity: 50, cents: 1_800 });
    expect(line(null)).toMatchObject({ cents: 2_000, quantityFrom: "the roadmap's own line" });
  });
});
