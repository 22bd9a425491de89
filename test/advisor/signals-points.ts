/** Points in short notation for tests of derivation: what an SDK would have sent. */
import { type DeriveInput, type DeriveSettings, deriveHour } from '@/advisor/signals/index';
import type { SignalColumns } from '@/advisor/types';
import type { Attributes, HistogramValue, PointColumns, Series, SeriesPoints } from '@/store/points/points';

export const HOUR = Date.UTC(2026, 10, 21, 10);
export const second = 1000;
export const minute = 60_000;

export const settings: DeriveSettings = { metricNames: {}, deployment: {}, environment: null, mainService: null };

export const node = (instance = 'a', more: Attributes = {}): Attributes => ({
  'service.name': 'shop',
  'service.instance.id': instance,
  'deployment.environment.name': 'production',
  'telemetry.sdk.language': 'nodejs',
  ...more,
});

interface What {
  metric: string;
  unit?: string;
  attributes?: Attributes;
  resource?: Attributes;
  /** Default: cumulative since the process began, ten minutes before the hour. */
  temporality?: 0 | 1 | 2;
  monotonic?: boolean;
}

export interface Point {
  at: number;
  start?: number;
  value?: number;
  histogram?: HistogramValue;
  gone?: boolean;
}

export const PROCESS_START = HOUR - 30 * minute;
let ids = 0;

export function series(what: What & { kind: Series['kind'] }, points: Point[]): SeriesPoints {
  const identity: Series = {
    id: ++ids,
    metric: what.metric,
    kind: what.kind,
    temporality: what.temporality ?? (what.kind === 1 ? 0 : 2),
    monotonic: what.monotonic ?? what.kind === 2,
    unit: what.unit ?? '',
    description: '',
    scope: { name: 'test', version: '1' },
    resource: what.resource ?? node(),
    attributes: what.attributes ?? {},
  };
  const columns: PointColumns = {
    series: Float64Array.from(points, () => identity.id),
    time: Float64Array.from(points, (point) => point.at),
    start: Float64Array.from(points, (point) => point.start ?? (what.kind === 1 ? Number.NaN : PROCESS_START)),
    value: Float64Array.from(points, (point) => point.value ?? Number.NaN),
    flags: Uint8Array.from(points, (point) => (point.gone ? 1 : 0)),
    histograms: points.map((point) => point.histogram ?? null),
    length: points.length,
  };
  return { series: identity, points: columns };
}

export const gauge = (what: What, points: Point[]) => series({ ...what, kind: 1 }, points);
export const counter = (what: What, points: Point[]) => series({ ...what, kind: 2 }, points);
export const histogram = (what: What, points: Point[]) => series({ ...what, kind: 3 }, points);

/** Times every `step` from `from` up to before `to`, relative to the hour. */
export function times(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => HOUR + from + i * step);
}

/** A cumulative histogram whose bucket counts grow by `perPoint` from point to point. */
export function growing(
  what: What,
  at: number[],
  perPoint: number[],
  bounds: number[],
  start = PROCESS_START,
): SeriesPoints {
  const points = at.map((time, i): Point => {
    const counts = Float64Array.from(perPoint, (count) => count * (i + 1));
    const count = counts.reduce((a, b) => a + b, 0);
    return {
      at: time,
      start,
      histogram: { count, sum: count, min: Number.NaN, max: Number.NaN, bounds: Float64Array.from(bounds), counts },
    };
  });
  return histogram(what, points);
}

/** Bounds of the HTTP instrumentation, in seconds. */
export const HTTP_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Counts per bucket with `count` in the bucket that ends at `bound`. */
export function inBucket(bound: number, count: number, bounds = HTTP_BOUNDS): number[] {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  counts[bounds.indexOf(bound)] = count;
  return counts;
}

export function input(points: SeriesPoints[], more: Partial<DeriveSettings> = {}): DeriveInput {
  return { hourAt: HOUR, points, settings: { ...settings, ...more } };
}

/** The minutes of one signal, as the hour is derived from these points. */
export function signal(
  points: SeriesPoints[],
  id: string,
  { knownMetrics, ...settings }: Partial<DeriveSettings> & Pick<DeriveInput, 'knownMetrics'> = {},
): SignalColumns {
  const { minutes } = deriveHour({ ...input(points, settings), knownMetrics });
  const found = minutes.find((columns) => columns.signal === id);
  if (!found) throw new Error(`no ${id}, only ${minutes.map((columns) => columns.signal).join(', ')}`);
  return found;
}

/** An hour and the five minutes before it, every 10 s; and what stays level or rises all that time. */
export const every10s = times(-5 * minute, 60 * minute, 10 * second);
export const level = (metric: string, value: number, attributes: Attributes = {}, resource = node()) =>
  gauge(
    { metric, attributes, resource },
    every10s.map((at) => ({ at, value })),
  );
export const rising = (metric: string, perSecond: number, attributes: Attributes = {}, resource = node()) =>
  counter(
    { metric, attributes, resource },
    every10s.map((at, i) => ({ at, value: perSecond * 10 * (i + 1) })),
  );
