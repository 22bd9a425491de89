import { formatNumber } from '@/advisor/words/format';
import { ButtonLink } from '@/components/ui/button';
import type { Show } from './filter';

/** As many rows as one looks through; more make a page slow. */
const ROWS = 25;

/** What an address says; anything else is the first page. */
export function pageOf(value: string | string[] | undefined): number {
  const page = typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : 1;
  return Math.max(1, page);
}

/** The rows of one page; beyond the last page those of the last. */
export function rowsOfPage<T>(rows: T[], page: number): { from: number; rows: T[]; page: number } {
  const last = Math.max(1, Math.ceil(rows.length / ROWS));
  const shown = Math.min(page, last);
  const from = (shown - 1) * ROWS;
  return { from, rows: rows.slice(from, from + ROWS), page: shown };
}

/** "51–100 of 1,000 apps", and the ways to the pages before and after; nothing where all fit. */
export function Pages({ count, page, show }: { count: number; page: number; show: Show }) {
  if (count <= ROWS) return null;
  const from = (page - 1) * ROWS;
  const to = Math.min(from + ROWS, count);
  return (
    <nav
      aria-label="Pages"
      className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-4 py-3 text-sm text-ink2"
    >
      <p>
        {formatNumber(from + 1)}–{formatNumber(to)} of {formatNumber(count)} apps, most urgent first
      </p>
      <span className="flex gap-2">
        {page > 1 ? (
          <ButtonLink href={address(show, page - 1)} prefetch={false}>
            Previous
          </ButtonLink>
        ) : null}
        {to < count ? (
          <ButtonLink href={address(show, page + 1)} prefetch={false}>
            Next
          </ButtonLink>
        ) : null}
      </span>
    </nav>
  );
}

function address(show: Show, page: number): string {
  const query = new URLSearchParams();
  if (show !== 'all') query.set('show', show);
  if (page > 1) query.set('page', String(page));
  return `/?${query}`;
}
