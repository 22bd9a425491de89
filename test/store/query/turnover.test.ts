/** Gauges of instances that are replaced, added and removed: a sum is of those that are there, not of all that were. */
import { expect, test } from 'vitest';
import { makePoints, type Query, type SeriesPoints } from '@/store';
import { evaluate } from '@/store/query/evaluate';
import { gridOf } from '@/store/query/grid';
import { gaugeOf } from '../../support/series';

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];

interface Instance {
  fromAt: number;
  untilAt: number;
  value: number;
  everyMs?: number;
  /** Told as folded: one point a so long time, with the number of points behind it. */
  foldedMs?: number;
}

function instance({ fromAt, untilAt, value, everyMs = 10 * SECOND, foldedMs }: Instance): SeriesPoints {
  const lastOf = new Map<number, { at: number; count: number }>();
  for (let at = fromAt; at < untilAt; at += everyMs) {
    const bin = foldedMs === undefined ? at : Math.floor(at / foldedMs);
    lastOf.set(bin, { at, count: (lastOf.get(bin)?.count ?? 0) + 1 });
  }
  const told = [...lastOf.values()];
  const points = makePoints(told.length);
  for (const [i, { at }] of told.entries()) {
    points.time[i] = at;
    points.start[i] = Number.NaN;
    points.value[i] = value;
    points.flags[i] = 0;
    points.histograms.push(null);
    points.length++;
  }
  if (foldedMs !== undefined) {
    const all = Float64Array.from(told, () => value);
    const count = Float64Array.from(told, ({ count }) => count);
    points.spread = { min: all, max: all, sum: count.map((n) => n * value), count };
  }
  return { series: { id: 1, ...gaugeOf('active') }, points };
}

function answer(found: Instance[], change: Partial<Query> = {}): number[] {
  const query: Query = {
    metric: 'active',
    filters: [],
    groupBy: [],
    value: 'avg',
    across: 'sum',
    fromAt: 0,
    toAt: HOUR,
    stepMs: 10 * MINUTE,
    ...change,
  };
  const resolution = found.some(({ foldedMs }) => foldedMs === HOUR) ? 'hour' : 'minute';
  return Array.from(
    evaluate(
      query,
      found.map((each) => instance(each)),
      gridOf(query),
      resolution,
    ).series[0]?.values ?? [],
  );
}

/** A deployment 24 minutes into the hour. */
const DEPLOYED = 24 * MINUTE;
const replaced = (more: Partial<Instance> = {}): Instance[] => [
  { fromAt: -10 * MINUTE, untilAt: DEPLOYED, value: 30, ...more },
  { fromAt: DEPLOYED, untilAt: 3 * HOUR, value: 30, ...more },
];

test.each(['last', 'avg', 'min', 'max'] as const)('an instance is not added to its successor (%s)', (value) => {
  expect(answer(replaced(), { value })).toEqual(Array(6).fill(30));
  expect(answer(replaced({ foldedMs: MINUTE }), { value })).toEqual(Array(6).fill(30));
  expect(answer(replaced(), { value, stepMs: MINUTE })).toEqual(Array(60).fill(30));
});

test('also where hours are all that is kept, and between two minutes', () => {
  expect(answer(replaced({ foldedMs: HOUR }), { stepMs: HOUR, toAt: 3 * HOUR })).toEqual([30, 30, 30]);
  const [old, next] = replaced() as [Instance, Instance];
  const between = DEPLOYED + 30 * SECOND;
  expect(
    answer(
      [
        { ...old, untilAt: between },
        { ...next, fromAt: between },
      ],
      { stepMs: MINUTE },
    ),
  ).toEqual(Array(60).fill(30));
});

test('a minute’s silence of an exporter is held, and what ended is not held beside its successor', () => {
  const slow = { everyMs: MINUTE };
  expect(answer(replaced(slow), { stepMs: MINUTE })).toEqual(Array(60).fill(30));
  // Nobody follows: what was there last holds for twice its interval.
  const [gone] = replaced(slow);
  expect(answer([gone as Instance, { fromAt: -HOUR, untilAt: -30 * MINUTE, value: 1 }], { stepMs: MINUTE })).toEqual([
    ...Array(25).fill(30),
    ...Array(35).fill(Number.NaN),
  ]);
});

test('one more and one fewer count by the time that they are there', () => {
  const steady = { fromAt: -HOUR, untilAt: 2 * HOUR, value: 100 };
  const more = { fromAt: 24 * MINUTE, untilAt: 2 * HOUR, value: 50 };
  expect(answer([steady, more])).toEqual([100, 100, 130, 150, 150, 150]);
  const fewer = { fromAt: -HOUR, untilAt: 24 * MINUTE, value: 50 };
  expect(answer([steady, fewer])).toEqual([150, 150, 120, 100, 100, 100]);
  expect(answer([steady, fewer], { value: 'last' })).toEqual([150, 150, 100, 100, 100, 100]);
  expect(answer([steady, fewer], { across: 'avg' })).toEqual([75, 75, 75, 100, 100, 100]);
});

test('the newest minutes are whole though senders are seconds apart', () => {
  const toAt = 24 * MINUTE + 35 * SECOND;
  const senders = [0, 3, 8].map((late) => ({ fromAt: -HOUR + late * SECOND, untilAt: toAt, value: 10 }));
  expect(answer(senders, { stepMs: MINUTE, toAt })).toEqual(Array(25).fill(30));
  expect(answer(senders, { stepMs: MINUTE, toAt, value: 'last' })).toEqual(Array(25).fill(30));
});
