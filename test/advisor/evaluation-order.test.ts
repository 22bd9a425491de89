import fc from 'fast-check';
import { describe, it } from 'vitest';
import {
  type Judged,
  mendedByLateData,
  missesNoTurn,
  sameAgain,
  sameInAnyOrder,
  sameInPieces,
  stretches,
} from './support/any-order';
import { gauge, latency, ratio } from './support/columns';
import { definitionOf, effective } from './support/facts';

const RUNS = 60;
const nothing = fc.constantFrom(null, 'quiet' as const);
const mostly = <T>(value: fc.Arbitrary<T>) =>
  stretches(fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: nothing }));

const cases: (Omit<Judged, 'definition'> & { name: string })[] = [
  {
    name: 'gauges',
    of: effective('cpu.used', 80),
    columns: mostly(fc.constantFrom(40, 74, 79, 85, 95)).map((v) => gauge('cpu.used', v)),
  },
  {
    name: 'ratios',
    of: effective('errors.rate', 1),
    columns: mostly(fc.constantFrom<[number, number]>([0, 40], [1, 40], [0, 900], [8, 900], [60, 900])).map((v) =>
      ratio('errors.rate', v),
    ),
  },
  {
    name: 'latency',
    of: effective('latency.p95', 400),
    columns: mostly(fc.constantFrom<number[]>([90, 10, 0], [60, 30, 10], [10, 40, 50], [3, 1, 0])).map((v) =>
      latency('latency.p95', [100, 500], v),
    ),
  },
];

describe.each(cases)('evaluating $name', (given) => {
  const judged: Judged = { ...given, definition: definitionOf(given.of.signal) };

  it('gives the same crossings whole or in pieces', () => sameInPieces(judged, RUNS));

  it('gives the same crossings however often, and from whatever minute it is done again', () =>
    sameAgain(judged, RUNS));

  it('looked at by what changed alone, misses no turn', () => missesNoTurn(judged, RUNS));

  it('ends where the late truth ends, when minutes arrive after they were judged', () =>
    mendedByLateData(judged, RUNS));

  it('gives the same crossings, their worst and their minutes too, in whatever order data arrive', () =>
    sameInAnyOrder(judged, RUNS));
});
