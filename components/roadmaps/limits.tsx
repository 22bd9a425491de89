/** Every limit of a roadmap, in which phase it holds, and where it comes from. */
import { formatMinutes, formatValue } from '@/advisor/words/format';
import { signalTitle } from '@/advisor/words/signals';
import type { Threshold } from '@/catalogue/types';
import { Card } from '@/components/ui/card';
import type { RoadmapView } from '@/service/roadmaps/views';
import { Place } from './place';

export function Limits({ view }: { view: RoadmapView }) {
  const { roadmap, signals } = view;
  const rows: [string, Threshold][] = [
    ...roadmap.thresholds.map((threshold): [string, Threshold] => ['every phase', threshold]),
    ...roadmap.phases.flatMap((phase) => phase.thresholds.map((it): [string, Threshold] => [phase.title, it])),
  ];
  const definition = (id: string) => signals.find((signal) => signal.id === id);
  return (
    <Card id="thresholds" title="Thresholds" note="a phase’s own limit on a signal stands for the one of every phase">
      {rows.length === 0 ? <p className="text-sm text-ink2">This roadmap sets no limits: nothing is judged.</p> : null}
      <ul className="text-sm text-ink2 [&>li:last-child]:border-0">
        {rows.map(([phase, threshold]) => {
          const known = definition(threshold.signal);
          const side = known?.worsens === 'down' ? 'below' : 'above';
          return (
            <li
              key={`${phase} ${threshold.id}`}
              className="grid gap-x-4 border-b border-line py-2 sm:grid-cols-[14rem_12rem_minmax(0,1fr)]"
            >
              <span className="font-medium text-ink">
                {known?.title ?? signalTitle(threshold.signal)}
                <span className="block text-xs font-normal text-ink3">{phase}</span>
              </span>
              <span>
                {side} <b className="font-semibold text-ink">{formatValue(threshold.limit, known?.unit ?? '')}</b> for{' '}
                {formatMinutes(threshold.holdMinutes)}
              </span>
              <span>
                <Place source={threshold.source} />
                <OwnSteps threshold={threshold} view={view} />
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

/** Steps that come with a limit: on the checklist while it is crossed or has a date. */
function OwnSteps({ threshold: { required = [], helpful = [] }, view }: { threshold: Threshold; view: RoadmapView }) {
  const titles = [...required, ...helpful].map((id) => view.steps.find((step) => step.id === id)?.title ?? id);
  if (titles.length === 0) return null;
  return <span className="block text-xs text-ink3">brings its own steps: {titles.join(', ')}</span>;
}
