/**
 * Signals from receivers of the OpenTelemetry Collector and from exporters of servers that do not run here. Names,
 * units, kinds and attributes are those of the source that each test names; nothing here was captured.
 */
import { describe, expect, it } from 'vitest';
import { exposed } from './exposed';
import { at5, pushed, type Sent, signals } from './pushed';
import { HOUR, minute } from './signals-points';

type Numbers = [value: number, attributes?: Record<string, string | number>][];
const server = { 'service.instance.id': 'server' };
const received = (metrics: (n: number) => Sent['metrics'], settings = {}) =>
  signals(
    pushed((n) => [{ scope: 'otelcol/receiver', resource: server, metrics: metrics(n) }]),
    settings,
  );

describe('Receivers of the OpenTelemetry Collector', () => {
  it('of MongoDB repeat the server’s connections for each database: they count once', () => {
    // contrib, mongodbreceiver: testdata/integration/expected.7_0.yaml (db.namespace) and releases before it (database).
    const connections = (key: string): Numbers =>
      ['admin', 'config', 'local'].flatMap((database): Numbers => {
        const of = (type: string) => ({ [key]: database, type });
        return [
          [2, of('active')],
          [180, of('available')],
          [20, of('current')],
        ];
      });
    for (const key of ['db.namespace', 'database']) {
      const found = received((n) => [
        { name: 'mongodb.connection.count', unit: '{connections}', upDown: connections(key) },
        {
          name: 'mongodb.operation.count',
          unit: '{operations}',
          counter: [
            [540 * n, { operation: 'query' }],
            [60 * n, { operation: 'insert' }],
          ],
        },
      ]);
      const used = found.get('db.connections.used');
      expect([at5(used), used?.demand?.[5], used?.capacity?.[5]]).toEqual([10, 20, 200]);
      expect(at5(found.get('db.queries.rate'))).toBeCloseTo(10, 9);
    }
  });

  it('of PostgreSQL tell backends against their maximum, and transactions', () => {
    // contrib, postgresqlreceiver: documentation.md. One resource a database, the maximum on the server's own.
    const database = (name: string, backends: number, n: number): Sent => ({
      resource: { ...server, 'postgresql.database.name': name },
      metrics: [
        { name: 'postgresql.backends', unit: '1', upDown: [[backends]] },
        { name: 'postgresql.commits', unit: '1', counter: [[270 * n]] },
        { name: 'postgresql.rollbacks', unit: '1', counter: [[30 * n]] },
      ],
    });
    const found = signals(
      pushed((n) => [
        database('shop', 30, n),
        database('stock', 18.5, n),
        { resource: server, metrics: [{ name: 'postgresql.connection.max', unit: '{connections}', gauge: [[100]] }] },
      ]),
    );
    expect(at5(found.get('db.connections.used'))).toBe(50);
    expect(at5(found.get('db.queries.rate'))).toBeCloseTo(10, 9);
  });

  it('of MySQL tell connected threads against the maximum that is stated, and queries of clients', () => {
    // contrib, mysqlreceiver: documentation.md. No metric tells max_connections.
    const found = received(
      (n) => [
        {
          name: 'mysql.threads',
          unit: '1',
          upDown: [
            [8, { kind: 'cached' }],
            [15, { kind: 'connected' }],
            [40, { kind: 'created' }],
            [2, { kind: 'running' }],
          ],
        },
        { name: 'mysql.query.client.count', unit: '1', counter: [[600 * n]] },
        { name: 'mysql.query.count', unit: '1', counter: [[900 * n]] },
      ],
      { deployment: { database: { maxConnections: 150 } } },
    );
    expect(at5(found.get('db.connections.used'))).toBe(10);
    expect(at5(found.get('db.queries.rate'))).toBeCloseTo(10, 9);
    const older = received((n) => [{ name: 'mysql.query.count', unit: '1', counter: [[60 * n]] }]);
    expect(at5(older.get('db.queries.rate'))).toBeCloseTo(1, 9);
  });

  it('of Redis tell hits of its keys', () => {
    // contrib, redisreceiver: documentation.md.
    const found = received((n) => [
      { name: 'redis.keyspace.hits', unit: '{hit}', counter: [[90 * n]] },
      { name: 'redis.keyspace.misses', unit: '{miss}', counter: [[30 * n]] },
    ]);
    expect(at5(found.get('cache.hit_rate'))).toBe(75);
  });

  it('of RabbitMQ tell messages that wait, not those being worked on', () => {
    // contrib, rabbitmqreceiver: documentation.md; a resource a queue.
    const queue = (name: string, ready: number): Sent => ({
      resource: { 'rabbitmq.queue.name': name, 'rabbitmq.node.name': 'rabbit@a', 'rabbitmq.vhost.name': '/' },
      metrics: [
        {
          name: 'rabbitmq.message.current',
          unit: '{messages}',
          upDown: [
            [ready, { state: 'ready' }],
            [9, { state: 'unacknowledged' }],
          ],
        },
      ],
    });
    const found = signals(pushed(() => [queue('mail', 7), queue('reports', 4)]));
    expect(at5(found.get('queue.depth'))).toBe(11);
  });

  it('of Kafka tell the lag of all partitions; −1 is none', () => {
    // contrib, kafkametricsreceiver: documentation.md, and before franz-go its consumer_scraper.go for −1.
    const partition = (number: number) => ({ group: 'mail', topic: 'orders', partition: number });
    const found = received(() => [
      {
        name: 'kafka.consumer_group.lag',
        unit: '1',
        gauge: [
          [12, partition(0)],
          [30, partition(1)],
          [-1, partition(2)],
        ],
      },
      { name: 'kafka.consumer_group.lag_sum', unit: '1', gauge: [[42, { group: 'mail', topic: 'orders' }]] },
    ]);
    expect(at5(found.get('queue.depth'))).toBe(42);
  });

  it('of the host tell CPU and memory, as the host’s', () => {
    // contrib, hostmetricsreceiver: scrapers cpu and memory; utilization and limit are off by default there.
    const shares = (cpu: string): Numbers => [
      [0.3, { cpu, state: 'user' }],
      [0.1, { cpu, state: 'system' }],
      [0.05, { cpu, state: 'wait' }],
      [0.55, { cpu, state: 'idle' }],
    ];
    const memory: Numbers = [
      [3e9, { state: 'used' }],
      [1e9, { state: 'free' }],
      [4e9, { state: 'cached' }],
    ];
    const found = received(() => [
      { name: 'system.cpu.utilization', unit: '1', gauge: [...shares('cpu0'), ...shares('cpu1')] },
      { name: 'system.memory.usage', unit: 'By', upDown: memory },
      { name: 'system.memory.limit', unit: 'By', upDown: [[12e9]] },
    ]);
    const cpu = found.get('cpu.used');
    expect(cpu?.demand?.[5]).toBeCloseTo(0.9, 9);
    expect([cpu?.capacity?.[5], cpu?.recipe?.note]).toEqual([2, expect.stringContaining('no headroom from it')]);
    const used = found.get('memory.used');
    expect([at5(used), used?.recipe?.note]).toEqual([25, expect.stringContaining('no headroom from it')]);
    const times = received((n) => [
      {
        name: 'system.cpu.time',
        unit: 's',
        counter: [
          [24 * n, { cpu: 'cpu0', state: 'user' }],
          [3 * n, { cpu: 'cpu0', state: 'wait' }],
          [33 * n, { cpu: 'cpu0', state: 'idle' }],
        ],
      },
    ]);
    expect(at5(times.get('cpu.used'))).toBeCloseTo(45, 9);
  });

  it('of a host without numbers of cores are a share of those that are counted', () => {
    const found = received(() => [
      {
        name: 'system.cpu.utilization',
        unit: '1',
        gauge: [
          [0.25, { 'cpu.mode': 'user' }],
          [0.75, { 'cpu.mode': 'idle' }],
        ],
      },
      { name: 'system.cpu.logical.count', unit: '{cpu}', upDown: [[8]] },
    ]).get('cpu.used');
    expect([at5(found), found?.demand?.[5]]).toEqual([25, 2]);
  });
});

describe.each([true, false])('Exporters of servers (types told: %s)', (typed) => {
  const scraped = (text: (n: number) => string) =>
    signals(
      exposed(
        [4, 5, 6].map((m) => ({ at: HOUR + m * minute, text: text(m), job: 'server' })),
        typed,
      ),
    );

  it('of MongoDB tell connections and operations: percona’s today, and the one of 2018 that Debian has', () => {
    // percona/mongodb_exporter, exporter/metrics.go (ss.connections, ss.opcounters) and v1_compatibility.go; Debian's exporter 1.0: collector/mongod.
    const today = scraped(
      (n) => `# TYPE mongodb_ss_connections untyped
mongodb_ss_connections{conn_type="active"} 3
mongodb_ss_connections{conn_type="available"} 180
mongodb_ss_connections{conn_type="current"} 20
mongodb_ss_connections{conn_type="totalCreated"} 4000
# TYPE mongodb_ss_opcounters untyped
mongodb_ss_opcounters{legacy_op_type="insert"} ${60 * n}
mongodb_ss_opcounters{legacy_op_type="query"} ${540 * n}
`,
    );
    expect([at5(today.get('db.connections.used')), at5(today.get('db.queries.rate'))]).toEqual([10, 10]);
    const older = scraped(
      (n) => `# TYPE mongodb_connections gauge
mongodb_connections{state="available"} 180
mongodb_connections{state="current"} 20
# TYPE mongodb_op_counters_total counter
mongodb_op_counters_total{type="insert"} ${60 * n}
mongodb_op_counters_total{type="query"} ${540 * n}
`,
    );
    expect([at5(older.get('db.connections.used')), at5(older.get('db.queries.rate'))]).toEqual([10, 10]);
  });

  it('of Kafka tell the lag; −1 of a partition that nobody has read is none', () => {
    // danielqsj/kafka_exporter, kafka_exporter.go: "forcing lag to -1".
    const found = scraped(
      () => `# TYPE kafka_consumergroup_lag gauge
kafka_consumergroup_lag{consumergroup="mail",topic="orders",partition="0"} 12
kafka_consumergroup_lag{consumergroup="mail",topic="orders",partition="1"} -1
kafka_consumergroup_lag{consumergroup="mail",topic="orders",partition="2"} 30
# TYPE kafka_consumergroup_lag_sum gauge
kafka_consumergroup_lag_sum{consumergroup="mail",topic="orders"} 42
`,
    );
    expect(at5(found.get('queue.depth'))).toBe(42);
  });

  it('of the JVM tell the heap: the agent’s own exporter, and jmx_exporter before 1.0', () => {
    // OpenTelemetry's names by its rules for Prometheus; prometheus/client_java, MemoryPoolsExports (0.x).
    const agent = scraped(
      () => `# TYPE jvm_memory_used_bytes gauge
jvm_memory_used_bytes{jvm_memory_type="heap",jvm_memory_pool_name="G1 Old Gen"} 1.0E8
jvm_memory_used_bytes{jvm_memory_type="non_heap",jvm_memory_pool_name="Metaspace"} 8.0E7
# TYPE jvm_memory_limit_bytes gauge
jvm_memory_limit_bytes{jvm_memory_type="heap",jvm_memory_pool_name="G1 Old Gen"} 4.0E8
jvm_memory_limit_bytes{jvm_memory_type="non_heap",jvm_memory_pool_name="CodeCache"} 2.0E8
`,
    );
    const jmx = scraped(
      () => `# TYPE jvm_memory_bytes_used gauge
jvm_memory_bytes_used{area="heap",} 1.0E8
jvm_memory_bytes_used{area="nonheap",} 8.0E7
# TYPE jvm_memory_bytes_max gauge
jvm_memory_bytes_max{area="heap",} 4.0E8
jvm_memory_bytes_max{area="nonheap",} -1.0
`,
    );
    expect([at5(agent.get('memory.used')), at5(jmx.get('memory.used'))]).toEqual([25, 25]);
  });
});
