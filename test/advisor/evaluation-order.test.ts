import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, hasTurned, lookBackMinutes } from '@/advisor/crossings/thresholds';
import type { CrossingFacts, EffectiveThreshold, SignalColumns } from '@/advisor/types';
import { gauge, latency, minuteAt, ratio } from './support/columns';
import { definitionOf, effective } from './support/facts';

const LENGTH = 400;

/** Stretches of one level each, so that crossings open, close, go silent and come back. */
function stretches<T>(level: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc
    .array(fc.tuple(level, fc.integer({ min: 1, max: 60 })), { minLength: 8, maxLength: 25 })
    .map((parts) => parts.flatMap(([value, count]) => new Array<T>(count).fill(value)))
    .map((values) => Array.from({ length: LENGTH }, (_, i) => values[i % values.length] as T));
}

const nothing = fc.constantFrom(null, 'quiet' as const);

const cases: { name: string; of: EffectiveThreshold; columns: fc.Arbitrary<SignalColumns> }[] = [
  {
    name: 'gauges',
    of: effective('cpu.used', 80),
    columns: stretches(
      fc.oneof({ weight: 5, arbitrary: fc.constantFrom(40, 74, 79, 85, 95) }, { weight: 1, arbitrary: nothing }),
    ).map((v) => gauge('cpu.used', v)),
  },
  {
    name: 'ratios',
    of: effective('errors.rate', 1),
    columns: stretches(
      fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom<[number, number]>([0, 40], [1, 40], [0, 900], [8, 900], [60, 900]) },
        { weight: 1, arbitrary: nothing },
      ),
    ).map((v) => ratio('errors.rate', v)),
  },
  {
    name: 'latency',
    of: effective('latency.p95', 400),
    columns: stretches(
      fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom<number[]>([90, 10, 0], [60, 30, 10], [10, 40, 50], [3, 1, 0]) },
        { weight: 1, arbitrary: nothing },
      ),
    ).map((v) => latency('latency.p95', [100, 500], v)),
  },
];

function run(
  columns: SignalColumns,
  of: EffectiveThreshold,
  { from, to, earlier }: { from: number; to: number; earlier: CrossingFacts[] },
) {
  return evaluate({
    threshold: of,
    columns,
    definition: definitionOf(of.signal),
    fromAt: minuteAt(from),
    toAt: minuteAt(to),
    earlier,
  });
}

describe.each(cases)('evaluating $name', ({ of, columns }) => {
  it('gives the same crossings whole or in pieces', () => {
    fc.assert(
      fc.property(
        columns,
        fc.uniqueArray(fc.integer({ min: 1, max: LENGTH - 1 }), { maxLength: 12 }),
        (signal, cuts) => {
          const whole = run(signal, of, { from: 0, to: LENGTH, earlier: [] });
          let pieces = { crossings: [] as CrossingFacts[], status: whole.status };
          const edges = [0, ...cuts.sort((a, b) => a - b), LENGTH];
          for (let i = 1; i < edges.length; i++) {
            pieces = run(signal, of, {
              from: edges[i - 1] as number,
              to: edges[i] as number,
              earlier: pieces.crossings,
            });
          }
          expect(pieces).toEqual(whole);
        },
      ),
      { seed: 7, numRuns: 60 },
    );
  });

  it('gives the same crossings however often, and from whatever minute it is done again', () => {
    fc.assert(
      fc.property(columns, fc.array(fc.integer({ min: 0, max: LENGTH - 1 }), { maxLength: 6 }), (signal, starts) => {
        const whole = run(signal, of, { from: 0, to: LENGTH, earlier: [] });
        let again = whole;
        for (const from of starts) again = run(signal, of, { from, to: LENGTH, earlier: again.crossings });
        expect(again).toEqual(whole);
      }),
      { seed: 8, numRuns: 60 },
    );
  });

  it('looked at by what changed alone, misses no turn', () => {
    fc.assert(
      fc.property(
        columns,
        fc.uniqueArray(fc.integer({ min: 1, max: LENGTH - 1 }), { maxLength: 40 }),
        (signal, looks) => {
          let stored: CrossingFacts[] = [];
          let lookedTo = 0;
          for (const to of [...looks, LENGTH].sort((a, b) => a - b)) {
            const known = hide(signal, signal.state.slice().fill(0, to));
            const input = { threshold: of, columns: known, definition: definitionOf(of.signal), earlier: stored };
            const all = run(known, of, { from: 0, to, earlier: [] }).crossings;
            const turned = hasTurned({ ...input, fromAt: minuteAt(lookedTo), toAt: minuteAt(to) });
            const spans = (list: CrossingFacts[]) => list.map(({ openedAt, closedAt }) => [openedAt, closedAt]);
            expect(turned).toBe(JSON.stringify(spans(stored)) !== JSON.stringify(spans(all)));
            if (turned) stored = all;
            lookedTo = to;
          }
        },
      ),
      { seed: 10, numRuns: 60 },
    );
  });

  it('ends where the late truth ends, when minutes arrive after they were judged', () => {
    fc.assert(
      fc.property(columns, columns, fc.integer({ min: 1, max: LENGTH - 1 }), (before, truth, from) => {
        // Up to `from` both agree; what was judged after it was wrong and is judged again.
        const first = run(splice(truth, before, from), of, { from: 0, to: LENGTH, earlier: [] });
        const mended = run(truth, of, { from, to: LENGTH, earlier: first.crossings });
        const whole = run(truth, of, { from: 0, to: LENGTH, earlier: [] });
        expect(mended.crossings.map(({ openedAt, closedAt, state }) => ({ openedAt, closedAt, state }))).toEqual(
          whole.crossings.map(({ openedAt, closedAt, state }) => ({ openedAt, closedAt, state })),
        );
      }),
      { seed: 9, numRuns: 60 },
    );
  });
});

describe.each(cases)('data of $name that arrive in any order', ({ of, columns }) => {
  it('end as the same crossings, their worst and their minutes too', () => {
    const chunk = 20;
    const order = fc.shuffledSubarray(
      Array.from({ length: LENGTH / chunk }, (_, i) => i),
      { minLength: LENGTH / chunk },
    );
    fc.assert(
      fc.property(columns, order, (signal, arrivals) => {
        // Nothing opens before columns can be trusted: what they do not reach is kept as it was counted.
        const truth = hide(signal, signal.state.slice().fill(0, 0, lookBackMinutes(of)));
        const whole = run(truth, of, { from: 0, to: LENGTH, earlier: [] });
        let known: SignalColumns = { ...truth, state: new Uint8Array(LENGTH) };
        let crossings: CrossingFacts[] = [];
        for (const arrived of arrivals) {
          const state = known.state.slice();
          const from = arrived * chunk;
          state.set(truth.state.subarray(from, from + chunk), from);
          known = hide(truth, state);
          // What is touched is judged again to the present, as the worker does.
          crossings = run(known, of, { from, to: LENGTH, earlier: crossings }).crossings;
        }
        expect(crossings).toEqual(whole.crossings);
      }),
      { seed: 10, numRuns: 60 },
    );
  });
});

/** The columns as far as they have arrived: minutes without data have no parts either. */
function hide(truth: SignalColumns, state: Uint8Array): SignalColumns {
  const mask = (values: Float64Array, per = 1) =>
    values.map((value, i) => (state[Math.floor(i / per)] === 0 ? Number.NaN : value));
  const receipts = (values: Uint16Array) => values.map((value, i) => (state[i] === 0 ? 0 : value));
  const width = truth.buckets === undefined ? 1 : truth.buckets.boundsMs.length + 1;
  return {
    ...truth,
    state,
    value: mask(truth.value),
    received: receipts(truth.received),
    ...(truth.numerator ? { numerator: mask(truth.numerator) } : {}),
    ...(truth.denominator ? { denominator: mask(truth.denominator) } : {}),
    ...(truth.buckets ? { buckets: { ...truth.buckets, counts: mask(truth.buckets.counts, width) } } : {}),
  };
}

/** `head` up to a minute, `tail` from it on. */
function splice(head: SignalColumns, tail: SignalColumns, at: number): SignalColumns {
  const join = <T extends Float64Array | Uint8Array | Uint16Array>(a: T, b: T, per = 1): T => {
    const out = b.slice() as T;
    out.set(a.subarray(0, at * per) as never);
    return out;
  };
  const width = head.buckets === undefined ? 1 : head.buckets.boundsMs.length + 1;
  return {
    ...head,
    value: join(head.value, tail.value),
    state: join(head.state, tail.state),
    expected: join(head.expected, tail.expected),
    received: join(head.received, tail.received),
    ...(head.numerator && tail.numerator ? { numerator: join(head.numerator, tail.numerator) } : {}),
    ...(head.denominator && tail.denominator ? { denominator: join(head.denominator, tail.denominator) } : {}),
    ...(head.buckets && tail.buckets
      ? { buckets: { boundsMs: head.buckets.boundsMs, counts: join(head.buckets.counts, tail.buckets.counts, width) } }
      : {}),
  };
}
