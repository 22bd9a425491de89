/** Days of a zone: named by the midnight of their date in UTC, 23 to 25 hours long where clocks change. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dailyPeaks } from '@/advisor/load/load';
import { chartOf } from '@/advisor/picture/load-chart';
import { DAY_MS, HOUR_MS } from '@/advisor/types';
import { formatDay } from '@/advisor/words/dates';
import { dayIn, instantOf, startOf } from '@/advisor/zone-days';
import type { Roadmap } from '@/catalogue/types';
import { reportedAdvice } from '../support/reported-advice';

const ZONES = ['UTC', 'America/Los_Angeles', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Auckland', 'America/Sao_Paulo'];

describe('a day of a zone', () => {
  it('is that of its wall clock', () => {
    const at = Date.UTC(2027, 1, 5, 3, 30);
    expect(dayIn('America/Los_Angeles', at)).toBe(Date.UTC(2027, 1, 4));
    expect(dayIn('Europe/Berlin', at)).toBe(Date.UTC(2027, 1, 5));
    expect(dayIn('Pacific/Auckland', Date.UTC(2027, 1, 5, 12))).toBe(Date.UTC(2027, 1, 6));
    expect(startOf('America/Los_Angeles', Date.UTC(2027, 1, 5))).toBe(Date.UTC(2027, 1, 5, 8));
    expect(dayIn('Mars/Olympus', at)).toBe(Date.UTC(2027, 1, 5));
  });

  it('is 23 hours long in spring and 25 in autumn', () => {
    const length = (day: number) => (startOf('Europe/Berlin', day + DAY_MS) - startOf('Europe/Berlin', day)) / HOUR_MS;
    expect([Date.UTC(2027, 2, 28), Date.UTC(2027, 9, 31), Date.UTC(2027, 5, 1)].map(length)).toEqual([23, 25, 24]);
  });

  it('begins where it begins, in every zone and year: the instant is of it, the one before is not', () => {
    const days = fc.integer({ min: 0, max: 20_000 }).map((n) => n * DAY_MS);
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), days, (zone, day) => {
        const at = startOf(zone, day);
        expect(dayIn(zone, at)).toBe(day);
        expect(dayIn(zone, at - HOUR_MS)).toBeLessThan(day);
      }),
    );
  });
});

describe('a clock', () => {
  it('that shows a time once, not at all, or twice', () => {
    const at = (month: number, day: number, hour: number) =>
      instantOf('Europe/Berlin', Date.UTC(2027, month, day, hour));
    expect(at(5, 1, 12)).toBe(Date.UTC(2027, 5, 1, 10));
    // 02:00 becomes 03:00 on 28 March; 03:00 becomes 02:00 on 31 October.
    expect(at(2, 28, 2)).toBe(Date.UTC(2027, 2, 28, 1));
    expect(at(9, 31, 2)).toBe(Date.UTC(2027, 9, 31, 0));
  });
});

describe('a load chart', () => {
  it.each(ZONES)('names each day, past and to come, as it was counted: in %s', (zone) => {
    const nowAt = Date.UTC(2027, 1, 5, 12);
    const roadmap = { phases: [] } as unknown as Roadmap;
    const told = reportedAdvice(nowAt, roadmap);
    const { days, forecast } = chartOf({ roadmap }, told, { nowAt, zone });
    const names = (all: number[]) => all.map((day) => formatDay(day, zone));
    expect(names(days.map(({ at }) => at))).toEqual(told.dailyLoad.map(({ at }) => formatDay(at)));
    expect(names(forecast?.at ?? [])).toEqual(told.dates?.fan?.at.map((at) => formatDay(at)));
    const date = told.dates?.first.date;
    expect(formatDay(forecast?.date?.likelyAt ?? 0, zone)).toBe(date?.code === 'date' && formatDay(date.likelyAt));
  });
});

describe('daily peaks', () => {
  /** 28 days of hours; Saturdays and Sundays of Los Angeles are quiet, evenings are busiest. */
  const zone = 'America/Los_Angeles';
  const from = startOf(zone, Date.UTC(2027, 0, 4));
  const hours = Array.from({ length: 28 * 24 }, (_, i) => {
    const at = from + i * HOUR_MS;
    const day = new Date(dayIn(zone, at)).getUTCDay();
    const hour = (at - startOf(zone, dayIn(zone, at))) / HOUR_MS;
    const max5 = (day === 0 || day === 6 ? 200 : 1000) * (hour >= 18 && hour < 22 ? 1 : 0.5);
    return { at, max5, median5: max5, means: 12 };
  });
  const weekendsOf = (zone: string) =>
    dailyPeaks(hours, from + 28 * DAY_MS, { zone })
      .filter(({ at }) => [0, 6].includes(new Date(at).getUTCDay()))
      .map(({ peak }) => peak);

  it('are of the team’s days: a quiet weekend stays one, where UTC’s days mix it with Friday evening', () => {
    expect(weekendsOf(zone)).toEqual(Array(8).fill(200));
    expect(weekendsOf('UTC')).toContain(1000);
  });
});
