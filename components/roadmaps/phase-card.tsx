/** One phase as its document has it: range, time and money in all variants, what it is built of, what it asks. */
import { formatLoadRange, formatMoney, formatNumber, formatUsdRange, withDashes } from '@/advisor/words/format';
import type { CostLine, Phase } from '@/catalogue/types';
import { Card } from '@/components/ui/card';
import { ScrollSideways } from '@/components/ui/scroll-sideways';
import type { ListPrice, RoadmapView } from '@/service/roadmaps/views';
import { Place } from './place';

export function PhaseCard({ view, phase, number }: { view: RoadmapView; phase: Phase; number: number }) {
  return (
    <Card
      id={`phase-${phase.id}`}
      className="h-full"
      title={withDashes(phase.title)}
      note={`phase ${number} of ${view.roadmap.phases.length}`}
    >
      <p className="text-sm">
        <b className="text-lg font-semibold text-ink">{formatLoadRange(phase.from, phase.to)}</b>{' '}
        {phase.rangeSource ? <Place source={phase.rangeSource} /> : null}
      </p>
      {phase.solves ? <p className="mt-1 text-sm text-pretty text-ink2">Solves: {phase.solves.text}</p> : null}
      <Part title="Takes" empty={phase.timelines.length === 0 ? 'The document gives no time.' : null}>
        {phase.timelines.map((timeline) => (
          <li key={`${timeline.text} ${timeline.source.place}`}>
            <b className="font-medium text-ink">{withDashes(timeline.text)}</b> <Place source={timeline.source} />
          </li>
        ))}
      </Part>
      <Part title="Costs a month" empty={phase.costs.length === 0 ? 'The document gives no sum.' : null}>
        {phase.costs.map((cost) => (
          <li key={`${cost.lowUsd} ${cost.source.place}`}>
            <b className="font-medium text-ink">{formatUsdRange(cost.lowUsd, cost.highUsd)}</b>{' '}
            <Place source={cost.source} />
          </li>
        ))}
      </Part>
      {phase.bill.length > 0 ? <BillLines lines={phase.bill} prices={view.prices} /> : null}
      <Steps view={view} title="Required steps" ids={phase.required} />
      <Steps view={view} title="Help, not required" ids={phase.helpful} />
      <Part title="Looks like" empty={phase.architecture.length === 0 ? 'The document does not say.' : null}>
        {phase.architecture.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </Part>
    </Card>
  );
}

function Part({ title, empty, children }: { title: string; empty: string | null; children: React.ReactNode }) {
  return (
    <section className="mt-3 border-t border-line pt-2 text-sm text-ink2">
      <h3 className="text-xs text-ink3">{title}</h3>
      {empty ? <p className="text-ink3">{empty}</p> : <ul className="mt-0.5 grid gap-0.5 text-pretty">{children}</ul>}
    </section>
  );
}

/** The document's figure and today's list price, both, and whether they differ. */
function BillLines({ lines, prices }: { lines: CostLine[]; prices: Record<string, ListPrice> }) {
  return (
    <ScrollSideways label="Costs" className="mt-3 border-t border-line pt-2">
      <table className="w-full text-sm text-ink2">
        <thead className="text-xs text-ink3">
          <tr>
            <th scope="col" className="pb-1 text-left font-normal">
              Bill
            </th>
            <th scope="col" className="pb-1 pl-3 text-right font-normal">
              document
            </th>
            <th scope="col" className="pb-1 pl-3 text-right font-normal whitespace-nowrap">
              list price
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => {
            const price = line.priceId === undefined ? undefined : prices[line.priceId];
            const list = price?.monthlyCents ?? null;
            const differs =
              list !== null && line.documentUsd !== null && Math.round(line.documentUsd) !== Math.round(list / 100);
            return (
              <tr key={line.id} className="border-t border-line align-top">
                <th scope="row" className="py-1 text-left font-normal text-ink">
                  {line.title}
                  {line.note ? <span className="block text-xs text-pretty text-ink3">{line.note}</span> : null}
                </th>
                <td className="py-1 pl-3 text-right whitespace-nowrap">
                  {line.documentUsd === null ? (
                    <span className="text-ink3">none</span>
                  ) : (
                    `$${formatNumber(line.documentUsd)}`
                  )}
                </td>
                <td
                  className={`py-1 pl-3 text-right whitespace-nowrap ${differs ? 'font-medium text-warn' : ''}`}
                  title={price ? `${price.plan}, ${price.date ?? 'undated'}` : undefined}
                >
                  {list === null ? <span className="text-ink3">{price ? 'by use' : '–'}</span> : formatMoney(list)}
                  {differs ? <span className="sr-only"> differs from the document</span> : null}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollSideways>
  );
}

function Steps({ view, title, ids }: { view: RoadmapView; title: string; ids: string[] }) {
  if (ids.length === 0) return null;
  const own = new Set((view.roadmap.steps ?? []).map(({ id }) => id));
  return (
    <details className="mt-3 border-t border-line pt-2 text-sm text-ink2" open={title === 'Required steps'}>
      <summary className="text-xs text-ink3">
        {title} <span className="text-ink2">{ids.length}</span>
      </summary>
      <ol className="mt-1 grid gap-1">
        {ids.map((id) => {
          const step = view.steps.find((each) => each.id === id);
          return (
            <li key={id} className="text-pretty" title={step?.why}>
              {step?.title ?? id}
              {own.has(id) ? <span className="text-xs text-ink3"> its own</span> : null}
            </li>
          );
        })}
      </ol>
    </details>
  );
}
