import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matcherOf } from '@/advisor/signals/filters';
import { deriveHour } from '@/advisor/signals/index';
import type { Aggregation, CustomSignal } from '@/catalogue/types';
import type { SeriesPoints } from '@/store/points/points';
import { counter, gauge, growing, HTTP_BOUNDS, inBucket, input, minute, node, times } from './signals-points';

const custom = (aggregation: Aggregation, more: Partial<CustomSignal> = {}): CustomSignal => ({
  id: `orders.${aggregation}`,
  title: 'Orders',
  metric: 'shop.orders',
  where: {},
  aggregation,
  unit: '',
  worsens: 'up',
  limit: null,
  holdMinutes: 5,
  ...more,
});

function derive(points: SeriesPoints[], declared: CustomSignal) {
  const { minutes, hours } = deriveHour(input(points, { custom: [declared] }));
  return { columns: minutes.find(({ signal }) => signal === declared.id), hour: hours[declared.id] };
}

const at = times(-2 * minute, 60 * minute, minute);
const orders = (country: string, perMinute: number, instance = 'a') =>
  counter(
    { metric: 'shop.orders', attributes: { country }, resource: node(instance) },
    at.map((time, i) => ({ at: time, value: perMinute * (i + 1) })),
  );
const level = (value: number, instance: string) =>
  gauge(
    { metric: 'shop.orders', resource: node(instance) },
    at.map((time) => ({ at: time, value })),
  );

describe('a signal of the team’s own', () => {
  it('grows a second or a minute, of the series that match', () => {
    const points = [orders('ch', 30), orders('de', 90)];
    expect(derive(points, custom('rate')).columns?.value[10]).toBe(2);
    expect(derive(points, custom('increase')).columns?.value[10]).toBe(120);
    const swiss = derive(points, custom('rate', { where: { country: 'ch' } }));
    expect([swiss.columns?.value[10], swiss.hour?.max5]).toEqual([0.5, 0.5]);
    expect(swiss.columns?.recipe?.recipe).toContain('country=ch');
    expect(derive(points, custom('rate', { where: { country: 'fr' } })).columns).toBeUndefined();
  });

  it('is a level: its sum, mean, most or least, with the instance', () => {
    const points = [level(2, 'a'), level(6, 'b')];
    expect(derive(points, custom('sum')).columns?.value[10]).toBe(8);
    expect(derive(points, custom('avg')).columns?.value[10]).toBe(4);
    const most = derive(points, custom('max')).columns;
    expect([most?.value[10], most?.worst?.[10]]).toEqual([6, 'b']);
    const least = derive(points, custom('min')).columns;
    expect([least?.value[10], least?.worst?.[10]]).toEqual([2, 'a']);
  });

  it('is a quantile or the mean of a histogram, in its own unit', () => {
    const histogram = growing({ metric: 'shop.orders', unit: 's' }, at, inBucket(0.1, 10), HTTP_BOUNDS);
    const p95 = derive([histogram], custom('p95', { unit: 'ms' }));
    expect(p95.columns?.value[10]).toBeGreaterThan(75);
    expect(p95.columns?.value[10]).toBeLessThanOrEqual(100);
    const seconds = derive([histogram], custom('p95', { unit: 's' }));
    expect(seconds.columns?.value[10]).toBeCloseTo((p95.columns?.value[10] ?? 0) / 1000, 12);
    expect(seconds.hour?.max5).toBeCloseTo((p95.hour?.max5 ?? 0) / 1000, 12);
    // Each point adds 10 observations and (by the helper) 10 to the sum.
    expect(derive([histogram], custom('avg', { unit: 's' })).columns?.value[10]).toBe(1);
    expect(derive([histogram], custom('avg', { unit: 'ms' })).columns?.value[10]).toBe(1000);
    expect(derive([histogram], custom('rate')).columns?.value[10]).toBeCloseTo(10 / 60, 12);
  });

  it('is nothing where the metric cannot tell it', () => {
    expect(derive([orders('ch', 30)], custom('p95')).columns).toBeUndefined();
    expect(derive([level(2, 'a')], custom('rate')).columns).toBeUndefined();
  });
});

describe('a built-in signal with a filter', () => {
  const job = (queue: string, bound: number) =>
    growing(
      { metric: 'messaging.process.duration', unit: 's', attributes: { 'messaging.destination.name': queue } },
      at,
      inBucket(bound, 20),
      HTTP_BOUNDS,
    );
  const filtered = { id: 'jobs.duration.p95{job=*receipt*}', base: 'jobs.duration.p95', where: { job: '*receipt*' } };

  it('is made of the matching series alone, beside the whole', () => {
    const points = [job('receipt-scan', 0.1), job('mail', 10)];
    const { minutes, hours } = deriveHour(input(points, { filtered: [filtered] }));
    const value = (id: string) => minutes.find(({ signal }) => signal === id)?.value[10];
    expect(value(filtered.id)).toBeLessThanOrEqual(0.1);
    expect(value('jobs.duration.p95')).toBeGreaterThan(5);
    expect(hours[filtered.id]?.max5).toBeLessThanOrEqual(0.1);
  });

  it('of requests keeps their parts', () => {
    const route = (path: string, code: number, count: number) =>
      growing(
        {
          metric: 'http.server.request.duration',
          unit: 's',
          attributes: { 'http.route': path, 'http.response.status_code': code },
        },
        at,
        inBucket(0.1, count),
        HTTP_BOUNDS,
      );
    const points = [route('/buy', 200, 3), route('/buy', 500, 1), route('/see', 200, 96)];
    const buy = { id: 'errors.rate{route=/buy}', base: 'errors.rate', where: { route: '/buy' } };
    const { minutes } = deriveHour(input(points, { filtered: [buy] }));
    const columns = minutes.find(({ signal }) => signal === buy.id);
    expect([columns?.value[10], columns?.numerator?.[10], columns?.denominator?.[10]]).toEqual([25, 1, 4]);
    expect(minutes.find(({ signal }) => signal === 'errors.rate')?.value[10]).toBe(1);
  });
});

describe('a filter', () => {
  it('takes * for anything and means the same attribute by its several names', () => {
    const series = (attributes: Record<string, string>) =>
      ({ ...level(1, 'a'), series: { ...level(1, 'a').series, attributes } }) as never;
    const matches = (pattern: string, attributes: Record<string, string>) =>
      matcherOf({ job: pattern })(series(attributes));
    expect(matches('receipt', { queue: 'Receipt' })).toBe(true);
    expect(matches('receipt', { queue: 'receipts' })).toBe(false);
    expect(matches('*receipt*', { job_name: 'scan-receipts' })).toBe(true);
    expect(matches('a*b*c', { 'messaging.destination.name': 'a-b-c' })).toBe(true);
    expect(matches('ab*ba', { queue: 'aba' })).toBe(false);
    expect(matches('*', {})).toBe(false);
  });

  it('agrees with a regular expression', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(letters, pattern, (text, glob) => {
        const series = { ...level(1, 'a'), series: { ...level(1, 'a').series, attributes: { queue: text } } } as never;
        const expected = text !== '' && new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(text);
        expect(matcherOf({ queue: glob })(series)).toBe(expected);
      }),
      { seed: 3 },
    );
  });
});
