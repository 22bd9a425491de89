import { describe, expect, it } from 'vitest';
import { findHeadroom } from '@/advisor/headroom';
import { throughputAt } from '@/advisor/usl';
import { throughputSentence } from '@/advisor/words/sentences';
import { facts } from './support/facts';
import { autoscale, fixedInstances, NOW, normal, type System, system } from './support/systems';

/** Requests a second of one instance, by its users. */
function withRequests(app: System, ofOne: (users: number) => number): void {
  const instances = new Map(app.hourFacts.map(({ at, instancesMedian }) => [at, instancesMedian]));
  app.hours.set(
    'requests.rate',
    app.load.map((hour) => {
      const n = instances.get(hour.at) ?? 1;
      const rate = n * ofOne(hour.median5 / n) * Math.exp(0.02 * normal(app.random));
      return { ...hour, median5: rate, max5: rate * 1.05 };
    }),
  );
}

function throughputOf(app: System, max?: number, quality: 'measured' | 'estimated' = 'measured') {
  return findHeadroom({
    facts: facts({ deployment: max === undefined ? {} : { instances: { min: 1, max } } }),
    nowAt: NOW,
    thresholds: [],
    load: { signal: 'users.active', quality, hours: app.load, unit: 'users' },
    minutes: new Map(),
    hours: app.hours,
    hourFacts: app.hourFacts,
    crossings: [],
  });
}

const LAW = { alpha: 0.0005, beta: 1e-6, gamma: 0.4 };
const PEAK = Math.sqrt((1 - LAW.alpha) / LAW.beta);

describe('throughput', () => {
  it('is told to peak where the law says so, and in words', () => {
    const app = system({ seed: 21, top: 950, night: 0.08 });
    fixedInstances(app, 1);
    withRequests(app, (users) => throughputAt(LAW, users));
    const found = throughputOf(app);
    const { throughput } = found;
    expect(throughput).toMatchObject({ code: 'peaks', of: 'app', days: 14 });
    if (throughput?.code !== 'peaks') return;
    expect(throughput.load / PEAK).toBeCloseTo(1, 1);
    expect(throughput.low).toBeLessThan(throughput.load);
    expect(throughput.high).toBeGreaterThan(throughput.load);
    expect(throughputSentence(found)).toMatch(/^Requests a second would peak at about [\d,]+ users \([\d,]+–[\d,]+\)/);
  });

  it('that grows in proportion has no peak in sight, and nothing is said', () => {
    const app = system({ seed: 22, night: 0.08 });
    fixedInstances(app, 1);
    withRequests(app, (users) => 0.3 * users);
    expect(throughputOf(app).throughput).toMatchObject({ code: 'none-in-sight' });
    expect(throughputSentence(throughputOf(app))).toBeNull();
  });

  it('is not fitted on users that are estimated from requests, nor on a narrow load', () => {
    const app = system({ seed: 23, top: 950, night: 0.08 });
    withRequests(app, (users) => throughputAt(LAW, users));
    expect(throughputOf(app, undefined, 'estimated').throughput).toBeNull();
    const narrow = system({ seed: 24, top: 950, night: 0.6 });
    withRequests(narrow, (users) => throughputAt(LAW, users));
    expect(throughputOf(narrow).throughput).toBeNull();
  });

  it('of an app that scales itself is read per instance, where growth of instances hides nothing', () => {
    const app = system({ seed: 25, top: 900, night: 0.1 });
    autoscale(app, { coresPerUser: 0.012, coresEach: 2, target: 0.6, max: 12 });
    withRequests(app, (users) => 0.3 * users);
    expect(throughputOf(app, 12).throughput?.code).not.toBe('peaks');
  });
});
