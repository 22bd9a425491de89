/** The small part of an app's state that lists read: which day had how many crossings, what is amiss. */
import { briefOf, lineOf } from '@/advisor/index';
import { type Advice, type CrossingFacts, DAY_MS, MINUTE_MS } from '@/advisor/types';
import type { AdviceBrief, AdviceLine } from '@/advisor/types-brief';
import type { SignalId } from '@/catalogue/types';
import { plainJson } from '../json';

const CROSSING_DAYS = 14;

interface CrossingDays {
  signal: SignalId;
  /** Crossings that were open on each of the last 14 UTC days, oldest first. */
  days: number[];
  openNow: boolean;
  /** Minutes over the limit in these days; a longer crossing counts with its share. */
  minutes: number;
}

export interface Summary {
  newestAt: number | null;
  /** Absent where an earlier release wrote it, until the next evaluation. */
  brief?: AdviceBrief;
  crossingDays: CrossingDays[];
  /** Places in the advice that held NaN or Infinity (stored as null); empty when all is well. */
  notFinite: string[];
}

/** What the team page reads of every app: enough for the order of the rows and for what counts them all. */
export interface Line {
  advice: AdviceLine;
  crossed: Pick<CrossingDays, 'openNow' | 'minutes'>[];
}

export function summaryOf(advice: Advice, notFinite: string[]): Summary & { brief: AdviceBrief } {
  return {
    newestAt: advice.newestAt,
    brief: plainJson(briefOf(advice)).value as unknown as AdviceBrief,
    crossingDays: crossingDays(advice.crossings, advice.computedAt),
    notFinite,
  };
}

export function lineOfApp({ brief, crossingDays }: { brief: AdviceBrief; crossingDays: CrossingDays[] }): Line {
  return { advice: lineOf(brief), crossed: crossingDays.map(({ openNow, minutes }) => ({ openNow, minutes })) };
}

function crossingDays(crossings: CrossingFacts[], nowAt: number): CrossingDays[] {
  const firstDayAt = Math.floor(nowAt / DAY_MS) * DAY_MS - (CROSSING_DAYS - 1) * DAY_MS;
  const bySignal = new Map<SignalId, CrossingDays>();
  for (const crossing of crossings) {
    const endAt = crossing.closedAt ?? nowAt;
    if (endAt < firstDayAt) continue;
    const known = bySignal.get(crossing.signal);
    const row = known ?? { signal: crossing.signal, days: Array(CROSSING_DAYS).fill(0), openNow: false, minutes: 0 };
    bySignal.set(crossing.signal, row);
    row.openNow ||= crossing.closedAt === null;
    row.minutes += minutesSince(crossing, firstDayAt, endAt);
    for (let day = 0; day < CROSSING_DAYS; day++) {
      const dayAt = firstDayAt + day * DAY_MS;
      if (crossing.openedAt < dayAt + DAY_MS && endAt >= dayAt) row.days[day] = (row.days[day] ?? 0) + 1;
    }
  }
  return [...bySignal.values()].sort((a, b) => Number(b.openNow) - Number(a.openNow) || b.minutes - a.minutes);
}

/** Known minutes over the limit within a stretch; spread evenly where the crossing began before it. */
export function minutesSince(crossing: CrossingFacts, fromAt: number, endAt: number): number {
  const wholeMs = Math.max(MINUTE_MS, endAt - crossing.openedAt);
  const insideMs = Math.max(0, endAt - Math.max(fromAt, crossing.openedAt));
  return Math.round(crossing.overMinutes * Math.min(1, insideMs / wholeMs));
}
