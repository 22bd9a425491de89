/** What has to hold on every built-in roadmap, whatever an app sends: phases, crossings and bills. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveThresholds } from '@/advisor/crossings/thresholds';
import type { DemandView } from '@/advisor/estimate/demand';
import { billFor } from '@/advisor/estimate/estimate';
import { phaseOf, replayPhase } from '@/advisor/load/position';
import { baseOf } from '@/advisor/signal-ids';
import { type Bill, DAY_MS, type EffectiveThreshold, type SignalColumns } from '@/advisor/types';
import type { Roadmap } from '@/catalogue/types';
import { facts, fixed, line, NOW, roadmaps, signals } from './estimate-facts';
import { mendedByLateData, sameAgain, sameInAnyOrder, sameInPieces, stretches } from './support/any-order';
import { gauge, latency, ratio } from './support/columns';

const RUNS = 6;
const TIMES = 100;
const LARGEST_LOAD = 5_000_000;
const users = fc.double({ min: 0, max: LARGEST_LOAD, noNaN: true });
const definitionOf = (signal: string) => signals.find(({ id }) => id === baseOf(signal));

describe.each([...roadmaps.values()])('$id', (roadmap) => {
  const own = facts({}, { roadmap, population: roadmap.loadUnit });

  it('has more load never in an earlier phase, today and replayed day by day', () => {
    const days = fc.array(fc.tuple(users, fc.double({ min: 1, max: 3, noNaN: true })), { minLength: 1, maxLength: 90 });
    fc.assert(
      fc.property(users, users, days, (a, b, past) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(phaseOf(roadmap.phases, less)).toBeLessThanOrEqual(phaseOf(roadmap.phases, more));
        const of = (factor: (each: number) => number) =>
          past.map(([value, by], day) => ({ at: day * DAY_MS, value: value * factor(by) }));
        const low = replayPhase(
          roadmap.phases,
          of(() => 1),
        );
        const high = replayPhase(
          roadmap.phases,
          of((by) => by),
        );
        expect(low).toBeLessThanOrEqual(high);
      }),
      { seed: 21, numRuns: 200 },
    );
  });

  it('judges each of its limits the same whole, in pieces, a hundred times and in any order of arrival', () => {
    const phases = [null, ...roadmap.phases.keys()];
    const limits = new Map(
      phases
        .flatMap((phase) => effectiveThresholds(own, phase))
        .map((of) => [`${of.signal} ${of.limit} ${of.holdMinutes}`, of]),
    );
    expect(limits.size).toBeGreaterThan(0);
    for (const of of limits.values()) {
      const judged = { of, definition: definitionOf(of.signal), columns: columnsFor(of) };
      sameInPieces(judged, RUNS);
      sameAgain(judged, RUNS);
      sameAgain(judged, 1, TIMES);
      mendedByLateData(judged, RUNS);
      sameInAnyOrder(judged, RUNS);
    }
  });

  describe.each([...roadmap.phases.entries()].map(([index, { id }]) => ({ index, id })))('in $id', ({ index }) => {
    it('bills more load never less, lines to the cent, nothing negative and no NaN', () => {
      fc.assert(
        fc.property(anyDemand, loadsOf(roadmap, index), (given, [a, b]) => {
          const bill = (load: number) =>
            billFor({ facts: own, nowAt: NOW, load, phase: index, demand: given === null ? null : demandOf(given) });
          const [small, large] = [bill(Math.min(a, b)), bill(Math.max(a, b))];
          expect(small === null).toBe(large === null);
          if (small === null || large === null) return;
          isSound(small);
          isSound(large);
          expect(small.cents).toBeLessThanOrEqual(large.cents);
          expect(small.lowCents).toBeLessThanOrEqual(large.lowCents);
          expect(small.highCents).toBeLessThanOrEqual(large.highCents);
        }),
        { seed: 22, numRuns: 100 },
      );
    });
  });

  it('bills what runs today alike, on whatever machines', () => {
    const machine = fc.constantFrom('render-web-starter', 'aws-ec2-m7g-large', 'gcp-e2-medium', 'aws-ec2-t4g-micro');
    const database = fc.constantFrom('atlas-m10', 'aws-rds-postgres-t4g-micro', 'render-postgres-basic-1gb');
    fc.assert(
      fc.property(anyDemand, machine, database, users, users, (given, webPriceId, priceId, a, b) => {
        const stated = { ...own, deployment: { webPriceId, database: { priceId } } };
        const demand = given === null ? null : demandOf(given);
        const [small, large] = [Math.min(a, b), Math.max(a, b)].map((load) =>
          billFor({ facts: stated, nowAt: NOW, load, phase: null, demand }),
        ) as [Bill, Bill];
        isSound(small);
        isSound(large);
        expect(small.cents).toBeLessThanOrEqual(large.cents);
      }),
      { seed: 23, numRuns: 100 },
    );
  });
});

/** Values on both sides of a limit and of its margin, in the shape that its signal has. */
function columnsFor({ signal, limit, worsens }: EffectiveThreshold): fc.Arbitrary<SignalColumns> {
  const nothing = fc.constantFrom(null, 'quiet' as const);
  const mostly = <T>(value: fc.Arbitrary<T>) =>
    stretches(fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: nothing }));
  const { kind, unit } = definitionOf(signal) ?? {};
  if (kind === 'ratio') {
    const bad = (worsens === 'down' ? 100 - limit : limit) / 100;
    const shares = [0, 0.5 * bad, 0.93 * bad, Math.min(1, 3 * bad)];
    return mostly(
      fc
        .tuple(fc.constantFrom(...shares), fc.constantFrom(20, 2_000))
        .map(([share, all]): [number, number] => [
          Math.round(worsens === 'down' ? all * (1 - share) : all * share),
          all,
        ]),
    ).map((minutes) => ratio(signal, minutes));
  }
  if (kind === 'latency') {
    const ms = limit * (unit === 's' ? 1000 : 1);
    const counts = fc.constantFrom<number[]>([90, 10, 0], [60, 37, 3], [40, 40, 20], [3, 1, 0], [600, 100, 300]);
    const bounds = fc.constantFrom<number[]>([ms / 4, ms], [ms / 2, 2 * ms]);
    return fc.tuple(mostly(counts), bounds).map(([minutes, at]) => latency(signal, at, minutes));
  }
  return mostly(fc.constantFrom(0, 0.5 * limit, 0.93 * limit, 1.02 * limit, 1.3 * limit + 1)).map((values) =>
    gauge(signal, values),
  );
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const anyDemand = fc.option(
  fc.record({
    loop: share,
    core: share,
    memory: share,
    connections: share,
    sockets: share,
    idle: share,
    spread: share,
    instances: fc.option(fc.integer({ min: 1, max: 9 })),
    loadNow: fc.option(fc.integer({ min: 1, max: 400_000 })),
    egress: fc.boolean(),
  }),
);
type Given = NonNullable<typeof anyDemand extends fc.Arbitrary<infer T> ? T : never>;

/** Demand of any size, with draws on both sides of it. */
function demandOf(it: Given) {
  const view = (off: number, factor: number): DemandView => ({
    lines: new Map([
      ['eventloop.used', line(it.idle + off, it.loop * 1e-3 * factor)],
      ['cpu.used', line(it.idle + off, it.core * 1e-3)],
      ['memory.used', line((it.idle + off) * 1e9, it.memory * 1e6 * factor)],
      ['db.connections.used', line(20 * it.idle + off, it.connections * 0.5 * factor)],
      ['sockets.open', line(0, it.sockets)],
    ]),
    peakFactor: 1.14 * factor,
  });
  return fixed({
    ...view(0, 1),
    instances: it.instances,
    loadNow: it.loadNow,
    draws: [-1, -0.4, 0, 0.3, 1].map((at) => view(at * it.spread, 1 + at / 4)),
    requestsAMonth: it.core * 1e9,
    egressGbAMonth: it.egress ? it.loop * 1e5 : null,
  });
}

/** Two loads of the range that a phase serves. */
function loadsOf({ phases }: Roadmap, index: number) {
  const { from, to } = phases[index] as Roadmap['phases'][number];
  const load = fc.double({ min: from, max: to ?? Math.max(LARGEST_LOAD, 10 * from), noNaN: true });
  return fc.tuple(load, load);
}

function isSound(bill: Bill): void {
  expect(bill.cents).toBe(bill.lines.reduce((sum, { cents }) => sum + (cents ?? 0), 0));
  expect(bill.lowCents).toBeLessThanOrEqual(bill.cents);
  expect(bill.cents).toBeLessThanOrEqual(bill.highCents);
  for (const { id, cents, lowCents, highCents, quantity } of bill.lines) {
    expect(Number.isFinite(quantity) && quantity >= 0, id).toBe(true);
    for (const each of [cents, lowCents, highCents])
      expect(each === null || (Number.isInteger(each) && each >= 0), `${id} ${each}`).toBe(true);
  }
}
