import { describe, expect, it } from 'vitest';
import { findEffect } from '@/advisor/effect/effect';
import { weighRoutes } from '@/advisor/effect/routes';
import { DAY_MS, type EffectFinding, HOUR_MS, type SignalHour } from '@/advisor/types';
import { effectSentence } from '@/advisor/words/sentences';
import { type RoutesSeries, routesEffect, scoreRoutes } from '../../bench/effect-routes-series';
import { definitions, step } from './support/facts';

const NONE: Omit<RoutesSeries, 'seed'> = {
  stepId: 'cdn-static-assets',
  drift: 0,
  shift: 0,
  taken: 0.95,
  byRequests: false,
};

describe('routes, simulated', () => {
  it.each([
    ['load is users', NONE],
    ['load is requests', { ...NONE, byRequests: true }],
    ['response times drift', { ...NONE, drift: 0.02 }],
  ])('no slower answers are claimed of a CDN that took the fast ones away: %s', (_name, shape) => {
    const score = scoreRoutes(10, shape);
    expect(score.claimed).toBeLessThanOrEqual(0.05);
    expect(score.wrongRoute).toBeLessThanOrEqual(0.05);
    expect(score.fewer).toBe(1);
  });

  it('nothing is claimed where nothing was done', () => {
    const score = scoreRoutes(10, { ...NONE, taken: 0, byRequests: true });
    expect(score.claimed).toBeLessThanOrEqual(0.05);
    expect(score.fewer).toBeLessThanOrEqual(0.05);
  });

  it('a fifth less is seen, with an interval that holds it', () => {
    const score = scoreRoutes(8, { ...NONE, stepId: 'compress-responses', shift: Math.log(0.8), taken: 0 });
    expect(score.right).toBeGreaterThanOrEqual(0.9);
    expect(score.held).toBeGreaterThanOrEqual(0.9);
  });

  it('the route that a cache made faster is named, and no other', () => {
    const found = routesEffect({
      ...NONE,
      seed: 5,
      stepId: 'redis-cache',
      shift: Math.log(0.3),
      of: 'GET /products/:id',
      taken: 0,
    });
    const [latency] = found.code === 'measured' ? found.signals : [];
    if (latency?.code !== 'change') throw new Error('nothing was compared');
    expect(latency.claimed).toBe(true);
    expect(latency.byRoute?.named.map(({ route }) => route)).toEqual(['GET /products/:id']);
    expect(latency.byRoute?.named[0]?.ratio).toBeCloseTo(0.3, 1);
    expect(words(found)).toMatch(
      /^latency p95 over 5 routes −\d+ % at equal load \(.*\), GET \/products\/:id −\d+ %; /,
    );
  });
});

const words = (found: EffectFinding | null) => (found === null ? '' : effectSentence(found, { nowAt: 0 }, (id) => id));

const doneAt = Date.UTC(2026, 8, 16, 10);
const startAt = Math.floor(doneAt / DAY_MS) * DAY_MS - 80 * DAY_MS;
const HOURS = 97 * 24;

/** Two routes without noise: pictures in 10 ms, pages in 300 ms × `pages` after the step; 3 of 4 requests are pictures. */
function two({ pages = 1, pictures = 1 }) {
  const of = (make: (at: number) => number) =>
    Float64Array.from({ length: HOURS }, (_, i) => make(startAt + i * HOUR_MS));
  const users = (at: number) =>
    100 * (1 + 0.5 * Math.sin((2 * Math.PI * at) / DAY_MS) + 0.05 * Math.sin(at / 7_654_321));
  const isAfter = (at: number) => at >= doneAt;
  const wave = (at: number) => users(at) ** 0.5 * (1 + 0.01 * Math.sin(at / 1e8));
  const load: SignalHour[] = [...of(users)].map((value, i) => {
    return { at: startAt + i * HOUR_MS, means: 12, median5: value, max5: value };
  });
  const routes = [
    {
      route: 'GET /pictures/*',
      requests: of((at) => 30 * users(at) * (isAfter(at) ? pictures : 1)),
      latency: new Map([['latency.p95', of((at) => (isAfter(at) && pictures === 0 ? Number.NaN : wave(at)))]]),
    },
    {
      route: 'GET /',
      requests: of((at) => 10 * users(at)),
      latency: new Map([['latency.p95', of((at) => 30 * wave(at) * (isAfter(at) ? pages : 1))]]),
    },
  ];
  return { load, routes: { startAt, routes } };
}

function effect(given: ReturnType<typeof two>, stepId: string, more: Partial<Parameters<typeof findEffect>[0]> = {}) {
  return findEffect({
    step: step(stepId, { relieves: [{ signal: 'latency.p95' }] }),
    doneAt,
    nowAt: doneAt + 17 * DAY_MS,
    definitions,
    loadSignal: 'users.active',
    hours: new Map(),
    hourFacts: [],
    stepStates: [],
    ...given,
    ...more,
  });
}

describe('routes', () => {
  it('weigh as the requests of the 28 days before', () => {
    const weighed = weighRoutes(two({}).routes, Math.floor(doneAt / DAY_MS));
    expect(weighed.map(({ share }) => share)).toEqual([expect.closeTo(0.75), expect.closeTo(0.25)]);
  });

  it('each count by its share: 300 ms pages that take half are an eighth of the whole, on ln', () => {
    const found = effect(two({ pages: 0.5 }), 'compress-responses');
    const [latency] = found?.code === 'measured' ? found.signals : [];
    expect(latency).toMatchObject({ code: 'change', claimed: true, byRoute: { routes: 2, share: expect.closeTo(1) } });
    expect(latency?.code === 'change' ? latency.ratio : 0).toBeCloseTo(0.5 ** 0.25, 2);
  });

  it('that no longer arrive are left out, and the others are held against themselves', () => {
    const found = effect(two({ pictures: 0 }), 'cdn-static-assets');
    const [latency] = found?.code === 'measured' ? found.signals : [];
    expect(latency).toMatchObject({
      code: 'change',
      claimed: false,
      byRoute: { routes: 1, share: expect.closeTo(0.25) },
    });
    expect(words(found)).toMatch(/^no effect on latency p95 over 1 route beyond ±\d+ %$/);
  });

  it('unknown, or too many to read, are said', () => {
    expect(words(effect(two({}), 'cdn-static-assets', { routes: null }))).toBe(
      'latency p95 cannot be compared: the step changes which requests arrive, and no routes are told',
    );
    expect(words(effect(two({}), 'cdn-static-assets', { routes: 'too-many' }))).toContain('too many routes to compare');
  });
});
