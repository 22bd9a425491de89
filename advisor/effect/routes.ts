/**
 * The effect of a step that changes which requests arrive, or how some of them are answered (RULES 9.5): each
 * route is held against itself at equal load, and the routes' shifts are weighted by the requests of the 28 days
 * before. A CDN takes the fast requests away, which raises the p95 of those that are left without slowing any.
 */

import { dayOf, MEANS_NEEDED } from '../load/load';
import { median } from '../math';
import { DAY_MS, HOUR_MS, type SignalHour } from '../types';
import { type Claim, claimAt, holm, type ShiftOn, shiftOf, type Why, windowAt } from './claim';
import type { ShiftPoint } from './shift';

/** Requests and response times of an app's routes, an hour a step from `startAt` on; NaN where nothing is known. */
export interface RouteHours {
  startAt: number;
  routes: {
    /** e.g. "GET /products/:id". */
    route: string;
    /** Requests of the hour. */
    requests: Float64Array;
    /** By signal ("latency.p95"), ms. */
    latency: ReadonlyMap<string, Float64Array>;
  }[];
}

export type Route = RouteHours['routes'][number];

/** Routes with fewer requests are too many and say too little. */
const LEAST_SHARE = 0.01;
const MOST_ROUTES = 100;
/** A route that kept less than this of what the middle route kept was taken away: it is no load any more. */
const TAKEN_AWAY = 0.5;
/** A quantile of an hour needs one request beyond it on average. */
const LEAST_BEYOND: Record<string, number> = { 'latency.p50': 10, 'latency.p95': 20, 'latency.p99': 100 };
/** Of the weight of all routes that are compared, what a day needs. */
const LEAST_WEIGHT = 0.5;
const MOST_NAMED = 3;

interface Weighed {
  route: Route;
  /** Of the requests in the 28 days before. */
  share: number;
  /** Requests a known hour, after ÷ before. */
  kept: number;
}

/** The routes of at least 1 % of the requests before the step's day, largest first. */
export function weighRoutes(routes: RouteHours, day: number): Weighed[] {
  const { beforeFrom, beforeTo, afterFrom, afterTo } = windowAt(day);
  const sums = routes.routes.map((route) => ({
    route,
    before: sumOf(routes, route, beforeFrom, beforeTo),
    after: sumOf(routes, route, afterFrom, afterTo),
  }));
  const all = sums.reduce((sum, { before }) => sum + before, 0);
  const days = (beforeTo - beforeFrom) / (afterTo - afterFrom);
  return sums
    .map(({ route, before, after }) => ({ route, share: before / all, kept: (days * after) / before }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_ROUTES);
}

/** Requests a second of the routes that the step left: what "equal load" means where load is requests. */
export function loadOfRoutes(
  routes: RouteHours,
  weighed: readonly Weighed[],
  load: readonly SignalHour[],
): SignalHour[] {
  const left = remaining(weighed);
  return load.flatMap((hour) => {
    const step = (hour.at - routes.startAt) / HOUR_MS;
    const requests = left.reduce((sum, { route }) => sum + (route.requests[step] || 0), 0);
    const rate = requests / (HOUR_MS / 1000);
    return requests > 0 ? [{ ...hour, median5: rate, max5: rate }] : [];
  });
}

function remaining(weighed: readonly Weighed[]): readonly Weighed[] {
  const least = TAKEN_AWAY * median(weighed.map(({ kept }) => kept));
  return weighed.filter(({ kept }) => kept >= least);
}

export interface RoutesEffect extends Claim {
  /** How many routes were compared, and which share of the requests before they had. */
  routes: number;
  share: number;
  /** Routes that stand out by themselves (Holm over all of them): to be told only where the whole does. */
  named: ({ route: string } & Pick<Claim, 'ratio' | 'low' | 'high'>)[];
}

/** ln(response time) of each route against ln(load), and all of them at the mix of requests before. */
export function effectByRoute(input: {
  routes: RouteHours;
  weighed: readonly Weighed[];
  signal: string;
  load: readonly SignalHour[];
  day: number;
}): RoutesEffect | Why {
  const { weighed, day } = input;
  const each = weighed
    .map(({ route, share }) => ({ route: route.route, share, shiftOn: remember(shiftOf(pointsOf(input, route))) }))
    // Without hours on both sides there is nothing to compare: taken away, or new.
    .filter(({ shiftOn }) => shiftOn(day) !== null);
  const share = each.reduce((sum, own) => sum + own.share, 0);
  if (each.length === 0) return 'too-few-hours';
  const first = dayOf(input.routes.startAt) / DAY_MS;
  const whole = claimAt((at) => mixed(each, share, at), day, first);
  if (typeof whole === 'string') return whole;
  const own = each.map(({ shiftOn }) => claimAt(shiftOn, day, first));
  const stands = holm(own.map((claim) => (typeof claim === 'string' ? null : claim.p)));
  const named = each.flatMap(({ route }, i) => {
    const claim = own[i] as Claim | Why;
    if (typeof claim === 'string' || !stands[i]) return [];
    return [{ route, ratio: claim.ratio, low: claim.low, high: claim.high }];
  });
  return { ...whole, routes: each.length, share, named: named.slice(0, MOST_NAMED) };
}

/** Shifts of the routes that are known at a day, weighted; null where they stand for less than half of all. */
function mixed(each: readonly { share: number; shiftOn: ShiftOn }[], whole: number, day: number): ReturnType<ShiftOn> {
  const known = each.flatMap(({ share, shiftOn }) => {
    const shift = shiftOn(day);
    return shift === null ? [] : [{ share, ...shift }];
  });
  const weight = known.reduce((sum, { share }) => sum + share, 0);
  if (known.length === 0 || weight < LEAST_WEIGHT * whole) return null;
  const mean = (of: 'delta' | 'overlap') => known.reduce((sum, own) => sum + own.share * own[of], 0) / weight;
  return { delta: mean('delta'), overlap: mean('overlap') };
}

function remember(shiftOn: ShiftOn): ShiftOn {
  const known = new Map<number, ReturnType<ShiftOn>>();
  return (day) => {
    if (!known.has(day)) known.set(day, shiftOn(day));
    return known.get(day) ?? null;
  };
}

function pointsOf(
  { routes, signal, load }: { routes: RouteHours; signal: string; load: readonly SignalHour[] },
  { requests, latency }: Route,
): ShiftPoint[] {
  const values = latency.get(signal);
  const least = LEAST_BEYOND[signal] ?? 20;
  const points: ShiftPoint[] = [];
  for (const { at, median5, means } of load) {
    const step = (at - routes.startAt) / HOUR_MS;
    if (means < MEANS_NEEDED || !((requests[step] ?? 0) >= least)) continue;
    const point = {
      day: dayOf(at) / DAY_MS,
      hour: Math.floor((at % DAY_MS) / HOUR_MS),
      x: Math.log(median5),
      y: Math.log(values?.[step] ?? Number.NaN),
    };
    if (Number.isFinite(point.x) && Number.isFinite(point.y)) points.push(point);
  }
  return points.sort((a, b) => a.day - b.day || a.hour - b.hour);
}

function sumOf({ startAt }: RouteHours, { requests }: Route, fromDay: number, toDay: number): number {
  const step = (day: number) => Math.max(0, (day * DAY_MS - startAt) / HOUR_MS);
  let sum = 0;
  for (let i = step(fromDay); i < step(toDay); i++) sum += requests[i] || 0;
  return sum;
}
