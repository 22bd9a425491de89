/** `/apps/[app]/costs`: what it costs now, next, and at any load. */
import type { Advice, BillLine } from '@/advisor/types';
import { formatMoneyRange } from '@/advisor/words/format';
import { shortPhase } from '@/advisor/words/names';
import { costsHeadline, nextPhaseBill, withoutWords } from '@/advisor/words/sentences';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { FirstLine } from '@/components/ui/first-line';
import type { CostsView } from '@/service/views/views';
import { BillChart } from './bill-chart';
import type { BillChartData } from './bill-spec';
import { type BillColumn, BillTable, columnTitle } from './bill-table';
import { Disagreements } from './disagreements';
import { DocumentCosts } from './document-costs';
import { type OwnActions, OwnFigures } from './own-figures';
import { Savings } from './savings';
import { WhatIf } from './what-if';

interface Props {
  view: CostsView;
  /** Null: this person may not change figures. */
  actions: OwnActions | null;
}

export function CostsPage({ view, actions }: Props) {
  const { advice, roadmap, whatIf, app } = view;
  const line = costsHeadline(advice, roadmap, whatIf);
  const columns = columnsOf(view);
  if (!advice || columns.length === 0) return <Nothing line={line.plain} slug={app.slug} />;
  const here = advice.position.code === 'position' ? advice.position.loadPhase : advice.position.architecturePhase;
  const phases = roadmap.phases.slice(here, here + 2);
  return (
    <>
      <FirstLine under={under(advice, view)}>
        {line.now}
        {line.next ? ` → ${line.next}` : ''}
        {line.whatIf ? <span className="text-accent"> → {line.whatIf}</span> : null}
      </FirstLine>
      <div className="grid grid-cols-1 gap-4">
        <div className="grid grid-cols-1 gap-4 xl:grid-cols-[minmax(0,912fr)_minmax(0,448fr)]">
          <Card
            id="curve"
            className="h-full"
            title="Bill at any load"
            note="log scales · line: likely, band: low–high, dashed boxes: what the roadmap says"
          >
            {view.curve.length > 1 ? (
              <BillChart chart={chartOf(view)} />
            ) : (
              <p className="flex h-[340px] items-center justify-center text-center text-ink2 text-sm">
                The curve needs a measured load: after a day of data it is drawn here.
              </p>
            )}
          </Card>
          <WhatIf view={view} loadNow={advice.estimate.now?.load ?? null} />
        </div>
        <BillTable columns={columns} roadmap={roadmap} />
        <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
          {phases.map((phase, i) => (
            <DocumentCosts
              key={phase.id}
              phase={phase}
              bill={advice.estimate.phases.find((b) => b.phase === here + i) ?? null}
            />
          ))}
        </div>
        <Savings savings={advice.estimate.savings ?? []} now={advice.estimate.now} />
        {actions ? <OwnFigures view={view} lines={linesOf(columns)} actions={actions} /> : null}
        <Disagreements roadmap={roadmap} about="money" />
      </div>
    </>
  );
}

/** Each line once, as the first bill has it. */
function linesOf(columns: BillColumn[]): BillLine[] {
  const lines = columns.flatMap(({ bill }) => bill.lines);
  return lines.filter((line, index) => lines.findIndex(({ id }) => id === line.id) === index);
}

function columnsOf({ advice, roadmap, whatIf }: CostsView): BillColumn[] {
  const columns: BillColumn[] = [];
  const now = advice?.estimate.now;
  const next = advice ? nextPhaseBill(advice, roadmap) : null;
  if (now) columns.push({ key: 'now', title: columnTitle('now', now.load), bill: now });
  if (next) columns.push({ key: 'next', title: columnTitle(next.phase, next.bill.load), bill: next.bill });
  if (whatIf?.bill)
    columns.push({
      key: 'what-if',
      title: columnTitle(`${Number(whatIf.multiple.toFixed(1))}×`, whatIf.load),
      bill: whatIf.bill,
      accent: true,
    });
  return columns;
}

function chartOf({ advice, roadmap, whatIf, curve, money }: CostsView): BillChartData {
  const now = advice?.estimate.now ?? null;
  const next = advice ? nextPhaseBill(advice, roadmap) : null;
  return {
    currency: money.currency,
    curve,
    phases: roadmap.phases.map((phase) => ({
      title: shortPhase(phase),
      from: phase.from,
      to: phase.to,
      roadmap:
        phase.costs[0] && money.currency === 'USD'
          ? { lowUsd: phase.costs[0].lowUsd, highUsd: phase.costs[0].highUsd }
          : null,
    })),
    now: now && { load: now.load, cents: now.cents },
    next: next && { load: next.bill.load, cents: next.bill.cents, title: next.phase },
    whatIf: whatIf?.bill
      ? { load: whatIf.load, cents: whatIf.bill.cents, words: `if ${Number(whatIf.multiple.toFixed(1))}×` }
      : null,
  };
}

/** The sums in words, and how the next phase's difference splits into steps and growth. */
function under(advice: Advice, { roadmap, whatIf, money }: CostsView): string {
  const { now } = advice.estimate;
  const next = nextPhaseBill(advice, roadmap);
  const parts = [
    money.currency === 'USD'
      ? 'US dollars a month, likely.'
      : `${money.currency} a month, likely; a US dollar at ${money.perUsd}, as your team set it.`,
  ];
  if (next)
    parts.push(`In ${next.inWords} ${formatMoneyRange(next.bill.lowCents, next.bill.highCents, next.bill.currency)}.`);
  if (whatIf?.bill)
    parts.push(
      `At ${Number(whatIf.multiple.toFixed(1))}× ${formatMoneyRange(whatIf.bill.lowCents, whatIf.bill.highCents, whatIf.bill.currency)}.`,
    );
  const without = now ? withoutWords(now) : '';
  if (without) parts.push(`${without.charAt(0).toUpperCase()}${without.slice(1)}.`);
  if (now && now.basis !== 'measured')
    parts.push(
      now.basis === 'roadmap'
        ? 'Nothing is measured yet: quantities are the roadmap’s own.'
        : 'Quantities are those of the deployment, not measured ones.',
    );
  return parts.join(' ');
}

function Nothing({ line, slug }: { line: string; slug: string }) {
  return (
    <>
      <FirstLine>{line}</FirstLine>
      <Card>
        <EmptyState
          title="A bill needs to know what the app runs on"
          action={
            <ButtonLink kind="primary" href={`/apps/${slug}/settings`}>
              Set the deployment
            </ButtonLink>
          }
        >
          With a provider, sizes and a day of load, every line appears here as quantity × list price, with the date of
          the list.
        </EmptyState>
      </Card>
    </>
  );
}
