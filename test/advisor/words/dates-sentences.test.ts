import { describe, expect, it } from 'vitest';
import { type Advice, DAY_MS, type DateFinding, type DatesFinding, type StepFinding } from '@/advisor/types';
import {
  appHeadline,
  appReason,
  appSubline,
  beginSentence,
  beginText,
  beginWords,
  dateSentence,
  presses,
  recordSentence,
  reportSentences,
} from '@/advisor/words/sentences';
import { advice, NOW, step, wording } from '../support/advice';
import { roadmap } from '../support/facts';

const on = (month: number, dayOfMonth: number, year = 2027) => Date.UTC(year, month - 1, dayOfMonth);
const date: DateFinding = {
  code: 'date',
  earlyAt: on(2, 20),
  likelyAt: on(3, 14),
  lateAt: on(4, 30),
  horizonAt: on(11, 3),
};
const dates: DatesFinding = {
  dayAt: on(2, 5),
  first: { date, publishedAt: on(2, 5) },
  limits: [],
  phase: { phase: 1, date: { ...date, earlyAt: on(2, 17), likelyAt: on(2, 24), lateAt: on(3, 7) }, publishedAt: NOW },
  growth: { perDay: 0.014, low: 0.01, high: 0.018 },
  fan: null,
  record: { cameTrue: 0, settled: 0, boundsHeld: 0, bounds: 0, open: 1 },
  moves: [],
};
const dated = (more: Partial<DatesFinding> = {}): Advice => ({ ...advice, dates: { ...dates, ...more } });

describe('a date in words', () => {
  it.each([
    [date, 'about 14 Mar (20 Feb–30 Apr)'],
    [{ ...date, lateAt: null }, 'about 14 Mar (20 Feb – after 3 Nov)'],
    [{ ...date, lateAt: on(1, 20, 2028) }, 'about 14 Mar (20 Feb–20 Jan 2028)'],
    [
      { code: 'not-before', earlyAt: on(2, 20), horizonAt: on(2, 4, 2028), share: 0.31, reason: 'rather-not' },
      'not before 20 Feb (9 in 10); 1 in 3 within a year',
    ],
    [
      { code: 'not-before', earlyAt: on(2, 20), horizonAt: on(4, 2), share: 0.6, reason: 'young' },
      'not before 20 Feb (9 in 10)',
    ],
    [{ code: 'not-within', horizonAt: on(2, 4, 2028), share: 0.02 }, 'not within a year'],
    [{ code: 'not-within', horizonAt: on(4, 2), share: 0.02 }, 'not before 2 Apr'],
    [{ code: 'past', sinceAt: NOW - DAY_MS }, 'past since 4 Feb, 19:32'],
    [{ code: 'past', sinceAt: on(2, 3) }, 'already reached on 3 Feb'],
    [
      { code: 'cannot-tell', reason: { code: 'too-short', have: 9, need: 14 } },
      'no date yet, because it is still learning: 9 whole days of load, 14 needed',
    ],
  ] as [DateFinding, string][])('%j', (finding, words) => {
    expect(dateSentence(finding, wording)).toBe(words);
  });

  it('stands in the first line, with growth and the next phase below it', () => {
    expect(appHeadline(dated(), wording).plain).toBe(
      '1.7× (1.4–2.1) – database connections first, of 6 limits seen – about 14 Mar (20 Feb–30 Apr)',
    );
    expect(appReason(dated(), wording)).toBe(
      '706 of 1,200 connections in the busiest minutes of the last 7 days. Load grows 1.4 % a day and doubles every 7 weeks. Socket connections and memory used are not measured.',
    );
    expect(appSubline(dated(), roadmap, wording)).toBe(
      '706 of 1,200 connections in the busiest minutes of the last 7 days. Load grows 1.4 % a day and doubles every 7 weeks. Load is in Phase 1, 0–50K users; architecture 3 of 8 steps. Load enters Phase 2 about 24 Feb (17 Feb–7 Mar). Socket connections and memory used are not measured.',
    );
  });

  it('says that load moved at once, for good or not yet to be told', () => {
    const level = { code: 'shifted', sinceAt: on(2, 3), ratio: 1.384 } as const;
    expect(appReason(dated({ level }), wording)).toContain(
      'doubles every 7 weeks. Load went up 38 % on 3 Feb and stayed there, dates go on from it.',
    );
    expect(appReason(dated({ level: { ...level, code: 'undecided', ratio: 0.6 } }), wording)).toContain(
      'Load has been 40 % lower since 3 Feb: outlier or shift, undecided, dates allow for both.',
    );
  });

  it('is left out of the first line where there is none, and the second says why', () => {
    const young = dated({
      first: { date: { code: 'cannot-tell', reason: { code: 'too-short', have: 9, need: 14 } }, publishedAt: null },
    });
    expect(appHeadline(young, wording).date).toBeNull();
    expect(appSubline(young, roadmap, wording)).toContain('No date yet, because it is still learning: 9 whole days');
  });

  it('is the report’s second sentence, with what has to begin by when', () => {
    const [first] = advice.checklist.open;
    if (first === undefined) throw new Error('a step is open');
    const next = { ...first, safeAt: on(2, 7), dueAt: on(3, 1) };
    const [, act] = reportSentences(
      { ...dated(), checklist: { ...advice.checklist, open: [next] } },
      { appName: 'checkout', roadmap },
      wording,
    );
    expect(act).toBe(
      'At this growth, checkout meets its limit of database connections about 14 Mar (20 Feb–30 Apr) – next: Share one connection pool per process, 4 h, $0 a month, begin by 7 Feb to be safe, by 1 Mar at the latest.',
    );
  });

  it('says around the turn of the year that no year has been seen, and nothing of it at other times', () => {
    const act = (nowAt: number, days: number) =>
      reportSentences(dated({ days }), { appName: 'checkout', roadmap }, { ...wording, nowAt })[1];
    const words = ', holidays not included because no year has been seen yet – next: ';
    expect(act(Date.UTC(2026, 11, 3), 120)).toContain(words);
    expect(act(Date.UTC(2027, 0, 6), 120)).toContain(words);
    expect(act(Date.UTC(2026, 11, 3), 390)).not.toContain('no year');
    expect(act(Date.UTC(2026, 11, 3), 390)).toContain(
      ', holidays not included because they are learned from two years and one has been seen – next: ',
    );
    expect(act(Date.UTC(2026, 11, 3), 755)).not.toContain('year');
    expect(act(Date.UTC(2027, 1, 3), 120)).not.toContain('no year');
  });

  it('says which of the team’s holidays near are not known yet, instead of the year', () => {
    const holiday = (name: string, seen: number) => ({ name, seen, fromAt: on(12, 24), toAt: on(12, 26) });
    const act = (...holidays: ReturnType<typeof holiday>[]) =>
      reportSentences(
        dated({ days: 120, holidays }),
        { appName: 'checkout', roadmap },
        { ...wording, nowAt: Date.UTC(2026, 11, 3) },
      )[1];
    expect(act(holiday('Christmas', 2))).not.toMatch(/year|seen/);
    expect(act(holiday('Christmas', 2), holiday('Launch', 1))).toContain(
      '(20 Feb–30 Apr), with a wider interval at Launch, which has not been seen twice – next: ',
    );
    expect(act(...['A', 'B', 'C', 'D'].map((name) => holiday(name, 0)))).toContain(
      ', with a wider interval at A, B and 2 more of your holidays, which have not been seen twice – next: ',
    );
    expect(act()).toContain('no year has been seen yet');
  });

  it('names the phase that the next step has to be ready for', () => {
    const [first] = advice.checklist.open;
    const next = { ...first, before: `phase:${roadmap.phases[1]?.id}` } as StepFinding;
    const [, act] = reportSentences(
      { ...dated(), checklist: { ...advice.checklist, open: [next] } },
      { appName: 'checkout', roadmap },
      wording,
    );
    expect(act).toContain(' – next, for Phase 2 about 24 Feb (17 Feb–7 Mar): Share one connection pool');
  });
});

describe('when to begin', () => {
  it('is said kindly where the day has passed', () => {
    const at = (safe: number | null, due: number | null) => step({ safeAt: safe, dueAt: due });
    expect(beginWords(at(on(2, 7), on(3, 1)), wording)?.text).toBe('by 7 Feb');
    expect(beginSentence(at(on(1, 30), on(3, 1)), wording)).toBe(
      'begin now: 30 Jan would have been safe, 1 Mar is likely still in time',
    );
    expect(beginSentence(at(on(1, 10), on(2, 1)), wording)).toBe(
      'begin now: likely late, 1 Feb would have been in time',
    );
    expect(beginSentence(at(on(1, 10), null), wording)).toBe('begin soon: it may be needed earlier than it takes');
    expect(beginWords(step({ urgency: 3, safeAt: on(1, 10) }), wording)).toBeNull();
    expect(beginWords(at(null, null), wording)).toBeNull();
    const all = [
      at(on(2, 7), on(3, 1)),
      at(on(1, 10), on(3, 1)),
      at(null, null),
      step({ urgency: 3 }),
      step({ urgency: 2 }),
    ];
    expect(all.map((it) => beginText(it, wording))).toEqual(['by 7 Feb', 'due 1 Mar', 'this phase', 'now', 'soon']);
    // "Nothing presses" and "begin now" may never be said of one list.
    expect(all.map((it) => presses(it, wording))).toEqual([false, true, false, true, true]);
  });
});

describe('the record', () => {
  it('counts what came true', () => {
    const record = { cameTrue: 11, settled: 14, boundsHeld: 0, bounds: 0, open: 2 };
    expect(recordSentence(record)).toBe('11 of 14 past dates came true in their interval');
    expect(recordSentence({ ...record, boundsHeld: 3, bounds: 3 })).toBe(
      '11 of 14 past dates came true in their interval, 3 of 3 “not before” held',
    );
    expect(recordSentence({ ...record, settled: 0, cameTrue: 0 })).toBe(
      'no date is old enough yet to say whether it came true',
    );
    expect(recordSentence({ ...record, settled: 0, cameTrue: 0, open: 0 })).toBeNull();
  });
});
