/** Points as a Node app with 120 series sends them, every 10 s. */
import {
  type HistogramValue,
  internSeries,
  makePoints,
  type PointColumns,
  PointKind,
  type SeriesIdentity,
} from '@/store/index';

export const HTTP_BOUNDS = Float64Array.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);
type Pool = Parameters<typeof internSeries>[0];

const resource = {
  'service.name': 'shop',
  'service.instance.id': 'a',
  'deployment.environment.name': 'production',
  'telemetry.sdk.language': 'nodejs',
};

function identity(metric: string, kind: SeriesIdentity['kind'], more: Partial<SeriesIdentity> = {}): SeriesIdentity {
  return {
    metric,
    kind,
    temporality: kind === PointKind.gauge ? 0 : 2,
    monotonic: kind === PointKind.sum,
    unit: kind === PointKind.histogram ? 's' : '1',
    description: '',
    scope: { name: 'test', version: '1' },
    resource,
    attributes: {},
    ...more,
  };
}

/** 60 routes' and 30 operations' histograms, 30 gauges and counters. */
export function manySeries(): SeriesIdentity[] {
  const routes = Array.from({ length: 60 }, (_, i) =>
    identity('http.server.request.duration', PointKind.histogram, {
      attributes: {
        'http.route': `/route/${i}`,
        'http.request.method': 'GET',
        'http.response.status_code': i % 20 === 0 ? 500 : 200,
      },
    }),
  );
  const operations = Array.from({ length: 30 }, (_, i) =>
    identity('db.client.operation.duration', PointKind.histogram, {
      attributes: {
        'db.system.name': i < 5 ? 'redis' : 'postgresql',
        'server.address': 'db',
        'server.port': 5432,
        'db.operation.name': `SELECT ${i}`,
      },
    }),
  );
  const gauges = [
    'app.users.active',
    'socketio.connections',
    'nodejs.eventloop.utilization',
    'process.memory.usage',
  ].map((metric) => identity(metric, PointKind.gauge));
  const heap = Array.from({ length: 8 }, (_, i) =>
    identity('v8js.memory.heap.used', PointKind.gauge, { attributes: { space: `s${i}` } }),
  );
  const cpu = ['user', 'system'].map((mode) =>
    identity('process.cpu.time', PointKind.sum, { attributes: { 'cpu.mode': mode } }),
  );
  const counters = ['cache.hits', 'cache.misses'].map((metric) => identity(metric, PointKind.sum));
  const pool = ['used', 'idle'].map((state) =>
    identity('db.client.connection.count', PointKind.sum, {
      monotonic: false,
      attributes: { 'db.client.connection.state': state, 'db.client.connection.pool.name': 'main' },
    }),
  );
  const max = identity('db.client.connection.max', PointKind.sum, {
    monotonic: false,
    attributes: { 'db.client.connection.pool.name': 'main' },
  });
  const rest = Array.from({ length: 11 }, (_, i) => identity(`nodejs.other.${i}`, PointKind.gauge));
  return [...routes, ...operations, ...gauges, ...heap, ...cpu, ...counters, ...pool, max, ...rest];
}

/** The app's series with their ids. */
export async function shop(db: Pool, appId: number): Promise<{ ids: number[]; identities: SeriesIdentity[] }> {
  const identities = manySeries();
  return { identities, ids: await internSeries(db, appId, identities) };
}

/** One export at `at`: every counter has grown by its place in the list each 10 s since `start`. */
export function exportAt(
  app: { ids: number[]; identities: SeriesIdentity[] },
  at: number,
  start: number,
): PointColumns {
  const points = makePoints(app.ids.length);
  const n = Math.round((at - start) / 10_000);
  app.identities.forEach((identity, i) => {
    points.series[i] = app.ids[i] as number;
    points.time[i] = at;
    points.start[i] = identity.kind === PointKind.gauge ? Number.NaN : start;
    points.value[i] = identity.kind === PointKind.histogram ? Number.NaN : pointValue(identity, n);
    points.histograms.push(identity.kind === PointKind.histogram ? grown(n, i) : null);
  });
  points.length = app.ids.length;
  return points;
}

function pointValue(identity: SeriesIdentity, n: number): number {
  if (identity.kind === PointKind.gauge) return identity.metric === 'app.users.active' ? 100 + (n % 7) : 0.25;
  if (identity.monotonic) return identity.metric === 'process.cpu.time' ? n * 2 : n * 30;
  return identity.metric.endsWith('max') ? 10 : 4;
}

function grown(n: number, i: number): HistogramValue {
  const counts = new Float64Array(HTTP_BOUNDS.length + 1);
  counts[4 + (i % 5)] = n * 2;
  return { count: n * 2, sum: n * 0.2, min: Number.NaN, max: Number.NaN, bounds: HTTP_BOUNDS, counts };
}
