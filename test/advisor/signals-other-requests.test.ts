import { describe, expect, it } from 'vitest';
import { deriveHour, isHealthRoute } from '@/advisor/signals/index';
import { MinuteState } from '@/advisor/types';
import {
  counter,
  every10s,
  gauge,
  growing,
  HTTP_BOUNDS,
  histogram,
  inBucket,
  input,
  minute,
  node,
  second,
  signal,
  times,
} from './signals-points';

const http = 'http.server.request.duration';
const attributes = { 'http.request.method': 'GET', 'http.route': '/items', 'http.response.status_code': 200 };

describe('other ways of sending requests', () => {
  const at = times(-5 * minute, 60 * minute, 60 * second);

  it('reads the older name in milliseconds', () => {
    const bounds = [0, 5, 10, 25, 50, 75, 100, 250, 500];
    const old = growing(
      { metric: 'http.server.duration', unit: 'ms', attributes: { 'http.status_code': 500, 'http.route': '/x' } },
      at,
      inBucket(250, 60, bounds),
      bounds,
    );
    expect(signal([old], 'latency.p50').value[10]).toBeCloseTo(Math.sqrt(100 * 250), 3);
    expect(signal([old], 'errors.rate').value[10]).toBe(100);
    expect(signal([old], 'requests.rate').value[10]).toBeCloseTo(1, 9);
  });

  it('prefers the stable name where both arrive', () => {
    const old = growing({ metric: 'http.server.duration', unit: 'ms', attributes }, at, [60, 0], [1000]);
    const stable = growing({ metric: http, unit: 's', attributes }, at, inBucket(0.1, 60), HTTP_BOUNDS);
    expect(signal([old, stable], 'latency.p95').recipe?.metrics).toEqual([http]);
  });

  it('adds deltas by the minute of their end', () => {
    const points = times(0, 60 * minute, 10 * second).map((time) => ({
      at: time + 10 * second,
      start: time,
      histogram: {
        count: 5,
        sum: 1,
        min: 0,
        max: 1,
        bounds: Float64Array.of(0.1, 1),
        counts: Float64Array.of(0, 5, 0),
      },
    }));
    const rate = signal([histogram({ metric: http, unit: 's', attributes, temporality: 1 }, points)], 'requests.rate');
    expect(rate.numerator?.[30]).toBe(30);
    expect(rate.value[30]).toBeCloseTo(0.5, 9);
  });

  it('merges exponential histograms at the coarser scale', () => {
    const exponential = (scale: number, offset: number, instance: string) =>
      histogram(
        { metric: http, unit: 's', attributes, temporality: 1, resource: node(instance) },
        times(0, 60 * minute, 10 * second).map((time) => ({
          at: time + 10 * second,
          start: time,
          histogram: {
            count: 10,
            sum: 1,
            min: 0,
            max: 1,
            exponential: {
              scale,
              zeroCount: 0,
              zeroThreshold: 0,
              positiveOffset: offset,
              positive: Float64Array.of(10),
              negativeOffset: 0,
              negative: new Float64Array(0),
            },
          },
        })),
      );
    // Scale 1: bucket -6 is (2^-3, 2^-2.5] s = (125, 176.8] ms. Scale 0: bucket -3 is (125, 250] ms.
    const both = signal([exponential(1, -6, 'a'), exponential(0, -3, 'b')], 'latency.p50');
    expect(both.value[10]).toBeCloseTo(Math.sqrt(125 * 250), 3);
    const fine = signal([exponential(1, -6, 'a')], 'latency.p50');
    expect(fine.value[10]).toBeCloseTo(125 * 2 ** 0.25, 3);
  });

  it('falls back to a counter for rates and has no latency then', () => {
    const total = (code: string, each: number) =>
      counter(
        { metric: 'http_requests_total', attributes: { code } },
        at.map((time, i) => ({ at: time, value: each * (i + 1) })),
      );
    const derived = deriveHour(input([total('200', 90), total('500', 10)])).minutes;
    expect(derived.find((columns) => columns.signal === 'errors.rate')?.value[5]).toBeCloseTo(10, 9);
    expect(derived.find((columns) => columns.signal === 'latency.p95')).toBeUndefined();
  });

  it('recognises paths of health checks and no others', () => {
    for (const path of [
      '/health',
      '/healthz',
      '/api/health/db',
      '/ready',
      '/livez',
      '/metrics',
      '/-/ready',
      '/_health',
    ])
      expect(isHealthRoute(path)).toBe(true);
    for (const path of ['/', '/healthy-recipes', '/livestream', '/users/:id/health', '/api/items'])
      expect(isHealthRoute(path)).toBe(false);
  });
});

describe('three kinds of nothing', () => {
  it('is no traffic where the source reports zero', () => {
    const idle = growing({ metric: http, unit: 's', attributes }, every10s, inBucket(0.1, 0), HTTP_BOUNDS);
    expect(signal([idle], 'errors.rate').state[10]).toBe(MinuteState.noTraffic);
    expect(signal([idle], 'requests.rate').value[10]).toBe(0);
  });

  it('is no traffic where other series of the app arrive and requests were known before', () => {
    const loop = gauge(
      { metric: 'nodejs.eventloop.utilization' },
      every10s.map((time) => ({ at: time, value: 0.1 })),
    );
    expect(signal([loop], 'latency.p95', { knownMetrics: [http] }).state[10]).toBe(MinuteState.noTraffic);
    expect(() => signal([loop], 'latency.p95')).toThrow('no latency.p95');
  });

  it('is no data where nothing arrives, and the signal is not there at all', () => {
    const early = growing(
      { metric: http, unit: 's', attributes },
      times(0, 10 * minute, 10 * second),
      inBucket(0.1, 20),
      HTTP_BOUNDS,
    );
    expect(signal([early], 'latency.p95').state[30]).toBe(MinuteState.noData);
    expect(deriveHour(input([])).minutes).toEqual([]);
  });
});
