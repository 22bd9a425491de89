'use client';
// Its props travel to the browser, not its elements: of many rows that is a tenth.
import Link from 'next/link';
import { formatMoney, formatMultipleRange, formatNumber, formatTimeLeft } from '@/advisor/words/format';
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

/** One app; the whole row leads to its page. On a phone the cells stand in five lines: who, why, when, where, how much. */
export function OverviewRow({ row, clock, axis, newGroup }: RowProps) {
  const crossing = groupOf(row) === 'crossing';
  const cell = cx('h-10 py-0 max-lg:h-auto max-lg:border-0 max-lg:p-0', newGroup ? LINE2 : LINE);
  return (
    <Tr
      className={cx(
        'group relative hover:bg-sunk/60 max-lg:flex max-lg:flex-wrap max-lg:justify-between max-lg:gap-y-1.5',
        'max-lg:border-t max-lg:border-line max-lg:px-4 max-lg:py-3.5',
        crossing && 'bg-bad-row',
      )}
    >
      <Td className={cx(cell, 'first:pl-4 max-lg:order-1 max-lg:w-2/5 max-lg:first:pl-0')}>
        <RowState row={row} clock={clock} />
      </Td>
      <Td className={cx(cell, 'max-lg:w-[calc(100%-4.5rem)]')}>
        <span className="flex items-center gap-2">
          <Link
            href={`/apps/${row.slug}`}
            prefetch={false}
            dir="auto"
            title={row.name.length > LONG ? row.name : undefined}
            className="min-w-0 truncate font-semibold text-ink after:absolute after:inset-0 after:content-[''] group-hover:underline group-hover:underline-offset-3 max-lg:text-lg lg:max-w-44"
          >
            {row.name}
          </Link>
          <NameBadges row={row} />
        </span>
      </Td>
      <Td
        end
        className={cx(cell, 'text-base max-lg:w-16 max-lg:text-lg', row.fills ? 'text-ink3' : 'font-semibold text-ink')}
        title={intervalText(row)}
      >
        {headroomText(row)}
      </Td>
      <Td
        className={cx(
          cell,
          'min-w-40 whitespace-normal max-lg:order-1 max-lg:w-3/5 max-lg:min-w-0 max-lg:text-right lg:pl-4',
        )}
      >
        <FirstToCross row={row} />
      </Td>
      <When row={row} clock={clock} axis={axis} className={cx(cell, 'max-lg:order-1 max-lg:w-full max-lg:min-w-0')} />
      <Td className={cx(cell, 'max-lg:order-1 max-lg:w-full lg:pl-4 lg:max-xl:hidden')}>
        <span className="flex items-center gap-3 text-xs whitespace-nowrap max-lg:mt-0.5 max-lg:justify-between">
          <MiniRoad row={row} />
          <span className="lg:max-[1439px]:hidden">
            <RoadCaption row={row} />
          </span>
        </span>
      </Td>
      <Td end className={cx(cell, 'text-ink max-lg:order-1 max-lg:text-xs max-lg:text-ink3')}>
        <span className="flex items-center justify-end gap-3">
          <span className="max-[1359px]:hidden">
            <Sparkline spark={row.spark} />
          </span>
          {row.load === null ? <NotKnown what="load" /> : formatNumber(row.load)}
          {row.load === null ? null : <span className="-ml-2 lg:hidden">users</span>}
        </span>
      </Td>
      <Td end className={cx(cell, 'text-ink max-lg:order-1 max-lg:text-xs max-lg:text-ink3 lg:max-xl:pr-4')}>
        {row.nowCents === null ? <NotKnown what="cost" /> : formatMoney(row.nowCents, row.currency)}
        <span className="lg:hidden">
          {row.nowCents === null ? '' : ' a month'}
          {row.nextCents === null ? '' : `, next phase ${formatMoney(row.nextCents, row.currency)}`}
        </span>
      </Td>
      <Td end className={cx(cell, 'text-ink3 max-xl:hidden last:pr-4')}>
        {row.nextCents === null ? '–' : formatMoney(row.nextCents, row.currency)}
      </Td>
    </Tr>
  );
}

const LINE = 'border-t border-line';
const LINE2 = 'border-t border-line2';
/** Letters of a name that certainly fit. */
const LONG = 20;

/** A dash under a head, words where there is none. */
function NotKnown({ what }: { what: string }) {
  return (
    <>
      <span className="text-ink3 max-lg:hidden">–</span>
      <span className="lg:hidden">{what} not known</span>
    </>
  );
}

/** "5 weeks" where that is why the app is close to its limit, "Catching up" where it waits for Headroom. */
function RowState({ row, clock }: { row: Row; clock: Clock }) {
  if (row.catchingUp) return <State state="learning">Catching up</State>;
  const left = timeLeft(row.date, clock.nowAt);
  const short = row.state === 'soon' && left > 0 && left < Number.POSITIVE_INFINITY;
  return <State state={row.state}>{short ? formatTimeLeft(left) : undefined}</State>;
}

/** What the multiple is of, and its own interval, said where it is pointed at. */
function intervalText({ headroom, fills }: Row): string | undefined {
  if (headroom?.multiple == null) return undefined;
  const of = fills ? 'of load; the disk comes first' : 'of today’s busiest minutes';
  if (headroom.low == null || headroom.high == null) return of;
  return `${of}; 8 in 10 between ${formatMultipleRange(headroom.low, headroom.high)}`;
}

interface WhenProps extends Omit<RowProps, 'newGroup'> {
  className: string;
}

/** On the shared axis where there is something to place, in words on a phone; a sentence where there is not. */
function When({ row, clock, axis, className }: WhenProps) {
  if (!isOnAxis(row)) {
    return (
      <Td className={cx(className, 'min-w-68 lg:pr-0 lg:pl-2')}>
        <span className="block whitespace-normal text-pretty text-ink2">{whyNoDay(row, clock)}</span>
      </Td>
    );
  }
  const { crossing, date } = row;
  const words = crossing ? crossingText(crossing.openedAt, clock) : date ? dateSentence(date, clock) : '';
  return (
    <Td className={cx(className, 'relative min-w-68 lg:p-0')}>
      <span className={cx('font-medium lg:hidden', crossing ? 'text-bad' : 'text-ink')}>{words}</span>
      <span className="max-lg:hidden">
        <DayGrid axis={axis} ticks={!crossing} />
        {crossing ? <AtToday axis={axis}>{words}</AtToday> : null}
        {!crossing && date ? <DateMark date={date} axis={axis} clock={clock} soon={row.state === 'soon'} /> : null}
      </span>
    </Td>
  );
}

function whyNoDay({ sentence, date }: Row, clock: Clock): string {
  if (sentence !== null) return sentence;
  if (!date) return 'Nothing is close to a limit.';
  const words = dateSentence(date, clock);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
