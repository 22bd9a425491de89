/** What a pipeline is told, by what Headroom says of the app; the command itself runs in test/browser/api.test.ts. */
import { expect, test } from 'vitest';
import type { Answers } from '@/scripts/headroom/ask';
import { judged } from '@/scripts/headroom/gate';

const NOW = Date.UTC(2027, 1, 5);
const day = (days: number) => new Date(NOW + days * 86_400_000).toISOString();

type Headroom = Answers['headroom'];
const none = { earlyAt: null, likelyAt: null, lateAt: null, horizonAt: null, sentence: '' };
const likely = (days: number) => ({ ...none, code: 'date' as const, likelyAt: day(days) });
const disk = (days: number) => ({ ...likely(days), signal: 'disk.used', name: 'db-1 /data', step: null });

const gate = (given: Partial<Headroom>, least: number | null, days: number | null) => {
  const known = { code: 'multiple', multiple: 1.7, date: null, disk: null, newestAt: day(0), ...given } as Headroom;
  return judged(known, least, days, NOW).map(({ code }) => code);
};

test.each<[string, Partial<Headroom>, number | null, number | null, number[]]>([
  ['a multiple', {}, 1.5, null, [0]],
  ['too small a multiple', {}, 2, null, [1]],
  ['a limit that is crossed', { code: 'crossed', multiple: null }, 1.5, 21, [1, 1]],
  ['more than too little', { code: 'more-than' }, 2, null, [2]],
  ['at most enough', { code: 'at-most' }, 1.5, null, [2]],
  ['no multiple', { code: 'cannot-tell', multiple: null }, 1.5, null, [2]],
  ['silence', { newestAt: day(-1) }, 1.5, 21, [2]],
  ['a disk that nobody asked for', { disk: disk(4) }, 1.5, null, [0]],
  ['a disk before load', { disk: disk(4), date: likely(60) }, 1.5, 21, [0, 1, 0]],
  ['a disk late enough, and no day of load’s', { disk: disk(40) }, null, 21, [0, 2]],
  ['load’s day', { date: likely(21) }, null, 21, [0]],
  ['load’s day too near', { date: likely(20) }, null, 21, [1]],
  ['not before', { date: { ...none, code: 'not-before', earlyAt: day(30), horizonAt: day(90) } }, null, 21, [0]],
  ['not before a nearer day', { date: { ...none, code: 'not-before', earlyAt: day(10) } }, null, 21, [2]],
  ['not within', { date: { ...none, code: 'not-within', horizonAt: day(90) } }, null, 21, [0]],
  ['not within less', { date: { ...none, code: 'not-within', horizonAt: day(14) } }, null, 21, [2]],
  ['a limit that was reached', { date: { ...none, code: 'past' } }, null, 21, [1]],
  ['no date yet', { date: { ...none, code: 'cannot-tell' } }, null, 21, [2]],
])('%s', (_what, given, least, days, codes) => {
  expect(gate(given, least, days)).toEqual(codes);
});
