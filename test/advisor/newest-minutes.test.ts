import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Before,
  continueHour,
  type DeriveSettings,
  deriveAll,
  LOOK_AHEAD_MS,
  LOOK_BACK_MS,
  windowOf,
} from '@/advisor/signals/index';
import { cutPoints, foldPoints, type HistogramValue, OWN_SCOPE, type SeriesPoints } from '@/store/index';
import { decodeSignals, encodeSignals } from '@/store/signals/rows';
import { counter, gauge, HOUR, histogram, minute, node, type Point, settings } from './signals-points';

const deep = { depth: null, maxArrayLength: null };
const END = HOUR + 60 * minute;

interface Source {
  make: (points: Point[]) => SeriesPoints;
  everyMs: number;
  /** What the n-th point since `start` says; `dice` in [0, 1). */
  value: (n: number, dice: number) => Partial<Point>;
}

const counts = (n: number, dice: number, bounds: number[]): HistogramValue => {
  const each = Float64Array.from(bounds, (_, b) => n * (b % 3)).slice();
  const all = Float64Array.of(...each, Math.floor(n * dice * 0.001));
  const count = all.reduce((a, b) => a + b, 0);
  return { count, sum: count / 7, min: Number.NaN, max: Number.NaN, bounds: Float64Array.from(bounds), counts: all };
};
const exponential = (n: number, scale: number): HistogramValue => ({
  count: n * 3,
  sum: n,
  min: Number.NaN,
  max: Number.NaN,
  exponential: {
    scale,
    zeroCount: 0,
    zeroThreshold: 0,
    positiveOffset: -10,
    positive: Float64Array.of(n, 0, n, n),
    negativeOffset: 0,
    negative: new Float64Array(0),
  },
});

/** Apps of several kinds, each series with its own interval. */
function sourcesOf(kind: number, everyMs: number): Source[] {
  const a = node('a', kind === 2 ? { 'container.id': 'c' } : {});
  const b = node('b', kind === 2 ? { 'service.version': '2' } : {});
  const plain = (n: number) => ({ value: n * 3.7 });
  const level = (n: number, dice: number) => ({ value: 5 + (n % 4) + dice });
  const requests = (resource: typeof a, status: number): Source => ({
    make: (points) =>
      histogram(
        {
          metric: 'http.server.request.duration',
          unit: 's',
          resource,
          attributes: { 'http.route': '/a', 'http.response.status_code': status },
        },
        points,
      ),
    everyMs,
    value: (n, dice) => ({
      histogram: kind === 3 ? exponential(n, dice < 0.002 ? 2 : 3) : counts(n, dice, [0.01, 0.1, 1]),
    }),
  });
  const of = (make: Source['make'], value: Source['value'], every = everyMs): Source => ({
    make,
    everyMs: every,
    value,
  });
  const common = [
    requests(a, 200),
    requests(a, 500),
    requests(b, 200),
    of((points) => counter({ metric: 'process.cpu.time', resource: a }, points), plain),
    of((points) => counter({ metric: 'process.cpu.time', resource: b }, points), plain),
    of((points) => gauge({ metric: 'app.users.active', resource: a }, points), level),
    of((points) => gauge({ metric: 'process.memory.usage', resource: b }, points), level),
  ];
  const limits = [
    // A limit that changes, and one that is told late.
    of(
      (points) => gauge({ metric: 'container.memory.usage.limit', resource: b }, points),
      (_, dice) => ({ value: dice < 0.01 ? 200 : 100 }),
    ),
    of(
      (points) => gauge({ metric: 'k8s.container.cpu.limit', resource: a }, points),
      () => ({ value: 2 }),
      60_000,
    ),
  ];
  const pool = (state: string) =>
    of(
      (points) =>
        counter(
          {
            metric: 'db.client.connection.count',
            monotonic: false,
            resource: a,
            attributes: { 'db.client.connection.state': state },
          },
          points,
        ),
      level,
    );
  const pools = [
    pool('used'),
    pool('idle'),
    of(
      (points) => counter({ metric: 'db.client.connection.max', monotonic: false, resource: a }, points),
      (_, dice) => ({ value: dice < 0.003 ? 20 : 10 }),
    ),
  ];
  const deltas = [
    of((points) => counter({ metric: 'cache.hits', temporality: 1, resource: a }, points), level),
    of((points) => counter({ metric: 'cache.misses', temporality: 1, resource: a }, points), level),
  ];
  const spans = [
    of(
      (points) => {
        const made = histogram({ metric: 'db.client.operation.duration', temporality: 1, unit: 's' }, points);
        return { ...made, series: { ...made.series, scope: { name: OWN_SCOPE, version: '' } } };
      },
      (_, dice) => ({ histogram: counts(1 + Math.floor(dice * 5), 0, [0.01, 0.1, 1]) }),
    ),
  ];
  const classic = ['0.1', '1', '+Inf'].map((le, i) =>
    of(
      (points) => counter({ metric: 'job_duration_seconds_bucket', resource: a, attributes: { le } }, points),
      (n) => ({ value: n * (i + 1) }),
    ),
  );
  const others = [limits, pools, [...deltas, ...spans], classic][kind] ?? [];
  return [...common, ...others];
}

interface Event {
  /** Which series, when (minute of the hour) and how long. */
  which: number;
  at: number;
  minutes: number;
  what: 'silent' | 'restarts' | 'begins' | 'ends' | 'gone' | 'late' | 'nan' | 'slower';
}

interface Sent extends Point {
  seenAt: number;
}

/** All points of a series with when they arrive. */
function sent(source: Source, events: Event[], dice: () => number): Sent[] {
  const result: Sent[] = [];
  const happens = (what: Event['what'], at: number) =>
    events.some(
      (each) => each.what === what && at >= HOUR + each.at * minute && at < HOUR + (each.at + each.minutes) * minute,
    );
  const first = events.find(({ what }) => what === 'begins');
  const last = events.find(({ what }) => what === 'ends');
  const fromAt = first ? HOUR + first.at * minute : HOUR - 15 * minute;
  const toAt = last ? HOUR + last.at * minute : HOUR + 75 * minute;
  let start = fromAt - 1000;
  let n = 0;
  let restarted = false;
  const phase = Math.floor(dice() * source.everyMs);
  for (let at = fromAt + phase; at < toAt; at += source.everyMs * (happens('slower', at) ? 3 : 1)) {
    n++;
    const time = at + Math.floor(dice() * 200);
    if (happens('silent', time)) continue;
    if (happens('restarts', time) !== restarted) {
      restarted = !restarted;
      start = time - 500;
      n = 1;
    }
    const said = source.value(n, dice());
    const isNan = happens('nan', time) && said.value !== undefined;
    result.push({
      at: time,
      ...(source.make([]).series.temporality === 0 ? { start: Number.NaN } : { start }),
      ...said,
      ...(isNan ? { value: Number.NaN } : {}),
      ...(happens('gone', time) ? { gone: true } : {}),
      seenAt: time + (happens('late', time) ? Math.floor(dice() * 4 * minute) : Math.floor(dice() * 2000)),
    });
  }
  return result;
}

/** Whether each point lies in its own interval: one that strays over a minute's edge changes what the interval seems to be. */
const isEven = ({ all, source: { everyMs } }: { all: Sent[]; source: Source }) =>
  all.every(({ at }, i) => Math.floor((at - HOUR + 15 * minute) / everyMs) === i);

const event: fc.Arbitrary<Event> = fc.record({
  which: fc.nat(20),
  at: fc.integer({ min: -8, max: 66 }),
  minutes: fc.integer({ min: 1, max: 9 }),
  what: fc.constantFrom('silent', 'restarts', 'begins', 'ends', 'gone', 'late', 'nan', 'slower'),
});

describe('the newest minutes of an hour', () => {
  it('joined to those before are bit by bit what all points give, whatever happens', { timeout: 120_000 }, () => {
    let on = 0;
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.integer({ min: 0, max: 4 }),
          everyMs: fc.constantFrom(10_000, 15_000, 30_000, 60_000),
          events: fc.array(event, { maxLength: 2 }),
          seed: fc.integer({ min: 1, max: 2 ** 30 }),
          stepMs: fc.integer({ min: 50_000, max: 150_000 }),
        }),
        ({ kind, everyMs, events, seed, stepMs }) => {
          let state = seed;
          const dice = () => {
            state = (state * 48_271) % 2_147_483_647;
            return state / 2_147_483_647;
          };
          const sources = sourcesOf(kind, everyMs);
          const made = sources.map((source, i) => {
            const mine = events.filter(({ which }) => which % sources.length === i);
            return {
              all: sent(source, mine, dice),
              make: source.make(sent(source, [], () => 0).slice(0, 1)).series,
              source,
            };
          });
          const own: DeriveSettings = {
            ...settings,
            deployment: kind === 1 ? { perInstance: { memoryBytes: 1000 } } : {},
            filtered: [{ id: 'latency.p95{route=/a}', base: 'latency.p95', where: { route: '/a' } }],
          };
          let before: Before | null = null;
          let sealedAt = 0;
          let seen = 0;
          for (let now = HOUR + 2 * minute; now < END + 12 * minute; now += stepMs) {
            const known = made.map(({ all }) => all.filter(({ seenAt }) => seenAt <= now).sort((x, y) => x.at - y.at));
            const oldest = Math.min(
              ...made.flatMap(({ all }) => all.filter((p) => p.seenAt <= now && p.seenAt > seen).map((p) => p.at)),
            );
            if (oldest < sealedAt) before = null;
            const points = made.flatMap(({ make, source }, i): SeriesPoints[] => {
              const mine = known[i] as Sent[];
              const whole = { series: make, points: source.make(mine).points };
              return mine.length > 0 ? [foldPoints(whole, minute)] : [];
            });
            const cut = (fromAt: number) =>
              points.flatMap((each) => {
                const part = cutPoints(each.points, fromAt, END + LOOK_AHEAD_MS);
                return part.length > 0 ? [{ ...each, points: part }] : [];
              });
            const whole = deriveAll({ hourAt: HOUR, points: cut(HOUR - LOOK_BACK_MS), settings: own });
            const rows = encodeSignals({ ...whole.hour, appId: 1 });
            const fromAt = before && windowOf(HOUR, sealedAt);
            if (before && fromAt !== null) {
              const joined = continueHour(before, {
                hourAt: HOUR,
                points: cut(fromAt),
                settings: own,
                fromAt,
                newFrom: sealedAt,
              });
              // Nothing happens to these: they always go on.
              if (kind === 4 && events.length === 0 && made.every(isEven)) expect(joined).not.toBeNull();
              if (joined) {
                on++;
                const [mine, all] = [encodeSignals({ ...joined.hour, appId: 1 }), rows].map(({ hour, minutes }) =>
                  Buffer.concat([hour, minutes]),
                ) as [Buffer, Buffer];
                // Told apart by what they hold only where they differ: that takes long.
                if (!mine.equals(all)) expect(joined.hour).toEqual(whole.hour);
                expect(mine.equals(all)).toBe(true);
                expect(inspect(joined.carry, deep)).toBe(inspect(whole.carry, deep));
              }
            }
            before = { ...decodeSignals(rows), facts: whole.hour.facts, carry: whole.carry };
            seen = now;
            const newest = Math.max(...known.flatMap((each) => each.at(-1)?.at ?? 0));
            sealedAt = Math.max(sealedAt, Math.floor(Math.min(newest, now) / minute) * minute - minute);
          }
        },
      ),
      { numRuns: 8 },
    );
    expect(on).toBeGreaterThan(30);
  });
});
