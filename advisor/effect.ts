/**
 * Whether a finished step changed what it says it relieves, at equal load (RULES 9): hours of 28 days before
 * and 14 after, ln(signal) on hour of day, a spline of ln(load) and a shift. Hours go together, so no formula
 * says how large a shift chance makes: the app's own past does, the same sum at days on which nothing was done.
 */
import type { SignalDefinition, SignalId, Step } from '@/catalogue/types';
import { shiftAt } from './effect-shift';
import { dayOf, MEANS_NEEDED } from './load';
import { median, tQuantile, tUpper } from './math';
import { type AppFacts, DAY_MS, type EffectFinding, type HourFacts, type SignalEffect, type SignalHour } from './types';

export const BEFORE_DAYS = 28;
export const AFTER_DAYS = 14;
/** The day before, the day itself and the day after: a roll-out is neither before nor after. */
const ROLL_OUT_DAYS = 1;
export const HISTORY_DAYS = 56;
const PLACEBO_EVERY_DAYS = 3;
const WINDOW_DAYS = BEFORE_DAYS + AFTER_DAYS + 2 * ROLL_OUT_DAYS;
const OTHERS_WITHIN_DAYS = 7;
const CLAIM = 0.05;
/** These change which requests are counted, so that no signal of all requests compares (9.5). */
const CHANGES_THE_MIX = new Set(['cdn-static-assets', 'compress-responses', 'paginate-lists']);
const OF_REQUESTS = /^(latency|errors|requests)\./;

export interface EffectInput {
  step: Step;
  /** When it was ticked. */
  doneAt: number;
  nowAt: number;
  definitions: readonly SignalDefinition[];
  /** Hours of the load that fits are cut by, and of all signals: from as long before `doneAt` as there are. */
  load: readonly SignalHour[];
  loadSignal: SignalId;
  hours: ReadonlyMap<SignalId, readonly SignalHour[]>;
  hourFacts: readonly HourFacts[];
  stepStates: AppFacts['stepStates'];
}

/** Null for a step that names no signal it relieves. */
export function findEffect(input: EffectInput): EffectFinding | null {
  const { step, doneAt, nowAt } = input;
  const signals = [...new Set(step.relieves.map(({ signal }) => signal))];
  if (signals.length === 0) return null;
  const base = { computedAt: nowAt, doneAt };
  const readyAt = dayOf(doneAt) + (1 + ROLL_OUT_DAYS + AFTER_DAYS) * DAY_MS;
  if (nowAt < readyAt) return { ...base, code: 'too-early', readyAt };
  const firstAt = input.load[0]?.at ?? doneAt;
  const have = Math.floor((dayOf(doneAt) - firstAt) / DAY_MS);
  if (have < HISTORY_DAYS)
    return { ...base, code: 'short-history', haveDays: Math.max(0, have), needDays: HISTORY_DAYS };
  const measured = signals.map((signal) => measure(input, signal));
  const found = holm(measured);
  return { ...base, code: 'measured', signals: found, togetherWith: togetherWith(input) };
}

interface Measured {
  effect: SignalEffect;
  /** Two-sided; null where there is no number. */
  p: number | null;
}

function measure({ step, doneAt, definitions, load, loadSignal, hours }: EffectInput, signal: SignalId): Measured {
  const cannot = (why: Extract<SignalEffect, { code: 'cannot-compare' }>['why']): Measured => ({
    effect: { code: 'cannot-compare', signal, why },
    p: null,
  });
  if (CHANGES_THE_MIX.has(step.id) && OF_REQUESTS.test(signal)) return cannot('mix-of-requests');
  if (signal === loadSignal) return cannot('is-load');
  const definition = definitions.find(({ id }) => id === signal);
  const points = pointsOf(definition, load, hours.get(signal) ?? []);
  const day = dayOf(doneAt) / DAY_MS;
  const shift = shiftAt(points, windowAt(day));
  if (shift === null) return cannot('too-few-hours');
  if (shift.overlap < 0.5) return cannot('no-equal-load');
  const placebo: number[] = [];
  const first = (points[0] as { day: number }).day;
  // Days whose whole window, with its roll-out, lies before the step's.
  for (
    let at = day - 1 - ROLL_OUT_DAYS - AFTER_DAYS - 1;
    at - ROLL_OUT_DAYS - BEFORE_DAYS >= first;
    at -= PLACEBO_EVERY_DAYS
  ) {
    const own = shiftAt(points, windowAt(at));
    if (own !== null) placebo.push(own.delta);
  }
  if (placebo.length < 3) return cannot('too-few-hours');
  const centre = median(placebo);
  const windows = Math.max(1, Math.floor((day - first) / WINDOW_DAYS));
  // About zero, not about their centre: few windows that overlap lie close together wherever they lie.
  const rms = Math.sqrt(placebo.reduce((sum, delta) => sum + delta * delta, 0) / placebo.length);
  const error = rms * Math.sqrt(1 + 1 / windows);
  const half = tQuantile(1 - CLAIM / 2, windows + 1) * error;
  const delta = shift.delta - centre;
  // A signal that is better when high was fitted by what it lacks (hit rate by misses).
  return {
    effect: {
      code: 'change',
      signal,
      ratio: Math.exp(delta),
      low: Math.exp(delta - half),
      high: Math.exp(delta + half),
      claimed: false,
      of: definition?.kind === 'resource' ? 'demand' : definition?.worsens === 'down' ? 'misses' : 'value',
    },
    p: error > 0 ? 2 * tUpper(Math.abs(delta) / error, windows + 1) : delta === 0 ? 1 : 0,
  };
}

/** Holm 1979 over the signals that the step says it relieves. */
function holm(measured: readonly Measured[]): SignalEffect[] {
  const ps = measured.flatMap(({ p }) => (p === null ? [] : [p])).sort((a, b) => a - b);
  let claims = 0;
  while (claims < ps.length && (ps[claims] as number) <= CLAIM / (ps.length - claims)) claims++;
  const limit = claims === 0 ? -1 : (ps[claims - 1] as number);
  return measured.map(({ effect, p }) =>
    effect.code === 'change' ? { ...effect, claimed: p !== null && p <= limit } : effect,
  );
}

const windowAt = (day: number) => ({
  beforeFrom: day - ROLL_OUT_DAYS - BEFORE_DAYS,
  beforeTo: day - ROLL_OUT_DAYS,
  afterFrom: day + 1 + ROLL_OUT_DAYS,
  afterTo: day + 1 + ROLL_OUT_DAYS + AFTER_DAYS,
});

/** ln(signal) against ln(load), hour by hour; no hour is left out by its value. */
function pointsOf(definition: SignalDefinition | undefined, load: readonly SignalHour[], hours: readonly SignalHour[]) {
  const loads = new Map(load.map((hour) => [hour.at, hour.median5]));
  return hours
    .filter(({ means }) => means >= MEANS_NEEDED)
    .map((hour) => ({
      day: dayOf(hour.at) / DAY_MS,
      hour: Math.floor((hour.at % DAY_MS) / (DAY_MS / 24)),
      x: Math.log(loads.get(hour.at) ?? Number.NaN),
      y: Math.log(amountOf(definition, hour)),
    }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))
    .sort((a, b) => a.day - b.day || a.hour - b.hour);
}

/** What grows when the signal gets worse: demand, share of errors or misses (half an event added, so that none is no hole), value. */
function amountOf(definition: SignalDefinition | undefined, hour: SignalHour): number {
  const { numerator, denominator } = hour;
  if (definition?.kind === 'ratio' && numerator !== undefined && denominator !== undefined) {
    const bad = definition.worsens === 'down' ? denominator - numerator : numerator;
    return denominator > 0 ? (bad + 0.5) / (denominator + 1) : Number.NaN;
  }
  if (definition?.worsens === 'down') return 100 - hour.median5;
  return definition?.kind === 'resource' ? (hour.demandMedian5 ?? Number.NaN) : hour.median5;
}

/** Other steps and new versions within a week: their effect cannot be told apart (9.4). */
function togetherWith({ step, doneAt, hourFacts, stepStates }: EffectInput): { steps: string[]; versions: string[] } {
  const near = (at: number) => Math.abs(at - doneAt) <= OTHERS_WITHIN_DAYS * DAY_MS;
  const steps = stepStates
    .filter(({ stepId, status, at }) => stepId !== step.id && status === 'done' && near(at))
    .map(({ stepId }) => stepId);
  const seen = new Set<string>();
  const versions: string[] = [];
  for (const { at, versions: now } of hourFacts) {
    for (const version of now) {
      if (seen.has(version)) continue;
      // The first versions of all are no releases.
      if (seen.size > 0 && near(at)) versions.push(version);
    }
    for (const version of now) seen.add(version);
  }
  return { steps, versions };
}
