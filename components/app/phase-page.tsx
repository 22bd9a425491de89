/** `/apps/[app]/phases/[phase]`: what this phase serves, takes and costs, and how its signals behave. */
import { formatMultiple, formatNumber, formatUsdRange, withDashes } from '@/advisor/words/format';
import { rangeBeside } from '@/advisor/words/names';
import { positionSentence, shortPhase } from '@/advisor/words/sentences';
import type { Wording } from '@/advisor/words/wording';
import { ChartsProvider } from '@/components/charts/charts-provider';
import { SignalLegend } from '@/components/charts/legend';
import { Disagreements } from '@/components/cost/disagreements';
import { POPULATION_WORDS } from '@/components/road/words';
import { ButtonLink } from '@/components/ui/button';
import { FirstLine } from '@/components/ui/first-line';
import type { PhaseView } from '@/service/views/views';
import { OtherSignalCard } from './other-signal-card';
import { PhaseFacts } from './phase-facts';
import { PhaseSteps } from './phase-steps';
import { isLoadPhase, phaseThresholds } from './phase-thresholds';
import { SignalCard } from './signal-card';

export function PhasePage({ view, wording }: { view: PhaseView; wording: Wording }) {
  const { app, advice, phase, phaseIndex, roadmap, signals } = view;
  const href = `/apps/${app.slug}`;
  const [before, after] = [roadmap.phases[phaseIndex - 1], roadmap.phases[phaseIndex + 1]];
  const thresholds = phaseThresholds(view);
  return (
    <ChartsProvider
      slug={app.slug}
      firstAt={advice?.firstAt ?? null}
      signals={[...new Set(thresholds.map((t) => t.threshold.signal))]}
    >
      <FirstLine
        rest={rangeBeside(phase) === '' ? undefined : `${rangeBeside(phase)} ${POPULATION_WORDS[roadmap.loadUnit]}`}
        under={standing(view)}
        actions={
          <>
            {before ? <ButtonLink href={`${href}/phases/${before.id}`}>← {shortPhase(before)}</ButtonLink> : null}
            {after ? <ButtonLink href={`${href}/phases/${after.id}`}>{shortPhase(after)} →</ButtonLink> : null}
          </>
        }
      >
        {phase.title}
      </FirstLine>
      <div className="grid grid-cols-1 gap-4">
        <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
          <PhaseFacts view={view} />
          <PhaseSteps view={view} href={href} wording={wording} />
        </div>
        <section
          aria-label="Signals against this phase’s thresholds"
          className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,380px),1fr))] gap-4"
        >
          {thresholds.map(({ threshold, status }) =>
            advice && status && status.code !== 'no-data' ? (
              <SignalCard
                key={threshold.id}
                status={status}
                advice={advice}
                signals={signals}
                wording={wording}
                source={threshold.sourceText}
              />
            ) : (
              <OtherSignalCard
                key={threshold.id}
                threshold={threshold}
                signals={signals}
                advice={advice}
                judged={status !== null}
              />
            ),
          )}
        </section>
        <SignalLegend />
        <Disagreements roadmap={roadmap} about="phases" />
      </div>
    </ChartsProvider>
  );
}

/** Where load and architecture are, seen from this phase. */
function standing(view: PhaseView): string {
  const { advice, phase, roadmap } = view;
  const cost = phase.costs[0];
  const facts = [
    withDashes(phase.timelines[0]?.text ?? ''),
    cost ? `${formatUsdRange(cost.lowUsd, cost.highUsd)} a month` : '',
  ]
    .filter(Boolean)
    .join(', ');
  const said = facts ? `${facts}. ` : '';
  if (!advice) return `${said}No data yet.`;
  const { position } = advice;
  if (position.code !== 'position' || isLoadPhase(view)) {
    const words = positionSentence(position, roadmap, advice.load, advice.signals).replaceAll('`', '');
    return `${said}${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
  }
  const load = position.loadInRoadmapUnit;
  const where =
    load < phase.from
      ? `Load is ${formatNumber(Math.round(load))}, ${formatMultiple(phase.from / load)} of that reaches this phase`
      : `Load has left this phase: ${formatNumber(Math.round(load))} now`;
  return `${said}${where}.`;
}
