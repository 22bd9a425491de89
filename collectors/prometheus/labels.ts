/**
 * A Prometheus sample's labels as a series of ours, after
 * https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/: `job` and `instance`
 * become the resource, other labels the point's attributes, the name stays as it is. The same labels and
 * type give the same series whichever way they came: scraped, or written by remote write 1.0 or 2.0.
 */
import { type Attributes, PointKind, type SeriesIdentity } from '@/store';

/** Types of Prometheus, OpenMetrics and remote write; `unknown` also where nobody said one. */
export type PrometheusType =
  | 'unknown'
  | 'counter'
  | 'gauge'
  | 'histogram'
  | 'gaugehistogram'
  | 'summary'
  | 'info'
  | 'stateset';

/** How a sample arrived: as a number, or as a native histogram, exponential or with bounds of its own. */
export type SampleShape = 'number' | 'exponential' | 'explicit';

export interface PrometheusSeries {
  /** Name and value, `__name__` among them, in any order; empty values mean that there is no such label. */
  labels: Iterable<readonly [name: string, value: string]>;
  /** Of the metric family that the sample belongs to. */
  type: PrometheusType;
  help: string;
  shape: SampleShape;
}

/**
 * The series of these labels; `metric` is '' where they hold no name. A histogram that comes as plain
 * numbers (classic buckets arrive in different requests) stays a counter for each `le`.
 */
export function seriesOfLabels({ labels, type, help, shape }: PrometheusSeries): SeriesIdentity {
  const resource: Attributes = {};
  const attributes: Attributes = {};
  const scope = { name: '', version: '' };
  let metric = '';
  for (const [name, value] of labels) {
    if (value === '') continue;
    if (name === '__name__') metric = value;
    else if (name === 'job') Object.assign(resource, serviceOfJob(value));
    else if (name === 'instance') resource['service.instance.id'] = value;
    else if (name === 'otel_scope_name') scope.name = value.slice(0, 255);
    else if (name === 'otel_scope_version') scope.version = value.slice(0, 255);
    // As an own property: "__proto__" is a name like any other.
    else Object.defineProperty(attributes, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return {
    metric: metric.slice(0, 255),
    ...shapeOf(metric, type, shape, 'le' in attributes),
    unit: unitOfName(metric),
    description: help.slice(0, 1024),
    scope,
    resource,
    attributes,
  };
}

/** `namespace/name`, or a name; more than one slash is somebody's own way of naming. */
export function serviceOfJob(job: string): Attributes {
  const parts = job.split('/');
  const [namespace, name] = parts;
  if (parts.length !== 2 || !namespace || !name) return { 'service.name': job };
  return { 'service.namespace': namespace, 'service.name': name };
}

type Shape = Pick<SeriesIdentity, 'kind' | 'temporality' | 'monotonic'>;

const gauge: Shape = { kind: PointKind.gauge, temporality: 0, monotonic: false };
const counter: Shape = { kind: PointKind.sum, temporality: 2, monotonic: true };

function shapeOf(metric: string, type: PrometheusType, shape: SampleShape, hasBound: boolean): Shape {
  if (shape === 'exponential') return { kind: PointKind.exponentialHistogram, temporality: 2, monotonic: false };
  if (shape === 'explicit') return { kind: PointKind.histogram, temporality: 2, monotonic: false };
  return isCounter(metric, type, hasBound) ? counter : gauge;
}

/**
 * Remote write 1.0 sends no type with a sample, so names have to tell; they do in all that the guidelines
 * name well (https://prometheus.io/docs/practices/naming/). What is taken for a gauge by mistake loses
 * nothing: readers ask for rates by name.
 */
function isCounter(metric: string, type: PrometheusType, hasBound: boolean): boolean {
  switch (type) {
    case 'counter':
      return !metric.endsWith('_created');
    case 'histogram':
      return /_(bucket|count|sum)$/.test(metric);
    case 'summary':
      return /_(count|sum)$/.test(metric);
    case 'unknown':
      return (
        (metric.endsWith('_total') && !gaugesByName.has(metric)) ||
        (hasBound && metric.endsWith('_bucket')) ||
        (/_(count|sum)$/.test(metric) && unitOfName(metric) !== '') ||
        countersByName.has(metric)
      );
    default:
      return false;
  }
}

/** Counters of widely used exporters whose names do not say so, where a signal is read from them. */
const countersByName = new Set([
  // prometheus-community/postgres_exporter, pg_stat_database
  'pg_stat_database_xact_commit',
  'pg_stat_database_xact_rollback',
  'pg_stat_database_blks_hit',
  'pg_stat_database_blks_read',
  // Kong before 3
  'kong_http_status',
  // jonnenauha/prometheus_varnish_exporter, counters of varnishstat
  'varnish_main_client_req',
  // prometheus/mysqld_exporter, SHOW GLOBAL STATUS, exposed as untyped
  'mysql_global_status_questions',
  'mysql_global_status_innodb_buffer_pool_read_requests',
  'mysql_global_status_innodb_buffer_pool_reads',
  // percona/mongodb_exporter, serverStatus, exposed as untyped
  'mongodb_ss_opcounters',
  'mongodb_ss_wt_cache_pages_requested_from_the_cache',
  'mongodb_ss_wt_cache_pages_read_into_cache',
]);

/** Gauges of widely used exporters that are named as counters are. */
const gaugesByName = new Set([
  // siimon/prom-client, default metrics
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
]);

const units: Record<string, string> = {
  seconds: 's',
  milliseconds: 'ms',
  microseconds: 'us',
  nanoseconds: 'ns',
  minutes: 'min',
  hours: 'h',
  days: 'd',
  bytes: 'By',
  ratio: '1',
  percent: '%',
  celsius: 'Cel',
  meters: 'm',
  volts: 'V',
  amperes: 'A',
  joules: 'J',
  grams: 'g',
};

/**
 * The unit that a name ends with ("…_seconds", "…_bytes_total"), as OpenTelemetry writes it; '' where it
 * names none. From the name alone, which OpenMetrics obliges to hold the unit, because not every way in
 * tells it and the unit is part of what a series is.
 */
export function unitOfName(metric: string): string {
  const word = /_([a-z]+)(?:_(?:total|bucket|count|sum|created))?$/.exec(metric)?.[1] ?? '';
  return Object.hasOwn(units, word) ? (units[word] as string) : '';
}
