/** Requests of spans in both encodings, written from the .proto files and sharing nothing with the decoder. */
import { startDecoding } from '@/collectors/otlp/decoded';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { addSpans } from '@/collectors/otlp/traces';
import { defaultLimits } from '@/service/ingest';
import type { HistogramValue, SeriesIdentity } from '@/store';
import { bytes, fixed, int, keyValue, text } from './encoder';
import { nowAt } from './requests-arbitrary';

export const kinds = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

export interface TestSpan {
  kind: keyof typeof kinds;
  attributes?: Record<string, string | number | boolean>;
  name?: string;
  /** ms; default: now. */
  endAt?: number;
  tookMs?: number;
  failed?: boolean;
  traceState?: string;
  id?: string;
  parent?: string;
}

export interface TestSpans {
  resource?: Record<string, string>;
  /** The library that made them; default: lib. */
  library?: string;
  spans: TestSpan[];
}

const times = ({ endAt = nowAt, tookMs = 10 }: TestSpan) => {
  const end = BigInt(endAt) * 1_000_000n;
  return { start: end - BigInt(Math.round(tookMs * 1e6)), end };
};

export function spansInProtobuf(groups: TestSpans[]): Buffer {
  return Buffer.concat(
    groups.map(({ resource = {}, library = 'lib', spans }) => {
      const about = Buffer.concat(Object.entries(resource).map((pair) => keyValue(1, pair)));
      const scope = Buffer.concat([bytes(1, text(1, library)), ...spans.map((span) => bytes(2, oneInProtobuf(span)))]);
      return bytes(1, Buffer.concat([bytes(1, about), bytes(2, scope), text(3, 'https://schema')]));
    }),
  );
}

function oneInProtobuf(span: TestSpan): Buffer {
  const { start, end } = times(span);
  return Buffer.concat([
    bytes(1, Buffer.alloc(16, 7)),
    ...(span.id ? [bytes(2, Buffer.from(span.id, 'hex'))] : []),
    ...(span.traceState ? [text(3, span.traceState)] : []),
    ...(span.parent ? [bytes(4, Buffer.from(span.parent, 'hex'))] : []),
    text(5, span.name ?? 'work'),
    int(6, kinds[span.kind]),
    fixed(7, start),
    fixed(8, end),
    ...Object.entries(span.attributes ?? {}).map((pair) => keyValue(9, pair)),
    bytes(11, Buffer.concat([fixed(1, end), text(2, 'an event')])),
    ...(span.failed ? [bytes(15, Buffer.concat([text(2, 'no'), int(3, 2)]))] : []),
  ]);
}

export function spansInJson(groups: TestSpans[]): Buffer {
  const value = (one: string | number | boolean) =>
    typeof one === 'string' ? { stringValue: one } : typeof one === 'boolean' ? { boolValue: one } : { intValue: one };
  const pairs = (all: Record<string, string | number | boolean> = {}) =>
    Object.entries(all).map(([key, one]) => ({ key, value: value(one) }));
  const resourceSpans = groups.map(({ resource, library = 'lib', spans }) => ({
    resource: { attributes: pairs(resource) },
    scopeSpans: [
      {
        scope: { name: library },
        spans: spans.map((span) => ({
          spanId: span.id,
          parentSpanId: span.parent,
          traceState: span.traceState,
          name: span.name ?? 'work',
          kind: kinds[span.kind],
          startTimeUnixNano: String(times(span).start),
          endTimeUnixNano: String(times(span).end),
          attributes: pairs(span.attributes),
          status: span.failed ? { code: 2, message: 'no' } : {},
        })),
      },
    ],
  }));
  return Buffer.from(JSON.stringify({ resourceSpans }));
}

export interface Counted {
  metric: string;
  attributes: SeriesIdentity['attributes'];
  time: number;
  start: number;
  histogram: HistogramValue;
}

/** What the collector makes of a request, with the refusals by reason. */
export async function readSpans(
  groups: TestSpans[],
  { encoding = 'protobuf' as 'protobuf' | 'json', cache = seriesCache(1e9), limits = defaultLimits } = {},
) {
  const out = startDecoding(cache.of(1, limits.activeSeries, nowAt), limits, nowAt);
  const body = encoding === 'json' ? spansInJson(groups) : spansInProtobuf(groups);
  const spans = await addSpans(body, encoding, out);
  const identities = new Map(out.pending.map(({ index, ref }) => [index, ref.identity as SeriesIdentity]));
  const points = Array.from({ length: out.points.length }, (_, i): Counted => {
    const identity = identities.get(i);
    return {
      metric: identity?.metric ?? '',
      attributes: identity?.attributes ?? {},
      time: out.points.time[i] as number,
      start: out.points.start[i] as number,
      histogram: out.points.histograms[i] as HistogramValue,
    };
  });
  const refused = Object.fromEntries([...out.rejections].map(([reason, { points: count }]) => [reason, count]));
  return { spans, points, refused, identities: [...identities.values()] };
}

/** Count of each metric and attributes, in words: `db.client.operation.duration db.system.name=redis: 2`. */
export function inWords(points: Counted[]): string[] {
  return points
    .map(({ metric, attributes, histogram }) =>
      [metric, ...Object.entries(attributes).map(([key, value]) => `${key}=${value}`)]
        .join(' ')
        .concat(`: ${histogram.count}`),
    )
    .sort();
}
