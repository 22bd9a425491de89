/**
 * Which dates are told, and what became of them. A published date moves seldom (RULES 10.5), every value is
 * kept, and each is settled by what came: that is the app's own record.
 */
import {
  type Claim,
  type CrossingFacts,
  DAY_MS,
  type DateFinding,
  type DateRecord,
  type Moved,
  type Outcome,
  type PublishedDate,
} from '../types';

const WEEK_MS = 7 * DAY_MS;
/** Of the time that is left. */
const A_FIFTH = 0.2;
/** Between "a date" and "not before" stands one half; nearer than this to it an answer waits for the week. */
const SHARE_BAND = 0.1;

/** Why today's answer takes the place of the published one; null: the published one stands. */
export function moveOf(standing: PublishedDate | null, fresh: Claim, dayAt: number): Moved | null {
  // A limit that is crossed now needs no date; the one that was told stays and is settled by the crossing.
  if (fresh.date.code === 'past') return null;
  if (standing === null) return 'first-time';
  if (standing.facts !== fresh.facts) return 'facts-changed';
  if (sameDate(standing.date, fresh.date)) return null;
  const { date: old } = standing;
  const { date: now } = fresh;
  if (old.code === 'date' && now.code === 'date') {
    if (now.likelyAt < old.earlyAt || (old.lateAt !== null && now.likelyAt > old.lateAt)) return 'left-interval';
    const leftMs = Math.max(DAY_MS, old.likelyAt - dayAt);
    if (Math.abs(now.likelyAt - old.likelyAt) > A_FIFTH * leftMs) return 'by-a-fifth';
  } else if (old.code !== now.code && isClear(old, now)) return 'other-answer';
  return dayAt - standing.publishedAt >= WEEK_MS ? 'weekly' : null;
}

/** From a date to none or back only where the paths say so clearly, not at 49 instead of 51 of 100. */
function isClear(old: DateFinding, now: DateFinding): boolean {
  if (old.code === 'date' && now.code === 'not-before') return now.share < 0.5 - SHARE_BAND || now.reason === 'capped';
  return !(old.code === 'not-before' && now.code === 'not-within' && now.share > 0.1 - SHARE_BAND / 2);
}

function sameDate(a: DateFinding, b: DateFinding): boolean {
  if (a.code === 'date' && b.code === 'date')
    return a.earlyAt === b.earlyAt && a.likelyAt === b.likelyAt && a.lateAt === b.lateAt;
  if (a.code === 'not-before' && b.code === 'not-before') return a.earlyAt === b.earlyAt && a.reason === b.reason;
  if (a.code === 'cannot-tell' && b.code === 'cannot-tell') return a.reason.code === b.reason.code;
  return a.code === 'not-within' && b.code === 'not-within' && a.horizonAt === b.horizonAt;
}

/** What settles dates: crossings with the peak of their day, and the day on which each phase was entered. */
export interface Events {
  /** The team's day of an instant. */
  dayOf(at: number): number;
  crossings: readonly Pick<CrossingFacts, 'thresholdId' | 'openedAt'>[];
  /** Largest 5-minute mean of a day (ms of its start), NaN where it is not known. */
  peakOn(dayAt: number): number;
  /** Start of the first day, from `fromAt` on, with the load in that phase or a later one; null: not yet. */
  enteredOn(phaseId: string, fromAt: number): number | null;
}

/** A limit is met by a crossing at a load of at least this part of the low end; below it another cause is at work. */
const NEAR_LIMIT = 0.8;

/** What became of a date by the start of `dayAt`; null: still running, or nothing that can come true. */
export function outcomeOf(
  it: PublishedDate,
  events: Events,
  dayAt: number,
): { outcome: Outcome; metAt: number | null } | null {
  const { date } = it;
  if (date.code === 'past' || date.code === 'cannot-tell') return null;
  const metAt = metOn(it, events, dayAt);
  const early = date.code === 'not-within' ? date.horizonAt + DAY_MS : date.earlyAt;
  if (metAt !== null && metAt < early) return { outcome: 'early', metAt };
  switch (date.code) {
    case 'date': {
      const last = date.lateAt ?? date.horizonAt;
      if (metAt !== null) return { outcome: date.lateAt !== null && metAt > date.lateAt ? 'late' : 'in', metAt };
      return dayAt <= last ? null : { outcome: date.lateAt === null ? 'in' : 'late', metAt: null };
    }
    case 'not-before':
      return metAt !== null || dayAt > date.earlyAt ? { outcome: 'in', metAt } : null;
    case 'not-within':
      return dayAt > date.horizonAt ? { outcome: 'in', metAt } : null;
  }
}

function metOn({ what, known, publishedAt }: PublishedDate, events: Events, dayAt: number): number | null {
  if (what.startsWith('phase:')) {
    const entered = events.enteredOn(what.slice('phase:'.length), publishedAt);
    return entered !== null && entered < dayAt ? entered : null;
  }
  const days = events.crossings
    .filter(({ thresholdId }) => known?.thresholds.includes(thresholdId))
    .map(({ openedAt }) => events.dayOf(openedAt))
    .filter((at) => at < dayAt && at >= publishedAt && !(events.peakOn(at) < NEAR_LIMIT * (known?.low ?? 0)));
  return days.length === 0 ? null : Math.min(...days);
}

/**
 * How many came true. The first limit's dates and the phases' count; those of single limits are settled too,
 * but would count the same crossing twice.
 */
export function recordOf(all: readonly Pick<PublishedDate, 'what' | 'date' | 'outcome'>[]): DateRecord {
  const record: DateRecord = { cameTrue: 0, settled: 0, boundsHeld: 0, bounds: 0, open: 0 };
  for (const { what, date, outcome } of all) {
    if (what.startsWith('limit:') || outcome === 'withdrawn') continue;
    if (date.code === 'past' || date.code === 'cannot-tell') continue;
    if (outcome === null) record.open++;
    else if (date.code === 'date') {
      record.settled++;
      if (outcome === 'in') record.cameTrue++;
    } else {
      record.bounds++;
      if (outcome === 'in') record.boundsHeld++;
    }
  }
  return record;
}
