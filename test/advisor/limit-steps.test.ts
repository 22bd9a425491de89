/** Steps of limits on disks: what they cost, which disk they enlarge, and what shows that it was done. */
import { describe, expect, it } from 'vitest';
import { type ChecklistInput, findChecklist } from '@/advisor/checklist/checklist';
import { findEffect, hasEffect } from '@/advisor/effect/effect';
import { findEvidence } from '@/advisor/evidence/evidence';
import { growTo } from '@/advisor/storage/grow';
import { withDisks } from '@/advisor/storage/seen';
import {
  DAY_MS,
  HOUR_MS,
  type HourFacts,
  MINUTE_MS,
  type Observations,
  type SignalHeadroom,
  type StepFinding,
} from '@/advisor/types';
import { reportSentences } from '@/advisor/words/report';
import { checklistHeadline } from '@/advisor/words/sentences';
import { openGroups } from '@/advisor/words/step-groups';
import { catalogue } from '@/catalogue';
import type { Deployment, Step } from '@/catalogue/types';
import { decideOf } from '@/service/report/steps';
import { checklistCsv, checklistMarkdown, githubIssues } from '@/service/work/files';
import { facts as estimateFacts } from './estimate-facts';
import { NOW, wording } from './support/advice';
import { effective } from './support/facts';
import { inDays, withDisk } from './support/filling-disk';

const GIB = 1024 ** 3;
const road = catalogue().roadmaps.get('five-stages');
if (!road) throw new Error('no roadmap');
const stepOf = (id: string): Step => {
  const found = catalogue().steps.get(id);
  if (!found) throw new Error(id);
  return found;
};

/** The advice of an app whose disk is at its limit in four days, with the checklist of a built-in roadmap. */
function given(
  more: Partial<ChecklistInput['facts']> = {},
  own: Partial<Extract<SignalHeadroom, { code: 'fills' }>> = {},
) {
  const soon = withDisk(inDays(3, 4, 6), inDays(3, 4, 6));
  const bySignal = soon.headroom.bySignal.map((it) => (it.code === 'fills' ? { ...it, ...own } : it));
  const advice = { ...soon, headroom: { ...soon.headroom, bySignal } };
  const { position, dates, headroom } = advice;
  const disk = { code: 'clear' as const, threshold: effective('disk.used', 85, { id: 'disk' }), value: 80 };
  const facts = {
    ...estimateFacts({}),
    roadmap: road,
    steps: [...catalogue().steps.values()],
    stepStates: [],
    ...more,
  };
  const checklist = findChecklist({
    facts: facts as ChecklistInput['facts'],
    nowAt: NOW,
    position,
    crossings: [],
    thresholds: [disk],
    headroom,
    evidence: new Map(),
    dates,
  });
  return { ...advice, checklist };
}

const grow = (advice: ReturnType<typeof given>): StepFinding | undefined =>
  [...advice.checklist.open, ...advice.checklist.done].find(({ stepId }) => stepId === 'grow-storage');

describe('the step of a disk that fills', () => {
  const advice = given();

  it('comes first, with its day and the size that holds six months of growth', () => {
    expect(advice.checklist.open[0]).toMatchObject({
      stepId: 'grow-storage',
      urgency: 2,
      becauseOf: ['disk'],
      before: 'limit:disk',
      safeAt: NOW,
      dueAt: NOW + 2.5 * DAY_MS,
      addsCents: null,
    });
    // (80 GB + 182 × 1 GB) ÷ 0.85 = 308 GB, in whole GiB.
    expect(grow(advice)?.grow).toEqual({ disk: 'db-1 /data', fromBytes: 100e9, toBytes: 288 * GIB });
    expect(advice.checklist.helpful.map(({ stepId }) => stepId)).toEqual(
      expect.arrayContaining(['free-storage', 'object-storage']),
    );
  });

  it('has the price of a database’s own storage, for each copy of it', () => {
    const cents = (database: Deployment['database']) =>
      grow(given({ deployment: { provider: 'AWS', database } } as never, { ofDatabase: true }))?.addsCents;
    const more = (288 * GIB - 100e9) / GIB;
    expect(cents({ priceId: 'aws-rds-postgres-m7g-large' })).toBe(Math.round(more * 11.5));
    expect(cents({ priceId: 'aws-rds-postgres-multi-az-m7g-large' })).toBe(Math.round(2 * more * 11.5));
    expect(cents({})).toBeNull();
    const plain = given({ deployment: { database: { priceId: 'aws-rds-postgres-m7g-large' } } } as never);
    expect(grow(plain)?.addsCents).toBeNull();
  });

  it('is there with its limit’s date alone', () => {
    const without = withDisk(inDays(3, 4, 6), { code: 'not-within', horizonAt: NOW + 90 * DAY_MS, share: 0.02 });
    const { position, headroom, dates } = without;
    const threshold = effective('disk.used', 85, { id: 'disk' });
    const { open, helpful } = findChecklist({
      facts: { ...estimateFacts({}), roadmap: road, steps: [...catalogue().steps.values()], stepStates: [] } as never,
      nowAt: NOW,
      position,
      crossings: [],
      thresholds: [{ code: 'clear', threshold, value: 80 }],
      headroom,
      evidence: new Map(),
      dates,
    });
    const ids = [...open, ...helpful].map(({ stepId }) => stepId);
    expect(ids).not.toContain('grow-storage');
    expect(ids).not.toContain('free-storage');
  });

  it('stays done for its lead, and is open again while its limit is near', () => {
    const ticked = (days: number) => ({
      stepStates: [
        {
          stepId: 'grow-storage',
          status: 'done' as const,
          by: 'person' as const,
          at: NOW - days * DAY_MS,
          reason: null,
          falseSinceAt: null,
        },
      ],
    });
    expect([grow(given(ticked(2)))?.status, grow(given(ticked(4)))?.status]).toEqual(['done', 'open']);
  });

  it('stands under its own day, and is what the report says to decide', () => {
    expect(checklistHeadline(advice, wording).plain).toMatch(/^1 step before 9 Feb, no price known; /);
    expect(openGroups(advice, road as never, wording)[0]).toMatchObject({
      title: 'Before 9 Feb',
      note: 'disk used first (db-1 /data), about 9 Feb (8–11 Feb)',
    });
    const [, act] = reportSentences(advice, { appName: 'checkout', roadmap: road as never }, wording);
    expect(act).toContain(
      ' – next, before db-1 /data is at its limit: Give the disk more room (db-1 /data from 93.1 GiB to 288 GiB), ',
    );
    const [first] = decideOf([{ name: 'checkout', advice, roadmap: road as never }], wording);
    expect(first).toMatchObject({
      title: 'Give the disk more room',
      relieves: 'disk used: db-1 /data from 93.1 GiB to 288 GiB',
    });
    const file = { appName: 'checkout', roadmap: road as never, steps: [], advice, work: {}, wording };
    for (const text of [checklistMarkdown(file), checklistCsv(file), githubIssues(file)])
      expect(text).toContain('db-1 /data from 93.1 GiB to 288 GiB');
  });
});

it('a disk grows by a tenth at least, and without growth for what is on it', () => {
  const steady = { code: 'steady', low: -1, high: 1, days: 30 } as const;
  expect(growTo({ usedBytes: 50 * GIB, sizeBytes: 100 * GIB, growth: steady }, 85).toBytes).toBe(110 * GIB);
  expect(growTo({ usedBytes: 99 * GIB, sizeBytes: 100 * GIB, growth: steady }, 85).toBytes).toBe(117 * GIB);
});

describe('what shows that it was done', () => {
  const hours = (count: number, of: (hour: number) => HourFacts['disks']): HourFacts[] =>
    Array.from({ length: count }, (_, h) => ({
      at: NOW - (count - h) * HOUR_MS,
      instancesMedian: 1,
      versions: [],
      disks: of(h) ?? [],
    }));
  const disk = (used: number, size: number, name = 'a /') => ({ name, usedBytes: used * GIB, sizeBytes: size * GIB });
  const empty: Observations = { startAt: NOW - 26 * HOUR_MS, columns: {} };
  const says = (id: string, hourFacts: HourFacts[]) =>
    findEvidence(stepOf(id), withDisks(empty, { hours: new Map(), hourFacts, nowAt: NOW }), {
      nowAt: NOW,
      evidenceWindowMinutes: null,
    }).code;
  const both = (hourFacts: HourFacts[]) => [says('grow-storage', hourFacts), says('free-storage', hourFacts)];

  it('a larger disk proves itself after 20 hours, and is not one that was emptied', () => {
    expect(both(hours(240, (h) => [h < 216 ? disk(84, 100) : disk(84, 120)]))).toEqual(['proved', 'not-seen']);
    expect(both(hours(240, (h) => [h < 235 ? disk(84, 100) : disk(84, 120)]))).toEqual(['seen', 'not-seen']);
    expect(both(hours(240, (h) => [h < 216 ? disk(84, 100) : disk(84, 104)]))).toEqual(['not-seen', 'not-seen']);
  });

  it('an emptier disk suggests it', () => {
    expect(both(hours(240, (h) => [h < 216 ? disk(84, 100) : disk(70, 100)]))).toEqual(['not-seen', 'suggested']);
    expect(both(hours(240, (h) => [h < 216 ? disk(84, 100) : disk(76, 100)]))).toEqual(['not-seen', 'not-seen']);
  });

  it('another disk says nothing of the fullest one, and no disk nothing at all', () => {
    const other = (h: number) => [disk(84, 100), h < 216 ? disk(1, 10, 'b /') : disk(1, 40, 'b /')];
    expect(both(hours(240, other))).toEqual(['not-seen', 'not-seen']);
    const observations = withDisks(empty, { hours: new Map(), hourFacts: [], nowAt: NOW });
    expect(observations).toBe(empty);
  });

  it('a tick is never taken back because the disk is no larger than a fortnight ago', () => {
    const hourFacts = hours(240, () => [disk(60, 120)]);
    const state = {
      stepId: 'grow-storage',
      status: 'done' as const,
      by: 'telemetry' as const,
      at: NOW - 30 * DAY_MS,
      reason: null,
      falseSinceAt: NOW - 10 * DAY_MS,
    };
    const observations = withDisks(empty, { hours: new Map(), hourFacts, nowAt: NOW });
    const options = { nowAt: NOW, evidenceWindowMinutes: null, state };
    expect(findEvidence(stepOf('grow-storage'), observations, options)).toMatchObject({
      code: 'gone',
      sourceStillReports: false,
    });
    expect(observations.columns['disk.told']?.length).toBe((26 * HOUR_MS) / MINUTE_MS);
  });

  it('its effect is its date: nothing of it is compared at equal load', () => {
    expect([hasEffect(stepOf('grow-storage')), hasEffect(stepOf('archive-old-data'))]).toEqual([false, true]);
    expect(
      findEffect({
        step: stepOf('grow-storage'),
        doneAt: NOW - 40 * DAY_MS,
        nowAt: NOW,
        definitions: [],
        load: [],
        loadSignal: '',
        hours: new Map(),
        hourFacts: [],
        stepStates: [],
      }),
    ).toBeNull();
  });
});
