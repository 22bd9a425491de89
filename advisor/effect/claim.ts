/**
 * Whether the shift at a step's day stands out from the shifts at days on which nothing was done (RULES 9.2):
 * hours go together, so no formula says how large a shift chance makes, but the app's own past does.
 */

import { median, tQuantile, tUpper } from '../math';
import type { SignalEffect } from '../types';
import { columnsOf, type ShiftPoint, shiftAt, type Window } from './shift';

export const BEFORE_DAYS = 28;
export const AFTER_DAYS = 14;
/** The day before, the day itself and the day after: a roll-out is neither before nor after. */
export const ROLL_OUT_DAYS = 1;
export const CLAIM = 0.05;
const PLACEBO_EVERY_DAYS = 3;
const WINDOW_DAYS = BEFORE_DAYS + AFTER_DAYS + 2 * ROLL_OUT_DAYS;
const LEAST_PLACEBOS = 3;
const LEAST_OVERLAP = 0.5;

export type Why = Extract<SignalEffect, { code: 'cannot-compare' }>['why'];

/** After ÷ before with its 95 % interval; `p` is two-sided. */
export interface Claim {
  ratio: number;
  low: number;
  high: number;
  p: number;
}

/** The shift of ln(signal) at a day, and how much of the loads after is among those before. */
export type ShiftOn = (day: number) => { delta: number; overlap: number } | null;

/** @param first the first known day; days are whole ones since 1970 */
export function claimAt(shiftOn: ShiftOn, day: number, first: number): Claim | Why {
  const shift = shiftOn(day);
  if (shift === null) return 'too-few-hours';
  if (shift.overlap < LEAST_OVERLAP) return 'no-equal-load';
  const placebo: number[] = [];
  // Days whose whole window, with its roll-out, lies before the step's.
  for (
    let at = day - 1 - ROLL_OUT_DAYS - AFTER_DAYS - 1;
    at - ROLL_OUT_DAYS - BEFORE_DAYS >= first;
    at -= PLACEBO_EVERY_DAYS
  ) {
    const own = shiftOn(at);
    if (own !== null) placebo.push(own.delta);
  }
  if (placebo.length < LEAST_PLACEBOS) return 'too-few-hours';
  const centre = median(placebo);
  const windows = Math.max(1, Math.floor((day - first) / WINDOW_DAYS));
  // About zero, not about their centre: few windows that overlap lie close together wherever they lie.
  const rms = Math.sqrt(placebo.reduce((sum, delta) => sum + delta * delta, 0) / placebo.length);
  const error = rms * Math.sqrt(1 + 1 / windows);
  const half = tQuantile(1 - CLAIM / 2, windows + 1) * error;
  const delta = shift.delta - centre;
  return {
    ratio: Math.exp(delta),
    low: Math.exp(delta - half),
    high: Math.exp(delta + half),
    p: error > 0 ? 2 * tUpper(Math.abs(delta) / error, windows + 1) : delta === 0 ? 1 : 0,
  };
}

/** @param points sorted by day */
export function shiftOf(points: readonly ShiftPoint[]): ShiftOn {
  const columns = columnsOf(points);
  return (day) => shiftAt(columns, windowAt(day));
}

/** Holm 1979: which of these hypotheses fall, 5 % for all of them together; a null is none. */
export function holm(ps: readonly (number | null)[]): boolean[] {
  const sorted = ps.flatMap((p) => (p === null ? [] : [p])).sort((a, b) => a - b);
  let claims = 0;
  while (claims < sorted.length && (sorted[claims] as number) <= CLAIM / (sorted.length - claims)) claims++;
  const limit = claims === 0 ? -1 : (sorted[claims - 1] as number);
  return ps.map((p) => p !== null && p <= limit);
}

export const windowAt = (day: number): Window => ({
  beforeFrom: day - ROLL_OUT_DAYS - BEFORE_DAYS,
  beforeTo: day - ROLL_OUT_DAYS,
  afterFrom: day + 1 + ROLL_OUT_DAYS,
  afterTo: day + 1 + ROLL_OUT_DAYS + AFTER_DAYS,
});
