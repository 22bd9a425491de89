import { describe, expect, it } from 'vitest';
import { briefOf } from '@/advisor/brief';
import type { Advice, StepFinding } from '@/advisor/types';
import {
  checklistHeadline,
  checklistSubline,
  costsHeadline,
  overviewHeadline,
  reportSentences,
  overviewSentence as sentenceOfBrief,
  signalsHeadline,
  stateOf as stateOfBrief,
  stateWord,
  urgencySentence,
} from '@/advisor/words/sentences';
import { advice, at, bill, NOW, step, withHeadroom, wording } from '../support/advice';
import { crossing, definitions, effective, roadmap } from '../support/facts';

const stateOf = (whole: Advice | null, nowAt: number) => stateOfBrief(whole && briefOf(whole), nowAt);
const overviewSentence = (whole: Advice, at: typeof wording) => sentenceOfBrief(briefOf(whole), at);
const day = (month: number, dayOfMonth: number) => Date.UTC(2027, month - 1, dayOfMonth);

describe('the team page', () => {
  const date = {
    code: 'date',
    earlyAt: day(2, 20),
    likelyAt: day(3, 14),
    lateAt: day(4, 30),
    horizonAt: day(11, 3),
  } as const;
  const headroomOf = (multiple: number) => ({ multiple, code: 'multiple', first: ['db.connections.used'] });

  it('counts what crosses and names what comes next, by its likely day before its multiple', () => {
    const rows = [
      { name: 'chat', state: 'crossing' as const, headroom: null },
      { name: 'search', state: 'clear' as const, headroom: headroomOf(1.6) },
      { name: 'checkout', state: 'soon' as const, headroom: headroomOf(1.72), date },
      { name: 'billing', state: 'learning' as const, headroom: null },
    ];
    expect(overviewHeadline(rows, wording)).toEqual({
      lead: '1 of 4 apps crosses a threshold.',
      rest: 'checkout has 5 weeks of headroom.',
      second:
        'Database connections first, about 14 Mar (20 Feb–30 Apr). Then search, 1.6×. ' +
        '1 app is close to a limit, 1 app is clear and 1 app has no answer yet.',
      plain: '1 of 4 apps crosses a threshold. checkout has 5 weeks of headroom.',
    });
    expect(overviewHeadline(rows.slice(1, 2), wording).rest).toBe('search has 1.6× headroom.');
    expect(overviewHeadline([], wording).plain).toBe(
      'No app yet. Connect one, and its first advice appears here within minutes.',
    );
  });

  it('keeps a name of 200 letters out of the large type', () => {
    const rows = [{ name: 'é'.repeat(200), state: 'clear' as const, headroom: headroomOf(2) }];
    expect(overviewHeadline(rows, wording).rest).toBe(`${'é'.repeat(39)}… has 2.0× headroom.`);
  });

  it('calls an app close to its limit by its likely day, however large the multiple', () => {
    const dates = (likelyAt: number) => ({
      ...withHeadroom({ multiple: 3 }),
      dates: { first: { date: { ...date, likelyAt }, publishedAt: null } } as Advice['dates'],
    });
    expect(stateOf(dates(day(3, 14)), NOW)).toBe('soon');
    expect(stateOf(dates(day(5, 14)), NOW)).toBe('clear');
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
    const line = (open: StepFinding[], dates?: Advice['dates']) =>
      checklistHeadline({ ...advice, checklist: { ...advice.checklist, open }, dates }, wording).plain;
    expect(line(advice.checklist.open)).toBe('3 steps for this phase, about $410 a month more');
    expect(line([step({ urgency: 0 })])).toBe('Nothing is open for this phase, 1 step for the next phase');
    expect(
      line([step({ addsCents: null, urgency: 3 }), step({ addsCents: 7_300, urgency: 3 }), step({ urgency: 0 })]),
    ).toBe('2 steps now, at least $73 a month more, 1 without a price; 1 for the next phase');
    const date = {
      code: 'date',
      earlyAt: day(2, 20),
      likelyAt: day(3, 14),
      lateAt: null,
      horizonAt: day(11, 3),
    } as const;
    const dates = {
      first: { date, publishedAt: null },
      limits: [{ thresholdId: 'cpu', signal: 'cpu.used', date: { ...date, likelyAt: day(4, 9) }, publishedAt: null }],
      phase: { phase: 1, date: { ...date, likelyAt: day(2, 24) }, publishedAt: null },
    } as unknown as Advice['dates'];
    const open = [
      step({ before: 'first', addsCents: 33_600, urgency: 2 }),
      step({ before: 'phase:grow', addsCents: 7_300 }),
      step({ before: 'limit:cpu' }),
      step({ urgency: 3 }),
      step({ urgency: 0 }),
    ];
    expect(line(open.slice(0, 2), dates)).toBe('2 steps before 14 Mar, about $410 a month more');
    expect(line(open, dates)).toBe(
      '1 step now, at no monthly cost; 2 before 14 Mar, 1 for this phase and 1 for the next phase',
    );
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
    const stopped = ['errors.rate', 'latency.p95', 'memory.used', 'requests.rate'].map((signal) => ({
      code: 'stale' as const,
      signal,
      use,
      lastAt: NOW,
    }));
    expect(signalsHeadline([measured, missing, ...stopped.slice(0, 1)], definitions).plain).toBe(
      '1 of 3 signals. No longer arriving: error rate.',
    );
    expect(signalsHeadline([measured, ...stopped], definitions).plain).toBe(
      '1 of 5 signals. No longer arriving: error rate, latency p95 and 2 more.',
    );
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
      'checkout: 1.7× of today’s busiest minutes (1.4–2.1), database connections first, of 6 limits seen; socket connections and memory used are not measured.',
      'Load is in Phase 1, 0–50K users; architecture 3 of 8 steps – next: Share one connection pool per process, 4 h, $0 a month; 2 more steps after it.',
      '$342 a month now, $780 in Phase 2 ($690–930), without egress; 3 of 8 required steps of Phase 1 done.',
    ]);
  });

  it('keeps the second one sentence where nothing is open', () => {
    const [, act] = reportSentences(
      { ...advice, checklist: { ...advice.checklist, open: [] } },
      { appName: 'checkout', roadmap },
      wording,
    );
    expect(act).toBe('Load is in Phase 1, 0–50K users; architecture 3 of 8 steps – no required step is open.');
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
