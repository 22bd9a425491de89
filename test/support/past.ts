/**
 * A made-up past of one small app, handed to the SDK's own OTLP exporter as if it had been collected minute by
 * minute: 26 hours that end now, calm until the last 20 minutes, in which responses take twice the limit.
 */
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';

const MINUTE_MS = 60_000;
const HOURS = 26;
const SLOW_MINUTES = 20;
const REQUESTS_A_MINUTE = 600;
const BOUNDS_S = [0.1, 0.25, 0.5, 0.75, 1, 2.5];
/** Counts of one minute per bucket: p95 at about 0.25 s, and at about 1 s. */
const CALM = [300, 280, 14, 4, 2, 0, 0];
const SLOW = [100, 150, 150, 100, 80, 20, 0];

export interface Target {
  collectorUrl: string;
  token: string;
  endAt: number;
}

export async function sendPast({ collectorUrl, token, endAt }: Target): Promise<void> {
  const exporter = exporterFor(collectorUrl, token);
  const startAt = endAt - HOURS * 60 * MINUTE_MS;
  const counts = CALM.map(() => 0);
  let sum = 0;
  for (let hourAt = startAt; hourAt < endAt; hourAt += 60 * MINUTE_MS) {
    const duration: MetricData = { ...histogram, dataPoints: [] };
    const users: MetricData = { ...gauge('app.users.active', '{user}'), dataPoints: [] };
    for (let at = hourAt + MINUTE_MS; at <= hourAt + 60 * MINUTE_MS; at += MINUTE_MS) {
      const slow = at > endAt - SLOW_MINUTES * MINUTE_MS;
      (slow ? SLOW : CALM).forEach((count, bucket) => {
        counts[bucket] = (counts[bucket] ?? 0) + count;
      });
      sum += REQUESTS_A_MINUTE * (slow ? 0.45 : 0.12);
      const when = { startTime: time(startAt), endTime: time(at) };
      const route = { 'http.request.method': 'GET', 'http.route': '/orders', 'http.response.status_code': 200 };
      const value = {
        buckets: { boundaries: BOUNDS_S, counts: [...counts] },
        count: counts.reduce((a, b) => a + b),
        sum,
      };
      duration.dataPoints.push({ ...when, attributes: route, value });
      users.dataPoints.push({ ...when, startTime: when.endTime, attributes: {}, value: 4_000 });
    }
    await send(exporter, [duration, users]);
  }
  await exporter.shutdown();
}

const histogram = {
  descriptor: { name: 'http.server.request.duration', description: '', unit: 's', valueType: 1, advice: {} },
  aggregationTemporality: AggregationTemporality.CUMULATIVE,
  dataPointType: DataPointType.HISTOGRAM as const,
};

const gauge = (name: string, unit: string) => ({
  descriptor: { name, description: '', unit, valueType: 1, advice: {} },
  aggregationTemporality: AggregationTemporality.CUMULATIVE,
  dataPointType: DataPointType.GAUGE as const,
});

export function exporterFor(collectorUrl: string, token: string): OTLPMetricExporter {
  return new OTLPMetricExporter({ url: `${collectorUrl}/v1/metrics`, headers: { authorization: `Bearer ${token}` } });
}

function send(exporter: OTLPMetricExporter, metrics: MetricData[]): Promise<void> {
  const batch: ResourceMetrics = {
    resource: resourceFromAttributes({
      'service.name': 'checkout',
      'service.instance.id': 'checkout-1',
      'deployment.environment.name': 'production',
    }),
    scopeMetrics: [{ scope: { name: 'checkout' }, metrics }],
  };
  return new Promise((resolve, reject) => {
    exporter.export(batch, ({ code, error }) => (code === 0 ? resolve() : reject(error ?? new Error('refused'))));
  });
}

const time = (at: number): [number, number] => [Math.floor(at / 1000), (at % 1000) * 1_000_000];
