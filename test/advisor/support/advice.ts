/** One app's advice, as the sentences' tests read it: 1.7×, Phase 1, three steps, $342 a month. */
import type { Advice, HeadroomFinding, LoadFinding, PositionFinding, StepFinding } from '@/advisor/types';

export const NOW = Date.UTC(2027, 1, 5, 19, 32);
export const at = (hour: number, minute: number) => Date.UTC(2027, 1, 5, hour, minute);
export const wording = { nowAt: NOW };

export const headroom: HeadroomFinding = {
  code: 'multiple',
  multiple: 1.72,
  low: 1.41,
  high: 2.08,
  first: ['db.connections.used'],
  seen: 6,
  notMeasured: ['sockets.open', 'memory.used'],
  sinceAt: null,
  reason: null,
  next: null,
  bySignal: [
    {
      code: 'fits',
      signal: 'db.connections.used',
      thresholdId: 't',
      multiple: 1.72,
      low: 1.41,
      high: 2.08,
      moreThan: null,
      demandNow: 706.3,
      limitDemand: 1200,
      demandUnit: 'connections',
      limitLoad: 65_000,
      r2: 0.97,
      days: 14,
    },
  ],
};
export const load: Extract<LoadFinding, { code: 'load' }> = {
  code: 'load',
  value: 38_214,
  unit: 'users',
  quality: 'measured',
  hours: 168,
  learning: false,
  peakFactor: 1.1,
  peakValue: 42_000,
  signal: 'users.active',
  population: 'daily',
};
export const position: PositionFinding = {
  code: 'position',
  loadPhase: 0,
  architecturePhase: 0,
  loadInRoadmapUnit: 38_214,
  requiredDone: [3, 0, 0],
  requiredTotal: [8, 5, 3],
  openStepsOfArchitecturePhase: 5,
  acceptedRisks: 0,
  inHole: false,
  probability: null,
};
export const step = (more: Partial<StepFinding> = {}): StepFinding => ({
  stepId: 'pool',
  title: 'Share one connection pool per process',
  phase: 0,
  required: true,
  status: 'open',
  by: null,
  doneAt: null,
  reason: null,
  evidence: { code: 'person' },
  urgency: 1,
  becauseOf: [],
  relieves: [],
  effortDays: { low: 0.5, high: 0.5 },
  leadDays: { low: 1, high: 5 },
  who: 'backend',
  waitsFor: [],
  addsCents: 0,
  dueAt: null,
  safeAt: null,
  ...more,
});
export const bill = (cents: number, lowCents: number, highCents: number, phaseIndex: number | null) => ({
  load: 38_214,
  phase: phaseIndex,
  lines: [],
  cents,
  lowCents,
  highCents,
  without: [{ what: 'egress', why: 'not measured' }],
  roadmap: [],
  basis: 'measured' as const,
});
export const advice: Advice = {
  version: 1,
  computedAt: NOW,
  newestAt: NOW - 60_000,
  firstAt: 0,
  environment: null,
  synthetic: false,
  load,
  position,
  headroom,
  thresholds: [],
  crossings: [],
  signals: [],
  dailyLoad: [],
  checklist: {
    open: [step(), step({ stepId: 'redis', addsCents: 7_300 }), step({ stepId: 'atlas', addsCents: 33_600 })],
    done: [step({ status: 'done' })],
    wont: [],
    helpful: [],
  },
  estimate: {
    now: bill(34_200, 33_200, 35_900, null),
    phases: [bill(34_200, 33_200, 35_900, 0), bill(78_000, 69_000, 93_000, 1)],
  },
};
export const withHeadroom = (more: Partial<HeadroomFinding>): Advice => ({
  ...advice,
  headroom: { ...headroom, ...more },
});
