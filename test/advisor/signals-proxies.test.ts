/** Requests of an app that tells none itself, by what stands before it; fixtures of real proxies and their exporters. */
import { describe, expect, it } from 'vitest';
import { deriveHour } from '@/advisor/signals/index';
import { captured, exposed } from './exposed';
import { app, at5, pushed, signals } from './pushed';
import { HOUR, input, minute } from './signals-points';

const AFTER = 10;
/** A capture of 64 answers, 6 of them 500, with the one before it a minute earlier. */
const WORK = 64;

const scrapes = (name: string) =>
  [1, 2].map((n) => ({ at: HOUR + (AFTER - 2 + n) * minute, text: captured(`${name}-${n}`), job: name }));

describe.each([true, false])('requests before an app (types told: %s)', (typed) => {
  const found = (name: string) => signals(exposed(scrapes(name), typed));
  const counted = (name: string) => found(name).get('requests.rate')?.numerator?.[AFTER];

  it.each(['haproxy', 'haproxy-exporter'])('of %s are told with their errors, and without times', (name) => {
    const all = found(name);
    const rate = all.get('requests.rate');
    expect([rate?.numerator?.[AFTER], rate?.recipe?.recipe]).toEqual([
      WORK,
      'haproxy_backend_http_responses_total (counter)',
    ]);
    expect(rate?.recipe?.note).toBe('counted before the app');
    expect(all.get('errors.rate')?.numerator?.[AFTER]).toBe(6);
    expect(all.has('latency.p95')).toBe(false);
  });

  it('of Caddy are told with errors and times', () => {
    const all = found('caddy');
    expect(counted('caddy')).toBe(WORK);
    expect(all.get('errors.rate')?.numerator?.[AFTER]).toBe(6);
    const p95 = all.get('latency.p95');
    expect(p95?.value[AFTER]).toBeGreaterThan(0);
    expect(p95?.value[AFTER]).toBeLessThan(25);
    expect(p95?.recipe?.recipe).toBe('caddy_http_request_duration_seconds (histogram, s)');
  });

  it.each([
    // The exporter's own look at the status page counts too.
    ['nginx-exporter', WORK + 1, 'nginx_http_requests_total (counter)'],
    ['apache-exporter', WORK + 1, 'apache_accesses_total (counter)'],
    ['varnish-exporter', WORK, 'varnish_main_client_req (counter)'],
  ])('of %s are counted; nobody says which failed', (name, count, recipe) => {
    const all = found(name);
    expect([counted(name), all.get('requests.rate')?.recipe?.recipe]).toEqual([count, recipe]);
    expect(all.has('errors.rate')).toBe(false);
  });

  it('of Varnish make no cache of the app: its hits are pages', () => {
    expect(found('varnish-exporter').has('cache.hit_rate')).toBe(false);
  });
});

describe('an app behind a proxy', () => {
  const own = pushed((n) => [
    {
      resource: app('nodejs'),
      metrics: [
        {
          name: 'http.server.request.duration',
          unit: 's',
          histogram: [{ bounds: [0.1, 1], counts: [60 * n, 0, 0], sum: n }],
        },
      ],
    },
  ]);
  const proxy = exposed(
    [4, 5, 6].map((m) => ({
      at: HOUR + m * minute,
      text: `haproxy_backend_http_responses_total{proxy="shop",code="2xx"} ${6000 * m}\n`,
      job: 'haproxy',
    })),
    true,
  ).map((each) => ({ ...each, series: { ...each.series, id: each.series.id + 1_000 } }));

  it('that counts its own requests is believed, however many the proxy counts', () => {
    const found = signals([...own, ...proxy]);
    expect(found.get('requests.rate')?.recipe?.recipe).toBe('http.server.request.duration (histogram, s)');
  });

  it('that counts none has the proxy’s, which say nothing of its instances', () => {
    const { minutes, observations } = deriveHour(input(proxy));
    expect(at5(minutes.find(({ signal }) => signal === 'requests.rate'))).toBe(100);
    expect(observations.columns.requests?.[5]).toBe(6000);
    expect(observations.columns['instances.serving']).toBeUndefined();
  });
});

describe('Memcached', () => {
  // prometheus/memcached_exporter, pkg/exporter/exporter.go; the Collector's memcachedreceiver, metadata.yaml.
  const exporter = (m: number) => `memcached_commands_total{command="get",status="hit"} ${540 * m}
memcached_commands_total{command="get",status="miss"} ${60 * m}
memcached_commands_total{command="set",status="hit"} ${900 * m}
memcached_commands_total{command="touch",status="hit"} ${900 * m}
memcached_items_evicted_total ${120 * m}
`;
  const receiver = (n: number) => [
    {
      name: 'memcached.operations',
      counter: [
        [540 * n, { operation: 'get', type: 'hit' }],
        [60 * n, { operation: 'get', type: 'miss' }],
        [900 * n, { operation: 'increment', type: 'hit' }],
      ] as [number, Record<string, string>][],
    },
    { name: 'memcached.evictions', counter: [[120 * n]] as [number][] },
  ];
  const found = {
    exporter: (typed: boolean) =>
      signals(
        exposed(
          [4, 5, 6].map((m) => ({ at: HOUR + m * minute, text: exporter(m), job: 'cache' })),
          typed,
        ),
      ),
    receiver: () => signals(pushed((n) => [{ resource: app('otelcol'), metrics: receiver(n) }])),
  };

  it.each([
    ['memcached_exporter', () => found.exporter(true)],
    ['memcached_exporter by remote write', () => found.exporter(false)],
    ['the Collector’s receiver', found.receiver],
  ])('by %s tells hits of its reads alone, misses and evictions a second', (_, all) => {
    expect(at5(all().get('cache.hit_rate'))).toBeCloseTo(90, 6);
    expect(at5(all().get('cache.misses.rate'))).toBeCloseTo(1, 6);
    expect(at5(all().get('cache.evictions.rate'))).toBeCloseTo(2, 6);
  });
});
