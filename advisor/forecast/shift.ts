/**
 * Whether the level of a daily series moved for good (RULES 11.4): seven successive days beyond four robust
 * deviations of the 28 days before. The days before are then lifted by the step, so that season, growth and
 * noise stay known and the level starts anew. With fewer days nobody can tell a shift from outliers.
 */
import { median } from '../math';
import { seasonOf, withoutSeason } from './season';

export interface Shift {
  /** Index of its first day. */
  at: number;
  /** What the level moved by, on the forecast scale. */
  step: number;
  /** Known days since, at most seven. */
  days: number;
}

export interface Levelled {
  /** The series as if it had always been at its present level. */
  z: Float64Array;
  /** Those that lasted, oldest first. */
  shifts: Shift[];
  /** Days at the end that may be outliers or the first of a shift. */
  undecided: Shift | null;
}

export const SHIFT_DAYS = 7;
const BEFORE_DAYS = 28;
const NEED_BEFORE = 20;
const NEED_AFTER = 6;
const DEVIATIONS = 4;
/** No day of it comes nearer than this. */
const LEAST_DEVIATIONS = 2;
/** A step of less than four times this share is no news, however even the days before were (judgement). */
const LEAST_SPREAD = 0.02;

/** @param raw values on the forecast scale, NaN where unknown, oldest first. */
export function levelled(raw: Float64Array, period: number): Levelled {
  const z = raw.slice();
  const flat = withoutSeason(z, seasonOf(z, period));
  const shifts: Shift[] = [];
  for (let at = NEED_BEFORE; at < z.length; at++) {
    const found = shiftAt(flat, at);
    if (found === null) continue;
    if (at + SHIFT_DAYS > z.length) return { z, shifts, undecided: found };
    shifts.push(found);
    lift(z, found);
    lift(flat, found);
    at += SHIFT_DAYS - 1;
  }
  return { z, shifts, undecided: null };
}

/** Moves all before a shift to the level after it. */
export function lift(z: Float64Array, { at, step }: Shift): void {
  for (let t = 0; t < at; t++) z[t] = (z[t] as number) + step;
}

function shiftAt(flat: Float64Array, at: number): Shift | null {
  if (Number.isNaN(flat[at] as number)) return null;
  const before = points(flat, Math.max(0, at - BEFORE_DAYS), at);
  if (before.length < NEED_BEFORE) return null;
  const centre = median(before.map(({ y }) => y));
  const spread = Math.max(LEAST_SPREAD, 1.4826 * median(before.map(({ y }) => Math.abs(y - centre))));
  if (Math.abs((flat[at] as number) - centre) <= DEVIATIONS * spread) return null;
  const after = points(flat, at, Math.min(flat.length, at + SHIFT_DAYS));
  if (at + SHIFT_DAYS <= flat.length && after.length < NEED_AFTER) return null;
  const middle = median(after.map(({ y }) => y)) - centre;
  const side = Math.sign(middle);
  const stays = after.every(({ y }) => side * (y - centre) > LEAST_DEVIATIONS * spread);
  if (!stays || Math.abs(middle) <= DEVIATIONS * spread) return null;
  return { at, step: centre + middle - expectedAt(before, at + (after.length - 1) / 2), days: after.length };
}

interface Point {
  t: number;
  y: number;
}

function points(flat: Float64Array, from: number, to: number): Point[] {
  const found: Point[] = [];
  for (let t = from; t < to; t++) if (!Number.isNaN(flat[t] as number)) found.push({ t, y: flat[t] as number });
  return found;
}

/** Where the days before would have gone on to: their median, or their line where it clearly leans. */
function expectedAt(before: readonly Point[], at: number): number {
  const n = before.length;
  const mt = before.reduce((sum, { t }) => sum + t, 0) / n;
  const my = before.reduce((sum, { y }) => sum + y, 0) / n;
  const stt = before.reduce((sum, { t }) => sum + (t - mt) ** 2, 0);
  const slope = before.reduce((sum, { t, y }) => sum + (t - mt) * (y - my), 0) / stt;
  const rest = before.reduce((sum, { t, y }) => sum + (y - my - slope * (t - mt)) ** 2, 0) / Math.max(1, n - 2);
  return Math.abs(slope) > 2 * Math.sqrt(rest / stt) ? my + slope * (at - mt) : median(before.map(({ y }) => y));
}
