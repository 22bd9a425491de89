/**
 * Whether a finished step changed what it says it relieves, at equal load (RULES 9): hours of 28 days before
 * and 14 after, ln(signal) on hour of day, a spline of ln(load) and a shift. Hours go together, so no formula
 * says how large a shift chance makes: the app's own past does, the same sum at days on which nothing was done.
 */
import type { SignalDefinition, SignalId, Step } from '@/catalogue/types';
import { dayOf, MEANS_NEEDED, REQUESTS } from '../load/load';
import { DISK } from '../storage/storage';
import {
  type AppFacts,
  DAY_MS,
  type EffectFinding,
  type HourFacts,
  type SignalEffect,
  type SignalHour,
} from '../types';
import { AFTER_DAYS, type Claim, claimAt, holm, ROLL_OUT_DAYS, shiftOf, type Why } from './claim';
import { effectByRoute, loadOfRoutes, type RouteHours, weighRoutes } from './routes';

export const HISTORY_DAYS = 56;
const OTHERS_WITHIN_DAYS = 7;
/** These change which requests arrive, or which are slow: the response time of all of them together says little (9.5). */
const CHANGES_THE_MIX = new Set([
  'cdn-static-assets',
  'compress-responses',
  'paginate-lists',
  'service-worker-cache',
  'multi-layer-cache',
]);
/** These answer some routes from a cache: by route where routes are told, else all together. */
const CACHES_ROUTES = new Set(['redis-cache', 'cache-lifetimes', 'in-process-cache']);
const OF_MIX = /^(latency|errors)\./;

/** Whether a step is compared route by route: its telemetry has to be read for that. */
export const isByRoute = ({ id }: Step): boolean => CHANGES_THE_MIX.has(id) || CACHES_ROUTES.has(id);

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
  /** Of steps that are compared by route; null or absent where no route is told; or more than are read. */
  routes?: RouteHours | 'too-many' | null;
}

/** When the fortnight after a step is over (ms). */
export const effectReadyAt = (doneAt: number): number => dayOf(doneAt) + (1 + ROLL_OUT_DAYS + AFTER_DAYS) * DAY_MS;

/** Whether a step relieves something that follows load: a disk fills by time, and its date is its effect. */
export const hasEffect = (step: Step): boolean => comparedSignals(step).length > 0;

const comparedSignals = ({ relieves }: Step): SignalId[] =>
  [...new Set(relieves.map(({ signal }) => signal))].filter((signal) => signal !== DISK);

/** Null for a step that names no signal it relieves at equal load. */
export function findEffect(input: EffectInput): EffectFinding | null {
  const { step, doneAt, nowAt } = input;
  const signals = comparedSignals(step);
  if (signals.length === 0) return null;
  const base = { computedAt: nowAt, doneAt };
  const readyAt = effectReadyAt(doneAt);
  if (nowAt < readyAt) return { ...base, code: 'too-early', readyAt };
  const firstAt = input.load[0]?.at ?? doneAt;
  const have = Math.floor((dayOf(doneAt) - firstAt) / DAY_MS);
  if (have < HISTORY_DAYS)
    return { ...base, code: 'short-history', haveDays: Math.max(0, have), needDays: HISTORY_DAYS };
  const compared = atLoadOfRoutes(input);
  const measured = signals.map((signal) => measure(compared, signal));
  const claimed = holm(measured.map(({ p }) => p));
  const found = measured.map(({ effect }, i) => withClaim(effect, claimed[i] ?? false));
  return { ...base, code: 'measured', signals: found, togetherWith: togetherWith(input) };
}

/** A route is named only where the whole stands out: both at 5 %, so that no effect is claimed more often. */
function withClaim(effect: SignalEffect, claimed: boolean): SignalEffect {
  if (effect.code !== 'change') return effect;
  const { byRoute, ...rest } = effect;
  if (byRoute === undefined) return { ...rest, claimed };
  return { ...rest, claimed, byRoute: { ...byRoute, named: claimed ? byRoute.named : [] } };
}

interface Compared extends EffectInput {
  day: number;
  byRoute: RouteHours | null;
  weighed: ReturnType<typeof weighRoutes>;
  /** Load is the requests of the routes that the step left. */
  byRoutesLeft: boolean;
}

/** Where load is requests and the step takes some away, the others are what "equal load" means. */
function atLoadOfRoutes(input: EffectInput): Compared {
  const { step, routes, load, loadSignal, doneAt } = input;
  const day = dayOf(doneAt) / DAY_MS;
  const told = routes && routes !== 'too-many' ? routes : null;
  const weighed = told ? weighRoutes(told, day) : [];
  const byRoute = weighed.length > 0 ? told : null;
  const byRoutesLeft = byRoute !== null && loadSignal === REQUESTS && CHANGES_THE_MIX.has(step.id);
  return {
    ...input,
    day,
    byRoute,
    weighed,
    byRoutesLeft,
    load: byRoutesLeft ? loadOfRoutes(byRoute, weighed, load) : load,
  };
}

interface Measured {
  effect: SignalEffect;
  /** Two-sided; null where there is no number. */
  p: number | null;
}

function measure(input: Compared, signal: SignalId): Measured {
  const { step, day, definitions, load, loadSignal, hours, routes, byRoute, weighed, byRoutesLeft } = input;
  const cannot = (why: Why): Measured => ({ effect: { code: 'cannot-compare', signal, why }, p: null });
  if (byRoute !== null && signal.startsWith('latency.') && isByRoute(step)) {
    const found = effectByRoute({ routes: byRoute, weighed, signal, load, day });
    if (typeof found === 'string') return cannot(found);
    const { named, share, routes: count, ...claim } = found;
    return changed(signal, 'value', claim, { routes: count, share, named });
  }
  if (CHANGES_THE_MIX.has(step.id) && OF_MIX.test(signal))
    return cannot(routes === 'too-many' ? 'too-many-routes' : 'mix-of-requests');
  if (signal === loadSignal && !byRoutesLeft) return cannot('is-load');
  const definition = definitions.find(({ id }) => id === signal);
  const points = pointsOf(definition, load, hours.get(signal) ?? []);
  const found = claimAt(shiftOf(points), day, points[0]?.day ?? day);
  if (typeof found === 'string') return cannot(found);
  // A signal that is better when high was fitted by what it lacks (hit rate by misses).
  const of = definition?.kind === 'resource' ? 'demand' : definition?.worsens === 'down' ? 'misses' : 'value';
  return changed(signal, of, found);
}

type Change = Extract<SignalEffect, { code: 'change' }>;

function changed(
  signal: SignalId,
  of: Change['of'],
  { p, ...claim }: Claim,
  byRoute?: NonNullable<Change['byRoute']>,
): Measured {
  return { effect: { code: 'change', signal, ...claim, claimed: false, of, ...(byRoute ? { byRoute } : {}) }, p };
}

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
