/**
 * Where throughput itself would peak and fall (RULES 8): the Universal Scalability Law of requests a second
 * on measured users, per instance while the app scales. It is the collapse, not the headroom: limits come
 * first. Users that are estimated from requests are no load to fit requests on (8.3).
 */
import type { FitPoint } from './fit';
import { type LoadSeries, REQUESTS } from './load';
import { median, t90 } from './math';
import { type FitContext, fitPoints, wholeDays } from './points';
import type { ThroughputFinding } from './types';
import { fitUsl, type UslPoint } from './usl';

const DAYS_NEEDED = 5;
/** Largest ÷ smallest load, largest load, and tenths of the range with points in them (8.2). */
const RATIO_NEEDED = 4;
const LEAST_LOAD = 3;
const TENTHS_NEEDED = 8;
/** Widest interval between its ends. */
const WIDEST = 2;
/** Hours are gathered into this many levels of load, by rank: their medians are fitted. */
const LEVELS = 24;

/** Null where the data cannot carry it; no peak is a finding. */
export function findThroughput(context: FitContext, load: LoadSeries): ThroughputFinding | null {
  if (load.quality !== 'measured' || load.unit !== 'users') return null;
  const { instances } = context;
  const each = (at: number) => (instances.scales ? (instances.at.get(at) ?? Number.NaN) : 1);
  const points = fitPoints(
    context,
    REQUESTS,
    (hour) => hour.median5 / each(hour.at),
    (users, at) => users / each(at),
  );
  if (!spread(points) || wholeDays(points) < DAYS_NEEDED) return null;
  const { fit } = fitUsl(levels(points));
  if (fit === null) return null;
  const found = fit.peakLoad;
  if (found === null) return { code: 'none-in-sight', upToLoad: context.largestLoad };
  const days = [...new Set(points.map(({ day }) => day))];
  const left = days.map((day) => peakOf(points.filter((point) => point.day !== day)));
  // A day without which there is no peak carries it alone.
  if (left.some((peak) => peak === null)) return null;
  const logs = left.map((peak) => Math.log(peak as number));
  const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
  const variance = ((days.length - 1) / days.length) * logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  const half = t90(days.length - 1) * Math.sqrt(variance);
  if (Math.exp(2 * half) >= WIDEST) return null;
  const times = instances.scales ? instances.max : 1;
  return {
    code: 'peaks',
    load: found * (times ?? 1),
    low: found * (times ?? 1) * Math.exp(-half),
    high: found * (times ?? 1) * Math.exp(half),
    of: times === null ? 'one-instance' : 'app',
    days: days.length,
  };
}

function peakOf(points: readonly FitPoint[]): number | null {
  return fitUsl(levels(points)).fit?.peakLoad ?? null;
}

function spread(points: readonly FitPoint[]): boolean {
  if (points.length < LEVELS) return false;
  const loads = points.map(({ x }) => x);
  const [least, most] = [Math.min(...loads), Math.max(...loads)];
  const tenths = new Set(loads.map((x) => Math.min(9, Math.floor((10 * (x - least)) / (most - least)))));
  return most / least >= RATIO_NEEDED && most >= LEAST_LOAD && tenths.size >= TENTHS_NEEDED;
}

function levels(points: readonly FitPoint[]): UslPoint[] {
  const sorted = [...points].sort((a, b) => a.x - b.x);
  return Array.from({ length: LEVELS }, (_, level) => {
    const part = sorted.slice(
      Math.floor((level * sorted.length) / LEVELS),
      Math.floor(((level + 1) * sorted.length) / LEVELS),
    );
    return { load: median(part.map(({ x }) => x)), throughput: median(part.map(({ y }) => y)) };
  });
}
