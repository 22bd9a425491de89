/** Each name that is read has a test that sends it; those that no other test sends are sent here, by name. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import { deriveHour, wantedMetrics } from '@/advisor/signals/index';
import { SPELLED } from '@/advisor/signals/wanted';
import type { PushedCapture } from '@/scripts/capture/pushed';
import { exposed } from './exposed';
import { app, at5, pushed, type Sent, signals, times } from './pushed';
import { HOUR, HTTP_BOUNDS, inBucket, input, minute } from './signals-points';

type Metric = Sent['metrics'][number];
const from = (metrics: (n: number) => Metric[], settings = {}, resource: Sent['resource'] = app('java')) =>
  signals(
    pushed((n) => [{ resource, metrics: metrics(n) }]),
    settings,
  );

describe('levels by name', () => {
  test.each([
    ['active_users', 'users.active'],
    ['users.active', 'users.active'],
    ['sessions.active', 'users.active'],
    ['websocket.connections.active', 'sockets.open'],
  ])('%s is %s, as gauge or up-down counter', (name, signal) => {
    for (const kind of ['gauge', 'upDown'])
      expect(at5(from(() => [{ name, [kind]: [[40], [2, { room: 'b' }]] }]).get(signal))).toBe(42);
  });

  test.each([true, false])('bullmq_jobs tells those that wait (types told: %s)', (typed) => {
    const text = `# TYPE bullmq_jobs gauge\nbullmq_jobs{queue="mail",state="waiting"} 5\nbullmq_jobs{queue="mail",state="active"} 3\n`;
    const scrapes = [4, 5, 6].map((m) => ({ at: HOUR + m * minute, text, job: 'queue' }));
    expect(at5(signals(exposed(scrapes, typed)).get('queue.depth'))).toBe(5);
  });
});

describe('durations by name', () => {
  const classic = (name: string, labels: string) => (n: number) =>
    `# TYPE ${name} histogram
${name}_bucket{${labels},le="0.1"} ${54 * n}
${name}_bucket{${labels},le="1.0"} ${60 * n}
${name}_bucket{${labels},le="+Inf"} ${60 * n}
${name}_sum{${labels}} ${6 * n}
${name}_count{${labels}} ${60 * n}
`;
  const scraped = (text: (n: number) => string, typed: boolean) =>
    signals(
      exposed(
        [4, 5, 6].map((m) => ({ at: HOUR + m * minute, text: text(m), job: 'shop' })),
        typed,
      ),
    );

  test.each([true, false])('http_server_requests_seconds of Micrometer tells requests (types told: %s)', (typed) => {
    // Spring Boot's reference, "Spring MVC Metrics"; micrometer-registry-prometheus.
    const name = 'http_server_requests_seconds';
    const labels = (status: string) =>
      `exception="none",method="GET",outcome="SUCCESS",status="${status}",uri="/items"`;
    const found = scraped((n) => classic(name, labels('200'))(n) + classic(name, labels('503'))(n), typed);
    expect([at5(found.get('requests.rate')), at5(found.get('errors.rate'))]).toEqual([2, 50]);
    const p95 = at5(found.get('latency.p95')) ?? Number.NaN;
    expect(p95 > 100 && p95 < 1000).toBe(true);
  });

  test.each([
    ['job_duration_seconds', true],
    ['job_duration_seconds', false],
    ['bullmq_job_duration_seconds', true],
    ['bullmq_job_duration_seconds', false],
  ])('%s tells jobs (types told: %s)', (name, typed) => {
    const p95 = at5(scraped(classic(name, 'queue="mail"'), typed).get('jobs.duration.p95')) ?? Number.NaN;
    expect(p95 > 0.1 && p95 < 1).toBe(true);
  });
});

describe('counts by name', () => {
  it.each(['http.requests', 'http.server.requests'])('%s tells requests and errors, and no latency', (name) => {
    const found = from((n) => [
      {
        name,
        counter: [
          [54 * n, { 'http.response.status_code': 200 }],
          [6 * n, { 'http.response.status_code': 500 }],
        ],
      },
    ]);
    expect([at5(found.get('requests.rate')), at5(found.get('errors.rate'))]).toEqual([1, 10]);
    expect(found.get('latency.p95')?.value.every(Number.isNaN) ?? true).toBe(true);
  });

  it('db.client.operations tells queries, of databases alone', () => {
    const found = from((n) => [
      {
        name: 'db.client.operations',
        counter: [
          [600 * n, { 'db.system.name': 'postgresql' }],
          [900 * n, { 'db.system.name': 'redis' }],
        ],
      },
    ]);
    expect(at5(found.get('db.queries.rate'))).toBeCloseTo(10, 9);
  });

  it.each([
    ['cache.evictions', 'counter'],
    ['redis.keys.evicted', 'counter'],
  ])('%s tells evictions', (name) => {
    expect(at5(from((n) => [{ name, counter: [[120 * n]] }]).get('cache.evictions.rate'))).toBeCloseTo(2, 9);
  });

  it('redis_evicted_keys_total tells evictions', () => {
    const scrapes = [4, 5, 6].map((m) => ({
      at: HOUR + m * minute,
      text: `redis_evicted_keys_total ${120 * m}\n`,
      job: 'r',
    }));
    expect(at5(signals(exposed(scrapes, false)).get('cache.evictions.rate'))).toBeCloseTo(2, 9);
  });
});

describe('pools by name', () => {
  it.each([
    [
      'db.client.connection.count',
      'db.client.connection.max',
      'db.client.connection.pending_requests',
      'db.client.connection.state',
    ],
    ['db.client.connections.usage', 'db.client.connections.max', 'db.client.connections.pending_requests', 'state'],
  ])('%s: used of the most, full while requests wait', (count, max, pending, state) => {
    const pool = from((n) => [
      {
        name: count,
        upDown: [
          [4, { [state]: 'used' }],
          [3, { [state]: 'idle' }],
        ],
      },
      { name: max, upDown: [[10]] },
      { name: pending, upDown: [[n === 6 ? 2 : 0]] },
    ]).get('db.pool.used');
    expect([pool?.value[3], at5(pool)]).toEqual([40, 100]);
  });

  it('hikaricp_connections_pending makes a pool full', () => {
    const text = (waiting: number) =>
      `hikaricp_connections_active{pool="main"} 4\nhikaricp_connections_max{pool="main"} 10\nhikaricp_connections_pending{pool="main"} ${waiting}\n`;
    const scrapes = [3, 4, 5, 6].map((m) => ({ at: HOUR + m * minute, text: text(m === 5 ? 2 : 0), job: 'shop' }));
    const pool = signals(exposed(scrapes, false)).get('db.pool.used');
    expect([pool?.value[4], at5(pool)]).toEqual([40, 100]);
  });

  it('pg_settings_reserved_connections is taken off the server’s maximum, from PostgreSQL 16 on', () => {
    const text =
      'pg_stat_activity_count{state="active"} 45\npg_settings_max_connections 100\npg_settings_superuser_reserved_connections 3\npg_settings_reserved_connections 7\n';
    const scrapes = [4, 5, 6].map((m) => ({ at: HOUR + m * minute, text, job: 'pg' }));
    expect(at5(signals(exposed(scrapes, true)).get('db.connections.used'))).toBe(50);
  });
});

describe('evidence by name', () => {
  const observed = (id: string, metrics: (n: number) => Metric[]) => {
    const points = pushed((n) => [{ resource: app('nodejs'), metrics: metrics(n) }]);
    const wanted = new Set(wantedMetrics({}));
    const { columns } = deriveHour(input(points.filter(({ series }) => wanted.has(series.metric)))).observations;
    return columns[id as keyof typeof columns]?.[5];
  };

  it.each([
    ['messaging.client.sent.messages', 'queue.published'],
    ['messaging.client.published.messages', 'queue.published'],
    ['messaging.publish.messages', 'queue.published'],
    ['messaging.client.consumed.messages', 'queue.processed'],
    ['messaging.process.messages', 'queue.processed'],
  ])('%s counts %s', (name, id) => {
    expect(observed(id, (n) => [{ name, counter: [[60 * n, { 'messaging.destination.name': 'mail' }]] }])).toBe(60);
  });

  it.each(['http.server.response.body.size', 'http.server.response.size'])('%s counts bytes sent out', (name) => {
    const bodies = (n: number) => ({ bounds: [1000], counts: [50 * n, 10 * n], sum: 40_000 * n });
    expect(observed('egress.bytes', (n) => [{ name, unit: 'By', histogram: [bodies(n)] }])).toBe(40_000);
  });

  it('db.client.connection.create_time counts connections that were made', () => {
    const made = (n: number) => ({ bounds: HTTP_BOUNDS, counts: times(n, inBucket(0.1, 6)), sum: n });
    expect(
      observed('db.connections.made', (n) => [
        { name: 'db.client.connection.create_time', unit: 's', histogram: [made(n)] },
      ]),
    ).toBe(6);
  });

  it('kong_http_status counts requests of the gateway before Kong 3', () => {
    const scrapes = [4, 5, 6].map((m) => ({
      at: HOUR + m * minute,
      text: `kong_http_status{code="200",service="shop"} ${60 * m}\n`,
      job: 'kong',
    }));
    const { columns } = deriveHour(input(exposed(scrapes, false))).observations;
    expect(columns['gateway.requests']?.[5]).toBe(60);
  });
});

it('no name is read that no test sends', () => {
  const root = join(process.cwd(), 'test');
  const read = (folder: string, end: string) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(end))
      .map((name) => readFileSync(join(root, folder, name), 'utf8'));
  const bodies = read('fixtures/otlp', '.json').flatMap((text) => {
    const { before, after } = JSON.parse(text) as PushedCapture;
    return [...before, ...after].map((body) => gunzipSync(Buffer.from(body, 'base64')).toString('latin1'));
  });
  const all = [
    ...read('advisor', '.test.ts'),
    ...read('collectors', '.test.ts'),
    ...read('fixtures/prometheus', '.txt'),
    ...bodies,
  ].join('\n');
  const parts = /_(bucket|count|sum)$/;
  const isSent = (name: string) =>
    new RegExp(`(^|[^\\w.]|\\\\n)${name.replaceAll('.', '\\.')}($|[^\\w.]|_(bucket|count|sum)\\b)`, 'm').test(all);
  // Spellings of the same names for Prometheus: signals-spelled.
  const own = wantedMetrics({}).filter((name) => !SPELLED.has(name.replace(parts, '')) && !SPELLED.has(name));
  expect(own.filter((name) => !isSent(name) && !isSent(name.replace(parts, '')))).toEqual([]);
});
