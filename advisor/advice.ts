/** All findings of one app, in the order in which they need each other. */
import type { Step } from '@/catalogue/types';
import { findChecklist } from './checklist/checklist';
import { effectiveThresholds, evaluate, lookBackMinutes } from './crossings/thresholds';
import { findEstimate, measureDemand } from './estimate/estimate';
import { findEvidence, stepStatus } from './evidence/evidence';
import { datesNow } from './forecast/told';
import { findHeadroom } from './headroom/headroom';
import { dailyLoads, dailyPeaks, findLoad, loadSeries } from './load/load';
import { findPosition } from './load/position';
import { findStorage } from './storage/storage';
import {
  type Advice,
  type AdviseInput,
  type AppFacts,
  type CrossingFacts,
  DAY_MS,
  type EffectiveThreshold,
  type HeadroomFinding,
  type LoadFinding,
  MINUTE_MS,
  MinuteState,
  type PositionFinding,
  type SignalColumns,
  type SignalFinding,
  type ThresholdStatus,
} from './types';

const CROSSINGS_KEPT_MS = 30 * 24 * 60 * MINUTE_MS;
/** A signal whose newest value is older than this many intervals is stale (RULES 12.3). */
const STALE_INTERVALS = 3;
/** Load is above 80 % of what latency's limit allows. */
const NEAR_LATENCY = 1 / 0.8;

/** Everything Headroom says about an app at `nowAt`. Same input, same advice. */
export function advise(input: AdviseInput): Advice {
  const { facts, nowAt, minutes, hours, hourFacts } = input;
  const series = loadSeries(input);
  const found = findLoad(input, series);
  const loadHours = series?.unit === 'users' ? series.hours : [];

  const evidence = new Map(
    facts.steps.map((step) => {
      const state = facts.stepStates.find((stored) => stored.stepId === step.id);
      const { evidenceWindowMinutes } = facts;
      const { environment } = input;
      return [
        step.id,
        findEvidence(step, input.observations, { nowAt, evidenceWindowMinutes, state, environment }),
      ] as const;
    }),
  );
  const statusOf = (stepId: string) => {
    const stored = facts.stepStates.find((state) => state.stepId === stepId);
    const seen = evidence.get(stepId);
    return seen === undefined ? (stored?.status ?? 'open') : stepStatus(stored, seen, nowAt).status;
  };
  const position = findPosition({
    facts,
    load: found,
    dailyLoads: dailyLoads(loadHours, nowAt, facts.timeZone),
    nowAt,
    statusOf,
  });

  const effective = effectiveThresholds(facts, position.code === 'position' ? position.loadPhase : null);
  const thresholds = effective.map((threshold) => statusNow(input, threshold));
  const headroom = findHeadroom({
    facts,
    nowAt,
    thresholds: effective,
    load: series,
    minutes,
    hours,
    hourFacts,
    crossings: input.crossings,
    openSteps: openSteps(facts, phaseNow(position), statusOf),
  });
  const load = nearLatencyLimit(found, headroom);
  const dates = datesNow(input.dates, headroom);
  const storage = findStorage({ hours, hourFacts, nowAt, timeZone: facts.timeZone });
  return {
    version: 1,
    computedAt: nowAt,
    newestAt: input.newestAt,
    firstAt: input.firstAt,
    environment: input.environment,
    synthetic: input.synthetic,
    load,
    position,
    headroom,
    thresholds,
    crossings: sortCrossings(input.crossings, nowAt),
    signals: facts.signals.map(({ id }) => {
      // The last hours say it of most: what a day of them says costs more to read.
      const finding = signalFinding(id, input.judged?.get(id), nowAt);
      return finding.code === 'measured' ? finding : signalFinding(id, minutes.get(id), nowAt);
    }),
    checklist: findChecklist({
      facts,
      nowAt,
      position,
      crossings: input.crossings,
      thresholds,
      headroom,
      evidence,
      dates,
      storage,
      standing: input.standing,
    }),
    estimate: findEstimate({
      facts,
      nowAt,
      load,
      position,
      demand: measureDemand({ load, minutes, hours, hourFacts, loadHours, observations: input.observations }),
      hours,
      hourFacts,
      dueInDays: daysToFirst(dates, nowAt),
      storage,
    }),
    dailyLoad: dailyPeaks(loadHours, nowAt, { zone: facts.timeZone }),
    ...(dates === undefined ? {} : { dates }),
    ...(storage === null ? {} : { storage }),
  };
}

/** Above 80 % of the load at which latency meets its limit, requests no longer tell how many wait (RULES 4.2). */
function nearLatencyLimit(load: LoadFinding, { bySignal }: HeadroomFinding): LoadFinding {
  const near = bySignal.some(
    (own) =>
      own.signal.startsWith('latency.') &&
      (own.code === 'crossed' || (own.code === 'fits' && own.multiple < NEAR_LATENCY)),
  );
  return near && load.code === 'load' && load.quality === 'estimated' ? { ...load, atLeast: true } : load;
}

/** Whole days to the earliest that a limit may be met: null where no date is told. */
function daysToFirst(dates: Advice['dates'], nowAt: number): number | null {
  const date = dates?.first.date;
  if (date?.code === 'past') return 0;
  return date?.code === 'date' || date?.code === 'not-before' ? Math.floor((date.earlyAt - nowAt) / DAY_MS) : null;
}

/** The later of both positions: steps of phases beyond it are not due. */
function phaseNow(position: PositionFinding): number {
  return position.code === 'position'
    ? Math.max(position.loadPhase, position.architecturePhase)
    : position.architecturePhase;
}

/** Required steps up to a phase that are open, in the roadmap's order. */
function openSteps({ roadmap, steps }: AppFacts, phase: number, statusOf: (stepId: string) => string): Step[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  return roadmap.phases
    .slice(0, phase + 1)
    .flatMap((phase) => phase.required)
    .filter((id) => statusOf(id) === 'open')
    .flatMap((id) => byId.get(id) ?? []);
}

/** The threshold as of the last whole minute; crossings are the stored ones and are not made here. */
function statusNow(input: AdviseInput, threshold: EffectiveThreshold): ThresholdStatus {
  const toAt = Math.floor(input.nowAt / MINUTE_MS) * MINUTE_MS;
  return evaluate({
    threshold,
    columns: (input.judged ?? input.minutes).get(threshold.signal),
    definition: input.facts.signals.find(({ id }) => id === threshold.signal),
    fromAt: toAt - Math.min(60, lookBackMinutes(threshold)) * MINUTE_MS,
    toAt,
    earlier: input.crossings.filter(({ thresholdId }) => thresholdId === threshold.id),
  }).status;
}

/** Open ones first, then the last 30 days, newest first. */
function sortCrossings(crossings: readonly CrossingFacts[], nowAt: number): CrossingFacts[] {
  return crossings
    .filter(({ closedAt }) => closedAt === null || closedAt >= nowAt - CROSSINGS_KEPT_MS)
    .sort((a, b) => Number(b.closedAt === null) - Number(a.closedAt === null) || b.openedAt - a.openedAt);
}

function signalFinding(signal: string, columns: SignalColumns | undefined, nowAt: number): SignalFinding {
  const use = columns?.recipe ?? null;
  if (columns === undefined || use === null) return { code: 'missing', signal };
  // The minute that is still being filled and the one before it are no sign of silence.
  const graceMs = Math.max(STALE_INTERVALS * use.intervalMs, 3 * MINUTE_MS) + 2 * MINUTE_MS;
  const minuteAt = (index: number) => columns.startAt + index * MINUTE_MS;
  const at = columns.state.findLastIndex((state) => state !== MinuteState.noData);
  if (at < 0 || nowAt - minuteAt(at) > graceMs) {
    const received = columns.received.findLastIndex((points) => points > 0);
    const newest = Math.max(at, received);
    const lastAt = newest < 0 ? use.newestAt : minuteAt(newest);
    return {
      code: received >= 0 && nowAt - minuteAt(received) <= graceMs ? 'incomplete' : 'stale',
      signal,
      use,
      lastAt,
    };
  }
  const number = (column: Float64Array | undefined): number | null => {
    const value = column?.[at];
    return value === undefined || Number.isNaN(value) ? null : value;
  };
  return {
    code: 'measured',
    signal,
    use,
    value: number(columns.value),
    state: columns.state[at] as MinuteState,
    demand: number(columns.demand),
    capacity: number(columns.capacity),
  };
}
