import { expect, test } from 'vitest';
import { latestDue, nextDue, type Rhythm } from '@/service/report/due';

const at = (text: string) => Date.parse(text);
const said = (due: { at: number; day: string }) => `${new Date(due.at).toISOString().slice(0, 16)} ${due.day}`;
const monday8: Rhythm = { every: 'weekly', day: 1, hour: 8 };

test('each Monday at 8 stays at 8 of the wall clock when clocks change', () => {
  const next = (now: string) => said(nextDue(monday8, 'Europe/Berlin', at(now)));
  // Forward on Sunday 28 March 2027, back on Sunday 31 October 2027.
  expect(next('2027-03-20T12:00:00Z')).toBe('2027-03-22T07:00 2027-03-22');
  expect(next('2027-03-27T12:00:00Z')).toBe('2027-03-29T06:00 2027-03-29');
  expect(next('2027-10-30T12:00:00Z')).toBe('2027-11-01T07:00 2027-11-01');
  expect(said(latestDue(monday8, 'Europe/Berlin', at('2027-03-29T06:00:00Z')))).toBe('2027-03-29T06:00 2027-03-29');
  expect(said(latestDue(monday8, 'Europe/Berlin', at('2027-03-29T05:59:59Z')))).toBe('2027-03-22T07:00 2027-03-22');
});

test('an hour that is left out is due when it would have begun, one that comes twice the first time', () => {
  const sunday: Rhythm = { every: 'weekly', day: 7, hour: 2 };
  expect(said(nextDue(sunday, 'Europe/Berlin', at('2027-03-27T12:00:00Z')))).toBe('2027-03-28T01:00 2027-03-28');
  expect(said(nextDue(sunday, 'Europe/Berlin', at('2027-10-30T12:00:00Z')))).toBe('2027-10-31T00:00 2027-10-31');
  // In New York the clock goes from 2 to 3 on 14 March, and from 2 back to 1 on 7 November.
  expect(said(nextDue(sunday, 'America/New_York', at('2027-03-13T12:00:00Z')))).toBe('2027-03-14T07:00 2027-03-14');
  const one: Rhythm = { ...sunday, hour: 1 };
  expect(said(nextDue(one, 'America/New_York', at('2027-11-06T12:00:00Z')))).toBe('2027-11-07T05:00 2027-11-07');
  // Clocks there change by half an hour, at 2:00.
  expect(said(nextDue(sunday, 'Australia/Lord_Howe', at('2027-10-02T12:00:00Z')))).toBe('2027-10-02T15:30 2027-10-03');
});

test('each moment of a year is due once: the latest of the next is the next', () => {
  for (const zone of ['UTC', 'Europe/Berlin', 'America/Santiago', 'Asia/Kathmandu', 'Pacific/Apia']) {
    const days = new Set<string>();
    let now = at('2027-01-01T00:00:00Z');
    while (now < at('2028-01-01T00:00:00Z')) {
      const due = nextDue({ every: 'weekly', day: 7, hour: 0 }, zone, now);
      expect(due.at).toBeGreaterThan(now);
      expect(latestDue({ every: 'weekly', day: 7, hour: 0 }, zone, due.at)).toEqual(due);
      days.add(due.day);
      now = due.at;
    }
    expect([zone, days.size >= 52 && days.size <= 53]).toEqual([zone, true]);
  }
});

test('a month without that day has its last one', () => {
  const last: Rhythm = { every: 'monthly', day: 31, hour: 6 };
  const day = (now: string) => nextDue(last, 'UTC', at(now)).day;
  expect(day('2027-02-01T00:00:00Z')).toBe('2027-02-28');
  expect(day('2028-02-01T00:00:00Z')).toBe('2028-02-29');
  expect(day('2027-04-30T06:00:00Z')).toBe('2027-05-31');
  expect(latestDue(last, 'UTC', at('2027-03-01T00:00:00Z')).day).toBe('2027-02-28');
});

test('the local day may be another than that of UTC', () => {
  const first: Rhythm = { every: 'monthly', day: 1, hour: 3 };
  expect(said(nextDue(first, 'Pacific/Auckland', at('2027-01-31T13:00:00Z')))).toBe('2027-01-31T14:00 2027-02-01');
});
