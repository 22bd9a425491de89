/**
 * Lines of demand over load, and joint draws of them: the same days resampled for all signals, so that a busy
 * Monday is busy in CPU, memory and connections alike (RULES 15.5).
 */
import type { SignalId } from '@/catalogue/types';
import { nearestRank, seeded } from '../math';
import { DAY_MS } from '../types';

/** Demand of one resource as a line over load: D = base + perLoad × load. */
export interface DemandLine {
  base: number;
  perLoad: number;
}

/** The lines of all signals and the busiest minutes, as one way the last weeks could have been. */
export interface DemandView {
  lines: Map<SignalId, DemandLine>;
  /** From load to its busiest five minutes (RULES 3.5). */
  peakFactor: number;
}

export interface DemandPoint {
  at: number;
  load: number;
  demand: number;
}

export interface FittedDemand extends DemandLine {
  /** Sums of each day, for refitting without going through the points again. */
  days: Map<number, Sums>;
  /** Distance of each hour from the line, in order of time. */
  rest: number[];
  /** Load hardly moved: demand is taken in proportion. */
  proportional: boolean;
}

interface Sums {
  n: number;
  x: number;
  y: number;
  xx: number;
  xy: number;
}

const NEED_HOURS = 6;
/** Below this ratio of the fitted loads a slope is noise: demand is taken in proportion to load (judgement). */
const NEED_SPREAD = 1.2;
const NEED_DAYS = 3;
const DRAWS = 60;
const SEED = 20_260;

/** Least squares over the upper half of load (night jobs flatten the slope, RULES 6.3), never falling. */
export function fitDemand(points: readonly DemandPoint[]): FittedDemand | null {
  const loads = points.map((it) => it.load);
  const middle = nearestRank(loads, 0.5);
  const upper = points.filter((it) => it.load >= middle).sort((a, b) => a.at - b.at);
  if (upper.length < NEED_HOURS) return null;
  const days = new Map<number, Sums>();
  for (const { at, load, demand } of upper) {
    const day = Math.floor(at / DAY_MS);
    const sums = days.get(day) ?? { n: 0, x: 0, y: 0, xx: 0, xy: 0 };
    days.set(day, add(sums, { n: 1, x: load, y: demand, xx: load * load, xy: load * demand }));
  }
  const used = upper.map((it) => it.load);
  const proportional = nearestRank(used, 0.95) < NEED_SPREAD * nearestRank(used, 0.05);
  const line = lineOf([...days.values()].reduce(add), proportional);
  return { ...line, days, proportional, rest: upper.map((it) => it.demand - line.base - line.perLoad * it.load) };
}

/** Draws with a seed of their own: the same data give the same bills. None where fewer than three days are known. */
export function drawLines(fitted: Map<SignalId, FittedDemand>, peakFactors: readonly number[]): DemandView[] {
  const days = [...new Set([...fitted.values()].flatMap((it) => [...it.days.keys()]))].sort((a, b) => a - b);
  if (days.length < NEED_DAYS) return [];
  const random = seeded(SEED);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: DRAWS }, () => {
    const drawn = days.map(() => pick(days));
    const hour = random();
    const lines = new Map<SignalId, DemandLine>();
    for (const [signal, it] of fitted) {
      const sums = drawn.flatMap((day) => it.days.get(day) ?? []);
      const line = sums.length === 0 ? it : lineOf(sums.reduce(add), it.proportional);
      const off = it.rest[Math.floor(hour * it.rest.length)] ?? 0;
      lines.set(signal, { base: line.base + off, perLoad: line.perLoad });
    }
    return { lines, peakFactor: pick(peakFactors) };
  });
}

const add = (a: Sums, b: Sums): Sums => ({
  n: a.n + b.n,
  x: a.x + b.x,
  y: a.y + b.y,
  xx: a.xx + b.xx,
  xy: a.xy + b.xy,
});

function lineOf({ n, x, y, xx, xy }: Sums, proportional: boolean): DemandLine {
  const inProportion = { base: 0, perLoad: y / x };
  const spread = n * xx - x * x;
  if (proportional || spread <= 1e-9 * n * xx) return inProportion;
  const slope = (n * xy - x * y) / spread;
  // A demand that falls as load rises is noise or a fixed cost: level, not falling.
  if (slope <= 0) return { base: y / n, perLoad: 0 };
  const base = (y - slope * x) / n;
  return base < 0 ? inProportion : { base, perLoad: slope };
}
