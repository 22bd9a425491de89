/**
 * Signals from RPC servers, Kubernetes, containers, queues and sockets. Names, units, kinds and attributes are those of the
 * source that each test names; the requests pass the collector's own decoder.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { Server } from 'socket.io';
import { io as connect } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { app, at5, pushed, signals, times } from './pushed';
import { HTTP_BOUNDS, inBucket } from './signals-points';

describe('rpc.server', () => {
  // Semantic conventions, rpc/rpc-metrics: rpc.server.call.duration (s, status by name) and before it rpc.server.duration (ms, status by number).
  const named = (status: string, method = 'shop.Cart/Add') => ({
    'rpc.system.name': 'grpc',
    'rpc.method': method,
    'rpc.response.status_code': status,
  });
  const numbered = (status: number, service = 'shop.Cart') => ({
    'rpc.system': 'grpc',
    'rpc.service': service,
    'rpc.method': 'Check',
    'rpc.grpc.status_code': status,
  });
  const of = (
    name: string,
    unit: string,
    bounds: number[],
    bound: number,
    attributes: Record<string, string | number>[],
  ) =>
    signals(
      pushed((n) => [
        {
          resource: app('go'),
          metrics: [
            {
              name,
              unit,
              histogram: [45, 9, 6, 600].map((count, i) => ({
                bounds,
                counts: times(n, inBucket(bound, count, bounds)),
                sum: n,
                attributes: attributes[i],
              })),
            },
          ],
        },
      ]),
    );

  it.each([
    [
      'by name',
      of('rpc.server.call.duration', 's', HTTP_BOUNDS, 0.1, [
        named('OK'),
        named('NOT_FOUND'),
        named('UNAVAILABLE'),
        named('OK', 'grpc.health.v1.Health/Check'),
      ]),
    ],
    [
      'by number',
      of('rpc.server.duration', 'ms', [50, 75, 100, 250], 100, [
        numbered(0),
        numbered(5),
        numbered(14),
        numbered(0, 'grpc.health.v1.Health'),
      ]),
    ],
  ])('tells calls; statuses %s, health checks left out', (_, found) => {
    expect(at5(found.get('requests.rate'))).toBe(1);
    expect(at5(found.get('errors.rate'))).toBeCloseTo(10, 9);
    expect(at5(found.get('latency.p95'))).toBeGreaterThan(75);
    expect(at5(found.get('latency.p95'))).toBeLessThanOrEqual(100);
  });
});

describe('Kubernetes and containers', () => {
  // opentelemetry-collector-contrib: kubeletstatsreceiver and k8sclusterreceiver, documentation.md; no service.name of their own.
  const container = (name: string, pod = 'pod-1') => ({
    'k8s.pod.uid': pod,
    'k8s.pod.name': `shop-${pod}`,
    'k8s.namespace.name': 'default',
    'k8s.container.name': name,
  });
  const kubelet = (name: string, cpu: number, memory: number, pod?: string) => ({
    resource: container(name, pod),
    metrics: [
      { name: 'container.cpu.usage', unit: '{cpu}', gauge: [[cpu]] as [number][] },
      { name: 'container.memory.working_set', unit: 'By', gauge: [[memory]] as [number][] },
    ],
  });
  const cluster = (name: string, cpu: number, memory: number, pod?: string) => ({
    resource: container(name, pod),
    metrics: [
      { name: 'k8s.container.cpu_limit', unit: '{cpu}', gauge: [[cpu]] as [number][] },
      { name: 'k8s.container.memory_limit', unit: 'By', gauge: [[memory]] as [number][] },
    ],
  });

  it('add up the containers of a pod, and their limits', () => {
    const found = signals(
      pushed(() => [
        kubelet('app', 0.8, 300e6),
        kubelet('proxy', 0.1, 30e6),
        cluster('app', 1, 400e6),
        cluster('proxy', 0.5, 100e6),
        kubelet('app', 0.3, 100e6, 'pod-2'),
        cluster('app', 1, 400e6, 'pod-2'),
      ]),
    );
    const cpu = found.get('cpu.used');
    expect(cpu?.demand?.[5]).toBeCloseTo(1.2, 9);
    expect([cpu?.capacity?.[5], at5(cpu)]).toEqual([2.5, expect.closeTo((60 + 30) / 2, 6)]);
    expect(cpu?.worst?.[5]).toBe('pod-1');
    const memory = found.get('memory.used');
    expect([at5(memory), memory?.demand?.[5], memory?.capacity?.[5]]).toEqual([66, 430e6, 900e6]);
  });

  it('have no limit where one container of the pod has none', () => {
    const memory = signals(
      pushed(() => [kubelet('app', 0.8, 300e6), kubelet('proxy', 0.1, 30e6), cluster('app', 1, 400e6)]),
    ).get('memory.used');
    expect([at5(memory), memory?.demand?.[5]]).toEqual([Number.NaN, 330e6]);
    expect(memory?.recipe?.note).toContain('capacity unknown');
  });

  it('by Docker’s receiver: nanoseconds of CPU, memory against its limit', () => {
    // opentelemetry-collector-contrib: dockerstatsreceiver, documentation.md; container.cpu.limit is optional there.
    const found = signals(
      pushed((n) => [
        {
          resource: { 'container.id': 'c1', 'container.name': 'shop' },
          metrics: [
            { name: 'container.cpu.usage.total', unit: 'ns', counter: [[30e9 * n]] },
            { name: 'container.cpu.limit', unit: '{cpus}', gauge: [[2]] },
            { name: 'container.memory.usage.total', unit: 'By', upDown: [[256e6]] },
            { name: 'container.memory.usage.limit', unit: 'By', upDown: [[512e6]] },
          ],
        },
      ]),
    );
    expect(found.get('cpu.used')?.demand?.[5]).toBeCloseTo(0.5, 9);
    expect([at5(found.get('cpu.used')), at5(found.get('memory.used'))]).toEqual([25, 50]);
  });
});

class Reader extends MetricReader {
  protected async onShutdown() {}
  protected async onForceFlush() {}
}

describe('Socket.IO', () => {
  it('a real Socket.IO server tells its sockets by the snippet of the signals page', async () => {
    const io = new Server(0);
    const { port } = (io as unknown as { httpServer: import('node:http').Server }).httpServer.address() as AddressInfo;
    const clients = [1, 2, 3].map(() => connect(`http://127.0.0.1:${port}`, { transports: ['websocket'] }));
    const reader = new Reader();
    const provider = new MeterProvider({ readers: [reader] });
    try {
      await Promise.all(clients.map((client) => once(client as never, 'connect')));
      const gauge = provider.getMeter('app').createObservableGauge('socketio.connections', { unit: '{connection}' });
      gauge.addCallback((result) => result.observe(io.engine.clientsCount));
      const { resourceMetrics } = await reader.collect();
      const sent = resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
        metrics.map(({ descriptor: { name, unit }, dataPoints }) => ({
          name,
          unit,
          gauge: dataPoints.map(({ value }): [number] => [Number(value)]),
        })),
      );
      const found = signals(pushed(() => [{ resource: app('nodejs'), metrics: sent }])).get('sockets.open');
      expect([at5(found), found?.demand?.[5]]).toEqual([3, 3]);
    } finally {
      for (const client of clients) client.disconnect();
      await provider.shutdown();
      await io.close();
    }
  });
});
