'use client';
// Its props travel to the browser, not its elements: of many rows that is a tenth.
import Link from 'next/link';
import { formatMoney, formatShort } from '@/advisor/words/format';
import { dateParts } from '@/advisor/words/sentences';
import { cx } from '@/components/ui/cx';
import { State } from '@/components/ui/state-mark';
import type { Clock } from './clock';
import { groupOf, isOnAxis } from './filter';
import { MiniRoad, RoadCaption } from './mini-road';
import { RowState } from './overview-row';
import { crossingText, FirstToCross, headroomText, NameBadges } from './row-parts';
import type { SentRow } from './sent-row';

/** The same rows on a phone: name and headroom first, the reason under them, the road last. */
export function PhoneList({ rows, clock }: { rows: SentRow[]; clock: Clock }) {
  return (
    <ul className="border-t border-line lg:hidden">
      {rows.map((row) => (
        <li
          key={row.slug}
          className={cx(
            'relative border-b border-line px-4 py-3.5 last:border-0',
            groupOf(row) === 'crossing' && 'bg-bad-row',
          )}
        >
          <div className="flex items-baseline justify-between gap-3">
            <Link
              href={`/apps/${row.slug}`}
              prefetch={false}
              dir="auto"
              className="min-w-0 truncate text-lg font-semibold text-ink after:absolute after:inset-0 after:content-['']"
            >
              {row.name}
            </Link>
            <span className="text-lg font-semibold text-ink">{headroomText(row)}</span>
          </div>
          <div className="mt-1 flex items-start justify-between gap-3 text-sm">
            {row.crossing ? (
              <State state={row.state}>{crossingText(row.crossing.openedAt, clock)}</State>
            ) : (
              <RowState row={row} clock={clock} />
            )}
            <span className="text-right">
              <FirstToCross row={row} />
              <WhenText row={row} clock={clock} />
            </span>
          </div>
          {row.sentence && !row.crossing && groupOf(row) === 'none' ? (
            <p className="mt-1 text-sm text-pretty text-ink2">{row.sentence}</p>
          ) : null}
          <div className="mt-2 flex items-center justify-between gap-3 text-xs text-ink3">
            <MiniRoad row={row} />
            <span className="flex items-center gap-2 text-right">
              <NameBadges row={row} />
              <RoadCaption row={row} />
            </span>
          </div>
          <p className="mt-1 flex justify-between gap-3 text-xs text-ink3">
            <span>{row.load === null ? 'load not known' : `${formatShort(row.load)} users`}</span>
            <span>
              {row.nowCents === null ? 'cost not known' : `${formatMoney(row.nowCents, row.currency)} a month`}
              {row.nextCents === null ? '' : `, next phase ${formatMoney(row.nextCents, row.currency)}`}
            </span>
          </p>
        </li>
      ))}
    </ul>
  );
}

/** The day in words: a phone has no room for the axis. */
function WhenText({ row, clock }: { row: SentRow; clock: Clock }) {
  const day = !row.crossing && row.date ? dateParts(row.date, clock) : null;
  return day && isOnAxis(row) ? <span className="block font-medium text-ink">{day.lead}</span> : null;
}
