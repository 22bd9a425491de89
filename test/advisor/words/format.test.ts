import { describe, expect, it } from 'vitest';
import * as dates from '@/advisor/words/dates';
import * as format from '@/advisor/words/format';
import { phaseInWords, rangeBeside } from '@/advisor/words/names';
import type { Phase } from '@/catalogue/types';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.1249, '0.125'],
    [1.5, '1.5'],
    [706, '706'],
    [11_240, '11,240'],
    [38_200, '38,200'],
    [38_216.7, '38,200'],
    [212_345, '212,000'],
    [-42, '−42'],
    [Number.NaN, '–'],
  ])('%d reads %s', (value, text) => expect(format.formatNumber(value)).toBe(text));

  it.each([
    [0.9, '0.9×'],
    [0.97, '0.97×'],
    [0.996, '1.0×'],
    [1.72, '1.7×'],
    [5, '5.0×'],
    [9.94, '9.9×'],
    [9.96, '10×'],
    [12.4, '12×'],
  ])('the multiple %d reads %s', (value, text) => expect(format.formatMultiple(value)).toBe(text));

  it('gives the interval of a multiple once with its sign', () => {
    expect(format.formatMultipleRange(1.4, 2.1)).toBe('1.4–2.1×');
  });

  it.each([
    [{ multiple: 1.72, low: 1.4, high: 2.1 }, '1.7×', '1.4–2.1'],
    [{ multiple: 1.541, low: 1.532, high: 1.549 }, '1.54×', '1.53–1.55'],
    [{ multiple: 1.8454, low: 1.8432, high: 1.8449 }, '1.8×', null],
    [{ multiple: 12.2, low: 11.9, high: 12.4 }, '12.2×', '11.9–12.4'],
    [{ multiple: 0.971, low: 0.9702, high: 0.9744 }, '0.971×', '0.97–0.974'],
    [{ multiple: 2, low: 2, high: 2 }, '2.0×', null],
  ])('%o has at most one digit more to tell its ends apart', (given, multiple, range) => {
    expect(format.formatMultipleWithRange(given)).toEqual({ multiple, range });
  });

  it('gives a bill whose ends read the same as one figure', () => {
    expect(format.formatMoneyRange(69_000, 93_000)).toBe('$690–930');
    expect(format.formatMoneyRange(148_320, 148_310)).toBe('$1,483');
  });

  it.each([
    [0, 50_000, '0–50K'],
    [50_000, 500_000, '50K–500K'],
    [5_000_000, null, '5M and more'],
    [0, 950, '0–950'],
  ])('the range %d to %d reads %s', (from, to, text) => expect(format.formatLoadRange(from, to)).toBe(text));

  it.each([
    [0.1249, '%', '0.12 %'],
    [88.31, '%', '88 %'],
    [734, 'ms', '734 ms'],
    [733.61, 'ms', '734 ms'],
    [11_240, 'connections', '11,240 connections'],
    [2 ** 31, 'bytes', '2 GiB'],
    [1, 'users', '1 user'],
    [1, 'queries/s', '1 queries/s'],
    [1.2345, 'req/s', '1.23 req/s'],
  ])('%d %s reads %s', (value, unit, text) => expect(format.formatValue(value, unit)).toBe(text));

  it('counts in the singular and the plural', () => {
    expect(format.formatCount(1, 'app')).toBe('1 app');
    expect(format.formatCount(14, 'app')).toBe('14 apps');
    expect(format.formatCount(2, 'crossing')).toBe('2 crossings');
  });

  it('joins a list as it is spoken', () => {
    expect(format.formatList([])).toBe('');
    expect(format.formatList(['CPU', 'memory', 'latency'])).toBe('CPU, memory and latency');
  });
});

describe('money', () => {
  it.each([
    [34_200, '$342'],
    [148_000, '$1,480'],
    [0, '$0'],
    [45, '$0.45'],
    [-2_000, '−$20'],
  ])('%d cents read %s', (cents, text) => expect(format.formatMoney(cents)).toBe(text));

  it('closes sums to the cent and rounds what is only about', () => {
    expect(format.formatMoneyExact(215_000)).toBe('$2,150.00');
    expect(format.formatMoneyAbout(40_900)).toBe('$410');
    expect(format.formatMoneyChange(7_300)).toBe('+$73');
    expect(format.formatMoneyChange(0)).toBe('$0');
  });

  it('gives a document range, open ends included', () => {
    expect(format.formatUsdRange(50, 200)).toBe('$50–200');
    expect(format.formatUsdRange(20_000, null)).toBe('$20,000 and more');
  });
});

describe('durations', () => {
  it.each([
    [18_000, '18 s'],
    [64_000, '1 min 04 s'],
    [40 * 60_000, '40 min'],
    [84 * 60_000, '1 h 24 min'],
    [192 * 60_000, '3 h 12 min'],
    [24 * 3_600_000, '24 h'],
    [3 * 86_400_000, '3 days'],
    [35 * 86_400_000, '5 weeks'],
  ])('%d ms read %s', (ms, text) => expect(format.formatDuration(ms)).toBe(text));

  it.each([
    [{ low: 0.5, high: 0.5 }, '4 h'],
    [{ low: 1, high: 1 }, '1 day'],
    [{ low: 1, high: 2 }, '1–2 days'],
    [{ low: 0.1, high: 1 }, '1 h–1 day'],
    [{ low: 0.5, high: 3 }, '4 h–3 days'],
    [{ low: 0.05, high: 0.05 }, '25 min'],
  ])('the effort %o reads %s', (days, text) => expect(format.formatEffort(days)).toBe(text));

  it('says how long ago in one unit', () => {
    expect(format.formatAgo(0, 30_000)).toBe('just now');
    expect(format.formatAgo(0, 29 * 60_000)).toBe('29 min ago');
    expect(format.formatAgo(0, 5 * 3_600_000)).toBe('5 h ago');
  });
});

describe('dates in the zone of the viewer', () => {
  const at = Date.UTC(2027, 1, 5, 19, 32);
  const zone = 'America/New_York';

  it('says them as people do', () => {
    expect(dates.formatDay(at, zone)).toBe('5 Feb');
    expect(dates.formatDay(Date.UTC(2028, 2, 14), 'UTC', at)).toBe('14 Mar 2028');
    expect(dates.formatDay(Date.UTC(2027, 8, 2))).toBe('2 Sep');
    expect(dates.formatTime(at, zone)).toBe('14:32');
    expect(dates.formatDayTime(at, zone)).toBe('5 Feb, 14:32');
    expect(dates.exactTime(at, zone)).toBe('Fri 5 Feb 2027, 14:32 UTC−5');
  });

  it('leaves the day out where it is today', () => {
    expect(dates.formatSince(at - 40 * 60_000, at, zone)).toBe('13:52');
    expect(dates.formatSince(at - 86_400_000, at, zone)).toBe('4 Feb, 14:32');
  });

  it('joins ranges', () => {
    expect(dates.formatDayRange(Date.UTC(2027, 1, 20), Date.UTC(2027, 3, 30))).toBe('20 Feb–30 Apr');
    expect(dates.formatDayRange(Date.UTC(2027, 1, 5), Date.UTC(2027, 1, 12))).toBe('5–12 Feb');
    expect(dates.formatTimeRange(Date.UTC(2027, 1, 4, 18, 46), Date.UTC(2027, 1, 4, 20, 10))).toBe(
      '4 Feb, 18:46–20:10',
    );
  });

  it('knows half hours and refuses a zone that does not exist', () => {
    expect(dates.formatZone(at, 'Asia/Kolkata')).toBe('UTC+5:30');
    expect(dates.isZone('Mars/Olympus')).toBe(false);
  });
});

describe('a range beside its phase’s name', () => {
  it.each([
    ['Phase 2: Balance', 50_000, 500_000, '50K–500K'],
    ['The setup', 0, null, '0 and more'],
    ['10,000-100,000 users', 10_000, 100_000, ''],
    ['Up to 10,000 users', 0, 10_000, ''],
    ['1,000,000+ users', 1_000_000, null, ''],
  ])('“%s” from %s to %s: “%s”', (title, from, to, text) => expect(rangeBeside({ title, from, to })).toBe(text));
});

describe('a phase inside a sentence', () => {
  it.each([
    ['Phase 2: Balance', 50_000, 500_000, 'Phase 2'],
    ['Grow', 10_000, 1_000_000, 'Grow'],
    ['Up to 10,000 users', 0, 10_000, 'the phase up to 10,000 users'],
    ['10,000-100,000 users', 10_000, 100_000, 'the phase of 10,000-100,000 users'],
    ['1,000,000+ users', 1_000_000, null, 'the phase of 1,000,000+ users'],
  ])('“%s” is “%s”', (title, from, to, words) => expect(phaseInWords({ title, from, to } as Phase)).toBe(words));
});
