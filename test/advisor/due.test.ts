import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Deadline, deadlineOf, dueDates } from '@/advisor/checklist/due';
import { DAY_MS, type DateFinding, type DatesFinding } from '@/advisor/types';
import { headroom, position } from './support/advice';
import { step } from './support/facts';

const day = (n: number) => Date.UTC(2027, 1, 1) + n * DAY_MS;
const date = (early: number, likely: number): DateFinding => ({
  code: 'date',
  earlyAt: day(early),
  likelyAt: day(likely),
  lateAt: day(likely + 30),
  horizonAt: day(300),
});
const dates: DatesFinding = {
  dayAt: day(0),
  first: { date: date(19, 41), publishedAt: day(0) },
  limits: [
    { thresholdId: 't', signal: 'db.connections.used', date: date(21, 44), publishedAt: day(0) },
    { thresholdId: 'cpu', signal: 'cpu.used', date: date(50, 80), publishedAt: day(0) },
    {
      thresholdId: 'sockets',
      signal: 'sockets.open',
      date: { code: 'not-before', earlyAt: day(60), horizonAt: day(90), share: 0.3, reason: 'rather-not' },
      publishedAt: day(0),
    },
  ],
  phase: { phase: 1, date: date(16, 23), publishedAt: day(0) },
  growth: null,
  fan: null,
  record: { cameTrue: 0, settled: 0, boundsHeld: 0, bounds: 0, open: 0 },
  moves: [],
};
const ask = (relieves: string[], phase: number, required = false) =>
  deadlineOf({
    step: step('s', { relieves: relieves.map((signal) => ({ signal })) }),
    phase,
    required,
    dates,
    headroom,
    position,
    phaseIds: ['start', 'grow', 'scale'],
  });

describe('what a step has to be ready for', () => {
  it('the date in large type where it relieves what is first, a limit of its own else', () => {
    expect(ask(['db.connections.used'], 0)).toEqual({ likelyAt: day(41), earlyAt: day(19), before: 'first' });
    expect(ask(['cpu.used'], 0)).toEqual({ likelyAt: day(80), earlyAt: day(50), before: 'limit:cpu' });
  });

  it('a bound gives a safe day and no likely one', () => {
    expect(ask(['sockets.open'], 0)).toEqual({ likelyAt: null, earlyAt: day(60), before: 'limit:sockets' });
  });

  it('required steps: the next phase, of this one and of that one, not of a later one', () => {
    const entry = { likelyAt: day(23), earlyAt: day(16), before: 'phase:grow' };
    expect(ask([], 0, true)).toEqual(entry);
    expect(ask([], 1, true)).toEqual(entry);
    expect(ask([], 2, true)).toEqual({ likelyAt: null, earlyAt: null, before: null });
    expect(ask(['db.connections.used'], 0, true)).toEqual(entry);
  });
});

describe('by when a step has to begin', () => {
  const at = (likely: number, early: number): Deadline => ({
    likelyAt: day(likely),
    earlyAt: day(early),
    before: 'first',
  });
  const due = (id: string, low: number, high = low) => ({ stepId: id, leadDays: { low, high } });

  it('likely date − lead, and early date − the longest lead', () => {
    const found = dueDates([due('pool', 10, 16)], {
      steps: new Map([['pool', step('pool')]]),
      deadlines: new Map([['pool', at(41, 19)]]),
    });
    expect(found.get('pool')).toMatchObject({ dueAt: day(28), safeAt: day(3), before: 'first' });
  });

  it('sums along what waits for it, and a step without a date takes that of what waits', () => {
    const steps = new Map([
      ['a', step('a')],
      ['b', step('b', { after: ['a'] })],
      ['c', step('c', { after: ['b'] })],
    ]);
    const found = dueDates([due('a', 3), due('b', 5), due('c', 7)], { steps, deadlines: new Map([['c', at(60, 40)]]) });
    expect([...found.values()].map(({ dueAt }) => dueAt)).toEqual(expect.arrayContaining([day(53), day(48), day(45)]));
    expect(found.get('a')).toMatchObject({ dueAt: day(45), safeAt: day(25), before: 'first' });
  });

  it('steps of one owner are done one after another, the soonest needed first', () => {
    const steps = new Map(['a', 'b', 'c'].map((id) => [id, step(id)]));
    const deadlines = new Map([
      ['a', { ...at(60, 40), before: 'phase:grow' } as Deadline],
      ['b', at(55, 35)],
      ['c', at(58, 38)],
    ]);
    const ask = (owners?: Record<string, string>) =>
      dueDates([due('a', 10), due('b', 10), due('c', 10)], { steps, deadlines, ...(owners ? { owners } : {}) });
    const side = ask();
    expect([...'abc'].map((id) => side.get(id)?.dueAt)).toEqual([day(50), day(45), day(48)]);
    expect(ask({ a: 'Grace', b: 'Alan' })).toEqual(side);
    // b has to be ready on day 55, but a must begin on day 50: b is done by then. c is somebody else's.
    const found = ask({ a: 'Grace', b: ' grace ', c: 'Alan' });
    expect(found.get('a')).toMatchObject({ dueAt: day(50), safeAt: day(30), before: 'phase:grow' });
    expect(found.get('b')).toMatchObject({ dueAt: day(40), safeAt: day(20), before: 'first' });
    expect(found.get('c')).toEqual(side.get('c'));
  });

  it('a step of the same owner without a date moves none and gets none', () => {
    const steps = new Map(['a', 'b'].map((id) => [id, step(id)]));
    const found = dueDates([due('b', 10), due('a', 10)], {
      steps,
      deadlines: new Map([['a', at(60, 40)]]),
      owners: { a: 'Grace', b: 'Grace' },
    });
    expect(found.get('a')?.dueAt).toBe(day(50));
    expect(found.get('b')).toMatchObject({ dueAt: null, safeAt: null, before: null });
  });

  it('a step of the same owner in another app takes its turn, the soonest needed first', () => {
    const steps = new Map([['a', step('a')]]);
    const deadlines = new Map([['a', at(60, 40)]]);
    const ask = (owner: string, early: number) =>
      dueDates([due('a', 10)], {
        steps,
        deadlines,
        owners: { a: 'Grace' },
        elsewhere: [
          { app: 'chat', owner, leadDays: { low: 4, high: 8 }, likelyAt: day(early + 15), earlyAt: day(early) },
        ],
      }).get('a');
    // In chat it is needed on day 45 and takes 8 days at most: it begins on 37, so this one is ready by then.
    expect(ask(' grace', 45)).toMatchObject({ safeAt: day(27), dueAt: day(44), busyWith: ['chat'] });
    expect(ask('Grace', 45)?.need).toEqual({ likelyAt: day(60), earlyAt: day(40) });
    // What is needed before it leaves it alone, and so does somebody else's.
    expect(ask('Grace', 20)).toMatchObject({ safeAt: day(30), dueAt: day(50), busyWith: [] });
    expect(ask('Alan', 45)).toMatchObject({ safeAt: day(30), busyWith: [] });
  });

  it('along a chain that two owners share, neither is at two steps at once', () => {
    // Grace: a, then c; Alan: b, which waits for a, and d.
    const steps = new Map([
      ['a', step('a')],
      ['b', step('b', { after: ['a'] })],
      ['c', step('c', { after: ['b'] })],
      ['d', step('d')],
    ]);
    const found = dueDates([due('a', 3), due('b', 5), due('c', 7), due('d', 4)], {
      steps,
      deadlines: new Map([
        ['c', at(60, 40)],
        ['d', at(54, 34)],
      ]),
      owners: { a: 'Grace', c: 'Grace', b: 'Alan', d: 'Alan' },
    });
    // b is needed on day 53, d on day 54: d begins on 50, so b on 45 and a on 42.
    expect([...'abcd'].map((id) => found.get(id)?.dueAt)).toEqual([day(42), day(45), day(53), day(50)]);
  });

  it('whatever the graph: a step begins before what waits for it, safe is never after due', () => {
    const edge = fc.tuple(fc.nat(9), fc.nat(9));
    const own = fc.option(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })));
    const ten = { minLength: 10, maxLength: 10 };
    const graph = [fc.array(edge, { maxLength: 20 }), fc.array(own, ten), fc.array(fc.nat(3), ten)] as const;
    fc.assert(
      fc.property(...graph, (edges, owns, people) => {
        const owners = Object.fromEntries(people.flatMap((who, i) => (who === 0 ? [] : [[`${i}`, `Owner ${who}`]])));
        const steps = new Map(
          owns.map((_, i) => {
            const after = edges.filter(([from, to]) => to === i && from < to).map(([from]) => `${from}`);
            return [`${i}`, step(`${i}`, { after })];
          }),
        );
        const deadlines = new Map(owns.flatMap((o, i) => (o === null ? [] : [[`${i}`, at(o[0] + o[1], o[0])]])));
        const found = dueDates(
          owns.map((_, i) => due(`${i}`, 2, 6)),
          { steps, deadlines, owners },
        );
        for (const who of new Set(Object.values(owners))) {
          const starts = [...found].flatMap(([id, { safeAt }]) =>
            owners[id] === who && safeAt !== null ? [safeAt] : [],
          );
          for (const [i, start] of starts.sort((a, b) => a - b).entries())
            if (i > 0) expect(start - (starts[i - 1] ?? 0)).toBeGreaterThanOrEqual(6 * DAY_MS);
        }
        for (const [id, { after }] of steps) {
          const me = found.get(id);
          for (const first of after) {
            const before = found.get(first);
            if (me?.dueAt != null) expect(before?.dueAt ?? Number.NaN).toBeLessThan(me.dueAt);
            if (me?.safeAt != null) expect(before?.safeAt ?? Number.NaN).toBeLessThan(me.safeAt);
          }
          if (me?.dueAt != null) expect(me.safeAt ?? Number.NaN).toBeLessThanOrEqual(me.dueAt);
        }
      }),
    );
  });
});
