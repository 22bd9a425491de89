import { describe, expect, it } from 'vitest';
import { addResource, autoscale, headroomOf, type System, system } from './support/systems';

const SCALED = { coresPerUser: 0.012, coresEach: 2, target: 0.6, max: 12 };

function scaling(seed: number): System {
  const app = system({ seed, top: 500, noise: 0.08 });
  autoscale(app, SCALED);
  return app;
}

/** Pools of two sizes an instance, `each` connections together, and `others` that are not the app's. */
function withPools(app: System, { each, others, capacity }: { each: number; others: number; capacity: number }): void {
  const instances = new Map(app.hourFacts.map(({ at, instancesMedian }) => [at, instancesMedian]));
  addResource(app, 'db.pool.used', { slope: 0.01, capacity: ({ at }) => each * (instances.get(at) ?? 1) });
  addResource(app, 'db.connections.used', { slope: 0.02, base: 5 + others, capacity, noise: 0.01, dayNoise: 0.005 });
  app.hourFacts = app.hourFacts.map((hour) => {
    const load = app.load.find(({ at }) => at === hour.at)?.median5 ?? 0;
    return { ...hour, connectionsOpen: 5 + 0.02 * load };
  });
}

/** Load at which instance number `n` starts, over the busiest minutes. */
const startOf = (app: System, n: number) =>
  ((n - 1) * SCALED.target * SCALED.coresEach) / SCALED.coresPerUser / app.peak;

describe('a server’s connections while the app scales', () => {
  it('are full at the instance whose pools, of all their sizes, no longer fit', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const app = scaling(seed);
      // 80 % of 97 is 77: five times 10 + 4 fit, the sixth does not.
      withPools(app, { each: 14, others: 0, capacity: 97 });
      const found = headroomOf(app, { 'db.connections.used': 80 }, { instances: { min: 1, max: SCALED.max } });
      expect(found.bySignal[0]).toMatchObject({ code: 'fits', note: 'instance number 6 no longer fits' });
      expect(Math.abs((found.multiple ?? 0) / startOf(app, 6) - 1)).toBeLessThan(0.15);
    }
  });

  it('are what other apps on the server leave', () => {
    for (const seed of [11, 12, 13, 14, 15, 16]) {
      const app = scaling(seed);
      // Of 80 % of 150 = 120 others hold 60: of 60, four pools of 14 fit and the fifth does not.
      withPools(app, { each: 14, others: 60, capacity: 150 });
      const found = headroomOf(app, { 'db.connections.used': 80 }, { instances: { min: 1, max: SCALED.max } });
      const own = found.bySignal[0];
      expect(own).toMatchObject({ code: 'fits' });
      expect(own?.code === 'fits' && own.note).toMatch(
        /^instance number 5 no longer fits; also used by others: [78]\d %$/,
      );
      expect(Math.abs((found.multiple ?? 0) / startOf(app, 5) - 1)).toBeLessThan(0.15);
    }
  });

  it('are a limit of their own count where nobody knows how large pools are', () => {
    const app = scaling(21);
    addResource(app, 'db.connections.used', { slope: 0.1, base: 5, capacity: 97 });
    const found = headroomOf(app, { 'db.connections.used': 80 }, { instances: { min: 1, max: SCALED.max } });
    expect(found.bySignal[0]).toMatchObject({ code: 'fits' });
    expect(found.bySignal[0]).not.toHaveProperty('note');
  });
});
