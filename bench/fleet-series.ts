/** The series of one of the fleet's apps (fleet-body), as they are stored. */
import { PointKind, type SeriesIdentity } from '@/store/index';

const { gauge, sum, histogram } = PointKind;
const resource = {
  'service.name': 'shop-0',
  'telemetry.sdk.language': 'nodejs',
  'telemetry.sdk.name': 'opentelemetry',
  'telemetry.sdk.version': '2.6.1',
  'service.instance.id': 'shop-0-1',
  'service.version': '1.4.2',
  'deployment.environment.name': 'production',
};

export function fleetSeries(): SeriesIdentity[] {
  const several = (
    n: number,
    metric: string,
    kind: PointKind,
    attributes: (i: number) => SeriesIdentity['attributes'],
  ) =>
    Array.from(
      { length: n },
      (_, i): SeriesIdentity => ({
        metric,
        kind,
        temporality: kind === gauge ? 0 : 2,
        monotonic: kind === sum,
        unit: kind === histogram ? 's' : '',
        description: '',
        scope: { name: 'shop', version: '1.0.0' },
        resource,
        attributes: attributes(i),
      }),
    );
  const one = (metric: string) => several(1, metric, gauge, () => ({}));
  return [
    ...several(24, 'http.server.request.duration', histogram, (i) => ({
      'http.route': `/api/things/${i % 12}`,
      'http.request.method': 'GET',
      'http.response.status_code': i < 12 ? 200 : 500,
    })),
    ...several(12, 'db.client.operation.duration', histogram, (i) => ({
      'db.operation.name': `query ${i}`,
      'db.system.name': 'postgresql',
    })),
    ...several(10, 'cache.hits', sum, (i) => ({ 'cache.name': `c${i}` })),
    ...several(10, 'cache.misses', sum, (i) => ({ 'cache.name': `c${i}` })),
    ...several(10, 'orders.placed', sum, (i) => ({ shop: `s${i}` })),
    ...one('app.users.active'),
    ...several(8, 'messaging.queue.depth', gauge, (i) => ({ queue: `q${i}` })),
    ...several(2, 'db.client.connection.count', gauge, (i) => ({
      'db.client.connection.pool.name': 'main',
      'db.client.connection.state': i === 0 ? 'idle' : 'used',
    })),
    ...several(1, 'db.client.connection.max', gauge, () => ({ 'db.client.connection.pool.name': 'main' })),
    ...one('process.cpu.utilization'),
    ...one('process.memory.usage'),
    ...one('nodejs.eventloop.utilization'),
    ...several(19, 'stock.items', gauge, (i) => ({ shelf: `f${i}` })),
  ];
}
