import type { ComponentProps } from 'react';
import { exactTime } from '@/advisor/words/dates';
import { formatCount } from '@/advisor/words/format';
import { limitLabel, signalsHeadline } from '@/advisor/words/sentences';
import type { Wording } from '@/advisor/words/wording';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyNote } from '@/components/ui/empty-state';
import { FirstLine } from '@/components/ui/first-line';
import type { SignalsView } from '@/service/views/signals';
import { MetricList } from './metric-list';
import { MissingList } from './missing-list';
import { OwnSignals } from './own-signals';
import { readings } from './reading';
import { RefusedList } from './refused-list';
import { SignalTable } from './signal-table';

interface PageProps {
  view: SignalsView;
  wording: Wording;
  actions: ComponentProps<typeof OwnSignals>['actions'];
  mayEdit: boolean;
}

/** Where does each number come from, what is missing? Before the first data what to send comes first. */
export function SignalsPage({ view, wording, actions, mayEdit }: PageProps) {
  const { nowAt, zone = 'UTC' } = wording;
  const limits = limitsOf(view);
  const all = readings(view.signals, view.advice?.signals ?? []);
  const missing = all.filter(({ finding }) => finding.code === 'missing');
  missing.sort((a, b) => Number(limits.has(b.definition.id)) - Number(limits.has(a.definition.id)));
  const arriving = all.filter(({ finding }) => finding.code !== 'missing');
  const line = signalsHeadline(
    all.map(({ finding }) => finding),
    view.signals,
    [...limits.keys()],
  );
  const connect = <ButtonLink href={`/apps/new?app=${view.app.slug}`}>How to connect</ButtonLink>;
  const have = (
    <div key="have" className="grid min-w-0 gap-4 max-sm:gap-6">
      <Card id="arriving" title="Signals" note={formatCount(arriving.length, 'signal')}>
        {arriving.length === 0 ? (
          <EmptyNote>
            Each signal will stand here with its value, the metrics it is made of and how good it is. It needs one
            minute of data.
          </EmptyNote>
        ) : (
          <SignalTable readings={arriving} limits={limits} nowAt={nowAt} zone={zone} />
        )}
      </Card>
      <OwnSignals view={view} mayEdit={mayEdit} actions={actions} />
      <MetricList metrics={view.metrics} maker={view.seriesMaker} />
    </div>
  );
  const want = (
    <div key="want" className="grid min-w-0 gap-4 max-sm:gap-6">
      <Card id="missing" title="Not seen yet" note={missing.length > 0 ? 'and what to send' : undefined}>
        {missing.length === 0 ? (
          <EmptyNote>Nothing is missing.</EmptyNote>
        ) : (
          <MissingList readings={missing} limits={limits} sdk={view.sdk} />
        )}
      </Card>
      <RefusedList refused={view.refused} nowAt={nowAt} zone={zone} />
    </div>
  );
  return (
    <>
      <FirstLine rest={line.rest} under={<Under view={view} zone={zone} />} actions={connect}>
        {line.lead}
      </FirstLine>
      <div className="grid items-start gap-4 max-sm:gap-6 xl:grid-cols-[2fr_1fr]">
        {arriving.length === 0 ? [want, have] : [have, want]}
      </div>
    </>
  );
}

/** The limits that hold for this app now, as people read them. */
function limitsOf(view: SignalsView): Map<string, string> {
  const units = new Map(view.signals.map(({ id, unit }) => [id, unit]));
  return new Map(
    (view.advice?.thresholds ?? []).map(({ threshold }) => [
      threshold.signal,
      limitLabel(threshold, units.get(threshold.signal) ?? ''),
    ]),
  );
}

function Under({ view, zone }: { view: SignalsView; zone: string }) {
  const { advice } = view;
  if (!advice || advice.firstAt === null) return <>No data point has arrived yet.</>;
  const { environment } = advice;
  return (
    <>
      {environment
        ? environment.said
          ? `Environment ${environment.name}, as the app says.`
          : `Counted as ${environment.name}: no deployment.environment.name arrives.`
        : null}{' '}
      First data {exactTime(advice.firstAt, zone)}.
    </>
  );
}
