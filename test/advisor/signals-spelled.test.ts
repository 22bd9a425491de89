/** Metrics of OpenTelemetry that come by way of Prometheus are read as what they are, by one rule. */
import { describe, expect, it, test } from 'vitest';
import { deriveHour, wantedMetrics } from '@/advisor/signals/index';
import { SPELLED } from '@/advisor/signals/wanted';
import type { CustomSignal } from '@/catalogue/types';
import { captured, exposed } from './exposed';
import { app, at5, pushed, signals } from './pushed';
import { HOUR, input, minute } from './signals-points';

const scraped = (text: (n: number) => string, typed = true, job = 'shop') =>
  exposed(
    [4, 5, 6].map((m) => ({ at: HOUR + m * minute, text: text(m), job })),
    typed,
  );

describe('every name that is read, spelled by the rules of the specification', () => {
  /** Unit of each as its convention or its instrumentation says; [c] a monotonic counter, else a gauge or histogram. */
  const UNITS: Record<string, string> = {
    seconds: `http.server.request.duration rpc.server.call.duration rpc.client.call.duration db.client.operation.duration
      db.client.commands.duration db.client.connection.create_time messaging.client.operation.duration
      messaging.process.duration container.cpu.time[c] process.cpu.time[c] dotnet.process.cpu.time[c] system.cpu.time[c]
      process.runtime.cpython.cpu_time[c] nodejs.eventloop.time[c] nodejs.eventloop.delay.p99 http.server.requests
      flower.task.runtime.seconds`,
    milliseconds: `http.server.duration rpc.server.duration rpc.client.duration bullmq.job.duration
      browser.resource.duration`,
    nanoseconds: 'container.cpu.usage.total[c]',
    bytes: `http.server.response.body.size http.server.response.size container.memory.usage.total
      container.memory.usage.limit k8s.pod.memory.working_set k8s.container.memory.limit.current
      k8s.container.memory.limit.desired k8s.container.memory.limit k8s.container.memory_limit jvm.memory.used
      jvm.memory.used_after_last_gc jvm.memory.limit jvm.memory.max process.runtime.jvm.memory.usage
      process.runtime.jvm.memory.limit dotnet.process.memory.working_set process.runtime.cpython.memory go.memory.used
      go.memory.limit go.memory.soft_limit v8js.memory.heap.used process.memory.usage system.memory.usage
      system.memory.limit system.filesystem.usage k8s.volume.capacity k8s.volume.available postgresql.db_size
      mysql.table.size mongodb.storage.size mongodb.index.size mysql.buffer_pool.usage mysql.buffer_pool.limit`,
    ratio: `process.cpu.utilization jvm.cpu.recent_utilization process.runtime.jvm.cpu.utilization
      system.cpu.utilization nodejs.eventloop.utilization`,
    '': `http.requests[c] app.users.active users.active sessions.active socketio.connections
      signalr.server.active_connections kestrel.upgraded_connections websocket.connections.active
      messaging.queue.depth rabbitmq.message.current kafka.consumer_group.lag bullmq.queue.jobs app.complaints[c]
      db.client.operations[c] postgresql.commits[c] postgresql.rollbacks[c] mysql.query.client.count[c]
      mysql.query.count[c] mongodb.operation.count[c] db.client.connection.count db.client.connection.max
      db.client.connection.pending_requests db.client.connections.usage db.client.connections.max
      db.client.connections.pending_requests hikaricp.connections.active hikaricp.connections.max
      hikaricp.connections.pending postgresql.backends postgresql.connection.max mysql.threads mongodb.connection.count
      cache.hits[c] cache.misses[c] redis.keyspace.hits[c] redis.keyspace.misses[c] cache.evictions[c]
      redis.keys.evicted[c] memcached.operations[c] memcached.evictions[c] container.cpu.usage container.cpu.limit
      k8s.pod.cpu.usage k8s.container.cpu.limit.current
      k8s.container.cpu.limit.desired k8s.container.cpu.limit k8s.container.cpu_limit jvm.cpu.count process.cpu.usage
      dotnet.process.cpu.count process.cpu.count go.processor.limit system.cpu.count system.cpu.logical.count
      postgresql.blks_hit[c] postgresql.blks_read[c] postgresql.blocks_read[c] mysql.buffer_pool.operations[c]
      mongodb.cache.operations[c] aspnetcore.rate_limiting.requests[c] k8s.hpa.pod.max k8s.hpa.max_pods
      messaging.client.sent.messages[c] messaging.client.published.messages[c] messaging.publish.messages[c]
      messaging.client.consumed.messages[c] messaging.process.messages[c]`,
  };
  /** Not read by this spelling: it is cAdvisor's, of all containers of a node. */
  const OTHERS = ['container.memory.working_set'];
  /** One spelling of two names of the same limit. */
  const SAME: Record<string, string> = {
    'k8s.container.cpu_limit': 'k8s.container.cpu.limit',
    'k8s.container.memory_limit': 'k8s.container.memory.limit',
  };

  const table = Object.entries(UNITS).flatMap(([unit, names]) =>
    names.split(/\s+/).map((each) => {
      const name = each.replace('[c]', '');
      const base = name.replaceAll('.', '_');
      const withUnit = unit === '' || base.endsWith(unit) ? base : `${base}_${unit}`;
      return { name, spelling: each.endsWith('[c]') ? `${withUnit}_total` : withUnit };
    }),
  );

  it('the table has them all', () => {
    const dotted = wantedMetrics({}).filter((name) => name.includes('.') && !name.endsWith('duration_count'));
    const known = new Set([...table.map(({ name }) => name), ...OTHERS, 'http.server.requests_count']);
    expect(dotted.filter((name) => !known.has(name))).toEqual([]);
  });

  test.each(table)('$spelling is $name', ({ name, spelling }) => {
    const read = new Set(wantedMetrics({}));
    expect(read.has(spelling)).toBe(true);
    // Some are read by their Prometheus name as well, and say the same.
    if (!['redis_keyspace_hits_total', 'redis_keyspace_misses_total', 'http_requests_total'].includes(spelling))
      expect(SPELLED.get(spelling)).toBe(SAME[name] ?? name);
    expect(SPELLED.get(spelling.replace(/_total$/, ''))).toBe(SAME[name] ?? name);
  });

  it('what other exporters call so stays theirs', () => {
    for (const name of [
      'container_memory_working_set_bytes',
      'container_cpu_usage_seconds_total',
      'http_requests_total',
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
    ])
      expect(SPELLED.has(name)).toBe(false);
  });
});

describe.each([true, false])('Node by OpenTelemetry’s own exporter for Prometheus (types told: %s)', (typed) => {
  const found = signals(
    exposed(
      [1, 2].map((n) => ({ at: HOUR + (3 + n) * minute, text: captured(`node-exposed-${n}`), job: 'shop' })),
      typed,
    ),
  );

  it('tells requests, errors, latency and queries', () => {
    const rate = found.get('requests.rate');
    // The exporter serves the first scrape in the same process, which counts it.
    expect([rate?.numerator?.[5], rate?.recipe?.recipe, rate?.recipe?.metrics]).toEqual([
      61,
      'http.server.request.duration (histogram, s)',
      ['http_server_request_duration'],
    ]);
    expect(found.get('errors.rate')?.numerator?.[5]).toBe(6);
    const p95 = found.get('latency.p95')?.value[5] ?? Number.NaN;
    expect(p95 > 0.1 && p95 < 50).toBe(true);
    expect(found.get('db.queries.rate')?.numerator?.[5]).toBe(54);
  });

  it('tells its pool, its event loop and the delay of it', () => {
    expect([found.get('db.pool.used')?.value[5], found.get('db.pool.used')?.capacity?.[5]]).toEqual([50, 2]);
    const text = captured('node-exposed-2');
    const said = (name: string) => Number(new RegExp(`^${name}\\{.* (\\S+)$`, 'm').exec(text)?.[1]);
    expect(at5(found.get('eventloop.used'))).toBeCloseTo(100 * said('nodejs_eventloop_utilization'), 9);
    expect(at5(found.get('eventloop.delay'))).toBeCloseTo(1000 * said('nodejs_eventloop_delay_p99'), 9);
  });
});

describe('by way of a collector (suffixes, attributes with underscores)', () => {
  const histogram = (labels: string, n: number) => `# TYPE http_server_request_duration_seconds histogram
http_server_request_duration_seconds_bucket{${labels},le="0.1"} ${54 * n}
http_server_request_duration_seconds_bucket{${labels},le="1"} ${60 * n}
http_server_request_duration_seconds_bucket{${labels},le="+Inf"} ${60 * n}
http_server_request_duration_seconds_count{${labels}} ${60 * n}
http_server_request_duration_seconds_sum{${labels}} ${6 * n}
`;

  it.each([true, false])('health checks are left out, statuses and routes are read (types told: %s)', (typed) => {
    const found = signals(
      scraped(
        (n) =>
          histogram('http_request_method="GET",http_response_status_code="200",http_route="/items"', n) +
          histogram('http_request_method="GET",http_response_status_code="503",http_route="/items"', n) +
          histogram('http_request_method="GET",http_response_status_code="200",http_route="/healthz"', n),
        typed,
      ),
    );
    expect([at5(found.get('requests.rate')), at5(found.get('errors.rate'))]).toEqual([2, 50]);
    expect(at5(found.get('latency.p95'))).toBeGreaterThan(100);
  });

  it('the same metric sent as OTLP goes first: nothing is counted twice', () => {
    const otlp = pushed((n) => [
      {
        resource: app('nodejs'),
        metrics: [
          {
            name: 'http.server.request.duration',
            unit: 's',
            histogram: [
              {
                bounds: [0.1, 1],
                counts: [54 * n, 6 * n, 0],
                sum: 6 * n,
                attributes: { 'http.response.status_code': 200 },
              },
            ],
          },
        ],
      },
    ]);
    const copies = scraped((n) => histogram('http_response_status_code="200"', n)).map((each) => ({
      ...each,
      series: { ...each.series, id: each.series.id + 1000 },
    }));
    expect(at5(signals([...otlp, ...copies]).get('requests.rate'))).toBe(1);
  });

  it('the JVM, Go, .NET, Python and hosts tell CPU and memory', () => {
    const cases: [string, string, number][] = [
      [
        `jvm_memory_used_bytes{jvm_memory_type="heap",jvm_memory_pool_name="eden"} 25\njvm_memory_limit_bytes{jvm_memory_type="heap",jvm_memory_pool_name="eden"} 100\njvm_memory_used_bytes{jvm_memory_type="non_heap"} 80\n`,
        'memory.used',
        25,
      ],
      ['jvm_cpu_recent_utilization_ratio 0.25\njvm_cpu_count 8\n', 'cpu.used', 25],
      ['go_memory_used_bytes{go_memory_type="other"} 30\ngo_memory_limit_bytes 120\n', 'memory.used', 25],
      ['system_memory_usage_bytes{state="used"} 30\nsystem_memory_usage_bytes{state="free"} 90\n', 'memory.used', 25],
      ['nodejs_eventloop_utilization_ratio 0.25\n', 'eventloop.used', 25],
      [
        'db_client_connections_usage{state="used",pool_name="a"} 4\ndb_client_connections_max{pool_name="a"} 16\n',
        'db.pool.used',
        25,
      ],
    ];
    for (const [text, signal, value] of cases)
      for (const typed of [true, false])
        expect([signal, at5(signals(scraped(() => text, typed)).get(signal))]).toEqual([signal, value]);
    const counted = (text: (n: number) => string) => at5(signals(scraped(text, false)).get('cpu.used'));
    for (const name of ['process_cpu_time', 'dotnet_process_cpu_time', 'process_runtime_cpython_cpu_time'])
      expect(counted((n) => `${name}_seconds_total ${30 * n}\nsystem_cpu_logical_count 2\n`)).toBeCloseTo(25, 9);
  });

  it('an environment that Prometheus was told to make a label of is one', () => {
    const text = (n: number) =>
      `app_users_active{deployment_environment_name="production"} ${n}\napp_users_active{deployment_environment_name="staging"} 500\n`;
    const derived = deriveHour(input(scraped(text)));
    expect(at5(derived.minutes.find(({ signal }) => signal === 'users.active'))).toBe(5);
    expect(derived.facts.environment).toEqual({ name: 'production', said: true });
  });

  it('a signal of the team’s own names the metric as it is sent', () => {
    const custom: CustomSignal[] = [
      {
        id: 'held.max',
        title: 'Held',
        metric: 'db_client_connection_count',
        aggregation: 'max',
        where: { state: 'used' },
        unit: '',
        worsens: 'up',
        limit: null,
        holdMinutes: 5,
      },
    ];
    const found = signals(
      scraped(() => 'db_client_connection_count{state="used"} 7\n'),
      { custom },
    );
    expect(at5(found.get('held.max'))).toBe(7);
  });
});
