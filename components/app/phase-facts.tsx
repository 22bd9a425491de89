/** What the document says of a phase: range, times and money in all its variants, each with its place. */
import { formatLoadRange, formatUsdRange, withDashes } from '@/advisor/words/format';
import { POPULATION_WORDS } from '@/components/road/words';
import { TextLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import type { PhaseView } from '@/service/views/views';

export function PhaseFacts({ view }: { view: PhaseView }) {
  const { phase, roadmap } = view;
  return (
    <Card
      id="facts"
      className="h-full"
      title="This phase"
      note={`version ${roadmap.version}`}
      aside={<TextLink href={`/roadmaps/${roadmap.id}?version=${roadmap.version}`}>{roadmap.title}</TextLink>}
    >
      <dl className="text-sm [&>div:last-child]:border-0">
        <Fact name="Load">
          <b>{formatLoadRange(phase.from, phase.to)}</b> {POPULATION_WORDS[roadmap.loadUnit]}{' '}
          {roadmap.loadUnitSays.ourReading ? (
            <Place>
              the document says “{roadmap.loadUnitSays.word}”; {roadmap.loadUnit} is our reading
            </Place>
          ) : null}
          {phase.rangeSource ? (
            <span className="block">
              <Place>
                {phase.rangeSource.place}
                {phase.rangeSource.ours ? `; ours: ${phase.rangeSource.ours}` : null}
              </Place>
            </span>
          ) : null}
        </Fact>
        {phase.solves ? <Fact name="Solves">{phase.solves.text}</Fact> : null}
        <Fact name="Takes">
          {phase.timelines.length === 0 ? <Silent what="time" /> : null}
          {phase.timelines.map((timeline) => (
            <span key={`${timeline.text} ${timeline.source.place}`} className="block">
              <b>{withDashes(timeline.text)}</b>{' '}
              <Place>{timeline.source.ours ? `ours: ${timeline.source.ours}` : timeline.source.place}</Place>
            </span>
          ))}
        </Fact>
        <Fact name="Costs">
          {phase.costs.length === 0 ? <Silent what="price" /> : null}
          {phase.costs.map((cost) => (
            <span key={`${cost.lowUsd} ${cost.source.place}`} className="block">
              <b>{formatUsdRange(cost.lowUsd, cost.highUsd)}</b> a month{' '}
              <Place>{cost.source.ours ? `ours: ${cost.source.ours}` : cost.source.place}</Place>
            </span>
          ))}
        </Fact>
        <Lines name="Looks like" lines={phase.architecture} />
        <Lines name="For it" lines={phase.pros} />
        <Lines name="Against it" lines={phase.cons} />
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="grid grid-cols-[88px_minmax(0,1fr)] border-line border-b py-2">
      <dt className="text-ink3">{name}</dt>
      <dd className="text-ink2 [&_b]:font-semibold [&_b]:text-ink">{children}</dd>
    </div>
  );
}

function Lines({ name, lines = [] }: { name: string; lines?: string[] | undefined }) {
  if (lines.length === 0) return null;
  return (
    <Fact name={name}>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Fact>
  );
}

function Silent({ what }: { what: string }) {
  return <span className="text-ink3">the document names no {what}</span>;
}

function Place({ children }: { children: React.ReactNode }) {
  return <span className="text-ink3 text-xs">({children})</span>;
}
