import { formatTime, formatZone } from '@/advisor/words/dates';
import { formatCount, formatMoney, formatNumber } from '@/advisor/words/format';
import { Card } from '@/components/ui/card';
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table';
import type { OverviewView } from '@/service/views/views';
import type { Clock } from './clock';
import { groupOf, isOnAxis, type Show, shown } from './filter';
import { FilterTabs } from './filter-tabs';
import { OverviewRow } from './overview-row';
import { Pages, rowsOfPage } from './pages';
import { type SentRow, sentRow } from './sent-row';
import { dayAxis } from './when-axis';
import { DayAxisHead } from './when-cell';

interface Props {
  view: OverviewView;
  show: Show;
  /** From 1. */
  page: number;
  clock: Clock;
}

/** All apps in one table, the most urgent first; on a phone a row is five short lines. */
export function OverviewTable({ view, show, page, clock }: Props) {
  const rows = shown(view.apps, show);
  const onPage = rowsOfPage(rows, page).page;
  const sent = view.rows.map(sentRow);
  const priced = rows.filter((row) => row.nowCents !== null);
  const axis = dayAxis(rows.filter(isOnAxis), clock.nowAt);
  const cents = priced.reduce((sum, row) => sum + (row.nowCents ?? 0), 0);
  return (
    <Card flush className="overflow-hidden" foot={<Foot view={view} clock={clock} />}>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 pt-3 pb-1 max-md:pb-2">
        <FilterTabs rows={view.apps} show={show} />
        <p className="flex gap-4 text-xs text-ink3 max-md:hidden">
          <span className="flex items-center gap-1.5">
            <LoadKey /> load
          </span>
          <span className="flex items-center gap-1.5">
            <ArchitectureKey /> architecture
          </span>
          <span>most urgent first</span>
        </p>
      </div>
      <Table className="max-lg:[&>table]:block">
        <Thead className="max-lg:sr-only">
          <Tr>
            <Th className="border-0 first:pl-4">State</Th>
            <Th className="border-0">App</Th>
            <Th end className="border-0">
              Headroom
            </Th>
            <Th className="border-0 pl-4">First to cross</Th>
            <Th className="w-[22%] border-0 px-0">
              {rows.some(isOnAxis) ? (
                <>
                  <span className="sr-only">When load meets the first limit: </span>
                  <DayAxisHead axis={axis} />
                </>
              ) : (
                <span className="pl-2">When</span>
              )}
            </Th>
            <Th className="border-0 pl-4 max-xl:hidden">Road</Th>
            <Th end className="border-0">
              Load, users<span className="max-[1359px]:hidden"> · 8 weeks</span>
            </Th>
            <Th end className="border-0 max-xl:pr-4">
              $ a month
            </Th>
            <Th end className="border-0 max-xl:hidden last:pr-4">
              next phase
            </Th>
          </Tr>
        </Thead>
        <Tbody className="divide-y-0 max-lg:block">
          {sent.map((row, index) => (
            <OverviewRow
              key={row.slug}
              row={row}
              clock={clock}
              axis={axis}
              newGroup={isNewGroup(row, sent[index - 1])}
            />
          ))}
          {priced.length > 0 ? (
            <Tr className="max-lg:flex max-lg:justify-between max-lg:gap-4 max-lg:border-t max-lg:border-ink3 max-lg:px-4 max-lg:py-3">
              <Td
                colSpan={6}
                className="border-t border-ink3 text-ink2 first:pl-4 max-lg:border-0 max-lg:p-0 max-lg:first:pl-0"
              >
                {formatCount(priced.length, 'app')}
                {priced.length < rows.length ? ` of ${formatNumber(rows.length)}` : ''}, estimated from measured use
              </Td>
              <Td className="border-t border-ink3 max-xl:hidden" />
              <Td end className="border-t border-ink3 font-semibold text-ink max-lg:border-0 max-lg:p-0 lg:max-xl:pr-4">
                {formatMoney(cents, priced[0]?.currency)}
              </Td>
              <Td className="border-t border-ink3 max-xl:hidden" />
            </Tr>
          ) : null}
        </Tbody>
      </Table>
      <Pages count={rows.length} page={onPage} show={show} />
      {rows.length === 0 ? (
        <p className="border-t border-line px-4 py-8 text-center text-sm text-ink2">No app is in this group now.</p>
      ) : null}
    </Card>
  );
}

function isNewGroup(row: SentRow, before: SentRow | undefined): boolean {
  return before !== undefined && groupOf(row) !== groupOf(before);
}

function Foot({ view, clock }: { view: OverviewView; clock: Clock }) {
  return (
    <p className="text-ink3">
      Headroom: the multiple of today’s busiest minutes at which the first limit is met. Dates: when load is forecast to
      get there, or a disk to fill, 8 in 10 between the whiskers. Load: 95th percentile of hourly maxima, 7 days. Costs:
      measured quantities × list prices.
      {view.computedAt === null
        ? null
        : ` Evaluated ${formatTime(view.computedAt, clock.zone)} ${formatZone(view.computedAt, clock.zone)}.`}
    </p>
  );
}

function LoadKey() {
  return (
    <svg width="9" height="8" viewBox="0 0 9 8" aria-hidden>
      <path d="M.5.5h8l-4 7z" className="fill-ink2" />
    </svg>
  );
}

function ArchitectureKey() {
  return (
    <svg width="10" height="9" viewBox="0 0 10 9" aria-hidden>
      <path d="M1.2 8h7.6L5 1.5z" fill="none" className="stroke-ink2" strokeWidth="1.2" strokeLinejoin="round" />
    </svg>
  );
}
