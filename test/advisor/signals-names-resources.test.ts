/** Names of resources and storage that no other test sends (signals-names holds that none is left out). */
import { describe, expect, it } from 'vitest';
import { deriveHour } from '@/advisor/signals/index';
import { exposed } from './exposed';
import { app, at5, pushed, type Sent, signals } from './pushed';
import { HOUR, input, minute } from './signals-points';

type Metric = Sent['metrics'][number];
const from = (metrics: (n: number) => Metric[], settings = {}, resource: Sent['resource'] = app('java')) =>
  signals(
    pushed((n) => [{ resource, metrics: metrics(n) }]),
    settings,
  );

describe('CPU, memory and event loop by name', () => {
  const limits = [
    ['k8s.container.cpu.limit.current', 'k8s.container.memory.limit.current'],
    ['k8s.container.cpu.limit.desired', 'k8s.container.memory.limit.desired'],
    ['k8s.container.cpu.limit', 'k8s.container.memory.limit'],
    ['k8s.container.cpu_limit', 'k8s.container.memory_limit'],
  ] as const;
  it.each(limits)('%s and %s are limits of a container and of its pod', (cpuLimit, memoryLimit) => {
    const pod = { 'k8s.pod.uid': 'pod-1', 'k8s.pod.name': 'shop-1' };
    const limit = {
      resource: { ...pod, 'k8s.container.name': 'app' },
      metrics: [
        { name: cpuLimit, unit: '{cpu}', upDown: [[2]] as [number][] },
        { name: memoryLimit, unit: 'By', upDown: [[400e6]] as [number][] },
      ],
    };
    for (const [cpu, memory, resource] of [
      ['container.cpu.usage', 'container.memory.working_set', { ...pod, 'k8s.container.name': 'app' }],
      ['k8s.pod.cpu.usage', 'k8s.pod.memory.working_set', pod],
    ] as const) {
      const used = { name: cpu, unit: '{cpu}', gauge: [[0.5]] as [number][] };
      const set = { name: memory, unit: 'By', gauge: [[100e6]] as [number][] };
      const found = signals(pushed(() => [{ resource, metrics: [used, set] }, limit]));
      expect([at5(found.get('cpu.used')), at5(found.get('memory.used'))]).toEqual([25, 25]);
    }
  });

  it('container.cpu.time is a counter of seconds', () => {
    const found = from(
      (n) => [{ name: 'container.cpu.time', unit: 's', counter: [[30 * n, { 'cpu.mode': 'user' }]] }],
      {
        deployment: { perInstance: { cores: 2 } },
      },
    );
    expect(at5(found.get('cpu.used'))).toBeCloseTo(25, 9);
  });

  it('process.cpu.count of .NET’s process instrumentation tells the cores', () => {
    // opentelemetry-dotnet-contrib, OpenTelemetry.Instrumentation.Process: ProcessMetrics.cs.
    const cpu = from((n) => [
      {
        name: 'process.cpu.time',
        unit: 's',
        counter: [
          [50 * n, { 'process.cpu.state': 'user' }],
          [10 * n, { 'process.cpu.state': 'system' }],
        ],
      },
      { name: 'process.cpu.count', unit: '{processors}', upDown: [[4]] },
    ]).get('cpu.used');
    expect([at5(cpu), cpu?.capacity?.[5]]).toEqual([expect.closeTo(25, 9), 4]);
  });

  it('go.memory.soft_limit is Go’s limit before go.memory.limit', () => {
    const found = from(() => [
      { name: 'go.memory.used', unit: 'By', upDown: [[100e6]] },
      { name: 'go.memory.soft_limit', unit: 'By', upDown: [[400e6]] },
    ]);
    expect(at5(found.get('memory.used'))).toBe(25);
  });

  it('nodejs.eventloop.time tells the share that is active', () => {
    const loop = from((n) => [
      {
        name: 'nodejs.eventloop.time',
        unit: 's',
        counter: [
          [15 * n, { 'nodejs.eventloop.state': 'active' }],
          [45 * n, { 'nodejs.eventloop.state': 'idle' }],
        ],
      },
    ]).get('eventloop.used');
    expect([at5(loop), loop?.recipe?.recipe]).toEqual([25, 'nodejs.eventloop.time (active share)']);
  });

  it('nodejs_eventloop_lag_p99_seconds tells that one thread works, so one core is all', () => {
    const text = (n: number) => `process_cpu_seconds_total ${30 * n}\nnodejs_eventloop_lag_p99_seconds 0.01\n`;
    const scrapes = [4, 5, 6].map((m) => ({ at: HOUR + m * minute, text: text(m), job: 'shop' }));
    const cpu = signals(exposed(scrapes, false), { deployment: { perInstance: { cores: 4 } } }).get('cpu.used');
    expect([at5(cpu), cpu?.capacity?.[5]]).toEqual([50, 1]);
  });

  it('nodejs.eventloop.delay.p99 and nodejs_eventloop_lag_p99_seconds tell the delay of the worst loop', () => {
    const sent = (instance: string, delay: number): Sent => ({
      resource: app('nodejs', instance),
      metrics: [{ name: 'nodejs.eventloop.delay.p99', unit: 's', gauge: [[delay]] }],
    });
    const sends = signals(pushed(() => [sent('a', 0.012), sent('b', 0.25)])).get('eventloop.delay');
    expect([at5(sends), sends?.worst?.[5]]).toEqual([250, 'b']);
    const scrapes = [4, 5, 6].flatMap((m) =>
      ['a:80', 'b:80'].map((instance, i) => ({
        at: HOUR + m * minute,
        text: `nodejs_eventloop_lag_p99_seconds ${0.04 / (i + 1)}\n`,
        job: 'shop',
        instance,
      })),
    );
    const scraped = signals(exposed(scrapes, false)).get('eventloop.delay');
    expect([at5(scraped), scraped?.worst?.[5]]).toEqual([40, 'a:80']);
  });
});

describe('storage by name', () => {
  const scraped = (text: (n: number) => string) =>
    signals(
      exposed(
        [4, 5, 6].map((m) => ({ at: HOUR + m * minute, text: text(m), job: 'db' })),
        false,
      ),
    );

  it('mongodb_dbstats and WiredTiger’s pages tell size and reads from memory', () => {
    const found = scraped(
      (n) => `mongodb_dbstats_storageSize{database="shop"} ${3 * 2 ** 30}
mongodb_dbstats_indexSize{database="shop"} ${2 ** 30}
mongodb_ss_wt_cache_pages_requested_from_the_cache ${200 * n}
mongodb_ss_wt_cache_pages_read_into_cache ${2 * n}
`,
    );
    expect([at5(found.get('db.size')), at5(found.get('db.memory.hit_rate'))]).toEqual([4, 99]);
  });

  it('kubelet_volume_stats tell volumes that a claim stands for', () => {
    const claim = '{namespace="shop",persistentvolumeclaim="data-0"}';
    const found = scraped(
      () => `kubelet_volume_stats_capacity_bytes${claim} 400\nkubelet_volume_stats_available_bytes${claim} 300\n`,
    );
    expect(at5(found.get('disk.used'))).toBe(25);
  });

  it('mysql.table.size and mysql.buffer_pool tell size and cache', () => {
    const points = pushed(() => [
      {
        resource: { 'service.instance.id': 'mysql' },
        metrics: [
          {
            name: 'mysql.table.size',
            unit: 'By',
            upDown: [
              [3 * 2 ** 30, { table: 'visits', kind: 'data' }],
              [2 ** 30, { table: 'visits', kind: 'index' }],
            ],
          },
          {
            name: 'mysql.buffer_pool.usage',
            unit: 'By',
            upDown: [
              [60e6, { status: 'clean' }],
              [40e6, { status: 'dirty' }],
            ],
          },
          { name: 'mysql.buffer_pool.limit', unit: 'By', upDown: [[128e6]] },
        ],
      },
    ]);
    expect(at5(signals(points).get('db.size'))).toBe(4);
    expect(deriveHour(input(points)).facts.databaseCache).toMatchObject({ usedBytes: 100e6, sizeBytes: 128e6 });
  });
});
