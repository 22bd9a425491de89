import { describe, expect, it } from 'vitest';
import type { HeadroomFinding, LoadFinding, PositionFinding } from '@/advisor/types';
import { appHeadline, appSubline, loadSentence, positionSentence, positionShort } from '@/advisor/words/sentences';
import { advice, at, load, position, withHeadroom, wording } from '../support/advice';
import { phase, roadmap } from '../support/facts';

describe('the first line of an app', () => {
  it('sets the multiple apart from its interval, its limit and how many were seen', () => {
    expect(appHeadline(advice, wording)).toEqual({
      big: '1.7×',
      interval: '(1.4–2.1)',
      date: null,
      text: 'database connections first, of 6 limits seen',
      tone: 'number',
      plain: '1.7× (1.4–2.1) – database connections first, of 6 limits seen',
    });
  });

  it.each<[string, Partial<HeadroomFinding>, string]>([
    [
      'two that cannot be told apart',
      { first: ['db.connections.used', 'cpu.used'] },
      '1.7× (1.4–2.1) – database connections or CPU used first, of 6 limits seen',
    ],
    [
      'a required limit unseen',
      { code: 'at-most' },
      'at most 1.7× (1.4–2.1) – database connections first, of 6 limits seen',
    ],
    [
      'beyond what was seen',
      { code: 'more-than', multiple: 3, low: null, high: null },
      'more than 3.0× – no limit nearer than that, of 6 limits seen',
    ],
    [
      'crossed',
      { code: 'crossed', first: ['latency.p95'], sinceAt: at(9, 10) },
      'latency p95 is past its limit since 09:10',
    ],
    [
      'crossed twice',
      { code: 'crossed', first: ['database', 'cpu.used'], sinceAt: at(9, 10) },
      'database is past its limit since 09:10; CPU used too',
    ],
    [
      'at its limit',
      { code: 'at-limit', multiple: 0.97 },
      '0.97× – database connections are at the limit, of 6 limits seen',
    ],
    [
      'not to be told',
      {
        code: 'cannot-tell',
        multiple: null,
        reason: { code: 'load-hardly-varied', lowLoad: 400, highLoad: 520, days: 14 },
      },
      'cannot tell yet, because load only moved between 400 and 520 in 14 days; a load test or a busier week will tell',
    ],
  ])('for %s', (_, more, line) => {
    expect(appHeadline(withHeadroom(more), wording).plain).toBe(line);
  });

  it('waits before the first point', () => {
    expect(appHeadline({ ...advice, newestAt: null }, wording).plain).toBe('waiting for the first data point');
    expect(appHeadline(null, wording).big).toBeNull();
  });

  it('is followed by demand, position and what is not measured', () => {
    expect(appSubline(advice, roadmap, wording)).toBe(
      '706 of 1,200 connections in the busiest minutes of the last 7 days. Load is in Phase 1, 0–50K users; architecture 3 of 8 steps. ' +
        'Socket connections and memory used are not measured.',
    );
  });
});

describe('position', () => {
  const say = (more: object, also: LoadFinding = load) =>
    positionSentence({ ...position, ...more } as PositionFinding, roadmap, also);

  it('tells load and architecture, and the distance where there is one', () => {
    expect(say({})).toBe('load is in Phase 1, 0–50K users; architecture 3 of 8 steps');
    expect(say({ loadPhase: 1 })).toBe(
      'load is in Phase 2, 50K–500K users, one ahead of the architecture: 5 steps of Phase 1 open',
    );
    expect(say({ architecturePhase: 1 })).toBe(
      'load is in Phase 1, 0–50K users; architecture is in Phase 2, 0 of 5 steps',
    );
    expect(say({}, { ...load, learning: true })).toBe(
      'load is in Phase 1, 0–50K users (still learning); architecture 3 of 8 steps',
    );
    expect(positionShort({ ...position, loadPhase: 1 } as PositionFinding, roadmap)).toBe('Phase 2, one ahead');
    expect(positionShort(position, roadmap)).toBe('Phase 1 of 3');
  });

  it('names the hole that a load lies in', () => {
    const holed = { ...roadmap, phases: [phase('Stage 1: Start', 0, 1_000), phase('Stage 2', 10_000, null)] };
    expect(positionSentence({ ...position, inHole: true } as PositionFinding, holed, load)).toBe(
      'load is in Stage 1, 0–1K users, past its 1,000; architecture 3 of 8 steps',
    );
  });

  it('asks what the app’s metric counts', () => {
    const unsaid = { code: 'cannot-tell', reason: 'population-not-said', roadmapUnit: 'daily', appUnit: null };
    expect(say(unsaid)).toBe(
      'cannot tell: does `app.users.active` count concurrent or daily users? Architecture 3 of 8 steps',
    );
    expect(say({ ...unsaid, reason: 'population-differs', appUnit: 'concurrent' })).toBe(
      'cannot tell: this roadmap counts daily users, your app sends concurrent ones; architecture 3 of 8 steps',
    );
    expect(say({ ...unsaid, reason: 'no-load' }, { code: 'no-load', reason: 'no-users-metric-and-no-ratio' })).toBe(
      'cannot tell: no users metric arrives, and requests per user are not set; architecture 3 of 8 steps',
    );
    expect(say({ ...unsaid, reason: 'learning' }, { code: 'learning', hours: 1, needHours: 24, value: null })).toBe(
      'still learning: 1 hour of data, 24 needed; architecture 3 of 8 steps',
    );
  });

  it('says what the load is', () => {
    expect(loadSentence(load)).toBe('38,214 daily users');
    expect(loadSentence({ ...load, quality: 'estimated', learning: true, hours: 40 })).toBe(
      '38,214 daily users, estimated from requests, still learning: 40 of 120 hours',
    );
  });
});
