/**
 * Latency's limit in load (RULES 7.1, 7.2): p95 = R0 ÷ (1 − (L ÷ Lsat)^c), exact for one queue (c = 1) and for
 * the mean of two servers (c = 2), so that 1 ÷ p95 is a line in L^c that falls. The data choose c.
 */

import { weekBefore } from '../load/load';
import { largest, median } from '../math';
import type { EffectiveThreshold } from '../types';
import { type FitPoint, fitByDay, type Line } from './fit';
import type { Asked, LimitQuestion } from './limit-fit';
import { type FitContext, fitPoints, sinceChange } from './points';

/** Latency is believed up to twice the largest load seen (5.5). */
const CAP_TIMES = 2;
/** Latency has moved: within the busier half (7.2), or over all hours; and two fits are one line: ln of their limits' ratio (docs/advice.md). */
const BEND = 1.2;
const BEND_ALL = 1.1;
const SAME_LINE = 0.1;
/** Servers behind one queue that are told apart; more of them bend too late to be seen in time. */
const SERVERS = [1, 1.5, 2, 3, 4];
/** Neighbouring hours go together: four of them are one witness of the form (judgement). */
const HOURS_A_WITNESS = 4;

export function askLatency(context: FitContext, threshold: EffectiveThreshold): Asked {
  const { instances } = context;
  const week = weekBefore(context.hours.get(threshold.signal) ?? [], context.nowAt);
  if (week.length === 0) return { question: null, reason: { code: 'no-data' } };
  const perInstance = (load: number, at: number) => load / (instances.at.get(at) ?? Number.NaN);
  const { points, changedAt } = sinceChange(
    context,
    fitPoints(
      context,
      threshold.signal,
      (hour) => (hour.median5 > 0 ? 1 / hour.median5 : undefined),
      instances.scales ? perInstance : undefined,
    ),
  );
  const target = 1 / threshold.limit;
  const form = chooseForm(points, target);
  const ask = (loadPerX: number): LimitQuestion => ({
    threshold,
    points: form.points,
    power: form.power,
    form: { shift: 0, spread: form.spread },
    flat: !bends(form.points, target),
    target,
    rises: false,
    loadPerX,
    capTimes: CAP_TIMES,
    // Without the hours of crossings, as in the fit: a bad release is no measure of what load does.
    demandNow: points.length > 0 ? 1 / Math.min(...points.map(({ y }) => y)) : largest(week.map(({ max5 }) => max5)),
    limitDemand: threshold.limit,
    demandUnit: 'ms',
    changedAt,
  });
  if (!instances.scales) return { question: ask(1) };
  if (instances.max !== null) return { question: ask(instances.max) };
  const seen = instances.seenMost ?? 1;
  return {
    question: null,
    reason: { code: 'maximum-instances-unknown', seen, multipleAtSeen: null },
    atSeen: ask(seen),
  };
}

interface Form {
  points: FitPoint[];
  power: number;
  /** Standard deviation of ln(limit load) between the forms, by their weights. */
  spread: number;
}

/**
 * The c whose line leaves the smallest relative squares over all hours; what the others would say, weighted
 * by likelihood, is its spread.
 */
function chooseForm(points: FitPoint[], target: number): Form {
  const witnesses = points.length / HOURS_A_WITNESS;
  const forms = SERVERS.flatMap((power) => {
    const own = power === 1 ? points : points.map((point) => ({ ...point, x: point.x ** power }));
    const all = fitByDay(own)?.line;
    const line = fitByDay(busierHalf(own))?.line;
    if (all === undefined || line === undefined || !(all.b < 0)) return [];
    const squares = own.reduce((sum, { x, y }) => sum + ((y - at(all, x)) / at(all, x)) ** 2, 0);
    return [{ power, points: own, squares, lnLimit: Math.log((target - line.a) / line.b) / power }];
  });
  const best = forms.reduce<(typeof forms)[number] | null>((a, b) => (a && a.squares <= b.squares ? a : b), null);
  if (best === null || !(best.squares > 0)) return { points, power: 1, spread: 0 };
  const known = forms.filter(({ lnLimit }) => Number.isFinite(lnLimit));
  const weights = known.map(({ squares }) => (squares / best.squares) ** (-witnesses / 2));
  const total = weights.reduce((a, b) => a + b, 0);
  const square = known.reduce(
    (sum, own, i) => sum + ((weights[i] as number) / total) * (own.lnLimit - best.lnLimit) ** 2,
    0,
  );
  return { points: best.points, power: best.power, spread: Number.isFinite(square) ? Math.sqrt(square) : 0 };
}

/**
 * Latency at the busiest quarter is at least 1.2 × that of the quietest used one (7.2): a queue bends late.
 * Where the bend shows over all hours only, it counts if these and the busier half meet the limit at the
 * same load: then 1 ÷ p95 is one line, and not the beginning of a later bend.
 */
function bends(points: readonly FitPoint[], target: number): boolean {
  const busier = busierHalf(points);
  if (rises(busier)) return true;
  const limits = [busier, points].map((some) => {
    const line = fitByDay(some)?.line;
    return line === undefined ? Number.NaN : (target - line.a) / line.b;
  }) as [number, number];
  return rises(points, BEND_ALL) && Math.abs(Math.log(limits[0] / limits[1])) <= SAME_LINE;
}

function rises(points: readonly FitPoint[], bend = BEND): boolean {
  const sorted = [...points].sort((a, b) => a.x - b.x);
  const quarter = Math.floor(sorted.length / 4);
  if (quarter < 3) return true;
  const low = median(sorted.slice(0, quarter).map(({ y }) => 1 / y));
  const high = median(sorted.slice(-quarter).map(({ y }) => 1 / y));
  return high >= bend * low;
}

function busierHalf(points: readonly FitPoint[]): FitPoint[] {
  const middle = median(points.map(({ x }) => x));
  return points.filter(({ x }) => x >= middle);
}

const at = ({ a, b }: Line, x: number): number => a + b * x;
