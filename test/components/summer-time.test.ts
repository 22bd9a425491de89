import { afterAll, describe, expect, it } from 'vitest';

// Before the clock's formatters are made, which take the zone of their moment.
const before = process.env.TZ;
process.env.TZ = 'Europe/Berlin';
const { timeSplits, timeTick } = await import('@/components/charts/ticks');
afterAll(() => {
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
});

const at = (text: string) => Date.parse(text) / 1000;
const told = (from: string, to: string, most: number) => timeSplits(at(from), at(to), most).map(timeTick);

describe('axes in Berlin', () => {
  it('on the day of 23 hours leave out the hour that there is not', () => {
    expect(told('2026-03-29T00:00+01:00', '2026-03-30T00:00+02:00', 8)).toEqual([
      '29 Mar',
      '03:00',
      '06:00',
      '09:00',
      '12:00',
      '15:00',
      '18:00',
      '21:00',
      '30 Mar',
    ]);
    expect(told('2026-03-29T01:00+01:00', '2026-03-29T04:00+02:00', 4)).toEqual([
      '01:00',
      '01:30',
      '03:00',
      '03:30',
      '04:00',
    ]);
  });

  it('on the day of 25 hours tell every hour, and hours apart the one that comes twice once', () => {
    expect(told('2026-10-25T01:00+02:00', '2026-10-25T04:00+01:00', 4)).toEqual([
      '01:00',
      '02:00',
      '02:00',
      '03:00',
      '04:00',
    ]);
    expect(told('2026-10-25T00:00+02:00', '2026-10-25T08:00+01:00', 5)).toEqual([
      '25 Oct',
      '02:00',
      '04:00',
      '06:00',
      '08:00',
    ]);
  });

  it('over weeks stand on midnights on both sides of the change', () => {
    const splits = timeSplits(at('2026-10-20T00:00+02:00'), at('2026-10-31T00:00+01:00'), 12);
    expect(splits.map((split) => new Date(split * 1000).getHours())).toEqual(splits.map(() => 0));
    expect(new Set(splits.map(timeTick)).size).toBe(splits.length);
  });
});
