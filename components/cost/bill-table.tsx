/** Line by line: quantity × unit price for now, the next phase and the what-if; sums of exactly these lines. */
import type { Bill, BillLine } from '@/advisor/types';
import { formatMoneyExact, formatMoneyRange, formatNumber, formatUsdRange } from '@/advisor/words/format';
import type { Roadmap } from '@/catalogue/types';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { cx } from '@/components/ui/cx';
import { ScrollSideways } from '@/components/ui/scroll-sideways';
import { StateMark } from '@/components/ui/state-mark';
import { lineIds } from './bill-pair';
import { ListDate, UnitPrice } from './unit-price';

export interface BillColumn {
  key: string;
  title: string;
  bill: Bill;
  accent?: boolean;
}

export function BillTable({ columns, roadmap }: { columns: BillColumn[]; roadmap: Roadmap }) {
  const lines = lineIds(columns.map((c) => c.bill));
  const find = (id: string, column: BillColumn) => column.bill.lines.find((line) => line.id === id) ?? null;
  const stale = columns.some((c) => c.bill.lines.some((line) => line.stale));
  return (
    <Card
      id="lines"
      title="Line by line"
      note="quantity × unit price, a month of 730 hours"
      aside={
        stale ? (
          <span className="text-ink3 text-xs">
            <Badge tone="warn">stale</Badge> price older than 180 days
          </span>
        ) : null
      }
    >
      <ScrollSideways label="Line by line">
        <table className="w-full text-sm">
          <thead className="text-ink3 text-xs">
            <tr className="border-line border-b">
              <th scope="col" className="py-2 text-left font-normal">
                line
              </th>
              <th scope="col" className="px-2 text-left font-normal max-xl:hidden">
                quantity from
              </th>
              {columns.map((column) => (
                <th
                  key={column.key}
                  scope="col"
                  className={cx('pl-3 text-right font-normal', column.accent && 'text-accent')}
                >
                  {column.title}
                </th>
              ))}
              <th scope="col" className="pl-6 text-left font-normal max-lg:hidden">
                unit price
              </th>
              <th scope="col" className="pl-2 text-right font-normal max-lg:hidden">
                list of
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ id, title }) => {
              const all = columns.map((column) => find(id, column));
              const known = all.filter((line) => line !== null);
              const last = known.at(-1);
              return (
                <tr key={id} className="h-[34px] border-line border-b">
                  <th scope="row" className="py-1.5 pr-2 text-left font-normal">
                    <span className="font-semibold text-ink">{title}</span>{' '}
                    <span className="text-ink2 max-sm:hidden">{plans(known)}</span>
                    {last?.note ? <span className="block text-ink3 text-xs max-sm:hidden">{last.note}</span> : null}
                  </th>
                  <td className="px-2 text-ink2 max-xl:hidden">{last?.quantityFrom}</td>
                  {all.map((line, i) => (
                    <Cell key={columns[i]?.key} line={line} />
                  ))}
                  <td className="whitespace-nowrap pl-6 text-ink2 max-lg:hidden">
                    <UnitPrice lines={known} />
                  </td>
                  <td className="whitespace-nowrap pl-2 text-right text-ink2 max-lg:hidden">
                    <ListDate lines={known} />
                  </td>
                </tr>
              );
            })}
          </tbody>
          <tfoot>
            <Sum name="Likely" columns={columns} loud>
              {(bill) => formatMoneyExact(bill.cents, bill.currency)}
            </Sum>
            <Sum name="Low–high" columns={columns}>
              {(bill) => formatMoneyRange(bill.lowCents, bill.highCents, bill.currency)}
            </Sum>
            <Sum name="Per 1,000 users" columns={columns}>
              {(bill) => perThousand(bill)}
            </Sum>
            <Sum name="Roadmap" note={`${roadmap.title}, version ${roadmap.version}`} columns={columns}>
              {(bill) => <RoadmapRange bill={bill} />}
            </Sum>
            <Sum name="Not in it" columns={columns}>
              {(bill) => (bill.without.length === 0 ? '–' : bill.without.map((w) => w.what).join(', '))}
            </Sum>
          </tfoot>
        </table>
      </ScrollSideways>
      <Without columns={columns} />
    </Card>
  );
}

/** Small numbers, compared with each other: to the cent. */
function perThousand(bill: Bill): string {
  return bill.load > 0 ? formatMoneyExact((bill.cents / bill.load) * 1000, bill.currency) : '–';
}

function Cell({ line }: { line: BillLine | null }) {
  if (!line) return <td className="pl-3 text-right text-ink3">–</td>;
  const range =
    line.lowCents !== null && line.highCents !== null ? formatMoneyRange(line.lowCents, line.highCents) : undefined;
  return (
    <td className="whitespace-nowrap pl-3 text-right" title={[line.plan, range].filter(Boolean).join(', ')}>
      <span className="text-ink3 text-xs max-md:hidden">
        {formatNumber(Number(line.quantity.toPrecision(3)))} {line.quantityUnit}
      </span>
      <span className="inline-block min-w-[78px] font-semibold text-ink max-md:min-w-0">
        {line.cents === null ? (
          <span className="font-normal text-ink3">no price</span>
        ) : (
          formatMoneyExact(line.cents).slice(1)
        )}
      </span>
    </td>
  );
}

interface SumProps {
  name: string;
  note?: string;
  columns: BillColumn[];
  loud?: boolean;
  children(bill: Bill): React.ReactNode;
}

function Sum({ name, note, columns, loud, children }: SumProps) {
  return (
    <tr className={cx('h-10', loud ? 'border-ink2 border-t' : 'border-line border-t')}>
      <th scope="row" className={cx('py-1.5 text-left', loud ? 'font-semibold text-ink' : 'font-normal text-ink2')}>
        {name}
      </th>
      <td className="px-2 text-ink3 text-xs max-xl:hidden">{note}</td>
      {columns.map((column) => (
        <td
          key={column.key}
          className={cx(
            'pl-3 text-right',
            loud ? 'font-semibold' : '',
            column.accent && loud ? 'text-accent' : loud ? 'text-ink' : 'text-ink2',
          )}
        >
          {children(column.bill)}
        </td>
      ))}
      <td colSpan={2} className="max-lg:hidden" />
    </tr>
  );
}

function RoadmapRange({ bill }: { bill: Bill }) {
  const range = bill.roadmap[0];
  if (!range) return <>gives none</>;
  const tone = range.verdict === 'inside' ? 'ok' : range.verdict === 'above' ? 'warn' : 'neutral';
  return (
    <span className="inline-flex flex-wrap items-center justify-end gap-x-2 gap-y-0.5 py-1">
      <Badge tone={tone}>
        <span className="inline-flex items-center gap-1">
          <StateMark
            state={range.verdict === 'inside' ? 'ok' : range.verdict === 'above' ? 'soon' : 'cannot-tell'}
            size={11}
          />
          {range.verdict}
        </span>
      </Badge>
      <span className="whitespace-nowrap">{formatUsdRange(range.lowUsd, range.highUsd)}</span>
    </span>
  );
}

/** Each thing once, with why it is not in the sum. */
function Without({ columns }: { columns: BillColumn[] }) {
  const reasons = new Map(columns.flatMap((c) => c.bill.without.map((w) => [w.what, w.why] as const)));
  if (reasons.size === 0) return null;
  return (
    <ul className="mt-3 text-ink2 text-xs">
      {[...reasons].map(([what, why]) => (
        <li key={what}>
          Without <b className="font-semibold text-ink">{what}</b>: {why}.
        </li>
      ))}
    </ul>
  );
}

function plans(lines: BillLine[]): string {
  return [...new Set(lines.map((line) => line.plan).filter((plan) => plan !== ''))].join(', ');
}

/** "now, 38,200", "Phase 2, 65,000". */
export function columnTitle(name: string, load: number): string {
  return `${name}, ${formatNumber(Number(Math.round(load).toPrecision(3)))}`;
}
