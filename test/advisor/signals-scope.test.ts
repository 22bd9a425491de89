import { describe, expect, it } from 'vitest';
import { deriveHour } from '@/advisor/signals/index';
import {
  every10s,
  gauge,
  growing,
  HOUR,
  HTTP_BOUNDS,
  inBucket,
  input,
  level,
  minute,
  node,
  rising,
  second,
  times,
} from './signals-points';

describe('environment and component', () => {
  it('covers production, and says where nobody named an environment', () => {
    const staging = level('app.users.active', 1000, {}, node('s', { 'deployment.environment.name': 'staging' }));
    const derived = deriveHour(input([level('app.users.active', 5), staging]));
    expect(derived.facts.environment).toEqual({ name: 'production', said: true });
    expect(derived.minutes.find((columns) => columns.signal === 'users.active')?.value[5]).toBe(5);
    const silent = deriveHour(input([level('app.users.active', 5, {}, { 'service.name': 'shop' })]));
    expect(silent.facts.environment).toEqual({ name: 'production', said: false });
    expect(deriveHour(input([staging])).facts.environment).toEqual({ name: 'staging', said: true });
  });

  it('covers the component with most requests, and looks elsewhere only for what it lacks', () => {
    const worker = node('w', { 'service.name': 'jobs' });
    const requests = growing(
      { metric: 'http.server.request.duration', unit: 's' },
      every10s,
      inBucket(0.1, 20),
      HTTP_BOUNDS,
    );
    const derived = deriveHour(
      input([
        requests,
        rising('process.cpu.time', 0.9, {}, worker),
        level('messaging.queue.depth', 3, {}, worker),
        rising('process.cpu.time', 0.1),
      ]),
    );
    expect([derived.facts.service, derived.facts.components]).toEqual(['shop', ['jobs']]);
    expect(derived.minutes.find((columns) => columns.signal === 'cpu.used')?.value[5]).toBeCloseTo(10, 9);
    const queue = derived.minutes.find((columns) => columns.signal === 'queue.depth');
    expect([queue?.value[5], queue?.recipe?.note]).toEqual([3, 'from the component jobs']);
  });

  it('counts live instances and those that serve', () => {
    const requests = (instance: string, each: number) =>
      growing(
        { metric: 'http.server.request.duration', unit: 's', resource: node(instance, { 'service.version': '1.2' }) },
        every10s,
        inBucket(0.1, each),
        HTTP_BOUNDS,
      );
    const { facts, observations } = deriveHour(input([requests('a', 50), requests('b', 45), requests('c', 1)]));
    expect([facts.instancesMedian, facts.versions]).toEqual([3, ['1.2']]);
    expect([observations.columns.instances?.[5], observations.columns['instances.serving']?.[5]]).toEqual([3, 2]);
  });
});

describe('versions of an hour', () => {
  it('are those with points in it, each since the minute of its first one', () => {
    const release = (version: string, from: number, to: number) =>
      gauge(
        { metric: 'app.users.active', resource: node('a', { 'service.version': version }) },
        times(from, to, 10 * second).map((time) => ({ at: time + 7 * second, value: 5 })),
      );
    const old = release('1', -9 * minute, -2 * minute);
    const { facts } = deriveHour(
      input([
        old,
        release('2', -2 * minute, 24 * minute),
        release('3', 24 * minute, 61 * minute),
        release('4', 61 * minute, 65 * minute),
      ]),
    );
    expect(facts.versions).toEqual(['2', '3']);
    expect(facts.deployments).toEqual([
      { at: HOUR, version: '2' },
      { at: HOUR + 24 * minute, version: '3' },
    ]);
  });
});

describe('hour rows', () => {
  it('keep the largest and the median of the twelve 5-minute means', () => {
    const users = gauge(
      { metric: 'app.users.active' },
      every10s.map((time) => ({ at: time, value: time < HOUR + 55 * minute ? 10 : 40 })),
    );
    const hour = deriveHour(input([users])).hours['users.active'];
    expect(hour).toMatchObject({ at: HOUR, max5: 40, median5: 10, means: 12 });
  });

  it('leave out five minutes of which most are unknown', () => {
    const users = gauge(
      { metric: 'app.users.active' },
      times(0, 11 * minute, 10 * second).map((time) => ({ at: time, value: 10 })),
    );
    expect(deriveHour(input([users])).hours['users.active']?.means).toBe(2);
  });

  it('are the same for the same points in any order of series', () => {
    const points = [
      rising('process.cpu.time', 0.3),
      level('app.users.active', 4),
      rising('cache.hits', 2),
      rising('cache.misses', 2),
    ];
    expect(
      deriveHour(input([...points].reverse())).minutes.map((columns) => [columns.signal, [...columns.value]]),
    ).toEqual(deriveHour(input(points)).minutes.map((columns) => [columns.signal, [...columns.value]]));
  });
});
