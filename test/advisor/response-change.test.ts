import { describe, expect, it } from 'vitest';
import { DAY_MS, type SignalHour } from '@/advisor/types';
import { addResource, fixedInstances, headroomOf, NOW, normal, type System, system } from './support/systems';

const SLOPE = 0.002;
const truth = (app: System, by = 1) => (0.8 * 4) / (SLOPE * by) / app.peak;

/** Two instances of two cores; a release `ago` days before now, after which a user needs `by` times as much. */
function released(seed: number, { ago, by, days = 14, dayNoise = 0.03 }: Change): System {
  const app = system({ seed, days });
  fixedInstances(app, 2);
  addResource(app, 'cpu.used', { slope: SLOPE, capacity: 4, dayNoise });
  const at = NOW - ago * DAY_MS;
  app.hourFacts = app.hourFacts.map((hour) => ({ ...hour, versions: [hour.at < at ? '1' : '2'] }));
  const scaled = (hour: SignalHour) => ({
    ...hour,
    median5: hour.median5 * by,
    max5: hour.max5 * by,
    demandMedian5: (hour.demandMedian5 ?? 0) * by,
    demandMax5: (hour.demandMax5 ?? 0) * by,
  });
  app.hours.set('cpu.used', app.hours.get('cpu.used')?.map((hour) => (hour.at < at ? hour : scaled(hour))) ?? []);
  return app;
}

interface Change {
  ago: number;
  by: number;
  days?: number;
  dayNoise?: number;
}

const cpu = (app: System) => headroomOf(app, { 'cpu.used': 80 }).bySignal[0];

const claimsChange = (found: ReturnType<typeof cpu>) =>
  (found?.code === 'fits' && found.changedAt !== undefined) ||
  (found?.code === 'cannot-tell' && found.reason.code === 'learning-days');

describe('a fit across a change', () => {
  it('takes the days since a release that made users dearer, and says when', () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const app = released(seed, { ago: 7, by: 1.3 });
      const found = cpu(app);
      expect(found).toMatchObject({ code: 'fits', changedAt: NOW - 7 * DAY_MS });
      expect(found?.code === 'fits' ? found.multiple / truth(app, 1.3) : 0).toBeGreaterThan(0.9);
      expect(found?.code === 'fits' ? found.multiple / truth(app, 1.3) : 9).toBeLessThan(1.1);
    }
  });

  it('has no number while the days since are too few, and says since when', () => {
    expect(cpu(released(3, { ago: 3, by: 1.6 }))).toMatchObject({
      code: 'cannot-tell',
      reason: { code: 'learning-days', have: 2, need: 5, changedAt: NOW - 3 * DAY_MS },
    });
  });

  it('pools all days where a release changed nothing: claims in 1 of 100 apps at most', () => {
    const claims = Array.from({ length: 300 }, (_, seed) => cpu(released(seed + 50, { ago: 5 + (seed % 4), by: 1 })));
    expect(claims.filter(claimsChange).length).toBeLessThanOrEqual(3);
  });

  it('pools all days where demand wanders by itself: 5 of 100 claims at most', () => {
    const claims = Array.from({ length: 200 }, (_, seed) => {
      const app = released(seed + 900, { ago: 6, by: 1, dayNoise: 0 });
      let off = 0;
      const byDay = new Map<number, number>();
      for (const { at } of app.load) {
        const day = Math.floor(at / DAY_MS);
        if (byDay.has(day)) continue;
        off = 0.7 * off + 0.04 * normal(app.random);
        byDay.set(day, Math.exp(off));
      }
      const hours = app.hours.get('cpu.used')?.map((hour) => {
        const by = byDay.get(Math.floor(hour.at / DAY_MS)) as number;
        return { ...hour, demandMedian5: (hour.demandMedian5 ?? 0) * by };
      });
      app.hours.set('cpu.used', hours ?? []);
      return cpu(app);
    });
    expect(claims.filter(claimsChange).length).toBeLessThanOrEqual(10);
  });
});
