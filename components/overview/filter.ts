import type { AppStateWord } from '@/advisor/types';
import type { OverviewLine } from '@/service/views/views';

/** The filters over the table, kept in the address as `?show=`. */
export type Show = 'all' | 'crossing' | 'soon' | 'clear' | 'none';

export const GROUPS: { show: Show; label: string; states: AppStateWord[] }[] = [
  { show: 'crossing', label: 'Crossing', states: ['crossing'] },
  { show: 'soon', label: 'Close', states: ['soon'] },
  { show: 'clear', label: 'Clear', states: ['clear'] },
  { show: 'none', label: 'No answer', states: ['no-data', 'learning', 'cannot-tell', 'new'] },
];

/** What an address says; anything else shows all. */
export function showOf(value: string | string[] | undefined): Show {
  return GROUPS.find(({ show }) => show === value)?.show ?? 'all';
}

/** The group of a row; rows without an answer stand together at the end. */
export function groupOf(row: Pick<OverviewLine, 'state'>): Show {
  return GROUPS.find(({ states }) => states.includes(row.state))?.show ?? 'none';
}

/** Silence and too little data say more than a day from before. */
const NO_DAY: AppStateWord[] = ['no-data', 'learning', 'new'];

/** Rows that have a place on the shared axis; the others have a sentence. */
export function isOnAxis({ state, crossing, date }: OverviewLine): boolean {
  return crossing !== null || (!NO_DAY.includes(state) && date != null && date.code !== 'cannot-tell');
}

/** Rows of one group, in the order given: the most urgent first. */
export function shown<T extends Pick<OverviewLine, 'state'>>(rows: T[], show: Show): T[] {
  return show === 'all' ? rows : rows.filter((row) => groupOf(row) === show);
}
