/** A group of steps under its heading; the chosen one unfolds in place where there is no room beside the list. */
import type { ReactNode } from 'react';
import type { StepFinding } from '@/advisor/types';
import type { Wording } from '@/advisor/words/wording';
import type { Step } from '@/catalogue/types';
import { cx } from '@/components/ui/cx';
import { StateMark } from '@/components/ui/state-mark';
import type { StepWork } from '@/service/views/work';
import { STEP_COLUMNS, StepRow, WIDE_ONLY } from './step-row';

export interface StepListProps {
  title: string;
  note: string;
  items: StepFinding[];
  all: StepFinding[];
  chosen: string | null;
  /** The address names the step: only then it unfolds on a phone. */
  asked: boolean;
  wording: Wording;
  steps: Step[];
  /** What people wrote beside steps, by step id. */
  work: Record<string, StepWork>;
  panel(step: StepFinding): ReactNode;
  urgent?: boolean;
  /** Name the columns in the heading. */
  columns?: boolean;
  foot?: ReactNode;
}

export function StepList({
  title,
  note,
  items,
  all,
  chosen,
  asked,
  wording,
  steps,
  work,
  panel,
  urgent,
  columns,
  foot,
}: StepListProps) {
  if (items.length === 0) return null;
  return (
    <section className="border-line border-b last:border-0">
      <div className={cx(STEP_COLUMNS, 'items-baseline border-line border-b px-4 pt-4 pb-2 text-ink3 text-xs')}>
        <h2 className="col-span-2 flex flex-wrap items-baseline gap-x-2 font-semibold text-base text-ink max-md:col-span-3">
          {urgent ? <StateMark state="crossing" className="translate-y-0.5" /> : null}
          {title}
          <span className={cx('font-normal text-xs', urgent ? 'text-bad' : 'text-ink3')}>{note}</span>
        </h2>
        {columns ? (
          <>
            <span className={WIDE_ONLY}>relieves</span>
            <span className={WIDE_ONLY}>effort, who</span>
            <span className="text-right max-md:hidden">begin</span>
            <span className="text-right max-md:hidden">$ a month</span>
          </>
        ) : null}
      </div>
      <ul>
        {items.map((step) => {
          const entry = steps.find((s) => s.id === step.stepId);
          const selected = step.stepId === chosen;
          return (
            <StepRow
              key={step.stepId}
              step={step}
              all={all}
              selected={selected}
              wording={wording}
              work={work[step.stepId] ?? null}
              why={firstSentence(entry?.why)}
              minutes={entry?.quickWinMinutes}
            >
              {selected && asked ? (
                <div className="relative border-line border-t bg-card lg:hidden">{panel(step)}</div>
              ) : null}
            </StepRow>
          );
        })}
      </ul>
      {foot}
    </section>
  );
}

function firstSentence(text: string | undefined): string | undefined {
  return text?.match(/^.*?[.!?](?=\s|$)/)?.[0] ?? text;
}
