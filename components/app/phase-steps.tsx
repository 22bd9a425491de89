/** The required steps of a phase in the document's order, and which are done. */
import { formatDay } from '@/advisor/words/dates';
import { allSteps } from '@/advisor/words/step-groups';
import type { Wording } from '@/advisor/words/wording';
import { TextLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { StateMark } from '@/components/ui/state-mark';
import { Tick } from '@/components/ui/tick';
import type { PhaseView } from '@/service/views/views';

export function PhaseSteps({ view, href, wording }: { view: PhaseView; href: string; wording: Wording }) {
  const { advice, phase, phaseIndex, steps } = view;
  const found = advice ? allSteps(advice) : [];
  const total = advice?.position.requiredTotal[phaseIndex] ?? phase.required.length;
  return (
    <Card
      id="steps"
      className="h-full"
      title="Required steps"
      note={`${advice?.position.requiredDone[phaseIndex] ?? 0} of ${total} done`}
      aside={<TextLink href={`${href}/checklist`}>Checklist</TextLink>}
    >
      <ol className="grid gap-x-6 text-sm sm:grid-cols-2">
        {phase.required.map((id) => {
          const step = found.find((s) => s.stepId === id);
          const title = step?.title ?? steps.find((s) => s.id === id)?.title ?? id;
          return (
            <li key={id} className="flex items-start gap-2.5 border-line border-b py-1.5">
              {step?.status === 'wont' ? (
                <StateMark state="no-effect" label="won’t be done" className="mt-0.5" />
              ) : (
                <Tick by={step?.status === 'done' ? (step.by ?? 'person') : 'empty'} size={14} className="mt-0.5" />
              )}
              <span className="min-w-0">
                {step ? (
                  <TextLink href={`${href}/checklist?step=${id}`} className="font-normal text-ink">
                    {title}
                  </TextLink>
                ) : (
                  <span className="text-ink2">{title}</span>
                )}
                {step?.doneAt ? (
                  <span className="text-ink3 text-xs"> {formatDay(step.doneAt, wording.zone, wording.nowAt)}</span>
                ) : null}
              </span>
            </li>
          );
        })}
      </ol>
      {phase.helpful.length > 0 ? (
        <p className="mt-2 text-ink3 text-xs">and {phase.helpful.length} that help without being required</p>
      ) : null}
    </Card>
  );
}
