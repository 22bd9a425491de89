import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ChecklistInput, findChecklist } from '@/advisor/checklist/checklist';
import {
  type AppFacts,
  type CrossingFacts,
  DAY_MS,
  type EvidenceFinding,
  type HeadroomFinding,
  type PositionFinding,
} from '@/advisor/types';
import { loadCatalogue } from '@/catalogue';
import type { Phase, Roadmap, Step } from '@/catalogue/types';

const NOW = Date.UTC(2026, 10, 21);

/** A step in few words; everything else is plain. */
function step(id: string, more: Partial<Step> = {}): Step {
  return {
    id,
    title: id,
    relieves: [],
    after: [],
    adds: [],
    effortDays: { low: 1, high: 1 },
    leadDays: { low: 1, high: 2 },
    who: 'backend',
    evidence: { rule: null, strength: 'person', says: '' },
    ...more,
  } as Step;
}

function facts(steps: Step[], phases: Partial<Phase>[], more: Partial<AppFacts> = {}): AppFacts {
  const full = phases.map((phase, index) => ({
    id: `p${index}`,
    required: [],
    helpful: [],
    bill: [],
    costs: [],
    ...phase,
  }));
  return {
    roadmap: { phases: full, thresholds: [] } as unknown as Roadmap,
    steps,
    signals: [],
    prices: [],
    deployment: {},
    stepStates: [],
    ...more,
  } as unknown as AppFacts;
}

const NO_HEADROOM: HeadroomFinding = {
  code: 'cannot-tell',
  multiple: null,
  low: null,
  high: null,
  first: [],
  seen: 0,
  notMeasured: [],
  sinceAt: null,
  reason: { code: 'no-data' },
  bySignal: [],
  next: null,
};

function at(loadPhase: number | null, architecturePhase = 0): PositionFinding {
  const both = { architecturePhase, requiredDone: [], requiredTotal: [] };
  return loadPhase === null
    ? { code: 'cannot-tell', reason: 'no-load', roadmapUnit: 'daily', appUnit: 'daily', ...both }
    : {
        code: 'position',
        loadPhase,
        loadInRoadmapUnit: 1,
        openStepsOfArchitecturePhase: 0,
        acceptedRisks: 0,
        inHole: false,
        probability: null,
        ...both,
      };
}

const crossing = (signal: string, closedAt: number | null = null): CrossingFacts =>
  ({ thresholdId: `${signal}-limit`, signal, openedAt: NOW - 1, closedAt }) as CrossingFacts;

function list(of: AppFacts, more: Partial<ChecklistInput> = {}) {
  return findChecklist({
    facts: of,
    nowAt: NOW,
    position: at(0),
    crossings: [],
    thresholds: [],
    headroom: NO_HEADROOM,
    evidence: new Map(),
    ...more,
  });
}

const ids = (steps: { stepId: string }[]) => steps.map(({ stepId }) => stepId);

describe('the order of the checklist', () => {
  const pool = step('pool', { relieves: [{ signal: 'db.pool.used' }] });
  const cache = step('cache', { relieves: [{ signal: 'db.pool.used' }], after: ['client'] });
  const steps = [step('a'), step('b'), pool, cache, step('client'), step('later')];
  const road = [{ required: ['a', 'b', 'cache', 'client', 'pool'] }, { required: ['later'] }, { required: ['far'] }];

  it('is this phase, then the next; none beyond', () => {
    const found = list(facts([...steps, step('far')], road));
    expect(ids(found.open)).toEqual(['a', 'b', 'client', 'cache', 'pool', 'later']);
    expect(found.open.map(({ urgency }) => urgency)).toEqual([1, 1, 1, 1, 1, 0]);
  });

  it('raises what relieves an open crossing, and what that waits for', () => {
    const found = list(facts(steps, road), { crossings: [crossing('db.pool.used')] });
    expect(ids(found.open)).toEqual(['client', 'cache', 'pool', 'a', 'b', 'later']);
    expect(found.open.map(({ urgency }) => urgency)).toEqual([3, 3, 3, 1, 1, 0]);
    expect(found.open[0]?.becauseOf).toEqual(['db.pool.used-limit']);
    expect(found.open[1]?.waitsFor).toEqual(['client']);
  });

  it('dates the steps of one owner one after another', () => {
    const day = 24 * 3_600_000;
    const entry = { code: 'date', earlyAt: NOW + 100 * day, likelyAt: NOW + 120 * day };
    const dates = { first: { date: { code: 'cannot-tell' } }, limits: [], phase: { phase: 1, date: entry } } as never;
    const safe = (owners: Record<string, string>) =>
      list(facts([step('a'), step('b')], [{ required: ['a', 'b'] }, {}], { owners }), { dates }).open.map((it) => [
        it.stepId,
        ((it.safeAt ?? 0) - NOW) / day,
      ]);
    expect(safe({})).toEqual([
      ['a', 98],
      ['b', 98],
    ]);
    expect(safe({ a: 'Grace', b: 'Grace' })).toEqual([
      ['a', 96],
      ['b', 98],
    ]);
  });

  it('leaves a closed crossing alone', () => {
    const found = list(facts(steps, road), { crossings: [crossing('db.pool.used', NOW)] });
    expect(found.open[0]?.urgency).toBe(1);
  });

  it('leaves a crossing alone while its threshold is muted, and no longer', () => {
    const muted = (mutedUntil: number) => {
      const threshold = { id: 'db.pool.used-limit', mutedUntil };
      return { crossings: [crossing('db.pool.used')], thresholds: [{ code: 'no-traffic', threshold }] as never };
    };
    expect(list(facts(steps, road), muted(NOW + 1)).open[0]?.urgency).toBe(1);
    expect(list(facts(steps, road), muted(NOW - 1)).open[0]?.urgency).toBe(3);
  });

  it('puts a limit that is near between a crossing and the rest', () => {
    const soon = { code: 'fits', signal: 'db.pool.used', thresholdId: 'pool', multiple: 1.2, moreThan: null };
    const headroom = { ...NO_HEADROOM, bySignal: [soon] } as unknown as HeadroomFinding;
    expect(list(facts(steps, road), { headroom }).open[0]).toMatchObject({
      stepId: 'client',
      urgency: 2,
      becauseOf: ['pool'],
    });
  });

  it('presses where the early date less the longest lead comes within 14 days, and no sooner', () => {
    const urgencyAt = (earlyDays: number) => {
      const date = { code: 'date', earlyAt: NOW + earlyDays * DAY_MS, likelyAt: NOW + 90 * DAY_MS } as never;
      const dates = {
        first: { date },
        limits: [{ thresholdId: 'pool', signal: 'db.pool.used', date }],
        phase: null,
      } as never;
      const { open } = list(facts(steps, road), { dates });
      return open.map(({ stepId, urgency }) => `${stepId} ${urgency}`);
    };
    const lead = pool.leadDays.high;
    expect(urgencyAt(lead + 13)).toContain('pool 2');
    expect(urgencyAt(lead + 15)).toContain('pool 1');
  });

  it('breaks ties by gain per effort, then by cost, then by id', () => {
    const price = (id: string, usd: number) => ({ id, unit: 'month', price: usd.toFixed(2), currency: 'USD' });
    const line = (id: string) => ({ id, documentUsd: null, priceId: id });
    const tie = facts(
      [
        step('dear', { adds: ['dear'] }),
        step('cheap', { adds: ['cheap'] }),
        step('unknown', { adds: ['team'] }),
        step('z'),
        step('gain', { adds: ['dear'] }),
      ],
      [{ required: ['dear', 'cheap', 'unknown', 'z', 'gain'], bill: [line('dear'), line('cheap')] as never }],
      { prices: [price('dear', 90), price('cheap', 5)] as never },
    );
    const headroom: HeadroomFinding = {
      ...NO_HEADROOM,
      multiple: 1.7,
      next: { multiple: 2.4, first: [], withSteps: ['gain'] },
    };
    const found = list(tie, { headroom });
    expect(ids(found.open)).toEqual(['gain', 'z', 'cheap', 'dear', 'unknown']);
    // dear is bought once: "gain" comes first and pays for it.
    expect(found.open.map(({ addsCents }) => addsCents)).toEqual([9000, 0, 500, 0, null]);
  });

  it('falls back to the architecture’s phase where load cannot be told', () => {
    const found = list(facts([...steps, step('far')], road), { position: at(null, 1) });
    expect(ids(found.open)).toContain('far');
  });
});

describe('what is no longer open', () => {
  const steps = [step('a'), step('b', { after: ['a'] }), step('c')];
  const road = [{ required: ['a', 'b'], helpful: ['c'] }];

  it('is listed as done, also when telemetry proves it this minute, and nothing waits for it', () => {
    const proved: EvidenceFinding = { code: 'proved', rule: 'redis-cache', trueHours: 24, needHours: 20, says: '' };
    const found = list(facts(steps, road), { evidence: new Map([['a', proved]]) });
    expect(found.done).toMatchObject([{ stepId: 'a', by: 'telemetry', doneAt: NOW }]);
    expect(found.open).toMatchObject([{ stepId: 'b', waitsFor: [] }]);
    expect(ids(found.helpful)).toEqual(['c']);
  });

  it('keeps "won’t do" apart with its reason', () => {
    const wont = { stepId: 'b', status: 'wont', by: 'person', at: 5, reason: 'no need', falseSinceAt: null } as const;
    const found = list(facts(steps, road, { stepStates: [wont] }));
    expect(found.wont).toMatchObject([{ stepId: 'b', reason: 'no need' }]);
    expect(ids(found.open)).toEqual(['a']);
  });
});

describe('the road from thousands to millions', () => {
  const { roadmaps, steps, prices, signals } = loadCatalogue(join(process.cwd(), 'catalogue'));
  const road = roadmaps.get('thousands-to-millions') as Roadmap;
  const real = facts([...steps.values()], [], { roadmap: road, prices: [...prices.values()], signals });

  it('puts a full connection pool’s relief first', () => {
    const before = list(real);
    const after = list(real, { crossings: [crossing('db.pool.used')] });
    expect(ids(before.open).slice(0, 3)).toEqual(['add-indexes', 'lazy-load-images', 'optimise-queries']);
    expect(ids(after.open).slice(0, 4)).toEqual(['add-indexes', 'optimise-queries', 'paginate-lists', 'redis-cache']);
    expect(after.helpful[0]?.stepId).toBe('connection-pool');
    expect(after.helpful[0]?.urgency).toBe(3);
  });

  it('is in an order that can be followed, whatever crosses', () => {
    for (const { id } of signals) {
      const { open } = list(real, { position: at(3, 3), crossings: [crossing(id)] });
      const place = new Map(open.map((it, index) => [it.stepId, index]));
      for (const it of open)
        for (const first of steps.get(it.stepId)?.after ?? [])
          if (place.has(first))
            expect(place.get(first), `${first} before ${it.stepId}`).toBeLessThan(place.get(it.stepId) ?? 0);
    }
  });

  it('says the price of what a step adds: a second Redis is not paid twice', () => {
    const { open } = list(real, { position: at(1, 0) });
    const cents = Object.fromEntries(open.map((it) => [it.stepId, it.addsCents]));
    expect(cents['redis-cache']).toBe(0);
    expect([cents['socketio-redis-adapter'], cents['message-queue']].sort()).toEqual([0, 20_000]);
    expect(cents['read-replicas']).toBe(39_420);
  });
});
