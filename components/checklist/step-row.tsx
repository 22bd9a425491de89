/** One step of the list; a click anywhere opens it beside the list (below it on a phone). */
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { StepFinding } from '@/advisor/types';
import { formatDay } from '@/advisor/words/dates';
import { formatEffort, formatMoneyChange } from '@/advisor/words/format';
import { relievesWords } from '@/advisor/words/relieves';
import { beginSentence, beginText, busyWords } from '@/advisor/words/sentences';
import { waitsForWords } from '@/advisor/words/step-groups';
import type { Wording } from '@/advisor/words/wording';
import { cx } from '@/components/ui/cx';
import { StateMark } from '@/components/ui/state-mark';
import { Tick } from '@/components/ui/tick';
import type { StepWork } from '@/service/views/work';
import { EffectLine } from './effect-line';
import { EvidenceLine } from './evidence-line';

/** Six columns; four where the list is narrow beside the step that is open, three on a phone. */
export const STEP_COLUMNS =
  'grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-3 md:grid-cols-[16px_minmax(0,1fr)_150px_120px_76px_64px] lg:max-xl:grid-cols-[16px_minmax(0,1fr)_76px_64px]';
/** What a list that is narrow, or on a phone, leaves to the step itself. */
export const WIDE_ONLY = 'max-md:hidden lg:max-xl:hidden';

interface Props {
  step: StepFinding;
  all: StepFinding[];
  selected: boolean;
  wording: Wording;
  /** One line on why, from the catalogue. */
  why?: string;
  minutes?: number;
  work: StepWork | null;
  children?: ReactNode;
}

export function StepRow({ step, all, selected, wording, why, minutes, work, children }: Props) {
  const waits = step.status === 'open' ? waitsForWords(step, all) : '';
  const open = step.status === 'open';
  return (
    <li className={cx('relative border-line border-b last:border-0', selected ? 'bg-accent-bg' : 'hover:bg-sunk')}>
      <div className={cx(STEP_COLUMNS, 'min-h-[50px] items-center px-4 py-2 text-sm')}>
        {step.status === 'wont' ? (
          <StateMark state="no-effect" size={16} label="won’t be done" />
        ) : (
          <Tick by={step.status === 'done' ? (step.by ?? 'person') : 'empty'} />
        )}
        <div className={cx('min-w-0', open ? '' : 'md:col-span-4 lg:max-xl:col-span-2')}>
          <Link
            href={`?step=${step.stepId}`}
            prefetch={false}
            scroll={false}
            aria-current={selected ? 'true' : undefined}
            className={cx(
              'font-medium after:absolute after:inset-0 max-md:after:bottom-auto max-md:after:h-[50px]',
              open ? 'text-ink' : 'text-ink2',
            )}
          >
            {step.title}
          </Link>
          {open && why ? <span className="line-clamp-2 text-ink3 text-xs">{why}</span> : null}
          {waits ? <span className="block text-ink3 text-xs">{waits}</span> : null}
          <EvidenceLine step={step} wording={wording} tickedBy={work?.tickedBy ?? null} />
          {open && work ? <WorkLine work={work} busy={busyWords(step)} /> : null}
          <EffectLine step={step} all={all} wording={wording} />
          {step.reason ? <span className="block text-ink2 text-xs">“{step.reason}”</span> : null}
        </div>
        {open ? (
          <>
            <span className={cx('text-ink2', WIDE_ONLY)}>{relievesWords(step)}</span>
            <span className={cx('text-ink2', WIDE_ONLY)}>{effort(step, minutes)}</span>
            <span
              className={cx('text-right font-medium max-md:hidden', step.urgency === 3 ? 'text-bad' : 'text-ink')}
              title={beginSentence(step, wording) ?? undefined}
            >
              {beginText(step, wording)}
            </span>
            <span className="text-right font-medium text-ink">
              <span className="block md:hidden">{beginText(step, wording)}</span>
              {step.addsCents === null ? (
                <span className="font-normal text-ink3">no price</span>
              ) : (
                formatMoneyChange(step.addsCents, step.currency)
              )}
            </span>
          </>
        ) : (
          <span className="whitespace-nowrap text-right text-ink3 text-xs">
            {step.doneAt === null ? '' : formatDay(step.doneAt, wording.zone, wording.nowAt)}
          </span>
        )}
      </div>
      {children}
    </li>
  );
}

/** Who has it, and whether it can go on. */
function WorkLine({ work, busy }: { work: StepWork; busy: string | null }) {
  if (!work.blocked && !work.owner) return null;
  return (
    <span className="flex items-start gap-1.5 text-ink2 text-xs">
      {work.blocked ? <StateMark state="soon" size={12} className="mt-0.5 shrink-0" /> : null}
      <span className="min-w-0">
        {[work.blocked ? `blocked: ${work.blocked}` : '', work.owner ? `owner ${work.owner}` : '', busy ?? '']
          .filter(Boolean)
          .join(' · ')}
      </span>
    </span>
  );
}

/** A quick win is told in the minutes that its document promises. */
function effort(step: StepFinding, minutes: number | undefined): string {
  if (minutes !== undefined) return `${minutes < 60 ? `${minutes} min` : `${minutes / 60} h`}, ${step.who}`;
  return step.effortDays ? `${formatEffort(step.effortDays)}, ${step.who}` : step.who;
}
