import { expect, test } from 'vitest';
import { HOUR_MS, type HourFacts, MINUTE_MS } from '@/advisor/types';
import { deployments, happenedBefore } from '@/service/crossings/happened-before';
import { gauge } from '../advisor/support/columns';

const at = Date.UTC(2026, 10, 21, 18);
const hour = (hours: number, versions: string[], more: Partial<HourFacts> = {}): HourFacts => ({
  at: at + hours * HOUR_MS,
  instancesMedian: 2,
  versions,
  ...more,
});
const before = (hourFacts: HourFacts[], openedAt: number) =>
  happenedBefore({ hourFacts, observations: { startAt: at, columns: {} }, stepStates: [] }, openedAt);

test('a deployment is known by its minute, and is before a crossing for half an hour', () => {
  const deployedAt = at + 40 * MINUTE_MS;
  const since = [
    { at, version: '1' },
    { at: deployedAt, version: '2' },
  ];
  const facts = [hour(-1, ['1']), hour(0, ['1', '2'], { deployments: since }), hour(1, ['2'])];
  expect(deployments(facts)).toEqual([{ at: deployedAt, version: '2', withinMinutes: 1 }]);
  const said = [{ kind: 'deployment', at: deployedAt, says: '2', withinMinutes: 1 }];
  expect(before(facts, deployedAt + 6 * MINUTE_MS)).toEqual(said);
  expect(before(facts, deployedAt + 30 * MINUTE_MS)).toEqual(said);
  expect(before(facts, deployedAt + 31 * MINUTE_MS)).toEqual([]);
  expect(before(facts, deployedAt - MINUTE_MS)).toEqual([]);
});

test('of an hour that an older release wrote only the hour is known, and the entry says so', () => {
  const facts = [hour(-1, ['1']), hour(0, ['1', '2'])];
  expect(before(facts, at + 80 * MINUTE_MS)).toEqual([{ kind: 'deployment', at, says: '2', withinMinutes: 60 }]);
  expect(before(facts, at + 95 * MINUTE_MS)).toEqual([]);
});

test('load that changed by a fifth within the half hour is said, less is not', () => {
  const load = (values: (number | null)[]) => {
    const columns = gauge('requests.rate', values);
    return happenedBefore(
      {
        hourFacts: [],
        observations: { startAt: at, columns: {} },
        stepStates: [],
        load: () => ({ columns: { ...columns, startAt: at }, unit: 'req/s' }),
      },
      at + 30 * MINUTE_MS,
    );
  };
  const level = (before: number, after: number) => [...Array(20).fill(before), ...Array(10).fill(after)];
  expect(load(level(100, 150))).toEqual([
    { kind: 'load', at: at + 20 * MINUTE_MS, says: '100 → 150 req/s', withinMinutes: 10 },
  ]);
  expect(load(level(100, 70))[0]?.says).toBe('100 → 70 req/s');
  expect(load(level(100, 110))).toEqual([]);
  expect(load([...Array(20).fill(null), ...Array(10).fill(150)])).toEqual([]);
});
