import { expect, test } from 'vitest';
import { afterQuiet } from '@/service/notifications/quiet';

const zone = 'Europe/Berlin';
const end = (at: string, quietFrom: number, quietTo: number) =>
  new Date(afterQuiet(Date.parse(at), { quietFrom, quietTo }, zone)).toISOString().slice(0, 16);
const night = [22 * 60, 7 * 60] as const;

test('a night ends at 7 of the wall clock, also when clocks change in it', () => {
  expect(end('2027-01-10T22:00:00Z', ...night)).toBe('2027-01-11T06:00');
  // Forward on Sunday 28 March 2027, back on Sunday 31 October 2027.
  expect(end('2027-03-27T23:00:00Z', ...night)).toBe('2027-03-28T05:00');
  expect(end('2027-10-30T21:00:00Z', ...night)).toBe('2027-10-31T06:00');
  expect(end('2027-01-10T06:00:00Z', ...night)).toBe('2027-01-10T06:00');
  expect(end('2027-01-10T20:59:59Z', ...night)).toBe('2027-01-10T20:59');
});

test('an end that is left out is where the clock goes on; one that comes twice, the first time', () => {
  expect(end('2027-03-27T23:00:00Z', 22 * 60, 2 * 60 + 30)).toBe('2027-03-28T01:00');
  expect(end('2027-10-30T21:00:00Z', 22 * 60, 2 * 60 + 30)).toBe('2027-10-31T00:30');
});

test('from and to at one minute are no quiet hours', () => {
  expect(end('2027-01-10T22:00:00Z', 60, 60)).toBe('2027-01-10T22:00');
});
