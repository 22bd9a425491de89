/** What the roadmap's document says a phase costs: all its variants, its lines, and today's list price beside each. */

import type { Bill } from '@/advisor/types';
import { formatMoney, formatNumber, formatUsdRange } from '@/advisor/words/format';
import { shortPhase } from '@/advisor/words/names';
import type { Phase } from '@/catalogue/types';
import { Card } from '@/components/ui/card';

export function DocumentCosts({ phase, bill }: { phase: Phase; bill: Bill | null }) {
  const lines = phase.bill.filter((line) => line.documentUsd !== null);
  const sum = lines.reduce((total, line) => total + (line.documentUsd ?? 0), 0);
  return (
    <Card className="h-full" title={`What the document says of ${shortPhase(phase)}`} note="US dollars a month">
      <ul className="text-ink2 text-sm">
        {phase.costs.map((cost) => (
          <li key={`${cost.source.place} ${cost.lowUsd}`}>
            <b className="font-semibold text-ink">{formatUsdRange(cost.lowUsd, cost.highUsd)}</b>{' '}
            {cost.source.ours ? `ours: ${cost.source.ours}` : `in “${cost.source.place}”`}
          </li>
        ))}
        {lines.length > 0 && !phase.costs.some((cost) => cost.lowUsd === sum && cost.highUsd === sum) ? (
          <li>
            <b className="font-semibold text-ink">${formatNumber(sum)}</b> is the sum of its own lines
          </li>
        ) : null}
      </ul>
      {phase.bill.length > 0 ? (
        <table className="mt-3 w-full text-sm">
          <thead className="text-ink3 text-xs">
            <tr className="border-line border-b">
              <th scope="col" className="pb-1.5 text-left font-normal">
                line
              </th>
              <th scope="col" className="pb-1.5 text-right font-normal">
                document
              </th>
              <th scope="col" className="whitespace-nowrap pb-1.5 pl-3 text-right font-normal">
                our bill
              </th>
            </tr>
          </thead>
          <tbody>
            {phase.bill.map((line) => {
              const ours = bill?.lines.find((l) => l.id === line.id);
              return (
                <tr key={line.id} className="border-line border-b last:border-0">
                  <th scope="row" className="py-1.5 text-left font-normal text-ink">
                    {line.title}
                    {line.note ? <span className="block text-pretty text-ink3 text-xs">{line.note}</span> : null}
                  </th>
                  <td className="py-1.5 pl-3 text-right align-top text-ink">
                    {line.documentUsd === null ? 'none given' : `$${formatNumber(line.documentUsd)}`}
                  </td>
                  <td className="py-1.5 pl-3 text-right align-top text-ink2">
                    {ours?.cents == null ? '–' : formatMoney(ours.cents, bill?.currency)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ) : null}
    </Card>
  );
}
