import { describe, expect, it } from 'vitest';
import { dailyLoads, dailyPeaks, findLoad, loadSeries } from '@/advisor/load/load';
import { DAY_MS, HOUR_MS, type SignalHour } from '@/advisor/types';
import { startOf } from '@/advisor/zone-days';
import { facts } from './support/facts';
import { NOW } from './support/systems';

function hoursBefore(count: number, value: (i: number, at: number) => number, means = 12): SignalHour[] {
  return Array.from({ length: count }, (_, i) => {
    const at = NOW - (count - i) * HOUR_MS;
    return { at, max5: value(i, at), median5: value(i, at) * 0.9, means };
  });
}

const find = (hours: Record<string, SignalHour[]>, more: Parameters<typeof facts>[0] = {}) =>
  findLoad({ facts: facts(more), nowAt: NOW, minutes: new Map(), hours: new Map(Object.entries(hours)) });

describe('load', () => {
  it('is the 95th percentile by nearest rank of the hourly maxima of seven days', () => {
    // Ranks 1–168: ceil(0.95 × 168) = 160.
    const found = find({ 'users.active': hoursBefore(200, (i) => (i < 32 ? 9999 : i - 31)) });
    expect(found).toEqual({
      code: 'load',
      value: 160,
      unit: 'users',
      quality: 'measured',
      hours: 168,
      learning: false,
      peakFactor: 168 / 160,
      peakValue: 168,
      signal: 'users.active',
      population: 'daily',
    });
  });

  it('leaves out hours with fewer than nine of twelve means', () => {
    const hours = [...hoursBefore(168, () => 100).slice(0, 160), ...hoursBefore(8, () => 5000, 8)];
    expect(find({ 'users.active': hours })).toMatchObject({ value: 100, hours: 160 });
  });

  it('is marked as learning on a Saturday alone, and has no value of record in the first day', () => {
    expect(find({ 'users.active': hoursBefore(24, () => 700) })).toMatchObject({
      code: 'load',
      value: 700,
      learning: true,
    });
    expect(find({ 'users.active': hoursBefore(23, () => 700) })).toEqual({
      code: 'learning',
      hours: 23,
      needHours: 24,
      value: 700,
    });
  });

  it('is estimated from requests by the owner’s ratio, anew for the whole past', () => {
    const requests = { 'requests.rate': hoursBefore(168, () => 50) };
    expect(find(requests)).toEqual({ code: 'no-load', reason: 'no-users-metric-and-no-ratio' });
    // 50 req/s × 60 s ÷ 6 requests per user and minute = 500 users
    expect(find(requests, { requestsPerUserMinute: 6 })).toMatchObject({
      value: 500,
      quality: 'estimated',
      signal: 'requests.rate',
    });
  });

  it('in requests still carries fits where nobody set a ratio', () => {
    const series = loadSeries({
      facts: facts(),
      minutes: new Map(),
      hours: new Map([['requests.rate', hoursBefore(30, () => 50)]]),
    });
    expect(series).toMatchObject({ signal: 'requests.rate', unit: 'req/s' });
  });

  it('that fell silent a week ago is no data', () => {
    const old = hoursBefore(400, () => 100).slice(0, 200);
    expect(find({ 'users.active': old })).toEqual({ code: 'no-load', reason: 'no-data' });
  });

  it('is absent without users and requests', () => {
    expect(find({})).toEqual({ code: 'no-load', reason: 'no-users-metric-and-no-ratio' });
  });
});

describe('daily values', () => {
  const hours = hoursBefore(24 * 10 + 5, (_, at) => 100 + Math.floor((at - NOW) / DAY_MS));

  it('count a day’s peak from twenty hours on', () => {
    const peaks = dailyPeaks(hours, NOW);
    expect(peaks).toHaveLength(10);
    expect(peaks.at(-1)).toEqual({ at: NOW - DAY_MS, peak: 99 });
  });

  it('give the load as it stood at the end of each day', () => {
    const loads = dailyLoads(hours, NOW);
    expect(loads.at(-1)).toEqual({ at: NOW - DAY_MS, value: 99 });
    expect(loads[0]?.value).toBe(89);
  });

  it('ends with the day of the team: midnight in Tarawa is noon in UTC', () => {
    const hours = hoursBefore(168 + 24, (i) => i);
    const noon = NOW - 12 * HOUR_MS;
    const utc = dailyLoads(hours, NOW);
    const tarawa = dailyLoads(hours, NOW, 'Pacific/Tarawa');
    // The day that ends at noon holds the 168 hours before it: ranks of i from 12 on.
    const endsAtNoon = tarawa.find(({ at }) => startOf('Pacific/Tarawa', at + DAY_MS) === noon);
    expect(endsAtNoon?.value).toBe(noonLoad(hours, noon));
    expect(utc.map(({ value }) => value)).not.toContain(endsAtNoon?.value);
  });
});

/** Nearest rank of the week before, by hand: the 160th of 168. */
function noonLoad(hours: readonly SignalHour[], toAt: number): number {
  const week = hours.filter(({ at }) => at < toAt && at >= toAt - 168 * HOUR_MS).map(({ max5 }) => max5);
  return week.sort((a, b) => a - b)[Math.ceil(0.95 * week.length) - 1] as number;
}
