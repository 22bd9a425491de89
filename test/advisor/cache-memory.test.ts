import { describe, expect, it } from 'vitest';
import { deriveHour } from '@/advisor/signals/index';
import type { SignalHour } from '@/advisor/types';
import { counter, input, minute, node, times } from './signals-points';
import { headroomOf, system } from './support/systems';

const every = times(-10 * minute, 60 * minute, minute);
const grows = (metric: string, perMinute: number) =>
  counter(
    { metric, resource: node() },
    every.map((at, i) => ({ at, value: perMinute * i })),
  );

describe('a cache', () => {
  it('tells the misses and evictions a second beside its hit rate', () => {
    const { minutes } = deriveHour(
      input([grows('redis.keyspace.hits', 540), grows('redis.keyspace.misses', 60), grows('redis.keys.evicted', 30)]),
    );
    const of = (id: string) => minutes.find(({ signal }) => signal === id);
    expect(of('cache.hit_rate')?.value[30]).toBeCloseTo(90, 6);
    expect(of('cache.misses.rate')?.value[30]).toBeCloseTo(1, 6);
    expect(of('cache.evictions.rate')?.value[30]).toBeCloseTo(0.5, 6);
    expect(of('cache.misses.rate')?.recipe?.recipe).toBe('redis.keyspace.misses (counter)');
  });

  it('has headroom in its misses, which grow with load', () => {
    const app = system({ seed: 8 });
    app.hours.set(
      'cache.misses.rate',
      app.load.map((hour) => ({ ...hour, median5: 0.1 * hour.median5, max5: 0.1 * hour.max5 })),
    );
    const found = headroomOf(app, { 'cache.misses.rate': 0.2 * app.peak });
    expect(found.multiple).toBeCloseTo(2, 1);
  });

  it('is out of memory where its hit rate falls while it evicts more', () => {
    const app = system({ seed: 9 });
    const late = (app.load[0]?.at ?? 0) + 11 * 86_400_000;
    const hours = (before: number, after: number): SignalHour[] =>
      app.load.map(({ at }) => ({
        at,
        means: 12,
        median5: at < late ? before : after,
        max5: at < late ? before : after,
      }));
    app.hours.set('cache.hit_rate', hours(96, 82));
    expect(why(headroomOf(app, { 'cache.hit_rate': 80 }))).toBe('a hit rate does not follow load: misses a second do');
    app.hours.set('cache.evictions.rate', hours(0, 12));
    expect(why(headroomOf(app, { 'cache.hit_rate': 80 }))).toBe(
      'the cache is out of memory: its hit rate fell from 96 to 82 % while it evicts 12 keys a second',
    );
  });
});

function why({ bySignal: [first] }: ReturnType<typeof headroomOf>): string | undefined {
  return first?.code === 'cannot-tell' && first.reason.code === 'not-fitted' ? first.reason.why : undefined;
}
