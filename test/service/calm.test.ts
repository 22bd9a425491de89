import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, hasTurned } from '@/advisor/crossings/thresholds';
import type { CrossingFacts, EffectiveThreshold, SignalColumns } from '@/advisor/types';
import { type Calm, calmOf, calmOn, isCalm } from '@/service/evaluate/calm';
import { quantile } from '@/store/query/quantile';
import { gauge, latency, minuteAt, ratio } from '../advisor/support/columns';
import { definitionOf, effective } from '../advisor/support/facts';

const LENGTH = 600;
const BOUNDS = [100, 500, 1000];

/** Long stretches of one level, so that most looks find nothing new. */
function stretches<T>(level: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc
    .array(fc.tuple(level, fc.integer({ min: 1, max: 250 })), { minLength: 3, maxLength: 10 })
    .map((parts) => parts.flatMap(([value, count]) => new Array<T>(count).fill(value)))
    .map((values) => Array.from({ length: LENGTH }, (_, i) => values[i % values.length] as T));
}
const or = <T>(...levels: T[]) =>
  stretches(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...levels) },
      { weight: 1, arbitrary: fc.constantFrom(null, 'quiet' as const) },
    ),
  );

const counted = (minutes: (number[] | null | 'quiet')[]) => {
  const columns = latency('latency.p95', BOUNDS, minutes);
  minutes.forEach((counts, i) => {
    if (Array.isArray(counts))
      columns.value[i] = quantile(Float64Array.from(BOUNDS), Float64Array.from(counts), 0.95).ms;
  });
  return columns;
};

const cases: { name: string; of: EffectiveThreshold; columns: fc.Arbitrary<SignalColumns> }[] = [
  {
    name: 'gauges',
    of: effective('cpu.used', 80),
    columns: or(40, 74, 79, 80, 85, 95).map((v) => gauge('cpu.used', v)),
  },
  {
    name: 'ratios',
    of: effective('errors.rate', 1),
    columns: or<[number, number]>([0, 40], [1, 40], [0, 900], [8, 900], [10, 900], [60, 900]).map((v) =>
      ratio('errors.rate', v),
    ),
  },
  {
    name: 'ratios that worsen downwards',
    of: effective('cache.hit_rate', 80, { worsens: 'down' }),
    columns: or<[number, number]>([40, 40], [30, 40], [899, 900], [700, 900], [730, 900], [100, 900]).map((v) =>
      ratio('cache.hit_rate', v),
    ),
  },
  {
    name: 'latency between bounds',
    of: effective('latency.p95', 400),
    columns: or([90, 10, 0, 0], [94, 6, 0, 0], [60, 30, 10, 0], [10, 40, 50, 0], [3, 1, 0, 0], [1, 0, 0, 9]).map(
      counted,
    ),
  },
  {
    name: 'latency at a bound',
    of: effective('latency.p95', 500),
    columns: or([90, 10, 0, 0], [95, 0, 5, 0], [94, 0, 6, 0], [0, 9, 1, 0], [50, 10, 30, 10], [1, 0, 0, 9]).map(
      counted,
    ),
  },
  {
    name: 'latency at the last bound',
    of: effective('latency.p95', 1000),
    columns: or([90, 10, 0, 0], [95, 0, 0, 5], [94, 0, 0, 6], [0, 0, 0, 10], [50, 10, 30, 10]).map(counted),
  },
];

describe.each(cases)('glancing at $name', ({ of, columns }) => {
  const definition = definitionOf(of.signal);
  const standingBy = (crossings: CrossingFacts[]) => ({ thresholds: [{ threshold: of }], crossings });

  it('never misses a turn, and spares most looks', () => {
    let [calm, turns, looks] = [0, 0, 0];
    fc.assert(
      fc.property(
        columns,
        fc.uniqueArray(fc.integer({ min: 1, max: LENGTH }), { minLength: 30, maxLength: 60 }),
        (signal, at) => {
          const cut = (to: number) => new Map([[of.signal, upTo(signal, to)]]);
          let standing = standingBy([]);
          let known: Calm = calmOf(standing, new Map(), minuteAt(-10_000));
          let lookedTo = 0;
          for (const to of at.sort((a, b) => a - b)) {
            // The newest minutes are read again from a little before those that are new.
            const from = Math.max(0, lookedTo - 3);
            known = calmOn(known, standing, cut(to), minuteAt(from));
            const input = { threshold: of, definition, columns: upTo(signal, to), earlier: standing.crossings };
            const turned = hasTurned({ ...input, fromAt: minuteAt(from), toAt: minuteAt(to) });
            looks++;
            if (isCalm(standing, known, minuteAt(from))) {
              calm++;
              expect(turned).toBe(false);
            }
            if (turned) {
              turns++;
              standing = standingBy(evaluate({ ...input, fromAt: minuteAt(0), toAt: minuteAt(to) }).crossings);
              known = calmOf(standing, cut(to), minuteAt(-10_000));
            }
            lookedTo = to;
          }
        },
      ),
      { seed: 11, numRuns: 80 },
    );
    expect(turns).toBeGreaterThan(20);
    expect(calm / looks).toBeGreaterThan(0.2);
  });
});

/** As far as it has arrived. */
function upTo(signal: SignalColumns, to: number): SignalColumns {
  const width = (signal.buckets?.boundsMs.length ?? 0) + 1;
  const part = (column: Float64Array) => column.map((value, i) => (i < to ? value : Number.NaN));
  return {
    ...signal,
    value: part(signal.value),
    state: signal.state.map((state, i) => (i < to ? state : 0)),
    received: signal.received.map((count, i) => (i < to ? count : 0)),
    ...(signal.numerator ? { numerator: part(signal.numerator) } : {}),
    ...(signal.denominator ? { denominator: part(signal.denominator) } : {}),
    ...(signal.buckets
      ? {
          buckets: {
            boundsMs: signal.buckets.boundsMs,
            counts: signal.buckets.counts.map((count, i) => (Math.floor(i / width) < to ? count : 0)),
          },
        }
      : {}),
  };
}
