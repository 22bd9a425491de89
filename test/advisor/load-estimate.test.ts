import { describe, expect, it } from 'vitest';
import { advise } from '@/advisor/advice';
import { findLoad, loadSeries } from '@/advisor/load/load';
import { DAY_MS, HOUR_MS, type HourFacts, type LoadFinding, type SignalHour } from '@/advisor/types';
import { besideSentence, loadSentence, ratioSentence } from '@/advisor/words/sentences';
import { facts, threshold } from './support/facts';
import { NOW, system } from './support/systems';

const hours = (count: number, value: (at: number) => number): SignalHour[] =>
  Array.from({ length: count }, (_, i) => {
    const at = NOW - (count - i) * HOUR_MS;
    return { at, max5: value(at), median5: value(at), means: 12 };
  });

const find = (signals: Record<string, SignalHour[]>, set: number | null, hourFacts: HourFacts[] = []) =>
  findLoad({
    facts: facts({ requestsPerUserMinute: set }),
    nowAt: NOW,
    minutes: new Map(),
    hours: new Map(Object.entries(signals)),
    hourFacts,
  });

const measured = (load: LoadFinding) => {
  if (load.code !== 'load') throw new Error(`no load: ${load.code}`);
  return load;
};

describe('users that arrive after a ratio was set', () => {
  it('stand beside the estimate for seven days, then they are the load', () => {
    const requests = hours(24 * 30, () => 20);
    const young = measured(find({ 'users.active': hours(48, () => 800), 'requests.rate': requests }, 2));
    expect(young).toMatchObject({ value: 600, quality: 'estimated' });
    expect(young.ratio).toMatchObject({ measured: 1.5, set: 2, hours: 48, enough: false, usersNow: 800 });
    expect(young.ratio?.settlesAt).toBe(NOW + 5 * DAY_MS + HOUR_MS);
    expect(besideSentence(young)).toBe('users metric: 800 in 48 hours, the load after 7 days');

    const grown = measured(find({ 'users.active': hours(24 * 8, () => 800), 'requests.rate': requests }, 2));
    expect(grown).toMatchObject({ value: 800, quality: 'measured' });
    expect(grown.ratio).toMatchObject({ measured: 1.5, enough: true, settlesAt: null, varies: false });
    expect(besideSentence(grown)).toBeNull();
  });

  it('are used at once where nothing told the load before', () => {
    const both = { 'users.active': hours(48, () => 800), 'requests.rate': hours(48, () => 20) };
    expect(find(both, 2)).toMatchObject({ value: 800, quality: 'measured' });
    expect(find({ ...both, 'requests.rate': hours(24 * 30, () => 20) }, null)).toMatchObject({ value: 800 });
  });

  it('offer the ratio that they measure, and say how far it moves over the day', () => {
    const users = hours(24 * 8, () => 1000);
    const steady = measured(find({ 'users.active': users, 'requests.rate': hours(24 * 30, () => 40) }, 2)).ratio;
    expect(steady && ratioSentence(steady)).toBe('Measured over 7 days: 2.4 requests of one user in a minute; set: 2.');
    const daily = (at: number) => (at % DAY_MS < DAY_MS / 2 ? 20 : 60);
    const moving = measured(find({ 'users.active': users, 'requests.rate': hours(24 * 30, daily) }, 2)).ratio;
    expect(moving).toMatchObject({ varies: true, measured: 2.4 });
    expect(moving?.low).toBeCloseTo(1.2, 6);
    expect(moving?.high).toBeCloseTo(3.6, 6);
    expect(moving && ratioSentence(moving)).toContain('moves from 1.2 to 3.6');
  });
});

/** A closed system: N users who think for `think` s between answers of one queue that serves `most` a second. */
function closed(users: number, think: number, service: number): { rate: number; responseMs: number } {
  // Mean value analysis of one queue and a delay (Reiser and Lavenberg 1980).
  let queue = 0;
  let rate = 0;
  let response = service;
  for (let n = 1; n <= users; n++) {
    response = service * (1 + queue);
    rate = n / (think + response);
    queue = rate * response;
  }
  return { rate, responseMs: 1000 * response };
}

describe('users that are estimated from requests near saturation', () => {
  it('are as many as wait and think together, where response times are known', () => {
    const load = system({ seed: 5, top: 700, night: 0.1 }).load;
    const seen = new Map(load.map(({ at, median5 }) => [at, closed(Math.round(median5), 15, 0.025)]));
    const requests = load.map(({ at }) => {
      const rate = seen.get(at)?.rate ?? 0;
      return { at, max5: rate, median5: rate, means: 12 };
    });
    const hourFacts = load.map(({ at }) => ({
      at,
      instancesMedian: 1,
      versions: [],
      responseMs: seen.get(at)?.responseMs ?? 0,
    }));
    const busiest = Math.max(...load.map(({ median5 }) => Math.round(median5)));
    // One user asks every 15 s and what an idle answer takes.
    const perMinute = 60 / 15.03;
    const most = (facts_: HourFacts[]) =>
      Math.max(
        ...(loadSeries({
          facts: facts({ requestsPerUserMinute: perMinute }),
          minutes: new Map(),
          hours: new Map([['requests.rate', requests]]),
          hourFacts: facts_,
        })?.hours.map(({ median5 }) => median5) ?? []),
      );
    expect(most([]) / busiest).toBeLessThan(0.9);
    expect(most(hourFacts) / busiest).toBeGreaterThan(0.98);
    expect(most(hourFacts) / busiest).toBeLessThan(1.02);
  });

  it('are said as "at least" above 80 % of the load that latency allows', () => {
    const at = (saturation: number) => {
      const app = system({ seed: 8, top: 100 });
      const p95 = app.load.map((hour) => {
        const value = 80 / (1 - hour.median5 / saturation);
        return { ...hour, median5: value, max5: value };
      });
      const roadmap = { ...facts().roadmap, thresholds: [threshold('latency.p95', 400)] };
      return advise({
        facts: facts({ requestsPerUserMinute: 6, roadmap }),
        nowAt: NOW,
        firstAt: null,
        newestAt: NOW,
        environment: null,
        synthetic: false,
        minutes: new Map(),
        hours: new Map([
          ['requests.rate', app.load],
          ['latency.p95', p95],
        ]),
        hourFacts: [],
        observations: { startAt: NOW, columns: {} },
        crossings: [],
      }).load;
    };
    // The limit of 400 ms is met at 80 % of saturation.
    const near = at(1.4 * 100);
    expect(near).toMatchObject({ atLeast: true });
    expect(loadSentence(near)).toMatch(/^at least [\d,]+ daily users, estimated from requests$/);
    expect(at(2.2 * 100)).not.toHaveProperty('atLeast');
  });
});
