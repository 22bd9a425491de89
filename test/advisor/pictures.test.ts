/** Pictures of a report: their words say which load and which day is meant. */
import { describe, expect, it } from 'vitest';
import { loadPicture } from '@/advisor/picture/load';
import { chartOf, endWords } from '@/advisor/picture/load-chart';
import { roadPicture } from '@/advisor/picture/road';
import type { Picture } from '@/advisor/picture/shapes';
import { type Advice, HOUR_MS } from '@/advisor/types';
import { reportedAdvice } from '../support/reported-advice';
import { roadmap } from './support/facts';

const NOW = Date.UTC(2027, 1, 5, 2);
const advice = reportedAdvice(NOW, roadmap);
const words = (picture: Picture | null) =>
  picture?.shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : [])) ?? [];
const load = (of: Advice, zone = 'UTC') => loadPicture(chartOf({ roadmap }, of, { nowAt: NOW, zone }), zone);

describe('a load chart', () => {
  it('says "today" where its newest data are of today', () => {
    expect(words(load(advice))).toContain('today, 5 Feb');
  });

  it('names another day as what it is, in the zone of its reader', () => {
    const silent = { ...advice, newestAt: NOW - 3 * HOUR_MS };
    expect(words(load(silent))).toContain('last data, 4 Feb');
    expect(words(load(silent)).join()).not.toContain('today');
    expect(words(load(silent, 'America/New_York'))).toContain('today, 4 Feb');
    const chart = chartOf({ roadmap }, silent, { nowAt: NOW, zone: 'UTC' });
    expect(endWords(chart, '4 Feb')).toBe('last data, 4 Feb');
  });

  it('names the day of its last peak', () => {
    const [said] = words(load(advice)).filter((text) => text.includes(' on '));
    expect(said).toMatch(/^[\d,]+ on 4 Feb$/);
    expect(load(advice)?.says).toMatch(/, [\d,]+ on 4 Feb$/);
  });

  it('leaves the day out where the last peak stands at the end', () => {
    expect(words(load({ ...advice, dates: undefined } as Advice)).join()).not.toContain(' on ');
  });
});

describe('a road', () => {
  const note = 'load: busy hours of the last 7 days';

  it('says which load it shows, where it shows one', () => {
    expect(words(roadPicture(advice, roadmap))).toEqual(expect.arrayContaining(['load 38.2K', note]));
    const position = { ...advice.position, code: 'cannot-tell', reason: 'no-load' } as unknown as Advice['position'];
    expect(words(roadPicture({ ...advice, position }, roadmap))).not.toContain(note);
  });
});
