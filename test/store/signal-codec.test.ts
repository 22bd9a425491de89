import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecipeUse, SignalColumns, SignalHour } from '@/advisor/types';
import { decodeMinutes, decodeObservations, encodeMinutes, type MinutesBlock } from '@/store/signals/codec';
import { decodeHour, encodeHour } from '@/store/signals/hour-codec';
import { bucketMap, joinObservations, joinSignals } from '@/store/signals/join';

const hourAt = Date.UTC(2026, 10, 21, 10);
const formats = join(import.meta.dirname, '../fixtures/formats');

const number = fc.oneof(fc.double(), fc.integer({ min: 0, max: 1000 }), fc.constant(Number.NaN));
const column = fc.array(number, { minLength: 60, maxLength: 60 }).map((values) => Float64Array.from(values));
const small = (max: number) => fc.array(fc.integer({ min: 0, max }), { minLength: 60, maxLength: 60 });

const buckets = fc.uniqueArray(fc.integer({ min: 1, max: 10_000 }), { minLength: 0, maxLength: 6 }).chain((bounds) =>
  fc
    .array(fc.integer({ min: 0, max: 50 }), {
      minLength: 60 * (bounds.length + 1),
      maxLength: 60 * (bounds.length + 1),
    })
    .map((counts) => ({
      boundsMs: Float64Array.from(bounds.sort((a, b) => a - b)),
      counts: Float64Array.from(counts),
    })),
);

const signal = (id: string): fc.Arbitrary<SignalColumns> =>
  fc
    .record(
      {
        value: column,
        state: small(2).map((values) => Uint8Array.from(values)),
        expected: small(65_535).map((values) => Uint16Array.from(values)),
        received: small(65_535).map((values) => Uint16Array.from(values)),
        numerator: column,
        denominator: column,
        demand: column,
        capacity: column,
        buckets,
        worst: fc.array(fc.oneof(fc.constant(null), fc.string()), { minLength: 60, maxLength: 60 }),
        recipe: fc
          .constant(null)
          .map(
            (): RecipeUse => ({ recipe: 'r', metrics: ['m'], quality: 'measured', newestAt: hourAt, intervalMs: 1 }),
          ),
      },
      { requiredKeys: ['value', 'state', 'expected', 'received', 'recipe'] },
    )
    .map((columns) => ({ signal: id, startAt: hourAt, ...columns }));

const block: fc.Arbitrary<MinutesBlock> = fc.record({
  minutes: fc.tuple(signal('a'), signal('b')).map(([a, b]) => [a, b, { ...b, signal: 'c' }]),
  observations: fc
    .record({ requests: column, instances: column }, { requiredKeys: [] })
    .map((columns) => ({ startAt: hourAt, columns })),
});

describe('the minutes block', () => {
  it('gives back every bit', () => {
    fc.assert(
      fc.property(block, (given) => {
        const bytes = encodeMinutes(given);
        expect(decodeMinutes(bytes, hourAt, 'all')).toEqual(given.minutes);
        expect(decodeObservations(bytes, hourAt)).toEqual(given.observations);
      }),
      { numRuns: 60 },
    );
  });

  it('gives one signal without the others, its buckets too where they lie with another', () => {
    const shared = { boundsMs: Float64Array.of(10), counts: Float64Array.from({ length: 120 }, (_, i) => i) };
    const p50: SignalColumns = { ...plain('latency.p50'), buckets: shared };
    const bytes = encodeMinutes({
      minutes: [p50, { ...plain('latency.p95'), buckets: shared }],
      observations: { startAt: hourAt, columns: {} },
    });
    const [only, ...others] = decodeMinutes(bytes, hourAt, new Set(['latency.p95']));
    expect(only?.buckets).toEqual(shared);
    expect(others).toEqual([]);
  });

  it('names the release it needs when the version is unknown', () => {
    expect(() => decodeMinutes(Uint8Array.of(99), hourAt, 'all')).toThrow('format 99 is not known to this release');
    expect(() => decodeHour(Uint8Array.of(99), hourAt)).toThrow('format 99 is not known to this release');
  });

  it('reads what every version wrote', () => {
    const { minutes, observations, hours, facts } = goldenContent();
    const deployments = [
      { at: hourAt, version: '1.0' },
      { at: hourAt + 24 * 60_000, version: '1.1' },
    ];
    const write = (name: string, bytes: Uint8Array) => {
      const path = join(formats, name);
      if (!existsSync(path)) writeFileSync(path, bytes);
      return readFileSync(path);
    };
    const block = write('signal-minutes-1.bin', encodeMinutes({ minutes, observations }));
    const row = readFileSync(join(formats, 'signal-hour-1.bin'));
    const now = write('signal-hour-2.bin', encodeHour({ hours, facts: { ...facts, deployments } }));
    expect(decodeMinutes(block, hourAt, 'all')).toEqual(minutes);
    expect(decodeObservations(block, hourAt)).toEqual(observations);
    expect([row[0], now[0]]).toEqual([1, 2]);
    expect(decodeHour(row, hourAt)).toEqual({ hours, facts });
    expect(decodeHour(now, hourAt)).toEqual({ hours, facts: { ...facts, deployments } });
  });
});

describe('the hour row', () => {
  it('gives back every number, and tells absent from unknown', () => {
    const hour = fc.record(
      { max5: number, median5: number, means: fc.integer({ min: 0, max: 12 }), numerator: number, demandMax5: number },
      { requiredKeys: ['max5', 'median5', 'means'] },
    );
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z.]{1,12}$/), hour), (rows) => {
        const hours = Object.fromEntries(
          Object.entries(rows).map(([id, row]): [string, SignalHour] => [id, { at: hourAt, ...row }]),
        );
        const facts = { at: hourAt, instancesMedian: 2, versions: ['1'] };
        expect(decodeHour(encodeHour({ hours, facts }), hourAt)).toEqual({ hours, facts });
      }),
    );
  });
});

describe('hours end to end', () => {
  const at = (hours: number, first: number): SignalColumns => ({
    ...plain('x', hourAt + hours * 3_600_000),
    value: new Float64Array(60).fill(first),
    state: new Uint8Array(60).fill(2),
  });

  it('leaves a hole where an hour is missing', () => {
    const joined = joinSignals([[at(0, 1)], [at(2, 3)]], hourAt + 30 * 60_000, hourAt + 150 * 60_000).get('x');
    expect(joined?.startAt).toBe(hourAt + 30 * 60_000);
    expect([joined?.value[29], joined?.value[30], joined?.value[89], joined?.value[90]]).toEqual([
      1,
      Number.NaN,
      Number.NaN,
      3,
    ]);
    expect(joined?.state[60]).toBe(0);
    expect(
      joinObservations(
        [{ startAt: hourAt, columns: { requests: new Float64Array(60).fill(7) } }],
        hourAt + 60_000,
        hourAt + 2 * 3_600_000,
      ).columns.requests?.[58],
    ).toBe(7);
  });

  it('adds finer buckets of older hours into the newest, and has none where that is not exact', () => {
    expect([...(bucketMap(Float64Array.of(1, 2, 5, 10), Float64Array.of(2, 10)) ?? [])]).toEqual([0, 0, 1, 1, 2]);
    expect(bucketMap(Float64Array.of(2, 10), Float64Array.of(1, 2, 5, 10))).toBeNull();
    const bucketed = (hours: number, bounds: number[], counts: number[]): SignalColumns => ({
      ...at(hours, 1),
      buckets: {
        boundsMs: Float64Array.from(bounds),
        counts: Float64Array.from({ length: 60 * counts.length }, (_, i) => counts[i % counts.length] as number),
      },
    });
    const joined = joinSignals(
      [[bucketed(0, [1, 2, 5], [1, 1, 1, 1])], [bucketed(1, [2], [3, 4])]],
      hourAt,
      hourAt + 2 * 3_600_000,
    ).get('x');
    expect([...(joined?.buckets?.counts.slice(0, 2) ?? [])]).toEqual([2, 2]);
    expect([...(joined?.buckets?.counts.slice(120, 122) ?? [])]).toEqual([3, 4]);
  });
});

function plain(id: string, startAt = hourAt): SignalColumns {
  return {
    signal: id,
    startAt,
    value: new Float64Array(60).fill(Number.NaN),
    state: new Uint8Array(60),
    expected: new Uint16Array(60).fill(6),
    received: new Uint16Array(60).fill(6),
    recipe: null,
  };
}

function goldenContent() {
  const p95: SignalColumns = {
    ...plain('latency.p95'),
    value: Float64Array.from({ length: 60 }, (_, m) => (m % 7 === 0 ? Number.NaN : 100 + m / 3)),
    state: Uint8Array.from({ length: 60 }, (_, m) => (m % 7 === 0 ? 1 : 2)),
    buckets: { boundsMs: Float64Array.of(50, 100, 500), counts: Float64Array.from({ length: 240 }, (_, i) => i % 5) },
    recipe: {
      recipe: 'http.server.request.duration (histogram, s)',
      metrics: ['http.server.request.duration'],
      quality: 'measured',
      newestAt: hourAt + 3_599_000,
      intervalMs: 10_000,
    },
  };
  const pool: SignalColumns = {
    ...plain('db.pool.used'),
    demand: Float64Array.from({ length: 60 }, (_, m) => m / 10),
    capacity: new Float64Array(60).fill(20),
    worst: Array.from({ length: 60 }, (_, m) => (m < 30 ? 'a main' : null)),
  };
  const hour: SignalHour = { at: hourAt, max5: 119, median5: 110.5, means: 12, numerator: 3, denominator: 1000 };
  return {
    minutes: [{ ...p95, signal: 'latency.p50' }, p95, pool],
    observations: { startAt: hourAt, columns: { requests: Float64Array.from({ length: 60 }, (_, m) => m) } },
    hours: {
      'latency.p95': hour,
      'db.pool.used': { at: hourAt, max5: Number.NaN, median5: Number.NaN, means: 0, demandMax5: 5.9 },
    },
    facts: {
      at: hourAt,
      instancesMedian: 2,
      versions: ['1.0', '1.1'],
      newestAt: hourAt + 3_599_000,
      environment: { name: 'production', said: true },
      service: 'shop',
      components: [],
    },
  };
}
