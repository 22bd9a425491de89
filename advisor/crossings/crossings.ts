/**
 * Crossings of one threshold, minute by minute (RULES 12.2–12.5).
 *
 * States: none → open when a minute is judged over; open → recovered when one is judged on the better
 * side; open → "unknown since" while nothing can be known, and ended as unknown (never as recovered)
 * after 7 days of it. Between over and better nothing changes. Everything is a function of the columns
 * and of whether a crossing was open at `fromAt`, so whole, in pieces or twice gives the same.
 */

import { type CrossingFacts, DAY_MS, type EffectiveThreshold, MINUTE_MS } from '../types';
import type { Judge } from './judge';
import type { Verdict } from './verdict';

const UNKNOWN_ENDS_MS = 7 * DAY_MS;
const INSTANCES_KEPT = 20;

export interface ReplayInput {
  threshold: EffectiveThreshold;
  judge: Judge;
  /** First minute that the columns can be trusted for, look-back included. */
  trustedFromAt: number;
  fromAt: number;
  toAt: number;
  earlier: readonly CrossingFacts[];
}

/** What ended before `fromAt` as it was, then what [fromAt, toAt) shows, oldest first. */
export function replayCrossings(input: ReplayInput): CrossingFacts[] {
  const { threshold, judge, fromAt, toAt, earlier } = input;
  const ended = earlier.filter(({ closedAt }) => closedAt !== null && closedAt < fromAt);
  let current = resume(input);
  const out = [...ended].sort((a, b) => a.openedAt - b.openedAt);

  for (let at = fromAt; at < toAt; at += MINUTE_MS) {
    const verdict = judge.at(at);
    if (current === null) {
      if (!verdict.over) continue;
      current = opened(threshold, judge, at);
      count(current, { threshold, verdict, judge, at });
      continue;
    }
    if (verdict.better) {
      out.push({ ...current, closedAt: at, state: 'recovered', unknownSinceAt: null, judgedToAt: at });
      current = null;
      continue;
    }
    count(current, { threshold, verdict, judge, at });
    if (current.unknownSinceAt !== null && at - current.unknownSinceAt >= UNKNOWN_ENDS_MS) {
      out.push({ ...current, closedAt: at, state: 'unknown' });
      current = null;
    }
  }
  if (current !== null) out.push(current);
  return out;
}

/** The crossing that is open at `fromAt`, with its counts as of then. */
function resume({ threshold, judge, trustedFromAt, fromAt, earlier }: ReplayInput): CrossingFacts | null {
  const stored = earlier
    .filter(({ openedAt, closedAt }) => openedAt < fromAt && (closedAt === null || closedAt >= fromAt))
    .sort((a, b) => b.openedAt - a.openedAt)[0];
  if (stored === undefined) return null;
  const same = { limit: threshold.limit, holdMinutes: threshold.holdMinutes, closedAt: null, state: 'open' as const };
  if (trustedFromAt > stored.openedAt) {
    // Older than the columns: its counts are kept, and minutes they already hold are not counted again.
    const since = stored.unknownSinceAt;
    const unknownSinceAt = since !== null && since < fromAt ? since : null;
    return { ...stored, ...same, unknownSinceAt, judgedToAt: stored.judgedToAt ?? fromAt };
  }
  let current: CrossingFacts = { ...opened(threshold, judge, stored.openedAt), ...same };
  if (Number.isNaN(current.worstValue))
    current = { ...current, worstValue: stored.worstValue, worstAt: stored.worstAt };
  for (let at = stored.openedAt; at < fromAt; at += MINUTE_MS) {
    count(current, { threshold, verdict: judge.at(at), judge, at });
  }
  return current;
}

/** A crossing as it opens; a gauge's worst may lie in the hold time that opened it. */
function opened(threshold: EffectiveThreshold, judge: Judge, at: number): CrossingFacts {
  return {
    thresholdId: threshold.id,
    signal: threshold.signal,
    limit: threshold.limit,
    holdMinutes: threshold.holdMinutes,
    openedAt: at,
    closedAt: null,
    state: 'open',
    overMinutes: 0,
    ...worstBefore(threshold, judge, at),
    instances: [],
    unknownSinceAt: null,
    judgedToAt: at,
  };
}

function worstBefore(threshold: EffectiveThreshold, judge: Judge, at: number): { worstValue: number; worstAt: number } {
  let worst = { worstValue: judge.at(at).value, worstAt: at };
  for (let back = 1; back < judge.window; back++) {
    const earlierAt = at - back * MINUTE_MS;
    if (!judge.hasValue(earlierAt)) continue;
    const { value } = judge.at(earlierAt);
    if (isWorse(threshold, value, worst.worstValue)) worst = { worstValue: value, worstAt: earlierAt };
  }
  return worst;
}

/** Adds one minute to it; known minutes only. */
function count(
  crossing: CrossingFacts,
  { threshold, verdict, judge, at }: { threshold: EffectiveThreshold; verdict: Verdict; judge: Judge; at: number },
): void {
  const silent = verdict.data === 'no-data' || verdict.data === 'no-traffic';
  crossing.unknownSinceAt = silent ? (crossing.unknownSinceAt ?? silenceStart(crossing, judge, at)) : null;
  if (at < (crossing.judgedToAt ?? at)) return;
  crossing.judgedToAt = at + MINUTE_MS;
  if (!judge.hasValue(at)) return;
  crossing.overMinutes += 1;
  const { value } = verdict;
  if (isWorse(threshold, value, crossing.worstValue)) {
    crossing.worstValue = value;
    crossing.worstAt = at;
  }
  const instance = judge.instance(at);
  if (instance !== null && crossing.instances.length < INSTANCES_KEPT && !crossing.instances.includes(instance)) {
    crossing.instances = [...crossing.instances, instance];
  }
}

function silenceStart(crossing: CrossingFacts, judge: Judge, at: number): number {
  return Math.min(at, Math.max(crossing.openedAt, judge.silentSinceAt(at)));
}

function isWorse({ worsens }: EffectiveThreshold, value: number, than: number): boolean {
  if (Number.isNaN(value)) return false;
  if (Number.isNaN(than)) return true;
  return worsens === 'down' ? value < than : value > than;
}
