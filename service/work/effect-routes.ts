/**
 * Requests and response times of an app's routes by the hour, read when a step that concerns routes is to be
 * compared (RULES 9.5): signals are kept of all routes together. Bounded in series, and read a fortnight at a time.
 */
import type { RouteHours } from '@/advisor/effect/routes';
import { type RouteAttributes, routeAttributes } from '@/advisor/signals/index';
import { DAY_MS, HOUR_MS, type HourFacts } from '@/advisor/types';
import type { SignalId } from '@/catalogue/types';
import {
  type Answer,
  classicParts,
  type Filter,
  OWN_SCOPE,
  type Query,
  QueryError,
  readSeries,
  runQuery,
} from '@/store/index';
import { keptOf } from '../query/kept';
import { resources } from '../resources';

const SLICE_MS = 14 * DAY_MS;
/** A fortnight of so many series is a million points. */
const MOST_SERIES = 3_000;
const MOST_ROUTES = 1_000;
const QUANTILES = [
  ['latency.p50', 0.5],
  ['latency.p95', 0.95],
  ['latency.p99', 0.99],
] as const;
const TIMED_OUT = '57014';

export interface RoutesAsked {
  appId: number;
  /** The metric that response times come from, as the signal's recipe says. */
  metric: string;
  /** Those of response times among them are read. */
  signals: readonly SignalId[];
  fromAt: number;
  toAt: number;
  nowAt: number;
  /** The newest hour's: which environment and component signals cover. */
  covers: Pick<HourFacts, 'environment' | 'service'> | undefined;
  names: Parameters<typeof routeAttributes>[1];
  keepMinutesDays: number | null;
}

/** Null where requests name no route; `too-many` where there are more series than are read, or reading takes too long. */
export async function readRouteHours(asked: RoutesAsked): Promise<RouteHours | 'too-many' | null> {
  try {
    return await readAll(asked);
  } catch (error) {
    if ((error as { code?: string }).code === TIMED_OUT) return 'too-many';
    throw error;
  }
}

async function readAll(asked: RoutesAsked): Promise<RouteHours | 'too-many' | null> {
  const { telemetry } = resources();
  const series = await readSeries(telemetry, asked.appId, [asked.metric, ...classicParts(asked.metric)]);
  const attributes = routeAttributes(series, asked.names);
  if (attributes === null) return null;
  if (series.length > MOST_SERIES || attributes.counted.size > MOST_ROUTES) return 'too-many';
  const startAt = Math.floor(asked.fromAt / HOUR_MS) * HOUR_MS;
  const steps = Math.max(0, Math.ceil((asked.toAt - startAt) / HOUR_MS));
  const routes = new Map<string, RouteHours['routes'][number] & { latency: Map<string, Float64Array> }>();
  const filters = filtersOf(asked, attributes, series);
  const column = () => new Float64Array(steps).fill(Number.NaN);
  for (let at = startAt; at < asked.toAt; at += SLICE_MS) {
    const ask = (value: Pick<Query, 'value' | 'quantile'>) =>
      run(asked, { filters, attributes, fromAt: at, toAt: Math.min(asked.toAt, at + SLICE_MS), ...value });
    const counts = await ask({ value: 'increase' });
    eachRoute(counts, attributes, (route, values) => {
      const own = routes.get(route) ?? { route, requests: column(), latency: new Map() };
      routes.set(route, own);
      copy(counts, values, own.requests, startAt);
    });
    for (const [signal, quantile] of QUANTILES.filter(([id]) => asked.signals.includes(id))) {
      const answer = await ask({ value: 'quantile', quantile });
      eachRoute(answer, attributes, (route, values) => {
        const own = routes.get(route);
        if (!own) return;
        const latency = own.latency.get(signal) ?? column();
        own.latency.set(signal, latency);
        copy(answer, values, latency, startAt);
      });
    }
  }
  return { startAt, routes: [...routes.values()] };
}

interface Slice extends Pick<Query, 'filters' | 'fromAt' | 'toAt' | 'value' | 'quantile'> {
  attributes: RouteAttributes;
}

async function run(asked: RoutesAsked, { attributes, ...slice }: Slice): Promise<Answer | null> {
  const { route, method } = attributes;
  const keys = method === null ? [route] : [method, route];
  const query: Query = {
    metric: asked.metric,
    groupBy: keys.map((key) => ({ of: 'point' as const, key })),
    across: 'sum',
    stepMs: HOUR_MS,
    ...slice,
  };
  try {
    return await runQuery(resources().telemetry, asked.appId, query, {
      nowAt: asked.nowAt,
      kept: keptOf([asked]),
      limits: { answer: MOST_ROUTES },
    });
  } catch (error) {
    // A counter has no quantiles: its routes are counted, and their response times are not known.
    if (error instanceof QueryError) return null;
    throw error;
  }
}

/** One environment, one component, as signals cover; spans only where the app measures nothing itself. */
function filtersOf(
  { covers }: RoutesAsked,
  { measured }: RouteAttributes,
  series: Awaited<ReturnType<typeof readSeries>>,
): Filter[] {
  const filters: Filter[] = [];
  const said = (key: string) => series.some(({ resource }) => Object.hasOwn(resource, key));
  const key = ['deployment.environment.name', 'deployment.environment'].find(said);
  const environment = covers?.environment?.name;
  if (key !== undefined && environment !== undefined) {
    const production = environment === 'production';
    const value = production ? '(?i)(prod(uction)?)?' : environment;
    filters.push({ of: 'resource', key, op: production ? '=~' : '=', value });
  }
  if (covers?.service && series.some(({ resource }) => resource['service.name'] === covers.service)) {
    filters.push({ of: 'resource', key: 'service.name', op: '=', value: covers.service });
  }
  if (measured) filters.push({ of: 'scope', key: 'name', op: '!=', value: OWN_SCOPE });
  // An upgraded connection ends when somebody leaves.
  for (const status of ['http.response.status_code', 'http.status_code']) {
    filters.push({ of: 'point', key: status, op: '!=', value: '101' });
  }
  return filters;
}

function eachRoute(
  answer: Answer | null,
  { nameOf, counted }: RouteAttributes,
  visit: (route: string, values: Float64Array) => void,
): void {
  for (const { labels, values } of answer?.series ?? []) {
    const route = nameOf(labels);
    if (counted.has(route)) visit(route, values);
  }
}

function copy(answer: Answer | null, values: Float64Array, to: Float64Array, startAt: number): void {
  if (answer === null) return;
  const first = (answer.startAt - startAt) / HOUR_MS;
  values.forEach((value, i) => {
    if (first + i >= 0 && first + i < to.length && !Number.isNaN(value)) to[first + i] = value;
  });
}
