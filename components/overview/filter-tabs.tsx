import Link from 'next/link';
import { formatNumber } from '@/advisor/words/format';
import { cx } from '@/components/ui/cx';
import { StateMark } from '@/components/ui/state-mark';
import type { OverviewLine } from '@/service/views/views';
import { GROUPS, groupOf, type Show } from './filter';

const MARKS = { crossing: 'crossing', soon: 'soon', clear: 'clear', none: 'no-data' } as const;

/** All, and each group that has an app, with its number. */
export function FilterTabs({ rows, show }: { rows: OverviewLine[]; show: Show }) {
  const count = (group: Show) => rows.filter((row) => groupOf(row) === group).length;
  const groups = GROUPS.filter((group) => count(group.show) > 0 || group.show === show);
  return (
    <nav aria-label="Show" className="-mx-1 flex gap-1 overflow-x-auto px-1 max-sm:-mx-4 max-sm:px-4">
      <FilterLink href="/" active={show === 'all'} label="All" count={rows.length} />
      {groups.map((group) => (
        <FilterLink
          key={group.show}
          href={`/?show=${group.show}`}
          active={show === group.show}
          label={group.label}
          count={count(group.show)}
          mark={group.show === 'all' ? undefined : MARKS[group.show]}
        />
      ))}
    </nav>
  );
}

function FilterLink({
  href,
  active,
  label,
  count,
  mark,
}: {
  href: string;
  active: boolean;
  label: string;
  count: number;
  mark?: 'crossing' | 'soon' | 'clear' | 'no-data';
}) {
  return (
    <Link
      href={href}
      scroll={false}
      prefetch={false}
      aria-current={active ? 'true' : undefined}
      className={cx(
        'flex h-7 items-center gap-2 rounded-md px-2.5 text-sm whitespace-nowrap max-sm:h-11',
        active ? 'bg-sunk font-medium text-ink' : 'text-ink2 hover:bg-sunk hover:text-ink',
      )}
    >
      {mark ? <StateMark state={mark} /> : null}
      {label} <span className="font-normal text-ink3">{formatNumber(count)}</span>
    </Link>
  );
}
