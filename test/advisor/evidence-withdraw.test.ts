/** What a tick of telemetry rests on: its source whole, of one release, and in production. */
import { describe, expect, it } from 'vitest';
import { evidenceChange } from '@/advisor/evidence/evidence';
import { MINUTE_MS } from '@/advisor/types';
import { DAY, evidence, observed, START, ticked } from './evidence-ticks';

describe('a tick by telemetry', () => {
  const off = { requests: () => 60, 'cache.hits': () => 0, 'cache.misses': () => 40 };

  it('is not withdrawn on the word of a sample of unknown size', () => {
    const seen = observed(DAY, { ...off, sampled: (i) => (i === 700 ? 1 : Number.NaN) });
    const state = ticked(seen.nowAt - 80 * 60 * MINUTE_MS);
    expect(evidence('redis-cache', seen, { state })).toMatchObject({ code: 'gone', sourceStillReports: false });
  });

  it('is not withdrawn on the word of another release of the SDK than the one that proved it', () => {
    const proof = {
      ...off,
      'cache.hits': (i: number) => (i < 600 ? 60 : 0),
      instrumentation: (i: number) => (i < 700 ? 17 : 18),
    };
    const seen = observed(DAY, proof);
    const first = evidence('redis-cache', seen, { state: ticked() });
    expect(first).toMatchObject({ code: 'gone', sourceStillReports: false, instrumentation: 17 });
    expect(evidenceChange(ticked(), first, seen.nowAt)).toMatchObject({ change: 'false-since', instrumentation: 17 });
    // Days later the minutes of the proof are out of sight; what was kept is compared.
    const later = (instrumentation: number) => {
      const now = observed(DAY, { ...off, instrumentation: () => 18 });
      const state = { ...ticked(now.nowAt - 80 * 60 * MINUTE_MS), instrumentation };
      return evidenceChange(state, evidence('redis-cache', now, { state }), now.nowAt).change;
    };
    expect(later(17)).toBe('none');
    expect(later(18)).toBe('withdraw');
  });

  it('comes from production alone: staging suggests, and denies nothing', () => {
    const on = observed(DAY, { 'cache.hits': () => 60, 'cache.misses': () => 40 });
    expect(evidence('redis-cache', on, { environment: 'production' }).code).toBe('proved');
    expect(evidence('redis-cache', on, { environment: 'eu-1' }).code).toBe('proved');
    expect(evidence('redis-cache', on, { environment: 'staging' })).toMatchObject({
      code: 'suggested',
      says: 'what proves it Seen in “staging”, not in production.',
    });
    const state = ticked(START - 90 * 60 * MINUTE_MS);
    const gone = evidence('redis-cache', observed(DAY, off), { state, environment: 'staging' });
    expect(gone).toMatchObject({ code: 'gone', sourceStillReports: false });
  });
});
