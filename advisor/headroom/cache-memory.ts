/**
 * A cache that is out of memory (RULES 2.4): its hit rate falls while it evicts more. A hit rate follows no
 * load in a line; the misses a second, which reach the database, do.
 */
import type { SignalId } from '@/catalogue/types';
import { counts } from '../load/load';
import { median } from '../math';
import { DAY_MS, type SignalHour } from '../types';

/** The latest days against those before them. */
const LATE_DAYS = 3;
const EARLY_DAYS = 11;
const HOURS_NEEDED = 24;
/** In points of the hit rate, and as a share of the evictions (judgement). */
const FELL_BY = 3;
const ROSE_BY = 0.5;

export interface CacheFull {
  /** Percent. */
  before: number;
  now: number;
  evictionsASecond: number;
}

export function cacheFull(hours: ReadonlyMap<SignalId, readonly SignalHour[]>, nowAt: number): CacheFull | null {
  const part = (signal: SignalId, fromDays: number, toDays: number) => {
    const values = (hours.get(signal) ?? [])
      .filter((hour) => hour.at >= nowAt - fromDays * DAY_MS && hour.at < nowAt - toDays * DAY_MS && counts(hour))
      .map(({ median5 }) => median5);
    return values.length < HOURS_NEEDED ? null : median(values);
  };
  const early = (signal: SignalId) => part(signal, LATE_DAYS + EARLY_DAYS, LATE_DAYS);
  const late = (signal: SignalId) => part(signal, LATE_DAYS, 0);
  const [before, now] = [early('cache.hit_rate'), late('cache.hit_rate')];
  const [evicted, evicts] = [early('cache.evictions.rate'), late('cache.evictions.rate')];
  if (before === null || now === null || evicted === null || evicts === null) return null;
  if (before - now < FELL_BY || !(evicts > 0) || evicts < (1 + ROSE_BY) * evicted) return null;
  return { before, now, evictionsASecond: evicts };
}
