/** What senders push as OTLP, written as JSON and read by the collector's own decoder. */
import { deriveHour, wantedMetrics } from '@/advisor/signals/index';
import type { DeriveSettings } from '@/advisor/signals/settings';
import type { SignalColumns } from '@/advisor/types';
import { startDecoding } from '@/collectors/otlp/decoded';
import { decodeJson } from '@/collectors/otlp/json';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { defaultLimits } from '@/service/ingest';
import { makePoints, type SeriesPoints } from '@/store';
import type { SeriesIdentity } from '@/store/points/points';
import { HOUR, input, minute, PROCESS_START } from './signals-points';

type Attributes = Record<string, string | number | boolean>;
type Numbers = [value: number, attributes?: Attributes][];

export interface Sent {
  /** Instrumentation scope. */
  scope?: string;
  resource: Attributes;
  metrics: {
    name: string;
    unit?: string;
    gauge?: Numbers;
    /** Cumulative and monotonic. */
    counter?: Numbers;
    upDown?: Numbers;
    /** Cumulative: counts per bucket. */
    histogram?: { bounds: number[]; counts: number[]; sum: number; attributes?: Attributes }[];
  }[];
}

/** Minutes 0 to 9 of the hour, one export each; `sent` gets how many exports there were, from 1. */
export function pushed(sent: (n: number) => Sent[]): SeriesPoints[] {
  const cache = seriesCache(1e9);
  const all = new Map<number, SeriesPoints>();
  for (let n = 1; n <= 10; n++) {
    const at = HOUR + (n - 1) * minute;
    const out = startDecoding(cache.of(1, 10_000, at), defaultLimits, at);
    decodeJson(JSON.stringify({ resourceMetrics: sent(n).map((each) => resourceMetrics(each, at)) }), out);
    if (out.rejections.size > 0) throw new Error(`refused: ${[...out.rejections.keys()].join(', ')}`);
    for (const { index, ref } of out.pending) {
      const id = all.size + 1;
      const found = all.get(ref.row) ?? { series: { id, ...(ref.identity as SeriesIdentity) }, points: makePoints(10) };
      all.set(ref.row, found);
      const { points } = found;
      const i = points.length++;
      for (const name of ['time', 'start', 'value', 'flags'] as const)
        points[name][i] = out.points[name][index] as number;
      points.series[i] = found.series.id;
      points.histograms[i] = out.points.histograms[index] ?? null;
    }
  }
  return [...all.values()];
}

function resourceMetrics({ resource, scope, metrics }: Sent, at: number) {
  const timeUnixNano = `${at}000000`;
  const startTimeUnixNano = `${PROCESS_START}000000`;
  const numbers = (list: Numbers, start: object) =>
    list.map(([asDouble, attributes]) => ({ timeUnixNano, ...start, asDouble, attributes: keyValues(attributes) }));
  const sums = (list: Numbers, isMonotonic: boolean) => ({
    aggregationTemporality: 2,
    isMonotonic,
    dataPoints: numbers(list, { startTimeUnixNano }),
  });
  return {
    resource: { attributes: keyValues(resource) },
    scopeMetrics: [
      {
        scope: { name: scope ?? '' },
        metrics: metrics.map(({ name, unit = '', gauge, counter, upDown, histogram }) => ({
          name,
          unit,
          ...(gauge && { gauge: { dataPoints: numbers(gauge, {}) } }),
          ...(counter && { sum: sums(counter, true) }),
          ...(upDown && { sum: sums(upDown, false) }),
          ...(histogram && {
            histogram: {
              aggregationTemporality: 2,
              dataPoints: histogram.map(({ bounds, counts, sum, attributes }) => ({
                timeUnixNano,
                startTimeUnixNano,
                attributes: keyValues(attributes),
                count: String(counts.reduce((a, b) => a + b, 0)),
                sum,
                explicitBounds: bounds,
                bucketCounts: counts.map(String),
              })),
            },
          }),
        })),
      },
    ],
  };
}

function keyValues(attributes: Attributes = {}) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value:
      typeof value === 'string'
        ? { stringValue: value }
        : typeof value === 'boolean'
          ? { boolValue: value }
          : { intValue: String(value) },
  }));
}

/** Signals of what the store would read: a metric that is not on the list is never seen. */
export function signals(points: SeriesPoints[], settings: Partial<DeriveSettings> = {}): Map<string, SignalColumns> {
  const wanted = new Set(wantedMetrics({}));
  const read = points.filter(({ series }) => wanted.has(series.metric));
  const { minutes } = deriveHour(input(read, settings));
  return new Map(minutes.map((columns) => [columns.signal, columns]));
}

export const at5 = (columns: SignalColumns | undefined) => columns?.value[5];

export const app = (language: string, instance = 'a') => ({
  'service.name': 'shop',
  'service.instance.id': instance,
  'telemetry.sdk.language': language,
});

export const times = (n: number, counts: number[]) => counts.map((count) => count * n);
