import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moveOf, outcomeOf, recordOf } from '@/advisor/forecast/publish';
import { type Claim, DAY_MS, type DateFinding, type PublishedDate } from '@/advisor/types';

const day = (n: number) => Date.UTC(2027, 1, 1) + n * DAY_MS;
const date = (early: number, likely: number, late: number | null): DateFinding => ({
  code: 'date',
  earlyAt: day(early),
  likelyAt: day(likely),
  lateAt: late === null ? null : day(late),
  horizonAt: day(300),
});
const notBefore = (early: number, share = 0.3): DateFinding => ({
  code: 'not-before',
  earlyAt: day(early),
  horizonAt: day(300),
  share,
  reason: 'rather-not',
});
const known = { load: 100, low: 90, high: 110, days: 90, peak: 60, thresholds: ['sockets'] };
const claim = (now: DateFinding, facts = 'same'): Claim => ({ what: 'first', date: now, known, facts });
const told = (then: DateFinding, on = 0): PublishedDate => ({
  ...claim(then),
  publishedAt: day(on),
  moved: 'first-time',
  replacedAt: null,
  outcome: null,
  metAt: null,
});

describe('a published date', () => {
  it.each([
    ['stands while the new day lies inside and near', date(30, 62, 90), 3, null],
    ['moves when the new day leaves its interval', date(20, 91, 120), 3, 'left-interval'],
    ['moves by more than a fifth of the time left', date(30, 75, 95), 3, 'by-a-fifth'],
    ['moves weekly, however little', date(30, 61, 90), 7, 'weekly'],
    ['is not told again when it is the same', date(30, 60, 90), 7, null],
    ['does not give way to "not before" at 45 of 100', notBefore(40, 0.45), 3, null],
    ['gives way to it at 30 of 100', notBefore(40, 0.3), 3, 'other-answer'],
    ['stands while its limit is crossed', { code: 'past', sinceAt: day(2) }, 3, null],
  ] as [string, DateFinding, number, string | null][])('%s', (_name, now, on, moved) => {
    expect(moveOf(told(date(30, 60, 90)), claim(now), day(on))).toBe(moved);
  });

  it('is told anew when a person changed what it rests on, and at once when there is none', () => {
    expect(moveOf(told(date(30, 60, 90)), claim(date(30, 60, 90), 'other'), day(1))).toBe('facts-changed');
    expect(moveOf(null, claim(date(30, 60, 90)), day(0))).toBe('first-time');
  });

  it('never moves twice for one answer, whatever the answers', () => {
    const answers = fc.tuple(
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 60 }),
    );
    fc.assert(
      fc.property(fc.array(answers, { minLength: 1, maxLength: 30 }), (days) => {
        let standing: PublishedDate | null = null;
        days.forEach(([early, more, most], on) => {
          const now = claim(date(on + early, on + early + more, on + early + more + most));
          for (let look = 0; look < 3; look++) {
            const moved = moveOf(standing, now, day(on));
            if (moved !== null) {
              expect(look).toBe(0);
              standing = { ...told(now.date, on), moved };
            }
          }
        });
      }),
    );
  });
});

describe('what became of a date', () => {
  const crossedOn = (n: number | null, peak = 100) => ({
    crossings: n === null ? [] : [{ thresholdId: 'sockets', openedAt: day(n) + 15 * 3_600_000 }],
    dayOf: (at: number) => Math.floor(at / DAY_MS) * DAY_MS,
    peakOn: () => peak,
    enteredOn: () => null,
  });
  it.each([
    ['came true inside its interval', date(30, 60, 90), 45, 46, 'in'],
    ['on its very last day', date(30, 60, 90), 90, 91, 'in'],
    ['came before it', date(30, 60, 90), 29, 30, 'early'],
    ['is open until its last day is over', date(30, 60, 90), null, 90, null],
    ['did not come', date(30, 60, 90), null, 91, 'late'],
    ['an open end holds until the horizon', date(30, 60, null), null, 299, null],
    ['and is right when nothing came by then', date(30, 60, null), null, 301, 'in'],
    ['"not before" held', notBefore(40), null, 41, 'in'],
    ['"not before" did not', notBefore(40), 39, 40, 'early'],
    ['an answer without a day cannot come true', { code: 'cannot-tell', reason: { code: 'no-load' } }, 5, 400, null],
  ] as [string, DateFinding, number | null, number, string | null][])('%s', (_name, then, crossed, on, outcome) => {
    expect(outcomeOf(told(then), crossedOn(crossed), day(on))?.outcome ?? null).toBe(outcome);
  });

  it('a crossing far below the load of the limit has another cause', () => {
    expect(outcomeOf(told(date(30, 60, 90)), crossedOn(45, 60), day(50))).toBeNull();
    expect(outcomeOf(told(date(30, 60, 90)), crossedOn(45, 75), day(50))?.outcome).toBe('in');
  });

  it('a phase is settled by the day on which load entered it', () => {
    const entry: PublishedDate = { ...told(date(30, 60, 90)), what: 'phase:grow', known: { ...known, thresholds: [] } };
    const events = { ...crossedOn(40), enteredOn: (phase: string) => (phase === 'grow' ? day(35) : null) };
    expect(outcomeOf(entry, events, day(50))).toEqual({ outcome: 'in', metAt: day(35) });
  });

  it('counts what is settled; single limits would count a crossing twice', () => {
    const of = (outcome: PublishedDate['outcome'], then = date(30, 60, 90)) => ({ ...told(then), outcome });
    expect(
      recordOf([
        of('in'),
        of('in'),
        of('early'),
        of('withdrawn'),
        of(null),
        of('in', notBefore(40)),
        { ...of('late'), what: 'limit:sockets' },
      ]),
    ).toEqual({ cameTrue: 2, settled: 3, boundsHeld: 1, bounds: 1, open: 1 });
  });
});
