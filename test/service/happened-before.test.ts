import { expect, test } from 'vitest';
import { HOUR_MS, type HourFacts, MINUTE_MS } from '@/advisor/types';
import { deployments, happenedBefore } from '@/service/happened-before';

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
