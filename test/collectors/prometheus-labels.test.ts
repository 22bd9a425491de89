import { describe, expect, it } from 'vitest';
import { type PrometheusSeries, seriesOfLabels, serviceOfJob, unitOfName } from '@/collectors/prometheus/labels';
import { identityHash, PointKind } from '@/store';

function series(labels: Record<string, string>, rest: Partial<PrometheusSeries> = {}) {
  return seriesOfLabels({ labels: Object.entries(labels), type: 'unknown', help: '', shape: 'number', ...rest });
}

describe('labels of a Prometheus sample', () => {
  it('make job and instance the resource, and the rest attributes', () => {
    expect(series({ __name__: 'up', job: 'shop/api', instance: '10.0.0.1:3000', zone: 'a', empty: '' })).toEqual({
      metric: 'up',
      kind: PointKind.gauge,
      temporality: 0,
      monotonic: false,
      unit: '',
      description: '',
      scope: { name: '', version: '' },
      resource: { 'service.namespace': 'shop', 'service.name': 'api', 'service.instance.id': '10.0.0.1:3000' },
      attributes: { zone: 'a' },
    });
  });

  it('keep a job whose slashes mean something else in one piece', () => {
    expect(serviceOfJob('api')).toEqual({ 'service.name': 'api' });
    expect(serviceOfJob('serviceMonitor/monitoring/api/0')).toEqual({
      'service.name': 'serviceMonitor/monitoring/api/0',
    });
    expect(serviceOfJob('/api')).toEqual({ 'service.name': '/api' });
  });

  it('tell counters by their type', () => {
    for (const [name, type, monotonic] of [
      ['requests', 'counter', true],
      ['requests_created', 'counter', false],
      ['latency_seconds_bucket', 'histogram', true],
      ['latency_count', 'histogram', true],
      ['latency_sum', 'summary', true],
      ['latency', 'summary', false],
      ['requests_total', 'gauge', false],
      ['sizes_bucket', 'gaugehistogram', false],
      ['build_info', 'info', false],
    ] as const) {
      expect({ name, monotonic: series({ __name__: name, le: '1' }, { type }).monotonic }).toEqual({ name, monotonic });
    }
  });

  it('tell counters by their name where no type came', () => {
    for (const [name, monotonic] of [
      ['http_requests_total', true],
      ['http_request_duration_seconds_bucket', true],
      ['http_request_duration_seconds_count', true],
      ['http_response_size_bytes_sum', true],
      ['pg_stat_database_xact_commit', true],
      ['pg_stat_activity_count', false],
      ['process_resident_memory_bytes', false],
      ['go_goroutines', false],
      ['nodejs_active_handles_total', false],
    ] as const) {
      expect({ name, monotonic: series({ __name__: name, le: '1' }).monotonic }).toEqual({ name, monotonic });
    }
    expect(series({ __name__: 'ice_bucket' }).monotonic).toBe(false);
  });

  it('are the same series with and without its type, help and order where the name says what it is', () => {
    const labels = { __name__: 'http_request_duration_seconds_count', job: 'api', instance: 'a', code: '200' };
    const backwards = Object.fromEntries(Object.entries(labels).reverse());
    const told = series(backwards, { type: 'histogram', help: 'Time to answer.' });
    expect(told.description).toBe('Time to answer.');
    expect(identityHash(told)).toBe(identityHash(series(labels)));
  });

  it('keep a label named __proto__, and take the scope of an OpenTelemetry exporter', () => {
    expect(series({ otel_scope_name: 'lib', otel_scope_version: '2' })).toMatchObject({
      scope: { name: 'lib', version: '2' },
      attributes: {},
    });
    const own = seriesOfLabels({ labels: [['__proto__', 'x']], type: 'unknown', help: '', shape: 'number' });
    expect(Object.keys(own.attributes)).toEqual(['__proto__']);
    expect(own.metric).toBe('');
  });

  it('make native histograms cumulative histograms', () => {
    const kinds = (['exponential', 'explicit'] as const).map((shape) => series({ __name__: 'h' }, { shape }));
    expect(kinds.map(({ kind, temporality }) => [kind, temporality])).toEqual([
      [PointKind.exponentialHistogram, 2],
      [PointKind.histogram, 2],
    ]);
  });

  it('take the unit from the name', () => {
    expect(
      ['a_seconds', 'a_bytes_total', 'a_milliseconds_bucket', 'a_ratio', 'seconds', 'a_constructor'].map(unitOfName),
    ).toEqual(['s', 'By', 'ms', '1', '', '']);
  });
});
