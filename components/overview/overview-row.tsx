import Link from 'next/link';
import { formatMoney, formatNumber } from '@/advisor/words/format';
import { cx } from '@/components/ui/cx';
import { State } from '@/components/ui/state-mark';
import { Td, Tr } from '@/components/ui/table';
import type { OverviewRow as Row } from '@/service/views';
import type { Clock } from './clock';
import { groupOf, isOnAxis } from './filter';
import { MiniRoad, RoadCaption } from './mini-road';
import { AtToday, RoomGrid, RoomWhisker } from './room-axis';
import { crossingText, FirstToCross, headroomText, NameBadges } from './row-parts';
import { Sparkline } from './sparkline';

/** One app; the whole row leads to its page. */
export function OverviewRow({ row, clock, newGroup }: { row: Row; clock: Clock; newGroup: boolean }) {
  const crossing = groupOf(row) === 'crossing';
  const cell = cx('h-10 py-0', newGroup ? 'border-t border-line2' : 'border-t border-line');
  return (
    <Tr className={cx('group relative hover:bg-sunk/60', crossing && 'bg-bad-row')}>
      <Td className={cx(cell, 'first:pl-4')}>
        <State state={row.state} />
      </Td>
      <Td className={cell}>
        <span className="flex items-center gap-2">
          <Link
            href={`/apps/${row.slug}`}
            className="max-w-44 truncate font-semibold text-ink after:absolute after:inset-0 after:content-[''] group-hover:underline group-hover:underline-offset-3"
          >
            {row.name}
          </Link>
          <NameBadges row={row} />
        </span>
      </Td>
      <Td end className={cx(cell, 'text-base font-semibold text-ink')}>
        {headroomText(row)}
      </Td>
      <Td className={cx(cell, 'pl-4')}>
        <FirstToCross row={row} />
      </Td>
      <When row={row} clock={clock} className={cell} />
      <Td className={cx(cell, 'pl-4 max-xl:hidden')}>
        <span className="flex items-center gap-3 text-xs whitespace-nowrap">
          <MiniRoad row={row} />
          <RoadCaption row={row} />
        </span>
      </Td>
      <Td end className={cx(cell, 'text-ink')}>
        <span className="flex items-center justify-end gap-3">
          <span className="max-xl:hidden">
            <Sparkline days={row.dailyLoad} />
          </span>
          {row.load === null ? <span className="text-ink3">–</span> : formatNumber(row.load)}
        </span>
      </Td>
      <Td end className={cx(cell, 'text-ink max-xl:pr-4')}>
        {row.nowCents === null ? <span className="text-ink3">–</span> : formatMoney(row.nowCents, row.currency)}
      </Td>
      <Td end className={cx(cell, 'text-ink3 max-xl:hidden last:pr-4')}>
        {row.nextCents === null ? '–' : formatMoney(row.nextCents, row.currency)}
      </Td>
    </Tr>
  );
}

/** On the shared axis where there is something to place; a sentence where there is not. */
function When({ row, clock, className }: { row: Row; clock: Clock; className: string }) {
  if (!isOnAxis(row)) {
    return (
      <Td className={cx(className, 'min-w-56 pl-4')}>
        <span className="block text-pretty whitespace-normal text-ink2">
          {row.sentence ?? 'Nothing is close to a limit.'}
        </span>
      </Td>
    );
  }
  return (
    <Td className={cx(className, 'relative min-w-56 p-0')} title={row.sentence ?? undefined}>
      <RoomGrid ticks={!row.crossing} />
      {row.crossing ? <AtToday>{crossingText(row.crossing.openedAt, clock)}</AtToday> : null}
      {!row.crossing && row.headroom ? <RoomWhisker headroom={row.headroom} soon={row.state === 'soon'} /> : null}
    </Td>
  );
}
