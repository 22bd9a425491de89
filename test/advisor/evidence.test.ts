import { describe, expect, it } from 'vitest';
import { evidenceChange, findEvidence, type StepState, stepStatus } from '@/advisor/evidence/evidence';
import { MINUTE_MS } from '@/advisor/types';
import { DAY, evidence, observed, START, step, ticked } from './evidence-ticks';

describe('a cache', () => {
  const cache = (hits: (minute: number) => number, misses: (minute: number) => number) =>
    observed(DAY, { requests: () => 60, 'cache.hits': hits, 'cache.misses': misses, 'redis.operations': () => 40 });

  it('is proved by hits at 20 % or more in 20 of 24 hours', () => {
    expect(
      evidence(
        'redis-cache',
        cache(
          () => 8,
          () => 32,
        ),
      ),
    ).toEqual({
      code: 'proved',
      rule: 'redis-cache',
      trueHours: 24,
      needHours: 20,
      says: 'what proves it',
    });
  });

  it('ticks with 20 of 24 hours, not with 19', () => {
    const hours = (count: number) =>
      evidence(
        'redis-cache',
        cache(
          (i) => (i < count * 60 ? 8 : 0),
          () => 32,
        ),
      );
    expect(hours(20)).toMatchObject({ code: 'proved', trueHours: 20 });
    expect(hours(19).code).not.toBe('proved');
  });

  it('with 19 % of hits is only suggested by its operations', () => {
    expect(
      evidence(
        'redis-cache',
        cache(
          () => 19,
          () => 81,
        ),
      ).code,
    ).toBe('suggested');
  });

  it('switched on three hours ago is seen, and says when it ticks', () => {
    const seen = cache(
      (minute) => (minute >= DAY - 180 ? 30 : 0),
      () => 10,
    );
    expect(evidence('redis-cache', seen)).toEqual({
      code: 'seen',
      rule: 'redis-cache',
      trueHours: 3,
      needHours: 20,
      windowHours: 24,
      says: 'what proves it',
    });
  });

  it('is not proved by Redis operations alone, which may be a queue', () => {
    const seen = observed(DAY, { requests: () => 60, 'redis.operations': () => 100 });
    expect(evidence('redis-cache', seen)).toMatchObject({ code: 'suggested', says: expect.stringContaining('queue') });
  });

  it('with fewer than 100 lookups a day ticks nothing', () => {
    const seen = cache(
      (minute) => (minute % 60 === 0 ? 4 : 0),
      () => 0,
    );
    expect(evidence('redis-cache', seen).code).not.toBe('proved');
    expect(
      evidence(
        'redis-cache',
        cache(
          (minute) => (minute % 60 === 0 ? 5 : 0),
          () => 0,
        ),
      ).code,
    ).toBe('proved');
  });
});

describe('several instances', () => {
  it('are proved by two that serve all day', () => {
    const seen = observed(DAY, { requests: () => 60, instances: () => 2, 'instances.serving': () => 2 });
    expect(evidence('several-instances', seen).code).toBe('proved');
  });

  it('are not proved by a rolling deployment of four minutes, nor by one each hour', () => {
    const once = observed(DAY, { requests: () => 60, 'instances.serving': (i) => (i >= 700 && i < 704 ? 2 : 1) });
    expect(evidence('several-instances', once).code).toBe('not-seen');
    const hourly = observed(DAY, { requests: () => 60, 'instances.serving': (i) => (i % 60 < 4 ? 2 : 1) });
    expect(evidence('several-instances', hourly).code).toBe('not-seen');
  });

  it('are not counted where the second one gets no requests', () => {
    const seen = observed(DAY, { requests: () => 60, instances: () => 2, 'instances.serving': () => 1 });
    expect(evidence('several-instances', seen).code).toBe('not-seen');
  });

  it('suggest a load balancer to a step that takes them as a hint', () => {
    const seen = observed(DAY, { requests: () => 60, 'instances.serving': () => 3 });
    expect(evidence('several-instances', seen, { strength: 'suggests' }).code).toBe('suggested');
  });
});

describe('a connection pool', () => {
  const pool = (made: ((minute: number) => number) | undefined, used = 4) =>
    observed(DAY, {
      requests: () => 60,
      'db.operations': () => 120,
      'db.pool.instances': () => 2,
      'db.pool.max': () => 10,
      'db.pool.used': () => used,
      ...(made === undefined ? {} : { 'db.connections.made': made }),
    });

  it('is proved by instances with a maximum and queries that share connections', () => {
    expect(evidence('connection-pool', pool(undefined)).code).toBe('proved');
    expect(
      evidence(
        'connection-pool',
        pool(() => 0),
      ).code,
    ).toBe('proved');
  });

  it('that opens a connection for each query is none', () => {
    expect(
      evidence(
        'connection-pool',
        pool(() => 120),
      ).code,
    ).toBe('not-seen');
  });
});

describe('the other rules', () => {
  const day = (columns: Parameters<typeof observed>[1]) => observed(DAY, { requests: () => 60, ...columns });
  it.each<[string, Parameters<typeof observed>[1], string]>([
    ['message-queue', { 'queue.published': () => 10, 'queue.processed': () => 9 }, 'proved'],
    ['message-queue', { 'queue.published': () => 10, 'queue.processed': () => 8 }, 'not-seen'],
    ['message-queue', { 'queue.depth': () => 3 }, 'suggested'],
    ['rate-limiting', { 'rate.limited': (i: number) => (i === 30 ? 1 : 0) }, 'proved'],
    ['rate-limiting', { 'rate.limited': () => 0 }, 'not-seen'],
    ['containers', { 'container.instances': () => 1 }, 'proved'],
    ['kubernetes', { 'k8s.instances': () => 10, instances: () => 10 }, 'proved'],
    ['kubernetes', { 'k8s.instances': () => 8, instances: () => 10 }, 'not-seen'],
    ['multi-region', { 'regions.serving': () => 2 }, 'proved'],
    ['metrics-arrive', {}, 'proved'],
  ])('%s with %o is %s', (rule, columns, code) => {
    expect(evidence(rule, day(columns)).code).toBe(code);
  });

  it.each(['distinct-database-hosts', 'read-replica'])('%s suggests and never ticks', (rule) => {
    const seen = day({ 'db.operations': () => 50, 'db.hosts': () => 2, 'db.readonly.hosts': () => 1 });
    expect(evidence(rule, seen, { strength: 'suggests' }).code).toBe('suggested');
  });

  it('a step without a rule is a person’s', () => {
    const { observations, nowAt } = day({});
    expect(findEvidence(step(null, 'person'), observations, { nowAt, evidenceWindowMinutes: null })).toEqual({
      code: 'person',
    });
  });

  it('no data at all is not seen, never proved', () => {
    for (const rule of ['redis-cache', 'several-instances', 'connection-pool', 'metrics-arrive'])
      expect(evidence(rule, observed(DAY, {})).code).toBe('not-seen');
  });
});

describe('a window of two minutes, as the demo sets it', () => {
  it('ticks after two minutes, needing 100 operations all the same', () => {
    const on = observed(10, {
      requests: () => 600,
      'cache.hits': (i) => (i >= 8 ? 300 : 0),
      'cache.misses': () => 100,
    });
    expect(evidence('redis-cache', on, { window: 2 })).toMatchObject({ code: 'proved', needHours: 2 / 60 });
    const one = observed(10, {
      requests: () => 600,
      'cache.hits': (i) => (i >= 9 ? 300 : 0),
      'cache.misses': () => 100,
    });
    expect(evidence('redis-cache', one, { window: 2 }).code).not.toBe('proved');
    const few = observed(10, { 'cache.hits': () => 20, 'cache.misses': () => 10 });
    expect(evidence('redis-cache', few, { window: 2 }).code).toBe('seen');
  });

  it('bears a newest minute that is still on its way', () => {
    const late = observed(10, {
      requests: () => 600,
      'cache.hits': (i) => (i === 9 ? Number.NaN : 300),
      'cache.misses': (i) => (i === 9 ? Number.NaN : 10),
    });
    expect(evidence('redis-cache', late, { window: 2 }).code).toBe('proved');
  });
});

describe('a tick by telemetry', () => {
  const off = { requests: () => 60, 'cache.hits': () => 0, 'cache.misses': () => 40 };

  it('goes grey while the source is silent and is never withdrawn for it', () => {
    const silent = observed(DAY, { requests: () => 60 });
    const gone = evidence('redis-cache', silent, { state: ticked(START - 90 * 60 * MINUTE_MS) });
    expect(gone).toMatchObject({ code: 'gone', sourceStillReports: false, sinceAt: START - 90 * 60 * MINUTE_MS });
    expect(evidenceChange(ticked(START - 90 * 60 * MINUTE_MS), gone, silent.nowAt)).toEqual({ change: 'none' });
  });

  it('is withdrawn after 72 hours of false proof from a source that reports', () => {
    const seen = observed(DAY, off);
    const first = evidence('redis-cache', seen, { state: ticked() });
    expect(first).toEqual({ code: 'gone', rule: 'redis-cache', sinceAt: seen.nowAt, sourceStillReports: true });
    expect(evidenceChange(ticked(), first, seen.nowAt)).toEqual({ change: 'false-since', at: seen.nowAt });
    const hours = (many: number) => ticked(seen.nowAt - many * 60 * MINUTE_MS);
    const change = (state: StepState) => evidenceChange(state, evidence('redis-cache', seen, { state }), seen.nowAt);
    expect(change(hours(71))).toEqual({ change: 'none' });
    expect(change(hours(72))).toEqual({ change: 'withdraw' });
  });

  it('is not withdrawn by an hour with less than half of the usual traffic', () => {
    const night = observed(DAY, { ...off, requests: (i) => (i >= DAY - 60 ? 10 : 60) });
    const state = ticked(night.nowAt - 80 * 60 * MINUTE_MS);
    expect(evidence('redis-cache', night, { state })).toMatchObject({ code: 'gone', sourceStillReports: false });
  });

  it('clears its note when the proof is back', () => {
    const back = observed(DAY, { ...off, 'cache.hits': (i) => (i >= DAY - 10 ? 60 : 0) });
    const state = ticked(START);
    const found = evidence('redis-cache', back, { state });
    expect(found.code).toBe('proved');
    expect(evidenceChange(state, found, back.nowAt)).toEqual({ change: 'false-since', at: null });
  });

  it('of rate limiting stays when nobody asks too often any more', () => {
    const quiet = observed(DAY, { requests: () => 60, 'rate.limited': () => 0 });
    const state = ticked(quiet.nowAt - 100 * 60 * MINUTE_MS);
    const found = evidence('rate-limiting', quiet, { state });
    expect(found).toMatchObject({ code: 'gone', sourceStillReports: false });
    expect(evidenceChange(state, found, quiet.nowAt)).toEqual({ change: 'none' });
  });

  it('comes once: proof without a stored state ticks, a person’s word is left alone', () => {
    const proved = evidence('redis-cache', observed(DAY, { 'cache.hits': () => 9, 'cache.misses': () => 1 }));
    expect(evidenceChange(undefined, proved, START)).toEqual({ change: 'tick', at: START });
    expect(evidenceChange(ticked(), proved, START)).toEqual({ change: 'none' });
    const wont: StepState = { ...ticked(), status: 'wont', by: 'person', reason: 'no need' };
    expect(evidenceChange(wont, proved, START)).toEqual({ change: 'none' });
    expect(stepStatus(wont, proved, START)).toMatchObject({ status: 'wont', reason: 'no need' });
    expect(stepStatus(undefined, proved, START)).toEqual({
      status: 'done',
      by: 'telemetry',
      doneAt: START,
      reason: null,
    });
  });
});
