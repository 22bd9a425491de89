import { describe, expect, it } from 'vitest';
import { deriveHour } from '@/advisor/signals/index';
import { MinuteState } from '@/advisor/types';
import type { Attributes } from '@/store/points/points';
import {
  counter,
  every10s,
  gauge,
  growing,
  HOUR,
  input,
  level,
  minute,
  node,
  rising,
  second,
  signal,
  times,
} from './signals-points';

const upDown = (metric: string, value: number, attributes: Attributes = {}, resource = node()) =>
  counter(
    { metric, attributes, resource, monotonic: false },
    every10s.map((time) => ({ at: time, value })),
  );

describe('levels', () => {
  it('sums users over instances', () => {
    expect(
      signal([level('app.users.active', 40), level('app.users.active', 2, {}, node('b'))], 'users.active').value[5],
    ).toBeCloseTo(42, 9);
  });

  it("takes the team's own name first", () => {
    const users = signal([level('app.users.active', 40), level('online', 7)], 'users.active', {
      metricNames: { users: 'online' },
    });
    expect(users.value[5]).toBe(7);
    expect(users.recipe?.recipe).toContain('named in the settings');
  });

  it('does not count instances twice in the minute in which one relieves the other', () => {
    const first = gauge(
      { metric: 'app.users.active' },
      times(0, 30 * minute + 20 * second, 10 * second).map((time) => ({ at: time, value: 100 })),
    );
    const next = gauge(
      { metric: 'app.users.active', resource: node('b') },
      times(30 * minute + 30 * second, 60 * minute, 10 * second).map((time) => ({ at: time, value: 100 })),
    );
    expect(signal([first, next], 'users.active').value[30]).toBeLessThanOrEqual(101);
  });

  it('does not add a new release to the old one on the same instance', () => {
    const release = (version: string, from: number, to: number) =>
      gauge(
        { metric: 'app.users.active', resource: node('a', { 'service.version': version }) },
        times(from, to, 60 * second).map((time) => ({ at: time, value: 100 })),
      );
    const users = signal([release('1', 0, 30 * minute), release('2', 30 * minute, 60 * minute)], 'users.active');
    expect([29, 30, 31, 32].map((m) => users.value[m])).toEqual([100, 100, 100, 100]);
  });

  it('holds a gauge for twice its interval, then has no data', () => {
    const slow = gauge(
      { metric: 'app.users.active' },
      [0, 1, 2, 10, 11].map((m) => ({ at: HOUR + m * minute, value: m })),
    );
    const { value, state } = signal([slow], 'users.active');
    expect([value[2], value[3]]).toEqual([2, 2]);
    expect([state[4], state[9]]).toEqual([MinuteState.noData, MinuteState.noData]);
    expect(value[10]).toBe(10);
  });

  it('ends a gauge at once where the sender says that there is no value', () => {
    const gone = gauge({ metric: 'app.users.active' }, [
      { at: HOUR, value: 5 },
      { at: HOUR + minute, value: 5 },
      { at: HOUR + 2 * minute, gone: true },
    ]);
    expect(signal([gone], 'users.active').state[2]).toBe(MinuteState.noData);
  });

  it('keeps sockets with their demand and a named queue', () => {
    expect(signal([level('socketio.connections', 120)], 'sockets.open').demand?.[3]).toBe(120);
    expect(
      signal([level('jobs_waiting', 9)], 'queue.depth', { metricNames: { queueDepth: 'jobs_waiting' } }).value[3],
    ).toBe(9);
  });
});

describe('databases', () => {
  const query = {
    'db.system.name': 'postgresql',
    'server.address': 'db1',
    'server.port': 5432,
    'db.operation.name': 'SELECT',
  };
  const duration = (attributes: Attributes, each: number) =>
    growing({ metric: 'db.client.operation.duration', unit: 's', attributes }, every10s, [each, 0], [1]);

  it('counts queries of databases, not of caches', () => {
    const rate = signal([duration(query, 50), duration({ 'db.system.name': 'redis' }, 500)], 'db.queries.rate');
    expect(rate.value[5]).toBeCloseTo(5, 9);
  });

  it('takes the worst pool for the value and all of them for demand and capacity', () => {
    const pool = (name: string, used: number, instance: string) => [
      upDown(
        'db.client.connection.count',
        used,
        { 'db.client.connection.state': 'used', 'db.client.connection.pool.name': name },
        node(instance),
      ),
      upDown(
        'db.client.connection.count',
        1,
        { 'db.client.connection.state': 'idle', 'db.client.connection.pool.name': name },
        node(instance),
      ),
      upDown('db.client.connection.max', 10, { 'db.client.connection.pool.name': name }, node(instance)),
    ];
    const used = signal([...pool('main', 9, 'a'), ...pool('reports', 1, 'a'), ...pool('main', 4, 'b')], 'db.pool.used');
    expect(used.value[5]).toBeCloseTo(90, 9);
    expect([used.demand?.[5], used.capacity?.[5]]).toEqual([14, 30]);
    expect(used.worst?.[5]).toBe('a main');
  });

  it('calls a pool full while requests wait for it', () => {
    const name = { 'db.client.connection.pool.name': 'main' };
    const points = [
      upDown('db.client.connection.count', 5, { ...name, 'db.client.connection.state': 'used' }),
      upDown('db.client.connection.max', 10, name),
      upDown('db.client.connection.pending_requests', 3, name),
    ];
    expect(signal(points, 'db.pool.used').value[5]).toBe(100);
  });

  it("keeps demand but gives no value while the pool's maximum is unknown", () => {
    const used = upDown('db.client.connection.count', 5, { 'db.client.connection.state': 'used' });
    const unknown = signal([used], 'db.pool.used');
    expect([unknown.demand?.[5], unknown.value[5], unknown.state[5]]).toEqual([5, Number.NaN, MinuteState.noData]);
    expect(unknown.recipe?.note).toContain('capacity unknown');
    expect(signal([used], 'db.pool.used', { deployment: { perInstance: { poolMax: 20 } } }).value[5]).toBe(25);
  });

  it("sets all instances' connections against the server's limit less the reserved ones", () => {
    const count = (state: string, value: number, instance: string) =>
      upDown('db.client.connection.count', value, { 'db.client.connection.state': state }, node(instance));
    const deployment = { database: { maxConnections: 103 } };
    const used = signal(
      [count('used', 20, 'a'), count('idle', 10, 'a'), count('used', 20, 'b')],
      'db.connections.used',
      {
        deployment,
      },
    );
    expect([used.demand?.[5], used.capacity?.[5], used.value[5]]).toEqual([50, 100, 50]);
  });

  it('believes the server itself first', () => {
    const exporter = { 'service.name': 'postgres-exporter' };
    const points = [
      level('pg_stat_activity_count', 40, { state: 'active' }, exporter),
      level('pg_stat_activity_count', 30, { state: 'idle' }, exporter),
      level('pg_settings_max_connections', 103, {}, exporter),
      level('nodejs.eventloop.utilization', 0.1),
    ];
    expect(signal(points, 'db.connections.used').value[5]).toBe(70);
  });

  it('observes reads on a host of their own', () => {
    const write = { ...query, 'db.operation.name': 'INSERT' };
    const replica = { ...query, 'server.address': 'db2' };
    const { observations } = deriveHour(input([duration(query, 5), duration(write, 5), duration(replica, 5)]));
    expect([
      observations.columns['db.hosts']?.[5],
      observations.columns['db.readonly.hosts']?.[5],
      observations.columns['db.operations']?.[5],
    ]).toEqual([2, 1, 90]);
  });
});

describe('cache', () => {
  it('divides sums, and has no traffic where nobody asks', () => {
    const rate = signal([rising('cache.hits', 9), rising('cache.misses', 1)], 'cache.hit_rate');
    expect(rate.value[5]).toBeCloseTo(90, 9);
    expect([rate.numerator?.[5], rate.denominator?.[5]]).toEqual([540, 600]);
    expect(signal([rising('cache.hits', 0), rising('cache.misses', 0)], 'cache.hit_rate').state[5]).toBe(
      MinuteState.noTraffic,
    );
  });
});

describe('CPU, memory, event loop', () => {
  it('measures a one-threaded runtime against one core, whatever the machine has', () => {
    const user = rising('process.cpu.time', 0.3, { 'cpu.mode': 'user' });
    const system = rising('process.cpu.time', 0.1, { 'cpu.mode': 'system' });
    const cpu = signal([user, system], 'cpu.used', { deployment: { perInstance: { cores: 4 } } });
    expect(cpu.value[5]).toBeCloseTo(40, 9);
    expect([cpu.demand?.[5], cpu.capacity?.[5]]).toEqual([0.4, 1]);
    expect(cpu.recipe?.note).toContain('eventloop.used is the limit');
  });

  it('means over instances, names the worst, sums demand and capacity', () => {
    const java = (instance: string) => node(instance, { 'telemetry.sdk.language': 'java' });
    const cpu = signal(
      [rising('process.cpu.time', 1, {}, java('a')), rising('process.cpu.time', 0.2, {}, java('b'))],
      'cpu.used',
      { deployment: { perInstance: { cores: 2 } } },
    );
    expect(cpu.value[5]).toBeCloseTo(30, 9);
    expect(cpu.worst?.[5]).toBe('a');
    expect(cpu.demand?.[5]).toBeCloseTo(1.2, 9);
    expect(cpu.capacity?.[5]).toBe(4);
  });

  it("prefers the container's own limit for memory, then the deployment's, then the host's with a note", () => {
    const process = level('process.memory.usage', 300e6);
    const host = [
      level('system.memory.usage', 1e9, { 'system.memory.state': 'used' }),
      level('system.memory.usage', 3e9, { 'system.memory.state': 'free' }),
    ];
    const byHost = signal([process, ...host], 'memory.used');
    expect(byHost.value[5]).toBeCloseTo(7.5, 9);
    expect(byHost.recipe?.note).toContain("host's memory");
    expect(
      signal([process, ...host], 'memory.used', { deployment: { perInstance: { memoryBytes: 600e6 } } }).value[5],
    ).toBeCloseTo(50, 9);
    const container = [
      level('container.memory.working_set', 200e6),
      level('k8s.container.memory.limit.current', 250e6),
    ];
    expect(signal([process, ...container], 'memory.used').value[5]).toBeCloseTo(80, 9);
  });

  it('takes no headroom from the host’s memory where the app runs in a container, whose own limit is not known', () => {
    const noteOf = (more: Attributes, memoryBytes?: number) => {
      const resource = node('a', more);
      const points = [
        level('process.memory.usage', 300e6, {}, resource),
        level('system.memory.usage', 1e9, { 'system.memory.state': 'used' }, resource),
        level('system.memory.usage', 3e9, { 'system.memory.state': 'free' }, resource),
      ];
      const deployment = memoryBytes === undefined ? {} : { perInstance: { memoryBytes } };
      return signal(points, 'memory.used', { deployment }).recipe?.note;
    };
    const marked = "capacity is the host's, not yours: no headroom from it";
    expect(noteOf({ 'container.id': 'c1' })).toBe(marked);
    expect(noteOf({ 'k8s.pod.uid': 'p1' })).toBe(marked);
    expect(noteOf({})).toBe("capacity is the host's memory");
    expect(noteOf({ 'container.id': 'c1' }, 600e6)).toBeUndefined();
  });

  it('reads a process’s share of cores only where the cores are known, and else says what to state', () => {
    const share = level('process.cpu.utilization', 0.25, {}, node('a', { 'telemetry.sdk.language': 'go' }));
    const known = signal([share], 'cpu.used', { deployment: { perInstance: { cores: 4 } } });
    expect([known.demand?.[5], known.capacity?.[5], known.value[5]]).toEqual([1, 4, 25]);
    const unknown = signal([share], 'cpu.used');
    expect(unknown.value.every(Number.isNaN)).toBe(true);
    expect(unknown.received[5]).toBe(6);
    expect(unknown.recipe?.note).toBe('state the cores of an instance in the deployment');
  });

  it('shows the worst event loop', () => {
    const loops = signal(
      [level('nodejs.eventloop.utilization', 0.2), level('nodejs.eventloop.utilization', 0.9, {}, node('b'))],
      'eventloop.used',
    );
    expect([loops.value[5], loops.worst?.[5], loops.capacity?.[5]]).toEqual([90, 'b', 2]);
  });

  it('takes several loops of one instance for one, in the mean', () => {
    const loops = signal(
      [
        level('nodejs.eventloop.utilization', 0.2, { thread: 1 }),
        level('nodejs.eventloop.utilization', 0.6, { thread: 2 }),
      ],
      'eventloop.used',
    );
    expect(loops.value[5]).toBeCloseTo(40, 6);
  });
});
