/**
 * An app of six routes, of which a CDN takes the pictures: hours of each route with noise that goes together, a mix
 * that moves by the hour and drifts, and response times with or without a true effect. Seeded.
 */
import { findEffect } from '@/advisor/effect/effect';
import type { Route } from '@/advisor/effect/routes';
import { seeded } from '@/advisor/math';
import { DAY_MS, type EffectFinding, HOUR_MS, type SignalHour } from '@/advisor/types';
import { definitions, step } from '@/test/advisor/support/facts';
import { normal } from '@/test/advisor/support/systems';

export interface RoutesSeries {
  seed: number;
  stepId: 'cdn-static-assets' | 'compress-responses' | 'redis-cache';
  /** Drift of every route's response time in a day, as a standard deviation. */
  drift: number;
  /** True shift of ln(response time): of every route, or of the one named alone. */
  shift: number;
  of?: string;
  /** Share of the pictures that no longer arrive. */
  taken: number;
  /** Load is requests, else users. */
  byRequests: boolean;
}

const DONE_AT = Date.UTC(2026, 8, 16, 10);
const HISTORY_DAYS = 168;
/** Requests a user and hour, p95 at 1,000 users (ms). */
const ROUTES = [
  { route: 'GET /static/*', requests: 60, ms: 8 },
  { route: 'GET /', requests: 12, ms: 60 },
  { route: 'GET /products/:id', requests: 18, ms: 110 },
  { route: 'GET /search', requests: 5, ms: 400 },
  { route: 'POST /cart', requests: 4, ms: 150 },
  { route: 'POST /orders', requests: 1, ms: 700 },
];

interface Walk {
  ar: number;
  slow: number;
  mix: number;
  day: number;
}

export function routesEffect(given: RoutesSeries): EffectFinding {
  const { seed, stepId, drift, shift, of, taken, byRequests } = given;
  const random = seeded(seed);
  const startAt = Math.floor(DONE_AT / DAY_MS) * DAY_MS - HISTORY_DAYS * DAY_MS;
  const hours = (HISTORY_DAYS + 17) * 24;
  const load: SignalHour[] = [];
  const whole: SignalHour[] = [];
  const requestsRate: SignalHour[] = [];
  const walks: Walk[] = ROUTES.map(() => ({ ar: 0, slow: 0, mix: 0, day: 0 }));
  const routes = ROUTES.map(({ route }) => {
    return { route, requests: new Float64Array(hours), p95: new Float64Array(hours) };
  });
  let shared = 0;
  for (let i = 0; i < hours; i++) {
    const at = startAt + i * HOUR_MS;
    const isAfter = at >= DONE_AT;
    const weekend = Math.floor(i / 24) % 7 >= 5 ? 0.8 : 1;
    const wave = 0.65 - 0.35 * Math.cos((2 * Math.PI * ((i % 24) - 3)) / 24);
    const users = 1000 * weekend * wave * Math.exp(0.05 * normal(random));
    if (i % 24 === 0) shared += 0.5 * drift * normal(random);
    const tail: { ms: number; requests: number }[] = [];
    ROUTES.forEach(({ route, requests, ms }, r) => {
      const walk = walks[r] as Walk;
      if (i % 24 === 0) {
        walk.slow += drift * normal(random);
        walk.mix += 0.01 * normal(random);
        walk.day = 0.05 * normal(random);
      }
      walk.ar = 0.7 * walk.ar + Math.sqrt(1 - 0.49) * 0.1 * normal(random);
      const gone = isAfter && r === 0 ? 1 - taken : 1;
      const count = users * requests * gone * Math.exp(walk.mix + 0.05 * normal(random));
      const effect = isAfter && (of === undefined || of === route) ? shift : 0;
      const p95 = ms * (users / 1000) ** 0.5 * Math.exp(walk.ar + walk.day + walk.slow + shared + effect);
      const own = routes[r] as (typeof routes)[number];
      own.requests[i] = count;
      own.p95[i] = p95;
      tail.push({ ms: p95, requests: count });
    });
    const rate = tail.reduce((sum, own) => sum + own.requests, 0) / 3600;
    load.push(hour(at, byRequests ? rate : users));
    requestsRate.push(hour(at, rate));
    whole.push(hour(at, p95OfAll(tail)));
  }
  const told: Route[] = routes.map(({ route, requests, p95 }) => {
    return { route, requests, latency: new Map([['latency.p95', p95]]) };
  });
  return findEffect({
    step: step(stepId, { relieves: [{ signal: 'latency.p95' }, { signal: 'requests.rate' }] }),
    doneAt: DONE_AT,
    nowAt: DONE_AT + 17 * DAY_MS,
    definitions,
    load,
    loadSignal: byRequests ? 'requests.rate' : 'users.active',
    hours: new Map([
      ['latency.p95', whole],
      ['requests.rate', requestsRate],
    ]),
    hourFacts: [],
    stepStates: [],
    routes: { startAt, routes: told },
  }) as EffectFinding;
}

const hour = (at: number, value: number): SignalHour => ({ at, median5: value, max5: value, means: 12 });

/** Where a twentieth of all requests is slower, were each route's times spread around a third of its p95. */
function p95OfAll(routes: readonly { ms: number; requests: number }[]): number {
  const all = routes.reduce((sum, { requests }) => sum + requests, 0);
  let [low, high] = [0.1, 10_000];
  // To a millionth.
  for (let i = 0; i < 24; i++) {
    const middle = Math.sqrt(low * high);
    // Exponential times: the share beyond t is e^(−3t ÷ p95).
    let beyond = 0;
    for (const { ms, requests } of routes) beyond += requests * Math.exp((-3 * middle) / ms);
    if (beyond > 0.05 * all) low = middle;
    else high = middle;
  }
  return high;
}

export interface RoutesScore {
  /** Of latency: claimed at all, claimed in the true direction, intervals that hold the truth. */
  claimed: number;
  right: number;
  held: number;
  /** A route named that did not change. */
  wrongRoute: number;
  /** Requests: claimed. */
  fewer: number;
}

export function scoreRoutes(count: number, shape: Omit<RoutesSeries, 'seed'>): RoutesScore {
  const score = { claimed: 0, right: 0, held: 0, wrongRoute: 0, fewer: 0 };
  for (let seed = 1; seed <= count; seed++) {
    const found = routesEffect({ ...shape, seed: seed * 7_919 });
    if (found.code !== 'measured') continue;
    const [latency, requests] = found.signals;
    if (requests?.code === 'change' && requests.claimed) score.fewer++;
    if (latency?.code !== 'change') continue;
    const named = latency.byRoute?.named ?? [];
    if (latency.claimed) score.claimed++;
    if (latency.claimed && Math.sign(latency.ratio - 1) === Math.sign(shape.shift)) score.right++;
    if (latency.low <= Math.exp(shape.shift) && Math.exp(shape.shift) <= latency.high) score.held++;
    if (named.some(({ route }) => shape.shift === 0 || (shape.of !== undefined && route !== shape.of)))
      score.wrongRoute++;
  }
  for (const key of Object.keys(score) as (keyof RoutesScore)[]) score[key] /= count;
  return score;
}

const NONE: Omit<RoutesSeries, 'seed'> = {
  stepId: 'cdn-static-assets',
  drift: 0,
  shift: 0,
  taken: 0.95,
  byRequests: false,
};

const SHAPES: [string, Omit<RoutesSeries, 'seed'>][] = [
  ['CDN, load is users', NONE],
  ['CDN, load is requests', { ...NONE, byRequests: true }],
  ['CDN, drift of 2 % a day', { ...NONE, drift: 0.02 }],
  ['nothing done', { ...NONE, taken: 0, byRequests: true }],
  ['every route −20 %', { ...NONE, stepId: 'compress-responses', taken: 0, shift: Math.log(0.8) }],
  ['one route −60 %', { ...NONE, stepId: 'redis-cache', taken: 0, shift: Math.log(0.4), of: 'GET /products/:id' }],
];

export function printRoutes(count: number): void {
  console.log(`the same route by route, ${count} simulated apps a row`);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  for (const [name, shape] of SHAPES) {
    const { claimed, right, wrongRoute, fewer } = scoreRoutes(count, shape);
    const latency = shape.shift === 0 ? `latency claimed ${percent(claimed)}` : `latency seen ${percent(right)}`;
    console.log(
      `  ${name.padEnd(24)} ${latency}; an unchanged route named ${percent(wrongRoute)}; fewer requests claimed ${percent(fewer)}`,
    );
  }
}
