/**
 * How far the app is from its first limit (RULES 1, 2, 5, 6): the multiple of today's busiest minutes at
 * which the first threshold is met, with an 80 % interval, or why nobody can tell yet.
 */
import type { SignalId, Step } from '@/catalogue/types';
import { findInstances } from '../load/instances';
import { dayOf, type LoadSeries, weekBefore } from '../load/load';
import { largest } from '../math';
import { baseOf } from '../signal-ids';
import { DISK, diskHeadroom } from '../storage/storage';
import {
  type AppFacts,
  type CannotTell,
  type CrossingFacts,
  DAY_MS,
  type EffectiveThreshold,
  type HeadroomFinding,
  type HourFacts,
  type SignalColumns,
  type SignalHeadroom,
  type SignalHour,
} from '../types';
import { type FirstLimit, findFirst, jointDeviations } from './first-limit';
import { holdShare } from './hold-share';
import { type FittedLimit, findLimit } from './limit-fit';
import { askLimit } from './limit-questions';
import { disturbedHours, FIT_DAYS, type FitContext, loadHoursByTime, peakSpread } from './points';
import { changeDays } from './response-change';
import { findThroughput } from './throughput';

export interface HeadroomInput {
  facts: AppFacts;
  nowAt: number;
  thresholds: EffectiveThreshold[];
  /** What fits are cut by; null without users and requests. */
  load: LoadSeries | null;
  minutes: Map<SignalId, SignalColumns>;
  hours: Map<SignalId, SignalHour[]>;
  hourFacts: HourFacts[];
  crossings: CrossingFacts[];
  /** Steps still to do, in their order: what "after them" is computed with (5.6). */
  openSteps?: Step[];
}

/** The first limit and every threshold's own answer. */
export function findHeadroom(input: HeadroomInput): HeadroomFinding {
  const context = contextOf(input);
  const limits: FittedLimit[] = [];
  const bySignal = input.thresholds.map((threshold) => {
    const open = input.crossings.find(({ thresholdId, closedAt }) => thresholdId === threshold.id && closedAt === null);
    if (isDisk(threshold)) return open === undefined ? ofDisk(input, threshold) : crossed(threshold, open);
    if (context === null) return open === undefined ? withoutLoad(input, threshold) : crossed(threshold, open);
    const answer = answerOf(context, threshold);
    if (answer.found !== null) limits.push(answer.found);
    if (open !== undefined) return crossed(threshold, open);
    return answer.found === null ? answer.headroom : answer.found.headroom;
  });
  const deviations = jointDeviations(limits, context?.peakSpread ?? 0);
  const first = findFirst(limits, deviations);
  return {
    ...overall(input, bySignal, first),
    bySignal,
    next: afterSteps(input, { limits, deviations, first }),
    throughput: context === null || input.load === null ? null : findThroughput(context, input.load),
  };
}

/** Disks fill by time: no load carries them further, and none is needed to tell when they are full. */
const isDisk = ({ signal }: Pick<EffectiveThreshold, 'signal'>): boolean => baseOf(signal) === DISK;

const ofDisk = ({ hours, hourFacts, nowAt, facts }: HeadroomInput, threshold: EffectiveThreshold): SignalHeadroom =>
  diskHeadroom({ hours, hourFacts, nowAt, timeZone: facts.timeZone }, threshold);

function answerOf(context: FitContext, threshold: EffectiveThreshold) {
  const asked = askLimit(context, threshold);
  if (asked.question !== null) return findLimit(context, asked.question);
  if ('answer' in asked) return { found: null, headroom: asked.answer };
  const { reason } = asked;
  const cannot = (because: CannotTell): { found: null; headroom: SignalHeadroom } => ({
    found: null,
    headroom: { code: 'cannot-tell', signal: threshold.signal, thresholdId: threshold.id, reason: because },
  });
  if (asked.atSeen === undefined || reason.code !== 'maximum-instances-unknown') return cannot(reason);
  // What is certain although the maximum is not known: the multiple at the most instances seen (1.2).
  const atSeen = findLimit(context, asked.atSeen);
  return cannot({ ...reason, multipleAtSeen: atSeen.found === null ? null : atSeen.found.headroom.multiple });
}

function crossed({ signal, id }: EffectiveThreshold, { openedAt }: CrossingFacts): SignalHeadroom {
  return { code: 'crossed', signal, thresholdId: id, sinceAt: openedAt };
}

function withoutLoad({ load }: HeadroomInput, { signal, id }: EffectiveThreshold): SignalHeadroom {
  const reason: CannotTell =
    load === null ? { code: 'no-load' } : { code: 'learning-days', have: 0, need: 5, hours: 0 };
  return { code: 'cannot-tell', signal, thresholdId: id, reason };
}

/** The app's answer, without its parts. */
function overall(
  { thresholds, crossings, nowAt }: HeadroomInput,
  everySignal: readonly SignalHeadroom[],
  first: FirstLimit | null,
): Omit<HeadroomFinding, 'bySignal' | 'next' | 'throughput'> {
  const bySignal = everySignal.filter((own) => !isDisk(own));
  const seen = bySignal.filter(({ code }) => code !== 'cannot-tell').length;
  const notMeasured = [
    ...new Set(
      bySignal.filter((own) => own.code === 'cannot-tell' && own.reason.code === 'no-data').map(({ signal }) => signal),
    ),
  ];
  const base = { multiple: null, low: null, high: null, first: [], seen, notMeasured, sinceAt: null, reason: null };
  const open = openNow(thresholds, crossings, nowAt);
  if (open.length > 0) {
    const signals = [...new Set(open.map(({ signal }) => signal))];
    return { ...base, code: 'crossed', first: signals, sinceAt: open[0]?.openedAt ?? null };
  }
  if (first === null) return { ...base, code: 'cannot-tell', reason: mainReason(bySignal) };
  const names = [...new Set(first.first.map(({ question }) => question.threshold.signal))];
  if (first.moreThan !== null) return { ...base, code: 'more-than', multiple: first.moreThan, first: names };
  const { multiple, low, high } = first;
  const code = multiple <= 1 ? 'at-limit' : phaseLimitUnseen(thresholds, bySignal) ? 'at-most' : 'multiple';
  return { ...base, code, multiple, low, high, first: names };
}

/** Open crossings of limits that hold; a muted one is shown with its signal and speaks no further. */
function openNow(
  thresholds: readonly EffectiveThreshold[],
  crossings: readonly CrossingFacts[],
  nowAt: number,
): CrossingFacts[] {
  const held = new Set(thresholds.filter(({ mutedUntil }) => (mutedUntil ?? 0) <= nowAt).map(({ id }) => id));
  return crossings
    .filter(({ thresholdId, closedAt }) => closedAt === null && held.has(thresholdId))
    .sort((a, b) => a.openedAt - b.openedAt);
}

/** A limit that the phase itself asks for has neither a fit nor a flat answer: "at most" (5.3). */
function phaseLimitUnseen(thresholds: readonly EffectiveThreshold[], bySignal: readonly SignalHeadroom[]): boolean {
  const required = new Set(thresholds.filter(({ from }) => from === 'phase').map(({ id }) => id));
  return bySignal.some((own) => {
    if (own.code !== 'cannot-tell' || !required.has(own.thresholdId)) return false;
    return own.reason.code !== 'not-fitted' && own.reason.code !== 'not-a-limit';
  });
}

/** What helps most to hear first. */
const TELLING: CannotTell['code'][] = [
  'maximum-instances-unknown',
  'load-hardly-varied',
  'no-busy-days',
  'learning-days',
  'too-uncertain',
  'differs-by-time-of-day',
  'capacity-unknown',
  'no-load',
];

function mainReason(bySignal: readonly SignalHeadroom[]): CannotTell {
  const reasons = bySignal.flatMap((own) => (own.code === 'cannot-tell' ? [own.reason] : []));
  for (const code of TELLING) {
    const found = reasons.find((reason) => reason.code === code);
    if (found !== undefined) return found;
  }
  if (bySignal.some(({ code }) => code === 'grows-with-time')) {
    return { code: 'not-fitted', why: 'memory grows with time, not with load' };
  }
  const flat = bySignal.find((own) => own.code === 'does-not-rise');
  if (flat?.code === 'does-not-rise') return { code: 'not-fitted', why: 'no limit that is seen rises with load yet' };
  return reasons.find(({ code }) => code === 'no-data') ?? reasons[0] ?? { code: 'no-data' };
}

/** The first limit once the steps that relieve it are done, where a source gives their factor (5.6, 13.2). */
function afterSteps(
  { openSteps = [] }: HeadroomInput,
  { limits, deviations, first }: { limits: FittedLimit[]; deviations: number[][]; first: FirstLimit | null },
): HeadroomFinding['next'] {
  if (first === null || first.moreThan !== null) return null;
  const signals = new Set(first.first.map(({ question }) => question.threshold.signal));
  const helping = openSteps.filter((step) =>
    step.relieves.some(({ signal, factor }) => signals.has(signal) && factor !== undefined),
  );
  const relieved = new Set(
    helping.flatMap((step) => step.relieves.filter(({ factor }) => factor !== undefined).map(({ signal }) => signal)),
  );
  if (![...signals].every((signal) => relieved.has(signal))) return null;
  const thetas = limits.map(({ question, read, fit, theta }) => {
    const factor = helping
      .flatMap((step) => step.relieves)
      .reduce(
        (product, { signal, factor: by }) => (signal === question.threshold.signal ? product * (by ?? 1) : product),
        1,
      );
    // Demand × factor = limit where demand = limit ÷ factor; 1 ÷ latency the other way round.
    const eased = read(fit.line, question.rises ? question.target / factor : question.target * factor);
    return Number.isFinite(eased) ? Math.max(theta, eased) : theta;
  });
  const next = findFirst(limits, deviations, thetas);
  if (next === null) return null;
  return {
    multiple: next.multiple,
    first: [...new Set(next.first.map(({ question }) => question.threshold.signal))],
    withSteps: helping.map(({ id }) => id),
  };
}

/** Capacities that say how large an instance and its pool are. */
const SIZES: SignalId[] = ['cpu.used', 'memory.used', 'db.pool.used'];

const inWindowOf = (hours: readonly SignalHour[], nowAt: number) =>
  hours.filter(({ at }) => at >= nowAt - FIT_DAYS * DAY_MS && at < nowAt);

function contextOf({ load, nowAt, facts, hourFacts, ...input }: HeadroomInput): FitContext | null {
  if (load === null) return null;
  const week = weekBefore(load.hours, nowAt).map(({ max5 }) => max5);
  const fromAt = dayOf(nowAt) - FIT_DAYS * DAY_MS;
  const inWindow = load.hours.filter(({ at }) => at < nowAt && at >= fromAt);
  const loadByHour = loadHoursByTime(inWindow);
  const peakLoad = largest(week);
  if (!(peakLoad > 0) || loadByHour.size === 0) return null;
  return {
    ...input,
    facts,
    nowAt,
    instances: findInstances(facts.deployment, hourFacts, loadByHour, nowAt),
    factsAt: new Map(hourFacts.filter(({ at }) => at >= fromAt).map((hour) => [hour.at, hour])),
    loadByHour,
    peakLoad,
    largestLoad: largest([...loadByHour.values()].map(({ max5 }) => max5)),
    heldShare: (holdMinutes) => holdShare(input.minutes.get(load.signal), holdMinutes),
    peakSpread: peakSpread(load.hours, nowAt),
    disturbed: disturbedHours(hourFacts, fromAt),
    changes: changeDays({
      hourFacts: hourFacts.filter(({ at }) => at >= nowAt - (FIT_DAYS + 1) * DAY_MS),
      stepStates: facts.stepStates,
      sizes: SIZES.map((signal) => inWindowOf(input.hours.get(signal) ?? [], nowAt)),
    }),
  };
}
