/** `/apps/[app]`: where the app is on its roadmap, what breaks first, and what it rests on. */
import type { ReactNode } from 'react';
import type { Wording } from '@/advisor/words/wording';
import type { Population } from '@/catalogue/types';
import { ChartsProvider } from '@/components/charts/charts-provider';
import { SignalLegend } from '@/components/charts/legend';
import { CostCard } from '@/components/cost/cost-card';
import type { ActionResult } from '@/components/road/population-question';
import { cx } from '@/components/ui/cx';
import type { AppView } from '@/service/views/views';
import { AppHeading } from './app-heading';
import { CrossingsCard } from './crossings-card';
import { FirstMinutes } from './first-minutes';
import { HeadroomTable } from './headroom-table';
import { LoadCard, loadSignal } from './load-card';
import { MissingSignals } from './missing-signals';
import { NextSteps } from './next-steps';
import { RoadCard } from './road-card';
import { SignalCard } from './signal-card';
import { orderSignals } from './signal-order';
import { StaleNotice } from './stale-notice';
import { StorageCard } from './storage-card';

interface Props {
  view: AppView;
  wording: Wording;
  /** The button that makes a report. */
  actions?: ReactNode;
  setPopulation(population: Population): Promise<ActionResult>;
}

const WITH_COST = 3;
/** A bill of six lines is as high. */
const HEIGHT_BESIDE_COST = 264;
const BESIDE_COST = ['', '', 'md:grid-cols-2', 'md:grid-cols-3'];

const SPAN = ['', 'lg:col-span-12', 'lg:col-span-6', 'lg:col-span-4', 'lg:col-span-3'];

/** How many cards share the row of one: at most four, and rows are about equally full, so that none is left alone. */
function inItsRow(index: number, cards: number): number {
  const aRow = Math.ceil(cards / Math.ceil(cards / 4));
  const last = cards % aRow || aRow;
  return index < cards - last ? aRow : last;
}

export function AppPage({ view, wording, actions, setPopulation }: Props) {
  const { app, advice, roadmap, signals } = view;
  const href = `/apps/${app.slug}`;
  if (!advice || advice.newestAt === null)
    return <FirstMinutes view={view} wording={wording} setPopulation={setPopulation} />;
  const { drawn, missing } = orderSignals(advice);
  // Only its first days draw load from minutes.
  const first = advice.dailyLoad.length < 2 ? loadSignal(advice) : null;
  const card = (status: (typeof drawn)[number], height?: number) => (
    <SignalCard key={status.threshold.id} {...{ status, advice, signals, wording, height }} />
  );
  return (
    <ChartsProvider
      slug={app.slug}
      firstAt={advice.firstAt}
      signals={[...new Set([...drawn.map((s) => s.threshold.signal), ...(first ? [first] : [])])]}
    >
      <AppHeading view={view} wording={wording} actions={actions} />
      <div className="grid grid-cols-1 gap-4">
        <StaleNotice advice={advice} underivedHours={view.underivedHours} wording={wording} />
        <RoadCard view={view} wording={wording} setPopulation={setPopulation} />
        <div className="grid grid-cols-1 gap-4 md:max-xl:grid-cols-2 xl:grid-cols-[minmax(0,912fr)_minmax(0,448fr)]">
          {/* Where they do not stand beside each other what to do and what it costs come before the charts. */}
          <div className="md:max-xl:col-span-2 max-xl:order-3">
            <LoadCard view={view} advice={advice} wording={wording} />
          </div>
          <div className="max-xl:order-1">
            <NextSteps advice={advice} href={href} wording={wording} />
          </div>
          {drawn.length > 0 ? (
            <section
              aria-label="Signals of this phase"
              className={cx(
                'grid grid-cols-1 gap-4 md:max-xl:col-span-2 max-xl:order-4',
                BESIDE_COST[Math.min(drawn.length, WITH_COST)],
              )}
            >
              {drawn.slice(0, WITH_COST).map((status) => card(status, HEIGHT_BESIDE_COST))}
            </section>
          ) : null}
          <div className={cx('max-xl:order-2', drawn.length === 0 && 'xl:col-span-2')}>
            <CostCard advice={advice} roadmap={roadmap} href={href} />
          </div>
        </div>
        {drawn.length > WITH_COST ? (
          <section aria-label="More signals" className="grid grid-cols-1 gap-4 md:grid-cols-2 lg:grid-cols-12">
            {drawn.slice(WITH_COST).map((status, i, all) => (
              <div key={status.threshold.id} className={SPAN[inItsRow(i, all.length)]}>
                {card(status)}
              </div>
            ))}
          </section>
        ) : null}
        <div className="flex flex-wrap justify-between gap-x-8 gap-y-2 px-0.5">
          <SignalLegend />
          <MissingSignals missing={missing} signals={signals} href={href} />
        </div>
        <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,912fr)_minmax(0,448fr)]">
          <HeadroomTable view={view} advice={advice} wording={wording} />
          <div className="grid gap-4">
            <CrossingsCard advice={advice} signals={signals} wording={wording} />
            {advice.storage ? <StorageCard storage={advice.storage} wording={wording} /> : null}
          </div>
        </div>
      </div>
    </ChartsProvider>
  );
}
