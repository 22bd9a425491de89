/** Metrics that count requests, in order of preference, and what their attributes say. */
import { globOf } from './glob';
import { attribute, type Prepared } from './points';
import type { RouteNames } from './settings';

export interface RequestMetric {
  metric: string;
  /** As the signals page names it. */
  recipe: string;
  /** From the metric's own unit to milliseconds, where the unit is not said. */
  toMs: number;
}

export const REQUEST_HISTOGRAMS: RequestMetric[] = [
  { metric: 'http.server.request.duration', recipe: 'http.server.request.duration (histogram, s)', toMs: 1000 },
  { metric: 'http.server.duration', recipe: 'http.server.duration (histogram, ms, older name)', toMs: 1 },
  { metric: 'rpc.server.call.duration', recipe: 'rpc.server.call.duration (histogram, s)', toMs: 1000 },
  { metric: 'rpc.server.duration', recipe: 'rpc.server.duration (histogram, ms, older name)', toMs: 1 },
  { metric: 'http_request_duration_seconds', recipe: 'http_request_duration_seconds (histogram, s)', toMs: 1000 },
  // Micrometer: over OTLP its timers' base unit is milliseconds, for Prometheus it is seconds.
  { metric: 'http.server.requests', recipe: 'http.server.requests (histogram, Micrometer)', toMs: 1 },
];

/** Counters that tell requests and errors where there is no histogram. */
export const REQUEST_COUNTERS = [
  'http_requests_total',
  'http.server.requests',
  'http.requests',
  // Summaries, and histograms whose buckets nobody sends.
  'http_request_duration_seconds_count',
  ...REQUEST_HISTOGRAMS.filter(({ metric }) => metric.includes('.')).map(({ metric }) => `${metric}_count`),
];

/**
 * What stands before an app counts its requests too; read only where the app itself tells none. Caddy times them as well.
 * HAProxy's own metrics and haproxy_exporter tell classes of statuses, the exporters of nginx, Apache and Varnish none.
 */
export const PROXY_HISTOGRAM: RequestMetric = {
  metric: 'caddy_http_request_duration_seconds',
  recipe: 'caddy_http_request_duration_seconds (histogram, s)',
  toMs: 1000,
};
export const PROXY_COUNTERS = [
  'haproxy_backend_http_responses_total',
  'nginx_http_requests_total',
  'apache_accesses_total',
  'varnish_main_client_req',
];

const ALL = new Set([...REQUEST_HISTOGRAMS.map((each) => each.metric), ...REQUEST_COUNTERS]);

export function isRequestMetric(metric: string): boolean {
  return ALL.has(metric);
}

/** Attributes that name a route, and its method; in the order in which they are looked for. */
export const ROUTE = ['http.route', 'http.target', 'url.path', 'route', 'path', 'uri', 'handler'];
export const METHOD = ['http.request.method', 'http.method', 'method'];

export interface RequestClass {
  /** Health check, synthetic, or left out by the team: neither load nor latency nor errors (RULES 3.6). */
  excluded: boolean;
  error: boolean;
  /** Whether anything tells if it failed. */
  judged: boolean;
  /** Answered 429. */
  limited: boolean;
  /** Upgrades and long polling are requests, but how long they took is no response time. */
  timed: boolean;
}

export function classify(prepared: Pick<Prepared, 'series'>, names: RouteNames = {}): RequestClass {
  const routes = routesOf(names);
  const code = attribute(
    prepared,
    'http.response.status_code',
    'http.status_code',
    'rpc.response.status_code',
    'status_code',
    'status',
    'code',
  );
  // Some instrumentations tell the class alone: "5xx".
  const status = code === undefined ? Number.NaN : Number(code.replace(/^([1-5])xx$/i, '$100'));
  const route = attribute(prepared, ...ROUTE);
  const errorType = attribute(prepared, 'error.type');
  const grpc = attribute(prepared, 'rpc.grpc.status_code', 'rpc.response.status_code');
  const call = attribute(prepared, 'rpc.service', 'rpc.method') ?? '';
  return {
    excluded:
      attribute(prepared, 'user_agent.synthetic.type') !== undefined ||
      (route !== undefined && (isHealthRoute(route) || routes.leftOut(route))) ||
      call.startsWith('grpc.health.'),
    error: status >= 500 || (errorType !== undefined && errorType !== '_none') || GRPC_SERVER_ERRORS.has(grpc ?? ''),
    judged: code !== undefined || errorType !== undefined || grpc !== undefined,
    limited: status === 429,
    timed: status !== 101 && (route === undefined || !(isHeldOpen(route) || routes.heldOpen(route))),
  };
}

/** Statuses that the convention counts as errors of a server: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, … */
const GRPC_SERVER_ERRORS = new Set([
  ...['2', '4', '12', '13', '14', '15'],
  ...['UNKNOWN', 'DEADLINE_EXCEEDED', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS'],
]);

const HEALTH = /^(health|healthy|healthz|healthcheck|health-check|ready|readyz|readiness|live|livez|liveness|metrics)$/;
const PREFIX = /^(api|v\d+|actuator|internal|_|-)$/;

/** Servers of Socket.IO, SockJS, Engine.IO, SignalR and Blazor; and names that nothing but a stream or a long poll has. */
const HELD_OPEN = /^\/(socket\.io|sockjs|engine\.io|signalr|_blazor)(\/|$)/;
const STREAM = /^(sse|event-?source|event-?stream|long-?poll(ing)?)$/;

/** A path of answers that are held open until something happens. */
function isHeldOpen(route: string): boolean {
  const path = pathOf(route).toLowerCase();
  return HELD_OPEN.test(path) || path.split('/').some((part) => STREAM.test(part));
}

interface Routes {
  leftOut: (route: string) => boolean;
  heldOpen: (route: string) => boolean;
}

/** Read once for all series of an app's hour. */
const known = new WeakMap<RouteNames, Routes>();

function routesOf(names: RouteNames): Routes {
  const found = known.get(names) ?? {
    leftOut: anyOf(names.routesLeftOut),
    heldOpen: anyOf(names.routesHeldOpen),
  };
  known.set(names, found);
  return found;
}

function anyOf(text = ''): (route: string) => boolean {
  const globs = text.split(/[\s,]+/).flatMap((pattern) => (pattern === '' ? [] : [globOf(pattern)]));
  return globs.length === 0 ? () => false : (route) => globs.some((matches) => matches(pathOf(route)));
}

const pathOf = (route: string): string => route.replace(/^[a-z]+:\/\/[^/]+/i, '').split('?')[0] ?? '';

/** A path whose first telling part is health, ready, live or metrics: /healthz, /api/health/db, /-/ready. */
export function isHealthRoute(route: string): boolean {
  for (const part of pathOf(route).split('/')) {
    if (part === '' || PREFIX.test(part)) continue;
    return HEALTH.test(part.toLowerCase().replace(/^_+/, ''));
  }
  return false;
}
