import { describe, expect, it } from 'vitest';
import type { CannotTell, HeadroomFinding } from '@/advisor/types';
import {
  cannotTell,
  cannotTellShort,
  crossingSentence,
  evidenceSentence,
  signalHeadroomSentence,
  thresholdSentence,
} from '@/advisor/words/sentences';
import { at, headroom, NOW, wording } from '../support/advice';
import { crossing, definitions, effective } from '../support/facts';

describe('why there is no number', () => {
  it.each<[CannotTell, string]>([
    [{ code: 'no-data' }, 'no data arrives for it'],
    [{ code: 'learning-days', have: 1, need: 5 }, 'it is still learning: 1 day of data, 5 needed'],
    [
      { code: 'learning-days', have: 0, need: 5, hours: 0 },
      'it is still learning: no whole hour with load yet, 5 days needed',
    ],
    [{ code: 'learning-days', have: 0, need: 5, hours: 1 }, 'it is still learning: 1 hour of data, 5 days needed'],
    [{ code: 'learning-days', have: 1, need: 5, hours: 26 }, 'it is still learning: 26 hours of data, 5 days needed'],
    [{ code: 'learning-days', have: 2, need: 5, hours: 48 }, 'it is still learning: 2 days of data, 5 needed'],
    [{ code: 'learning-days', have: 0, need: 21 }, 'it is still learning: no whole day of data yet, 21 needed'],
    [
      { code: 'learning-days', have: 0, need: 5, hours: 9, changedAt: NOW },
      'the app answers load otherwise since 5 Feb: 9 hours of data since, 5 days needed',
    ],
    [
      { code: 'learning-days', have: 2, need: 5, hours: 50, changedAt: NOW },
      'the app answers load otherwise since 5 Feb: 2 days of data since, 5 needed',
    ],
    [{ code: 'no-busy-days', have: 2, need: 3 }, 'only 2 days of the last 14 came near today’s peak, 3 needed'],
    [
      { code: 'too-uncertain', low: 1.2, high: 3.14 },
      'its limit may lie anywhere from 1.2× to 3.1×; more days, or busier ones, will narrow it',
    ],
    [
      { code: 'maximum-instances-unknown', seen: 12, multipleAtSeen: 1.4 },
      'instances grow with load and we do not know their maximum – set it in the deployment; at 12 instances, the most seen, 1.4×',
    ],
    [
      { code: 'capacity-unknown', what: 'the database’s connection limit' },
      'we do not know the database’s connection limit – set it in the deployment',
    ],
    [{ code: 'no-load' }, 'neither users nor requests arrive to measure it against'],
    [{ code: 'differs-by-time-of-day' }, 'it answers differently by time of day'],
    [{ code: 'not-fitted', why: 'errors do not follow load' }, 'errors do not follow load'],
  ])('%o', (reason, clause) => {
    expect(cannotTell(reason)).toBe(`cannot tell yet, because ${clause}`);
  });

  it('is shorter in a column', () => {
    expect(cannotTellShort({ code: 'learning-days', have: 0, need: 5, hours: 9 })).toBe(
      'Still learning: 9 hours of data, 5 days needed.',
    );
  });
});

describe('one signal', () => {
  const say = (own: HeadroomFinding['bySignal'][number]) => signalHeadroomSentence(own, definitions, wording);
  const fits = headroom.bySignal[0] as Extract<HeadroomFinding['bySignal'][number], { code: 'fits' }>;

  it('says its multiple, its demand and what is odd about it', () => {
    expect(say(fits)).toBe('1.7× (1.4–2.1), 706 of 1,200 connections');
    expect(say({ ...fits, moreThan: 3, note: 'differs by time of day' })).toBe(
      'more than 3.0×, 706 of 1,200 connections; differs by time of day',
    );
    expect(say({ ...fits, demandNow: 3 * 2 ** 30, limitDemand: 6.8 * 2 ** 30, demandUnit: 'bytes' })).toBe(
      '1.7× (1.4–2.1), 3 GiB of 6.8 GiB',
    );
  });

  it('says why it has none', () => {
    expect(say({ code: 'does-not-rise', signal: 'memory.used', thresholdId: 't', upToLoad: 5_200 })).toBe(
      'does not rise with load up to 5,200, the most seen',
    );
    expect(say({ code: 'does-not-rise', signal: 'latency.p95', thresholdId: 't', upToLoad: 5_200 })).toBe(
      'hardly rises with load up to 5,200, the most seen; a queue shows late',
    );
    expect(say({ code: 'crossed', signal: 'db.connections.used', thresholdId: 't', sinceAt: at(9, 10) })).toBe(
      'past their limit since 09:10',
    );
  });
});

describe('crossings, thresholds and evidence', () => {
  it('tell how long, and what is not known', () => {
    const p95 = crossing({ openedAt: at(18, 46), closedAt: at(20, 10) - 3_600_000 });
    expect(crossingSentence({ ...p95, openedAt: at(17, 46), state: 'recovered' }, wording)).toBe(
      'crossed 1 h 24 min, closed 19:10',
    );
    expect(crossingSentence(crossing({ openedAt: at(9, 10) }), wording)).toBe('past its limit since 09:10');
    expect(crossingSentence(crossing({ openedAt: at(9, 10), unknownSinceAt: at(9, 40) }), wording)).toBe(
      'past its limit since 09:10, unknown since 09:40',
    );
    expect(
      crossingSentence(crossing({ openedAt: at(9, 10), closedAt: NOW, state: 'unknown', overMinutes: 30 }), wording),
    ).toBe('crossed 09:10, at least 30 min; how it ended is unknown');
  });

  it('stand against their limit in words', () => {
    const threshold = effective('latency.p95', 200);
    const say = (status: object) => thresholdSentence({ threshold, ...status } as never, definitions, wording);
    expect(say({ code: 'clear', value: 100 })).toBe('below its threshold');
    expect(say({ code: 'clear', value: 240 })).toBe('past its limit, not for 5 min yet');
    expect(say({ code: 'between-bounds', lowMs: 100, highMs: 250 })).toBe(
      'cannot tell: between 100 and 250 ms. Send a bucket bound at 200 ms',
    );
    expect(say({ code: 'between-bounds', lowMs: 100, highMs: Number.MAX_SAFE_INTEGER })).toBe(
      'cannot tell: above 100 ms. Send a bucket bound at 200 ms',
    );
    expect(say({ code: 'too-few', have: 40.2, need: 100 })).toBe('too few requests to tell: 40 of 100 needed');
    expect(say({ code: 'no-data', lastAt: at(14, 3) })).toBe('no data since 14:03');
    expect(say({ code: 'no-traffic' })).toBe('no traffic');
  });

  it('say when a step ticks by itself', () => {
    const seen = { code: 'seen', rule: 'redis', trueHours: 3, needHours: 20, windowHours: 24, says: '' } as const;
    expect(evidenceSentence(seen, wording)).toBe('seen working, ticks after 20 of 24 h');
    expect(evidenceSentence({ ...seen, needHours: 5 / 180, windowHours: 1 / 30 }, wording)).toBe(
      'seen working, ticks after 2 of 2 min',
    );
    expect(
      evidenceSentence(
        { code: 'gone', rule: 'redis', sinceAt: Date.UTC(2027, 1, 3), sourceStillReports: false },
        wording,
      ),
    ).toBe('proof not seen since 3 Feb: its source is silent');
    expect(evidenceSentence({ code: 'person' }, wording)).toBe('only a person can tick this');
  });
});
