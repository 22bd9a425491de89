/**
 * Signals from what the Java agent and Micrometer push. Names, units, kinds and attributes are those of the
 * source that each test names; the requests pass the collector's own decoder.
 */
import { describe, expect, it } from 'vitest';
import { exposed } from './exposed';
import { app, at5, pushed, signals, times } from './pushed';
import { HOUR, minute } from './signals-points';

describe('the Java agent', () => {
  // opentelemetry-java-instrumentation, instrumentation/runtime-telemetry; semantic conventions, runtime/jvm-metrics.
  const heap = { 'jvm.memory.type': 'heap' };
  const pool = (name: string, type = 'heap') => ({ 'jvm.memory.type': type, 'jvm.memory.pool.name': name });

  it('tells heap and CPU; of G1 only the old generation has a limit', () => {
    const found = signals(
      pushed((n) => [
        {
          scope: 'io.opentelemetry.runtime-telemetry',
          resource: app('java'),
          metrics: [
            {
              name: 'jvm.memory.used',
              unit: 'By',
              upDown: [
                [60e6, pool('G1 Eden Space')],
                [10e6, pool('G1 Survivor Space')],
                [130e6, pool('G1 Old Gen')],
                [90e6, pool('Metaspace', 'non_heap')],
              ],
            },
            {
              name: 'jvm.memory.limit',
              unit: 'By',
              upDown: [
                [400e6, pool('G1 Old Gen')],
                [1e9, pool('Compressed Class Space', 'non_heap')],
              ],
            },
            { name: 'jvm.cpu.recent_utilization', unit: '1', gauge: [[0.25]] },
            { name: 'jvm.cpu.count', unit: '{cpu}', upDown: [[4]] },
            { name: 'jvm.cpu.time', unit: 's', counter: [[60 * n]] },
          ],
        },
      ]),
    );
    const memory = found.get('memory.used');
    expect([at5(memory), memory?.demand?.[5], memory?.capacity?.[5]]).toEqual([50, 200e6, 400e6]);
    expect(memory?.recipe?.recipe).toBe('jvm.memory.used ÷ jvm.memory.limit (heap)');
    const cpu = found.get('cpu.used');
    expect([at5(cpu), cpu?.demand?.[5], cpu?.capacity?.[5]]).toEqual([25, 1, 4]);
  });

  it('of 1.x says the same by its older names', () => {
    const found = signals(
      pushed(() => [
        {
          resource: app('java'),
          metrics: [
            {
              name: 'process.runtime.jvm.memory.usage',
              unit: 'By',
              upDown: [
                [100e6, { type: 'heap', pool: 'G1 Old Gen' }],
                [70e6, { type: 'non_heap', pool: 'Metaspace' }],
              ],
            },
            {
              name: 'process.runtime.jvm.memory.limit',
              unit: 'By',
              upDown: [[500e6, { type: 'heap', pool: 'G1 Old Gen' }]],
            },
            { name: 'process.runtime.jvm.cpu.utilization', unit: '1', gauge: [[0.5]] },
          ],
        },
      ]),
      { deployment: { perInstance: { cores: 2 } } },
    );
    expect([at5(found.get('memory.used')), at5(found.get('cpu.used'))]).toEqual([20, 50]);
    expect(found.get('cpu.used')?.demand?.[5]).toBe(1);
  });

  it('without a limit has a demand and says so', () => {
    const memory = signals(
      pushed(() => [
        { resource: app('java'), metrics: [{ name: 'jvm.memory.used', unit: 'By', upDown: [[100e6, heap]] }] },
      ]),
    ).get('memory.used');
    expect([memory?.demand?.[5], at5(memory)]).toEqual([100e6, Number.NaN]);
    expect(memory?.recipe?.note).toContain('capacity unknown');
  });
});

describe('Micrometer over OTLP (Spring Boot)', () => {
  // micrometer-registry-otlp (base time unit ms) and micrometer-core: JvmMemoryMetrics, ProcessorMetrics; HikariCP's MicrometerMetricsTracker.
  const request = { exception: 'none', method: 'GET', outcome: 'SUCCESS', status: '200', uri: '/items' };
  const failed = { exception: 'none', method: 'GET', outcome: 'SERVER_ERROR', status: '500', uri: '/items' };
  const health = { ...request, uri: '/actuator/health' };
  const bounds = [50, 100, 200, 400];
  const sent = (withBuckets: boolean) =>
    pushed((n) => {
      const timer = (counts: number[], attributes: typeof request) => ({
        bounds: withBuckets ? bounds : [],
        counts: times(n, withBuckets ? counts : [counts.reduce((a, b) => a + b, 0)]),
        sum: n * 1000,
        attributes,
      });
      return [
        {
          resource: { 'service.name': 'shop', 'telemetry.sdk.language': 'java' },
          metrics: [
            {
              name: 'http.server.requests',
              unit: 'milliseconds',
              histogram: [
                timer([0, 54, 0, 0, 0], request),
                timer([0, 0, 0, 6, 0], failed),
                timer([0, 0, 0, 0, 60], health),
              ],
            },
            {
              name: 'jvm.memory.used',
              unit: 'bytes',
              gauge: [
                [30e6, { area: 'heap', id: 'G1 Eden Space' }],
                [70e6, { area: 'heap', id: 'G1 Old Gen' }],
                [80e6, { area: 'nonheap', id: 'Metaspace' }],
              ],
            },
            {
              name: 'jvm.memory.max',
              unit: 'bytes',
              gauge: [
                [-1, { area: 'heap', id: 'G1 Eden Space' }],
                [400e6, { area: 'heap', id: 'G1 Old Gen' }],
                [-1, { area: 'nonheap', id: 'Metaspace' }],
              ],
            },
            { name: 'process.cpu.usage', gauge: [[0.3]] },
            { name: 'system.cpu.count', gauge: [[2]] },
            { name: 'hikaricp.connections.active', gauge: [[6, { pool: 'main' }]] },
            { name: 'hikaricp.connections.max', gauge: [[10, { pool: 'main' }]] },
            { name: 'hikaricp.connections.pending', gauge: [[n === 6 ? 3 : 0, { pool: 'main' }]] },
          ],
        },
      ];
    });

  it('tells requests with their histogram, heap, CPU and HikariCP', () => {
    const found = signals(sent(true));
    expect(at5(found.get('requests.rate'))).toBe(1);
    expect(at5(found.get('errors.rate'))).toBeCloseTo(10, 9);
    expect(at5(found.get('latency.p50'))).toBeGreaterThan(50);
    expect(at5(found.get('latency.p50'))).toBeLessThan(100);
    expect(at5(found.get('latency.p95'))).toBeGreaterThan(200);
    expect(at5(found.get('memory.used'))).toBe(25);
    const cpu = found.get('cpu.used');
    expect([at5(cpu), cpu?.demand?.[5]]).toEqual([30, 0.6]);
    const pool = found.get('db.pool.used');
    expect([pool?.value[3], pool?.demand?.[3], pool?.capacity?.[3], at5(pool)]).toEqual([60, 6, 10, 100]);
  });

  it('tells rate and errors, and no latency, where the timer publishes no histogram', () => {
    const found = signals(sent(false));
    expect(at5(found.get('requests.rate'))).toBe(1);
    expect(at5(found.get('errors.rate'))).toBeCloseTo(10, 9);
    expect(found.get('latency.p95')?.value.every(Number.isNaN) ?? true).toBe(true);
  });

  it.each([true, false])('exposed to Prometheus says the same (types told: %s)', (typed) => {
    const text = `# TYPE jvm_memory_used_bytes gauge
jvm_memory_used_bytes{area="heap",id="G1 Old Gen"} 1.0E8
jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 8.0E7
# TYPE jvm_memory_max_bytes gauge
jvm_memory_max_bytes{area="heap",id="G1 Eden Space"} -1.0
jvm_memory_max_bytes{area="heap",id="G1 Old Gen"} 4.0E8
# TYPE process_cpu_usage gauge
process_cpu_usage 0.3
# TYPE system_cpu_count gauge
system_cpu_count 2.0
# TYPE hikaricp_connections_active gauge
hikaricp_connections_active{pool="main"} 6.0
# TYPE hikaricp_connections_max gauge
hikaricp_connections_max{pool="main"} 10.0
`;
    const scrapes = [4, 5, 6].map((m) => ({ at: HOUR + m * minute, text, job: 'shop' }));
    const found = signals(exposed(scrapes, typed));
    expect(['memory.used', 'cpu.used', 'db.pool.used'].map((id) => at5(found.get(id)))).toEqual([25, 30, 60]);
  });
});
