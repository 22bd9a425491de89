/** The days that the table's rows share: from today to the farthest date that matters, at most half a year. */
import { DAY_MS, type DateFinding } from '@/advisor/types';
import { formatDay } from '@/advisor/words/dates';
import type { OverviewLine } from '@/service/views/views';

export interface DayAxis {
  nowAt: number;
  endAt: number;
  /** First days of months, UTC as forecast days are. */
  ticks: { at: number; label: string }[];
}

const SHORTEST_MS = 60 * DAY_MS;
const LONGEST_MS = 182 * DAY_MS;
/** Of the column's width, percent; what lies beyond is an arrow with its month. */
const LEFT = 7;
const WIDTH = 76;

export function dayAxis(rows: readonly Pick<OverviewLine, 'date'>[], nowAt: number): DayAxis {
  const ends = rows.flatMap(({ date }) => (date ? farEnds(date) : [])).filter((at) => at - nowAt <= LONGEST_MS);
  const endAt = Math.max(nowAt + SHORTEST_MS, ...ends);
  const ticks: DayAxis['ticks'] = [];
  const today = new Date(nowAt);
  for (let month = 1; ; month++) {
    const at = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + month, 1);
    if (at > endAt) return { nowAt, endAt, ticks };
    // The first one keeps clear of "today".
    if (placeOf(at, { nowAt, endAt }) > LEFT + 13) ticks.push({ at, label: formatDay(at).slice(2) });
  }
}

function farEnds(date: DateFinding): number[] {
  if (date.code === 'date') return [date.likelyAt, date.lateAt ?? date.likelyAt];
  return date.code === 'not-before' ? [date.earlyAt] : [];
}

/** Percent of the column's width, between today's line and the axis' end. */
export function placeOf(at: number, { nowAt, endAt }: Pick<DayAxis, 'nowAt' | 'endAt'>): number {
  return LEFT + WIDTH * Math.min(1, Math.max(0, (at - nowAt) / (endAt - nowAt)));
}
