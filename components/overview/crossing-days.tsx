import Link from 'next/link';
import { DAY_MS } from '@/advisor/types';
import { formatDay } from '@/advisor/words/dates';
import { formatMinutes, formatNumber } from '@/advisor/words/format';
import { signalWord } from '@/advisor/words/signals';
import { Card } from '@/components/ui/card';
import { EmptyNote } from '@/components/ui/empty-state';
import { Table, Tbody, Td, Tr } from '@/components/ui/table';
import type { OverviewView } from '@/service/views/views';
import type { Clock } from './clock';
import { DaySquares } from './day-squares';

type Line = OverviewView['crossingDays'][number];

/** Fourteen squares a line: how often each limit was crossed on each day, and for how long in all. */
export function CrossingDays({
  lines,
  count,
  clock,
  className,
}: {
  lines: Line[];
  /** With those that are not shown. */
  count: number;
  clock: Clock;
  className?: string;
}) {
  const days = (lines[0]?.days ?? []).map((_, index, all) =>
    formatDay(clock.nowAt - (all.length - 1 - index) * DAY_MS, clock.zone),
  );
  return (
    <Card
      id="crossings"
      title="Crossings"
      note={`last 14 days, number per day${count > lines.length ? `; the ${lines.length} longest of ${formatNumber(count)}` : ''}`}
      aside={lines.length > 0 ? <Key /> : null}
      className={className}
    >
      {lines.length === 0 ? (
        <EmptyNote>Nothing was crossed in the last 14 days. A crossing shows here as a square on its day.</EmptyNote>
      ) : (
        <Table>
          <Tbody>
            {lines.map((line) => (
              <Tr
                key={`${line.app}-${line.signal}`}
                className="max-sm:grid max-sm:grid-cols-2 max-sm:border-b max-sm:border-line max-sm:py-2"
              >
                <Td className="max-w-24 truncate font-semibold 2xl:max-w-40 max-sm:max-w-none text-ink max-sm:border-0 max-sm:p-0">
                  <Link href={`/apps/${line.app}`} prefetch={false} className="hover:underline">
                    <bdi>{line.appName}</bdi>
                  </Link>
                </Td>
                <Td className="max-sm:border-0 max-sm:p-0 max-sm:text-right">{signalWord(line.signal)}</Td>
                <Td className="py-1.5 max-sm:col-span-2 max-sm:border-0 max-sm:px-0">
                  <DaySquares line={line} days={days} />
                </Td>
                <Td end className="text-ink max-sm:col-span-2 max-sm:border-0 max-sm:p-0">
                  {formatMinutes(line.minutes)}
                </Td>
              </Tr>
            ))}
            <Tr className="border-0 max-sm:hidden">
              <Td colSpan={2} className="border-0" />
              <Td className="border-0 pt-0.5 text-xs text-ink3">
                <span className="flex w-[19rem] justify-between">
                  <span>{days[0]}</span>
                  <span>today</span>
                </span>
              </Td>
              <Td className="border-0" />
            </Tr>
          </Tbody>
        </Table>
      )}
    </Card>
  );
}

function Key() {
  return (
    <span className="flex gap-3 text-xs text-ink3">
      <span className="flex items-center gap-1.5">
        <span aria-hidden className="size-2.5 rounded-[2px] bg-bad-sh" /> closed
      </span>
      <span className="flex items-center gap-1.5">
        <span aria-hidden className="size-2.5 rounded-[2px] bg-bad" /> open now
      </span>
    </span>
  );
}
