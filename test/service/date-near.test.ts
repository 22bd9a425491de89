/** Which dates are told of because they have come nearer than the work that they need. */
import { expect, test } from 'vitest';
import { DAY_MS, type StepFinding } from '@/advisor/types';
import { nearDate, nearDisks } from '@/service/notifications/date-near';
import { advice, NOW } from '../advisor/support/advice';
import { inDays, withDisk } from '../advisor/support/filling-disk';

const step = (before: string, high: number): StepFinding =>
  ({
    ...(advice.checklist.open[0] as StepFinding),
    stepId: `${before}-${high}`,
    status: 'open',
    before,
    leadDays: { low: 0, high },
  }) as StepFinding;

/** A disk that is at its limit in so many days, and what was told a week ago. */
function told(days: number, before: number | null, leads = [3, 14]) {
  const date = inDays(days - 1, days, days + 1);
  const now = withDisk(date, date);
  const [limit] = now.dates?.limits ?? [];
  if (!limit || !now.dates) throw new Error('no limit');
  const weekAgo = NOW - 7 * DAY_MS;
  const last = before === null ? null : { date: inDays(before - 8, before - 7, before - 6), publishedAt: weekAgo };
  const [open = [], ...helpful] = leads.map((lead) => step('limit:disk', lead));
  return {
    ...now,
    dates: { ...now.dates, limits: [{ ...limit, before: last }] },
    checklist: { ...now.checklist, open: [open, step('first', 40)].flat(), helpful },
  };
}

test('a disk’s date is told of on the day on which it leaves less than its own steps take', () => {
  expect(nearDisks(told(20, null))).toEqual([]);
  expect(nearDisks(told(13, null))).toEqual([
    {
      likelyAt: NOW + 13 * DAY_MS,
      publishedAt: NOW,
      leadDays: 14,
      thresholdId: 'disk',
      signal: 'disk.used',
      disk: 'db-1 /data',
    },
  ]);
  // The one before left 15 days when this one replaced it: new. It left 13: that was said.
  expect(nearDisks(told(13, 22))).toHaveLength(1);
  expect(nearDisks(told(5, 20))).toEqual([]);
});

test('without a step of its own a fortnight counts', () => {
  expect(nearDisks(told(13, null, []))[0]?.leadDays).toBe(14);
  expect(nearDisks(told(15, null, []))).toEqual([]);
});

test('a date that is not published yet is not told of, and load’s has its own words', () => {
  const it = told(5, null);
  const limits = it.dates.limits.map((limit) => ({ ...limit, publishedAt: null }));
  expect(nearDisks({ ...it, dates: { ...it.dates, limits } })).toEqual([]);
  expect(nearDate(it)).toBeNull();
});
