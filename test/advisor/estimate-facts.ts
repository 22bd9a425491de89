/** An app on document 002's road with the real prices, for tests of bills. */
import { join } from 'node:path';
import type { DemandPerUser } from '@/advisor/estimate/estimate';
import type { AppFacts, LoadFinding } from '@/advisor/types';
import { loadCatalogue, readFormula } from '@/catalogue';
import type { Deployment, Roadmap } from '@/catalogue/types';

export const NOW = Date.UTC(2026, 10, 21);
export const { roadmaps, steps, prices, signals } = loadCatalogue(join(process.cwd(), 'catalogue'));
export const roadmap = roadmaps.get('thousands-to-millions') as Roadmap;

export function facts(deployment: Deployment, more: Partial<AppFacts> = {}): AppFacts {
  return {
    appId: 1,
    roadmap,
    steps: [...steps.values()],
    signals,
    prices: [...prices.values()],
    readFormula,
    deployment,
    population: 'daily',
    concurrentPerDaily: null,
    requestsPerUserMinute: null,
    evidenceWindowMinutes: null,
    overrides: [],
    stepStates: [],
    ...more,
  };
}

export const line = (base: number, perLoad: number) => ({ base, perLoad });

/** Demand that nothing varies of: no draws, no week, nothing else measured. */
export const fixed = (
  it: Pick<DemandPerUser, 'lines' | 'instances' | 'loadNow' | 'peakFactor'> & Partial<DemandPerUser>,
): DemandPerUser => ({ draws: [], week: [], requestsAMonth: null, egressGbAMonth: null, ...it });

export const load = (value: number): LoadFinding => ({
  code: 'load',
  value,
  unit: 'users',
  quality: 'measured',
  hours: 168,
  learning: false,
  peakFactor: 1,
  peakValue: value,
  signal: 'users.active',
  population: 'daily',
});

/** 20,000 users now on two instances; each 10,000 users in the busiest minutes keep one event loop busy. */
export const demand: DemandPerUser = fixed({
  lines: new Map([
    ['eventloop.used', line(0, 1 / 10_000)],
    ['cpu.used', line(0, 1.1 / 10_000)],
    ['memory.used', line(200e6, 20_000)],
    ['db.connections.used', line(10, 0.05)],
  ]),
  instances: 2,
  loadNow: 20_000,
  peakFactor: 1,
});

export const render: Deployment = {
  provider: 'Render',
  webPriceId: 'render-web-standard',
  instances: { min: 2, max: 6 },
  database: { priceId: 'atlas-m10' },
  lines: [{ title: 'Cache', priceId: 'render-key-value-starter', quantity: 1 }],
};
