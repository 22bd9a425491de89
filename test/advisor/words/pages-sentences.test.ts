import { describe, expect, it } from 'vitest';
import {
  checklistHeadline,
  checklistSubline,
  costsHeadline,
  overviewHeadline,
  overviewSentence,
  reportSentences,
  signalsHeadline,
  stateOf,
  stateWord,
  urgencySentence,
} from '@/advisor/words/sentences';
import { advice, at, bill, NOW, step, withHeadroom, wording } from '../support/advice';
import { crossing, definitions, effective, roadmap } from '../support/facts';

describe('the team page', () => {
  it('counts what crosses and names the next', () => {
    const rows = [
      { name: 'chat', state: 'crossing' as const, headroom: null },
      {
        name: 'checkout',
        state: 'clear' as const,
        headroom: { multiple: 1.72, code: 'multiple', first: ['db.connections.used'] },
        when: 'about 14 Mar',
      },
      { name: 'billing', state: 'learning' as const, headroom: null },
    ];
    expect(overviewHeadline(rows)).toEqual({
      lead: '1 of 3 apps crosses a threshold.',
      rest: 'checkout has 1.7× headroom, database connections first, about 14 Mar.',
      second: '1 app is clear and 1 app has no answer yet.',
      plain: '1 of 3 apps crosses a threshold. checkout has 1.7× headroom, database connections first, about 14 Mar.',
    });
    expect(overviewHeadline([]).plain).toBe(
      'No app yet. Connect one, and its first advice appears here within minutes.',
    );
  });

  it('has one word and one sentence for an app', () => {
    const silent = { ...advice, newestAt: at(19, 3) };
    expect([stateOf(advice, NOW), stateOf(null, NOW), stateOf(silent, NOW)]).toEqual(['clear', 'new', 'no-data']);
    expect(stateOf(withHeadroom({ multiple: 1.1 }), NOW)).toBe('soon');
    expect(stateOf(withHeadroom({ code: 'at-most' }), NOW)).toBe('cannot-tell');
    expect(stateWord('cannot-tell')).toBe('Cannot tell');
    expect(overviewSentence(silent, wording)).toBe('No data since 19:03, 29 min. Was 1.7×.');
    expect(
      overviewSentence(
        withHeadroom({
          code: 'cannot-tell',
          multiple: null,
          reason: { code: 'load-hardly-varied', lowLoad: 100, highLoad: 109, days: 14 },
        }),
        wording,
      ),
    ).toBe('Load varied by only 9 % in 14 days.');
    expect(
      overviewSentence(
        { ...withHeadroom({ code: 'cannot-tell' }), load: { code: 'learning', hours: 19, needHours: 24, value: 5 } },
        wording,
      ),
    ).toBe('Still learning: 19 hours of data, 24 needed.');
  });
});

describe('checklist, costs and signals', () => {
  it('open with steps and money', () => {
    expect(checklistHeadline(advice.checklist).plain).toBe('3 steps now, about $410 a month more');
    expect(checklistHeadline({ ...advice.checklist, open: [step({ urgency: 0 })] }).plain).toBe(
      'Nothing is open for this phase, 1 step for the next phase',
    );
    expect(
      checklistHeadline({
        ...advice.checklist,
        open: [step({ addsCents: null }), step({ addsCents: 7_300, urgency: 3 }), step({ urgency: 0 })],
      }).plain,
    ).toBe('2 steps now, at least $73 a month more, 1 without a price; 1 for the next phase');
    expect(checklistSubline(advice)).toBe('1 of 4 steps is done.');
  });

  it('open with now, next and what if', () => {
    expect(costsHeadline(advice, roadmap, { multiple: 5, bill: bill(215_000, 0, 0, null) }).plain).toBe(
      '$342 now → $780 in Phase 2 → what if 5×: $2,150',
    );
    expect(costsHeadline(null, roadmap).plain).toBe('No bill yet');
  });

  it('open with what to send next', () => {
    const use = { recipe: '', metrics: [], quality: 'measured' as const, newestAt: NOW, intervalMs: 60_000 };
    const measured = {
      code: 'measured' as const,
      signal: 'cpu.used',
      use,
      value: 1,
      state: 2 as const,
      demand: null,
      capacity: null,
    };
    const missing = { code: 'missing' as const, signal: 'db.pool.used' };
    expect(signalsHeadline([measured, missing], definitions).plain).toBe(
      '1 of 2 signals. Send db.client.connection.count to get the 2nd.',
    );
    expect(signalsHeadline([measured], definitions).plain).toBe('1 of 1 signal. Nothing is missing.');
  });

  it('say why a step is urgent', () => {
    const threshold = effective('latency.p95', 500);
    const crossed = {
      ...advice,
      thresholds: [{ code: 'crossed' as const, threshold, value: 600, crossing: crossing() }],
    };
    expect(urgencySentence(step({ urgency: 3, becauseOf: [threshold.id] }), crossed)).toBe(
      'latency p95 is past the limit now',
    );
    expect(urgencySentence(step(), advice)).toBe('for the phase the load is in');
  });
});

describe('the report', () => {
  it('tells risk, act and money in three sentences from one finding', () => {
    expect(reportSentences(advice, { appName: 'checkout', roadmap }, wording)).toEqual([
      "checkout: 1.7× of today's busiest minutes (1.4–2.1), database connections first, of 6 limits seen; socket connections and memory used are not measured.",
      'Load is in Phase 1, 0–50K users; architecture 3 of 8 steps. Next: Share one connection pool per process, 4 h, $0 a month; 2 more steps after it.',
      '$342 a month now, $780 in Phase 2 ($690–930), without egress; 3 of 8 required steps of Phase 1 done.',
    ]);
  });

  it('gives the reason where data are thin, never "OK"', () => {
    const thin = withHeadroom({
      code: 'cannot-tell',
      multiple: null,
      low: null,
      high: null,
      first: [],
      reason: { code: 'learning-days', have: 2, need: 5 },
    });
    const [risk, , money] = reportSentences(
      { ...thin, estimate: { now: null, phases: [] } },
      { appName: 'checkout', roadmap },
      wording,
    );
    expect(risk).toBe(
      'checkout: cannot tell yet how far it carries, because it is still learning: 2 days of data, 5 needed.',
    );
    expect(money).toBe(
      'No bill yet, because neither a deployment nor a price is known; 3 of 8 required steps of Phase 1 done.',
    );
  });
});
