/** The advice of an app worth a report: 1.7×, a date, steps with dates and prices, one that worked, bills with ranges. */
import { type Advice, DAY_MS } from '@/advisor/types';
import type { Roadmap } from '@/catalogue/types';
import { advice, bill, step } from '../advisor/support/advice';

export function reportedAdvice(nowAt: number, roadmap: Roadmap): Advice {
  const today = Math.floor(nowAt / DAY_MS) * DAY_MS;
  const day = (days: number) => today + days * DAY_MS;
  const required = roadmap.phases.map((phase) => phase.required.length);
  const dailyLoad = Array.from({ length: 66 }, (_, i) => ({
    at: day(i - 66),
    peak: 12_000 * 1.0178 ** i * (1 + 0.04 * Math.sin((i * 2 * Math.PI) / 7)),
  }));
  const ahead = Array.from({ length: 100 }, (_, i) => i);
  const peak = dailyLoad.at(-1)?.peak ?? 0;
  const relieves = [{ signal: 'db.connections.used', factor: 0.5 }];
  return {
    ...advice,
    computedAt: nowAt,
    newestAt: nowAt - 60_000,
    load: { ...advice.load, value: 38_214 } as Advice['load'],
    position: { ...advice.position, requiredDone: required.map((_, i) => (i === 0 ? 3 : 0)), requiredTotal: required },
    dailyLoad,
    checklist: {
      open: [
        step({ relieves, dueAt: day(24), safeAt: day(2), urgency: 2 }),
        step({
          stepId: 'redis',
          title: 'Cache reads in Redis',
          addsCents: 7_300,
          effortDays: { low: 1, high: 2 },
          dueAt: day(32),
          safeAt: day(6),
        }),
        step({
          stepId: 'atlas',
          title: 'A database with twice the connections',
          addsCents: 33_600,
          effortDays: { low: 0.125, high: 0.125 },
          relieves: [{ signal: 'db.connections.used', factor: 2 }],
          dueAt: day(34),
          safeAt: day(8),
        }),
        step({
          stepId: 'queue',
          title: 'Mail and exports in a queue',
          urgency: 0,
          addsCents: 1_400,
          effortDays: { low: 2, high: 4 },
        }),
        step({ stepId: 'cdn', title: 'Assets from a CDN', urgency: 0, addsCents: null }),
      ],
      done: [
        step({
          stepId: 'compression',
          title: 'Response compression',
          status: 'done',
          by: 'telemetry',
          doneAt: day(-22),
          effect: {
            computedAt: nowAt,
            doneAt: day(-22),
            code: 'measured',
            signals: [
              { code: 'change', signal: 'latency.p95', ratio: 0.78, low: 0.71, high: 0.85, claimed: true, of: 'value' },
            ],
            togetherWith: { steps: [], versions: [] },
          },
        }),
        step({ stepId: 'images', title: 'Images load when seen', status: 'done', by: 'person', doneAt: day(-40) }),
      ],
      wont: [],
      helpful: [],
    },
    estimate: {
      now: {
        ...bill(34_200, 33_200, 35_900, null),
        roadmap: [{ lowUsd: 50, highUsd: 200, verdict: 'above', place: '' }],
      },
      phases: [
        bill(34_200, 33_200, 35_900, 0),
        {
          ...bill(78_000, 63_000, 102_000, 1),
          roadmap: [{ lowUsd: 500, highUsd: 2_000, verdict: 'inside', place: '' }],
        },
      ],
    },
    dates: {
      dayAt: today,
      first: {
        date: { code: 'date', earlyAt: day(15), likelyAt: day(37), lateAt: day(84), horizonAt: day(365) },
        publishedAt: today,
      },
      limits: [],
      phase: {
        phase: 1,
        date: { code: 'date', earlyAt: day(11), likelyAt: day(19), lateAt: day(33), horizonAt: day(365) },
        publishedAt: today,
      },
      growth: { perDay: 0.0146, low: 0.009, high: 0.02 },
      fan: {
        at: ahead.map(day),
        low: ahead.map((i) => peak * 1.006 ** i),
        middle: ahead.map((i) => peak * 1.0146 ** i),
        high: ahead.map((i) => peak * 1.024 ** i),
      },
      record: { cameTrue: 4, settled: 5, boundsHeld: 0, bounds: 0, open: 1 },
      moves: [],
    },
  };
}
