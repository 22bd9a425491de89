import { describe, expect, it } from 'vitest';
import { MinuteState } from '@/advisor/types';
import {
  every10s,
  growing,
  HOUR,
  HTTP_BOUNDS,
  histogram,
  inBucket,
  minute,
  node,
  second,
  signal,
  times,
} from './signals-points';

const http = 'http.server.request.duration';
const attributes = { 'http.request.method': 'GET', 'http.route': '/items', 'http.response.status_code': 200 };

describe('requests of the stock Node SDK, cumulative, every 10 s', () => {
  const ok = growing({ metric: http, unit: 's', attributes }, every10s, inBucket(0.1, 20), HTTP_BOUNDS);

  it('counts completed requests a second', () => {
    const rate = signal([ok], 'requests.rate');
    expect(rate.value[10]).toBeCloseTo(2, 9);
    expect(rate.numerator?.[10]).toBe(120);
    expect(rate.denominator?.[10]).toBe(60);
    expect(rate.state.every((state) => state === MinuteState.value)).toBe(true);
    expect(rate.recipe).toMatchObject({
      recipe: `${http} (histogram, s)`,
      metrics: [http],
      quality: 'measured',
      intervalMs: 10_000,
    });
  });

  it('interpolates quantiles inside a bucket, in ms', () => {
    // All in (75, 100] ms: the median is the bucket's middle on a log scale, the 95th percentile above it.
    expect(signal([ok], 'latency.p50').value[10]).toBeCloseTo(Math.sqrt(75 * 100), 6);
    expect(signal([ok], 'latency.p95').value[10]).toBeCloseTo(94.7, 1);
    expect([...(signal([ok], 'latency.p95').buckets?.boundsMs ?? [])]).toEqual(
      HTTP_BOUNDS.map((bound) => Math.round(bound * 1000)),
    );
  });

  it('counts 5xx and error.type as errors, 4xx not', () => {
    const failed = growing(
      { metric: http, unit: 's', attributes: { ...attributes, 'http.response.status_code': 503 } },
      every10s,
      inBucket(0.1, 2),
      HTTP_BOUNDS,
    );
    const broken = growing(
      { metric: http, unit: 's', attributes: { ...attributes, 'error.type': 'Error' } },
      every10s,
      inBucket(0.1, 2),
      HTTP_BOUNDS,
    );
    const missing = growing(
      { metric: http, unit: 's', attributes: { ...attributes, 'http.response.status_code': 404 } },
      every10s,
      inBucket(0.1, 16),
      HTTP_BOUNDS,
    );
    const errors = signal([ok, failed, broken, missing], 'errors.rate');
    expect(errors.value[10]).toBeCloseTo(10, 9);
    expect([errors.numerator?.[10], errors.denominator?.[10]]).toEqual([24, 240]);
  });

  it('leaves health checks and synthetic requests out of load, latency and errors', () => {
    const health = growing(
      { metric: http, unit: 's', attributes: { ...attributes, 'http.route': '/healthz' } },
      every10s,
      inBucket(5, 100),
      HTTP_BOUNDS,
    );
    const bot = growing(
      { metric: http, unit: 's', attributes: { ...attributes, 'user_agent.synthetic.type': 'bot' } },
      every10s,
      inBucket(5, 100),
      HTTP_BOUNDS,
    );
    expect(signal([ok, health, bot], 'requests.rate').value[10]).toBeCloseTo(2, 9);
    expect(signal([ok, health, bot], 'latency.p99').value[10]).toBeLessThan(100);
  });

  it('leaves upgrades and long polling out of latency only', () => {
    const upgrade = growing(
      { metric: http, unit: 's', attributes: { 'http.response.status_code': 101 } },
      every10s,
      inBucket(10, 100),
      HTTP_BOUNDS,
    );
    const polling = growing(
      { metric: http, unit: 's', attributes: { ...attributes, 'http.route': '/socket.io/' } },
      every10s,
      inBucket(10, 80),
      HTTP_BOUNDS,
    );
    expect(signal([ok, upgrade, polling], 'latency.p99').value[10]).toBeLessThan(100);
    expect(signal([ok, upgrade, polling], 'requests.rate').value[10]).toBeCloseTo(20, 9);
  });

  it('adds up the buckets of two instances before it takes the quantile', () => {
    const slow = growing(
      { metric: http, unit: 's', attributes, resource: node('b') },
      every10s,
      inBucket(1, 20),
      HTTP_BOUNDS,
    );
    expect(signal([ok, slow], 'latency.p50').value[10]).toBeCloseTo(100, 9);
    expect(signal([ok, slow], 'requests.rate').value[10]).toBeCloseTo(4, 9);
  });

  it('does not merge buckets with other bounds, and says so', () => {
    const other = growing({ metric: http, unit: 's', attributes, resource: node('b') }, every10s, [3, 3, 3], [0.1, 1]);
    const latency = signal([ok, other], 'latency.p95');
    expect(latency.value[10]).toBe(signal([ok], 'latency.p95').value[10]);
    expect(latency.recipe?.note).toContain('bucket bounds');
    expect(signal([ok, other], 'requests.rate').value[10]).toBeCloseTo(2.9, 9);
  });

  it('takes a restart with a new start time as a new count', () => {
    const before = times(-5 * minute, 30 * minute, 10 * second);
    const after = times(30 * minute + 5 * second, 60 * minute, 10 * second);
    const first = growing({ metric: http, unit: 's', attributes }, before, inBucket(0.1, 20), HTTP_BOUNDS);
    const second_ = growing(
      { metric: http, unit: 's', attributes },
      after,
      inBucket(0.1, 20),
      HTTP_BOUNDS,
      HOUR + 30 * minute,
    );
    // One series: the identity did not change, the start time did.
    const joined = histogram({ metric: http, unit: 's', attributes }, [
      ...before.map((time, i) => ({ at: time, histogram: first.points.histograms[i] ?? undefined })),
      ...after.map((time, i) => ({
        at: time,
        start: HOUR + 30 * minute,
        histogram: second_.points.histograms[i] ?? undefined,
      })),
    ]);
    const rate = signal([joined], 'requests.rate');
    const all = rate.numerator?.reduce((sum, count) => sum + count, 0);
    expect(all).toBe(20 * (180 + after.length));
  });

  it('takes a fall under the same start time as a reset, never as a negative count', () => {
    const values = [100, 120, 140, 5, 25];
    const points = values.map((count, i) => ({
      at: HOUR + i * 10 * second,
      histogram: { count, sum: 0, min: 0, max: 0, bounds: Float64Array.of(1), counts: Float64Array.of(count, 0) },
    }));
    expect(signal([histogram({ metric: http, unit: 's', attributes }, points)], 'requests.rate').numerator?.[0]).toBe(
      20 + 20 + 5 + 20,
    );
  });

  it('counts the first point of a series that appears while its instance already reported', () => {
    const late = times(20 * minute, 60 * minute, 10 * second);
    const failed = growing(
      { metric: http, unit: 's', attributes: { ...attributes, 'http.response.status_code': 500 } },
      late,
      inBucket(0.1, 3),
      HTTP_BOUNDS,
    );
    const errors = signal([ok, failed], 'errors.rate');
    expect(errors.numerator?.[19]).toBe(0);
    expect(errors.numerator?.[20]).toBe(18);
  });

  it('does not take what was counted before the first point for requests of that minute', () => {
    const points = times(20 * minute, 30 * minute, 10 * second);
    const old = growing(
      { metric: http, unit: 's', attributes },
      points,
      inBucket(0.1, 1000),
      HTTP_BOUNDS,
      HOUR - 5 * 60 * minute,
    );
    const rate = signal([old], 'requests.rate');
    expect(rate.numerator?.[20]).toBe(5000);
    expect(rate.denominator?.[20]).toBe(50);
    expect(rate.value[20]).toBeCloseTo(100, 9);
  });

  it('keeps a silence of more than five minutes as a gap and loses no later count', () => {
    const gap = [...times(-5 * minute, 20 * minute, 10 * second), ...times(40 * minute, 60 * minute, 10 * second)];
    const rate = signal(
      [growing({ metric: http, unit: 's', attributes }, gap, inBucket(0.1, 20), HTTP_BOUNDS)],
      'requests.rate',
    );
    expect([...rate.state.slice(21, 39)].every((state) => state === MinuteState.noData)).toBe(true);
    expect(rate.value[41]).toBeCloseTo(2, 9);
    expect(rate.value[40]).toBeCloseTo(2, 9);
  });

  it('knows how many points were due', () => {
    const some = every10s.filter((time) => !(time >= HOUR + 10 * minute && time < HOUR + 10 * minute + 30 * second));
    const rate = signal(
      [growing({ metric: http, unit: 's', attributes }, some, inBucket(0.1, 20), HTTP_BOUNDS)],
      'requests.rate',
    );
    expect([rate.expected[9], rate.received[9]]).toEqual([6, 6]);
    expect([rate.expected[10], rate.received[10]]).toEqual([6, 3]);
  });
});
