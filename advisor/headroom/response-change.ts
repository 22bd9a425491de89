/**
 * Whether an app answers load otherwise than before (RULES 6.6): at each day on which something was changed,
 * the mean distance from the line of the days before is held against that of the days after. A claim leaves
 * the latest part to the fit; anything less leaves all of it.
 */

import { dayOf } from '../load/load';
import { median, tUpper } from '../math';
import type { AppFacts, HourFacts, SignalHour } from '../types';
import { type FitPoint, fitByDay, type Line } from './fit';

/** False claims allowed over all changes of a window together; by simulation (docs/advice.md). */
const CLAIM = 0.005;
/** Smaller changes cost less than the days that a split would throw away. */
const LEAST = Math.log(1.08);
/** With fewer days after than a fit needs a claim ends the answer: only a change that would make it wrong does. */
const LEAST_NEW = Math.log(1.2);
const DAYS_OF_A_FIT = 5;
const DAYS_BEFORE = 3;
const DAYS_AFTER = 2;
const HOURS_OF_A_DAY = 4;
/** A capacity or pool that moved by less is the same. */
const SAME_SIZE = 0.1;

/** What may have changed the response, as its days: releases, finished steps, other sizes of an instance or its pool. */
export function changeDays(given: {
  hourFacts: readonly HourFacts[];
  stepStates: AppFacts['stepStates'];
  /** Hours of the signals whose capacity is an instance's size or its pool's. */
  sizes: readonly (readonly SignalHour[])[];
}): number[] {
  const { hourFacts, stepStates, sizes } = given;
  const counts = new Map(hourFacts.map(({ at, instancesMedian }) => [at, instancesMedian]));
  const days = [
    ...releases(hourFacts),
    ...stepStates.filter(({ status }) => status === 'done').map(({ at }) => dayOf(at)),
    ...sizes.flatMap((hours) => resized(hours, counts)),
  ];
  return [...new Set(days)].sort((a, b) => a - b);
}

function releases(hourFacts: readonly HourFacts[]): number[] {
  const known = new Set<string>();
  const days: number[] = [];
  for (const { at, versions } of [...hourFacts].sort((a, b) => a.at - b.at)) {
    if (known.size > 0 && versions.some((version) => !known.has(version))) days.push(dayOf(at));
    for (const version of versions) known.add(version);
  }
  return days;
}

/** Days on which the median capacity of an instance is another than on the day before. */
function resized(hours: readonly SignalHour[], counts: ReadonlyMap<number, number>): number[] {
  const byDay = new Map<number, number[]>();
  for (const { at, capacityMedian5 } of hours) {
    const each = (capacityMedian5 ?? Number.NaN) / (counts.get(at) ?? 1);
    if (!Number.isFinite(each) || each <= 0) continue;
    const day = byDay.get(dayOf(at));
    if (day) day.push(each);
    else byDay.set(dayOf(at), [each]);
  }
  const days = [...byDay].sort(([a], [b]) => a - b).map(([day, each]) => ({ day, each: median(each) }));
  return days
    .filter(({ each }, i) => i > 0 && Math.abs(Math.log(each / (days[i - 1]?.each ?? each))) > SAME_SIZE)
    .map(({ day }) => day);
}

/** The points since the last change that shows, and its day; all of them and null where none does. */
export function latestPart(
  points: readonly FitPoint[],
  changes: readonly number[],
): { points: FitPoint[]; changedAt: number | null } {
  let part = [...points];
  let changedAt: number | null = null;
  let open = [...changes];
  while (open.length > 0) {
    const found = clearest(part, open);
    if (found === null) break;
    // The day itself is neither before nor after.
    part = part.filter(({ day }) => day > found);
    open = open.filter((day) => day > found);
    changedAt = found;
  }
  return { points: part, changedAt };
}

function clearest(points: readonly FitPoint[], changes: readonly number[]): number | null {
  const days = distances(points);
  const tests = changes.flatMap((day) => compare(days, day) ?? []);
  const claimed = tests.filter(({ t, degrees, ln, after }) => {
    const least = after < DAYS_OF_A_FIT ? LEAST_NEW : LEAST;
    return Math.abs(ln) >= least && 2 * tUpper(Math.abs(t), degrees) * tests.length <= CLAIM;
  });
  return (
    claimed.reduce<(typeof tests)[number] | null>((a, b) => (a && Math.abs(a.t) >= Math.abs(b.t) ? a : b), null)?.day ??
    null
  );
}

/** Mean of ln(y ÷ line) of each day, over the busier half of the hours. */
function distances(points: readonly FitPoint[]): { day: number; ln: number }[] {
  const middle = median(points.map(({ x }) => x));
  const busier = points.filter(({ x }) => x >= middle);
  const line = fitByDay(busier)?.line;
  if (line === undefined) return [];
  const byDay = new Map<number, number[]>();
  for (const point of busier) {
    const ln = Math.log(point.y / at(line, point.x));
    if (Number.isFinite(ln)) byDay.set(point.day, [...(byDay.get(point.day) ?? []), ln]);
  }
  return [...byDay].filter(([, all]) => all.length >= HOURS_OF_A_DAY).map(([day, all]) => ({ day, ln: mean(all) }));
}

/** Welch would need more days: both sides share one scatter. */
function compare(days: readonly { day: number; ln: number }[], change: number) {
  const before = days.filter(({ day }) => day < change).map(({ ln }) => ln);
  const after = days.filter(({ day }) => day > change).map(({ ln }) => ln);
  if (before.length < DAYS_BEFORE || after.length < DAYS_AFTER) return null;
  const [b, a] = [mean(before), mean(after)];
  const degrees = before.length + after.length - 2;
  const rest = [...before.map((ln) => ln - b), ...after.map((ln) => ln - a)];
  const squares = rest.reduce((sum, r) => sum + r * r, 0);
  // Days that go together are fewer witnesses than there are days (bias of few days: Kendall 1954).
  const together = rest.slice(1).reduce((sum, r, i) => sum + r * (rest[i] as number), 0) / Math.max(squares, 1e-300);
  const rho = Math.min(0.8, Math.max(0, together + (1 + 4 * Math.max(0, together)) / rest.length));
  const scatter = (squares / degrees) * ((1 + rho) / (1 - rho));
  const error = Math.sqrt(scatter * (1 / before.length + 1 / after.length));
  return { day: change, ln: a - b, t: (a - b) / Math.max(error, 1e-12), degrees, after: after.length };
}

const at = ({ a, b }: Line, x: number): number => a + b * x;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
