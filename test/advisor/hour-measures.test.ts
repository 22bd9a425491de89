import { describe, expect, it } from 'vitest';
import { deriveHour, wantedMetrics } from '@/advisor/signals/index';
import type { SeriesPoints } from '@/store/points/points';
import { gauge, growing, HTTP_BOUNDS, histogram, inBucket, input, minute, node, series, times } from './signals-points';

const at = times(0, 60 * minute, minute);
const wanted = new Set(wantedMetrics({}));
const facts = (points: SeriesPoints[]) =>
  deriveHour(input(points.filter(({ series: { metric } }) => wanted.has(metric)))).facts;

/** An up-down counter that goes through `values` again and again, one a minute. */
const level = (metric: string, values: number[], attributes = {}, instance = 'a') =>
  series(
    { kind: 2, metric, attributes, resource: node(instance), monotonic: false },
    at.map((time, i) => ({ at: time, value: values[i % values.length] as number })),
  );

describe('an hour’s mean response time', () => {
  const requests = (route: string, ms: number, each: number, more = {}) =>
    histogram(
      { metric: 'http.server.request.duration', unit: 's', attributes: { 'http.route': route, ...more } },
      at.map((time, i) => {
        const count = each * (i + 1);
        const counts = Float64Array.from(inBucket(0.25, count));
        const bounds = Float64Array.from(HTTP_BOUNDS);
        return {
          at: time,
          histogram: { count, sum: (count * ms) / 1000, min: Number.NaN, max: Number.NaN, bounds, counts },
        };
      }),
    );

  it('is the sum of durations ÷ their number, over all routes', () => {
    expect(facts([requests('/a', 100, 30), requests('/b', 250, 10)]).responseMs).toBeCloseTo(137.5, 3);
  });

  it('leaves out health checks and what stays open', () => {
    const open = [requests('/healthz', 900, 30), requests('/socket.io/', 25_000, 30)];
    expect(facts([requests('/a', 100, 30), ...open]).responseMs).toBeCloseTo(100, 3);
    expect(facts(open)).not.toHaveProperty('responseMs');
  });

  it('is unknown where no sum is sent', () => {
    const unsummed = growing({ metric: 'http.server.request.duration', unit: 's' }, at, inBucket(0.1, 5), HTTP_BOUNDS);
    for (const each of unsummed.points.histograms) if (each) each.sum = Number.NaN;
    expect(facts([unsummed])).not.toHaveProperty('responseMs');
  });
});

describe('memory’s floor', () => {
  const limit = [
    gauge(
      { metric: 'container.memory.usage.limit' },
      at.map((time) => ({ at: time, value: 1000 })),
    ),
  ];

  it('is the least of each half hour, summed over instances that collect at different times', () => {
    const saw = [200, 300, 400, 500, 600];
    const a = level('container.memory.working_set', saw);
    const b = level('container.memory.working_set', [500, 600, 200, 300, 400], {}, 'b');
    expect(facts([a, b, ...limit]).memoryFloor).toBe(400);
  });

  it('is what the Java agent says is left after the last collection', () => {
    // Semantic conventions, runtime/jvm-metrics: jvm.memory.used_after_last_gc.
    const heap = { 'jvm.memory.type': 'heap', 'jvm.memory.pool.name': 'G1 Old Gen' };
    const points = [
      level('jvm.memory.used', [500, 700], heap),
      level('jvm.memory.limit', [1000], heap),
      level('jvm.memory.used_after_last_gc', [320], heap),
    ];
    expect(facts(points).memoryFloor).toBe(320);
    expect(facts(points.slice(0, 2)).memoryFloor).toBe(500);
  });
});

describe('connections that the app’s own pools hold open', () => {
  it('are used and idle ones of all its pools and instances', () => {
    const of = (state: string, value: number, instance: string) =>
      level('db.client.connection.count', [value], { 'db.client.connection.state': state }, instance);
    const points = [of('used', 3, 'a'), of('idle', 7, 'a'), of('used', 4, 'b'), of('idle', 2, 'b')];
    expect(facts(points).connectionsOpen).toBe(16);
    expect(facts([of('used', 3, 'a')])).not.toHaveProperty('connectionsOpen');
  });
});
