'use client';
// Its props travel to the browser, not its elements: of many rows that is a tenth.
import Link from 'next/link';
import { formatDuration, formatMoney, formatMultipleRange, formatNumber } from '@/advisor/words/format';
import { dateSentence, timeLeft } from '@/advisor/words/sentences';
import { cx } from '@/components/ui/cx';
import { State } from '@/components/ui/state-mark';
import { Td, Tr } from '@/components/ui/table';
import type { Clock } from './clock';
import { groupOf, isOnAxis } from './filter';
import { MiniRoad, RoadCaption } from './mini-road';
import { crossingText, FirstToCross, headroomText, NameBadges } from './row-parts';
import type { SentRow as Row } from './sent-row';
import { Sparkline } from './sparkline';
import type { DayAxis } from './when-axis';
import { AtToday, DateMark, DayGrid } from './when-cell';

interface RowProps {
  row: Row;
  clock: Clock;
  axis: DayAxis;
  newGroup: boolean;
}

/** One app; the whole row leads to its page. */
export function OverviewRow({ row, clock, axis, newGroup }: RowProps) {
  const crossing = groupOf(row) === 'crossing';
  const cell = cx('h-10 py-0', newGroup ? 'border-t border-line2' : 'border-t border-line');
  return (
    <Tr className={cx('group relative hover:bg-sunk/60', crossing && 'bg-bad-row')}>
      <Td className={cx(cell, 'first:pl-4')}>
        <RowState row={row} clock={clock} />
      </Td>
      <Td className={cell}>
        <span className="flex items-center gap-2">
          <Link
            href={`/apps/${row.slug}`}
            prefetch={false}
            dir="auto"
            className="max-w-44 truncate font-semibold text-ink after:absolute after:inset-0 after:content-[''] group-hover:underline group-hover:underline-offset-3"
          >
            {row.name}
          </Link>
          <NameBadges row={row} />
        </span>
      </Td>
      <Td end className={cx(cell, 'text-base font-semibold text-ink')} title={intervalText(row)}>
        {headroomText(row)}
      </Td>
      <Td className={cx(cell, 'pl-4')}>
        <FirstToCross row={row} />
      </Td>
      <When row={row} clock={clock} axis={axis} className={cell} />
      <Td className={cx(cell, 'pl-4 max-xl:hidden')}>
        <span className="flex items-center gap-3 text-xs whitespace-nowrap">
          <MiniRoad row={row} />
          <span className="max-[1439px]:hidden">
            <RoadCaption row={row} />
          </span>
        </span>
      </Td>
      <Td end className={cx(cell, 'text-ink')}>
        <span className="flex items-center justify-end gap-3">
          <span className="max-xl:hidden">
            <Sparkline spark={row.spark} />
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

/** "5 weeks" where that is why the app is close to its limit. */
export function RowState({ row, clock }: { row: Row; clock: Clock }) {
  const left = timeLeft(row.date, clock.nowAt);
  const short = row.state === 'soon' && left > 0 && left < Number.POSITIVE_INFINITY;
  return <State state={row.state}>{short ? formatDuration(left) : undefined}</State>;
}

/** The multiple's own interval, said where it is pointed at. */
function intervalText({ headroom }: Row): string | undefined {
  if (headroom?.low == null || headroom.high == null) return undefined;
  return `of today’s busiest minutes; 8 in 10 between ${formatMultipleRange(headroom.low, headroom.high)}`;
}

interface WhenProps extends Omit<RowProps, 'newGroup'> {
  className: string;
}

/** On the shared axis where there is something to place; a sentence where there is not. */
function When({ row, clock, axis, className }: WhenProps) {
  if (!isOnAxis(row)) {
    return (
      <Td className={cx(className, 'min-w-64 pl-4')}>
        <span className="block whitespace-normal text-pretty text-ink2">{whyNoDay(row, clock)}</span>
      </Td>
    );
  }
  return (
    <Td className={cx(className, 'relative min-w-64 p-0')}>
      <DayGrid axis={axis} ticks={!row.crossing} />
      {row.crossing ? <AtToday axis={axis}>{crossingText(row.crossing.openedAt, clock)}</AtToday> : null}
      {!row.crossing && row.date ? (
        <DateMark date={row.date} axis={axis} clock={clock} soon={row.state === 'soon'} />
      ) : null}
    </Td>
  );
}

function whyNoDay({ sentence, date }: Row, clock: Clock): string {
  if (sentence !== null) return sentence;
  if (!date) return 'Nothing is close to a limit.';
  const words = dateSentence(date, clock);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
