import { describe, expect, it } from 'vitest';
import { effectiveThresholds, evaluate } from '@/advisor/crossings/thresholds';
import { seeded } from '@/advisor/math';
import { DAY_MS, type EffectiveThreshold, MINUTE_MS, type SignalColumns } from '@/advisor/types';
import { bucketed, gauge, latency, minuteAt, ratio, repeat, START } from './support/columns';
import { crossing, definitionOf, effective, facts, phase, roadmap, threshold } from './support/facts';

function judged(columns: SignalColumns, of: EffectiveThreshold) {
  const toAt = START + columns.state.length * MINUTE_MS;
  return evaluate({ threshold: of, columns, definition: definitionOf(of.signal), fromAt: START, toAt, earlier: [] });
}

function poisson(random: () => number, mean: number): number {
  let count = 0;
  for (let left = Math.exp(-mean), p = random(); p > left; p *= random()) count++;
  return count;
}

/** Errors minute by minute at a rate of requests and a true share of errors. */
function errors(seed: number, { perSecond, share, days }: { perSecond: number; share: number; days: number }) {
  const random = seeded(seed);
  const minutes = Array.from({ length: days * 1440 }, (): [number, number] => {
    const all = poisson(random, perSecond * 60);
    let bad = 0;
    for (let i = 0; i < all; i++) if (random() < share) bad++;
    return [bad, all];
  });
  return ratio('errors.rate', minutes);
}

describe('which threshold holds', () => {
  const phased = {
    ...roadmap,
    phases: [
      phase('Phase 1', 0, 50_000),
      phase('Phase 2', 50_000, null, { thresholds: [{ ...threshold('latency.p95', 300), id: 'p95-grow' }] }),
    ],
  };

  it('is the roadmap’s, unless the phase of the load has its own on the same signal', () => {
    const limits = (loadPhase: number | null) =>
      effectiveThresholds(facts({ roadmap: phased }), loadPhase).map(({ id, limit, from }) => [id, limit, from]);
    expect(limits(0)).toEqual([
      ['latency.p95-limit', 500, 'roadmap'],
      ['errors.rate-limit', 1, 'roadmap'],
      ['cpu.used-limit', 80, 'roadmap'],
    ]);
    expect(limits(1)[0]).toEqual(['p95-grow', 300, 'phase']);
    expect(limits(1)).toHaveLength(3);
    expect(limits(null)).toEqual(limits(0));
  });

  it('is the app’s own where the owner set one, and a mute changes no limit', () => {
    const overrides = [
      { thresholdId: 'latency.p95-limit', limit: 800, holdMinutes: null, mutedUntil: null, reason: 'batch import' },
      { thresholdId: 'cpu.used-limit', limit: null, holdMinutes: null, mutedUntil: START, reason: 'known' },
    ];
    const [p95, , cpu] = effectiveThresholds(facts({ overrides }), 0);
    expect(p95).toMatchObject({ limit: 800, holdMinutes: 5, from: 'app' });
    expect(p95?.sourceText).toBe("this app's own: batch import; instead of document 002, “When to Scale”");
    expect(cpu).toMatchObject({ limit: 80, from: 'roadmap', mutedUntil: START });
  });
});

describe('ratios', () => {
  const limit = effective('errors.rate', 1);

  it.each([0.2, 1])('at %s requests/s and half the limit cross at most ten times a month', (perSecond) => {
    const months = [11, 12, 13].map((seed) => judged(errors(seed, { perSecond, share: 0.005, days: 30 }), limit));
    for (const { crossings } of months) expect(crossings.length).toBeLessThanOrEqual(10);
  });

  it('at three times the limit are open in nine minutes of ten', () => {
    const columns = errors(12, { perSecond: 0.2, share: 0.03, days: 10 });
    const open = judged(columns, limit).crossings.reduce(
      (sum, { openedAt, closedAt }) => sum + ((closedAt ?? START + 10 * DAY_MS) - openedAt) / MINUTE_MS,
      0,
    );
    expect(open / columns.state.length).toBeGreaterThanOrEqual(0.9);
  });

  it('are not judged by a handful of requests', () => {
    const { crossings, status } = judged(ratio('errors.rate', repeat(30, [1, 3])), limit);
    expect(crossings).toEqual([]);
    expect(status).toMatchObject({ code: 'too-few', have: 90, need: 500 });
  });

  it('that are low when bad close only on the better side of the margin', () => {
    const hitRate = effective('cache.hit_rate', 95);
    const columns = ratio('cache.hit_rate', [
      ...repeat(10, [990, 1000] as [number, number]),
      ...repeat(10, [900, 1000] as [number, number]),
      // 95.2 % is over the limit but inside the margin up to 95.5 %.
      ...repeat(10, [952, 1000] as [number, number]),
      ...repeat(10, [990, 1000] as [number, number]),
    ]);
    const { crossings } = judged(columns, hitRate);
    expect(crossings).toHaveLength(1);
    expect(crossings[0]).toMatchObject({
      openedAt: minuteAt(12),
      closedAt: minuteAt(30),
      state: 'recovered',
      worstValue: 90,
    });
  });

  it('stay quiet at a steady hit rate on the better side', () => {
    expect(
      judged(ratio('cache.hit_rate', repeat(600, [960, 1000])), effective('cache.hit_rate', 95)).crossings,
    ).toEqual([]);
  });

  it('with a limit of 0 open at the first and close after none for the hold time', () => {
    const columns = ratio('errors.rate', [
      ...repeat(10, [0, 50] as [number, number]),
      [1, 50],
      ...repeat(10, [0, 50] as [number, number]),
    ]);
    const { crossings } = judged(columns, effective('errors.rate', 0));
    expect(crossings).toHaveLength(1);
    expect(crossings[0]).toMatchObject({ openedAt: minuteAt(10), closedAt: minuteAt(15) });
  });
});

describe('latency', () => {
  const p95 = effective('latency.p95', 200);
  /** Exponential durations whose true p95 is 137 ms. */
  const durations = (random: () => number, count: number) =>
    Array.from({ length: count }, () => (-137 / Math.log(20)) * Math.log(1 - random()));
  const minutes = (bounds: number[]) => {
    const random = seeded(3);
    return Array.from({ length: 300 }, () => bucketed(bounds, durations(random, 200)));
  };

  it('does not cross 200 ms at a true p95 of 137 ms once the advised bound is sent', () => {
    const bounds = [50, 100, 200, 250, 500];
    const { crossings, status } = judged(latency('latency.p95', bounds, minutes(bounds)), p95);
    expect(crossings).toEqual([]);
    expect(status.code).toBe('clear');
  });

  it('says between which bounds the limit lies instead of guessing', () => {
    const bounds = [50, 100, 250, 500];
    const { crossings, status } = judged(latency('latency.p95', bounds, minutes(bounds)), p95);
    expect(crossings).toEqual([]);
    expect(status).toMatchObject({ code: 'between-bounds', lowMs: 100, highMs: 250 });
  });

  it('is over for certain where the share above the upper bound is too large', () => {
    const columns = latency('latency.p95', [100, 250], repeat(20, [150, 20, 30]));
    expect(judged(columns, p95).status.code).toBe('crossed');
  });

  it('is judged from 100 requests for p95 and from 500 for p99', () => {
    const few = latency('latency.p95', [200], [...repeat(9, [0, 11]), null]);
    expect(judged(few, p95).status).toMatchObject({ code: 'too-few', have: 99, need: 100 });
    expect(
      judged(latency('latency.p99', [200], repeat(10, [0, 40])), effective('latency.p99', 200)).status,
    ).toMatchObject({ need: 500 });
    expect(judged(latency('latency.p95', [200], repeat(10, [0, 11])), p95).status.code).toBe('crossed');
  });

  it('closes below nine tenths of the limit, and counts the minutes', () => {
    const slow = [0, 60, 40];
    const near = [0, 98, 2];
    const fast = [99, 1, 0];
    const columns = latency(
      'latency.p95',
      [100, 200],
      [...repeat(5, fast), ...repeat(10, slow), ...repeat(10, near), ...repeat(10, fast)],
    );
    const { crossings } = judged(columns, p95);
    expect(crossings).toHaveLength(1);
    expect(crossings[0]).toMatchObject({
      openedAt: minuteAt(5),
      closedAt: minuteAt(25),
      overMinutes: 20,
      worstValue: 200,
    });
  });

  it('in seconds is compared with bounds in milliseconds', () => {
    const columns = latency('jobs.duration.p95', [1000, 300_000], repeat(20, [0, 0, 50]));
    expect(judged(columns, effective('jobs.duration.p95', 300)).status).toMatchObject({ code: 'crossed', value: 300 });
  });
});

describe('gauges', () => {
  const cpu = effective('cpu.used', 80);

  it('open when every minute of the hold time exceeds, and close when every one is better', () => {
    const columns = gauge('cpu.used', [
      ...repeat(10, 50),
      85,
      90,
      70,
      ...repeat(6, 92),
      ...repeat(4, 75),
      ...repeat(6, 60),
    ]);
    const { crossings } = judged(columns, cpu);
    expect(crossings).toHaveLength(1);
    expect(crossings[0]).toMatchObject({
      openedAt: minuteAt(17),
      closedAt: minuteAt(27),
      worstValue: 92,
      state: 'recovered',
    });
  });

  it('need four points of five', () => {
    expect(judged(gauge('cpu.used', [...repeat(5, 50), 90, null, 90, null, 90]), cpu).status).toMatchObject({
      code: 'too-few',
      have: 3,
      need: 4,
    });
    expect(judged(gauge('cpu.used', [...repeat(5, 50), 90, 90, null, 90, 90]), cpu).status.code).toBe('crossed');
  });

  it('of a pod that ended make no crossing out of its last value', () => {
    const columns = gauge('db.pool.used', [...repeat(60, 40), 99, 99, ...repeat(30, null)]);
    const { crossings, status } = judged(columns, effective('db.pool.used', 80));
    expect(crossings).toEqual([]);
    expect(status).toMatchObject({ code: 'no-data', lastAt: minuteAt(61) });
  });

  it('say nothing in a night that is scaled to zero', () => {
    const { crossings, status } = judged(gauge('cpu.used', [...repeat(30, 70), ...repeat(400, 'quiet' as const)]), cpu);
    expect(crossings).toEqual([]);
    expect(status.code).toBe('no-traffic');
  });
});

describe('a crossing without data', () => {
  const cpu = effective('cpu.used', 80);

  it('stays open as unknown since, counts known minutes only, and goes on when data return', () => {
    const columns = gauge('cpu.used', [...repeat(20, 95), ...repeat(100, null), ...repeat(20, 95)]);
    const during = evaluate({
      threshold: cpu,
      columns,
      definition: definitionOf('cpu.used'),
      fromAt: START,
      toAt: minuteAt(100),
      earlier: [],
    });
    expect(during.crossings[0]).toMatchObject({ state: 'open', unknownSinceAt: minuteAt(20), overMinutes: 17 });
    expect(judged(columns, cpu).crossings[0]).toMatchObject({ state: 'open', unknownSinceAt: null, overMinutes: 37 });
  });

  it('ends as unknown after seven days, never as recovered', () => {
    const { crossings } = judged(gauge('cpu.used', [...repeat(20, 95), ...repeat(8 * 1440, null)]), cpu);
    expect(crossings).toHaveLength(1);
    expect(crossings[0]).toMatchObject({ state: 'unknown', closedAt: minuteAt(20) + 7 * DAY_MS, overMinutes: 17 });
  });

  it('goes on from what is stored when it is older than the columns', () => {
    const stored = crossing({
      thresholdId: cpu.id,
      signal: 'cpu.used',
      limit: 80,
      openedAt: START - 3 * DAY_MS,
      overMinutes: 4000,
      worstValue: 99,
      worstAt: START - 2 * DAY_MS,
      judgedToAt: START + 60 * MINUTE_MS,
    });
    const columns = gauge('cpu.used', repeat(120, 90));
    const again = { threshold: cpu, columns, definition: definitionOf('cpu.used'), fromAt: START, toAt: minuteAt(120) };
    const once = evaluate({ ...again, earlier: [stored] });
    expect(once.crossings[0]).toMatchObject({ overMinutes: 4060, worstValue: 99, state: 'open' });
    expect(evaluate({ ...again, earlier: once.crossings }).crossings).toEqual(once.crossings);
  });

  it('has no data where a signal never came', () => {
    const { status } = evaluate({ threshold: cpu, columns: undefined, fromAt: START, toAt: minuteAt(5), earlier: [] });
    expect(status).toEqual({ code: 'no-data', threshold: cpu, lastAt: null });
  });
});
