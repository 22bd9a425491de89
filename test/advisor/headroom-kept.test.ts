/** What is kept from one answer to the next (draws of days) changes none: each is what a process that has just begun says. */
import { expect, test, vi } from 'vitest';
import { findHeadroom, type HeadroomInput } from '@/advisor/headroom/headroom';
import { DAY_MS, HOUR_MS, type HourFacts } from '@/advisor/types';
import { effective, facts, step } from './support/facts';
import { addResource, NOW, system } from './support/systems';

const IDS = ['cpu.used', 'memory.used', 'db.connections.used'];
const definition = { unit: '%', kind: 'resource', worsens: 'up', merge: 'sum', demandUnit: 'u', send: '' } as const;

function appOf(seed: number): HeadroomInput {
  const app = system({ seed: seed * 977 + 3 });
  for (const [k, id] of IDS.entries())
    addResource(app, id, { slope: 1, capacity: (app.peak * (1.5 + 0.1 * k)) / 0.8, noise: 0.1, dayNoise: 0.05 });
  return {
    facts: facts({ signals: IDS.map((id) => ({ id, title: id, snippets: [], ...definition })) }),
    nowAt: NOW,
    thresholds: IDS.map((id) => effective(id, 80)),
    minutes: new Map(),
    hours: app.hours,
    hourFacts: app.load.map(({ at }): HourFacts => ({ at, instancesMedian: 1, versions: ['1'] })),
    crossings: [],
    load: { signal: 'users.active', quality: 'measured', hours: app.load, unit: 'users' },
  };
}

/** What happens to an app, one after the other. */
const history: ((given: HeadroomInput) => HeadroomInput)[] = [
  (given) => given,
  // A person sets another limit.
  (given) => ({ ...given, thresholds: IDS.map((id) => effective(id, id === 'cpu.used' ? 70 : 80)) }),
  // A step that relieves the first limit is open.
  (given) => ({ ...given, openSteps: IDS.map((signal) => step(signal, { relieves: [{ signal, factor: 0.5 }] })) }),
  // Late data: an hour of last week was busier than it seemed.
  ({ hours, ...given }) => ({
    ...given,
    hours: new Map(
      [...hours].map(([id, list]) => [
        id,
        list.map((hour) =>
          hour.at === NOW - 6 * DAY_MS ? { ...hour, demandMedian5: 1.3 * (hour.demandMedian5 ?? 0) } : hour,
        ),
      ]),
    ),
  }),
  // A new hour, and with it another day among the fourteen.
  (given) => ({ ...given, nowAt: given.nowAt + HOUR_MS }),
  (given) => ({ ...given, nowAt: given.nowAt + DAY_MS }),
  // A release.
  ({ hourFacts, ...given }) => ({
    ...given,
    hourFacts: hourFacts.map((hour) => (hour.at >= NOW - 3 * DAY_MS ? { ...hour, versions: ['2'] } : hour)),
  }),
];

test('after other limits, steps, late data, new hours and releases, of several apps in turn', {
  timeout: 60_000,
}, async () => {
  const codes = new Set<string>();
  let apps = [1, 2, 3].map(appOf);
  for (const happens of history) {
    apps = apps.map(happens);
    for (const given of apps) {
      const found = findHeadroom(given);
      vi.resetModules();
      const fresh = await import('@/advisor/headroom/headroom');
      expect(found).toEqual(fresh.findHeadroom(given));
      codes.add(found.next === null ? found.code : `${found.code}, next`);
    }
  }
  expect([...codes]).toEqual(expect.arrayContaining(['multiple', 'multiple, next']));
});
