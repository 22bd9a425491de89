import { describe, expect, it } from 'vitest';
import { deriveHour, wantedMetrics } from '@/advisor/signals/index';
import type { MetricNames } from '@/advisor/signals/settings';
import { metricNamesInput } from '@/service/inputs/inputs';
import { counter, growing, HTTP_BOUNDS, inBucket, input, minute, times } from './signals-points';

const at = times(-5 * minute, 60 * minute, minute);
const metric = 'http.server.request.duration';

/** 60 requests a minute of a route, all within one bucket. */
const route = (name: string, seconds: number, status = 200) =>
  growing(
    { metric, unit: 's', attributes: { 'http.route': name, 'http.response.status_code': status } },
    at,
    inBucket(seconds, 60),
    HTTP_BOUNDS,
  );

function found(points: Parameters<typeof input>[0], metricNames: MetricNames = {}) {
  const { minutes } = deriveHour(input(points, { metricNames }));
  const value = (id: string) => minutes.find(({ signal }) => signal === id)?.value[10];
  return { rate: value('requests.rate'), errors: value('errors.rate'), p95: value('latency.p95') };
}

describe('routes that the team says are no load', () => {
  const points = [route('/items', 0.1), route('/internal/sync', 7.5, 500), route('/cron', 7.5, 500)];

  it('are in neither requests, nor errors, nor latency', () => {
    expect(found(points)).toMatchObject({ rate: 3, errors: 200 / 3 });
    const left = found(points, { routesLeftOut: '/internal/*, /cron' });
    expect(left).toMatchObject({ rate: 1, errors: 0 });
    expect(left.p95).toBeLessThan(100);
    expect(found(points, { routesLeftOut: '/cron' })).toMatchObject({ rate: 2, errors: 50 });
  });

  it('are left out of plain counters too, by path and without their query', () => {
    const counted = (path: string) =>
      counter(
        { metric: 'http_requests_total', attributes: { path, code: '200' } },
        at.map((time, i) => ({ at: time, value: 60 * (i + 1) })),
      );
    const both = [counted('/a'), counted('/cron?token=1')];
    expect(found(both).rate).toBe(2);
    expect(found(both, { routesLeftOut: '/cron' }).rate).toBe(1);
  });
});

describe('routes that are held open', () => {
  it('are load and no response time: those that the team names, and streams by their name', () => {
    const named = found([route('/items', 0.1), route('/updates', 10)], { routesHeldOpen: '/updates' });
    expect(named).toMatchObject({ rate: 2, errors: 0 });
    expect(named.p95).toBeLessThan(100);
    for (const stream of ['/api/sse', '/v1/event-stream/{room}', '/signalr/connect', '/chat/long-polling']) {
      expect(found([route('/items', 0.1), route(stream, 10)]).p95, stream).toBeLessThan(100);
    }
    for (const plain of ['/events', '/streams', '/polls', '/assess', '/signals']) {
      expect(found([route('/items', 0.1), route(plain, 10)]).p95, plain).toBeGreaterThan(5000);
    }
  });
});

describe('what a team may name', () => {
  it('is no metric to be read', () => {
    expect(wantedMetrics({ routesLeftOut: '/cron', routesHeldOpen: '/sse' })).toEqual(wantedMetrics({}));
  });

  it('is at most twenty routes that begin as routes do', () => {
    const says = (routesLeftOut: string) => metricNamesInput.safeParse({ routesLeftOut }).error?.issues[0]?.message;
    expect(says('/internal/*, /cron *.png')).toBeUndefined();
    expect(says('internal')).toContain('/internal/*');
    expect(says(Array.from({ length: 21 }, (_, i) => `/r${i}`).join(','))).toBe('at most 20 routes');
  });
});
