import { expect, it } from 'vitest';
import { briefOf, daysOfLoad } from '@/advisor/index';
import { type Advice, DAY_MS, type ThresholdStatus } from '@/advisor/types';
import { overviewSentence, stateOf } from '@/advisor/words/sentences';
import { advice, at, NOW, withHeadroom, wording } from './support/advice';
import { crossing, effective } from './support/facts';

const crossed: ThresholdStatus = {
  code: 'crossed',
  threshold: effective('sockets.open', 10_000),
  value: 11_240,
  crossing: crossing({ openedAt: NOW - 40 * 60_000 }),
};
const clear: ThresholdStatus = { code: 'clear', threshold: effective('cpu.used', 80), value: 40 };
const cases: [string, Advice][] = [
  ['a clear app', advice],
  ['a silent one', { ...advice, newestAt: at(19, 3) }],
  ['one that crosses', { ...advice, thresholds: [clear, crossed] }],
  [
    'one whose crossing is muted',
    { ...advice, thresholds: [{ ...crossed, threshold: { ...crossed.threshold, mutedUntil: NOW + DAY_MS } }] },
  ],
  ['one of which a limit is not measured', withHeadroom({ code: 'at-most' })],
  ['one that learns', { ...advice, load: { code: 'learning', hours: 3, needHours: 24, value: null } }],
  [
    'one whose day is near',
    {
      ...withHeadroom({ multiple: 3 }),
      dates: {
        first: {
          date: {
            code: 'date',
            earlyAt: NOW,
            likelyAt: NOW + 20 * DAY_MS,
            lateAt: null,
            horizonAt: NOW + 270 * DAY_MS,
          },
          publishedAt: null,
        },
      } as Advice['dates'],
    },
  ],
];

it.each(cases)('the brief of %s says what its whole advice says', (_, whole) => {
  const brief = JSON.parse(JSON.stringify(briefOf(whole)));
  const said = { ...whole, fills: null };
  expect(stateOf(brief, NOW)).toBe(stateOf(said, NOW));
  expect(overviewSentence(brief, wording)).toBe(overviewSentence(said, wording));
});

it('keeps eight weeks of load to three digits, days without any left out', () => {
  const firstAt = Date.UTC(2026, 0, 1);
  const dailyLoad = [0, 1, 30, 60, 62].map((day) => ({ at: firstAt + day * DAY_MS, peak: 1234.5 + day }));
  expect(daysOfLoad(briefOf({ ...advice, dailyLoad }).loadDays)).toEqual([
    { at: firstAt + 30 * DAY_MS, peak: 1260 },
    { at: firstAt + 60 * DAY_MS, peak: 1290 },
    { at: firstAt + 62 * DAY_MS, peak: 1300 },
  ]);
  expect(daysOfLoad(briefOf({ ...advice, dailyLoad: [] }).loadDays)).toEqual([]);
});
