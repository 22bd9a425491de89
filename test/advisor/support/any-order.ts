/** Crossings have to depend on the stored minutes alone: what that means, as properties of one threshold's columns. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { evaluate, hasTurned, lookBackMinutes } from '@/advisor/crossings/thresholds';
import type { CrossingFacts, EffectiveThreshold, SignalColumns } from '@/advisor/types';
import type { SignalDefinition } from '@/catalogue/types';
import { minuteAt } from './columns';

const LENGTH = 400;
const CHUNK = 20;

/** A threshold with columns that open and close it. */
export interface Judged {
  of: EffectiveThreshold;
  definition: SignalDefinition | undefined;
  columns: fc.Arbitrary<SignalColumns>;
}

/** Stretches of one level each, so that crossings open, close, go silent and come back. */
export function stretches<T>(level: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc
    .array(fc.tuple(level, fc.integer({ min: 1, max: 60 })), { minLength: 8, maxLength: 25 })
    .map((parts) => parts.flatMap(([value, count]) => new Array<T>(count).fill(value)))
    .map((values) => Array.from({ length: LENGTH }, (_, i) => values[i % values.length] as T));
}

interface Range {
  from: number;
  to: number;
  earlier: CrossingFacts[];
}

/** Crossings and status of minutes [from, to). */
function judge({ of, definition }: Omit<Judged, 'columns'>, columns: SignalColumns, { from, to, earlier }: Range) {
  return evaluate({ threshold: of, columns, definition, fromAt: minuteAt(from), toAt: minuteAt(to), earlier });
}

const ALL: Range = { from: 0, to: LENGTH, earlier: [] };
const minute = (min: number) => fc.integer({ min, max: LENGTH - 1 });

/** Judged whole, or piece after piece. */
export function sameInPieces(it: Judged, numRuns: number): void {
  fc.assert(
    fc.property(it.columns, fc.uniqueArray(minute(1), { maxLength: 12 }), (signal, cuts) => {
      const whole = judge(it, signal, ALL);
      let pieces = { crossings: [] as CrossingFacts[], status: whole.status };
      const edges = [0, ...cuts.sort((a, b) => a - b), LENGTH];
      for (let i = 1; i < edges.length; i++) {
        const [from, to] = [edges[i - 1] as number, edges[i] as number];
        pieces = judge(it, signal, { from, to, earlier: pieces.crossings });
      }
      expect(pieces).toEqual(whole);
    }),
    { seed: 7, numRuns },
  );
}

/** Judged again, from whatever minute on. */
export function sameAgain(it: Judged, numRuns: number, times = 6): void {
  fc.assert(
    fc.property(it.columns, fc.array(minute(0), { maxLength: times }), (signal, starts) => {
      const whole = judge(it, signal, ALL);
      let again = whole;
      for (const from of starts) again = judge(it, signal, { from, to: LENGTH, earlier: again.crossings });
      expect(again).toEqual(whole);
    }),
    { seed: 8, numRuns },
  );
}

/** Judged by what is new alone, only where that turns something. */
export function missesNoTurn(it: Judged, numRuns: number): void {
  fc.assert(
    fc.property(it.columns, fc.uniqueArray(minute(1), { maxLength: 40 }), (signal, looks) => {
      let stored: CrossingFacts[] = [];
      let lookedTo = 0;
      for (const to of [...looks, LENGTH].sort((a, b) => a - b)) {
        const known = hide(signal, signal.state.slice().fill(0, to));
        const all = judge(it, known, { from: 0, to, earlier: [] }).crossings;
        const turned = hasTurned({
          threshold: it.of,
          columns: known,
          definition: it.definition,
          earlier: stored,
          fromAt: minuteAt(lookedTo),
          toAt: minuteAt(to),
        });
        const spans = (list: CrossingFacts[]) => list.map(({ openedAt, closedAt }) => [openedAt, closedAt]);
        expect(turned).toBe(JSON.stringify(spans(stored)) !== JSON.stringify(spans(all)));
        if (turned) stored = all;
        lookedTo = to;
      }
    }),
    { seed: 10, numRuns },
  );
}

/** Minutes arrive after they were judged: up to a minute both agree, what was judged after it was wrong. */
export function mendedByLateData(it: Judged, numRuns: number): void {
  fc.assert(
    fc.property(it.columns, it.columns, minute(1), (before, truth, from) => {
      const first = judge(it, splice(truth, before, from), ALL);
      const mended = judge(it, truth, { from, to: LENGTH, earlier: first.crossings });
      const whole = judge(it, truth, ALL);
      expect(mended.crossings.map(({ openedAt, closedAt, state }) => ({ openedAt, closedAt, state }))).toEqual(
        whole.crossings.map(({ openedAt, closedAt, state }) => ({ openedAt, closedAt, state })),
      );
    }),
    { seed: 9, numRuns },
  );
}

/** Pieces arrive in any order; what is touched is judged again to the present, as the worker does. */
export function sameInAnyOrder(it: Judged, numRuns: number): void {
  const order = fc.shuffledSubarray(
    Array.from({ length: LENGTH / CHUNK }, (_, i) => i),
    { minLength: LENGTH / CHUNK },
  );
  fc.assert(
    fc.property(it.columns, order, (signal, arrivals) => {
      // Nothing opens before columns can be trusted: what they do not reach is kept as it was counted.
      const truth = hide(signal, signal.state.slice().fill(0, 0, lookBackMinutes(it.of)));
      const whole = judge(it, truth, ALL);
      let known: SignalColumns = { ...truth, state: new Uint8Array(LENGTH) };
      let crossings: CrossingFacts[] = [];
      for (const arrived of arrivals) {
        const state = known.state.slice();
        const from = arrived * CHUNK;
        state.set(truth.state.subarray(from, from + CHUNK), from);
        known = hide(truth, state);
        crossings = judge(it, known, { from, to: LENGTH, earlier: crossings }).crossings;
      }
      expect(crossings).toEqual(whole.crossings);
    }),
    { seed: 10, numRuns },
  );
}

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
