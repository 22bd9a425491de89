/**
 * From all points of an app to those that its signals cover: one environment, one component,
 * each series with its instance and its interval.
 */
import { MINUTE_MS } from '../types';
import type { Receipts } from './coverage';
import { isFromSpans, metricsWin, SPAN_INTERVAL_MS } from './from-spans';
import { type Attributes, at, type Prepared, type Series, type SeriesPoints } from './points';
import { isRequestMetric } from './request-metrics';
import type { DeriveSettings } from './settings';
import { endReplaced } from './successors';

export interface Scope {
  /** Where minutes begin: those of the hour, or the newest of them (ms). */
  hourAt: number;
  /** The hour's end (ms). */
  endAt: number;
  settings: DeriveSettings;
  /** Series of the main component, by metric. */
  own: Map<string, Prepared[]>;
  /** Series of every component of the environment (and of exporters that name none), by metric. */
  all: Map<string, Prepared[]>;
  /** Every series of the environment, in the order in which they came. */
  sent: Prepared[];
  /** How many environments sent points. */
  environments: number;
  /** Series from spans that the main component's own metrics stand for. */
  leftOut: Prepared[];
  /** Names of instances; Prepared.instance is an index into it. */
  instances: string[];
  environment: { name: string; said: boolean };
  service: string | null;
  components: string[];
  /** Metrics that the app has ever sent: tells "no traffic" from "no data". */
  known: Set<string>;
  /** What was counted already of series that several signals come from. */
  counted: Map<Prepared[], Receipts>;
}

/** Without a median of its own, a series is taken to report once a minute (the SDKs' default). */
const DEFAULT_INTERVAL_MS = 60_000;
const UNSAID = 'production';

export function scopeOf(input: {
  hourAt: number;
  endAt: number;
  points: SeriesPoints[];
  settings: DeriveSettings;
  knownMetrics?: string[];
}): Scope {
  const { hourAt, endAt, settings } = input;
  const withPoints = input.points.filter((each) => each.points.length > 0);
  const senderOf = senders();
  const environment = chooseEnvironment(withPoints, settings.environment, senderOf);
  const instances: string[] = [];
  const indexOf = new Map<string, number>();
  const sent = withPoints.flatMap((each): Prepared | [] => {
    const sender = senderOf(each.series);
    if (sender.environment !== environment.name) return [];
    let instance = indexOf.get(sender.instance);
    if (instance === undefined) {
      instance = instances.push(sender.instance) - 1;
      indexOf.set(sender.instance, instance);
    }
    const intervalMs = isFromSpans(each) ? SPAN_INTERVAL_MS : medianInterval(each);
    const { series, points } = each;
    return { series, points, instance, service: sender.service, intervalMs, endsAt: Number.POSITIVE_INFINITY };
  });
  fillIntervals(sent);
  endReplaced(sent);
  const { used: prepared, leftOut } = metricsWin(sent);
  const services = [...new Set(prepared.map((each) => each.service))].filter((name) => name !== null).sort();
  const service = settings.mainService ?? busiestService(prepared, services);
  return {
    hourAt,
    endAt,
    settings,
    own: byMetric(prepared.filter((each) => each.service === service)),
    all: byMetric(prepared),
    sent,
    environments: new Set(withPoints.map((each) => senderOf(each.series).environment)).size,
    leftOut: leftOut.filter((each) => each.service === service),
    instances,
    environment,
    service,
    components: services.filter((name) => name !== service),
    known: new Set([...(input.knownMetrics ?? []), ...prepared.map((each) => each.series.metric)]),
    counted: new Map(),
  };
}

/** Series of a metric: the main component's, or (where it sends none) those of the other components. */
export function seriesOf(scope: Scope, metric: string): Prepared[] {
  return scope.own.get(metric) ?? scope.all.get(metric) ?? [];
}

interface Sender {
  environment: string;
  /** Whether it named an environment. */
  saidSo: boolean;
  instance: string;
  service: string | null;
}

/** Most series of an app share a resource: what it says is read once. */
function senders(): (series: Series) => Sender {
  const known = new Map<Attributes, Sender>();
  return ({ resource, attributes }) => {
    let sender = known.get(resource);
    if (!sender) {
      sender = {
        ...environmentOf(resource['deployment.environment.name'] ?? resource['deployment.environment']),
        instance: instanceOf(resource),
        service: serviceOf(resource),
      };
      known.set(resource, sender);
    }
    // Prometheus may have been told to make a label of it.
    const label = attributes.deployment_environment_name ?? attributes.deployment_environment;
    return label === undefined ? sender : { ...sender, ...environmentOf(label) };
  };
}

function environmentOf(said: unknown): Pick<Sender, 'environment' | 'saidSo'> {
  if (typeof said !== 'string' || said === '') return { environment: UNSAID, saidSo: Boolean(said) };
  return { environment: /^prod(uction)?$/i.test(said) ? UNSAID : said, saidSo: true };
}

function chooseEnvironment(
  points: SeriesPoints[],
  asked: string | null,
  senderOf: (series: Series) => Sender,
): Scope['environment'] {
  const load = new Map<string, number>();
  let said = false;
  for (const each of points) {
    const { environment: name, saidSo } = senderOf(each.series);
    load.set(name, (load.get(name) ?? 0) + each.points.length);
    if (name === UNSAID && saidSo) said = true;
  }
  if (asked !== null) return { name: environmentOf(asked).environment, said: true };
  if (load.size === 0 || load.has(UNSAID)) return { name: UNSAID, said };
  const [busiest] = [...load].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return { name: busiest?.[0] ?? UNSAID, said: true };
}

function serviceOf(resource: Attributes): string | null {
  const name = resource['service.name'];
  return typeof name === 'string' && name !== '' ? name : null;
}

/** The instance of what names none. */
export const UNNAMED = 'one instance';

/** `service.instance.id`, or what else tells one running copy from another. */
function instanceOf(resource: Attributes): string {
  for (const key of ['service.instance.id', 'k8s.pod.uid', 'k8s.pod.name', 'container.id', 'host.name', 'host.id']) {
    const value = resource[key];
    if (typeof value !== 'string' || value === '') continue;
    const pid = resource['process.pid'];
    return key.startsWith('host.') && pid !== undefined ? `${value} (process ${pid})` : value;
  }
  return UNNAMED;
}

/** Told from its newest gaps alone: so the end of an hour tells what all of it would (RECENT_POINTS of each series). */
const NEWEST_GAPS = 6;
export const RECENT_POINTS = NEWEST_GAPS + 1;

/**
 * Median of the newest gaps, to two digits: what is beyond them is jitter. Between two folded points lie as many
 * intervals as points stand behind the second.
 */
function medianInterval({ points }: SeriesPoints): number {
  const behind = (i: number) => Math.max(1, points.spread ? at(points.spread.count, i) : 1);
  const n = Math.min(points.length - 1, NEWEST_GAPS);
  if (n < 1) return points.length === 1 && behind(0) > 1 ? twoDigits(MINUTE_MS / behind(0)) : Number.NaN;
  const from = points.length - 1 - n;
  const gaps = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const k = from + i + 1;
    gaps[i] = (at(points.time, k) - at(points.time, k - 1)) / behind(k);
  }
  return Math.max(1, twoDigits(at(gaps.sort(), n >> 1)));
}

function twoDigits(ms: number): number {
  let step = 1;
  while (ms >= 100 * step) step *= 10;
  return Math.round(ms / step) * step;
}

/** A series with one point reports as often as the others of its instance. */
function fillIntervals(prepared: Prepared[]): void {
  const shortest = new Map<number, number>();
  for (const { instance, intervalMs } of prepared) {
    if (!Number.isNaN(intervalMs)) shortest.set(instance, Math.min(shortest.get(instance) ?? Infinity, intervalMs));
  }
  for (const each of prepared) {
    if (Number.isNaN(each.intervalMs)) each.intervalMs = shortest.get(each.instance) ?? DEFAULT_INTERVAL_MS;
  }
}

/** The component with most points of a request metric; without any, with most points at all. */
function busiestService(prepared: Prepared[], services: string[]): string | null {
  const weight = (name: string) => {
    let requests = 0;
    let points = 0;
    for (const each of prepared) {
      if (each.service !== name) continue;
      points += each.points.length;
      if (isRequestMetric(each.series.metric)) requests += requestsIn(each);
    }
    return [requests, points] as const;
  };
  const weights = services.map((name) => ({ name, weight: weight(name) }));
  weights.sort((a, b) => b.weight[0] - a.weight[0] || b.weight[1] - a.weight[1] || (a.name < b.name ? -1 : 1));
  return weights[0]?.name ?? null;
}

/** Requests behind a series, roughly: enough to tell which component serves most. */
function requestsIn({ series, points }: Prepared): number {
  const countAt = (index: number) => points.histograms[index]?.count ?? at(points.value, index);
  if (series.temporality === 2) return Math.max(0, countAt(points.length - 1) - countAt(0));
  let sum = 0;
  for (let i = 0; i < points.length; i++) sum += countAt(i);
  return sum;
}

function byMetric(prepared: Prepared[]): Map<string, Prepared[]> {
  const result = new Map<string, Prepared[]>();
  for (const each of prepared) {
    const { metric, sentAs } = each.series;
    // A team names a metric as it sends it.
    for (const name of sentAs === undefined ? [metric] : [metric, sentAs]) {
      const list = result.get(name);
      if (list) list.push(each);
      else result.set(name, [each]);
    }
  }
  return result;
}
