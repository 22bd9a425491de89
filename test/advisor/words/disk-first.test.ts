import { describe, expect, it } from 'vitest';
import { briefOf, lineOf } from '@/advisor/brief';
import type { Advice, DateFinding } from '@/advisor/types';
import {
  appHeadline,
  appReason,
  appSubline,
  overviewHeadline,
  reportSentences,
  stateOf,
} from '@/advisor/words/sentences';
import { advice, NOW, wording } from '../support/advice';
import { roadmap } from '../support/facts';
import { inDays, load, withDisk } from '../support/filling-disk';

const stateIn = (it: Advice) => stateOf(lineOf(briefOf(it)), NOW);

describe('a disk that is full before load meets a limit', () => {
  const soon = withDisk(inDays(3, 4, 6));

  it('is what the first line of its app says, load after it', () => {
    expect(appHeadline(soon, wording).plain).toBe(
      '4 days – disk used first (db-1 /data), whatever load does – about 9 Feb (8–11 Feb)',
    );
    const itself =
      'Load itself: 1.7× (1.4–2.1) – database connections first, of 6 limits seen, about 14 Mar (20 Feb–30 Apr).';
    expect(appReason(soon, wording).startsWith(itself)).toBe(true);
    expect(appSubline(soon, roadmap, wording).startsWith(itself)).toBe(true);
  });

  it('is the report’s first sentence', () => {
    const [risk] = reportSentences(soon, { appName: 'checkout', roadmap }, wording);
    expect(risk).toContain(
      'checkout: disk used first, at its limit about 9 Feb (8–11 Feb) whatever load does; load itself: 1.7× of',
    );
  });

  it('makes its app the next one of the team, close to its limit', () => {
    expect(stateIn(soon)).toBe('soon');
    const { fills: first } = lineOf(briefOf(soon));
    const row = { name: 'checkout', state: 'soon' as const, headroom: { ...advice.headroom } };
    const { rest, second } = overviewHeadline(
      [
        { ...row, name: 'search', date: load },
        { ...row, date: first?.date ?? null, fills: first?.signal ?? null },
      ],
      wording,
    );
    expect(rest).toBe('checkout has 4 days of headroom.');
    expect(second).toContain('Disk used first, about 9 Feb (8–11 Feb). Then search, about 14 Mar.');
  });

  it('speaks too where load has no number', () => {
    const unknown = {
      ...soon,
      headroom: { ...soon.headroom, code: 'cannot-tell' as const, multiple: null, first: [] },
    };
    expect(appHeadline(unknown, wording).big).toBe('4 days');
    expect(stateIn(unknown)).toBe('soon');
  });

  it('goes by the published date', () => {
    expect(appHeadline(withDisk(inDays(3, 4, 6), inDays(0.5, 1.2, 2)), wording).big).toBe('1 day');
    expect(appHeadline(withDisk(inDays(3, 4, 6), inDays(40, 50, 60)), wording).big).toBe('1.7×');
    const nothing: DateFinding = { code: 'cannot-tell', reason: { code: 'no-limit' } };
    expect(appHeadline(withDisk(inDays(3, 4, 6), nothing), wording).big).toBe('4 days');
  });

  it('is not the first where load comes sooner, and is silent while a limit is crossed', () => {
    const later = withDisk(inDays(40, 50, 60));
    expect(appHeadline(later, wording).big).toBe('1.7×');
    expect(appReason(later, wording)).not.toContain('itself');
    expect(briefOf(later).fills).toBeNull();
    expect(appHeadline(withDisk(inDays(3, 4, 6), undefined, 'crossed'), wording).big).toBeNull();
  });
});
