import { describe, expect, it } from 'vitest';
import { offHours } from '@/advisor/estimate/off-hours';
import { findSavings } from '@/advisor/estimate/savings';
import { DAY_MS, HOUR_MS, type SignalHour } from '@/advisor/types';
import { demand, facts, fixed, NOW } from './estimate-facts';

const aws = facts({ provider: 'AWS', webPriceId: 'aws-ec2-m7g-medium' });
const web = aws.prices.find(({ id }) => id === 'aws-ec2-m7g-medium');
const isNight = (at: number) => (at % DAY_MS) / HOUR_MS < 6;

interface Given {
  days?: number;
  requests?: (at: number) => number;
  cores?: (at: number) => number | undefined;
  users?: (at: number) => number;
  instances?: (at: number) => number;
  priceId?: string;
}

/** Four weeks: nobody from 0 to 6 h, two instances of two cores that run on, idle. */
function input({ days = 28, requests, cores, users, instances = () => 2 }: Given) {
  const ats = Array.from({ length: days * 24 }, (_, i) => NOW - (i + 1) * HOUR_MS).reverse();
  const hour = (at: number, max5: number, more: Partial<SignalHour> = {}): SignalHour => ({
    at,
    max5,
    median5: max5,
    means: 12,
    ...more,
  });
  const rate = requests ?? ((at) => (isNight(at) ? 0 : 20));
  const used = cores ?? ((at) => (isNight(at) ? 0.04 : 1));
  return {
    facts: aws,
    nowAt: NOW,
    hours: new Map([
      ['requests.rate', ats.map((at) => hour(at, rate(at)))],
      [
        'cpu.used',
        ats.flatMap((at) => {
          const demandMax5 = used(at);
          return demandMax5 === undefined ? [] : [hour(at, 0, { demandMax5, capacityMedian5: 4 })];
        }),
      ],
      ...(users ? [['users.active', ats.map((at) => hour(at, users(at)))] as const] : []),
    ] as [string, SignalHour[]][]),
    hourFacts: ats.map((at) => ({ at, instancesMedian: instances(at), versions: [] })),
  };
}

const ask = (given: Given = {}) => {
  if (web === undefined) throw new Error('the price list has no such machine');
  return offHours(input(given), { ...web, own: false });
};

describe('hours in which machines could stop', () => {
  it('are those that were quiet in every week, at what ran then', () => {
    const found = ask();
    // 42 of 168 hours, two instances: half an instance's month.
    const month = Math.round(730 * Number(web?.price) * 100 * 0.5);
    expect(found).toMatchObject({ code: 'off-hours', hoursAWeek: 42, instances: 2, weeks: 4, centsAMonth: month });
  });

  it('are among the savings of the page of costs', () => {
    const found = findSavings({ ...input({}), demand: fixed({ ...demand, draws: [] }), dueInDays: null });
    expect(found.map(({ code }) => code)).toContain('off-hours');
  });

  it('go round the week: Saturday’s last hours and Sunday’s first are one stretch', () => {
    const quiet = (at: number) => [166, 167, 0, 1].includes(Math.floor(at / HOUR_MS) % 168);
    expect(ask({ requests: (at) => (quiet(at) ? 0 : 5), cores: () => 0.1 })).toMatchObject({ hoursAWeek: 4 });
    const three = (at: number) => [167, 0, 1].includes(Math.floor(at / HOUR_MS) % 168);
    expect(ask({ requests: (at) => (three(at) ? 0 : 5), cores: () => 0.1 })).toBeNull();
  });

  it('one night with somebody in it takes its hours of the week away', () => {
    const once = NOW - 20 * DAY_MS;
    const nightOnce = Math.floor(once / DAY_MS) * DAY_MS + 2 * HOUR_MS;
    // 0, 1 and 3, 4, 5 of that weekday are left: too short to stop for.
    expect(ask({ requests: (at) => (at === nightOnce ? 0.01 : isNight(at) ? 0 : 20) })).toMatchObject({
      hoursAWeek: 36,
    });
  });

  it.each<[string, Given]>([
    ['jobs run at night', { cores: () => 1 }],
    ['CPU is not measured', { cores: () => undefined }],
    ['somebody is connected', { users: () => 1 }],
    ['requests that cannot be told are no quiet', { requests: (at) => (isNight(at) ? Number.NaN : 20) }],
    ['two weeks are known', { days: 14 }],
    ['they stop already', { instances: (at) => (isNight(at) ? 0 : 2) }],
    ['somebody always comes', { requests: () => 0.01 }],
  ])('are not told where %s', (_, given) => {
    expect(ask(given)).toBeNull();
  });

  it('save nothing of a machine that is paid by the month', () => {
    const monthly = aws.prices.find(({ id }) => id === 'render-web-standard');
    if (monthly === undefined) throw new Error('the price list has no such machine');
    expect(offHours(input({}), { ...monthly, own: false })).toBeNull();
  });
});
