/**
 * Signals from what .NET, Python and Go push. Names, units, kinds and attributes are those of the
 * source that each test names; the requests pass the collector's own decoder.
 */
import { describe, expect, it } from 'vitest';
import { app, at5, pushed, signals, times } from './pushed';
import { HTTP_BOUNDS, inBucket } from './signals-points';

describe('.NET', () => {
  // learn.microsoft.com, built-in metrics of ASP.NET Core and of the runtime (System.Runtime, .NET 9); AddAspNetCoreInstrumentation.
  const ok = {
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'http.route': '/items',
    'network.protocol.version': '1.1',
    'url.scheme': 'http',
  };
  const thrown = { ...ok, 'http.response.status_code': 500, 'error.type': 'System.InvalidOperationException' };
  const hub = { ...ok, 'http.response.status_code': 101, 'http.route': '/chat' };

  it('tells requests, CPU and memory; long lived hubs are no response times', () => {
    const found = signals(
      pushed((n) => [
        {
          scope: 'Microsoft.AspNetCore.Hosting',
          resource: app('dotnet'),
          metrics: [
            {
              name: 'http.server.request.duration',
              unit: 's',
              histogram: [
                { bounds: HTTP_BOUNDS, counts: times(n, inBucket(0.1, 54)), sum: n, attributes: ok },
                { bounds: HTTP_BOUNDS, counts: times(n, inBucket(0.1, 3)), sum: n, attributes: thrown },
                { bounds: HTTP_BOUNDS, counts: times(n, inBucket(10, 3)), sum: n, attributes: hub },
              ],
            },
            {
              name: 'dotnet.process.cpu.time',
              unit: 's',
              counter: [
                [30 * n, { 'cpu.mode': 'user' }],
                [6 * n, { 'cpu.mode': 'system' }],
              ],
            },
            { name: 'dotnet.process.cpu.count', unit: '{cpu}', upDown: [[2]] },
            { name: 'dotnet.process.memory.working_set', unit: 'By', upDown: [[300e6]] },
          ],
        },
      ]),
      { deployment: { perInstance: { memoryBytes: 600e6 } } },
    );
    expect([at5(found.get('requests.rate')), at5(found.get('errors.rate'))]).toEqual([1, 5]);
    expect(at5(found.get('latency.p99'))).toBeLessThanOrEqual(100);
    const cpu = found.get('cpu.used');
    expect(cpu?.demand?.[5]).toBeCloseTo(0.6, 9);
    expect([cpu?.capacity?.[5], cpu?.recipe?.recipe]).toEqual([2, 'dotnet.process.cpu.time (counter, s)']);
    expect(at5(found.get('memory.used'))).toBe(50);
  });

  it('tells queries and the pool by Npgsql’s own meter', () => {
    // npgsql/npgsql, src/Npgsql/MetricsReporter.cs: pool.name and state, commands by their duration.
    const pool = { 'pool.name': 'Host=db' };
    const found = signals(
      pushed((n) => [
        {
          scope: 'Npgsql',
          resource: app('dotnet'),
          metrics: [
            {
              name: 'db.client.commands.duration',
              unit: 's',
              histogram: [{ bounds: [0.01, 0.1], counts: times(n, [480, 120, 0]), sum: n, attributes: pool }],
            },
            {
              name: 'db.client.connections.usage',
              unit: '{connection}',
              upDown: [
                [15, { ...pool, state: 'used' }],
                [5, { ...pool, state: 'idle' }],
              ],
            },
            { name: 'db.client.connections.max', unit: '{connection}', upDown: [[100, pool]] },
          ],
        },
      ]),
    );
    expect(at5(found.get('db.queries.rate'))).toBeCloseTo(10, 9);
    expect(at5(found.get('db.pool.used'))).toBe(15);
  });

  it('counts SignalR connections of every transport, else upgraded ones, never plain HTTP connections', () => {
    const sockets = (names: string[]) =>
      signals(
        pushed(() => [
          {
            resource: app('dotnet'),
            metrics: [
              {
                name: 'signalr.server.active_connections',
                unit: '{connection}',
                upDown: [
                  [70, { 'signalr.transport': 'web_sockets' }],
                  [5, { 'signalr.transport': 'server_sent_events' }],
                ] as [number, Record<string, string>][],
              },
              {
                name: 'kestrel.upgraded_connections',
                unit: '{connection}',
                upDown: [[70, { 'server.port': '8080' }]] as [number, Record<string, string>][],
              },
              {
                name: 'kestrel.active_connections',
                unit: '{connection}',
                upDown: [[400, { 'server.port': '8080' }]] as [number, Record<string, string>][],
              },
            ].filter(({ name }) => names.includes(name)),
          },
        ]),
      ).get('sockets.open');
    const all = ['signalr.server.active_connections', 'kestrel.upgraded_connections', 'kestrel.active_connections'];
    expect([at5(sockets(all)), at5(sockets(all.slice(1))), at5(sockets(all.slice(2)))]).toEqual([75, 70, undefined]);
  });
});

describe('Python and Go', () => {
  it('Python’s system metrics tell CPU and memory, old names too', () => {
    // opentelemetry-instrumentation-system-metrics, its default configuration.
    const deployment = { perInstance: { cores: 2, memoryBytes: 800e6 } };
    const found = (names: { cpu: string; memory: string; rss?: object }) =>
      signals(
        pushed((n) => [
          {
            resource: app('python'),
            metrics: [
              {
                name: names.cpu,
                unit: 's',
                counter: [
                  [30 * n, { type: 'user' }],
                  [6 * n, { type: 'system' }],
                ],
              },
              names.rss
                ? {
                    name: names.memory,
                    unit: 'bytes',
                    upDown: [
                      [200e6, { type: 'rss' }],
                      [9e9, { type: 'vms' }],
                    ],
                  }
                : { name: names.memory, unit: 'By', upDown: [[200e6]] },
            ],
          },
        ]),
        { deployment },
      );
    for (const names of [
      { cpu: 'process.cpu.time', memory: 'process.memory.usage' },
      { cpu: 'process.runtime.cpython.cpu_time', memory: 'process.runtime.cpython.memory', rss: {} },
    ]) {
      const each = found(names);
      expect(at5(each.get('cpu.used'))).toBeCloseTo(30, 9);
      expect(at5(each.get('memory.used'))).toBe(25);
    }
  });

  it('Go’s runtime tells memory against GOMEMLIMIT and the CPUs it may use', () => {
    // opentelemetry-go-contrib: instrumentation/runtime, and process.cpu.time of instrumentation/host.
    const found = (limit: number | null) =>
      signals(
        pushed((n) => [
          {
            resource: app('go'),
            metrics: [
              {
                name: 'go.memory.used',
                unit: 'By',
                upDown: [
                  [20e6, { 'go.memory.type': 'stack' }],
                  [80e6, { 'go.memory.type': 'other' }],
                ],
              },
              ...(limit === null ? [] : [{ name: 'go.memory.limit', unit: 'By', upDown: [[limit]] as [number][] }]),
              { name: 'go.processor.limit', unit: '{thread}', upDown: [[4]] },
              {
                name: 'process.cpu.time',
                unit: 's',
                counter: [
                  [100 * n, { state: 'user' }],
                  [20 * n, { state: 'system' }],
                ],
              },
            ],
          },
        ]),
      );
    expect(at5(found(400e6).get('memory.used'))).toBe(25);
    expect(found(null).get('memory.used')?.recipe?.note).toContain('capacity unknown');
    const cpu = found(null).get('cpu.used');
    expect([at5(cpu), cpu?.demand?.[5], cpu?.capacity?.[5]]).toEqual([50, 2, 4]);
  });
});
