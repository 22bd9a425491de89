/** What finished steps did, as known at a moment: by the function that measures it for a real app. */
import { quantile } from '@/store/query/quantile';
import { findEffect } from '../effect/effect';
import type { Route, RouteHours } from '../effect/routes';
import { loadSeries } from '../load/load';
import { quantileOf } from '../signal-ids';
import { type AdviseInput, type AppFacts, type HourFacts, MINUTE_MS, type SignalHour } from '../types';
import { routeOf } from './signals';
import type { RoadmapTest } from './types';
import { columnsOf, START_AT } from './values';

interface Asked {
  /** Steps that a line asks for: a measurement takes as long as days of judging. */
  steps: readonly string[];
  /** All since the test began, longer than the advice reads. */
  hours: Map<string, SignalHour[]>;
  hourFacts: readonly HourFacts[];
}

/** The facts of a moment, with the effects of the steps that are asked for. */
export function withEffects(test: RoadmapTest, advise: AdviseInput, asked: Asked): AppFacts {
  const { facts, nowAt } = advise;
  if (asked.steps.length === 0) return facts;
  const load = loadSeries({ ...advise, hours: asked.hours });
  const routes = routeHours(test, advise, asked.hourFacts.length);
  const stepStates = facts.stepStates.map((state) => {
    const step = facts.steps.find(({ id }) => id === state.stepId);
    if (step === undefined || state.status !== 'done' || !asked.steps.includes(step.id)) return state;
    const effect = findEffect({
      step,
      routes,
      doneAt: state.at,
      nowAt,
      definitions: facts.signals,
      load: load?.hours ?? [],
      loadSignal: load?.signal ?? '',
      hours: asked.hours,
      hourFacts: asked.hourFacts,
      stepStates: facts.stepStates,
    });
    return { ...state, effect };
  });
  return { ...facts, stepStates };
}

/** Requests and response times of the routes that have lines of their own, by the hour; null where none has. */
function routeHours(test: RoadmapTest, { facts, nowAt }: AdviseInput, hours: number): RouteHours | null {
  const nowMinute = (nowAt - START_AT) / MINUTE_MS;
  const routes = new Map<string, Route & { latency: Map<string, Float64Array> }>();
  for (const series of test.signals) {
    const of = routeOf(series.name);
    if (of === null) continue;
    const definition = facts.signals.find(({ id }) => id === of.signal);
    const column = () => new Float64Array(hours).fill(Number.NaN);
    const own = routes.get(of.route) ?? { route: of.route, requests: column(), latency: new Map() };
    routes.set(of.route, own);
    const latency = column();
    own.latency.set(of.signal, latency);
    for (let hour = 0; hour < hours; hour++) {
      const { buckets } = columnsOf(test, series, definition, { from: hour * 60, to: (hour + 1) * 60, nowMinute });
      if (!buckets) continue;
      const counts = new Float64Array(buckets.boundsMs.length + 1);
      for (const [i, count] of buckets.counts.entries())
        counts[i % counts.length] = (counts[i % counts.length] ?? 0) + count;
      own.requests[hour] = counts.reduce((sum, count) => sum + count, 0);
      latency[hour] = quantile(buckets.boundsMs, counts, quantileOf(of.signal) ?? 0.5).ms;
    }
  }
  return routes.size === 0 ? null : { startAt: START_AT, routes: [...routes.values()] };
}
