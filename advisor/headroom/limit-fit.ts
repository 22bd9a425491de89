/**
 * One signal's limit in units of load (RULES 6.3–6.5, 5.5): the line is fitted on the busier half of the
 * hours and solved for what the limit allows. Says why where the data cannot carry a number.
 */

import { median, nearestRank, Z90 } from '../math';
import type { CannotTell, EffectiveThreshold, SignalHeadroom } from '../types';
import { type DayFit, type FitPoint, fitByDay, type Jackknifed, jackknife, type Line } from './fit';
import type { FormDoubt } from './limit-form';
import { busyDays, FIT_DAYS, type FitContext, wholeDays } from './points';

const DAYS_NEEDED = 5;
const BUSY_DAYS_NEEDED = 3;
const LOAD_RATIO_NEEDED = 1.5;
const WIDEST_INTERVAL = 2;
const DIFFERS = 0.25;

/** What a signal asks of the fit. */
export interface LimitQuestion {
  threshold: EffectiveThreshold;
  points: FitPoint[];
  /** Of these, the ones that the line is fitted on; default all. */
  fitted?: FitPoint[];
  /** Known not to move with load, whatever a line says. */
  flat?: boolean;
  /** y at which the limit is met. */
  target: number;
  /** y grows with load (demand), or falls (1 ÷ latency). */
  rises: boolean;
  /** Load per unit of x: 1, or instances where x is load per instance. */
  loadPerX: number;
  /** x is the load (per instance) to this power; default 1. */
  power?: number;
  /** What forms that the data cannot tell apart say of ln(limit load); default: nothing. */
  form?: FormDoubt;
  /** Never above this many times the largest load seen. */
  capTimes: number;
  /** As people read it. */
  demandNow: number;
  limitDemand: number;
  demandUnit: string;
  note?: string;
  /** The points are of the days after this one, on which the response changed (6.6). */
  changedAt?: number | null;
}

/** What a threshold asks of the fit, or why it asks nothing. */
export type Asked =
  | { question: LimitQuestion }
  /** Answered without a line of load. */
  | { question: null; answer: SignalHeadroom }
  | { question: null; reason: CannotTell; atSeen?: LimitQuestion };

/** A limit that was found, with what the joint draws need. */
export interface FittedLimit {
  question: LimitQuestion;
  headroom: Extract<SignalHeadroom, { code: 'fits' }>;
  fit: DayFit;
  /** ln of the multiple read off a line; NaN where the line never meets the target. */
  read: (line: Line, target?: number) => number;
  theta: number;
  capTheta: number;
  /** Standard deviation of theta that days cannot show: of the form. */
  beyondSpread: number;
}

export type LimitAnswer = { found: FittedLimit } | { found: null; headroom: SignalHeadroom };

export function findLimit(context: FitContext, question: LimitQuestion): LimitAnswer {
  const { threshold } = question;
  const cannot = (reason: CannotTell): LimitAnswer => ({
    found: null,
    headroom: { code: 'cannot-tell', signal: threshold.signal, thresholdId: threshold.id, reason },
  });
  const thin = thinData(context, question);
  if (thin !== null) return cannot(thin);
  const points = question.fitted ?? question.points;

  const middle = median(points.map(({ x }) => x));
  const upper = fitByDay(points.filter(({ x }) => x >= middle));
  const all = fitByDay(points);
  if (upper === null || all === null || upper.byDay.size < 2)
    return cannot(hardlyVaried(question.points, question.power));
  if (question.flat === true || !clearlyMoves(upper, question)) {
    if (question.flat !== true && clearlyMoves(all, question)) return cannot({ code: 'differs-by-time-of-day' });
    const upToLoad = context.largestLoad;
    return {
      found: null,
      headroom: { code: 'does-not-rise', signal: threshold.signal, thresholdId: threshold.id, upToLoad },
    };
  }

  const busiest = context.peakLoad * context.heldShare(threshold.holdMinutes);
  const read = (line: Line, target = question.target) => {
    const load = ((target - line.a) / line.b) ** (1 / (question.power ?? 1)) * question.loadPerX;
    return load > 0 && line.b > 0 === question.rises ? Math.log(load / busiest) : Number.NaN;
  };
  const theta = jackknife(upper, read);
  const { shift, spread: beyond } = question.form ?? { shift: 0, spread: 0 };
  const value = theta.value + shift;
  const half = Math.hypot(theta.halfWidth, Z90 * context.peakSpread, Z90 * beyond);
  if (!Number.isFinite(half)) return cannot({ code: 'not-fitted', why: 'a single day decides where its limit lies' });
  const [low, high] = [Math.exp(value - half), Math.exp(value + half)];
  if (high / low >= WIDEST_INTERVAL) return cannot({ code: 'too-uncertain', low, high });
  return { found: fitted(context, question, { upper, all, theta, value, read, low, high, beyond }) };
}

interface Solved {
  upper: DayFit;
  all: DayFit;
  theta: Jackknifed;
  /** ln of the multiple: the line's, drawn towards what other forms say. */
  value: number;
  read: FittedLimit['read'];
  low: number;
  high: number;
  beyond: number;
}

function fitted(
  context: FitContext,
  question: LimitQuestion,
  { upper, all, theta, value, read, low, high, beyond }: Solved,
): FittedLimit {
  const { threshold } = question;
  const cap = (question.capTimes * context.largestLoad) / context.peakLoad;
  const multiple = Math.exp(value);
  // A line of all hours that never meets the limit differs most of all.
  const differs = !(Math.abs(Math.exp(read(all.line) - theta.value) - 1) <= DIFFERS);
  const note = [question.note, differs ? 'differs by time of day' : undefined]
    .filter((part) => part !== undefined)
    .join('; ');
  return {
    question,
    fit: upper,
    read,
    theta: value,
    capTheta: Math.log(cap),
    beyondSpread: beyond,
    headroom: {
      code: 'fits',
      signal: threshold.signal,
      thresholdId: threshold.id,
      multiple: Math.min(multiple, cap),
      low: Math.min(low, cap),
      high: Math.min(high, cap),
      moreThan: multiple > cap ? atLeast(Math.min(cap, low)) : null,
      demandNow: question.demandNow,
      limitDemand: question.limitDemand,
      demandUnit: question.demandUnit,
      limitLoad: multiple * context.peakLoad,
      r2: upper.r2,
      days: theta.days,
      ...(note === '' ? {} : { note }),
      ...(question.changedAt == null ? {} : { changedAt: question.changedAt }),
    },
  };
}

/** What "more than" may say: rounded down to a tenth. */
export const atLeast = (multiple: number): number => Math.floor(multiple * 10 + 1e-9) / 10;

/** The least that a fit needs (6.4). */
function thinData(context: FitContext, { points, power = 1, changedAt = null }: LimitQuestion): CannotTell | null {
  if (points.length === 0) return { code: 'no-data' };
  const days = wholeDays(points);
  if (days < DAYS_NEEDED) {
    const since = changedAt === null ? {} : { changedAt };
    return { code: 'learning-days', have: days, need: DAYS_NEEDED, hours: points.length, ...since };
  }
  const loads = points.map(({ x }) => x ** (1 / power));
  if (nearestRank(loads, 0.95) / nearestRank(loads, 0.05) < LOAD_RATIO_NEEDED) return hardlyVaried(points, power);
  const busy = busyDays(context, changedAt);
  return busy < BUSY_DAYS_NEEDED ? { code: 'no-busy-days', have: busy, need: BUSY_DAYS_NEEDED } : null;
}

function hardlyVaried(points: readonly FitPoint[], power = 1): CannotTell {
  const loads = points.map(({ x }) => x ** (1 / power));
  const days = Math.min(FIT_DAYS, new Set(points.map(({ day }) => day)).size);
  return { code: 'load-hardly-varied', lowLoad: nearestRank(loads, 0.05), highLoad: nearestRank(loads, 0.95), days };
}

/** The slope's 80 % interval leaves out zero on the side that the question expects (6.5). */
function clearlyMoves(fit: DayFit, { rises }: LimitQuestion): boolean {
  const slope = jackknife(fit, (line) => (rises ? line.b : -line.b));
  return slope.value > 0 && slope.value - slope.halfWidth > 0;
}
