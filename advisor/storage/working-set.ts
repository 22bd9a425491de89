/**
 * What is known of a database's working set (RULES 15.3). It is never guessed: the database itself bounds it, and a
 * cache of the database's own that had room left all week holds everything that was read in it.
 */
import type { SignalId } from '@/catalogue/types';
import { DAY_MS, type HourFacts, type SignalHour, type WorkingSetFinding } from '../types';

/** InnoDB throws pages out where none are free, WiredTiger from 80 % of its cache on. */
const ROOM_LEFT = 0.75;
const WEEK_MS = 7 * DAY_MS;
/** Of the week's hours so many have to be known. */
const NEED_HOURS = 140;

export function workingSet(
  { hours, hourFacts, nowAt }: { hours: Map<SignalId, SignalHour[]>; hourFacts: readonly HourFacts[]; nowAt: number },
  databaseBytes: number,
): WorkingSetFinding {
  const inWeek = ({ at }: { at: number }) => at < nowAt && at >= nowAt - WEEK_MS;
  const caches = hourFacts.filter(inWeek).flatMap(({ databaseCache }) => databaseCache ?? []);
  const hadRoom = caches.every(({ usedBytes, sizeBytes }) => usedBytes <= ROOM_LEFT * sizeBytes);
  const cached =
    caches.length >= NEED_HOURS && hadRoom ? Math.max(...caches.map(({ usedBytes }) => usedBytes)) : Number.NaN;
  const hitRate = hitRateOf((hours.get('db.memory.hit_rate') ?? []).filter(inWeek));
  return cached < databaseBytes
    ? { atMostBytes: cached, from: 'own-cache', hitRate }
    : { atMostBytes: databaseBytes, from: 'database-size', hitRate };
}

function hitRateOf(week: readonly SignalHour[]): number | null {
  let [hits, reads] = [0, 0];
  for (const { numerator = 0, denominator = 0 } of week) {
    hits += numerator;
    reads += denominator;
  }
  return reads > 0 ? hits / reads : null;
}
