/** Yearly rules as national calendars write their holidays, against the days that they fell on. */
import { expect, test } from 'vitest';
import { DAY_MS } from '@/advisor/types';
import { daysOfRule, isSameDate } from '@/service/teams/ics-rule';

const years = { first: 2026, last: 2028 };

test.each([
  ['the fourth Thursday of November', 'BYMONTH=11;BYDAY=4TH', '2000-11-23', ['2026-11-26', '2027-11-25', '2028-11-23']],
  ['the last Monday of May', 'BYMONTH=5;BYDAY=-1MO', '1971-05-31', ['2026-05-25', '2027-05-31', '2028-05-29']],
  [
    'the Monday before 25 May (Canada)',
    'BYMONTH=5;BYMONTHDAY=18,19,20,21,22,23,24;BYDAY=MO',
    '2000-05-22',
    ['2026-05-18', '2027-05-24', '2028-05-22'],
  ],
  [
    'the day after the first Monday of November (US elections), every second year',
    'INTERVAL=2;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
    '2024-11-05',
    ['2026-11-03', '2028-11-07'],
  ],
  [
    'the Wednesday before 23 November (Germany)',
    'BYMONTH=11;BYMONTHDAY=16,17,18,19,20,21,22;BYDAY=WE',
    '2000-11-22',
    ['2026-11-18', '2027-11-17', '2028-11-22'],
  ],
  [
    'the Saturday from 20 to 26 June (Sweden)',
    'BYMONTH=6;BYMONTHDAY=20,21,22,23,24,25,26;BYDAY=SA',
    '2000-06-24',
    ['2026-06-20', '2027-06-26', '2028-06-24'],
  ],
  [
    'the last working day of the year',
    'BYMONTH=12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    '2020-12-31',
    ['2026-12-31', '2027-12-31', '2028-12-29'],
  ],
  ['the 20th Monday of the year', 'BYDAY=20MO', '1997-05-19', ['2026-05-18', '2027-05-17', '2028-05-15']],
  ['the last day of February', 'BYMONTH=2;BYMONTHDAY=-1', '2020-02-29', ['2026-02-28', '2027-02-28', '2028-02-29']],
  ['29 February', '', '2020-02-29', ['2028-02-29']],
  [
    'one date of two months',
    'BYMONTH=1,7',
    '2020-01-15',
    ['2026-01-15', '2026-07-15', '2027-01-15', '2027-07-15', '2028-01-15', '2028-07-15'],
  ],
  ['an end', 'UNTIL=20270101T000000Z', '2020-01-01', ['2026-01-01', '2027-01-01']],
  ['seven times', 'COUNT=7;BYMONTH=9;BYDAY=1MO', '2020-09-07', ['2026-09-07']],
  ['nothing before its first day', 'BYMONTH=11;BYDAY=4TH', '2027-11-01', ['2027-11-25', '2028-11-23']],
])('%s', (_what, rule, from, days) => {
  expect(daysOfRule(`FREQ=YEARLY;${rule}`, from, years)).toEqual(days);
});

test.each([
  'FREQ=MONTHLY',
  'FREQ=YEARLY;BYYEARDAY=100',
  'FREQ=YEARLY;BYWEEKNO=20',
  'FREQ=YEARLY;BYDAY=4XX',
  'FREQ=YEARLY;BYDAY=0TH',
  'FREQ=YEARLY;BYDAY=99TH',
  'FREQ=YEARLY;BYMONTH=13',
  'FREQ=YEARLY;BYMONTH=-1',
  'FREQ=YEARLY;INTERVAL=0',
  'FREQ=YEARLY;UNTIL=tomorrow',
  'FREQ=YEARLY;BYDAY=MO',
  `FREQ=YEARLY;BYMONTHDAY=${'1,'.repeat(200)}1`,
  'BYDAY=4TH',
  '',
])('“%s” is no such rule', (rule) => {
  expect(daysOfRule(rule, '2026-11-26', years)).toBeNull();
  expect(isSameDate(rule, '2026-11-26')).toBe(false);
});

test.each([
  ['FREQ=YEARLY', true],
  ['FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=26;INTERVAL=1;WKST=MO', true],
  ['FREQ=YEARLY;BYMONTH=11', true],
  ['FREQ=YEARLY;BYMONTH=11;BYDAY=4TH', false],
  ['FREQ=YEARLY;UNTIL=20301126', false],
  ['FREQ=YEARLY;COUNT=3', false],
  ['FREQ=YEARLY;BYMONTHDAY=25', false],
])('“%s” is the same date every year: %s', (rule, same) => {
  expect(isSameDate(rule, '2026-11-26')).toBe(same);
});

test('each month and day of a year is found where it is, in leap years and others, from both ends', () => {
  for (const year of [1900, 2000, 2023, 2024, 2028]) {
    for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += DAY_MS) {
      const date = new Date(at);
      const day = date.toISOString().slice(0, 10);
      const name = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'][date.getUTCDay()];
      const [month, length] = [
        date.getUTCMonth() + 1,
        new Date(Date.UTC(year, date.getUTCMonth() + 1, 0)).getUTCDate(),
      ];
      const [nth, last] = [Math.ceil(date.getUTCDate() / 7), -Math.ceil((length - date.getUTCDate() + 1) / 7)];
      const fromEnd = date.getUTCDate() - length - 1;
      for (const rule of [
        `BYDAY=${nth}${name}`,
        `BYDAY=${last}${name}`,
        `BYMONTHDAY=${fromEnd}`,
        `BYMONTHDAY=${date.getUTCDate()}`,
      ])
        expect([
          rule,
          daysOfRule(`FREQ=YEARLY;BYMONTH=${month};${rule}`, `${year}-01-01`, { first: year, last: year }),
        ]).toEqual([rule, [day]]);
    }
  }
});
