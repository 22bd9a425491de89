/** Dates that come whatever load does: memory that grows since the start (RULES 1.6), disks that fill (15.3). */
import { type Claim, DAY_MS, type SignalHeadroom } from '../types';
import { dayIn } from '../zone-days';

interface Asked {
  dayAt: number;
  /** Whose days they are. */
  timeZone: string;
  days: number;
  /** Newest daily peak, NaN without one. */
  peak: number;
}

type Dated = Pick<Claim, 'date' | 'known'>;
type Answer<Code> = Extract<SignalHeadroom, { code: Code }>;

const MOST_DAYS = 365;

/** Memory that grows with time is full at a date of its own; a restart withdraws it. */
export function fullOf(at: Asked, own: Answer<'grows-with-time'>): Dated {
  const day = (days: number) => Math.max(at.dayAt, dayIn(at.timeZone, own.startedAt + days * DAY_MS));
  const lateAt = day(own.highDays);
  const horizonAt = at.dayAt + MOST_DAYS * DAY_MS;
  return {
    date: {
      code: 'date',
      earlyAt: day(own.lowDays),
      likelyAt: day(own.days),
      lateAt: lateAt > horizonAt ? null : lateAt,
      horizonAt,
    },
    known: whateverLoad(at, own),
  };
}

/** A disk is at its limit on a day of its own; another size of it withdraws the date. */
export function filledBy(at: Asked, own: Answer<'fills'>): Dated {
  return { date: own.date, known: whateverLoad(at, own) };
}

/** Whatever load is on that day, the crossing settles it. */
function whateverLoad({ peak, days }: Asked, { thresholdId }: SignalHeadroom): Claim['known'] {
  const load = Number.isNaN(peak) ? 0 : peak;
  return { load, low: 0, high: load, days, peak: load, thresholds: [thresholdId] };
}
