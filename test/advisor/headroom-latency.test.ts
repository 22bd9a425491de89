import { describe, expect, it } from 'vitest';
import { median } from '@/advisor/math';
import { headroomOf, normal, system } from './support/systems';

describe('headroom of latency', () => {
  const latencyApp = (seed: number, saturation: number) => {
    const app = system({ seed });
    const hours = app.load.map((hour) => {
      const p95 = (80 / (1 - hour.median5 / saturation)) * Math.exp(0.04 * normal(app.random));
      return { ...hour, median5: p95, max5: p95 * 1.1 };
    });
    app.hours.set('latency.p95', hours);
    return app;
  };

  it('is fitted as 1 ÷ p95, so that its limit is found before the bend', () => {
    const app = latencyApp(13, 1700);
    const truth = (1700 * (1 - 80 / 500)) / app.peak;
    const found = headroomOf(app, { 'latency.p95': 500 });
    expect(found.code).toBe('multiple');
    expect((found.multiple ?? 0) / truth).toBeCloseTo(1, 1);
  });

  it('is found where the bend shows over all hours though not within the busier half', () => {
    const truths = range(20).map((seed) => {
      const found = headroomOf(latencyApp(seed + 40, 3600), { 'latency.p95': 160 });
      return (found.multiple ?? Number.NaN) / ((3600 * (1 - 80 / 160)) / latencyApp(seed + 40, 3600).peak);
    });
    expect(median(truths)).toBeCloseTo(1, 1);
  });

  const serversApp = (seed: number, servers: number) => {
    const app = system({ seed });
    const hours = app.load.map((hour) => {
      const p95 = (80 / (1 - (hour.median5 / 2000) ** servers)) * Math.exp(0.04 * normal(app.random));
      return { ...hour, median5: p95, max5: p95 * 1.1 };
    });
    app.hours.set('latency.p95', hours);
    return app;
  };

  it('of two servers, which bend later, is no line drawn too early', () => {
    const ratios = range(20).map((seed) => {
      const app = serversApp(seed + 80, 2);
      const truth = (2000 * Math.sqrt(1 - 80 / 240)) / app.peak;
      return (headroomOf(app, { 'latency.p95': 240 }).multiple ?? Number.NaN) / truth;
    });
    expect(median(ratios)).toBeCloseTo(1, 1);
    expect(Math.max(...ratios)).toBeLessThan(1.15);
  });

  it('of eight servers, which bend too late to be seen, stays silent', () => {
    for (const seed of range(20)) {
      expect(headroomOf(serversApp(seed + 80, 8), { 'latency.p95': 240 }).bySignal[0]?.code).toBe('does-not-rise');
    }
  });

  it('does not speak before it moves', () => {
    const found = headroomOf(latencyApp(14, 60_000), { 'latency.p95': 500 });
    expect(found.bySignal[0]).toMatchObject({ code: 'does-not-rise' });
  });
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
