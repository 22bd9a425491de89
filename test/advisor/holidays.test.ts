import { describe, expect, it } from 'vitest';
import { fanAt, pathsOf } from '@/advisor/forecast/date';
import { type Holiday, holidayDays, holidaysAhead } from '@/advisor/forecast/holidays';
import { seeded } from '@/advisor/math';
import { DAY_MS } from '@/advisor/types';

const on = (text: string) => Date.parse(`${text}T00:00:00Z`);
const christmas: Holiday = { name: 'Christmas', from: on('2020-12-24'), to: on('2020-12-26'), yearly: true };
const firstDay = on('2024-01-01');
const WEEK = [0, 0.05, 0.05, 0, 0, -0.3, -0.4];

/** Daily peaks from 1 January 2024 on: a week, growth, chance, and what each Christmas does. */
function peaksUntil(day: string, effect: number): number[] {
  const random = seeded(7);
  const days = (on(day) - firstDay) / DAY_MS;
  const calendar = holidayDays([christmas], firstDay, days);
  return Array.from({ length: days }, (_, t) =>
    Math.exp(7 + 0.0005 * t + (WEEK[t % 7] as number) + 0.04 * (random() - 0.5) + (calendar[t] ? effect : 0)),
  );
}

const fanOn = (peaks: number[], day: string, holidays: Holiday[]) => {
  const paths = pathsOf(peaks, { holidays, firstDay });
  if (paths === null) throw new Error('enough days for paths');
  return fanAt(paths, (on(day) - firstDay) / DAY_MS - peaks.length + 1);
};
const width = ({ low, high }: { low: number; high: number }) => Math.log(high / low);

describe('a calendar', () => {
  it('knows each day of a holiday, every year where it is yearly, over the turn of one too', () => {
    const turn = { name: 'New Year', from: on('2024-12-31'), to: on('2025-01-01'), yearly: true };
    const days = holidayDays([turn], on('2025-12-30'), 4);
    expect(days.map((it) => it?.place ?? null)).toEqual([null, 0, 1, null]);
    const once = holidayDays([{ ...turn, yearly: false }], on('2025-12-30'), 4);
    expect(once.every((it) => it === null)).toBe(true);
  });

  it('gives a day to the shortest of its holidays, which says most', () => {
    const school = { name: 'school holidays', from: on('2026-03-30'), to: on('2026-04-11'), yearly: false };
    const easter = { name: 'Easter', from: on('2026-04-05'), to: on('2026-04-06'), yearly: false };
    const names = (list: Holiday[]) => holidayDays(list, on('2026-04-04'), 4).map((it) => it?.name);
    expect(names([easter, school])).toEqual(['school holidays', 'Easter', 'Easter', 'school holidays']);
    expect(names([school, easter])).toEqual(names([easter, school]));
  });

  it('has 29 February in leap years alone', () => {
    const leap = { name: 'leap day', from: on('2024-02-29'), to: on('2024-02-29'), yearly: true };
    expect(holidayDays([leap], on('2025-01-01'), 365).some((it) => it !== null)).toBe(false);
    expect(holidayDays([leap], on('2028-01-01'), 366).filter((it) => it !== null)).toHaveLength(1);
  });
});

describe('holidays in a forecast', () => {
  const twice = peaksUntil('2025-12-28', Math.log(3));
  const later = peaksUntil('2026-12-01', Math.log(3));

  it('are learned from the second sight on, and come again on their days alone', () => {
    const learned = fanOn(later, '2026-12-24', [christmas]);
    const eve = fanOn(later, '2026-12-23', [christmas]);
    expect(learned.middle / eve.middle).toBeGreaterThan(2.4);
    expect(learned.middle / eve.middle).toBeLessThan(3.6);
    const unknown = peaksUntil('2025-12-01', Math.log(3));
    const [before, on24] = ['2025-12-23', '2025-12-24'].map((day) => fanOn(unknown, day, []).middle);
    expect((on24 as number) / (before as number)).toBeLessThan(1.3);
  });

  it('bend neither level nor week: days after them are told as if there had been none', () => {
    const ordinary = peaksUntil('2025-12-28', 0);
    const day = '2025-12-30';
    const truth = fanOn(ordinary, day, []).middle;
    expect(Math.abs(fanOn(twice, day, [christmas]).middle / truth - 1)).toBeLessThan(0.03);
  });

  it('seen once may come again or not, never seen widen their days', () => {
    const once = peaksUntil('2025-12-01', Math.log(3));
    const either = fanOn(once, '2025-12-24', [christmas]);
    const day = fanOn(once, '2025-12-17', [christmas]);
    expect(either.low).toBeLessThan(day.high);
    expect(either.high / day.high).toBeGreaterThan(2);
    const unseen = { name: 'launch', from: on('2025-12-10'), to: on('2025-12-10'), yearly: false };
    expect(width(fanOn(once, '2025-12-10', [unseen]))).toBeGreaterThan(1.5 * width(fanOn(once, '2025-12-10', [])));
    const paths = pathsOf(once, { holidays: [christmas, unseen], firstDay });
    expect(paths?.holidays && holidaysAhead(paths.holidays.ahead, paths.holidays.effects)).toMatchObject([
      { name: 'launch', seen: 0 },
      { name: 'Christmas', fromAt: on('2025-12-24'), toAt: on('2025-12-26'), seen: 1 },
    ]);
  });

  it('are none without a calendar, but for a turn of the year that was seen twice', () => {
    const ahead = (peaks: number[], holidays: Holiday[] = []) => {
      const paths = pathsOf(peaks, { holidays, firstDay });
      return paths?.holidays ? holidaysAhead(paths.holidays.ahead, paths.holidays.effects) : [];
    };
    expect(ahead(peaksUntil('2025-12-01', 0))).toEqual([]);
    expect(ahead(later)).toMatchObject([{ name: 'the turn of the year', fromAt: on('2026-12-23'), seen: 2 }]);
    expect(ahead(later, [christmas]).map(({ name }) => name)).toEqual(['Christmas']);
  });
});
