/** What a report says of waiting: a disk that is full first comes before load's own limit. */
import { expect, test } from 'vitest';
import { waitOf } from '@/service/report/steps';
import { wording } from '../advisor/support/advice';
import { roadmap } from '../advisor/support/facts';
import { inDays, withDisk } from '../advisor/support/filling-disk';

test('a disk that is full first is what comes first', () => {
  const soon = withDisk(inDays(3, 4, 6));
  expect(waitOf({ advice: soon, roadmap, name: 'checkout' } as Parameters<typeof waitOf>[0], wording)).toEqual([
    'db-1 /data would reach its limit about 9 Feb (8–11 Feb), and be full about 25 Feb (23–27 Feb).',
    'Database connections would reach their limit about 14 Mar (20 Feb–30 Apr).',
  ]);
});
