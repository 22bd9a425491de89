import { describe, expect, it } from 'vitest';
import { findHeadroom } from '@/advisor/headroom/headroom';
import { rateAt } from '@/advisor/headroom/throughput';
import { throughputAt } from '@/advisor/headroom/usl';
import type { EffectiveThreshold, HeadroomFinding } from '@/advisor/types';
import { throughputSentence } from '@/advisor/words/sentences';
import { effective, facts } from './support/facts';
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

function throughputOf(
  app: System,
  max?: number,
  quality: 'measured' | 'estimated' = 'measured',
  thresholds: EffectiveThreshold[] = [],
) {
  return findHeadroom({
    facts: facts({ deployment: max === undefined ? {} : { instances: { min: 1, max } } }),
    nowAt: NOW,
    thresholds,
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

describe('throughput on requests in progress', () => {
  // Peaks with 49.5 requests in progress at 817 a second.
  const law = { alpha: 0.02, beta: 0.0004, gamma: 50 };
  const peak = throughputAt(law, Math.sqrt((1 - law.alpha) / law.beta));

  /** Hours with `share` of the load's users in progress on each instance, and how long answers then took. */
  function serving(app: System, share: number, curve = law, noise = 0.02): void {
    const rates = app.load.map((hour, i) => {
      const instances = app.hourFacts[i]?.instancesMedian ?? 1;
      const inProgress = (share * hour.median5) / instances;
      const rate = throughputAt(curve, inProgress) * Math.exp(noise * normal(app.random));
      return { rate: rate * instances, responseMs: (1000 * inProgress) / rate };
    });
    app.hourFacts = app.hourFacts.map((hour, i) => ({ ...hour, responseMs: rates[i]?.responseMs ?? 0 }));
    app.hours.set(
      'requests.rate',
      app.load.map((hour, i) => {
        const rate = rates[i]?.rate ?? 0;
        return { ...hour, median5: rate, max5: rate * 1.05, numerator: rate * 3600, denominator: 3600 };
      }),
    );
  }

  const told = ({ throughput }: HeadroomFinding) => {
    if (!throughput) throw new Error('nothing is said');
    return throughput;
  };

  it('peaks where the law says so, on estimated users too', () => {
    for (const quality of ['measured', 'estimated'] as const) {
      const app = system({ seed: 31, top: 950, night: 0.06 });
      fixedInstances(app, 3);
      serving(app, 3 * 0.06);
      const found = told(throughputOf(app, undefined, quality));
      expect(found).toMatchObject({ code: 'peaks', by: 'in-progress', of: 'app' });
      if (found.code !== 'peaks') return;
      expect(found.load / (3 * peak)).toBeGreaterThan(0.93);
      expect(found.load / (3 * peak)).toBeLessThan(1.07);
    }
  });

  it('says at which rate the mean response time meets the latency limit, before the peak', () => {
    const app = system({ seed: 32, top: 950, night: 0.06 });
    fixedInstances(app, 1);
    // Up to 30 in progress: short of the peak.
    serving(app, 0.03);
    const found = throughputOf(app, undefined, 'measured', [effective('latency.p95', 50)]);
    const { slow } = told(found);
    // 50 ms = N ÷ X(N): the law's own N, by search.
    let n = 1;
    while (n / throughputAt(law, n) < 0.05) n += 0.01;
    expect(slow).toMatchObject({ signal: 'latency.p95', limitMs: 50 });
    expect((slow?.rate ?? 0) / (n / 0.05)).toBeCloseTo(1, 1);
    expect((slow?.low ?? 9e9) < (slow?.rate ?? 0) && (slow?.rate ?? 9e9) < (slow?.high ?? 0)).toBe(true);
    expect(throughputSentence(found)).toMatch(
      /^Mean response time would meet 50 ms, the limit of latency p95, at about [\d,]+ requests a second \([\d,]+–[\d,]+\)\./,
    );
    // A limit beyond the peak is not met before it, and one far beyond what was seen is not told.
    const far = throughputOf(app, undefined, 'measured', [effective('latency.p95', 5000)]);
    expect(told(far)).not.toHaveProperty('slow');
  });

  it('of one queue has no peak, and the limit where the queue reaches it', () => {
    const app = system({ seed: 33, top: 900, night: 0.06 });
    fixedInstances(app, 1);
    // X = N ÷ (s·(1 + N)) with s = 10 ms is the law with α = ½, γ = 50.
    serving(app, 0.008, { alpha: 0.5, beta: 0, gamma: 50 }, 0.01);
    const found = told(throughputOf(app, undefined, 'measured', [effective('latency.p95', 100)]));
    expect(found.code).toBe('none-in-sight');
    // (L − s) ÷ (s·L) = 90 a second.
    expect((found.slow?.rate ?? 0) / 90).toBeCloseTo(1, 1);
  });

  it('is one instance’s while their number moves', () => {
    const app = system({ seed: 34, top: 950, night: 0.06 });
    fixedInstances(app, 1);
    app.hourFacts = app.hourFacts.map((hour, i) => ({ ...hour, instancesMedian: i % 5 === 0 ? 2 : 1 }));
    serving(app, 0.06);
    const found = told(throughputOf(app));
    expect(found).toMatchObject({ code: 'peaks', by: 'in-progress' });
    expect(found.code === 'peaks' && found.load / peak).toBeCloseTo(1, 1);
  });

  it('solves its quadratic: N ÷ X(N) is the asked time', () => {
    for (const seconds of [0.021, 0.03, 0.05]) {
      const rate = rateAt(law, seconds) ?? 0;
      expect(throughputAt(law, rate * seconds)).toBeCloseTo(rate, 6);
    }
    expect(rateAt(law, 5)).toBeNull();
  });
});
